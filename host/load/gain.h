/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gain.h - what the rules of a load have counted, for the next one
 *
 * A NIC that cannot hold all rules gets those first that dropped most. Rules
 * are known by their text and base chain: one that was edited starts anew.
 */
#ifndef NICFW_GAIN_H
#define NICFW_GAIN_H

#include "load/state.h"
#include "policy/early.h"

struct gain_row {
	const char *chain; /* "netdev t c" */
	const char *rule;  /* "": the chain's policy */
	uint64_t packets;  /* of all stages */
};

/* It is read once it is asked for: few loads have a NIC that is too small. */
struct gain {
	struct arena *a;
	const struct state *st;
	const char *ifname;
	unsigned int gen;
	bool is_read;
	VEC(struct gain_row) rows; /* by chain and rule, each once */
};

/*
 * What generation @gen of @ifname has counted so far; of what cannot be read,
 * nothing. @st has to stay.
 */
struct gain gain_of(const struct state *st, const char *ifname,
		    unsigned int gen);

/* For struct early_gain: @gain's packets of the rule that @of counts. */
uint64_t gain_packets(void *gain, const struct counter_of *of);

#endif

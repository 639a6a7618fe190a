/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gen_live.h - random rulesets for the router of live_net.h
 */
#ifndef NICFW_TESTS_GEN_LIVE_H
#define NICFW_TESTS_GEN_LIVE_H

#include "lib/gen_text.h"
#include "lib/rng.h"

enum gen_live {
	LIVE_FRONT,    /* all hooks and families, NAT, states, what acts */
	LIVE_COMPLETE, /* chains at ingress of eth0 that need no host */
};

struct gen_live_rules {
	struct gen_text text;
	/* NAT that is in the host and in no ruleset that a stage has read. */
	struct gen_text unread;
	bool has_unread;
	/* "inet t": this table is the kernel's last, though not the text's. */
	const char *moved;
};

/* Writes a ruleset to @out, in @a; rules are spans. */
void gen_live(struct arena *a, struct rng *r, enum gen_live kind,
	      struct gen_live_rules *out);

#endif

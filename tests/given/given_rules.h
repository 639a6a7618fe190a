/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * given_rules.h - a ruleset of someone else's, for the router of live_net.h
 *
 * It is loaded as it stands, by nft or by the restore of its variant. What
 * else it takes for granted, devices and ipsets, is made.
 */
#ifndef NICFW_TESTS_GIVEN_RULES_H
#define NICFW_TESTS_GIVEN_RULES_H

#include "live/live_trial.h"

struct given_rules {
	struct live_given given; /* the first: its functions get it */
	const char *path;
	const char *name;
	char *text;
	size_t len;
	bool is_dump;
	const char *restore; /* of a dump: "iptables-nft"; NULL: nft's */
	bool is_legacy;
	bool is_v6;
	/*
	 * IPv6 gives itself what it sends to a group (ip6_finish_output2): TEE
	 * copies that again, and the copy of it.
	 */
	bool is_endless;
	/* Those that rules name, and that there can be. */
	VEC(const char *) devices;
};

/* Reads the text at @path, and which devices it names. 0 or -errno. */
int given_open(struct arena *a, const char *path, const char *name,
	       struct given_rules *out);

/* Makes the devices in this network namespace. False: one cannot be made. */
bool given_make_devices(const struct given_rules *g, struct arena *a);

/*
 * Reads the rules, whose devices are there. 0; -EINVAL: nicfw does not read
 * them; -ENOENT: no chain of theirs decides about what arrives.
 */
int given_read(struct arena *a, struct given_rules *g);

/*
 * Makes the ipsets that are missing. True if the rules' tool takes them; some
 * of them may be loaded then, or not.
 */
bool given_is_taken(const struct given_rules *g, struct arena *a);

#endif

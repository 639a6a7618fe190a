/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gen_live_int.h - what the parts of the generator share
 *
 * gen_live_rule.c writes rules, gen_live_nat.c NAT, gen_live.c tables.
 */
#ifndef NICFW_TESTS_GEN_LIVE_INT_H
#define NICFW_TESTS_GEN_LIVE_INT_H

#include "live/gen_live.h"

/* A match, and the protocols that it implies; 0: none. */
struct live_match {
	const char *text;
	uint8_t version;
	uint8_t protocol;
};

struct live_maker {
	struct arena *arena;
	struct rng *rng;
	struct gen_text *out;
	bool may_act;
	bool may_change;
	bool is_translated; /* there is NAT */
	uint32_t nat;	    /* a rule of it, of nat_before */
	uint32_t nat_in;    /* likewise of nat_in */
	bool is_behind_nat_in;
	bool is_ingress;
	bool may_link;	 /* matches of frames that are not of IP */
	bool has_common; /* input and forward begin with a call of c1 */
	/* Drops little, and the same at each hook: drops that are sure. */
	bool is_quiet;
	bool is_inet;	 /* a table for both, else of IPv4 or IPv6 alone */
	uint8_t family;	 /* 4, 6 */
	uint32_t n_user; /* chains that may be called: c0 to c(n-1) */
	/* What the rule's matches imply so far. */
	uint8_t version;
	uint8_t protocol;
};

void live_put(struct live_maker *m, const char *text);

void live_add_rules(struct live_maker *m, uint32_t least, uint32_t most);

/* A rule that does @what, " drop", with what @match takes. */
void live_add_rule_of(struct live_maker *m, const struct live_match *match,
		      const char *what);

/* One that drops by something that may be known. */
void live_add_quiet_drop(struct live_maker *m);

/* The sets that rules name. */
void live_add_sets(struct live_maker *m);

/* Draws what NAT there will be, so that rules can ask for what it rewrites. */
void live_draw_nat(struct live_maker *m);
const struct live_match *live_nat_match(struct live_maker *m);
void live_add_nat(struct live_maker *m);

#endif

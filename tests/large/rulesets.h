/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rulesets.h - the large rulesets that are judged
 */
#ifndef NICFW_TESTS_RULESETS_H
#define NICFW_TESTS_RULESETS_H

#include "bench/rules/rules.h"

enum ruleset_form {
	FORM_RULES,    /* of a family, a rule each; */
	FORM_SET,      /* the same, but each an element of a set or map */
	FORM_EDGE,     /* as docs/examples/edge.nft; lib/gen_policy.h */
	FORM_ZONES,    /* chains, sets, maps and counters: zones.h; */
	FORM_RETURNS,  /* also returns, and rules that only count */
	FORM_COUNTS,   /* wide rules that count among others: counts.h */
	FORM_CROWDS,   /* hardly any but these: a frame is in very many */
	FORM_SERVICES, /* many small chains: services.h */
};

struct ruleset_row {
	const char *name;
	enum ruleset_form form;
	enum rules_family family; /* of RULES and SET */
	size_t n;		  /* rules, or elements */
	bool is_small;		  /* judged by `make check` as well */
	/*
	 * No form that the compiler has is one that the kernel takes: too much
	 * code, or too many maps. Then the interpreter judges alone.
	 */
	bool has_no_room;
};

extern const struct ruleset_row ruleset_rows[];
extern const size_t n_ruleset_rows;

/* The text of a row, in @a; NULL: there are not so many rules. */
const char *ruleset_text(struct arena *a, const struct ruleset_row *row,
			 uint64_t seed);

#endif

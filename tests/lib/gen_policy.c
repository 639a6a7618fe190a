// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_policy.c - random rulesets, as text
 */
#include "lib/gen_policy.h"

#include "lib/gen_kinds.h"

/* Of seeds; not the number of kinds, so that a new one changes no ruleset. */
#define STEP 9

static void (*const writers[N_GEN_KINDS])(struct gen *g, uint32_t n_rules) = {
	[GEN_MIXED] = gen_mixed,   [GEN_EDGE] = gen_edge,
	[GEN_EXACT] = gen_exact,   [GEN_PREFIX] = gen_prefix,
	[GEN_PORTS] = gen_ports,   [GEN_FLOWS] = gen_flows,
	[GEN_PAIRS] = gen_pairs,   [GEN_RANGES] = gen_ranges,
	[GEN_SHAPES] = gen_shapes, [GEN_TUPLES] = gen_tuples,
};

const char *const gen_kind_names[N_GEN_KINDS] = {
	[GEN_MIXED] = "mixed",	 [GEN_EDGE] = "edge",
	[GEN_EXACT] = "exact",	 [GEN_PREFIX] = "prefix",
	[GEN_PORTS] = "ports",	 [GEN_FLOWS] = "flows",
	[GEN_PAIRS] = "pairs",	 [GEN_RANGES] = "ranges",
	[GEN_SHAPES] = "shapes", [GEN_TUPLES] = "tuples",
};

void gen_policy(struct arena *a, enum gen_kind kind, uint64_t seed,
		uint32_t n_rules, struct gen_text *out)
{
	struct gen g = {
		.arena = a,
		.rng = { .state = seed * STEP + kind },
		.out = out,
	};

	gen_put(&g, "table netdev %s {\n", gen_kind_names[kind]);
	writers[kind](&g, n_rules);
	gen_put(&g, "}\n");
}

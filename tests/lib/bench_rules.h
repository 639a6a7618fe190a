/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bench_rules.h - rulesets and frames to measure, for cmocka's tests
 */
#ifndef NICFW_TESTS_BENCH_RULES_H
#define NICFW_TESTS_BENCH_RULES_H

#include "bench/rules/trace.h"
#include "lib/fixture.h"

#define N_FRAMES 600

static const uint8_t smac[6] = { 2, 0, 0, 0, 0, 1 };
static const uint8_t dmac[6] = { 2, 0, 0, 0, 0, 2 };
static const size_t sizes[] = { 1, 2, 10, 300 };

/* Some of each family, of each size. */
#define for_each_rules(a, rules)                                          \
	for (size_t size_ = 0; size_ < sizeof(sizes) / sizeof(*sizes);    \
	     size_++)                                                     \
		for (enum rules_family family_ = 0;                       \
		     family_ < N_RULES_FAMILIES &&                        \
		     (rules = make(a, family_, 7 + size_, sizes[size_])); \
		     family_++)

static inline const struct rules *
make(struct arena *a, enum rules_family family, uint64_t seed, size_t n)
{
	struct rules *rules = arena_new_of(a, struct rules);

	assert_int_equal(rules_make(a, family, seed, n, rules), 0);
	assert_int_equal(rules->n, n);
	return rules;
}

static inline struct trace draw(struct arena *a, const struct rules *rules,
				enum trace_kind kind)
{
	struct trace trace;

	assert_int_equal(
		trace_make(a, rules, kind, 3, N_FRAMES, smac, dmac, &trace), 0);
	assert_int_equal(trace.n, N_FRAMES);
	return trace;
}

#endif

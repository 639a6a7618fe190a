/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rules_index.h - the first rule that matches, found fast
 *
 * For making and judging frames of rulesets for which rules_match() takes too
 * long: rules whose prefixes have the same lengths share a hash table, and all
 * of these tables are asked ("tuple space search"). Answers are
 * rules_match()'s.
 */
#ifndef NICFW_BENCH_RULES_INDEX_H
#define NICFW_BENCH_RULES_INDEX_H

#include "rules.h"

struct rules_index;

/* In @a, of @rules, which must stay. */
struct rules_index *rules_index_new(struct arena *a, const struct rules *rules);

size_t rules_index_match(const struct rules_index *index,
			 const struct rules_tuple *t);

#endif

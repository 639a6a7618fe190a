// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_lookup.c - lookups, and what follows their answers
 *
 * A map may have as many answers as it has elements, and most of them lead to
 * the same node: that one has no case, which would be an instruction each.
 */
#include "policy/classify_int.h"

#include <stdlib.h>

struct numbers ways_changes(const struct graph *g, const struct list *list,
			    uint32_t dim)
{
	const u128 max = g->low->dims.v[dim].max;
	const struct constraint *c;
	struct numbers at = {};

	*vec_push(g->scratch, &at.v) = 0;
	for (uint32_t e = 0; e < list->n; e++) {
		for_each_open(g, &list->v[e], i, c) {
			const struct iset *in = c->allowed;

			for (uint32_t k = 0; c->dim == dim && k < in->n; k++) {
				*vec_push(g->scratch, &at.v) = in->v[k].lo;
				if (in->v[k].hi < max)
					*vec_push(g->scratch, &at.v) =
						in->v[k].hi + 1;
			}
		}
	}
	qsort(at.v.v, at.v.n, sizeof(u128), u128_compare);
	return at;
}

void ways_add(struct graph *g, struct ways *ways, uint32_t answer,
	      uint32_t node)
{
	if (!answer)
		ways->other = node;
	else if (node != ways->other)
		*vec_push(g->scratch, &ways->cases) =
			(struct plan_case){ answer, node };
}

/* Cases for all answers: behind what is not found comes another lookup. */
static void add_all_cases(struct graph *g, const struct ways *ways, u128 max,
			  struct plan_node *lookup)
{
	const struct plan_case *c = ways->cases.v;
	const struct plan_case *const end = c + ways->cases.n;

	for (uint32_t r = 1; r <= max; r++) {
		const bool is_listed = c < end && c->result == r;

		*vec_push(g->arena, &lookup->cases) =
			(struct plan_case){ r,
					    is_listed ? c->node : ways->other };
		c += is_listed;
	}
}

uint32_t graph_add_lookup(struct graph *g, uint32_t dim,
			  const struct ways *ways, uint32_t rule)
{
	const struct dim *d = &g->low->dims.v[dim];
	uint32_t node = ways->other;

	for (size_t m = d->maps.n; m-- > 0 && ways->cases.n;) {
		struct plan_node lookup = {
			.op = PLAN_LOOKUP,
			.rule = rule,
			.map = d->maps.v[m],
			.no = node,
		};
		const struct plan_case *c;

		if (node != ways->other)
			add_all_cases(g, ways, d->max, &lookup);
		else
			vec_for_each(c, &ways->cases)
				*vec_push(g->arena, &lookup.cases) = *c;
		g->n_cases += lookup.cases.n;
		node = graph_add_node(g, lookup);
	}
	return node;
}

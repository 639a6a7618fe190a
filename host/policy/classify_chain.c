// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_chain.c - a list as a plain chain of tests
 *
 * Made from the last item to the first, so each item's way on is known: the
 * chain has as many nodes as there are tests in the list, and no recursion
 * is as deep as the list is long.
 */
#include "policy/classify_int.h"

/* Node for "dim is in intervals first..last of allowed". */
static uint32_t add_intervals(struct graph *g, uint32_t dim,
			      const struct iset *allowed, uint32_t first,
			      uint32_t last, uint32_t yes, uint32_t no,
			      uint32_t rule)
{
	const struct interval *v = &allowed->v[first];
	uint32_t above, below, mid = first + (last - first + 1) / 2;

	if (first < last) {
		above = add_intervals(g, dim, allowed, mid, last, yes, no,
				      rule);
		below = add_intervals(g, dim, allowed, first, mid - 1, yes, no,
				      rule);
		return graph_add_test(g, PLAN_LT, dim, allowed->v[mid].lo,
				      below, above, rule);
	}
	if (v->lo == v->hi)
		return graph_add_test(g, PLAN_EQ, dim, v->lo, yes, no, rule);
	above = yes;
	if (v->hi < g->low->dims.v[dim].max)
		above = graph_add_test(g, PLAN_LT, dim, v->hi + 1, yes, no,
				       rule);
	if (!v->lo)
		return above;
	return graph_add_test(g, PLAN_LT, dim, v->lo, no, above, rule);
}

static uint32_t add_answers(struct graph *g, uint32_t dim,
			    const struct iset *allowed, uint32_t yes,
			    uint32_t no, uint32_t rule)
{
	const bool holds_none = iset_contains(allowed, 0);
	struct ways ways = { .other = holds_none ? yes : no };
	const struct iset *listed =
		holds_none ? iset_complement(g->scratch, allowed,
					     g->low->dims.v[dim].max)
			   : allowed;

	for (uint32_t i = 0; i < listed->n; i++)
		for (u128 r = listed->v[i].lo; r <= listed->v[i].hi; r++)
			ways_add(g, &ways, (uint32_t)r, holds_none ? no : yes);
	return graph_add_lookup(g, dim, &ways, rule);
}

uint32_t graph_add_member(struct graph *g, const struct constraint *c,
			  uint32_t yes, uint32_t no, uint32_t rule)
{
	if (g->low->dims.v[c->dim].is_lookup)
		return add_answers(g, c->dim, c->allowed, yes, no, rule);
	return add_intervals(g, c->dim, c->allowed, 0, c->allowed->n - 1, yes,
			     no, rule);
}

uint32_t chain_build(struct graph *g, const struct list *list)
{
	const struct item *items = g->segment->items.v;
	/* way[i]: where a frame goes on that entries before i do not decide */
	uint32_t *way = arena_calloc(g->scratch, list->n + 1ul, sizeof(*way));

	way[list->n] = NO_NODE; /* never taken: the last item applies always */
	for (uint32_t e = list->n; e-- > 0 && !graph_gives_up(g);) {
		const struct item *it = &items[list->v[e].item];
		const struct constraint *c;
		uint32_t next = e + 1, node;

		if (it->kind == ITEM_RETURN) {
			while (list->v[next].item < it->skip_to)
				next++;
			node = way[next];
		} else {
			node = graph_add_item(g, it, way[next]);
		}
		for_each_open(g, &list->v[e], i, c)
			node = graph_add_member(g, c, node, way[e + 1],
						it->rule);
		way[e] = node;
	}
	return way[0];
}

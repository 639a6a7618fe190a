// SPDX-License-Identifier: GPL-2.0-only
/*
 * stab.c - which of many intervals hold a number
 */
#include "large/stab.h"

#include <stdlib.h>

void stab_add(struct arena *a, struct stab *s, struct interval i, uint32_t id)
{
	*vec_push(a, &s->nodes) = (struct stab_node){ .interval = i, .id = id };
}

static int compare_nodes(const void *a, const void *b)
{
	const struct stab_node *x = a, *y = b;

	if (x->interval.lo != y->interval.lo)
		return x->interval.lo < y->interval.lo ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

/* The tree of nodes[first] to nodes[end - 1], whose root is in the middle. */
static u128 set_last(struct stab_node *nodes, size_t first, size_t end)
{
	const size_t mid = (first + end) / 2;
	u128 last, below;

	if (first == end)
		return 0;
	last = nodes[mid].interval.hi;
	below = set_last(nodes, first, mid);
	last = below > last ? below : last;
	below = set_last(nodes, mid + 1, end);
	nodes[mid].last = below > last ? below : last;
	return nodes[mid].last;
}

void stab_sort(struct stab *s)
{
	if (!s->nodes.n)
		return;
	qsort(s->nodes.v, s->nodes.n, sizeof(*s->nodes.v), compare_nodes);
	set_last(s->nodes.v, 0, s->nodes.n);
}

static void find(struct arena *a, const struct stab_node *nodes, size_t first,
		 size_t end, u128 value, struct stab_ids *ids)
{
	while (first < end) {
		const size_t mid = (first + end) / 2;
		const struct stab_node *node = &nodes[mid];

		if (node->last < value)
			return;
		find(a, nodes, first, mid, value, ids);
		if (node->interval.lo > value)
			return;
		if (node->interval.hi >= value)
			*vec_push(a, &ids->v) = node->id;
		first = mid + 1;
	}
}

void stab_find(struct arena *a, const struct stab *s, u128 value,
	       struct stab_ids *ids)
{
	find(a, s->nodes.v, 0, s->nodes.n, value, ids);
}

static int compare_ids(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

void stab_settle(struct stab_ids *ids)
{
	size_t n = 0;

	if (!ids->v.n)
		return;
	qsort(ids->v.v, ids->v.n, sizeof(*ids->v.v), compare_ids);
	for (size_t i = 0; i < ids->v.n; i++) {
		if (!n || ids->v.v[n - 1] != ids->v.v[i])
			ids->v.v[n++] = ids->v.v[i];
	}
	ids->v.n = n;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * trees_grow.c - one tree, from its root to its leaves
 */
#include "policy/trees_int.h"

#include <errno.h>
#include <string.h>

#define MAX_WAYS (1u << CUT_MAX_BITS)

/*
 * Nodes for each row that there may be: a row with two addresses of IPv6 takes
 * as much memory as four, and most ways of their 256 bits lead nowhere.
 */
#define NODES_OF_A_ROW 4

/* So many boxes of a list are held against all that are behind them. */
#define MAX_TRIED 16

struct growing {
	struct arena *arena;   /* of the tree */
	struct arena *scratch; /* freed when it is grown */
	const struct tree_boxes *boxes;
	struct tree_joined *joined; /* NULL: none are */
	const struct tree_style *style;
	uint32_t max_rows;
	struct tree *tree;
	/* The lists on the way from the root, each behind its parent's. */
	VEC(uint32_t) lists;
	int error;
};

static bool has_all_of(const struct tree_range *r,
		       const struct tree_range *words, uint32_t n_words)
{
	for (uint32_t w = 0; w < n_words; w++) {
		if (r[w].first > words[w].first || r[w].last < words[w].last)
			return false;
	}
	return true;
}

bool tree_has_region(const struct tree_boxes *boxes, uint32_t box,
		     const struct tree_region *region)
{
	return !(boxes->v[box].need & ~region->set) &&
	       has_all_of(tree_ranges(boxes, box), region->all, boxes->n_words);
}

/* Takes returns out of @list that skip none of the boxes that are left. */
static uint32_t keep_returns(const struct growing *g, uint32_t *list,
			     uint32_t n)
{
	const struct tree_box *boxes = g->boxes->v;
	uint32_t behind = UINT32_MAX, to = n;

	for (uint32_t i = n; i-- > 0;) {
		const struct tree_box *box = &boxes[list[i]];

		if (to < n && boxes[list[to]].rank > box->rank)
			behind = boxes[list[to]].rank;
		if (!box->skip_to || behind < box->skip_to)
			list[--to] = list[i];
	}
	memmove(list, list + to, (n - to) * sizeof(*list));
	return n - to;
}

/*
 * The rank from which on something applies to frames that fit @box, a return
 * behind the first @n of @list: where it leads, or where one of these does that
 * took them past it.
 */
static uint32_t find_landing(const struct growing *g, const uint32_t *list,
			     uint32_t n, const struct tree_box *box)
{
	uint32_t first = box->skip_to;

	for (uint32_t i = 0; i < n; i++) {
		const uint32_t to = g->boxes->v[list[i]].skip_to;

		if (to > box->rank && to < first)
			first = to;
	}
	return first;
}

/*
 * Leaves of @list what is asked in @region: nothing behind a box that all of it
 * is in, unless a return may skip that, and nothing that a return skips of all
 * of it. Returns how many boxes that are.
 */
static uint32_t keep_asked(const struct growing *g, uint32_t *list, uint32_t n,
			   const struct tree_region *region)
{
	uint32_t kept = 0;
	uint32_t floor = 0;   /* what ranks below is skipped */
	uint32_t open_to = 0; /* and what ranks below this may be */

	for (uint32_t i = 0; i < n; i++) {
		const struct tree_box *box = &g->boxes->v[list[i]];
		bool is_sure;

		if (box->rank < floor)
			continue;
		is_sure = tree_has_region(g->boxes, list[i], region);
		if (box->skip_to && is_sure) {
			floor = open_to > box->rank
					? find_landing(g, list, kept, box)
					: box->skip_to;
			if (floor == box->skip_to)
				continue;
		}
		list[kept++] = list[i];
		if (box->skip_to > open_to)
			open_to = box->skip_to;
		if (is_sure && !g->boxes->ends_nothing && box->rank >= open_to)
			break;
	}
	return open_to ? keep_returns(g, list, kept) : kept;
}

/* Is every key of @region that is in box @late also in @early? */
static bool is_in_vain(const struct growing *g, uint32_t early, uint32_t late,
		       const struct tree_region *region)
{
	const struct tree_range *e = tree_ranges(g->boxes, early);
	const struct tree_range *l = tree_ranges(g->boxes, late);

	if (g->boxes->v[early].need & ~(region->set | g->boxes->v[late].need))
		return false;
	for (uint32_t w = 0; w < g->boxes->n_words; w++) {
		const struct tree_range *all = &region->all[w];

		if ((e[w].first > l[w].first && e[w].first > all->first) ||
		    (e[w].last < l[w].last && e[w].last < all->last))
			return false;
	}
	return true;
}

/* Takes boxes out of the @n from @list on that are in vain behind box @early
   of them; returns how many are left. */
static uint32_t drop_behind(struct growing *g, uint32_t list, uint32_t n,
			    uint32_t early, const struct tree_region *region)
{
	uint32_t *v = g->lists.v + list, left = early + 1;

	for (uint32_t i = early + 1; i < n; i++) {
		if (!is_in_vain(g, v[early], v[i], region))
			v[left++] = v[i];
	}
	return left;
}

/*
 * Takes boxes out of the @n from @list on that no key of @region asks for, and
 * narrows it to where those that are left differ. Returns how many that are.
 */
static uint32_t prepare(struct growing *g, uint32_t list, uint32_t n,
			struct tree_region *region)
{
	const struct tree_boxes *boxes = g->boxes;
	uint32_t *v = g->lists.v + list;
	uint32_t open_to = 0; /* what ranks below may be skipped */
	uint32_t n_tried = 0;

	n = keep_asked(g, v, n, region);
	if (g->joined)
		n = joined_take(g->arena, g->joined, v, n, region);
	/* Nobody has all of a region that others lie beside. */
	if (!g->joined || n <= tree_max_rows(boxes))
		cut_narrow(boxes, &(struct tree_list){ v, n }, region);
	if (boxes->ends_nothing)
		return n;
	for (uint32_t i = 0; i + 1 < n && n_tried < MAX_TRIED; i++) {
		const struct tree_box *box = &boxes->v[v[i]];

		if (box->skip_to > open_to)
			open_to = box->skip_to;
		if (box->rank < open_to ||
		    !has_all_of(tree_ranges(boxes, v[i]), region->words,
				boxes->n_words))
			continue;
		n = drop_behind(g, list, n, i, region);
		n_tried++;
	}
	return n;
}

static void grow_leaf(struct growing *g, uint32_t node, uint32_t list,
		      uint32_t n)
{
	struct tree *t = g->tree;

	t->nodes.v[node] =
		(struct tree_node){ .first = t->rows.n, .n_rows = n };
	for (uint32_t i = list; i < list + n; i++)
		*vec_push(g->arena, &t->rows) = g->lists.v[i];
	if (n && g->boxes->v[g->lists.v[list]].rank < t->best_rank)
		t->best_rank = g->boxes->v[g->lists.v[list]].rank;
	if (n > t->max_rows)
		t->max_rows = n;
	if (n > tree_max_rows(g->boxes) || t->rows.n > g->max_rows)
		g->error = -E2BIG;
}

static void grow_node(struct growing *g, uint32_t node, uint32_t list,
		      uint32_t n, const struct tree_region *region,
		      uint32_t depth);

/* True if the leaf @node has the @n rows from @list on, and no others. */
static bool is_leaf_of(const struct growing *g, uint32_t node, uint32_t list,
		       uint32_t n)
{
	const struct tree_node *leaf = &g->tree->nodes.v[node];

	return leaf->cut.kind == CUT_NONE && leaf->n_rows == n &&
	       (!n || !memcmp(g->tree->rows.v + leaf->first, g->lists.v + list,
			      n * sizeof(*g->lists.v)));
}

/* Children beside each other often have the same rows. */
static void grow_child(struct growing *g, uint32_t first, uint32_t way,
		       uint32_t list, uint32_t n,
		       const struct tree_region *region, uint32_t depth)
{
	const uint32_t node = first + way;

	if (way && is_leaf_of(g, node - 1, list, n))
		g->tree->nodes.v[node] = g->tree->nodes.v[node - 1];
	else
		grow_node(g, node, list, n, region, depth);
}

/*
 * Adds the list of each child of @cut, one behind the other, each in order.
 * Returns where in g->lists they begin, and how long each is in @n_in.
 */
static uint32_t add_lists(struct growing *g, const struct cut *cut,
			  uint32_t list, uint32_t n,
			  const struct tree_region *region, uint32_t *n_in)
{
	const uint32_t n_ways = cut_ways(cut), first = g->lists.n;
	uint32_t end[MAX_WAYS], at = first;
	struct tree_range r;

	memset(n_in, 0, n_ways * sizeof(*n_in));
	for (uint32_t i = list; i < list + n; i++) {
		cut_ways_of(cut, g->boxes, g->lists.v[i], region, &r);
		for (uint32_t way = r.first; way <= r.last; way++)
			n_in[way]++;
	}
	for (uint32_t way = 0; way < n_ways; way++) {
		end[way] = at;
		at += n_in[way];
	}
	while (g->lists.n < at)
		vec_push(g->scratch, &g->lists);
	for (uint32_t i = list; i < list + n; i++) {
		cut_ways_of(cut, g->boxes, g->lists.v[i], region, &r);
		for (uint32_t way = r.first; way <= r.last; way++)
			g->lists.v[end[way]++] = g->lists.v[i];
	}
	return first;
}

static void grow_children(struct growing *g, uint32_t node, struct cut cut,
			  uint32_t list, uint32_t n,
			  const struct tree_region *region, uint32_t depth)
{
	const uint32_t first = g->tree->nodes.n, n_ways = cut_ways(&cut);
	uint32_t n_in[MAX_WAYS];
	const uint32_t lists = add_lists(g, &cut, list, n, region, n_in);
	uint32_t at = lists;

	g->tree->nodes.v[node] =
		(struct tree_node){ .cut = cut, .first = first };
	for (uint32_t way = 0; way < n_ways; way++)
		vec_push(g->arena, &g->tree->nodes);
	for (uint32_t way = 0; way < n_ways && !g->error; way++) {
		struct tree_region part = *region;

		if (cut_enter(&cut, way, &part))
			grow_child(g, first, way, at,
				   prepare(g, at, n_in[way], &part), &part,
				   depth + 1);
		at += n_in[way];
	}
	g->lists.n = lists;
}

static void grow_node(struct growing *g, uint32_t node, uint32_t list,
		      uint32_t n, const struct tree_region *region,
		      uint32_t depth)
{
	struct tree *t = g->tree;
	const struct tree_list boxes = { g->lists.v + list, n };
	struct cut cut = {};

	if (depth > t->depth)
		t->depth = depth;
	if (depth > TREE_MAX_DEPTH || t->nodes.n / NODES_OF_A_ROW > g->max_rows)
		g->error = -E2BIG;
	if (g->error)
		return;
	if (n > g->style->leaf_rows && depth < TREE_MAX_DEPTH)
		cut = cut_choose(g->boxes, &boxes, region, g->style,
				 n > tree_max_rows(g->boxes));
	if (cut.kind == CUT_NONE)
		grow_leaf(g, node, list, n);
	else
		grow_children(g, node, cut, list, n, region, depth);
}

int tree_grow(struct arena *a, const struct tree_boxes *boxes,
	      struct tree_joined *joined, const struct tree_list *list,
	      const struct tree_style *style, uint32_t max_rows,
	      struct tree *out)
{
	struct growing g = { .arena = a,
			     .scratch = arena_new(),
			     .boxes = boxes,
			     .joined = joined,
			     .style = style,
			     .max_rows = max_rows,
			     .tree = out };
	struct tree_region all = {};

	*out = (struct tree){ .max_rows = 1, .best_rank = UINT32_MAX };
	for (uint32_t w = 0; w < boxes->n_words; w++)
		all.all[w].last = all.words[w].last =
			(uint32_t)u128_max(boxes->width[w]);
	for (uint32_t i = 0; i < list->n; i++)
		*vec_push(g.scratch, &g.lists) = list->v[i];
	vec_push(a, &out->nodes);
	grow_node(&g, 0, 0, prepare(&g, 0, list->n, &all), &all, 1);
	arena_free(g.scratch);
	return g.error;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_apart.c - a segment in parts, of which the best answer counts
 */
#include "policy/classify_apart.h"

#include "policy/classify_groups.h"
#include "policy/classify_trees.h"
#include "policy/classify_tuples.h"
#include "policy/classify_vectors.h"

/* A lookup costs a frame about as much as a tree. */
#define FEW_TUPLES 3

/* The items that @is_in marks, and one that says that none of them applies. */
static struct segment take_items(struct graph *g, const struct segment *from,
				 const bool *is_in)
{
	struct segment to = { .has_crossings = from->has_crossings };
	const uint32_t last = from->items.n - 1;
	/* How many of those before each item are taken. */
	uint32_t *n_before =
		arena_calloc(g->scratch, last + 1ul, sizeof(*n_before));
	struct item *it;

	for (uint32_t i = 0; i < last; i++) {
		n_before[i + 1] = n_before[i] + is_in[i];
		if (!is_in[i])
			continue;
		*vec_push(g->scratch, &to.items) = from->items.v[i];
		to.items.v[to.items.n - 1].rank = i;
	}
	vec_for_each(it, &to.items)
		it->skip_to = it->kind == ITEM_RETURN ? n_before[it->skip_to]
						      : 0;
	it = vec_push(g->scratch, &to.items);
	it->rule = PLAN_NO_RULE;
	it->counter = PLAN_NO_COUNTER;
	return to;
}

void apart_take_returns(const struct segment *segment, bool *is_in)
{
	uint32_t next = segment->items.n; /* that is marked */

	for (uint32_t i = segment->items.n; i-- > 0;) {
		const struct item *it = &segment->items.v[i];

		if (it->kind == ITEM_RETURN)
			is_in[i] |= next < it->skip_to;
		if (is_in[i])
			next = i;
	}
}

/* Looks a tuple's map up if what its items have in common holds. */
static uint32_t add_tuple(struct graph *g, const struct segment *segment,
			  const struct tuple *tuple)
{
	const struct item *first = &segment->items.v[tuple->items.v[0]];
	struct plan_node best = { .op = PLAN_BEST,
				  .rule = first->rule,
				  .yes = g->next };
	uint32_t node;

	best.map = tuple_add_map(g->arena, g->scratch, g->low, segment, tuple,
				 g->plan);
	node = graph_add_node(g, best);
	for (uint32_t i = 0; i < first->n_constraints; i++) {
		if (!(tuple->key & 1u << i))
			node = graph_add_member(g, &first->constraints[i], node,
						g->next, first->rule);
	}
	return node;
}

/*
 * The node behind all parts. Who goes on is counted there once, whatever part
 * said so; so the last item, which always applies, is kept like others if it
 * goes on and is counted.
 */
static uint32_t add_end(struct graph *g, const struct segment *segment)
{
	const uint32_t n = segment->items.n;
	const struct item *last = &segment->items.v[n - 1];
	const bool drops_on = g->on_drop != NO_NODE;
	struct plan_node end = { .op = PLAN_PICK, .rule = PLAN_NO_RULE };

	if (g->on_accept != NO_NODE || drops_on) {
		end.op = PLAN_TAKE;
		end.verdict = drops_on ? PLAN_DROP : PLAN_ACCEPT;
		end.yes = drops_on ? g->on_drop : g->on_accept;
	}
	if (end.op == PLAN_TAKE && last->verdict == PLAN_ACCEPT && !drops_on) {
		end.no = end.yes;
		g->next = graph_add_node(g, end);
		return graph_add_keep(g, last, n - 1);
	}
	end.no = graph_add_item(g, last, NO_NODE);
	return graph_add_node(g, end);
}

/* True if what is kept of @segment can say all that its verdicts ask for. */
static bool can_keep(const struct graph *g, const struct segment *segment)
{
	if (g->on_accept != NO_NODE && g->on_drop != NO_NODE)
		return false;
	for (size_t i = 0; i + 1 < segment->items.n; i++) {
		const struct item *it = &segment->items.v[i];

		if (it->kind == ITEM_VERDICT && it->counter == PLAN_NO_COUNTER)
			return false;
	}
	return true;
}

static bool is_worth_it(const struct graph *g, const struct segment *segment,
			const struct groups *groups,
			const struct tuples *tuples)
{
	if (!can_keep(g, segment))
		return false;
	if (g->limits->in_vectors)
		return segment->items.n >= g->limits->few_items &&
		       vectors_can(segment);
	if (g->limits->in_trees)
		return true;
	return groups->n > 1 || tuples->v.n;
}

/*
 * Beside trees, tuples are worth their lookups only where a few of them stand
 * for most of the items.
 */
static bool are_tuples_enough(const struct segment *segment,
			      const struct tuples *tuples)
{
	const struct tuple *t;
	size_t n = 0;

	vec_for_each(t, &tuples->v)
		n += t->items.n;
	return tuples->v.n <= FEW_TUPLES && 4 * n >= 3 * segment->items.n;
}

/* True if trees are all that is wanted, and no other segment can have any. */
static bool are_trees_all(const struct graph *g)
{
	return g->limits->trees_or_nothing && g->low->segments.n == 1;
}

/*
 * The nodes of the items of @kind in a group, with the returns that skip some
 * of them: their graph, if there are any.
 */
static uint32_t build_group(struct graph *g, const struct segment *segment,
			    enum item_kind kind, const bool *is_taken,
			    const struct groups *groups, uint32_t group)
{
	const uint32_t n = segment->items.n;
	bool *is_in = arena_calloc(g->scratch, n, sizeof(*is_in));
	struct segment part;
	bool is_any = false;

	for (uint32_t i = 0; i + 1 < n; i++) {
		is_in[i] = !is_taken[i] && groups->of[i] == group &&
			   segment->items.v[i].kind == kind;
		is_any |= is_in[i];
	}
	if (!is_any)
		return g->next;
	apart_take_returns(segment, is_in);
	part = take_items(g, segment, is_in);
	return graph_build(g, &part);
}

static uint32_t build_groups(struct graph *g, const struct segment *segment,
			     enum item_kind kind, const bool *is_taken,
			     const struct groups *groups)
{
	g->is_apart = true;
	for (uint32_t i = groups->n; i-- > 0;)
		g->next = build_group(g, segment, kind, is_taken, groups, i);
	g->is_apart = false;
	return g->next;
}

static bool is_any_left(const struct segment *segment, enum item_kind kind,
			const bool *is_taken)
{
	for (size_t i = 0; i + 1 < segment->items.n; i++) {
		if (segment->items.v[i].kind == kind && !is_taken[i])
			return true;
	}
	return false;
}

/*
 * The nodes of what trees stand for, and of what they leave: COUNTs behind
 * verdicts, of which they hang on the best.
 */
static uint32_t build_trees(struct graph *g, const struct segment *segment,
			    bool *is_taken)
{
	static const enum item_kind kinds[] = { ITEM_COUNT, ITEM_VERDICT };
	struct groups groups;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		g->next = trees_of_segment(g, segment, kinds[i], is_taken);
		if (kinds[i] == ITEM_VERDICT) {
			g->is_in_vain = are_trees_all(g) &&
					!plan_has_data(g->plan);
			if (g->is_in_vain)
				return g->next;
		}
		if (!is_any_left(segment, kinds[i], is_taken))
			continue;
		groups = classify_groups(g->scratch, g->low, segment, is_taken);
		g->next = build_groups(g, segment, kinds[i], is_taken, &groups);
	}
	return trees_ask(g);
}

/* The tuples that the form has lookups of; is_taken is the caller's to change.
 */
static struct tuples find_tuples(const struct graph *g,
				 const struct segment *segment)
{
	const size_t n = segment->items.n;
	struct tuples tuples = {};

	if (g->limits->in_tuples && segment->tuples)
		tuples = *segment->tuples;
	else if (g->limits->in_tuples)
		tuples = classify_tuples(g->scratch, g->low, segment);
	if (g->limits->in_trees && !are_tuples_enough(segment, &tuples))
		tuples = (struct tuples){};
	tuples.is_taken = tuples.is_taken
				  ? arena_memdup(g->scratch, tuples.is_taken, n)
				  : arena_calloc(g->scratch, n, sizeof(bool));
	return tuples;
}

uint32_t apart_build(struct graph *g, const struct segment *segment)
{
	struct tuples tuples = find_tuples(g, segment);
	struct groups groups = {};

	if (!g->limits->in_trees)
		groups = classify_groups(g->scratch, g->low, segment,
					 tuples.is_taken);
	if (!is_worth_it(g, segment, &groups, &tuples)) {
		g->is_in_vain = are_trees_all(g);
		return graph_build(g, segment);
	}
	g->next = add_end(g, segment);
	if (g->limits->in_vectors)
		g->next = vectors_build(g, segment, tuples.is_taken);
	else if (g->limits->in_trees)
		g->next = build_trees(g, segment, tuples.is_taken);
	else
		g->next = build_groups(g, segment, ITEM_VERDICT,
				       tuples.is_taken, &groups);
	if (graph_gives_up(g))
		return g->next;
	for (size_t i = tuples.v.n; i-- > 0;)
		g->next = add_tuple(g, segment, &tuples.v.v[i]);
	return g->next;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify.c - from first-match rules to a decision graph
 *
 * See classify.h for the idea. A list that was met before, on whatever way, is
 * the same node (classify_memo.c).
 */
#include "policy/classify_apart.h"
#include "policy/classify_int.h"

uint32_t graph_add_node(struct graph *g, struct plan_node node)
{
	*vec_push_large(g->scratch, &g->nodes) = node;
	return g->nodes.n - 1;
}

uint32_t graph_add_test(struct graph *g, enum plan_op op, uint32_t dim,
			u128 imm, uint32_t yes, uint32_t no, uint32_t rule)
{
	struct plan_node node = {
		.op = op,
		.rule = rule,
		.part = g->low->dims.v[dim].part,
		.imm = imm,
		.yes = yes,
		.no = no,
	};

	return yes == no ? yes : graph_add_node(g, node);
}

uint32_t graph_add_keep(struct graph *g, const struct item *item, uint32_t rank)
{
	struct plan_node node = {
		.op = PLAN_KEEP,
		.rule = item->rule,
		.rank = rank,
		.verdict = item->verdict,
		.counter = item->counter,
		.yes = g->next,
	};

	/* The last item of a group has none: nothing in the group applies. */
	return item->counter == PLAN_NO_COUNTER ? g->next
						: graph_add_node(g, node);
}

static uint32_t verdict_leads_to(const struct graph *g,
				 enum plan_verdict verdict)
{
	switch (verdict) {
	case PLAN_ACCEPT:
		return g->on_accept;
	case PLAN_DROP:
		return g->on_drop;
	case PLAN_PUNT:
		break;
	}
	return NO_NODE;
}

/* Of frames that go on another segment counts what becomes of them. */
static uint32_t add_verdict(struct graph *g, const struct item *item)
{
	const uint32_t next = verdict_leads_to(g, item->verdict);
	struct plan_node node = {
		.op = PLAN_VERDICT,
		.rule = item->rule,
		.verdict = item->verdict,
		.counter = item->counter,
	};

	if (next == NO_NODE)
		return graph_add_node(g, node);
	if (item->counter == PLAN_NO_COUNTER || item->verdict == PLAN_DROP)
		return next;
	node.op = PLAN_COUNT;
	node.yes = next;
	return graph_add_node(g, node);
}

/* Goes to @count unless what is kept ranks before @item. */
static uint32_t add_tally(struct graph *g, uint32_t count,
			  const struct item *item, uint32_t then)
{
	struct plan_node before = {
		.op = PLAN_BEFORE,
		.rule = item->rule,
		.rank = item->rank,
		.yes = count,
		.no = then,
	};

	return graph_add_node(g, before);
}

uint32_t graph_add_item(struct graph *g, const struct item *item, uint32_t then)
{
	struct plan_node count = {
		.op = PLAN_COUNT,
		.rule = item->rule,
		.counter = item->counter,
		.yes = then,
	};

	if (item->kind == ITEM_COUNT && g->is_apart)
		return add_tally(g, graph_add_node(g, count), item, then);
	if (item->kind == ITEM_COUNT)
		return graph_add_node(g, count);
	return g->is_apart ? graph_add_keep(g, item, item->rank)
			   : add_verdict(g, item);
}

/*
 * Where frames go on that come by @item, a return without open constraints: at
 * its end, or where an open return of @before ends that took them past it.
 */
static uint32_t find_landing(const struct graph *g, const struct list *before,
			     uint32_t item)
{
	const struct item *items = g->segment->items.v;
	uint32_t first = items[item].skip_to;

	for (uint32_t e = 0; g->segment->has_crossings && e < before->n; e++) {
		const struct item *it = &items[before->v[e].item];

		if (it->kind == ITEM_RETURN && it->skip_to > item &&
		    it->skip_to < first)
			first = it->skip_to;
	}
	return first;
}

/*
 * Settles what the domain of @dim settles, drops items that it rules out and
 * those that are never reached: between a return and the end of its chain, and
 * behind a verdict without open constraints that no open return can skip.
 */
static struct list narrow(struct graph *g, const struct list *from,
			  uint32_t dim)
{
	const struct item *items = g->segment->items.v;
	struct list to = { .v = g->narrowed };
	uint32_t skip_to = 0; /* items before this one are dead */
	uint32_t open_to = 0; /* an open return may skip those before this */

	for (uint32_t e = 0; e < from->n; e++) {
		struct entry entry = from->v[e];
		const struct item *it = &items[entry.item];
		const struct constraint *c;
		bool ruled_out = entry.item < skip_to;

		for_each_open(g, &from->v[e], i, c) {
			if (c->dim != dim || ruled_out)
				continue;
			switch (iset_relate(c->allowed, g->domain[dim])) {
			case ISET_DISJOINT:
				ruled_out = true;
				break;
			case ISET_COVERS:
				entry.open &= ~(1u << i);
				break;
			case ISET_PARTIAL:
				break;
			}
		}
		if (ruled_out)
			continue;
		if (it->kind == ITEM_RETURN && !entry.open) {
			skip_to = find_landing(g, &to, entry.item);
			if (skip_to == it->skip_to)
				continue;
		}
		to.v[to.n++] = entry;
		if (it->kind == ITEM_RETURN && it->skip_to > open_to)
			open_to = it->skip_to;
		if (it->kind == ITEM_VERDICT && !entry.open &&
		    entry.item >= open_to)
			break;
	}
	to.v = arena_memdup(g->scratch, to.v, to.n * sizeof(*to.v));
	return to;
}

static uint32_t build(struct graph *g, const struct list *list);

/* The node for @list where @dim is known to be in @domain. */
static uint32_t build_within(struct graph *g, const struct list *list,
			     uint32_t dim, const struct iset *domain)
{
	const struct iset *before = g->domain[dim];
	struct list narrowed;
	uint32_t node;

	g->domain[dim] = domain;
	narrowed = narrow(g, list, dim);
	node = build(g, &narrowed);
	g->domain[dim] = before;
	return node;
}

/* Answers between which nothing changes are one list: there may be many. */
static uint32_t build_lookup(struct graph *g, const struct list *list,
			     uint32_t dim, uint32_t rule)
{
	const u128 max = g->low->dims.v[dim].max;
	const struct numbers at = ways_changes(g, list, dim);
	struct ways ways = {};

	for (size_t i = 0; i < at.v.n && !graph_gives_up(g); i++) {
		const u128 lo = at.v.v[i];
		const u128 hi = i + 1 < at.v.n ? at.v.v[i + 1] - 1 : max;
		uint32_t node;

		if (i + 1 < at.v.n && at.v.v[i + 1] == lo)
			continue;
		node = build_within(g, list, dim,
				    iset_range(g->scratch, lo, hi));
		for (u128 r = lo; r <= hi && (!r || node != ways.other); r++)
			ways_add(g, &ways, (uint32_t)r, node);
	}
	return graph_add_lookup(g, dim, &ways, rule);
}

static uint32_t build_test(struct graph *g, const struct list *list,
			   const struct split *split, uint32_t rule)
{
	const u128 max = g->low->dims.v[split->dim].max;
	const struct iset *domain = g->domain[split->dim], *in;
	uint32_t yes, no;

	in = split->op == PLAN_LT
		     ? iset_range(g->scratch, 0, split->imm - 1)
		     : iset_range(g->scratch, split->imm, split->imm);
	yes = build_within(g, list, split->dim,
			   iset_intersect(g->scratch, domain, in));
	in = iset_complement(g->scratch, in, max);
	no = build_within(g, list, split->dim,
			  iset_intersect(g->scratch, domain, in));
	return graph_add_test(g, split->op, split->dim, split->imm, yes, no,
			      rule);
}

static uint32_t build_split(struct graph *g, const struct list *list)
{
	uint32_t rule = g->segment->items.v[list->v[0].item].rule;
	struct split split = choose_split(g, list, list->n <= g->limits->leaf);

	if (split.op == PLAN_LOOKUP)
		return build_lookup(g, list, split.dim, rule);
	return build_test(g, list, &split, rule);
}

static bool is_over(uint64_t n, uint64_t limit)
{
	return limit && n > limit;
}

static bool lacks_nodes(const struct graph *g)
{
	return is_over(g->nodes.n + g->n_cases, g->limits->max_nodes);
}

bool graph_gives_up(const struct graph *g)
{
	const struct classify_limits *l = g->limits;

	return g->is_in_vain || lacks_nodes(g) ||
	       (l->or_nothing && (g->n_built > l->max_lists ||
				  is_over(g->n_entries, l->max_entries)));
}

/* True if @list is one too many to be split. */
static bool is_too_many(struct graph *g, const struct list *list)
{
	g->n_entries += list->n;
	return g->n_built++ >= g->limits->max_lists ||
	       is_over(g->n_entries, g->limits->max_entries);
}

/* The node for a narrowed list, which ends with an item that applies. */
static uint32_t build(struct graph *g, const struct list *list)
{
	const struct item *first = &g->segment->items.v[list->v[0].item];
	struct memory *m = memo_describe(g, list);
	const struct memory *known = memo_find(g, m);
	struct list rest = { list->v + 1, list->n - 1 };

	if (known)
		return known->node;
	if (graph_gives_up(g))
		m->node = 0;
	else if (!list->v[0].open)
		m->node = graph_add_item(
			g, first,
			first->kind == ITEM_COUNT ? build(g, &rest) : NO_NODE);
	else if (is_too_many(g, list))
		m->node = chain_build(g, list);
	else
		m->node = build_split(g, list);
	memo_add(g, m);
	return m->node;
}

uint32_t graph_build(struct graph *g, const struct segment *segment)
{
	const uint32_t n = segment->items.n;
	struct list list = { .n = n };

	memo_reset(g);
	g->segment = segment;
	list.v = arena_calloc(g->scratch, n, sizeof(*list.v));
	g->narrowed = arena_calloc(g->scratch, n, sizeof(*g->narrowed));
	for (uint32_t i = 0; i < n; i++) {
		uint32_t k = segment->items.v[i].n_constraints;

		list.v[i].item = i;
		list.v[i].open = k == 32 ? ~0u : (1u << k) - 1;
	}
	/* No constraint is settled yet, but items may be out of reach. */
	list = narrow(g, &list, NO_NODE);
	return build(g, &list);
}

/* Marks what can be reached from @root: successors have smaller indexes. */
static bool *mark_reachable(const struct graph *g, uint32_t root)
{
	bool *is_used = arena_calloc(g->scratch, g->nodes.n, sizeof(bool));

	is_used[root] = true;
	for (uint32_t i = root + 1; i-- > 0;) {
		const struct plan_node *n = &g->nodes.v[i];
		const struct plan_case *c;

		if (!is_used[i])
			continue;
		if (plan_op_has(n->op, "yes"))
			is_used[n->yes] = true;
		if (plan_op_has(n->op, "no"))
			is_used[n->no] = true;
		vec_for_each(c, &n->cases)
			is_used[c->node] = true;
	}
	return is_used;
}

/* Gives the plan the nodes that @root reaches, in the opposite order. */
static void write_nodes(struct graph *g, uint32_t root, struct plan *plan)
{
	const bool *is_used = mark_reachable(g, root);
	uint32_t *number =
		arena_calloc(g->scratch, g->nodes.n, sizeof(*number));
	uint32_t n = 0;

	for (uint32_t i = root + 1; i-- > 0;) {
		if (is_used[i])
			number[i] = n++;
	}
	vec_reserve(g->arena, &plan->nodes, n);
	for (uint32_t i = root + 1; i-- > 0;) {
		struct plan_node node = g->nodes.v[i];
		struct plan_case *c;

		if (!is_used[i])
			continue;
		node.yes = number[node.yes];
		node.no = number[node.no];
		vec_for_each(c, &node.cases)
			c->node = number[c->node];
		*vec_push(g->arena, &plan->nodes) = node;
	}
}

/* The node that starts the segment that @index leads to; NO_NODE: none does. */
static uint32_t node_of(const uint32_t *starts, uint32_t index)
{
	return index && index != PATH_PASS ? starts[index] : NO_NODE;
}

/* The node that the path starts with, its segments built from the last on. */
static uint32_t build_path(struct graph *g)
{
	const uint32_t n = g->low->segments.n;
	const struct item accept = { .verdict = PLAN_ACCEPT,
				     .rule = PLAN_NO_RULE,
				     .counter = PLAN_NO_COUNTER };
	uint32_t *starts = arena_calloc(g->scratch, n + 1, sizeof(*starts));

	starts[n] = NO_NODE;
	for (uint32_t i = n; i-- > 0;) {
		const struct segment *s = &g->low->segments.v[i];

		g->on_accept = s->on_accept ? node_of(starts, s->on_accept)
					    : starts[i + 1];
		g->on_drop = node_of(starts, s->on_drop);
		starts[i] = g->limits->in_groups ? apart_build(g, s)
						 : graph_build(g, s);
	}
	g->on_accept = NO_NODE;
	return n ? starts[0] : graph_add_item(g, &accept, NO_NODE);
}

struct plan *classify(struct arena *a, const struct lowered *low,
		      const struct classify_limits *limits,
		      const struct plan *base)
{
	struct arena *scratch = arena_new();
	const uint32_t n_dims = low->dims.n;
	struct graph g = {
		.arena = a,
		.scratch = scratch,
		.low = low,
		.limits = limits,
		.plan = plan_copy(a, base),
		.domain = arena_calloc(scratch, n_dims, sizeof(*g.domain)),
		.spans = arena_calloc(scratch, n_dims, sizeof(*g.spans)),
	};
	uint32_t root;
	bool is_done;

	for (uint32_t d = 0; d < n_dims; d++)
		g.domain[d] = iset_range(scratch, 0, low->dims.v[d].max);
	root = build_path(&g);
	if (limits->lacks_nodes)
		*limits->lacks_nodes = lacks_nodes(&g);
	g.is_in_vain |= limits->trees_or_nothing && !plan_has_data(g.plan);
	is_done = !graph_gives_up(&g);
	if (is_done)
		write_nodes(&g, root, g.plan);
	arena_free(scratch);
	return is_done ? g.plan : NULL;
}

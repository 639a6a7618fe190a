// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_trees.c - rules as data: decision trees
 */
#include "policy/classify_trees.h"

#include "policy/classify_apart.h"
#include "policy/classify_deal.h"
#include "policy/classify_key.h"
#include "policy/classify_spans.h"

/* Protocols that have a key of their own; the others share one. */
#define MAX_PROTOCOLS 3

/* Facts between which the kernel's verifier may tell vectors apart. */
#define MANY_WAYS 3

/* Boxes for which trees have no room are halved so often, */
#define MAX_HALVINGS 3
/* and dealt to tables if they end nothing. */
#define MAX_DEALINGS 6

struct sorted {
	uint32_t n;
	const struct iset *protocol[MAX_PROTOCOLS + 1]; /* NULL: any */
	struct key_items keys[MAX_PROTOCOLS + 1];
};

/* The dimension that is the protocol behind Ethernet; NO_NODE: none is. */
static uint32_t protocol_dim(const struct graph *g)
{
	for (uint32_t d = 0; d < g->low->dims.n; d++) {
		const struct dim *dim = &g->low->dims.v[d];
		const struct plan_value *v =
			&g->plan->values.v[dim->part.value];

		if (!dim->is_lookup && v->base == PLAN_META &&
		    v->bit_off == PLAN_META_PROTOCOL &&
		    dim->part.mask == u128_max(v->width))
			return d;
	}
	return NO_NODE;
}

static struct key_items *keys_of(struct sorted *s, const struct iset *protocol)
{
	for (uint32_t i = 0; i < s->n; i++) {
		const struct iset *known = s->protocol[i];

		if (known == protocol ||
		    (known && protocol && iset_equal(known, protocol)))
			return &s->keys[i];
	}
	if (s->n <= MAX_PROTOCOLS)
		s->protocol[s->n++] = protocol;
	return &s->keys[s->n - 1];
}

static void sort_items(struct graph *g, const struct segment *segment,
		       enum item_kind kind, const bool *is_taken,
		       struct sorted *s)
{
	const uint32_t dim = protocol_dim(g);

	for (uint32_t i = 0; i + 1 < segment->items.n; i++) {
		const struct item *it = &segment->items.v[i];
		const struct constraint *c = item_constraint(it, dim);
		struct key_items *k;

		if (it->kind != kind || is_taken[i])
			continue;
		k = keys_of(s, c ? c->allowed : NULL);
		*vec_push(g->scratch, &k->v) = i;
	}
	for (uint32_t i = 0; i < s->n; i++) {
		s->keys[i].low = g->low;
		s->keys[i].plan = g->plan;
		s->keys[i].segment = segment;
		s->keys[i].kind = kind;
		s->keys[i].few_sets = g->limits->few_sets;
	}
}

/* Goes to @yes if all of @atoms hold, else to @no. */
static uint32_t add_atoms(struct graph *g, const struct key_items *k,
			  uint64_t atoms, uint32_t yes, uint32_t no)
{
	for (size_t i = k->atoms.n; i-- > 0;) {
		const struct atom *atom = &k->atoms.v[i];

		if (atoms >> i & 1)
			yes = graph_add_member(g, &atom->c, yes, no,
					       atom->rule);
	}
	return yes;
}

static const struct plan_vector *lane(struct graph *g, uint64_t bits)
{
	const struct plan_vector v = { .lanes = { bits, ~0ull, ~0ull, ~0ull } };

	return arena_memdup(g->arena, &v, sizeof(v));
}

static uint32_t add_vector_node(struct graph *g, enum plan_op op, uint64_t bits,
				uint32_t yes)
{
	struct plan_node node = {
		.op = op, .rule = PLAN_NO_RULE, .n_lanes = 1, .yes = yes
	};

	if (op != PLAN_FORGET)
		node.vector = lane(g, bits);
	return graph_add_node(g, node);
}

/* Finds the facts out, in front of @next: bits of those that fail go. */
static uint32_t add_facts(struct graph *g, const struct key_items *k,
			  uint32_t next)
{
	for (uint32_t f = k->n_facts; f-- > 0;) {
		uint32_t fails;

		if (f % MANY_WAYS == MANY_WAYS - 1 || f == k->n_facts - 1)
			next = add_vector_node(g, PLAN_FORGET, 0, next);
		fails = add_vector_node(g, PLAN_MASK, ~(1ull << f), next);
		next = add_atoms(g, k, k->facts[f].atoms, next, fails);
	}
	next = add_vector_node(g, PLAN_FORGET, 0, next);
	return add_vector_node(g, PLAN_START, UINT32_MAX, next);
}

/* What a dimension is to a key: what is read of a frame, or an answer. */
static struct plan_part part_of(struct graph *g, const struct key_items *k,
				uint32_t dim)
{
	const struct plan_value answer = { .base = PLAN_ANSWER,
					   .bit_off = dim,
					   .width = key_width(k, dim) };

	if (!g->low->dims.v[dim].is_lookup)
		return g->low->dims.v[dim].part;
	return (struct plan_part){
		plan_add_value(g->arena, g->plan, answer),
		u128_max(answer.width),
	};
}

/* The parts of the key that @boxes have words of, in order. */
static void add_parts(struct graph *g, const struct key_items *k,
		      const struct tree_boxes *boxes, struct plan_table *table)
{
	for (uint32_t w = 0; w < boxes->n_words; w++) {
		const uint8_t part = boxes->part[w];

		if (!w || part != boxes->part[w - 1])
			*vec_push(g->arena, &table->parts) =
				part_of(g, k, k->dims.v[part]);
	}
}

static uint32_t add_tables(struct graph *g, const struct key_items *k,
			   const struct tree_boxes *boxes, uint32_t splits);

static uint32_t add_half(struct graph *g, const struct key_items *k,
			 const struct tree_boxes *boxes,
			 const struct halving *h, bool upper, uint32_t halvings)
{
	struct arena *own = arena_new();
	const struct tree_boxes half = key_take_half(own, boxes, h, upper);
	uint32_t node = add_tables(g, k, &half, halvings - 1);

	arena_free(own);
	return node;
}

/* Halves @boxes where that copies fewest: a test leads to the one or other. */
static uint32_t add_halves(struct graph *g, const struct key_items *k,
			   const struct tree_boxes *boxes, uint32_t halvings)
{
	const struct halving h = key_halve(k, boxes);
	struct plan_node test = { .op = PLAN_LT,
				  .rule = PLAN_NO_RULE,
				  .imm = h.imm };
	uint32_t yes, no;

	if (h.dim == NO_NODE)
		return NO_NODE;
	test.part = part_of(g, k, h.dim);
	yes = add_half(g, k, boxes, &h, false, halvings);
	no = yes == NO_NODE ? yes : add_half(g, k, boxes, &h, true, halvings);
	if (no == NO_NODE)
		return no;
	test.yes = yes;
	test.no = no;
	return yes == no ? yes : graph_add_node(g, test);
}

/* Deals @boxes, which end nothing: a frame asks for one share and the other. */
static uint32_t add_shares(struct graph *g, const struct key_items *k,
			   const struct tree_boxes *boxes, uint32_t dealings)
{
	const uint32_t next = g->next;
	struct arena *own = arena_new();
	bool *is_first = arena_calloc(own, boxes->n, sizeof(*is_first));
	uint32_t node = NO_NODE;

	if (deal_boxes(boxes, is_first)) {
		const struct tree_boxes one =
			deal_take(own, boxes, is_first, true);
		const struct tree_boxes other =
			deal_take(own, boxes, is_first, false);

		node = add_tables(g, k, &other, dealings - 1);
		if (node != NO_NODE) {
			g->next = node;
			node = add_tables(g, k, &one, dealings - 1);
			g->next = next;
		}
	}
	arena_free(own);
	return node;
}

/* True if some of @boxes are returns, or not @returns. */
static bool has_returns(const struct tree_boxes *boxes, bool returns)
{
	for (uint32_t i = 0; i < boxes->n; i++) {
		if ((boxes->v[i].skip_to != 0) == returns)
			return true;
	}
	return false;
}

/*
 * The first node of the trees for @boxes, of one table, or if they do not fit
 * one of several; NO_NODE: they do not fit any.
 */
static uint32_t add_tables(struct graph *g, const struct key_items *k,
			   const struct tree_boxes *boxes, uint32_t splits)
{
	struct plan_table table = { .has_returns = has_returns(boxes, true) };
	struct plan_node search = { .op = boxes->ends_nothing ? PLAN_TALLY
							      : PLAN_SEARCH,
				    .rule = PLAN_NO_RULE,
				    .table = g->plan->tables.n,
				    .yes = g->next };

	if (!has_returns(boxes, false))
		return g->next;
	add_parts(g, k, boxes, &table);
	if (trees_build(g->arena, boxes, g->plan, g->limits->tree_bytes,
			&table)) {
		if (!splits)
			return NO_NODE;
		return boxes->ends_nothing ? add_shares(g, k, boxes, splits)
					   : add_halves(g, k, boxes, splits);
	}
	*(struct plan_table *)vec_push(g->arena, &g->plan->tables) = table;
	return graph_add_node(g, search);
}

/* The node of the spans for all of @k; NO_NODE: trees are better. */
static uint32_t add_span(struct graph *g, const struct key_items *k)
{
	struct plan_node span = { .op = PLAN_SPAN,
				  .rule = PLAN_NO_RULE,
				  .spans = g->plan->spans.n,
				  .yes = g->next };
	struct plan_spans spans;

	if (k->boxes.n < g->limits->few_spans ||
	    !spans_of_boxes(g->arena, &k->boxes, g->limits->tree_bytes, &spans))
		return NO_NODE;
	spans.part = part_of(g, k, k->dims.v[0]);
	*vec_push(g->arena, &g->plan->spans) = spans;
	return graph_add_node(g, span);
}

/* The items of the kind that the trees of @k are for. */
static uint32_t count_own(const struct key_items *k)
{
	uint32_t n = 0;

	for (size_t i = 0; i < k->v.n; i++)
		n += k->segment->items.v[k->v.v[i]].kind == k->kind;
	return n;
}

/* Those of @items that are marked in @is_in, with the returns that skip some.
 */
static struct key_items
with_returns(struct graph *g, const struct key_items *items, const bool *is_in)
{
	const size_t n = items->segment->items.n;
	bool *is_all = arena_memdup(g->scratch, is_in, n * sizeof(*is_in));
	struct key_items k = *items;

	memset(&k.v, 0, sizeof(k.v));
	apart_take_returns(items->segment, is_all);
	for (uint32_t i = 0; i < n; i++) {
		if (is_all[i])
			*vec_push(g->scratch, &k.v) = i;
	}
	return k;
}

/*
 * Takes out of @is_in the items of @k that returns skip which were @asked for
 * and did not fit. True if there were some.
 */
static bool take_unsure(const struct key_items *asked,
			const struct key_items *k, bool *is_in)
{
	const struct item *items = k->segment->items.v;
	/* Some such return, or one that hangs on it, skips what is before. */
	uint32_t unsure_to = 0;
	size_t at = 0;
	bool is_any = false;

	for (size_t i = 0; i < asked->v.n; i++) {
		const uint32_t index = asked->v.v[i];
		const struct item *it = &items[index];
		const bool fits = at < k->v.n && k->v.v[at] == index;

		at += fits;
		if (it->kind == ITEM_RETURN) {
			if ((!fits || index < unsure_to) &&
			    it->skip_to > unsure_to)
				unsure_to = it->skip_to;
			continue;
		}
		if (fits && index >= unsure_to)
			continue;
		is_in[index] = false;
		is_any |= fits;
	}
	return is_any;
}

/*
 * Finds the key of @items and the returns that they need, in *@k; false where
 * too few of them fit.
 */
static bool find_key(struct graph *g, const struct key_items *items,
		     struct key_items *k)
{
	bool *is_in = arena_calloc(g->scratch, items->segment->items.n,
				   sizeof(*is_in));
	struct key_items asked;

	for (size_t i = 0; i < items->v.n; i++)
		is_in[items->v.v[i]] = true;
	do {
		*k = with_returns(g, items, is_in);
		asked = with_returns(g, items, is_in);
		if (count_own(k) < g->limits->few_items ||
		    !key_find(g->scratch, k) ||
		    count_own(k) < g->limits->few_items)
			return false;
	} while (take_unsure(&asked, k, is_in));
	return true;
}

/* Notes what is to be asked in front of all trees of the segment. */
static void note_asked(struct graph *g, const struct key_items *k,
		       const struct iset *protocol)
{
	const uint32_t *dim;

	vec_for_each(dim, &k->dims) {
		struct asked *a, *known = NULL;

		if (!g->low->dims.v[*dim].is_lookup)
			continue;
		vec_for_each(a, &g->asked)
			known = a->dim == *dim ? a : known;
		if (!known)
			*vec_push(g->scratch, &g->asked) =
				(struct asked){ *dim, protocol };
		else if (!protocol || !known->protocol ||
			 !iset_equal(known->protocol, protocol))
			known->protocol = NULL;
	}
}

/*
 * The first node of the trees for @items, which are made; g->next: there are
 * none. All items are of frames of @protocol (NULL: any).
 */
static uint32_t add_search(struct graph *g, const struct key_items *items,
			   const struct iset *protocol, bool *is_taken)
{
	const struct plan was = *g->plan;
	struct key_items k;
	uint32_t node;

	if (!find_key(g, items, &k))
		return g->next;
	node = add_span(g, &k);
	if (node == NO_NODE)
		node = add_tables(g, &k, &k.boxes,
				  k.boxes.ends_nothing ? MAX_DEALINGS
						       : MAX_HALVINGS);
	if (node == NO_NODE) {
		/* Some half had its trees, which nobody asks. */
		g->plan->tables.n = was.tables.n;
		g->plan->sums.n = was.sums.n;
		g->plan->n_joint = was.n_joint;
		return g->next;
	}
	for (size_t i = 0; i < k.v.n; i++)
		is_taken[k.v.v[i]] = true;
	note_asked(g, &k, protocol);
	if (g->plan->tables.n > was.tables.n)
		node = add_facts(g, &k, node);
	return add_atoms(g, &k, k.common, node, g->next);
}

uint32_t trees_of_segment(struct graph *g, const struct segment *segment,
			  enum item_kind kind, bool *is_taken)
{
	struct sorted s = {};

	sort_items(g, segment, kind, is_taken, &s);
	for (uint32_t i = 0; i < s.n; i++)
		g->next = add_search(g, &s.keys[i],
				     i < MAX_PROTOCOLS ? s.protocol[i] : NULL,
				     is_taken);
	return g->next;
}

/* Asks one map of @dim after the other: at most one has an answer. */
static uint32_t add_ask(struct graph *g, uint32_t dim)
{
	const struct dim *d = &g->low->dims.v[dim];
	const struct key_items k = { .low = g->low, .plan = g->plan };
	struct plan_node ask = { .op = PLAN_ASK,
				 .rule = PLAN_NO_RULE,
				 .part = part_of(g, &k, dim),
				 .yes = g->next,
				 .no = g->next };

	for (size_t m = d->maps.n; m-- > 0;) {
		ask.map = d->maps.v[m];
		ask.no = graph_add_node(g, ask);
	}
	return ask.no;
}

uint32_t trees_ask(struct graph *g)
{
	struct constraint c = { .dim = protocol_dim(g) };
	const struct asked *a;

	vec_for_each(a, &g->asked) {
		uint32_t node = add_ask(g, a->dim);

		c.allowed = a->protocol;
		if (c.allowed)
			node = graph_add_member(g, &c, node, g->next,
						PLAN_NO_RULE);
		g->next = node;
	}
	g->asked.n = 0;
	return g->next;
}

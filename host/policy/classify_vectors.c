// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_vectors.c - many rules in few words: a vector of rules a field
 */
#include "policy/classify_vectors.h"

#include "policy/classify_block.h"
#include "policy/classify_order.h"
#include "policy/classify_tuples.h"

/* A dimension with more tests than this is looked up, and so are dear ones. */
#define MANY_TESTS 12

/* What nodes cost on a NIC: estimates, to choose between forms (ops.def). */
#define TEST_WORDS   5
#define LANE_WORDS   5
#define PROBE_WORDS  12
#define NARROW_WORDS 7 /* for each lane */

/* Entries that one dimension may take. */
#define MAX_ENTRIES 500000

/* Ways of a vector that a verifier may tell apart. */
#define MANY_WAYS 8

/* The nodes that vectors of one dimension lead to. */
struct leaves {
	const struct cuts *cuts;
	uint32_t *node; /* of each vector */
	uint32_t dim;
	uint32_t rule;
};

static bool is_full(const struct plan_vector *v)
{
	for (int i = 0; i < PLAN_LANES; i++) {
		if (v->lanes[i] != UINT64_MAX)
			return false;
	}
	return true;
}

/* True if none of the block's items is left. */
static bool is_empty(const struct block *b, const struct plan_vector *v)
{
	for (uint32_t i = 0; i < b->n; i++) {
		if (v->lanes[i / 64] >> i % 64 & 1)
			return false;
	}
	return true;
}

/* The node behind which only the items of @vector are left. */
static uint32_t leaf(struct block *b, struct leaves *leaves, uint32_t vector,
		     uint32_t next)
{
	const struct plan_vector *v = &leaves->cuts->vectors.v[vector];
	struct plan_node mask = { .op = PLAN_MASK,
				  .rule = leaves->rule,
				  .n_lanes = b->n_lanes,
				  .yes = next };

	if (is_full(v))
		return next;
	if (is_empty(b, v))
		return b->next;
	if (leaves->node[vector] == NO_NODE) {
		mask.vector = arena_memdup(b->g->arena, v, sizeof(*v));
		leaves->node[vector] = graph_add_node(b->g, mask);
	}
	return leaves->node[vector];
}

/* Tells the intervals of the @n cuts apart by tests. */
static uint32_t build_tests(struct block *b, struct leaves *leaves,
			    const struct cut *c, uint32_t n, uint32_t next)
{
	struct arena *scratch = b->g->scratch;
	uint32_t yes, no;

	if (n == 1)
		return leaf(b, leaves, c->vector, next);
	for (uint32_t k = 1; k + 1 < n; k++) {
		struct cut *rest;

		if (c[k + 1].lo != c[k].lo + 1 ||
		    c[k - 1].vector != c[k + 1].vector)
			continue;
		rest = arena_memdup(scratch, c, n * sizeof(*c));
		memmove(rest + k, rest + k + 2, (n - k - 2) * sizeof(*c));
		yes = leaf(b, leaves, c[k].vector, next);
		no = build_tests(b, leaves, rest, n - 2, next);
		return graph_add_test(b->g, PLAN_EQ, leaves->dim, c[k].lo, yes,
				      no, leaves->rule);
	}
	yes = build_tests(b, leaves, c, n / 2, next);
	no = build_tests(b, leaves, c + n / 2, n - n / 2, next);
	return graph_add_test(b->g, PLAN_LT, leaves->dim, c[n / 2].lo, yes, no,
			      leaves->rule);
}

static uint32_t build_lookup(struct block *b, struct leaves *leaves,
			     uint32_t next)
{
	const struct cuts *c = leaves->cuts;
	const uint32_t max = (uint32_t)b->g->low->dims.v[leaves->dim].max;
	struct ways ways = {};

	for (uint32_t r = 0, k = 0; r <= max; r++) {
		if (k + 1 < c->v.n && c->v.v[k + 1].lo == r)
			k++;
		ways_add(b->g, &ways, r,
			 leaf(b, leaves, c->v.v[k].vector, next));
	}
	return graph_add_lookup(b->g, leaves->dim, &ways, leaves->rule);
}

static uint32_t add_table(struct block *b, uint32_t n_words)
{
	struct table *t = &b->tables[n_words];

	if (!t->is_used) {
		struct plan_map *m = vec_push(b->g->arena, &b->g->plan->maps);

		m->name = "fields";
		m->kind = PLAN_MAP_VECTORS;
		m->n_part_words = n_words;
		m->n_lanes = b->n_lanes;
		t->is_used = true;
		b->g->n_vector_maps++;
		t->map = b->g->plan->maps.n - 1;
	}
	return t->map;
}

/* What levels_fill() needs to know of a dimension that is put in a table. */
struct putting {
	struct block *block;
	struct table *table;
	const struct cuts *cuts;
	unsigned int width; /* of the value */
	uint32_t n_words;
	uint32_t first_tag;
	u128 mask; /* of the dimension */
};

static void put_entry(void *context, unsigned int level, u128 prefix,
		      uint32_t vector)
{
	struct putting *p = context;
	struct arena *a = p->block->g->arena;
	const struct plan_vector *v = &p->cuts->vectors.v[vector];
	uint32_t words[MAX_PART_WORDS];

	/* No number of the dimension has other bits. */
	if (prefix & ~p->mask)
		return;
	plan_put_part((uint8_t *)words, p->width, prefix);
	*vec_push(a, &p->table->keys) = p->first_tag + level;
	for (uint32_t i = 0; i < p->n_words; i++)
		*vec_push(a, &p->table->keys) = words[i];
	for (uint32_t i = 0; i < p->block->n_lanes; i++) {
		*vec_push(a, &p->table->values) = (uint32_t)v->lanes[i];
		*vec_push(a, &p->table->values) = v->lanes[i] >> 32;
	}
	p->table->n_entries++;
}

/* The key to look up at @level: the part under the prefix's mask. */
static struct plan_probe probe_at(const struct putting *p,
				  struct plan_part part,
				  const struct levels *levels,
				  unsigned int level)
{
	const unsigned int rest = p->cuts->width - levels->len[level];

	part.mask &= rest ? ~u128_max(rest) : ~(u128)0;
	return (struct plan_probe){ p->first_tag + level, part };
}

static unsigned int value_width(const struct block *b, uint32_t dim)
{
	const struct dim *d = &b->g->low->dims.v[dim];

	return b->g->plan->values.v[d->part.value].width;
}

static uint32_t build_narrow(struct block *b, struct leaves *leaves,
			     const struct levels *levels, uint32_t next)
{
	struct plan_part part = b->g->low->dims.v[leaves->dim].part;
	const unsigned int width = value_width(b, leaves->dim);
	const uint32_t n_words = plan_part_bytes(width) / 4;
	struct plan_node node = { .op = PLAN_NARROW,
				  .rule = leaves->rule,
				  .map = add_table(b, n_words),
				  .yes = next };
	struct putting p = {
		.block = b,
		.table = &b->tables[n_words],
		.cuts = leaves->cuts,
		.width = width,
		.n_words = n_words,
		.first_tag = b->next_tag,
		.mask = part.mask,
	};

	b->next_tag += levels->n;
	levels_fill(b->g->scratch, leaves->cuts, levels, put_entry, &p);
	for (unsigned int i = levels->n; i-- > 0;)
		*vec_push(b->g->arena, &node.probes) =
			probe_at(&p, part, levels, i);
	node.no = leaf(b, leaves, levels->missing, next);
	return graph_add_node(b->g, node);
}

/* Words to take out of a vector what @v lacks. */
static uint32_t mask_words(const struct plan_vector *v)
{
	uint32_t words = 0;

	for (int i = 0; i < PLAN_LANES; i++)
		words += v->lanes[i] == UINT64_MAX ? 0 : LANE_WORDS;
	return words;
}

/* True if it takes fewer words to look the dimension up than to test it. */
static bool is_better_looked_up(const struct block *b, uint32_t dim,
				const struct cuts *c,
				const struct levels *levels)
{
	const uint32_t n_words = plan_part_bytes(value_width(b, dim)) / 4;
	uint32_t tests = (c->v.n - 1) * TEST_WORDS * n_words;
	uint32_t lookups = levels->n * (PROBE_WORDS + 2 * n_words) +
			   b->n_lanes * NARROW_WORDS;
	const struct plan_vector *v;

	if (!levels->n)
		return false;
	if (c->v.n > MANY_TESTS)
		return true;
	vec_for_each(v, &c->vectors)
		tests += mask_words(v);
	lookups += mask_words(&c->vectors.v[levels->missing]);
	return lookups < tests;
}

/* The first item of the block that asks for @dim; NULL: none does. */
static const struct item *find_asking(const struct block *b, uint32_t dim)
{
	for (uint32_t i = 0; i < b->n; i++) {
		if (item_constraint(&b->items[b->v[i]], dim))
			return &b->items[b->v[i]];
	}
	return NULL;
}

/*
 * Each vector that a mask leaves is a way that the kernel's verifier follows
 * apart, and those of all dimensions multiply.
 */
static uint32_t forget_if_many(struct block *b, const struct cuts *c,
			       uint32_t next)
{
	b->n_ways *= c->vectors.n;
	if (b->n_ways <= MANY_WAYS)
		return next;
	b->n_ways = c->vectors.n;
	return block_forget(b, next);
}

/* Takes out what @dim rules out, and goes on at @next. */
static uint32_t build_dim(struct block *b, uint32_t dim, uint32_t next)
{
	struct arena *a = b->g->scratch;
	const struct item *asks = find_asking(b, dim);
	struct cuts cuts;
	struct leaves leaves = { .cuts = &cuts, .dim = dim };
	struct levels levels;

	if (!asks)
		return next;
	cuts = block_cut(b, dim);
	if (cuts.v.n == 1 && is_full(&cuts.vectors.v[0]))
		return next;
	leaves.rule = asks->rule;
	leaves.node = arena_calloc(a, cuts.vectors.n, sizeof(*leaves.node));
	for (size_t i = 0; i < cuts.vectors.n; i++)
		leaves.node[i] = NO_NODE;
	if (b->g->low->dims.v[dim].is_lookup)
		return build_lookup(b, &leaves, forget_if_many(b, &cuts, next));
	if (cuts.v.n > 1) {
		levels = levels_choose(a, &cuts, MAX_ENTRIES);
		if (is_better_looked_up(b, dim, &cuts, &levels))
			return build_narrow(b, &leaves, &levels, next);
	}
	return build_tests(b, &leaves, cuts.v.v, cuts.v.n,
			   forget_if_many(b, &cuts, next));
}

static uint32_t add_rules_map(struct block *b)
{
	struct arena *a = b->g->arena;
	struct plan_map *m = vec_push(a, &b->g->plan->maps);
	uint32_t *key = arena_calloc(a, b->n, 12);
	uint32_t *value = arena_calloc(a, b->n, 2 * sizeof(uint32_t));

	b->g->n_vector_maps++;
	m->name = "rules";
	m->kind = PLAN_MAP_RULES;
	m->n_lanes = b->n_lanes;
	m->keys = (uint8_t *)key;
	m->values = value;
	for (uint32_t i = 0; i < b->n; i++) {
		const struct item *it = &b->items[b->v[i]];
		const uint64_t bit = 1ull << i % 64;

		if (it->kind != ITEM_VERDICT)
			continue;
		*key++ = (uint32_t)bit;
		*key++ = bit >> 32;
		*key++ = i / 64;
		*value++ = b->v[i];
		*value++ = plan_outcome(it->verdict, it->counter);
		m->n_entries++;
	}
	m->max_entries = m->n_entries;
	return b->g->plan->maps.n - 1;
}

static void finish_tables(struct block *b)
{
	for (uint32_t i = 0; i <= MAX_PART_WORDS; i++) {
		const struct table *t = &b->tables[i];
		struct plan_map *m;

		if (!t->is_used)
			continue;
		m = &b->g->plan->maps.v[t->map];
		m->n_entries = t->n_entries;
		m->max_entries = t->n_entries;
		m->keys = (uint8_t *)t->keys.v;
		m->values = t->values.v;
	}
}

static bool is_fact(const struct block *b, uint32_t dim)
{
	const struct dim *d = &b->g->low->dims.v[dim];

	return !d->is_lookup &&
	       b->g->plan->values.v[d->part.value].base >= N_PLAN_HEADERS;
}

/* Facts are asked first: they may leave nothing. */
static uint32_t build_block(struct block *b)
{
	static const struct plan_vector full = { { UINT64_MAX, UINT64_MAX,
						   UINT64_MAX, UINT64_MAX } };
	struct plan_node node = { .op = PLAN_FIRST,
				  .rule = PLAN_NO_RULE,
				  .yes = b->next };
	const uint32_t n_dims = b->g->low->dims.n;
	uint32_t at;

	b->n_lanes = (b->n + 63) / 64;
	b->n_ways = 1;
	node.map = add_rules_map(b);
	at = order_build(b, graph_add_node(b->g, node));
	for (int facts = 0; facts <= 1; facts++) {
		for (uint32_t d = n_dims; d-- > 0;) {
			if (is_fact(b, d) == facts)
				at = build_dim(b, d, at);
		}
	}
	finish_tables(b);
	if (order_is_needed(b))
		at = block_forget(b, at);
	node = (struct plan_node){ .op = PLAN_START,
				   .rule = PLAN_NO_RULE,
				   .n_lanes = b->n_lanes,
				   .vector = &full,
				   .yes = at };
	return graph_add_node(b->g, node);
}

/* How many dimensions @it asks for that no item of @b does. */
static uint32_t count_new_dims(const struct block *b, const bool *is_asked,
			       const struct item *it)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < it->n_constraints; i++)
		n += !is_asked[it->constraints[i].dim];
	return b->n == PLAN_VECTOR_BITS ? UINT32_MAX : n;
}

/* Puts items that ask for the same into one block. */
static void fill_blocks(struct graph *g, const struct segment *segment,
			const bool *is_taken, struct block **blocks,
			uint32_t n_blocks)
{
	const uint32_t n_dims = g->low->dims.n;
	bool *is_asked = arena_calloc(g->scratch, n_blocks * n_dims + 1ul, 1);

	for (uint32_t i = 0; i + 1 < segment->items.n; i++) {
		const struct item *it = &segment->items.v[i];
		uint32_t best = 0, fewest = UINT32_MAX;

		if (is_taken[i])
			continue;
		for (uint32_t k = 0; k < n_blocks; k++) {
			uint32_t n = count_new_dims(blocks[k],
						    is_asked + k * n_dims, it);

			if (n < fewest) {
				fewest = n;
				best = k;
			}
		}
		blocks[best]->v[blocks[best]->n++] = i;
		for (uint32_t k = 0; k < it->n_constraints; k++)
			is_asked[best * n_dims + it->constraints[k].dim] = true;
	}
}

bool vectors_can(const struct segment *segment)
{
	return segment->items.n - 1 <= PLAN_VECTOR_BITS ||
	       classify_is_plain(segment);
}

/* True if there are maps for @n more blocks, each of which has one at least. */
static bool has_maps(struct graph *g, uint32_t n)
{
	const struct classify_limits *l = g->limits;

	if (!l->max_maps || g->n_vector_maps + n <= l->max_maps)
		return true;
	g->is_in_vain = true;
	if (l->lacks_maps)
		*l->lacks_maps = true;
	return false;
}

uint32_t vectors_build(struct graph *g, const struct segment *segment,
		       const bool *is_taken)
{
	uint32_t n = 0, n_blocks, next = g->next;
	struct block **blocks;

	for (uint32_t i = 0; i + 1 < segment->items.n; i++)
		n += !is_taken[i];
	n_blocks = (n + PLAN_VECTOR_BITS - 1) / PLAN_VECTOR_BITS;
	if (g->limits->max_vectors && n_blocks > g->limits->max_vectors) {
		g->is_in_vain = true;
		return next;
	}
	if (!has_maps(g, n_blocks))
		return next;
	blocks = arena_calloc(g->scratch, n_blocks + 1ul, sizeof(*blocks));
	for (uint32_t k = 0; k < n_blocks; k++) {
		blocks[k] = arena_new_of(g->scratch, struct block);
		blocks[k]->g = g;
		blocks[k]->items = segment->items.v;
	}
	fill_blocks(g, segment, is_taken, blocks, n_blocks);
	for (uint32_t k = n_blocks; k-- > 0;) {
		if (!blocks[k]->n)
			continue;
		blocks[k]->next = next;
		next = build_block(blocks[k]);
		if (!has_maps(g, k))
			break;
	}
	return next;
}

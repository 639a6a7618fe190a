// SPDX-License-Identifier: GPL-2.0-only
/*
 * plan.c - building and checking plans
 */
#include "offload/plan.h"

#include "offload/abi.h"

#include <stdlib.h>

static const char *const op_operands[N_PLAN_OPS] = {
#define OP(id, name, operands, bpf_insns, nfp_words, text) \
	[PLAN_##id] = operands,
#include "offload/ops.def"
#undef OP
};

#define COPY_VEC(arena, vec)                                           \
	({                                                             \
		(vec)->v = arena_memdup(arena, (vec)->v,               \
					(vec)->n * sizeof(*(vec)->v)); \
		(vec)->cap = (vec)->n;                                 \
	})

struct plan *plan_copy(struct arena *a, const struct plan *plan)
{
	struct plan *copy = arena_memdup(a, plan, sizeof(*plan));

	COPY_VEC(a, &copy->values);
	COPY_VEC(a, &copy->maps);
	COPY_VEC(a, &copy->tables);
	COPY_VEC(a, &copy->spans);
	COPY_VEC(a, &copy->nodes);
	COPY_VEC(a, &copy->sums);
	return copy;
}

uint16_t plan_add_value(struct arena *a, struct plan *plan,
			struct plan_value value)
{
	for (size_t i = 0; i < plan->values.n; i++) {
		const struct plan_value *v = &plan->values.v[i];

		if (v->base == value.base && v->bit_off == value.bit_off &&
		    v->width == value.width && v->constant == value.constant)
			return i;
	}
	struct plan_value *added = vec_push(a, &plan->values);

	*added = value;
	return plan->values.n - 1;
}

uint32_t plan_map_key_bytes(const struct plan *plan, const struct plan_map *m)
{
	const struct plan_part *part;
	uint32_t bytes = 0;

	if (m->kind == PLAN_MAP_VECTORS)
		return 4 * (1 + m->n_part_words);
	if (m->kind == PLAN_MAP_RULES)
		return sizeof(uint64_t) + 4;
	vec_for_each(part, &m->parts)
		bytes += plan_part_bytes(plan->values.v[part->value].width);
	return bytes;
}

uint32_t plan_map_value_bytes(const struct plan_map *m)
{
	switch (m->kind) {
	case PLAN_MAP_ANSWERS:
		return sizeof(uint32_t);
	case PLAN_MAP_VECTORS:
		return m->n_lanes * sizeof(uint64_t);
	case PLAN_MAP_TIMED:
		return sizeof(struct nicfw_timed);
	default:
		return sizeof(struct nicfw_ranked);
	}
}

uint32_t plan_table_columns(const struct plan *plan,
			    const struct plan_table *table,
			    struct plan_column *columns, uint32_t *row_bytes)
{
	uint32_t n = 0, at = sizeof(struct nicfw_tree_row), n_prefixes = 0;
	const struct plan_part *part;

	vec_for_each(part, &table->parts) {
		uint16_t width = plan->values.v[part->value].width;

		for (uint32_t i = 0; i < plan_part_bytes(width) / 4; i++) {
			struct plan_column *c = &columns[n];

			c->is_narrow = width <= 16;
			c->is_prefix = !c->is_narrow &&
				       (table->prefixes >> n & 1);
			n++;
			c->first = at;
			c->span = at + (c->is_narrow ? 2 : 4);
			at += c->is_narrow || c->is_prefix ? 4 : 8;
		}
	}
	for (uint32_t i = 0; i < n; i++) {
		if (columns[i].is_prefix)
			columns[i].span = at + n_prefixes++;
	}
	*row_bytes = at + (n_prefixes + 3) / 4 * 4;
	return n;
}

bool plan_op_has(enum plan_op op, const char *operand)
{
	const size_t len = strlen(operand);
	const char *at = op_operands[op];

	while (*at) {
		size_t n = strcspn(at, " ");

		if (n == len && !strncmp(at, operand, n))
			return true;
		at += n + (at[n] == ' ');
	}
	return false;
}

void plan_put_part(uint8_t *key, unsigned int width, u128 v)
{
	v &= u128_max(width);
	for (unsigned int at = plan_part_bytes(width); at > 0; v >>= 32) {
		uint32_t word = (uint32_t)v;

		at -= sizeof(word);
		memcpy(key + at, &word, sizeof(word));
	}
}

/* Ends the process if @holds is false: the plan's maker is wrong. */
static void require(bool holds, const char *what, size_t index,
		    const char *broken)
{
	if (holds)
		return;
	fprintf(stderr, "nicfw: bug: plan, %s %zu: %s\n", what, index, broken);
	abort();
}

static void validate_value(const struct plan_value *v, size_t i)
{
	unsigned int ends[] = { [PLAN_AVAIL] = N_PLAN_HEADERS,
				[PLAN_EXISTS] = N_PLAN_HEADERS,
				[PLAN_META] = N_PLAN_META,
				[PLAN_ANSWER] = UINT16_MAX + 1 };

	require(v->base <= PLAN_ANSWER, "value", i, "unknown base");
	require(v->width >= 1 && v->width <= 128, "value", i, "bad width");
	require(v->base < PLAN_TRANS || v->base >= N_PLAN_HEADERS ||
			v->bit_off + v->width <= 8 * PLAN_NEAR_BYTES,
		"value", i, "too far behind");
	if (v->base < N_PLAN_HEADERS || v->base == PLAN_CONST)
		return;
	require(v->bit_off < ends[v->base], "value", i, "unknown fact");
	require(v->width <= 32, "value", i, "a fact has at most 32 bits");
}

static void validate_part(const struct plan *plan, struct plan_part part,
			  const char *what, size_t i)
{
	require(part.value < plan->values.n, what, i, "no such value");
	require(part.mask != 0, what, i, "empty mask");
	require(part.mask <= u128_max(plan->values.v[part.value].width), what,
		i, "mask wider than its value");
}

/* A successor stands behind its node, so that a plan has no loops. */
static void validate_next(const struct plan *plan, size_t i, uint32_t next)
{
	require(next > i && next < plan->nodes.n, "node", i, "bad successor");
}

static bool takes_map(enum plan_op op, enum plan_map_kind kind)
{
	switch (op) {
	case PLAN_BEST:
		return kind == PLAN_MAP_RANKED;
	case PLAN_NARROW:
		return kind == PLAN_MAP_VECTORS;
	case PLAN_FIRST:
		return kind == PLAN_MAP_RULES;
	default:
		return kind == PLAN_MAP_ANSWERS || kind == PLAN_MAP_TIMED;
	}
}

static void validate_lookup(const struct plan *plan, size_t i)
{
	const struct plan_node *n = &plan->nodes.v[i];
	const struct plan_case *c;
	const struct plan_map *m;
	const struct plan_probe *p;

	require(n->map < plan->maps.n, "node", i, "no such map");
	m = &plan->maps.v[n->map];
	require(takes_map(n->op, m->kind), "node", i, "wrong kind of map");
	vec_for_each(c, &n->cases) {
		require(c->result != 0, "node", i, "a case for 0");
		validate_next(plan, i, c->node);
	}
	require(n->op != PLAN_NARROW || n->probes.n, "node", i, "no key");
	require(n->op != PLAN_ASK ||
			plan->values.v[n->part.value].base == PLAN_ANSWER,
		"node", i, "not asked for an answer");
	vec_for_each(p, &n->probes) {
		validate_part(plan, p->part, "node", i);
		require(p->part.value == n->probes.v[0].part.value, "node", i,
			"keys of different values");
		require(plan_part_bytes(plan->values.v[p->part.value].width) <=
				4 * m->n_part_words,
			"node", i, "a value too wide for the map's key");
	}
}

static void validate_table(const struct plan *plan, size_t i)
{
	const struct plan_table *t = &plan->tables.v[i];
	const struct plan_part *part;
	const struct plan_tree *tree;
	uint32_t n_words = 1;

	vec_for_each(part, &t->parts) {
		validate_part(plan, *part, "table", i);
		n_words +=
			plan_part_bytes(plan->values.v[part->value].width) / 4;
	}
	require(n_words <= PLAN_TABLE_WORDS, "table", i, "too long a key");
	require(t->trees.n > 0, "table", i, "no tree");
	vec_for_each(tree, &t->trees)
		require(tree->bytes && tree->depth && tree->max_rows, "table",
			i, "an empty tree");
}

static void validate_spans(const struct plan *plan, size_t i)
{
	const struct plan_spans *s = &plan->spans.v[i];

	validate_part(plan, s->part, "spans", i);
	require(plan->values.v[s->part.value].width == 32, "spans", i,
		"not of 32 bits");
	require(s->bytes && s->most, "spans", i, "no array");
}

static void validate_node(const struct plan *plan, size_t i)
{
	const struct plan_node *n = &plan->nodes.v[i];

	require(n->op < N_PLAN_OPS, "node", i, "unknown operation");
	if (plan_op_has(n->op, "part"))
		validate_part(plan, n->part, "node", i);
	if (plan_op_has(n->op, "map"))
		validate_lookup(plan, i);
	if (plan_op_has(n->op, "table"))
		require(n->table < plan->tables.n, "node", i, "no such table");
	if (plan_op_has(n->op, "spans"))
		require(n->spans < plan->spans.n, "node", i, "no such spans");
	if (plan_op_has(n->op, "yes"))
		validate_next(plan, i, n->yes);
	if (plan_op_has(n->op, "no"))
		validate_next(plan, i, n->no);
	if (plan_op_has(n->op, "vector"))
		require(n->vector && n->n_lanes && n->n_lanes <= PLAN_LANES,
			"node", i, "bad vector");
	if (plan_op_has(n->op, "counter"))
		require(n->counter < plan->n_counters ||
				n->counter == PLAN_NO_COUNTER,
			"node", i, "no such counter");
	if (n->op == PLAN_KEEP)
		require(n->counter < plan->n_counters && n->rank != UINT32_MAX,
			"node", i, "nothing to keep");
	if (plan_op_has(n->op, "verdict"))
		require(n->verdict <= PLAN_PUNT, "node", i, "bad verdict");
}

static void validate_map(const struct plan *plan, size_t i)
{
	const struct plan_map *m = &plan->maps.v[i];
	const bool has_lanes = m->kind == PLAN_MAP_VECTORS ||
			       m->kind == PLAN_MAP_RULES;
	const struct plan_part *part;

	require(plan_map_key_bytes(plan, m) > 0, "map", i, "no key");
	require(has_lanes == (m->n_lanes > 0) && m->n_lanes <= PLAN_LANES,
		"map", i, "bad vector");
	require(m->max_entries >= m->n_entries, "map", i, "no room");
	vec_for_each(part, &m->parts)
		validate_part(plan, *part, "map", i);
}

static void validate_sum(const struct plan *plan, size_t i)
{
	const struct plan_sum *s = &plan->sums.v[i];

	require(s->from >= plan->n_counters &&
			s->from - plan->n_counters < plan->n_joint &&
			s->to < s->from,
		"sum", i, "no such counter");
	/* Their numbers are those of the image where there are tables. */
	require(plan->tables.n > 0, "sum", i, "no rows count for it");
}

void plan_validate(const struct plan *plan)
{
	require(plan->nodes.n > 0, "node", 0, "there is none");
	for (size_t i = 0; i < plan->values.n; i++)
		validate_value(&plan->values.v[i], i);
	for (size_t i = 0; i < plan->maps.n; i++)
		validate_map(plan, i);
	for (size_t i = 0; i < plan->tables.n; i++)
		validate_table(plan, i);
	for (size_t i = 0; i < plan->spans.n; i++)
		validate_spans(plan, i);
	for (size_t i = 0; i < plan->nodes.n; i++)
		validate_node(plan, i);
	for (size_t i = 0; i < plan->sums.n; i++)
		validate_sum(plan, i);
}

/* Notes that node @to is met behind @n lookups. */
static void note_ways(uint8_t *ways, uint32_t to, uint8_t n)
{
	if (ways[to] < n)
		ways[to] = n;
}

bool plan_asks_twice(struct arena *a, const struct plan *plan, uint32_t map)
{
	/* By node: the most lookups on a way to it. */
	uint8_t *ways = arena_calloc(a, plan->nodes.n + 1, sizeof(*ways));
	const struct plan_case *c;

	for (size_t i = 0; i < plan->nodes.n; i++) {
		const struct plan_node *n = &plan->nodes.v[i];
		uint8_t met = ways[i];

		if (plan_op_has(n->op, "map") && n->map == map && ++met == 2)
			return true;
		if (plan_op_has(n->op, "yes"))
			note_ways(ways, n->yes, met);
		if (plan_op_has(n->op, "no"))
			note_ways(ways, n->no, met);
		vec_for_each(c, &n->cases)
			note_ways(ways, c->node, met);
	}
	return false;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_plan.c - random plans, beyond what rules make
 *
 * Nodes stand in an order in which each leads to one of the next few, the last
 * ones are verdicts. A vector is started before it is narrowed: the nodes that
 * work on one stand in a row, into the middle of which nothing leads.
 */
#include "lib/gen_plan.h"

#define MAX_VALUES   10
#define MAX_MAPS     6
#define MAX_NODES    40
#define MAX_COUNTERS 20
#define N_VERDICTS   3
/* A node leads to the next so many, which are more than a row. */
#define NEXT  8
#define N_ROW 6

struct gen_plan {
	struct arena *arena;
	struct rng *rng;
	struct plan *plan;
	uint32_t n_inner;	 /* nodes before the verdicts */
	const bool *is_entrance; /* of each node: may be led to */
};

static struct plan_value random_value(struct rng *r)
{
	struct plan_value v = { .base = rng_below(r, PLAN_CONST + 1) };
	uint32_t far = rng_one_in(r, 4) ? 200 : 40;

	if (v.base == PLAN_AVAIL || v.base == PLAN_EXISTS) {
		v.bit_off =
			v.base == PLAN_EXISTS
				? rng_between(r, PLAN_HBH, N_PLAN_HEADERS - 1)
				: rng_below(r, N_PLAN_HEADERS);
		v.width = v.base == PLAN_EXISTS ? 1 : 32;
	} else if (v.base == PLAN_META) {
		static const uint8_t widths[N_PLAN_META] = {
			[PLAN_META_PROTOCOL] = 16,
			[PLAN_META_HAS_L4] = 1,
			[PLAN_META_L4PROTO] = 8,
			[PLAN_META_PKTTYPE] = 8,
		};

		v.bit_off = rng_below(r, N_PLAN_META);
		v.width = widths[v.bit_off];
	} else {
		static const uint8_t widths[] = { 1,  3,  4,   8,   8,	12,
						  13, 16, 16,  20,  32, 32,
						  48, 64, 100, 128, 128 };

		v.width = rng_pick(r, widths);
		v.bit_off = rng_one_in(r, 3) ? rng_below(r, 8 * far)
					     : 8 * rng_below(r, far);
	}
	if (v.base == PLAN_CONST) {
		v.bit_off = 0;
		v.constant = rng_bits(r, v.width);
	}
	return v;
}

static struct plan_part random_part(struct gen_plan *g)
{
	struct plan_part p = { .value = rng_below(g->rng, g->plan->values.n) };
	unsigned int width = g->plan->values.v[p.value].width;

	p.mask = u128_max(width);
	if (rng_one_in(g->rng, 3))
		p.mask &= rng_bits(g->rng, width);
	if (rng_one_in(g->rng, 3))
		p.mask &= ~(u128_max(rng_below(g->rng, width) + 1) >> 1);
	if (!p.mask)
		p.mask = u128_max(width);
	return p;
}

static void add_map(struct gen_plan *g, enum plan_map_kind kind)
{
	struct plan_map *m = vec_push(g->arena, &g->plan->maps);
	uint32_t n_parts = 1 + rng_below(g->rng, 4);

	m->name = arena_printf(g->arena, "set%zu", g->plan->maps.n);
	m->kind = kind;
	m->max_entries =
		1 + rng_below(g->rng, rng_one_in(g->rng, 3) ? 50000 : 300);
	if (kind == PLAN_MAP_VECTORS || kind == PLAN_MAP_RULES)
		m->n_lanes = rng_between(g->rng, 1, PLAN_LANES);
	if (kind == PLAN_MAP_VECTORS)
		m->n_part_words = 4;
	if (m->n_lanes)
		return;
	while (n_parts--)
		*(struct plan_part *)vec_push(g->arena, &m->parts) =
			random_part(g);
}

/* A map of that kind. */
static uint32_t random_map(struct gen_plan *g, enum plan_map_kind kind)
{
	uint32_t i = rng_below(g->rng, g->plan->maps.n);

	while (g->plan->maps.v[i].kind != kind)
		i = (i + 1) % g->plan->maps.n;
	return i;
}

/* A node behind @at that may be led to. */
static uint32_t random_next(struct gen_plan *g, uint32_t at)
{
	uint32_t next = at + 1 + rng_below(g->rng, NEXT);
	uint32_t last = g->n_inner + N_VERDICTS - 1;

	while (next < last && !g->is_entrance[next])
		next++;
	return next < last ? next : last;
}

static uint32_t random_counter(struct gen_plan *g)
{
	if (!g->plan->n_counters)
		return PLAN_NO_COUNTER;
	return rng_below(g->rng, g->plan->n_counters);
}

static const struct plan_vector *random_vector(struct gen_plan *g)
{
	struct plan_vector *v = arena_new_of(g->arena, struct plan_vector);

	for (int i = 0; i < PLAN_LANES; i++)
		v->lanes[i] = rng_one_in(g->rng, 4)   ? UINT64_MAX
			      : rng_one_in(g->rng, 4) ? rng_below(g->rng, 9)
						      : rng_next(g->rng);
	return v;
}

static void fill_test(struct gen_plan *g, struct plan_node *n)
{
	unsigned int width;

	n->part = random_part(g);
	width = g->plan->values.v[n->part.value].width;
	n->imm = rng_bits(g->rng, width);
	if (!rng_one_in(g->rng, 8))
		n->imm &= n->part.mask;
}

static void fill_lookup(struct gen_plan *g, struct plan_node *n, uint32_t at)
{
	uint32_t n_cases = rng_below(g->rng, 4);

	n->map = random_map(g, PLAN_MAP_ANSWERS);
	for (uint32_t i = 0; i < n_cases; i++)
		*(struct plan_case *)vec_push(g->arena, &n->cases) =
			(struct plan_case){ i + 1, random_next(g, at) };
}

static void fill_narrow(struct gen_plan *g, struct plan_node *n)
{
	uint32_t n_probes = rng_between(g->rng, 1, 4);
	struct plan_part part = random_part(g);

	n->map = random_map(g, PLAN_MAP_VECTORS);
	g->plan->maps.v[n->map].n_lanes = n->n_lanes;
	for (uint32_t i = 0; i < n_probes; i++) {
		struct plan_probe *p = vec_push(g->arena, &n->probes);

		p->tag = rng_below(g->rng, 1000);
		p->part = part;
		if (i)
			p->part.mask &= rng_next(g->rng);
		if (!p->part.mask)
			p->part.mask = part.mask;
	}
}

static void add_node(struct gen_plan *g, enum plan_op op, uint32_t lanes)
{
	uint32_t at = g->plan->nodes.n;
	struct plan_node *n = vec_push(g->arena, &g->plan->nodes);

	*n = (struct plan_node){ .op = op,
				 .rule = rng_below(g->rng, 50),
				 .counter = random_counter(g),
				 .rank = rng_below(g->rng, 1000),
				 .verdict = rng_below(g->rng, PLAN_PUNT + 1),
				 .n_lanes = lanes,
				 .vector = random_vector(g),
				 .yes = random_next(g, at),
				 .no = random_next(g, at) };
	if (op == PLAN_EQ || op == PLAN_LT)
		fill_test(g, n);
	else if (op == PLAN_LOOKUP)
		fill_lookup(g, n, at);
	else if (op == PLAN_BEST)
		n->map = random_map(g, PLAN_MAP_RANKED);
	else if (op == PLAN_NARROW)
		fill_narrow(g, n);
	else if (op == PLAN_FIRST)
		n->map = random_map(g, PLAN_MAP_RULES);
}

/* One of the operations that stand alone. */
static enum plan_op random_op(struct gen_plan *g)
{
	static const uint8_t ops[] = { PLAN_EQ,	    PLAN_EQ,	 PLAN_EQ,
				       PLAN_LT,	    PLAN_LT,	 PLAN_LT,
				       PLAN_LOOKUP, PLAN_LOOKUP, PLAN_BEST,
				       PLAN_PICK,   PLAN_TAKE,	 PLAN_KEEP,
				       PLAN_COUNT };
	enum plan_op op = rng_pick(g->rng, ops);

	if ((op == PLAN_KEEP || op == PLAN_COUNT) && !g->plan->n_counters)
		return PLAN_EQ;
	return op;
}

/* Nodes of a vector in a row lead on to the next of them alone. */
static void add_row(struct gen_plan *g, uint32_t lanes)
{
	static const uint8_t ops[] = { PLAN_START,  PLAN_NARROW, PLAN_MASK,
				       PLAN_FORGET, PLAN_HAS,	 PLAN_FIRST };

	for (int i = 0; i < N_ROW; i++) {
		uint32_t at = g->plan->nodes.n;

		add_node(g, ops[i], lanes);
		if (i + 1 == N_ROW)
			break;
		g->plan->nodes.v[at].yes = at + 1;
		g->plan->nodes.v[at].no = at + 1;
	}
}

/* Where rows are; marks what may be led to. */
static bool *plan_rows(struct gen_plan *g, bool *is_entrance)
{
	bool *is_row = arena_calloc(g->arena, MAX_NODES + 8, sizeof(*is_row));

	for (uint32_t i = 0; i < MAX_NODES + 8; i++)
		is_entrance[i] = true;
	for (uint32_t i = 0; i + N_ROW < g->n_inner; i++) {
		if (!rng_one_in(g->rng, 12))
			continue;
		is_row[i] = true;
		for (uint32_t k = 1; k < N_ROW; k++)
			is_entrance[i + k] = false;
		i += N_ROW - 1;
	}
	return is_row;
}

struct plan *gen_plan(struct arena *a, struct rng *rng)
{
	struct gen_plan g = { .arena = a, .rng = rng };
	bool *is_entrance = arena_calloc(a, MAX_NODES + 8, sizeof(bool));
	uint32_t n_values = 1 + rng_below(rng, MAX_VALUES);
	uint32_t n_maps = rng_below(rng, MAX_MAPS);
	uint32_t lanes = rng_between(rng, 1, PLAN_LANES);
	const bool *is_row;

	g.plan = arena_new_of(a, struct plan);
	while (n_values--)
		plan_add_value(a, g.plan, random_value(rng));
	for (uint32_t i = 0; i < 4 + n_maps; i++)
		add_map(&g, i % 4);
	for (size_t i = 0; i < g.plan->maps.n; i++) {
		if (g.plan->maps.v[i].n_lanes)
			g.plan->maps.v[i].n_lanes = lanes;
	}
	g.plan->n_counters = rng_one_in(rng, 3) ? 0
						: rng_below(rng, MAX_COUNTERS);
	g.n_inner = rng_below(rng, MAX_NODES);
	g.is_entrance = is_entrance;
	is_row = plan_rows(&g, is_entrance);
	while (g.plan->nodes.n < g.n_inner) {
		if (is_row[g.plan->nodes.n])
			add_row(&g, lanes);
		else
			add_node(&g, random_op(&g), lanes);
	}
	for (int i = 0; i < N_VERDICTS; i++)
		add_node(&g, PLAN_VERDICT, lanes);
	g.plan->needs_l4 = rng_one_in(rng, 2);
	g.plan->needs_ext = rng_one_in(rng, 4);
	return g.plan;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * frames.c - frames for a large ruleset, each by its number
 */
#include "large/frames.h"

#include "lib/gen_aimed.h"

#define ROUND	  20
#define CORNERS	  12
#define PAIRS	  5
#define MAX_CALLS 8

/* Corners of a field: first and last, and next to both. */
#define N_EDGES 4
#define INSIDE	UINT64_MAX

struct caller {
	const struct policy_rule *rule;
	uint32_t chain;
};

struct callers {
	VEC(struct caller) v;
};

struct frames {
	struct quick *quick;
	const struct device *dev;
	uint64_t seed;
	uint32_t n_rules;
	const struct policy_rule **rules; /* by id */
	uint32_t *chains;		  /* of each rule */
	struct callers *callers;	  /* of each chain */
	uint64_t *corners; /* before each rule, and of all of them */
};

static bool is_aimable(const struct policy_stmt *stmt)
{
	return (stmt->kind == POLICY_MATCH || stmt->kind == POLICY_VMAP) &&
	       stmt_n_elements(stmt);
}

/* Each edge of each part, and one frame that lies within. */
static uint64_t count_corners(const struct policy_rule *rule)
{
	const struct policy_stmt *stmt;
	uint64_t n = 1;

	vec_for_each(stmt, &rule->stmts) {
		if (is_aimable(stmt))
			n += N_EDGES * stmt->n_parts;
	}
	return n;
}

static bool leads_to(const struct action *action, uint32_t chain)
{
	return (action->kind == VERDICT_JUMP || action->kind == VERDICT_GOTO) &&
	       action->chain == chain;
}

static void add_call(struct arena *a, struct frames *f,
		     const struct action *action, struct caller by)
{
	struct callers *callers;

	if (action->kind != VERDICT_JUMP && action->kind != VERDICT_GOTO)
		return;
	callers = &f->callers[action->chain];
	if (!callers->v.n || callers->v.v[callers->v.n - 1].rule != by.rule)
		*vec_push(a, &callers->v) = by;
}

static void add_calls(struct arena *a, struct frames *f, struct caller by)
{
	const struct policy_stmt *stmt;
	const struct element *el;

	vec_for_each(stmt, &by.rule->stmts) {
		if (stmt->kind == POLICY_VERDICT)
			add_call(a, f, &stmt->action, by);
		if (stmt->kind != POLICY_VMAP)
			continue;
		vec_for_each(el, &stmt->set->elements)
			add_call(a, f, &el->action, by);
		if (stmt->set->has_fallback)
			add_call(a, f, &stmt->set->fallback, by);
	}
}

struct frames *frames_new(struct arena *a, const struct policy *policy,
			  struct quick *quick, const struct device *dev,
			  uint64_t seed)
{
	struct frames *f = arena_new_of(a, struct frames);
	uint64_t n = 0;

	*f = (struct frames){
		.quick = quick,
		.dev = dev,
		.seed = seed,
		.n_rules = policy->n_rules,
	};
	f->rules = arena_calloc(a, policy->n_rules, sizeof(*f->rules));
	f->chains = arena_calloc(a, policy->n_rules, sizeof(*f->chains));
	f->callers = arena_calloc(a, policy->chains.n, sizeof(*f->callers));
	f->corners = arena_calloc(a, policy->n_rules + 1, sizeof(*f->corners));
	for (uint32_t c = 0; c < policy->chains.n; c++) {
		const struct policy_rule *rule;

		vec_for_each(rule, &policy->chains.v[c].rules) {
			f->rules[rule->id] = rule;
			f->chains[rule->id] = c;
			add_calls(a, f, (struct caller){ rule, c });
		}
	}
	for (uint32_t i = 0; i < policy->n_rules; i++) {
		f->corners[i] = n;
		n += count_corners(f->rules[i]);
	}
	f->corners[policy->n_rules] = n;
	return f;
}

uint64_t frames_for_all_corners(const struct frames *f)
{
	return (f->corners[f->n_rules] / CORNERS + 1) * ROUND;
}

/* Numbers wrap around: both ends of a field lie side by side. */
static u128 edge_of(const struct interval *i, uint32_t edge)
{
	switch (edge) {
	case 0:
		return i->lo;
	case 1:
		return i->hi;
	case 2:
		return i->lo - 1;
	default:
		return i->hi + 1;
	}
}

static u128 draw_edge(struct rng *r, const struct interval *i)
{
	return edge_of(i, rng_below(r, N_EDGES));
}

/* An element's intervals; of one that leads to @chain, where some do. */
static const struct interval *
draw_element(struct rng *r, const struct policy_stmt *stmt, uint32_t chain)
{
	const struct element *el, *chosen = NULL;
	uint32_t n = 0;

	if (stmt->kind == POLICY_VMAP && chain != QUICK_NONE) {
		vec_for_each(el, &stmt->set->elements) {
			if (leads_to(&el->action, chain) && rng_one_in(r, ++n))
				chosen = el;
		}
	}
	if (chosen)
		return chosen->parts;
	n = stmt_n_elements(stmt);
	return stmt_intervals(stmt, rng_below(r, n));
}

/* @corner counts this statement's; others are no corner of it. */
static void aim_at_stmt(struct rng *r, struct gen_aims *aims,
			const struct policy_stmt *stmt, uint32_t chain,
			uint64_t corner)
{
	const struct interval *parts = draw_element(r, stmt, chain);
	uint32_t out = stmt->negate ? rng_below(r, stmt->n_parts) : UINT32_MAX;

	for (uint32_t i = 0; i < stmt->n_parts; i++) {
		const struct interval *in = &parts[i];
		u128 value = gen_inside(r, in);

		if (i == out)
			value = edge_of(in, rng_between(r, 2, 3));
		if (corner / N_EDGES == i)
			value = edge_of(in, corner % N_EDGES);
		gen_aims_add(aims, &stmt->parts[i], value);
	}
}

/* At a corner of @rule, or INSIDE; on the way to @chain where it calls it. */
static void aim_at_rule(struct rng *r, struct gen_aims *aims,
			const struct policy_rule *rule, uint32_t chain,
			uint64_t corner)
{
	const struct policy_stmt *stmt;

	vec_for_each(stmt, &rule->stmts) {
		if (!is_aimable(stmt))
			continue;
		aim_at_stmt(r, aims, stmt, chain, corner);
		/* Past the last one: of none. */
		corner -= corner == INSIDE ? 0 : N_EDGES * stmt->n_parts;
	}
}

/* What leads to @rule; it is written last, for without it nothing matters. */
static void aim_at_callers(struct frames *f, struct rng *r,
			   struct gen_aims *aims, uint32_t rule)
{
	uint32_t chain = f->chains[rule];

	for (uint32_t i = 0; i < MAX_CALLS && f->callers[chain].v.n; i++) {
		const struct callers *callers = &f->callers[chain];
		const struct caller *by =
			&callers->v.v[rng_below(r, (uint32_t)callers->v.n)];

		aim_at_rule(r, aims, by->rule, chain, INSIDE);
		chain = by->chain;
	}
}

static uint32_t rule_of_corner(const struct frames *f, uint64_t corner)
{
	uint32_t lo = 0, hi = f->n_rules - 1;

	while (lo < hi) {
		uint32_t mid = (lo + hi + 1) / 2;

		if (f->corners[mid] <= corner)
			lo = mid;
		else
			hi = mid - 1;
	}
	return lo;
}

/* Where there are more corners than frames, one of each part of them. */
static uint64_t choose_corner(const struct frames *f, struct rng *r, uint64_t i,
			      uint64_t n)
{
	const uint64_t all = f->corners[f->n_rules];

	if (n >= all)
		return i % all;
	return all * i / n + rng_below(r, (uint32_t)(all / n));
}

static void make_corner(struct frames *f, struct rng *r, uint64_t i, uint64_t n,
			struct gen_frame *out)
{
	uint64_t corner = choose_corner(f, r, i, n);
	uint32_t rule = rule_of_corner(f, corner);
	struct gen_aims aims = {};

	aim_at_rule(r, &aims, f->rules[rule], QUICK_NONE,
		    corner - f->corners[rule]);
	aim_at_callers(f, r, &aims, rule);
	gen_aimed(r, &aims, GEN_PLAIN, f->dev, out);
}

static uint32_t draw_rule(const struct frames *f, struct rng *r)
{
	return rng_below(r, f->n_rules);
}

static void make_inside(struct frames *f, struct rng *r, uint32_t rule,
			struct gen_frame *out)
{
	struct gen_aims aims = {};

	aim_at_rule(r, &aims, f->rules[rule], QUICK_NONE, INSIDE);
	aim_at_callers(f, r, &aims, rule);
	gen_aimed(r, &aims, GEN_PLAIN, f->dev, out);
}

/* A rule that may take @frame as well, or any. */
static uint32_t draw_other(struct frames *f, struct rng *r,
			   const struct gen_frame *frame)
{
	const struct stab_ids *met = quick_met(f->quick);

	quick_eval(f->quick, frame->bytes, frame->len, NULL);
	if (!met->v.n)
		return draw_rule(f, r);
	return met->v.v[rng_below(r, (uint32_t)met->v.n)];
}

static bool is_same_part(const struct gen_aim *aim, const struct part *part)
{
	return aim->field == part->field && aim->mask == part->mask;
}

/*
 * What two rules ask of one field: for @aims, which has what the other asks, an
 * edge of what both take, mostly; else one of this rule.
 */
static void meet_part(struct rng *r, struct gen_aims *aims,
		      const struct interval *others, const struct part *part,
		      const struct interval *own)
{
	struct interval both = *own;

	for (uint32_t i = 0; i < aims->n; i++) {
		const struct interval *o = &others[i];

		if (!is_same_part(&aims->v[i], part) || o->lo > own->hi ||
		    o->hi < own->lo)
			continue;
		both.lo = o->lo > own->lo ? o->lo : own->lo;
		both.hi = o->hi < own->hi ? o->hi : own->hi;
	}
	gen_aims_add(aims, part,
		     rng_one_in(r, 4) ? draw_edge(r, &both)
				      : gen_inside(r, &both));
}

/* Adds what @rule asks; @intervals has the same of each aim. */
static void meet_rule(struct rng *r, struct gen_aims *aims,
		      struct interval *intervals,
		      const struct policy_rule *rule)
{
	const struct policy_stmt *stmt;

	vec_for_each(stmt, &rule->stmts) {
		const struct interval *parts;

		if (!is_aimable(stmt))
			continue;
		parts = draw_element(r, stmt, QUICK_NONE);
		for (uint32_t i = 0; i < stmt->n_parts; i++) {
			meet_part(r, aims, intervals, &stmt->parts[i],
				  &parts[i]);
			intervals[aims->n - 1] = parts[i];
		}
	}
}

static void make_pair(struct frames *f, struct rng *r, struct gen_frame *out)
{
	struct interval intervals[GEN_MAX_AIMS];
	uint32_t rule = draw_rule(f, r), other;
	struct gen_aims aims = {};

	make_inside(f, r, rule, out);
	other = draw_other(f, r, out);
	meet_rule(r, &aims, intervals, f->rules[rule]);
	meet_rule(r, &aims, intervals, f->rules[other]);
	aim_at_callers(f, r, &aims, rng_one_in(r, 2) ? rule : other);
	gen_aimed(r, &aims, rng_one_in(r, 8) ? GEN_ROUGH : GEN_PLAIN, f->dev,
		  out);
}

static void make_noise(struct frames *f, struct rng *r, struct gen_frame *out)
{
	static const struct part protocol = { FIELD_META_PROTOCOL, 0xffff };
	static const struct part transport = { FIELD_META_L4PROTO, 0xff };
	struct gen_aims aims = {};

	for (uint32_t i = rng_below(r, 4); i-- > 0;) {
		uint32_t rule = draw_rule(f, r);

		aim_at_rule(r, &aims, f->rules[rule], QUICK_NONE,
			    rng_below(r, 40));
		aim_at_callers(f, r, &aims, rule);
	}
	if (rng_one_in(r, 10))
		gen_aims_add(&aims, &protocol, rng_bits(r, 16));
	if (rng_one_in(r, 5))
		gen_aims_add(&aims, &transport, rng_bits(r, 8));
	gen_aimed(r, &aims, GEN_ROUGH, f->dev, out);
}

void frames_make(struct frames *f, uint64_t i, uint64_t n,
		 struct gen_frame *out)
{
	struct rng mix = { f->seed ^ 0x6672616d6573 };
	struct rng r = { rng_next(&mix) + i * 0x632be59bd9b4e019ull };
	const uint64_t of_round = i % ROUND;
	const uint64_t n_rounds = (n + ROUND - 1) / ROUND;

	if (of_round < CORNERS)
		make_corner(f, &r, i / ROUND * CORNERS + of_round,
			    n_rounds * CORNERS, out);
	else if (of_round < CORNERS + PAIRS)
		make_pair(f, &r, out);
	else
		make_noise(f, &r, out);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * quick.c - the oracle, asked about those rules only that may take a frame
 */
#include "large/quick.h"

#include "policy/eval_int.h"

/* A set with more elements is searched by an index of its own. */
#define FEW_ELEMENTS 64

/* What a rule needs of a frame to do anything: a part within some intervals. */
struct need {
	const struct policy_stmt *stmt;
	uint32_t part; /* of the set */
	enum field_id field;
	u128 mask;
};

/* A large set, with the elements that may hold what a frame has. */
struct thin {
	const struct policy_set *whole;
	struct policy_set *part;
	enum field_id field; /* of the first part */
	u128 mask;
	struct stab index; /* of elements, by their first parts */
};

struct indexed_rule {
	const struct policy_rule *whole;
	struct policy_rule thin; /* its large sets are those of thins */
	uint32_t chain;
	VEC(struct need) needs;
	VEC(struct thin *) thins;
};

struct quick {
	struct arena *arena;
	const struct policy *policy;
	const struct device *dev;
	struct reach reach;
	struct policy small; /* what is left for one frame */
	struct indexed_rule *rules;
	struct stab by_field[N_FIELDS];
	struct stab_ids everywhere; /* rules that stand in no index */
	struct stab_ids met, elements;
	/* Of the frame at hand. */
	u128 values[N_FIELDS];
	enum { UNREAD, THERE, MISSING } read[N_FIELDS];
};

static double width_of(const struct need *need)
{
	const double all = (double)u128_max(fields[need->field].width) + 1;
	double sum = 0;

	for (size_t k = 0; k < stmt_n_elements(need->stmt); k++) {
		const struct interval *i =
			&stmt_intervals(need->stmt, k)[need->part];

		sum += ((double)(i->hi - i->lo) + 1) / all;
	}
	return sum;
}

/* Ports and addresses: what tells rules apart where there are many. */
static bool tells_apart(const struct need *need)
{
	const struct field *f = &fields[need->field];

	return f->base < N_PLAN_HEADERS && f->width >= 16 &&
	       need->mask == u128_max(f->width) && width_of(need) < 0.5;
}

static void add_needs(struct quick *q, struct indexed_rule *rule,
		      const struct policy_stmt *stmt)
{
	if (stmt->negate || stmt_n_elements(stmt) > FEW_ELEMENTS ||
	    (!stmt->is_range && stmt->set->has_fallback))
		return;
	for (uint32_t i = 0; i < stmt->n_parts; i++)
		*vec_push(q->arena, &rule->needs) =
			(struct need){ stmt, i, stmt->parts[i].field,
				       stmt->parts[i].mask };
}

/* What stands behind a counter is no need: the rule counts without it. */
static void find_needs(struct quick *q, struct indexed_rule *rule)
{
	const struct policy_stmt *stmt;

	vec_for_each(stmt, &rule->whole->stmts) {
		if (stmt->kind == POLICY_COUNTER)
			return;
		if (stmt->kind == POLICY_MATCH || stmt->kind == POLICY_VMAP)
			add_needs(q, rule, stmt);
	}
}

static void index_rule(struct quick *q, const struct indexed_rule *rule)
{
	const uint32_t id = rule->whole->id;
	const struct need *need, *best = NULL;

	vec_for_each(need, &rule->needs) {
		if (tells_apart(need) &&
		    (!best || width_of(need) < width_of(best)))
			best = need;
	}
	if (!best) {
		*vec_push(q->arena, &q->everywhere.v) = id;
		return;
	}
	for (size_t i = 0; i < stmt_n_elements(best->stmt); i++)
		stab_add(q->arena, &q->by_field[best->field],
			 stmt_intervals(best->stmt, i)[best->part], id);
}

static struct thin *new_thin(struct quick *q, const struct policy_stmt *stmt)
{
	struct thin *thin = arena_new_of(q->arena, struct thin);

	thin->whole = stmt->set;
	thin->part = arena_memdup(q->arena, stmt->set, sizeof(*stmt->set));
	thin->part->elements.v = NULL;
	thin->part->elements.n = thin->part->elements.cap = 0;
	thin->field = stmt->parts[0].field;
	thin->mask = stmt->parts[0].mask;
	for (size_t i = 0; i < stmt->set->elements.n; i++)
		stab_add(q->arena, &thin->index,
			 stmt->set->elements.v[i].parts[0], (uint32_t)i);
	stab_sort(&thin->index);
	return thin;
}

static void thin_rule(struct quick *q, struct indexed_rule *rule)
{
	const struct policy_rule *whole = rule->whole;
	struct policy_stmt *stmt;

	rule->thin = *whole;
	if (!whole->stmts.n)
		return;
	rule->thin.stmts.v = arena_memdup(q->arena, whole->stmts.v,
					  whole->stmts.n * sizeof(*stmt));
	vec_for_each(stmt, &rule->thin.stmts) {
		if ((stmt->kind != POLICY_MATCH && stmt->kind != POLICY_VMAP) ||
		    stmt_n_elements(stmt) <= FEW_ELEMENTS)
			continue;
		*vec_push(q->arena, &rule->thins) = new_thin(q, stmt);
		stmt->set = rule->thins.v[rule->thins.n - 1]->part;
	}
}

static void add_rule(struct quick *q, const struct policy_rule *whole,
		     uint32_t chain)
{
	struct indexed_rule *rule = &q->rules[whole->id];

	rule->whole = whole;
	rule->chain = chain;
	find_needs(q, rule);
	index_rule(q, rule);
	thin_rule(q, rule);
}

struct quick *quick_new(struct arena *a, const struct policy *policy,
			const struct device *dev, struct reach reach)
{
	struct quick *q = arena_new_of(a, struct quick);
	struct policy_chain *chain;

	*q = (struct quick){ .arena = a,
			     .policy = policy,
			     .dev = dev,
			     .reach = reach,
			     .small = *policy };
	q->rules = arena_calloc(a, policy->n_rules, sizeof(*q->rules));
	if (policy->chains.n)
		q->small.chains.v = arena_memdup(
			a, policy->chains.v, policy->chains.n * sizeof(*chain));
	vec_for_each(chain, &q->small.chains) {
		const struct policy_rule *rule;

		vec_for_each(rule, &chain->rules)
			add_rule(q, rule,
				 (uint32_t)(chain - q->small.chains.v));
		chain->rules.v = NULL;
		chain->rules.n = chain->rules.cap = 0;
	}
	for (enum field_id f = 0; f < N_FIELDS; f++)
		stab_sort(&q->by_field[f]);
	return q;
}

static bool read_value(struct quick *q, const struct eval *e, enum field_id f)
{
	if (q->read[f] == UNREAD)
		q->read[f] = eval_field(e, f, &q->values[f]) ? THERE : MISSING;
	return q->read[f] == THERE;
}

static bool is_met(struct quick *q, const struct eval *e,
		   const struct need *need)
{
	u128 value;

	if (!read_value(q, e, need->field))
		return false;
	value = q->values[need->field] & need->mask;
	for (size_t k = 0; k < stmt_n_elements(need->stmt); k++) {
		const struct interval *i =
			&stmt_intervals(need->stmt, k)[need->part];

		if (value >= i->lo && value <= i->hi)
			return true;
	}
	return false;
}

static bool may_act(struct quick *q, const struct eval *e,
		    const struct indexed_rule *rule)
{
	const struct need *need;

	vec_for_each(need, &rule->needs) {
		if (!is_met(q, e, need))
			return false;
	}
	return true;
}

static void fill_thin(struct quick *q, const struct eval *e, struct thin *thin)
{
	uint32_t *i;

	thin->part->elements.n = q->elements.v.n = 0;
	if (!read_value(q, e, thin->field))
		return;
	stab_find(q->arena, &thin->index, q->values[thin->field] & thin->mask,
		  &q->elements);
	stab_settle(&q->elements);
	vec_for_each(i, &q->elements.v)
		*vec_push(q->arena, &thin->part->elements) =
			thin->whole->elements.v[*i];
}

static void find_rules(struct quick *q, const struct eval *e)
{
	uint32_t *id;
	size_t n = 0;

	q->met.v.n = 0;
	vec_for_each(id, &q->everywhere.v)
		*vec_push(q->arena, &q->met.v) = *id;
	for (enum field_id f = 0; f < N_FIELDS; f++)
		if (q->by_field[f].nodes.n && read_value(q, e, f))
			stab_find(q->arena, &q->by_field[f], q->values[f],
				  &q->met);
	stab_settle(&q->met);
	vec_for_each(id, &q->met.v) {
		if (may_act(q, e, &q->rules[*id]))
			q->met.v.v[n++] = *id;
	}
	q->met.v.n = n;
}

/* Leaves in the small policy what the frame may meet. */
static void choose_rules(struct quick *q, const struct frame_view *view)
{
	const struct eval e = { .policy = q->policy,
				.dev = q->dev,
				.view = view };
	struct policy_chain *chain;
	uint32_t *id;

	memset(q->read, 0, sizeof(q->read));
	find_rules(q, &e);
	vec_for_each(chain, &q->small.chains)
		chain->rules.n = 0;
	vec_for_each(id, &q->met.v) {
		struct indexed_rule *rule = &q->rules[*id];
		struct thin **thin;

		vec_for_each(thin, &rule->thins)
			fill_thin(q, &e, *thin);
		chain = &q->small.chains.v[rule->chain];
		*vec_push(q->arena, &chain->rules) = rule->thin;
	}
}

static struct quick_answer judge(const struct quick *q, const struct policy *p,
				 const uint8_t *frame, size_t len,
				 uint64_t *hits)
{
	struct eval_result r;

	eval_frame(p, NULL, q->dev, q->reach, frame, len, hits, &r);
	return (struct quick_answer){
		.verdict = r.verdict,
		.chain = r.chain ? (uint32_t)(r.chain - p->chains.v)
				 : QUICK_NONE,
		.rule = r.rule ? r.rule->id : QUICK_NONE,
	};
}

struct quick_answer quick_eval(struct quick *q, const uint8_t *frame,
			       size_t len, uint64_t *hits)
{
	struct frame_view view;

	q->met.v.n = 0;
	if (frame_parse(frame, len, q->reach, &view))
		choose_rules(q, &view);
	return judge(q, &q->small, frame, len, hits);
}

struct quick_answer quick_plain(const struct quick *q, const uint8_t *frame,
				size_t len, uint64_t *hits)
{
	return judge(q, q->policy, frame, len, hits);
}

const struct stab_ids *quick_met(const struct quick *q)
{
	return &q->met;
}

const struct policy_rule *quick_rule(const struct quick *q, uint32_t id)
{
	return q->rules[id].whole;
}

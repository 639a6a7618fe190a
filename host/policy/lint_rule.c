// SPDX-License-Identifier: GPL-2.0-only
/*
 * lint_rule.c - what a rule does, and with which packets
 */
#include "policy/lint_int.h"

#define MAX_WAYS    64
#define MAX_ACTIONS 256
#define N_VERDICTS  (VERDICT_GOTO + 1)

/* The ways of a packet through a rule, each with a cube of its own. */
struct ways {
	struct lint *lint;
	struct lint_rule *out;
	struct cube_draft all; /* of the ways together */
	bool is_all_known;
	VEC(struct cube) cubes; /* in the scratch */
	bool is_unsure; /* something may have ended the rule, or a cube is wider
			 */
};

bool deed_is_same(const struct deed *a, const struct deed *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == DEED_HOST)
		return !strcmp(a->text, b->text);
	return (a->kind != DEED_JUMP && a->kind != DEED_GOTO) ||
	       a->chain == b->chain;
}

static struct deed deed_of(struct action action)
{
	static const enum deed_kind kinds[] = {
		[VERDICT_ACCEPT] = DEED_ACCEPT, [VERDICT_DROP] = DEED_DROP,
		[VERDICT_RETURN] = DEED_RETURN, [VERDICT_JUMP] = DEED_JUMP,
		[VERDICT_GOTO] = DEED_GOTO,
	};

	return (struct deed){ .kind = kinds[action.kind],
			      .chain = action.chain };
}

static bool same_constraints(const struct cube *a, const struct cube *b)
{
	if (a->n != b->n)
		return false;
	for (uint32_t i = 0; i < a->n; i++)
		if (a->v[i].dim != b->v[i].dim ||
		    a->v[i].allowed != b->v[i].allowed)
			return false;
	return true;
}

/*
 * @cube, to be kept. Most rules have one way, and what it says is what all of
 * them say: constraints that the rule has already are not kept again.
 */
static struct cube keep(struct ways *w, const struct cube *cube)
{
	const struct cube *known = &w->out->cube;
	const size_t size = cube->n * sizeof(*cube->v);
	struct cube kept = *cube;

	if (same_constraints(known, cube))
		kept.v = known->v;
	else
		kept.v = arena_memdup(w->lint->arena, cube->v, size);
	return kept;
}

static void add_branch(struct ways *w, const struct cube *cube,
		       struct deed deed, bool is_sure)
{
	if (cube->is_empty)
		return;
	if (!w->out->branches.cap)
		vec_reserve(w->lint->arena, &w->out->branches, 1);
	*vec_push(w->lint->arena, &w->out->branches) = (struct branch){
		.cube = keep(w, cube),
		.is_sure = is_sure && !w->is_unsure && !cube->is_wider,
		.deed = deed,
	};
	w->out->may_return |= deed.kind == DEED_RETURN ||
			      deed.kind == DEED_GOTO;
}

/* What the rule does from here on, it does with packets of @all. */
static void know_all(struct ways *w)
{
	if (w->is_all_known)
		return;
	w->is_all_known = true;
	w->out->cube = keep(w, &w->all.cube);
}

static void do_action(struct ways *w, struct action action)
{
	const struct cube *c;

	if (action.kind == VERDICT_CONTINUE)
		return;
	know_all(w);
	vec_for_each(c, &w->cubes)
		add_branch(w, c, deed_of(action), true);
}

/* ---- Matches ---- */

static void add_match(struct ways *w, const struct policy_stmt *s)
{
	struct cube_draft d;
	struct cube *c;

	vec_for_each(c, &w->cubes) {
		draft_start(&d, c);
		w->is_unsure |= !match_add(w->lint, &d, s);
		*c = draft_finish(w->lint->scratch, &d);
	}
}

static struct cube with_element(struct ways *w, const struct cube *c,
				const struct policy_stmt *s,
				const struct element *e)
{
	struct cube_draft d;

	draft_start(&d, c);
	match_presence(w->lint, &d, s);
	match_element(w->lint, &d, s, e);
	return draft_finish(w->lint->scratch, &d);
}

/* A few elements of several parts: a way each. */
static bool may_split(const struct ways *w, const struct policy_stmt *s)
{
	return s->n_parts > 1 && !s->negate && s->set->is_constant &&
	       !s->set->has_fallback &&
	       s->set->elements.n * w->cubes.n <= MAX_WAYS;
}

static void split_match(struct ways *w, const struct policy_stmt *s)
{
	const size_t n = w->cubes.n;
	const struct cube *before = w->cubes.v;
	const struct element *e;

	w->cubes.v = NULL;
	w->cubes.n = w->cubes.cap = 0;
	for (size_t i = 0; i < n; i++) {
		vec_for_each(e, &s->set->elements) {
			struct cube c = with_element(w, &before[i], s, e);

			*vec_push(w->lint->scratch, &w->cubes) = c;
		}
	}
}

static void do_match(struct ways *w, const struct policy_stmt *s)
{
	match_add(w->lint, &w->all, s);
	if (may_split(w, s))
		split_match(w, s);
	else
		add_match(w, s);
}

/* ---- Verdict maps ---- */

/* Part 0 of the elements that answer @action, and of all of them. */
static const struct iset *answering(struct ways *w,
				    const struct policy_set *set,
				    const struct action *action)
{
	struct interval *v =
		arena_calloc(w->lint->arena, set->elements.n, sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; i < set->elements.n; i++) {
		const struct action *a = &set->elements.v[i].action;

		if (!action ||
		    (a->kind == action->kind && a->chain == action->chain))
			v[n++] = set->elements.v[i].parts[0];
	}
	return iset_union(w->lint->arena, v, n);
}

/* The different actions of a map's elements, in their order. */
struct actions {
	VEC(struct action) v;
	bool *is_known; /* by kind, and of jumps and gotos by chain */
};

static void add_action(struct lint *l, struct actions *all,
		       const struct action *a)
{
	const bool calls = a->kind == VERDICT_JUMP || a->kind == VERDICT_GOTO;
	const size_t at = a->kind + (calls ? a->chain * N_VERDICTS : 0ul);

	if (all->is_known[at])
		return;
	all->is_known[at] = true;
	*vec_push(l->scratch, &all->v) = *a;
}

static struct actions find_actions(struct lint *l, const struct policy_set *set)
{
	const size_t n = (l->policy->chains.n + 1) * N_VERDICTS;
	struct actions all = { .is_known = arena_calloc(l->scratch, n, 1) };
	const struct element *e;

	vec_for_each(e, &set->elements)
		add_action(l, &all, &e->action);
	return all;
}

static void branch_by_map(struct ways *w, const struct policy_stmt *s,
			  const struct action *action, const struct iset *keys,
			  bool negate)
{
	const bool is_sure = keys != NULL;
	const struct cube *c;
	struct cube_draft d;

	if (action->kind == VERDICT_CONTINUE)
		return;
	vec_for_each(c, &w->cubes) {
		struct cube cube;

		draft_start(&d, c);
		match_presence(w->lint, &d, s);
		if (keys)
			match_part(w->lint, &d, s, 0, keys, negate);
		cube = draft_finish(w->lint->scratch, &d);
		add_branch(w, &cube, deed_of(*action), is_sure);
	}
}

/* Only constant maps of one part and few actions are looked into. */
static void do_map(struct ways *w, const struct policy_stmt *s)
{
	const struct policy_set *set = s->set;
	const struct actions actions = find_actions(w->lint, set);
	const bool is_known = set->is_constant && s->n_parts == 1 &&
			      actions.v.n <= MAX_ACTIONS;
	const struct action *a;

	match_presence(w->lint, &w->all, s);
	if (is_known && !set->has_fallback)
		match_part(w->lint, &w->all, s, 0, answering(w, set, NULL),
			   false);
	know_all(w);
	vec_for_each(a, &actions.v)
		branch_by_map(w, s, a, is_known ? answering(w, set, a) : NULL,
			      false);
	if (set->has_fallback)
		branch_by_map(w, s, &set->fallback,
			      is_known ? answering(w, set, NULL) : NULL, true);
	w->is_unsure = true; /* what goes on is what an element lets go on */
}

/* ---- The host's ---- */

static void do_choices(struct ways *w, const struct policy_stmt *s)
{
	const struct choice *c;

	w->is_unsure = true;
	vec_for_each(c, &s->choices->v)
		do_action(w, c->action);
}

/* False: the rule ends here. */
static bool do_host(struct ways *w, const struct policy_stmt *s)
{
	const struct effect *effect = &effects[s->effect];
	const struct cube *c;

	w->is_unsure |= effect->may_fail;
	if (effect->acts || effect->changes)
		know_all(w);
	if (effect->ending == ENDS_NOT) {
		w->out->has_effect |= effect->acts || effect->changes;
		return true;
	}
	know_all(w);
	vec_for_each(c, &w->cubes)
		add_branch(w, c,
			   (struct deed){ .kind = DEED_HOST, .text = s->text },
			   true);
	return false;
}

/* False: the rule ends here. */
static bool do_stmt(struct ways *w, const struct policy_stmt *s)
{
	switch (s->kind) {
	case POLICY_MATCH:
		if (stmt_is_timed(s))
			w->is_unsure = true;
		else
			do_match(w, s);
		return true;
	case POLICY_COUNTER:
		know_all(w);
		return true;
	case POLICY_VERDICT:
		do_action(w, s->action);
		return false;
	case POLICY_VMAP:
		do_map(w, s);
		return true;
	case POLICY_STATES:
		w->is_unsure = true;
		return true;
	case POLICY_CHOICES:
		do_choices(w, s);
		return true;
	case POLICY_HOST:
		return do_host(w, s);
	case POLICY_HOTDROP:
		return true;
	}
	return true;
}

static bool is_plain(const struct lint_rule *r)
{
	return r->branches.n == 1 && !r->has_effect &&
	       !rule_has(r->rule, POLICY_COUNTER) &&
	       (r->branches.v[0].deed.kind == DEED_ACCEPT ||
		r->branches.v[0].deed.kind == DEED_DROP ||
		r->branches.v[0].deed.kind == DEED_RETURN);
}

/* What the matches imply may be as much again; whether it can be is kept. */
static void note_contradiction(struct ways *w)
{
	draft_close(w->lint, w->lint->scratch, &w->all);
	w->out->own.is_empty = w->all.cube.is_empty;
	w->out->own.empty_dim = w->all.cube.empty_dim;
}

void lint_rule_read(struct lint *l, const struct policy_rule *rule,
		    struct lint_rule *out)
{
	struct ways w = { .lint = l, .out = out };
	const struct policy_stmt *s;

	*out = (struct lint_rule){ .rule = rule };
	draft_start(&w.all, NULL);
	vec_push(l->scratch, &w.cubes);
	vec_for_each(s, &rule->stmts) {
		if (!do_stmt(&w, s))
			break;
	}
	know_all(&w);
	out->own = keep(&w, &w.all.cube);
	note_contradiction(&w);
	out->is_plain = is_plain(out);
}

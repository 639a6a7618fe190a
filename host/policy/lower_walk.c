// SPDX-License-Identifier: GPL-2.0-only
/*
 * lower_walk.c - the rules and chains of a stop
 *
 * Rules are walked in order with the constraints gathered on the way; a call of
 * a chain walks its rules with the caller's constraints added. A match that is
 * unknown makes what follows it unsure, for its rule and the chains called from
 * there; one that is unknown of some frames only splits the way in two.
 */
#include "policy/lower_int.h"
#include "policy/reach.h"

/* Walked again for unsure returns, each rule so often, and then punted. */
#define MAX_COPIED 4
#define MIN_COPIED 1000

static void walk_chain(struct lowering *l, const struct policy_chain *chain,
		       size_t first, const struct conj *c);

/* ---- Returns ---- */

static bool may_copy(struct lowering *l, size_t n_rules)
{
	const uint64_t most = MAX_COPIED * (uint64_t)l->policy->n_rules;

	l->n_copied += n_rules;
	return l->n_copied <= (most > MIN_COPIED ? most : MIN_COPIED);
}

/*
 * Frames in @c return, or go on: what the rest of the chain drops of them is
 * unsure, what it accepts is still accepted. So the rest is walked for them
 * alone, and then they return.
 */
static void split_return(struct lowering *l, const struct conj *c,
			 const struct policy_rule *rule)
{
	struct frame *frame = l->frame;
	const struct frame before = *frame;
	struct conj rest = *c;

	if (!may_copy(l, frame->chain->rules.n - frame->rule)) {
		lower_punt(l, c, rule);
		return;
	}
	rest.is_unsure = false;
	rest.states = frame->states & ~(c->is_unsure ? 0 : c->states);
	frame->is_unsure = true;
	frame->is_maybe = true;
	frame->states = rest.states;
	walk_chain(l, frame->chain, frame->rule + 1, &rest);
	*frame = before;
	lower_return(l, c, frame, rule);
}

static void walk_return(struct lowering *l, const struct conj *c,
			const struct policy_rule *rule)
{
	if (c->is_never || lower_ended(l, c))
		return;
	lower_place(l, c, lower_is_maybe(l, c) ? RULE_HOST : RULE_HERE, rule);
	/* Nothing is left of a base chain but its policy. */
	if (!l->frame->caller)
		lower_verdict(l, c, l->base->policy, NULL);
	else if (!lower_is_maybe(l, c))
		lower_return(l, c, l->frame, rule);
	else if (!l->frame->is_maybe)
		split_return(l, c, rule);
	/* Else a drop behind it ends no more than the chain, as this may. */
}

/* ---- Calls ---- */

/* What returns from @frame goes on with what comes next. */
static void close_returns(struct lowering *l, const struct frame *frame)
{
	const struct open_return *open;
	size_t n = 0;

	vec_for_each(open, &l->returns) {
		if (open->frame == frame)
			l->segment->items.v[open->item].skip_to =
				l->segment->items.n;
		else
			l->returns.v[n++] = *open;
	}
	l->returns.n = n;
}

/* Walks a chain that returns here: its returns skip what it has left. */
static void walk_call(struct lowering *l, const struct policy_chain *chain,
		      const struct conj *c)
{
	struct frame frame = {
		.caller = l->frame,
		.is_maybe = lower_is_maybe(l, c),
		.is_unsure = c->is_unsure || (l->frame && l->frame->is_unsure),
		.states = c->states,
	};
	struct conj inner = *c;

	inner.is_unsure = false;
	l->frame = &frame;
	walk_chain(l, chain, 0, &inner);
	l->frame = frame.caller;
	close_returns(l, &frame);
}

/*
 * A goto that may not be taken: who comes through the chain without a verdict
 * returns, maybe; whom it drops is behind all that.
 */
static void walk_maybe_goto(struct lowering *l, const struct policy_chain *to,
			    const struct conj *c,
			    const struct policy_rule *rule)
{
	struct frame taken = {
		.caller = l->frame,
		.is_maybe = true,
		.is_unsure = c->is_unsure || l->frame->is_unsure,
		.states = c->states,
	};
	struct conj inner = *c;

	inner.is_unsure = false;
	l->frame = &taken;
	walk_call(l, to, &inner);
	l->frame = taken.caller;
	walk_return(l, c, rule);
	close_returns(l, &taken);
}

static void walk_goto(struct lowering *l, const struct policy_chain *to,
		      const struct conj *c, const struct policy_rule *rule)
{
	if (lower_is_maybe(l, c)) {
		walk_maybe_goto(l, to, c, rule);
		return;
	}
	/* What follows the goto is over, as if it had returned. */
	walk_chain(l, to, 0, c);
	walk_return(l, c, rule);
}

void lower_action(struct lowering *l, const struct conj *c,
		  struct action action, const struct policy_rule *rule)
{
	if (c->is_never || l->err)
		return;
	switch (action.kind) {
	case VERDICT_ACCEPT:
	case VERDICT_DROP:
		lower_verdict(l, c, action.kind, rule);
		break;
	case VERDICT_RETURN:
		walk_return(l, c, rule);
		break;
	case VERDICT_JUMP:
		lower_place(l, c, c->needs ? RULE_HOST : RULE_HERE, rule);
		walk_call(l, &l->policy->chains.v[action.chain], c);
		break;
	case VERDICT_GOTO:
		walk_goto(l, &l->policy->chains.v[action.chain], c, rule);
		break;
	case VERDICT_CONTINUE:
		break;
	}
}

/* ---- Matches ---- */

static enum view_answer view_of_parts(const struct lowering *l,
				      const struct policy_stmt *s)
{
	enum view_answer worst = VIEW_KNOWN;

	/* It knows all. */
	if (!l->stop->view.is_front || view_is_of_loopback(s))
		return worst;
	for (uint32_t i = 0; i < s->n_parts; i++) {
		enum view_answer answer = view_of(
			&l->stop->view, s->parts[i].field, s->parts[i].mask);

		if (answer == VIEW_UNKNOWN)
			return answer;
		if (answer != VIEW_KNOWN)
			worst = answer;
	}
	return worst;
}

static void walk_unknown(struct lowering *l, struct conj *c,
			 const struct policy_stmt *s,
			 const struct policy_rule *rule)
{
	if (s->kind == POLICY_VMAP) {
		lower_unknown_map(l, c, s, rule);
		return;
	}
	lower_needs(c, fields[s->parts[0].field].name, rule);
	c->is_unsure = true;
}

/* TCP segments without SYN, of which the match is unknown, go their own way. */
static void walk_joined(struct lowering *l, struct conj *c,
			const struct policy_stmt *s, struct at at)
{
	struct conj joined = *c;
	u128 mask, value;

	lower_field_range(l, &joined, FIELD_TCP_FLAGS, TCP_SYN, 0, 0);
	if (view_known_bits(s, &mask, &value))
		lower_field_range(l, &joined, FIELD_TCP_FLAGS, mask, value,
				  value);
	walk_unknown(l, &joined, s, at.rule);
	at.stmt++;
	lower_rule(l, at, &joined);
	lower_field_range(l, c, FIELD_TCP_FLAGS, TCP_SYN, TCP_SYN, TCP_SYN);
}

/* A number for each different action of @set's elements. */
static struct answers number_actions(struct lowering *l,
				     const struct policy_set *set)
{
	struct answers ans = {};
	size_t n = set->elements.n + set->has_fallback;

	ans.results = arena_calloc(l->arena, n, sizeof(*ans.results));
	for (size_t i = 0; i < n; i++) {
		struct action act = i < set->elements.n
					    ? set->elements.v[i].action
					    : set->fallback;
		size_t k;

		for (k = 0; k < ans.actions.n; k++) {
			if (ans.actions.v[k].kind == act.kind &&
			    ans.actions.v[k].chain == act.chain)
				break;
		}
		if (k == ans.actions.n)
			*vec_push(l->arena, &ans.actions) = act;
		ans.results[i] = k + 1;
	}
	if (set->has_fallback)
		ans.fallback = ans.results[set->elements.n];
	return ans;
}

/*
 * One branch for each action. Only what an element lets continue goes on with
 * the rule: a map without an element for the frame does not match.
 */
static void walk_map(struct lowering *l, struct conj *c,
		     const struct policy_stmt *s,
		     const struct policy_rule *rule)
{
	struct answers ans = number_actions(l, s->set);
	const struct conj before = *c;

	c->is_never = true;
	for (uint32_t k = 0; k < ans.actions.n; k++) {
		struct conj branch = before;

		lower_answer(l, &branch, s, &ans, k + 1);
		if (ans.actions.v[k].kind == VERDICT_CONTINUE)
			*c = branch;
		else
			lower_action(l, &branch, ans.actions.v[k], rule);
	}
}

/* The rest of the rule once for each element that the match allows. */
static void walk_branches(struct lowering *l, struct at at,
			  const struct conj *c)
{
	const struct policy_stmt *s = &at.rule->stmts.v[at.stmt++];
	const struct element *e;

	lower_note_code(l, s->set);
	vec_for_each(e, &s->set->elements) {
		struct conj branch = *c;

		lower_element(l, &branch, s, e);
		if (s->kind == POLICY_MATCH ||
		    e->action.kind == VERDICT_CONTINUE)
			lower_rule(l, at, &branch);
		else
			lower_action(l, &branch, e->action, at.rule);
	}
}

/* A match or a verdict map; false: the rest of the rule was walked as well. */
static bool walk_set(struct lowering *l, struct at at, struct conj *c)
{
	const struct policy_stmt *s = &at.rule->stmts.v[at.stmt];

	switch (view_of_parts(l, s)) {
	case VIEW_UNKNOWN:
		walk_unknown(l, c, s, at.rule);
		return true;
	case VIEW_KNOWN_OF_SYN:
		walk_joined(l, c, s, at);
		break;
	case VIEW_KNOWN:
		break;
	}
	if (lower_has_branches(l, s)) {
		walk_branches(l, at, c);
		return false;
	}
	if (s->kind == POLICY_MATCH)
		lower_match(l, c, s);
	else
		walk_map(l, c, s, at.rule);
	return true;
}

/* ---- Rules ---- */

/*
 * In a front the host counts what passes, and a drop is counted by its own
 * counter; what counts on the way to one is not.
 */
static void walk_counter(struct lowering *l, const struct conj *c,
			 const struct policy_rule *rule)
{
	struct item *it;
	uint32_t counter;

	if (l->stop->view.is_front || counter_kind_of(rule) != COUNTER_REACHED)
		return;
	counter = lower_counter(l, COUNTER_REACHED, rule);
	it = lower_item(l, c, ITEM_COUNT);
	it->rule = rule->id;
	it->counter = counter;
}

/* A statement without a set; false: the rest of the rule was walked as well. */
static bool walk_stmt(struct lowering *l, struct at at, struct conj *c)
{
	const struct policy_stmt *s = &at.rule->stmts.v[at.stmt];

	switch (s->kind) {
	case POLICY_COUNTER:
		walk_counter(l, c, at.rule);
		return true;
	case POLICY_VERDICT:
		lower_action(l, c, s->action, at.rule);
		return true;
	case POLICY_STATES:
	case POLICY_CHOICES:
	case POLICY_HOST:
		return lower_host(l, at, c);
	case POLICY_HOTDROP:
		/* Such frames walk apart, and whom legacy drops may go on. */
		return true;
	case POLICY_MATCH:
	case POLICY_VMAP:
		return walk_set(l, at, c);
	}
	return true;
}

/* The host runs a front's rule that decides nothing of frames in @c. */
static void place_undecided(struct lowering *l, struct conj *c,
			    const struct policy_rule *rule)
{
	if (!l->stop->view.is_front || l->err || c->is_never ||
	    l->out->places[rule->id].place != RULE_UNMET || lower_ended(l, c))
		return;
	if (rule_has(rule, POLICY_COUNTER))
		lower_needs(c, "counter", rule);
	lower_place(l, c, RULE_HOST, rule);
}

void lower_rule(struct lowering *l, struct at at, const struct conj *c)
{
	struct conj way;

	/* Large, and most of it is not in use. */
	memcpy(&way, c, offsetof(struct conj, v) + c->n * sizeof(c->v[0]));
	way.is_never |= !way.states;
	for (; at.stmt < at.rule->stmts.n && !way.is_never && !l->err;
	     at.stmt++)
		if (!walk_stmt(l, at, &way))
			return;
	place_undecided(l, &way, at.rule);
}

struct unmet {
	struct lowering *l;
	const struct conj *end; /* of all frames */
};

static bool note_unmet_call(uint32_t chain, void *arg);

/* The rules of @chain from @first on, and what they call, are behind the end.
 */
static void note_unmet(struct unmet *u, const struct policy_chain *chain,
		       size_t first)
{
	for (size_t i = first; i < chain->rules.n; i++) {
		const struct policy_rule *rule = &chain->rules.v[i];
		struct placed_rule *p = &u->l->out->places[rule->id];
		const struct policy_stmt *s;

		if (p->place != RULE_UNMET || p->by)
			continue;
		p->needs = u->end->needs;
		p->by = u->end->by;
		vec_for_each(s, &rule->stmts)
			reach_called(s, note_unmet_call, u);
	}
}

static bool note_unmet_call(uint32_t chain, void *arg)
{
	struct unmet *u = arg;

	/* Without a rule to name nothing is noted, and none is seen twice. */
	if (u->end->by)
		note_unmet(u, &u->l->policy->chains.v[chain], 0);
	return false;
}

/* Walks @chain's rules from @first on, in the frame that there is. */
static void walk_chain(struct lowering *l, const struct policy_chain *chain,
		       size_t first, const struct conj *c)
{
	const struct policy_chain *before = l->frame->chain;
	const size_t rule = l->frame->rule;

	l->frame->chain = chain;
	for (size_t i = first; i < chain->rules.n && !l->err; i++) {
		const struct conj *end = lower_ended(l, c);

		if (end) {
			note_unmet(&(struct unmet){ l, end }, chain, i);
			break;
		}
		l->frame->rule = i;
		lower_rule(l, (struct at){ &chain->rules.v[i], 0 }, c);
	}
	l->frame->chain = before;
	l->frame->rule = rule;
}

void lower_base(struct lowering *l, const struct policy_chain *base,
		const struct conj *c)
{
	walk_call(l, base, c);
	lower_verdict(l, c, base->policy, NULL);
}

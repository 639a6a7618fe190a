// SPDX-License-Identifier: GPL-2.0-only
/*
 * lower_host.c - statements of which only the host knows the outcome
 */
#include "policy/lower_int.h"

#include <netinet/in.h>

/* The host runs it for who passes; who is dropped behind it does without. */
static void place_change(struct lowering *l, struct conj *c,
			 const struct policy_stmt *s,
			 const struct policy_rule *rule)
{
	const char *const needs = c->needs;

	c->needs = needs ?: s->text;
	if (!lower_ended(l, c))
		lower_place(l, c, RULE_HOST, rule);
	c->needs = needs;
}

static void walk_host(struct lowering *l, struct conj *c,
		      const struct policy_stmt *s,
		      const struct policy_rule *rule)
{
	const struct effect *effect = &effects[s->effect];

	if (effect->may_fail || effect->acts)
		lower_needs(c, s->text, rule);
	if (effect->changes)
		place_change(l, c, s, rule);
	if (path_stmt_acts(s, &l->out->walk->wishes)) {
		lower_punt(l, c, rule);
		c->is_never = true;
		return;
	}
	c->is_unsure |= effect->may_fail;
	switch (effect->ending) {
	case ENDS_NOT:
		return;
	case ENDS_DROP:
		lower_verdict(l, c, VERDICT_DROP, rule);
		break;
	case ENDS_ACCEPT:
		lower_verdict(l, c, VERDICT_ACCEPT, rule);
		break;
	case ENDS_TAKE:
		lower_punt(l, c, rule);
		break;
	}
	c->is_never = true;
}

#define STATES_OF_SYN (CT_NEW | CT_INVALID | CT_UNTRACKED)

static void constrain_first(struct lowering *l, struct conj *c, bool is_first)
{
	lower_field_range(l, c, FIELD_META_L4PROTO, UINT8_MAX, IPPROTO_TCP,
			  IPPROTO_TCP);
	if (is_first) {
		lower_field_range(l, c, FIELD_TCP_FLAGS, TCP_FIRST_MASK,
				  TCP_SYN, TCP_SYN);
		return;
	}
	lower_except(l, c, FIELD_TCP_FLAGS, TCP_FIRST_MASK, TCP_SYN);
}

/* --assume syn-is-new: of first segments the states are fewer. */
static void walk_states_of_first(struct lowering *l, const struct conj *c,
				 const struct policy_stmt *s, struct at next)
{
	struct conj first = *c, others = *c, not_tcp = *c;

	constrain_first(l, &first, true);
	if (STATES_OF_SYN & ~s->states)
		first.states &= s->states;
	if (STATES_OF_SYN & s->states)
		lower_rule(l, next, &first);
	constrain_first(l, &others, false);
	others.states &= s->states;
	lower_rule(l, next, &others);
	lower_except(l, &not_tcp, FIELD_META_L4PROTO, UINT8_MAX, IPPROTO_TCP);
	not_tcp.states &= s->states;
	lower_rule(l, next, &not_tcp);
}

static bool knows_first(const struct lowering *l)
{
	return l->out->walk->wishes.assume_syn_is_new &&
	       l->stop->view.frames == FRAMES_WHOLE && l->plan->needs_l4;
}

/*
 * A verdict map whose key only the host knows. Its rule goes on where an
 * element says so.
 */
static void walk_choices(struct lowering *l, struct conj *c,
			 const struct policy_stmt *s,
			 const struct policy_rule *rule)
{
	const bool is_by_state = s->is_by_state && !l->stop->may_untrack;
	const struct choice *choice;
	uint8_t going_on = 0;
	struct conj before;

	lower_needs(c, s->is_by_state ? "ct state" : s->text, rule);
	before = *c;

	vec_for_each(choice, &s->choices->v) {
		struct conj branch = before;

		branch.states &= is_by_state ? choice->states : CT_ALL;
		branch.is_unsure |= !is_by_state;
		branch.is_never |= !branch.states;
		if (choice->action.kind == VERDICT_CONTINUE)
			going_on |= branch.states;
		else
			lower_action(l, &branch, choice->action, rule);
	}
	c->is_unsure |= !is_by_state;
	c->states = going_on;
	c->is_never |= !going_on;
}

/* All that a verdict map may say, of a key that is not known. */
void lower_unknown_map(struct lowering *l, struct conj *c,
		       const struct policy_stmt *s,
		       const struct policy_rule *rule)
{
	const struct element *e;
	struct conj branch;
	bool goes_on = s->set->has_fallback &&
		       s->set->fallback.kind == VERDICT_CONTINUE;

	lower_needs(c, fields[s->parts[0].field].name, rule);
	branch = *c;
	branch.is_unsure = true;
	vec_for_each(e, &s->set->elements) {
		goes_on |= e->action.kind == VERDICT_CONTINUE;
		lower_action(l, &branch, e->action, rule);
	}
	if (s->set->has_fallback)
		lower_action(l, &branch, s->set->fallback, rule);
	c->is_unsure = true;
	c->is_never |= !goes_on;
}

bool lower_host(struct lowering *l, struct at at, struct conj *c)
{
	const struct policy_stmt *s = &at.rule->stmts.v[at.stmt];

	switch (s->kind) {
	case POLICY_STATES:
		lower_needs(c, "ct state", at.rule);
		if (l->stop->may_untrack) {
			c->is_unsure = true;
			return true;
		}
		if (knows_first(l)) {
			at.stmt++;
			walk_states_of_first(l, c, s, at);
			return false;
		}
		c->states &= s->states;
		c->is_never |= !c->states;
		return true;
	case POLICY_CHOICES:
		walk_choices(l, c, s, at.rule);
		return true;
	default:
		walk_host(l, c, s, at.rule);
		return true;
	}
}

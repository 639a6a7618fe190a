// SPDX-License-Identifier: GPL-2.0-only
/*
 * ask.c - a policy under all answers to what a stage does not know
 */
#include "front/ask.h"

#include "policy/eval_int.h"

#include <linux/if_ether.h>

#define MAX_QUESTIONS 12
#define MAX_RUNS      20000

struct script {
	uint8_t answers[MAX_QUESTIONS];
	uint8_t n_answers[MAX_QUESTIONS];
	uint32_t n;
	uint32_t at;
	bool is_too_long;
};

/* A run on one path through one host. */
struct run {
	struct script *script;
	struct eval eval;
	const struct path *walk;
	enum frame_class frames;
	const struct stop *stop;
	uint8_t state; /* of this chain's run; 0: nobody asked */
	bool has_acted;
};

static uint32_t ask(struct run *r, uint32_t n_answers)
{
	struct script *s = r->script;

	if (s->at == MAX_QUESTIONS) {
		s->is_too_long = true;
		return 0;
	}
	if (s->at == s->n) {
		s->answers[s->n] = 0;
		s->n_answers[s->n++] = (uint8_t)n_answers;
	}
	return s->answers[s->at++];
}

/* The next script; false: that was the last one. */
static bool script_next(struct script *s)
{
	s->at = 0;
	while (s->n && s->answers[s->n - 1] + 1 == s->n_answers[s->n - 1])
		s->n--;
	if (!s->n)
		return false;
	s->answers[s->n - 1]++;
	return true;
}

static bool is_new_segment(const struct run *r)
{
	u128 flags = 0;

	return r->frames == FRAMES_WHOLE && r->eval.view->l4proto == 6 &&
	       eval_field(&r->eval, FIELD_TCP_FLAGS, &flags) &&
	       (flags & TCP_FIRST_MASK) == TCP_SYN;
}

static uint8_t ask_state(struct run *r)
{
	static const uint8_t all[] = { CT_INVALID, CT_NEW, CT_UNTRACKED,
				       CT_ESTABLISHED, CT_RELATED };
	bool is_new = r->walk->wishes.assume_syn_is_new && is_new_segment(r);

	if (!r->state)
		r->state = all[ask(r, is_new ? 3 : 5)];
	return r->state;
}

static bool is_known(const struct run *r, const struct policy_stmt *s)
{
	if (view_is_of_loopback(s))
		return true;
	for (uint32_t i = 0; i < s->n_parts; i++) {
		enum view_answer answer = view_of(
			&r->stop->view, s->parts[i].field, s->parts[i].mask);
		u128 flags = 0;

		if (answer == VIEW_UNKNOWN)
			return false;
		eval_field(&r->eval, FIELD_TCP_FLAGS, &flags);
		if (answer == VIEW_KNOWN_OF_SYN && !(flags & TCP_SYN))
			return false;
	}
	return true;
}

/* Flags that are joined to others keep some of their bits. */
static bool may_fit(const struct run *r, const struct policy_stmt *s)
{
	u128 mask, value, flags = 0;

	if (s->n_parts != 1 || s->parts[0].field != FIELD_TCP_FLAGS ||
	    view_of(&r->stop->view, FIELD_TCP_FLAGS, s->parts[0].mask) !=
		    VIEW_KNOWN_OF_SYN ||
	    !view_known_bits(s, &mask, &value))
		return true;
	eval_field(&r->eval, FIELD_TCP_FLAGS, &flags);
	return (flags & mask) == value;
}

static bool matches(struct run *r, const struct policy_stmt *s)
{
	if (is_known(r, s))
		return eval_is_match(&r->eval, s);
	return may_fit(r, s) && ask(r, 2);
}

static const struct action go_on = { .kind = VERDICT_CONTINUE };

/* What a map says of the frame; false: the rule does not match. */
static bool look_up(struct run *r, const struct policy_stmt *s,
		    struct action *out)
{
	uint32_t n = s->set->elements.n, i;

	if (is_known(r, s))
		return eval_action(&r->eval, s, out);
	i = ask(r, n + s->set->has_fallback + 1);
	if (i == n + s->set->has_fallback)
		return false;
	*out = i == n ? s->set->fallback : s->set->elements.v[i].action;
	return true;
}

static bool choose(struct run *r, const struct policy_stmt *s,
		   struct action *out)
{
	const struct choice *c;
	uint32_t i;

	if (!s->is_by_state) {
		i = ask(r, s->choices->v.n + 1);
		if (i == s->choices->v.n)
			return false;
		*out = s->choices->v.v[i].action;
		return true;
	}
	vec_for_each(c, &s->choices->v) {
		if (c->states & ask_state(r)) {
			*out = c->action;
			return true;
		}
	}
	return false;
}

/* What only the host runs: false if the rule does not match there. */
static bool run_host(struct run *r, const struct policy_stmt *s,
		     struct action *out)
{
	const struct effect *effect = &effects[s->effect];

	r->has_acted |= path_stmt_acts(s, &r->walk->wishes);
	if (s->effect == EFFECT_UNTRACKS)
		r->state = 0; /* it is another one now */
	if (effect->may_fail && !ask(r, 2))
		return false;
	if (effect->ending == ENDS_DROP)
		out->kind = VERDICT_DROP;
	else if (effect->ending != ENDS_NOT)
		out->kind = VERDICT_ACCEPT;
	return true;
}

static struct action run_rule(struct run *r, const struct policy_rule *rule)
{
	const struct policy_stmt *s;

	vec_for_each(s, &rule->stmts) {
		struct action action = go_on;
		bool is_match = true;

		switch (s->kind) {
		case POLICY_MATCH:
			is_match = matches(r, s);
			break;
		case POLICY_STATES:
			is_match = s->states & ask_state(r);
			break;
		case POLICY_VMAP:
			is_match = look_up(r, s, &action);
			break;
		case POLICY_CHOICES:
			is_match = choose(r, s, &action);
			break;
		case POLICY_HOST:
			is_match = run_host(r, s, &action);
			break;
		case POLICY_VERDICT:
			action = s->action;
			break;
		case POLICY_COUNTER:
		case POLICY_HOTDROP:
			break;
		}
		if (!is_match)
			return go_on;
		if (action.kind != VERDICT_CONTINUE)
			return action;
	}
	return go_on;
}

static enum verdict_kind run_chain(struct run *r,
				   const struct policy_chain *chain)
{
	const struct policy_rule *rule;

	vec_for_each(rule, &chain->rules) {
		struct action action = run_rule(r, rule);
		enum verdict_kind called;

		if (action.kind == VERDICT_CONTINUE)
			continue;
		if (action.kind != VERDICT_JUMP && action.kind != VERDICT_GOTO)
			return action.kind;
		called = run_chain(r, &r->eval.policy->chains.v[action.chain]);
		if (called != VERDICT_RETURN || action.kind == VERDICT_GOTO)
			return called;
	}
	return VERDICT_RETURN;
}

static const struct stop *find_stop(const struct run *r,
				    const struct policy_chain *chain)
{
	const struct stop *stop;

	vec_for_each(stop, &r->walk->stops) {
		if (stop->chain == chain && stop->view.frames == r->frames)
			return stop;
	}
	return NULL;
}

/* True if the chains of a hook, one after the other, drop the frame. */
static bool hook_drops(struct run *r, enum hook at)
{
	const struct policy_chain *const *chain;

	vec_for_each(chain, &r->walk->chains) {
		enum verdict_kind said;

		if ((*chain)->at != at ||
		    !family_takes((*chain)->table->family, at,
				  r->eval.view->protocol))
			continue;
		r->stop = find_stop(r, *chain);
		if (!r->stop)
			continue; /* no drop of it could be sure */
		r->state = 0;
		said = run_chain(r, *chain);
		if (said == VERDICT_RETURN)
			said = (*chain)->policy;
		if (said == VERDICT_DROP && !(r->stop->why_unsure && ask(r, 2)))
			return true;
	}
	return false;
}

static bool has_ip_hooks(const struct path *walk)
{
	const struct stop *stop;

	vec_for_each(stop, &walk->stops) {
		if (stop->kind == STOP_IP)
			return true;
	}
	return false;
}

/* It may have another destination behind prerouting. */
static bool may_be_rerouted(const struct run *r)
{
	const struct host_facts *facts = r->eval.dev->facts;

	return facts && facts->takes_routes &&
	       eval_routes_gate(&r->eval) == MAY_ACT;
}

/* One way through the host: is the frame dropped? */
static bool is_dropped(struct run *r, bool may_be_forwarded)
{
	const struct stop gate = { .kind = STOP_IP, .view.frames = r->frames };

	if (hook_drops(r, HOOK_INGRESS))
		return true;
	if (!has_ip_hooks(r->walk) || may_be_rerouted(r) ||
	    eval_ip_gate(&r->eval, &gate, r->walk) != MAY_ACCEPT)
		return false;
	if (hook_drops(r, HOOK_PREROUTING))
		return true;
	if (may_be_forwarded && ask(r, 2))
		return eval_alert_gate(&r->eval) == MAY_ACCEPT &&
		       hook_drops(r, HOOK_FORWARD);
	return hook_drops(r, HOOK_INPUT);
}

/* False: frames that no stage drops. */
static bool find_class(const struct eval *e, const struct path *walk,
		       enum frame_class *out)
{
	*out = FRAMES_WHOLE;
	for (unsigned int c = FRAMES_ODD4; c < N_FRAME_CLASSES; c++) {
		const struct stop gate = { .kind = STOP_GATE,
					   .view.frames = c };
		unsigned int said = eval_gate(e, &gate, walk);

		if (said == MAY_ACT)
			return false;
		if (said == MAY_DROP) {
			*out = c;
			return true;
		}
	}
	return true;
}

/* IPsec may decrypt it ahead of all chains, so no chain may see it. */
static bool may_be_decrypted(const struct run *r)
{
	const struct stop gate = { .kind = STOP_IPSEC,
				   .view.frames = r->frames };
	const struct host_facts *facts = r->eval.dev->facts;

	return facts && facts->has_xfrm &&
	       eval_ipsec_gate(&r->eval, &gate) == MAY_ACT;
}

static bool may_forward(const struct host_facts *facts,
			const struct frame_view *view)
{
	return view->protocol == ETH_P_IPV6 ? facts->forwards6
					    : facts->forwards4;
}

enum fate ask_fate(const struct policy *p, const struct path *walk,
		   const struct device *dev, struct reach reach,
		   const uint8_t *frame, size_t len)
{
	const struct host_facts *facts = dev->facts ?: &facts_unknown;
	struct frame_view view;
	struct script script = {};
	struct run r = { .script = &script,
			 .eval = { .policy = p, .dev = dev, .view = &view },
			 .walk = walk };
	uint32_t n_runs = 0;

	if (!frame_parse(frame, len, reach, &view) ||
	    (path_needs_l4(p, walk) && view.is_l4_beyond_reach) ||
	    (policy_needs_ext(p) && view.is_beyond_reach) ||
	    !find_class(&r.eval, walk, &r.frames) || may_be_decrypted(&r))
		return FATE_OPEN;
	do {
		r.has_acted = false;
		if (!is_dropped(&r, may_forward(facts, &view)) || r.has_acted)
			return FATE_OPEN;
		if (script.is_too_long || ++n_runs > MAX_RUNS)
			return FATE_TOO_MANY;
	} while (script_next(&script));
	return FATE_DROPPED;
}

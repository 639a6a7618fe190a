// SPDX-License-Identifier: GPL-2.0-only
/*
 * lower.c - from a policy to first-match rules
 *
 * A segment for each stop of the path, and the items that end a frame's way
 * through it. What an unknown part leaves open is settled here: see lower.h.
 */
#include "policy/lower_int.h"

#include <linux/if_ether.h>

#define MAX_ITEMS 1000000
/* Of what a segment has ended, so much is remembered: the simplest of it. */
#define MAX_ENDED	      32
#define MAX_ENDED_CONSTRAINTS 2
#define MAX_PART_DROPS	      16

static bool has_just(const struct item *it, const struct conj *c)
{
	uint32_t i = 0;

	while (i < c->n && i < it->n_constraints &&
	       it->constraints[i].dim == c->v[i].dim &&
	       it->constraints[i].allowed == c->v[i].allowed)
		i++;
	return i == c->n && i == it->n_constraints;
}

/* Items that follow each other are often of the same frames. */
static struct constraint *keep_constraints(struct lowering *l,
					   const struct conj *c)
{
	const size_t n = l->segment->items.n;
	const struct item *last = n ? &l->segment->items.v[n - 1] : NULL;

	if (last && has_just(last, c))
		return last->constraints;
	return arena_memdup(l->arena, c->v, c->n * sizeof(c->v[0]));
}

struct item *lower_item(struct lowering *l, const struct conj *c,
			enum item_kind kind)
{
	struct constraint *constraints = keep_constraints(l, c);
	struct item *it = vec_push(l->arena, &l->segment->items);

	if (l->segment->items.n > MAX_ITEMS)
		lower_fail(
			l, l->base->loc,
			"the chains called from here, written out, are over 1,000,000 rules");
	it->kind = kind;
	it->n_constraints = c->n;
	it->constraints = constraints;
	it->rule = PLAN_NO_RULE;
	it->counter = PLAN_NO_COUNTER;
	return it;
}

uint32_t lower_counter(struct lowering *l, enum counter_kind kind,
		       const struct policy_rule *rule)
{
	uint32_t *known = rule ? &l->counters[kind][rule->id]
			       : &l->policy_counters[kind];

	if (*known > l->first_counter)
		return *known - 1;
	*vec_push(l->kept, &l->out->counters) =
		(struct counter_of){ kind, 0, l->base, rule };
	*known = l->out->counters.n;
	return l->plan->n_counters++;
}

/* ---- What is over ---- */

static bool implies(const struct conj *c, const struct conj *e)
{
	for (uint32_t i = 0; i < e->n; i++) {
		uint32_t k = 0;

		while (k < c->n && c->v[k].dim != e->v[i].dim)
			k++;
		if (k == c->n || iset_relate(e->v[i].allowed,
					     c->v[k].allowed) != ISET_COVERS)
			return false;
	}
	return true;
}

const struct conj *lower_ended(const struct lowering *l, const struct conj *c)
{
	const struct conj *e;

	vec_for_each(e, &l->ended) {
		if (implies(c, e))
			return e;
	}
	return NULL;
}

/* Frames in @c went no further, unless a return took them past this. */
static void note_end(struct lowering *l, const struct conj *c, bool is_over,
		     const struct policy_rule *rule)
{
	struct conj *e;

	if (l->returns.n || c->n > MAX_ENDED_CONSTRAINTS ||
	    l->ended.n == MAX_ENDED)
		return;
	e = vec_push(l->arena, &l->ended);
	*e = *c;
	e->is_over = is_over;
	if (!e->needs)
		e->by = rule;
}

static void add_verdict(struct lowering *l, const struct conj *c,
			enum plan_verdict verdict, enum counter_kind counter,
			const struct policy_rule *rule)
{
	uint32_t index = lower_counter(l, counter, rule);
	struct item *it = lower_item(l, c, ITEM_VERDICT);

	it->verdict = verdict;
	it->rule = rule ? rule->id : PLAN_NO_RULE;
	it->counter = index;
	l->lets_by |= verdict == PLAN_ACCEPT;
	/* Of input's stops not all are met on the way to forward. */
	note_end(l, c,
		 verdict == PLAN_PUNT && l->stop->on_drop == PATH_DROP &&
			 !l->lets_by,
		 rule);
}

/* ---- Places ---- */

void lower_needs(struct conj *c, const char *what,
		 const struct policy_rule *rule)
{
	if (!c->needs) {
		c->needs = what;
		c->by = rule;
	}
}

void lower_place(struct lowering *l, const struct conj *c,
		 enum rule_place place, const struct policy_rule *rule)
{
	struct placed_rule *p = rule ? &l->out->places[rule->id] : NULL;

	if (!p || c->is_never)
		return;
	if (p->place == RULE_UNMET)
		p->place = place;
	else if (p->place != place)
		p->place = RULE_PARTLY;
	if (place != RULE_HERE && !p->needs) {
		p->needs = c->needs ?: l->stop->why_unsure;
		p->by = c->by;
	}
}

/* ---- Verdicts ---- */

static bool is_unsure(const struct lowering *l, const struct conj *c)
{
	return c->is_unsure || l->stop->why_unsure ||
	       (l->frame && l->frame->is_unsure);
}

/*
 * A drop in some of conntrack's states is sure where, in all others, the frame
 * was dropped before. It was if it met that drop, which no return may have
 * taken it past.
 */
static void add_part_drop(struct lowering *l, const struct conj *c,
			  const struct policy_rule *rule)
{
	const size_t n_before = l->part_drops.n;
	const bool is_met = !l->returns.n;

	for (size_t i = 0; i < n_before; i++) {
		struct conj both = *c;

		lower_join(l, &both, &l->part_drops.v[i]);
		if (both.is_never)
			continue;
		both.states |= l->part_drops.v[i].states;
		if (both.states == CT_ALL)
			add_verdict(l, &both, PLAN_DROP, COUNTER_DECIDED, rule);
		else if (is_met && l->part_drops.n < MAX_PART_DROPS)
			*vec_push(l->arena, &l->part_drops) = both;
	}
	if (is_met && l->part_drops.n < MAX_PART_DROPS)
		*vec_push(l->arena, &l->part_drops) = *c;
}

/* The last item is a RETURN of just these frames: none is here any more. */
static bool have_returned(const struct lowering *l, const struct conj *c)
{
	const size_t n = l->segment->items.n;

	return l->returns.n && l->returns.v[l->returns.n - 1].item == n - 1 &&
	       has_just(&l->segment->items.v[n - 1], c);
}

void lower_return(struct lowering *l, const struct conj *c,
		  const struct frame *frame, const struct policy_rule *rule)
{
	if (have_returned(l, c))
		return;
	lower_item(l, c, ITEM_RETURN)->rule = rule->id;
	l->segment->has_crossings |= frame != l->frame;
	*vec_push(l->arena, &l->returns) = (struct open_return){
		.item = l->segment->items.n - 1,
		.frame = frame,
	};
}

bool lower_is_maybe(const struct lowering *l, const struct conj *c)
{
	return c->is_unsure ||
	       c->states != (l->frame ? l->frame->states : CT_ALL);
}

/* The innermost chain that may not have been called; NULL: all were. */
static const struct frame *find_maybe(const struct lowering *l)
{
	const struct frame *f = l->frame;

	while (f && !f->is_maybe)
		f = f->caller;
	return f;
}

/*
 * A drop that is sure if only its chain was called: whoever comes by either is
 * dropped, or is behind that call.
 */
static void add_drop(struct lowering *l, const struct conj *c,
		     const struct policy_rule *rule)
{
	const struct frame *maybe = find_maybe(l);
	const bool is_sure = !is_unsure(l, c) && c->states == CT_ALL;

	lower_place(l, c, is_sure ? RULE_HERE : RULE_HOST, rule);
	if (c->states != CT_ALL && !is_unsure(l, c))
		add_part_drop(l, c, rule);
	if (lower_is_maybe(l, c))
		return;
	if (maybe)
		lower_return(l, c, maybe, rule);
	else if (l->stop->why_unsure)
		add_verdict(l, c, PLAN_ACCEPT, COUNTER_LEFT, rule);
	else
		add_verdict(l, c, PLAN_DROP, COUNTER_DECIDED, rule);
}

static void add_accept(struct lowering *l, const struct conj *c,
		       const struct policy_rule *rule)
{
	/* What is unsure of a stop are its drops. */
	const bool is_met = !c->is_unsure && c->states == CT_ALL &&
			    !(l->frame && l->frame->is_unsure);
	const bool is_sure = is_met && !l->stop->why_unsure;

	lower_place(l, c, is_sure ? RULE_HERE : RULE_HOST, rule);
	/*
	 * Of whom the chain may not accept, a rule behind it may want to act,
	 * and nothing may drop the frame before.
	 */
	if (!is_met && l->stop_acts && l->stop->on_accept != PATH_PASS)
		add_verdict(l, c, PLAN_PUNT, COUNTER_LEFT, rule);
	else
		add_verdict(l, c, PLAN_ACCEPT,
			    l->stop->view.is_front ? COUNTER_LEFT
						   : COUNTER_DECIDED,
			    rule);
}

void lower_verdict(struct lowering *l, const struct conj *c,
		   enum verdict_kind kind, const struct policy_rule *rule)
{
	if (c->is_never || lower_ended(l, c))
		return;
	if (kind == VERDICT_DROP)
		add_drop(l, c, rule);
	else
		add_accept(l, c, rule);
}

void lower_punt(struct lowering *l, const struct conj *c,
		const struct policy_rule *rule)
{
	if (c->is_never || lower_ended(l, c))
		return;
	lower_place(l, c, RULE_HOST, rule);
	add_verdict(l, c, PLAN_PUNT, COUNTER_LEFT, rule);
}

/* ---- Segments ---- */

/* Frames that the family's chains see, one way each. */
static void lower_base_chain(struct lowering *l,
			     const struct policy_chain *base)
{
	static const uint16_t protocols[] = { ETH_P_IP, ETH_P_IPV6 };
	const enum family family = base->table->family;
	struct conj c;

	l->base = base;
	if (family_takes(family, base->at, ETH_P_ARP)) {
		lower_base(l, base, &lower_anything);
		return;
	}
	if (family == FAMILY_INET && base->at != HOOK_INGRESS) {
		lower_base(l, base,
			   &lower_anything); /* the IP gate kept others */
		return;
	}
	for (size_t i = 0; i < sizeof(protocols) / sizeof(*protocols); i++) {
		if (!family_takes(family, base->at, protocols[i]))
			continue;
		c = lower_of_protocol(l, protocols[i]);
		lower_base(l, base, &c);
	}
}

/*
 * What arrays will need, about: growing leaves the old ones behind. Room is not
 * touched, and takes none, until it is used.
 */
static void reserve_all(struct lowering *l)
{
	const size_t n_rules = l->policy->n_rules;
	const struct stop *stop;

	vec_for_each(stop, &l->out->walk->stops)
		l->n_chains += stop->chain != NULL;
	vec_reserve(l->kept, &l->out->counters, 3 * n_rules + 64);
	l->out->places =
		arena_calloc(l->kept, n_rules, sizeof(*l->out->places));
	for (size_t i = 0; i < N_COUNTER_KINDS; i++)
		l->counters[i] =
			arena_calloc(l->arena, n_rules, sizeof(uint32_t));
}

static void reserve(struct lowering *l)
{
	vec_reserve(l->arena, &l->segment->items,
		    4 * (size_t)l->policy->n_rules / l->n_chains + 16);
}

/*
 * Who was punted does not get to the stops behind, up to where the walk of
 * another class of frames begins. Families have ways of their own.
 */
static void keep_ended(struct lowering *l, const struct stop *stop)
{
	const bool is_same_walk = l->stop &&
				  l->stop->view.frames == stop->view.frames;
	const struct conj *e;
	size_t n = 0;

	l->is_apart = is_same_walk &&
		      (l->is_apart || l->stop->kind == STOP_FAMILY);
	vec_for_each(e, &l->ended) {
		if (is_same_walk && !l->is_apart && e->is_over)
			l->ended.v[n++] = *e;
	}
	l->ended.n = n;
}

static void start_segment(struct lowering *l, const struct stop *stop)
{
	keep_ended(l, stop);
	l->stop = stop;
	l->segment = vec_push(l->arena, &l->low->segments);
	l->segment->on_accept = stop->on_accept;
	l->segment->on_drop = stop->on_drop == PATH_DROP ? 0 : stop->on_drop;
	l->part_drops.n = 0;
	l->n_copied = 0;
	l->lets_by = false;
	if (stop->chain)
		reserve(l);
	l->first_counter = l->out->counters.n;
}

static bool ends_all(const struct segment *segment)
{
	const struct item *last;

	if (!segment->items.n)
		return false;
	last = &segment->items.v[segment->items.n - 1];
	return last->kind == ITEM_VERDICT && !last->n_constraints;
}

static void lower_stop(struct lowering *l, const struct stop *stop)
{
	start_segment(l, stop);
	switch (stop->kind) {
	case STOP_CHAIN:
		l->stop_acts = path_acts(l->policy, stop->chain,
					 &l->out->walk->wishes);
		lower_base_chain(l, stop->chain);
		break;
	case STOP_GATE:
		lower_class_gate(l, stop->view.frames);
		break;
	case STOP_IPSEC:
		lower_ipsec_gate(l);
		break;
	case STOP_ROUTES:
		lower_routes_gate(l);
		break;
	case STOP_FAMILY:
		lower_family_gate(l, stop->protocol);
		break;
	case STOP_IP:
		lower_ip_gate(l);
		break;
	case STOP_ALERT:
		lower_alert_gate(l);
		break;
	}
	if (!ends_all(l->segment))
		lower_gate_item(l, &lower_anything, PLAN_ACCEPT);
}

int lower_policy(struct arena *a, struct diag *diag, struct compiled *out,
		 const struct device *dev, const struct profile *profile,
		 struct plan *plan, struct lowered *low)
{
	struct lowering l = {
		.arena = arena_child(a),
		.kept = a,
		.diag = diag,
		.policy = out->policy,
		.dev = dev,
		.small_set = profile->small_set,
		.out = out,
		.plan = plan,
		.low = low,
	};
	const struct stop *stop;

	low->arena = l.arena;
	reserve_all(&l);
	vec_for_each(stop, &out->walk->stops) {
		if (!l.err)
			lower_stop(&l, stop);
	}
	return l.err;
}

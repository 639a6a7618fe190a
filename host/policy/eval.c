// SPDX-License-Identifier: GPL-2.0-only
/*
 * eval.c - the oracle: what a policy says of a frame
 *
 * Runs the rules as they are written, one after the other. Nothing here is
 * clever, and but for what a policy asks for at all (policy_needs_l4, _ext)
 * nothing is shared with the compiler that it judges.
 */
#include "policy/eval_int.h"

#include <assert.h>
#include <linux/if_arp.h>
#include <linux/if_packet.h>
#include <stdlib.h>
#include <string.h>

static u128 read_bits(const uint8_t *bytes, uint32_t bit_off, uint32_t width)
{
	u128 v = 0;

	for (uint32_t i = bit_off; i < bit_off + width; i++)
		v = v << 1 | (bytes[i / 8] >> (7 - i % 8) & 1);
	return v;
}

/* Linux net/ethernet/eth.c, eth_type_trans(). */
static uint8_t find_pkttype(const uint8_t *daddr, const struct device *dev)
{
	static const uint8_t broadcast[6] = { 255, 255, 255, 255, 255, 255 };

	if (!memcmp(daddr, broadcast, sizeof(broadcast)))
		return PACKET_BROADCAST;
	if (daddr[0] & 1)
		return PACKET_MULTICAST;
	if (!memcmp(daddr, dev->mac, sizeof(dev->mac)))
		return PACKET_HOST;
	return PACKET_OTHERHOST;
}

static bool read_meta(const struct eval *e, enum plan_meta meta, u128 *value)
{
	switch (meta) {
	case PLAN_META_PROTOCOL:
		*value = e->view->protocol;
		return true;
	case PLAN_META_HAS_L4:
		*value = e->view->has_l4;
		return true;
	case PLAN_META_L4PROTO:
		*value = e->view->l4proto;
		return e->view->has_l4;
	case PLAN_META_PKTTYPE:
		*value = find_pkttype(e->view->header[PLAN_FRAME], e->dev);
		return true;
	case N_PLAN_META:
		break;
	}
	return false;
}

static bool read_fact(const struct eval *e, enum fact fact, u128 *value)
{
	/* The kernel's NFPROTO_NETDEV: never ipv4 (2) or ipv6 (10). */
	static const uint8_t nfproto_netdev = 5;

	switch (fact) {
	case FACT_NFPROTO:
		*value = nfproto_netdev;
		return true;
	case FACT_IIF:
		*value = e->dev->ifindex;
		return true;
	case FACT_IIFNAME:
		*value = u128_from_bytes((const uint8_t *)e->dev->name,
					 sizeof(e->dev->name));
		return true;
	case FACT_IIFTYPE:
		*value = ARPHRD_ETHER;
		return true;
	}
	return false;
}

bool eval_field(const struct eval *e, enum field_id id, u128 *value)
{
	const struct field *f = &fields[id];

	switch (f->base) {
	case PLAN_AVAIL:
		*value = e->view->avail[f->bit_off];
		return true;
	case PLAN_EXISTS:
		*value = e->view->header[f->bit_off] != NULL;
		return true;
	case PLAN_META:
		return read_meta(e, f->bit_off, value);
	case PLAN_CONST:
		return read_fact(e, f->bit_off, value);
	default:
		if ((f->bit_off + f->width + 7) / 8 > e->view->avail[f->base])
			return false;
		*value = read_bits(e->view->header[f->base], f->bit_off,
				   f->width);
		return true;
	}
}

/* Reads the parts that a statement asks for; false if one is not there. */
static bool read_parts(const struct eval *e, const struct policy_stmt *stmt,
		       u128 values[EVAL_MAX_PARTS])
{
	assert(stmt->n_parts <= EVAL_MAX_PARTS);
	for (uint32_t i = 0; i < stmt->n_parts; i++) {
		if (!eval_field(e, stmt->parts[i].field, &values[i]))
			return false;
		values[i] &= stmt->parts[i].mask;
	}
	return true;
}

static bool has_ended(const struct policy_set *set, const struct element *el,
		      uint64_t now)
{
	return set->is_timed && el->life && now >= el->life->ends;
}

static const struct element *find_element(const struct policy_set *set,
					  const u128 *values)
{
	const struct element *el;

	vec_for_each(el, &set->elements) {
		uint32_t i = 0;

		while (i < set->n_parts && values[i] >= el->parts[i].lo &&
		       values[i] <= el->parts[i].hi)
			i++;
		if (i == set->n_parts)
			return el;
	}
	return NULL;
}

/* True if the match's range, or an element of its set, holds the values. */
static bool is_in(const struct eval *e, const struct policy_stmt *stmt,
		  const u128 *values)
{
	const struct element *el;

	if (stmt->is_range)
		return values[0] >= stmt->range->v->lo &&
		       values[0] <= stmt->range->v->hi;
	el = find_element(stmt->set, values);
	return stmt->set->has_fallback ||
	       (el && !has_ended(stmt->set, el, e->policy->now));
}

bool eval_is_match(const struct eval *e, const struct policy_stmt *stmt)
{
	u128 values[EVAL_MAX_PARTS];

	return read_parts(e, stmt, values) &&
	       is_in(e, stmt, values) != stmt->negate;
}

bool eval_action(const struct eval *e, const struct policy_stmt *stmt,
		 struct action *action)
{
	u128 values[EVAL_MAX_PARTS];

	if (!read_parts(e, stmt, values))
		return false;

	const struct element *el = find_element(stmt->set, values);

	if (!el && !stmt->set->has_fallback)
		return false;
	*action = el ? el->action : stmt->set->fallback;
	return true;
}

static void count(struct eval *e, const struct policy_rule *rule)
{
	if (e->hits)
		e->hits[rule->id]++;
}

/* What a rule says of the frame; VERDICT_CONTINUE: the next rule shall say. */
static struct action run_rule(struct eval *e, const struct policy_rule *rule)
{
	static const struct action go_on = { .kind = VERDICT_CONTINUE };
	const struct policy_stmt *stmt;

	vec_for_each(stmt, &rule->stmts) {
		struct action action = go_on;

		switch (stmt->kind) {
		case POLICY_MATCH:
			if (!eval_is_match(e, stmt))
				return go_on;
			break;
		case POLICY_COUNTER:
			count(e, rule);
			break;
		case POLICY_VERDICT:
			action = stmt->action;
			break;
		case POLICY_VMAP:
			if (!eval_action(e, stmt, &action))
				return go_on;
			break;
		case POLICY_STATES:
		case POLICY_CHOICES:
		case POLICY_HOST:
		case POLICY_HOTDROP:
			abort(); /* they make a front: eval_front.c */
		}
		if (action.kind != VERDICT_CONTINUE)
			return action;
	}
	return go_on;
}

/* VERDICT_RETURN: the chain is through and nothing is decided. */
static enum verdict_kind run_chain(struct eval *e,
				   const struct policy_chain *chain)
{
	const struct policy_rule *rule;

	vec_for_each(rule, &chain->rules) {
		struct action action = run_rule(e, rule);
		enum verdict_kind called;

		switch (action.kind) {
		case VERDICT_ACCEPT:
		case VERDICT_DROP:
			e->decider = rule;
			if (!rule_has(rule, POLICY_COUNTER))
				count(e, rule);
			return action.kind;
		case VERDICT_RETURN:
			return VERDICT_RETURN;
		case VERDICT_CONTINUE:
			break;
		case VERDICT_JUMP:
		case VERDICT_GOTO:
			called = run_chain(e,
					   &e->policy->chains.v[action.chain]);
			if (called != VERDICT_RETURN ||
			    action.kind == VERDICT_GOTO)
				return called;
			break;
		}
	}
	return VERDICT_RETURN;
}

static bool is_on_device(const struct policy_chain *chain,
			 const struct device *dev)
{
	const char **name;

	if (chain->at != HOOK_INGRESS || chain->table->is_dormant)
		return false;
	vec_for_each(name, &chain->devices) {
		if (!strcmp(*name, dev->name))
			return true;
	}
	return false;
}

/*
 * The base chain that runs behind @last (NULL: the first one); NULL: none. Of
 * chains of one priority the kernel runs the later one first
 * (nf_hook_entries_grow).
 */
static const struct policy_chain *next_chain(const struct eval *e,
					     const struct policy_chain *last)
{
	const struct policy_chain *chain, *next = NULL;

	vec_for_each(chain, &e->policy->chains) {
		if (!is_on_device(chain, e->dev))
			continue;
		if (last &&
		    (chain->priority < last->priority ||
		     (chain->priority == last->priority && chain >= last)))
			continue;
		if (!next || chain->priority <= next->priority)
			next = chain;
	}
	return next;
}

void eval_note_step(const struct eval *e, struct eval_step step)
{
	const struct eval_step *known;

	if (!e->trace)
		return;
	vec_for_each(known, &e->trace->steps) {
		if (known->chain == step.chain)
			return;
	}
	*vec_push(e->trace->arena, &e->trace->steps) = step;
}

static void run_base_chains(struct eval *e, struct eval_result *out)
{
	const struct policy_chain *chain = NULL;

	while ((chain = next_chain(e, chain))) {
		if (!family_takes(chain->table->family, chain->at,
				  e->view->protocol))
			continue;
		e->decider = NULL;

		enum verdict_kind verdict = run_chain(e, chain);

		if (verdict == VERDICT_RETURN)
			verdict = chain->policy;
		out->chain = chain;
		out->rule = e->decider;
		eval_note_step(e, (struct eval_step){
					  .chain = chain,
					  .verdict = verdict == VERDICT_DROP
							     ? PLAN_DROP
							     : PLAN_ACCEPT,
					  .rule = e->decider });
		if (verdict == VERDICT_DROP) {
			out->verdict = PLAN_DROP;
			return;
		}
	}
}

/* True if the answer lies behind headers that were not walked. */
static bool is_out_of_reach(const struct policy *p,
			    const struct frame_view *view)
{
	if (view->is_l4_beyond_reach && policy_needs_l4(p))
		return true;
	return view->is_beyond_reach && policy_needs_ext(p);
}

static void run(struct eval *e, const struct path *walk, struct reach reach,
		const uint8_t *frame, size_t len, struct eval_result *out)
{
	struct frame_view view;

	*out = (struct eval_result){ .verdict = PLAN_ACCEPT };
	if (!frame_parse(frame, len, reach, &view))
		return;
	e->view = &view;
	if (walk && walk->why_front)
		eval_front(e, walk, out);
	else if (is_out_of_reach(e->policy, &view))
		out->verdict = PLAN_PUNT;
	else
		run_base_chains(e, out);
}

void eval_frame(const struct policy *p, const struct path *walk,
		const struct device *dev, struct reach reach,
		const uint8_t *frame, size_t len, uint64_t *hits,
		struct eval_result *out)
{
	struct eval e = { .policy = p, .dev = dev, .hits = hits };

	run(&e, walk, reach, frame, len, out);
}

void eval_follow(const struct policy *p, const struct path *walk,
		 const struct device *dev, struct reach reach,
		 const uint8_t *frame, size_t len, struct eval_trace *trace,
		 struct eval_result *out)
{
	struct eval e = { .policy = p, .dev = dev, .trace = trace };

	run(&e, walk, reach, frame, len, out);
}

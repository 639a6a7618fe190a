// SPDX-License-Identifier: GPL-2.0-only
/*
 * lower.c - from a policy to first-match rules
 *
 * A segment for each stop of the path, and the items that end a frame's way
 * through it. What an unknown part leaves open is settled here: see lower.h.
 */
#include "policy/lower_int.h"

#include <linux/if_ether.h>
#include <netinet/in.h>

#define MAX_ITEMS 1000000
/* Of what a segment has ended, so much is remembered: the simplest of it. */
#define MAX_ENDED	      32
#define MAX_ENDED_CONSTRAINTS 2
#define MAX_PART_DROPS	      16

static const struct conj anything = { .states = CT_ALL };

struct item *lower_item(struct lowering *l, const struct conj *c,
			enum item_kind kind)
{
	struct item *it = vec_push(l->arena, &l->segment->items);

	if (l->segment->items.n > MAX_ITEMS)
		lower_fail(
			l, l->base->loc,
			"the chains called from here, written out, are over 1,000,000 rules");
	it->kind = kind;
	it->n_constraints = c->n;
	it->constraints = arena_memdup(l->arena, c->v, c->n * sizeof(c->v[0]));
	it->rule = PLAN_NO_RULE;
	it->counter = PLAN_NO_COUNTER;
	return it;
}

uint32_t lower_counter(struct lowering *l, enum counter_kind kind,
		       const struct policy_rule *rule)
{
	uint32_t *known = rule ? &l->counters[kind][rule->id] : NULL;

	if (known && *known)
		return *known - 1;
	*vec_push(l->arena, &l->out->counters) =
		(struct counter_of){ kind, l->base, rule };
	if (known)
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

bool lower_is_ended(const struct lowering *l, const struct conj *c)
{
	const struct conj *e;

	vec_for_each(e, &l->ended) {
		if (implies(c, e))
			return true;
	}
	return false;
}

/* Frames in @c went no further, unless a return took them past this. */
static void note_end(struct lowering *l, const struct conj *c)
{
	if (!l->returns.n && c->n <= MAX_ENDED_CONSTRAINTS &&
	    l->ended.n < MAX_ENDED)
		*vec_push(l->arena, &l->ended) = *c;
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
	note_end(l, c);
}

/* ---- Verdicts ---- */

static bool is_unsure(const struct lowering *l, const struct conj *c)
{
	return c->is_unsure || l->stop->is_unsure ||
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

static void add_drop(struct lowering *l, const struct conj *c,
		     const struct policy_rule *rule)
{
	if (is_unsure(l, c))
		return;
	if (c->states != CT_ALL)
		add_part_drop(l, c, rule);
	else
		add_verdict(l, c, PLAN_DROP, COUNTER_DECIDED, rule);
}

static void add_accept(struct lowering *l, const struct conj *c,
		       const struct policy_rule *rule)
{
	const bool is_sure = !is_unsure(l, c) && c->states == CT_ALL;

	/*
	 * Of whom the chain may not accept, a rule behind it may want to act,
	 * and nothing may drop the frame before.
	 */
	if (!is_sure && l->stop_acts && l->stop->on_accept != PATH_PASS)
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
	if (c->is_never || lower_is_ended(l, c))
		return;
	if (kind == VERDICT_DROP)
		add_drop(l, c, rule);
	else
		add_accept(l, c, rule);
}

void lower_punt(struct lowering *l, const struct conj *c,
		const struct policy_rule *rule)
{
	if (!c->is_never && !lower_is_ended(l, c))
		add_verdict(l, c, PLAN_PUNT, COUNTER_LEFT, rule);
}

/* ---- Segments ---- */

/* Items of gates: of no rule, and not counted. */
static void add_gate(struct lowering *l, const struct conj *c,
		     enum plan_verdict verdict)
{
	if (!c->is_never)
		lower_item(l, c, ITEM_VERDICT)->verdict = verdict;
}

static struct conj of_protocol(struct lowering *l, uint16_t protocol)
{
	struct conj c = anything;

	lower_field_range(l, &c, FIELD_META_PROTOCOL, UINT16_MAX, protocol,
			  protocol);
	return c;
}

static const struct plan_value ip_avail = { PLAN_AVAIL, PLAN_NET, 32, 0 };
static const struct plan_value has_l4 = { PLAN_META, PLAN_META_HAS_L4, 1, 0 };
static const struct plan_value trans_avail = { PLAN_AVAIL, PLAN_TRANS, 32, 0 };

/* Frames whose transport header, of a kind that rules read, is cut off. */
static void gate_cut(struct lowering *l, uint16_t protocol)
{
	static const struct {
		uint8_t protocol;
		uint8_t bytes;
	} headers[] = {
		{ IPPROTO_TCP, 20 },	{ IPPROTO_UDP, 8 },
		{ IPPROTO_UDPLITE, 8 }, { IPPROTO_ICMP, 8 },
		{ IPPROTO_ICMPV6, 8 },	{ IPPROTO_SCTP, 12 },
		{ IPPROTO_DCCP, 16 },	{ IPPROTO_AH, 12 },
	};

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		struct conj c = of_protocol(l, protocol);

		lower_range(l, &c, has_l4, 1, 1, 1);
		lower_field_range(l, &c, FIELD_META_L4PROTO, UINT8_MAX,
				  headers[i].protocol, headers[i].protocol);
		lower_range(l, &c, trans_avail, UINT32_MAX, 0,
			    headers[i].bytes - 1u);
		add_gate(l, &c, PLAN_DROP);
	}
}

#define IP4_FRAGMENT_MASK 0x3fffu /* more fragments, and the offset */

static void lower_gate4(struct lowering *l)
{
	struct conj c = of_protocol(l, ETH_P_IP);

	lower_range(l, &c, ip_avail, UINT32_MAX, 0, 19);
	add_gate(l, &c, PLAN_PUNT);
	c = of_protocol(l, ETH_P_IP);
	lower_field_range(l, &c, FIELD_IP_FRAG_OFF, IP4_FRAGMENT_MASK, 1,
			  IP4_FRAGMENT_MASK);
	add_gate(l, &c, PLAN_DROP);
	if (l->plan->needs_l4)
		gate_cut(l, ETH_P_IP);
}

static void lower_gate6(struct lowering *l)
{
	static const uint8_t ext[] = { IPPROTO_HOPOPTS,	 IPPROTO_ROUTING,
				       IPPROTO_FRAGMENT, IPPROTO_AH,
				       IPPROTO_DSTOPTS,	 IPPROTO_MH };
	struct conj c = of_protocol(l, ETH_P_IPV6);

	lower_range(l, &c, ip_avail, UINT32_MAX, 0, 39);
	add_gate(l, &c, PLAN_PUNT);
	for (size_t i = 0; i < sizeof(ext); i++) {
		c = of_protocol(l, ETH_P_IPV6);
		lower_field_range(l, &c, FIELD_IP6_NEXTHDR, UINT8_MAX, ext[i],
				  ext[i]);
		add_gate(l, &c, PLAN_DROP);
	}
	if (!l->plan->needs_l4)
		return;
	c = of_protocol(l, ETH_P_IPV6);
	lower_range(l, &c, has_l4, 1, 0, 0);
	add_gate(l, &c, PLAN_DROP);
	gate_cut(l, ETH_P_IPV6);
}

#define VLAN_ID_BITS 0xfffu

/* A tag of VLAN 0 is taken off, and the packet is IFACE's own. */
static void ip_gate_tags(struct lowering *l)
{
	static const uint16_t tags[] = { ETH_P_8021Q, ETH_P_8021AD };

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		struct conj c = anything;

		lower_field_range(l, &c, FIELD_ETH_TYPE, UINT16_MAX, tags[i],
				  tags[i]);
		lower_field_range(l, &c, FIELD_VLAN_ID, VLAN_ID_BITS, 1,
				  VLAN_ID_BITS);
		add_gate(l, &c, PLAN_PUNT);
	}
}

/*
 * DHCP's programs read from packet sockets, ahead of the IP hooks. Of odd
 * frames the ports are not known.
 */
static void ip_gate_dhcp(struct lowering *l)
{
	static const enum field_id ports[] = { FIELD_UDP_SPORT,
					       FIELD_UDP_DPORT };
	const bool is_odd = l->stop->view.frames != FRAMES_WHOLE;

	for (size_t i = 0; i < (is_odd ? 1 : 2); i++) {
		struct conj c = of_protocol(l, ETH_P_IP);

		lower_range(l, &c, has_l4, 1, 1, 1);
		lower_field_range(l, &c, FIELD_META_L4PROTO, UINT8_MAX,
				  IPPROTO_UDP, IPPROTO_UDP);
		if (!is_odd)
			lower_field_range(l, &c, ports[i], UINT16_MAX, 67, 68);
		add_gate(l, &c, PLAN_PUNT);
	}
}

static void lower_ip_gate(struct lowering *l)
{
	const u128 above_ip = ETH_P_IP + 1, below_ip6 = ETH_P_IPV6 - 1;
	struct conj c = anything;

	lower_field_range(l, &c, FIELD_META_PROTOCOL, UINT16_MAX, 0,
			  ETH_P_IP - 1);
	add_gate(l, &c, PLAN_PUNT);
	c = anything;
	lower_field_range(l, &c, FIELD_META_PROTOCOL, UINT16_MAX, above_ip,
			  below_ip6);
	add_gate(l, &c, PLAN_PUNT);
	c = anything;
	lower_field_range(l, &c, FIELD_META_PROTOCOL, UINT16_MAX,
			  ETH_P_IPV6 + 1, UINT16_MAX);
	add_gate(l, &c, PLAN_PUNT);
	ip_gate_tags(l);
	if (!l->out->walk->wishes.strict_dhcp)
		ip_gate_dhcp(l);
}

/* Frames that the family's chains see, one way each. */
static void lower_base_chain(struct lowering *l,
			     const struct policy_chain *base)
{
	static const uint16_t protocols[] = { ETH_P_IP, ETH_P_IPV6 };
	const enum family family = base->table->family;
	struct conj c;

	l->base = base;
	if (family_takes(family, base->at, ETH_P_ARP)) {
		lower_base(l, base, &anything);
		return;
	}
	if (family == FAMILY_INET && base->at != HOOK_INGRESS) {
		lower_base(l, base, &anything); /* the IP gate kept others */
		return;
	}
	for (size_t i = 0; i < sizeof(protocols) / sizeof(*protocols); i++) {
		if (!family_takes(family, base->at, protocols[i]))
			continue;
		c = of_protocol(l, protocols[i]);
		lower_base(l, base, &c);
	}
}

static void start_segment(struct lowering *l, const struct stop *stop)
{
	const uint32_t n_rules = l->policy->n_rules;

	l->stop = stop;
	l->segment = vec_push(l->arena, &l->low->segments);
	l->segment->on_accept = stop->on_accept;
	l->segment->on_drop = stop->on_drop == PATH_DROP ? 0 : stop->on_drop;
	l->part_drops.n = 0;
	l->ended.n = 0;
	l->n_copied = 0;
	for (size_t i = 0; i < N_COUNTER_KINDS; i++)
		l->counters[i] =
			arena_calloc(l->arena, n_rules, sizeof(uint32_t));
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
		if (stop->view.frames == FRAMES_ODD4)
			lower_gate4(l);
		else
			lower_gate6(l);
		break;
	case STOP_IP:
		lower_ip_gate(l);
		break;
	}
	if (!ends_all(l->segment))
		add_gate(l, &anything, PLAN_ACCEPT);
}

int lower_policy(struct arena *a, struct diag *diag, struct compiled *out,
		 const struct device *dev, const struct profile *profile,
		 struct plan *plan, struct lowered *low)
{
	struct lowering l = {
		.arena = a,
		.diag = diag,
		.policy = out->policy,
		.dev = dev,
		.small_set = profile->small_set,
		.out = out,
		.plan = plan,
		.low = low,
	};
	const struct stop *stop;

	vec_for_each(stop, &out->walk->stops) {
		if (!l.err)
			lower_stop(&l, stop);
	}
	return l.err;
}

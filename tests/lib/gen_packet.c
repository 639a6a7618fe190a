// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_packet.c - random frames, aimed at a policy's corners
 *
 * First the aims are collected: which fields shall have which values. They say
 * what the frame must consist of, which is built, and are then written to it.
 */
#include "lib/gen_packet.h"

#include "lib/gen_values.h"

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>

#define MAX_AIMS  128
#define MAX_CALLS 8

static const struct reach max_walk = { 64, UINT32_MAX };

/* The bits of @mask in a field shall be those of @value. */
struct aim {
	enum field_id field;
	u128 mask;
	u128 value;
};

struct aims {
	struct rng *rng;
	uint32_t n;
	struct aim v[MAX_AIMS];
};

static void add_aim(struct aims *aims, const struct part *part, u128 value)
{
	if (aims->n < MAX_AIMS)
		aims->v[aims->n++] =
			(struct aim){ part->field, part->mask, value };
}

static u128 value_inside(struct rng *r, const struct interval *i)
{
	switch (rng_below(r, 3)) {
	case 0:
		return i->lo;
	case 1:
		return i->hi;
	default:
		return rng_within(r, i->lo, i->hi);
	}
}

/* Next to the interval; both ends of a field's values lie side by side. */
static u128 value_outside(struct rng *r, const struct interval *i)
{
	return rng_one_in(r, 2) ? i->lo - 1 : i->hi + 1;
}

static bool leads_to(const struct action *action, uint32_t chain)
{
	return (action->kind == VERDICT_JUMP || action->kind == VERDICT_GOTO) &&
	       action->chain == chain;
}

/* One of the set's elements; of those that lead to @chain, where some do. */
static const struct element *
choose_element(struct rng *r, const struct policy_stmt *stmt, uint32_t chain)
{
	const struct element *el, *chosen = NULL;
	uint32_t n = 0;

	if (stmt->kind == POLICY_VMAP) {
		vec_for_each(el, &stmt->set->elements) {
			if (leads_to(&el->action, chain) && rng_one_in(r, ++n))
				chosen = el;
		}
	}
	if (!chosen && stmt->set->elements.n)
		chosen = &stmt->set->elements
				  .v[rng_below(r, stmt->set->elements.n)];
	return chosen;
}

/* Aims at @stmt; at its fields' being all but right if @misses. */
static void aim_at_stmt(struct aims *aims, const struct policy_stmt *stmt,
			uint32_t chain, bool misses)
{
	struct rng *r = aims->rng;
	const struct element *el;
	uint32_t missed;

	if (stmt->kind != POLICY_MATCH && stmt->kind != POLICY_VMAP)
		return;
	el = choose_element(r, stmt, chain);
	if (!el)
		return;
	missed = misses != stmt->negate ? rng_below(r, stmt->n_parts)
					: UINT32_MAX;
	for (uint32_t i = 0; i < stmt->n_parts; i++)
		add_aim(aims, &stmt->parts[i],
			i == missed ? value_outside(r, &el->parts[i])
				    : value_inside(r, &el->parts[i]));
}

static void aim_at_stmts(struct aims *aims, const struct policy_rule *rule,
			 uint32_t chain)
{
	struct rng *r = aims->rng;
	uint32_t missed = UINT32_MAX;

	if (rule->stmts.n && rng_one_in(r, 3))
		missed = rng_below(r, rule->stmts.n);
	for (uint32_t i = 0; i < rule->stmts.n; i++)
		aim_at_stmt(aims, &rule->stmts.v[i], chain, i == missed);
}

static bool rule_leads_to(const struct policy_rule *rule, uint32_t chain)
{
	const struct policy_stmt *stmt;
	const struct element *el;

	vec_for_each(stmt, &rule->stmts) {
		if (stmt->kind == POLICY_VERDICT &&
		    leads_to(&stmt->action, chain))
			return true;
		if (stmt->kind != POLICY_VMAP)
			continue;
		vec_for_each(el, &stmt->set->elements) {
			if (leads_to(&el->action, chain))
				return true;
		}
		if (stmt->set->has_fallback &&
		    leads_to(&stmt->set->fallback, chain))
			return true;
	}
	return false;
}

/* A rule that calls @chain, and where it stands; NULL: there is none. */
static const struct policy_rule *choose_caller(struct rng *r,
					       const struct policy *p,
					       uint32_t chain, uint32_t *caller)
{
	const struct policy_rule *rule, *chosen = NULL;
	uint32_t n = 0;

	for (uint32_t c = 0; c < p->chains.n; c++) {
		vec_for_each(rule, &p->chains.v[c].rules) {
			if (!rule_leads_to(rule, chain) || !rng_one_in(r, ++n))
				continue;
			chosen = rule;
			*caller = c;
		}
	}
	return chosen;
}

/* Aims at a random rule and at those that lead to it, these last. */
static void aim_at_rule(struct aims *aims, const struct policy *p)
{
	uint32_t chain = rng_below(aims->rng, p->chains.n);
	const struct policy_chain *c = &p->chains.v[chain];
	const struct policy_rule *rule;
	uint32_t to = UINT32_MAX;

	if (!c->rules.n)
		return;
	rule = &c->rules.v[rng_below(aims->rng, c->rules.n)];
	for (uint32_t i = 0; rule && i < MAX_CALLS; i++) {
		aim_at_stmts(aims, rule, to);
		to = chain;
		rule = choose_caller(aims->rng, p, to, &chain);
	}
}

static void add_ext(struct gen_layout *l, uint8_t kind)
{
	if (l->n_exts < GEN_MAX_EXTS)
		l->exts[l->n_exts++] = kind;
}

/* The header that a field lies in, or is about. */
static void lay_out_header(struct gen_layout *l, uint32_t base)
{
	switch (base) {
	case PLAN_HBH:
		add_ext(l, IPPROTO_HOPOPTS);
		break;
	case PLAN_RT:
		add_ext(l, IPPROTO_ROUTING);
		break;
	case PLAN_FRAG:
		add_ext(l, IPPROTO_FRAGMENT);
		break;
	case PLAN_DST:
		add_ext(l, IPPROTO_DSTOPTS);
		break;
	case PLAN_MH:
		l->transport = IPPROTO_MH;
		break;
	}
}

static void lay_out_nexthdr(struct gen_layout *l, uint8_t next)
{
	if (next == IPPROTO_HOPOPTS || next == IPPROTO_ROUTING ||
	    next == IPPROTO_FRAGMENT || next == IPPROTO_DSTOPTS)
		add_ext(l, next);
	else
		l->transport = next;
}

static void lay_out_tag(struct gen_layout *l, uint16_t type)
{
	if (type == ETH_P_8021Q || type == ETH_P_8021AD) {
		l->n_tags = 1;
		l->tpids[0] = type;
	} else {
		l->protocol = type;
	}
}

static void lay_out_aim(struct gen_layout *l, const struct aim *aim)
{
	const struct field *f = &fields[aim->field];

	switch (aim->field) {
	case FIELD_META_PROTOCOL:
	case FIELD_VLAN_TYPE:
		l->protocol = (uint16_t)aim->value;
		break;
	case FIELD_ETH_TYPE:
		lay_out_tag(l, (uint16_t)aim->value);
		break;
	case FIELD_META_L4PROTO:
	case FIELD_IP_PROTOCOL:
		l->transport = (uint8_t)aim->value;
		break;
	case FIELD_IP6_NEXTHDR:
		lay_out_nexthdr(l, (uint8_t)aim->value);
		break;
	default:
		if (f->base == PLAN_EXISTS && aim->value)
			lay_out_header(l, f->bit_off);
		else
			lay_out_header(l, f->base);
	}
}

static void lay_out_exts(struct rng *r, struct gen_layout *l)
{
	static const uint8_t kinds[] = { IPPROTO_HOPOPTS,  IPPROTO_ROUTING,
					 IPPROTO_DSTOPTS,  IPPROTO_DSTOPTS,
					 IPPROTO_FRAGMENT, IPPROTO_AH };
	uint32_t n = rng_below(r, 4);

	/* About as many as a NIC walks, and more than any stage does. */
	if (rng_one_in(r, 6))
		n = rng_between(r, 5, 10);
	if (rng_one_in(r, 40))
		n = rng_between(r, 30, GEN_MAX_EXTS);
	while (n--)
		add_ext(l, rng_pick(r, kinds));
}

/* Tags, options, fragments and extension headers that no aim asks for. */
static void lay_out_extras(struct rng *r, struct gen_layout *l)
{
	static const uint16_t tpids[] = { ETH_P_8021Q, ETH_P_8021Q,
					  ETH_P_8021AD, 0x9100 };

	while (rng_one_in(r, 8) && l->n_tags < GEN_MAX_TAGS)
		l->tpids[l->n_tags++] = rng_pick(r, tpids);
	if (rng_one_in(r, 8))
		l->option_words = rng_between(r, 1, 10);
	if (rng_one_in(r, 6))
		l->fragment = 1 + rng_below(r, FRAGMENT_LAST);
	if (l->fragment && rng_one_in(r, 2))
		add_ext(l, IPPROTO_FRAGMENT);
	if (rng_one_in(r, 4))
		lay_out_exts(r, l);
}

static struct gen_layout lay_out(struct rng *r, const struct aims *aims)
{
	static const uint16_t protocols[] = { ETH_P_IP, ETH_P_IP, ETH_P_IPV6 };
	static const uint8_t transports[] = { IPPROTO_TCP,  IPPROTO_TCP,
					      IPPROTO_UDP,  IPPROTO_UDP,
					      IPPROTO_ICMP, IPPROTO_ICMPV6,
					      IPPROTO_SCTP, IPPROTO_GRE };
	struct gen_layout l = {
		.protocol = rng_pick(r, protocols),
		.transport = rng_pick(r, transports),
		.payload = rng_one_in(r, 2) ? 0 : rng_below(r, 40),
	};

	if (rng_one_in(r, 40))
		l.payload = rng_below(r, 2500);
	for (uint32_t i = 0; i < aims->n; i++)
		lay_out_aim(&l, &aims->v[i]);
	lay_out_extras(r, &l);
	/* All of it shall fit a frame. */
	if (l.n_exts > 10)
		l.payload %= 40;
	return l;
}

/* Writes @value to the bits of @mask of a field, as far as it is there. */
static void write_field(uint8_t *header, uint32_t avail, const struct field *f,
			u128 mask, u128 value)
{
	for (uint32_t i = 0; i < f->width; i++) {
		uint32_t bit = f->bit_off + f->width - 1 - i;
		uint8_t at = 0x80 >> bit % 8;

		if (bit / 8 >= avail || !(mask >> i & 1))
			continue;
		header[bit / 8] &= ~at;
		if (value >> i & 1)
			header[bit / 8] |= at;
	}
}

static void write_pkttype(struct gen_frame *f, const struct device *dev,
			  u128 type)
{
	static const uint8_t broadcast[6] = { 255, 255, 255, 255, 255, 255 };
	static const uint8_t multicast[6] = { 1, 0, 0x5e, 0, 0, 1 };
	static const uint8_t other[6] = { 2, 0, 0, 0, 0, 0x77 };
	const uint8_t *mac = other;

	if (type == PACKET_HOST)
		mac = dev->mac;
	if (type == PACKET_BROADCAST)
		mac = broadcast;
	if (type == PACKET_MULTICAST)
		mac = multicast;
	memcpy(f->bytes, mac, sizeof(other));
}

static void write_length(struct gen_frame *f, size_t net, u128 len)
{
	if (len > GEN_FRAME_BYTES - net)
		return;
	if (net + len > f->len)
		memset(f->bytes + f->len, 0, net + len - f->len);
	f->len = net + len;
}

static void write_aim(struct gen_frame *frame, const struct frame_view *view,
		      const struct device *dev, const struct aim *aim)
{
	const struct field *f = &fields[aim->field];

	if (aim->field == FIELD_META_LENGTH && view->header[PLAN_NET])
		write_length(frame, view->header[PLAN_NET] - frame->bytes,
			     aim->value);
	else if (aim->field == FIELD_META_PKTTYPE)
		write_pkttype(frame, dev, aim->value);
	else if (f->base < N_PLAN_HEADERS && view->header[f->base])
		write_field(frame->bytes +
				    (view->header[f->base] - frame->bytes),
			    view->avail[f->base], f, aim->mask, aim->value);
}

/* What may happen to a frame on its way. */
enum damage {
	DAMAGE_CUT,
	DAMAGE_CUT_SHORT,
	DAMAGE_PAD,
	DAMAGE_LENGTH,
	DAMAGE_VERSION,
	DAMAGE_BYTE,
	DAMAGE_HEADER_BYTE,
	N_DAMAGES,
};

static void pad(struct gen_frame *f, size_t len)
{
	if (f->len + len > GEN_FRAME_BYTES)
		return;
	memset(f->bytes + f->len, 0xa5, len);
	f->len += len;
}

static void damage(struct rng *r, struct gen_frame *f, size_t net)
{
	/* Of an IPv4 or IPv6 packet: high byte first, so mostly near. */
	const size_t length_at = net + (rng_one_in(r, 2) ? 3 : 5);

	switch ((enum damage)rng_below(r, N_DAMAGES)) {
	case DAMAGE_CUT:
		f->len = rng_below(r, f->len + 1);
		break;
	case DAMAGE_CUT_SHORT:
		f->len = rng_below(r, f->len < 80 ? f->len + 1 : 80);
		break;
	case DAMAGE_PAD:
		pad(f, 1 + rng_below(r, 60));
		break;
	case DAMAGE_LENGTH:
		if (length_at < f->len)
			f->bytes[length_at] += rng_below(r, 2)
						       ? rng_bits(r, 8)
						       : rng_below(r, 9) - 4;
		break;
	case DAMAGE_VERSION:
		if (net < f->len)
			f->bytes[net] = rng_bits(r, 8);
		break;
	case DAMAGE_BYTE:
		if (f->len)
			f->bytes[rng_below(r, f->len)] = rng_bits(r, 8);
		break;
	case DAMAGE_HEADER_BYTE:
		if (f->len > net + 60)
			f->bytes[net + rng_below(r, 60)] = rng_bits(r, 8);
		break;
	case N_DAMAGES:
		break;
	}
}

void gen_packet(struct rng *r, const struct policy *p, const struct device *dev,
		struct gen_frame *out)
{
	struct aims aims = { .rng = r };
	struct gen_layout layout;
	struct frame_view view;

	/* Other rules' values first, which the last one's may replace. */
	for (uint32_t i = rng_below(r, 3); p->chains.n && i-- > 0;)
		aim_at_rule(&aims, p);
	if (p->chains.n)
		aim_at_rule(&aims, p);
	layout = lay_out(r, &aims);
	gen_frame_build(r, &layout, out);
	if (frame_parse(out->bytes, out->len, max_walk, &view)) {
		for (uint32_t i = 0; i < aims.n; i++)
			write_aim(out, &view, dev, &aims.v[i]);
	}
	while (rng_one_in(r, 4))
		damage(r, out, ETH_HLEN + 4 * layout.n_tags);
}

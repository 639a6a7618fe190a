// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_aimed.c - frames of which some fields have given values
 *
 * The aims say what the frame must consist of, which is built, and are then
 * written to it.
 */
#include "lib/gen_aimed.h"

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>

static const struct reach max_walk = { 64, UINT32_MAX };

void gen_aims_add(struct gen_aims *aims, const struct part *part, u128 value)
{
	if (aims->n < GEN_MAX_AIMS)
		aims->v[aims->n++] =
			(struct gen_aim){ part->field, part->mask, value };
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

static void lay_out_aim(struct gen_layout *l, const struct gen_aim *aim)
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

static struct gen_layout lay_out(struct rng *r, const struct gen_aims *aims,
				 enum gen_dress dress)
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

	if (dress != GEN_PLAIN && rng_one_in(r, 40))
		l.payload = rng_below(r, 2500);
	for (uint32_t i = 0; i < aims->n; i++)
		lay_out_aim(&l, &aims->v[i]);
	if (dress == GEN_PLAIN)
		return l;
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
		      const struct device *dev, const struct gen_aim *aim)
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

u128 gen_inside(struct rng *r, const struct interval *i)
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

void gen_aimed(struct rng *r, const struct gen_aims *aims, enum gen_dress dress,
	       const struct device *dev, struct gen_frame *out)
{
	struct gen_layout layout = lay_out(r, aims, dress);
	struct frame_view view;

	gen_frame_build(r, &layout, out);
	if (frame_parse(out->bytes, out->len, max_walk, &view)) {
		for (uint32_t i = 0; i < aims->n; i++)
			write_aim(out, &view, dev, &aims->v[i]);
	}
	while (dress == GEN_ROUGH && rng_one_in(r, 4))
		damage(r, out, ETH_HLEN + 4 * layout.n_tags);
}

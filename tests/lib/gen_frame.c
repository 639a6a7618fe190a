// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_frame.c - frames by their layout, with random contents
 */
#include "lib/gen_frame.h"

#include "lib/gen_values.h"

#include <linux/if_ether.h>
#include <netinet/in.h>

#define IP_MORE 0x2000

static void put(struct gen_frame *f, u128 value, unsigned int bytes)
{
	u128_to_bytes(value, f->bytes + f->len, bytes);
	f->len += bytes;
}

static void put_random(struct rng *r, struct gen_frame *f, unsigned int bytes)
{
	while (bytes--)
		put(f, rng_bits(r, 8), 1);
}

static void put_value(struct rng *r, struct gen_frame *f, enum field_id field)
{
	put(f, gen_value(r, field), fields[field].width / 8);
}

static void put_ethernet(struct rng *r, struct gen_frame *f,
			 const struct gen_layout *l)
{
	put_value(r, f, FIELD_ETH_DADDR);
	put_value(r, f, FIELD_ETH_SADDR);
	for (uint32_t i = 0; i < l->n_tags; i++) {
		put(f, l->tpids[i], 2);
		put(f, rng_one_in(r, 2) ? rng_below(r, 20) : rng_bits(r, 16),
		    2);
	}
	put(f, l->protocol, 2);
}

static void put_arp(struct rng *r, struct gen_frame *f)
{
	put(f, 1, 2);
	put(f, ETH_P_IP, 2);
	put(f, 6, 1);
	put(f, 4, 1);
	put(f, 1 + rng_below(r, 2), 2);
	put_value(r, f, FIELD_ARP_SADDR_ETHER);
	put_value(r, f, FIELD_ARP_SADDR_IP);
	put_value(r, f, FIELD_ARP_DADDR_ETHER);
	put_value(r, f, FIELD_ARP_DADDR_IP);
}

/* Offset (in units of 8 bytes) and "more fragments" of a fragment. */
static uint16_t make_offset(struct rng *r, enum gen_fragment fragment)
{
	bool is_first = fragment <= FRAGMENT_FIRST;

	return is_first ? 0 : 1 + rng_below(r, rng_one_in(r, 2) ? 4 : 8191);
}

static bool has_more(enum gen_fragment fragment)
{
	return fragment == FRAGMENT_FIRST || fragment == FRAGMENT_MIDDLE;
}

static void put_ipv4(struct rng *r, struct gen_frame *f,
		     const struct gen_layout *l)
{
	static const uint8_t ttls[] = { 0, 1, 64, 128, 255 };

	put(f, 0x45 + l->option_words, 1);
	put(f, rng_one_in(r, 2) ? 0 : rng_bits(r, 8), 1);
	put(f, 0, 2);
	put(f, rng_bits(r, 16), 2);
	put(f,
	    make_offset(r, l->fragment) | (has_more(l->fragment) ? IP_MORE : 0),
	    2);
	put(f, rng_pick(r, ttls), 1);
	put(f, l->transport, 1);
	put(f, rng_bits(r, 16), 2);
	put_value(r, f, FIELD_IP_SADDR);
	put_value(r, f, FIELD_IP_DADDR);
	put_random(r, f, 4 * l->option_words);
}

static void put_fragment_header(struct rng *r, struct gen_frame *f,
				uint8_t next, enum gen_fragment fragment)
{
	put(f, next, 1);
	put(f, rng_one_in(r, 2) ? 0 : rng_bits(r, 8), 1);
	put(f,
	    make_offset(r, fragment) << 3 | has_more(fragment) |
		    (rng_one_in(r, 4) ? 2 : 0),
	    2);
	put(f, rng_bits(r, 32), 4);
}

/* AH counts words beyond two, the others eights beyond one (RFC 4302, 8200). */
static void put_ext(struct rng *r, struct gen_frame *f, uint8_t kind,
		    uint8_t next, enum gen_fragment fragment)
{
	uint32_t extra = rng_one_in(r, 4) ? rng_below(r, 4) : 0;
	bool is_ah = kind == IPPROTO_AH;

	if (kind == IPPROTO_FRAGMENT) {
		put_fragment_header(r, f, next, fragment);
		return;
	}
	put(f, next, 1);
	put(f, is_ah ? 1 + extra : extra, 1);
	put_random(r, f, is_ah ? 10 + 4 * extra : 6 + 8 * extra);
}

static void put_ipv6(struct rng *r, struct gen_frame *f,
		     const struct gen_layout *l)
{
	static const uint8_t limits[] = { 0, 1, 64, 255 };
	enum gen_fragment fragment = l->fragment;

	put(f, 6u << 28 | (uint32_t)rng_bits(r, rng_one_in(r, 2) ? 4 : 28), 4);
	put(f, 0, 2);
	put(f, l->n_exts ? l->exts[0] : l->transport, 1);
	put(f, rng_pick(r, limits), 1);
	put_value(r, f, FIELD_IP6_SADDR);
	put_value(r, f, FIELD_IP6_DADDR);
	for (uint32_t i = 0; i < l->n_exts; i++) {
		put_ext(r, f, l->exts[i],
			i + 1 < l->n_exts ? l->exts[i + 1] : l->transport,
			fragment);
		/* A second fragment header is of a whole packet mostly. */
		if (l->exts[i] == IPPROTO_FRAGMENT && !rng_one_in(r, 8))
			fragment = FRAGMENT_NONE;
	}
}

static void put_tcp(struct rng *r, struct gen_frame *f)
{
	static const uint8_t flags[] = { 2, 0x12, 0x10, 0x18, 4,
					 1, 3,	  0,	0x3f, 0x29 };

	put_value(r, f, FIELD_TCP_SPORT);
	put_value(r, f, FIELD_TCP_DPORT);
	put_random(r, f, 8);
	put(f, 5u << 4, 1);
	put(f, rng_one_in(r, 4) ? rng_bits(r, 8) : rng_pick(r, flags), 1);
	put_random(r, f, 6);
}

static void put_ports(struct rng *r, struct gen_frame *f, unsigned int rest)
{
	put_value(r, f, FIELD_UDP_SPORT);
	put_value(r, f, FIELD_UDP_DPORT);
	put_random(r, f, rest);
}

static void put_icmp(struct rng *r, struct gen_frame *f)
{
	put_value(r, f, FIELD_ICMP_TYPE);
	put(f, rng_below(r, 5), 1);
	put_random(r, f, 6);
}

static void put_transport(struct rng *r, struct gen_frame *f, uint8_t protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		put_tcp(r, f);
		break;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		put_ports(r, f, 4);
		break;
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
		put_ports(r, f, 12);
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		put_icmp(r, f);
		break;
	case IPPROTO_MH:
		put_ext(r, f, IPPROTO_MH, IPPROTO_NONE, FRAGMENT_NONE);
		break;
	default:
		put_random(r, f, 8);
	}
}

static void put_length(struct gen_frame *f, size_t at, size_t from)
{
	u128_to_bytes(f->len - from, f->bytes + at, 2);
}

void gen_frame_build(struct rng *r, const struct gen_layout *layout,
		     struct gen_frame *out)
{
	size_t net;

	out->len = 0;
	put_ethernet(r, out, layout);
	net = out->len;
	switch (layout->protocol) {
	case ETH_P_ARP:
		put_arp(r, out);
		break;
	case ETH_P_IP:
		put_ipv4(r, out, layout);
		put_transport(r, out, layout->transport);
		break;
	case ETH_P_IPV6:
		put_ipv6(r, out, layout);
		put_transport(r, out, layout->transport);
		break;
	}
	put_random(r, out, layout->payload);
	if (layout->protocol == ETH_P_IP)
		put_length(out, net + 2, net);
	if (layout->protocol == ETH_P_IPV6)
		put_length(out, net + 4, net + 40);
}

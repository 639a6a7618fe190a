// SPDX-License-Identifier: GPL-2.0-only
/*
 * lower_gate.c - frames that are told from others before a chain sees them
 *
 * Gates are segments of no chain: see enum stop_kind.
 */
#include "policy/lower_int.h"

#include <linux/if_ether.h>
#include <netinet/in.h>

const struct conj lower_anything = { .states = CT_ALL };

void lower_gate_item(struct lowering *l, const struct conj *c,
		     enum plan_verdict verdict)
{
	if (!c->is_never)
		lower_item(l, c, ITEM_VERDICT)->verdict = verdict;
}

struct conj lower_of_protocol(struct lowering *l, uint16_t protocol)
{
	struct conj c = lower_anything;

	lower_field_range(l, &c, FIELD_META_PROTOCOL, UINT16_MAX, protocol,
			  protocol);
	return c;
}

static const struct plan_value ip_avail = { PLAN_AVAIL, PLAN_NET, 32, 0 };
static const struct plan_value has_l4 = { PLAN_META, PLAN_META_HAS_L4, 1, 0 };
static const struct plan_value trans_avail = { PLAN_AVAIL, PLAN_TRANS, 32, 0 };

#define PORTS_BYTES 4u

/*
 * Frames whose transport header, of a kind that rules read, is cut off. Ports
 * are read of any protocol: "th dport".
 */
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
	struct conj any = lower_of_protocol(l, protocol);

	lower_range(l, &any, has_l4, 1, 1, 1);
	lower_range(l, &any, trans_avail, UINT32_MAX, 0, PORTS_BYTES - 1);
	lower_gate_item(l, &any, PLAN_DROP);
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		struct conj c = lower_of_protocol(l, protocol);

		lower_range(l, &c, has_l4, 1, 1, 1);
		lower_field_range(l, &c, FIELD_META_L4PROTO, UINT8_MAX,
				  headers[i].protocol, headers[i].protocol);
		lower_range(l, &c, trans_avail, UINT32_MAX, 0,
			    headers[i].bytes - 1u);
		lower_gate_item(l, &c, PLAN_DROP);
	}
}

#define IP4_FRAGMENT_MASK 0x3fffu /* more fragments, and the offset */

static void gate4(struct lowering *l)
{
	struct conj c = lower_of_protocol(l, ETH_P_IP);

	lower_range(l, &c, ip_avail, UINT32_MAX, 0, 19);
	lower_gate_item(l, &c, PLAN_PUNT);
	c = lower_of_protocol(l, ETH_P_IP);
	lower_field_range(l, &c, FIELD_IP_FRAG_OFF, IP4_FRAGMENT_MASK, 1,
			  IP4_FRAGMENT_MASK);
	lower_gate_item(l, &c, PLAN_DROP);
	if (l->plan->needs_l4)
		gate_cut(l, ETH_P_IP);
}

static void gate6(struct lowering *l)
{
	static const uint8_t ext[] = { IPPROTO_HOPOPTS,	 IPPROTO_ROUTING,
				       IPPROTO_FRAGMENT, IPPROTO_AH,
				       IPPROTO_DSTOPTS,	 IPPROTO_MH };
	struct conj c = lower_of_protocol(l, ETH_P_IPV6);

	lower_range(l, &c, ip_avail, UINT32_MAX, 0, 39);
	lower_gate_item(l, &c, PLAN_PUNT);
	for (size_t i = 0; i < sizeof(ext); i++) {
		c = lower_of_protocol(l, ETH_P_IPV6);
		lower_field_range(l, &c, FIELD_IP6_NEXTHDR, UINT8_MAX, ext[i],
				  ext[i]);
		lower_gate_item(l, &c, PLAN_DROP);
	}
	if (!l->plan->needs_l4)
		return;
	c = lower_of_protocol(l, ETH_P_IPV6);
	lower_range(l, &c, has_l4, 1, 0, 0);
	lower_gate_item(l, &c, PLAN_DROP);
	gate_cut(l, ETH_P_IPV6);
}

#define VLAN_ID_BITS 0xfffu

/* A tag of VLAN 0 is taken off, and the packet is IFACE's own. */
static void ip_gate_tags(struct lowering *l)
{
	static const uint16_t tags[] = { ETH_P_8021Q, ETH_P_8021AD };

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		struct conj c = lower_anything;

		lower_field_range(l, &c, FIELD_ETH_TYPE, UINT16_MAX, tags[i],
				  tags[i]);
		lower_field_range(l, &c, FIELD_VLAN_ID, VLAN_ID_BITS, 1,
				  VLAN_ID_BITS);
		lower_gate_item(l, &c, PLAN_PUNT);
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
		struct conj c = lower_of_protocol(l, ETH_P_IP);

		lower_range(l, &c, has_l4, 1, 1, 1);
		lower_field_range(l, &c, FIELD_META_L4PROTO, UINT8_MAX,
				  IPPROTO_UDP, IPPROTO_UDP);
		if (!is_odd)
			lower_field_range(l, &c, ports[i], UINT16_MAX, 67, 68);
		lower_gate_item(l, &c, PLAN_PUNT);
	}
}

void lower_class_gate(struct lowering *l, enum frame_class frames)
{
	if (frames == FRAMES_ODD4)
		gate4(l);
	else
		gate6(l);
}

void lower_family_gate(struct lowering *l, uint16_t protocol)
{
	const struct conj c = lower_of_protocol(l, protocol);

	lower_gate_item(l, &c, PLAN_DROP);
}

void lower_ipsec_gate(struct lowering *l)
{
	static const struct {
		uint16_t protocol;
		enum field_id field;
		uint8_t value;
	} rows[] = {
		{ ETH_P_IP, FIELD_IP_PROTOCOL, IPPROTO_ESP },
		{ ETH_P_IP, FIELD_IP_PROTOCOL, IPPROTO_UDP },
		{ ETH_P_IPV6, FIELD_IP6_NEXTHDR, IPPROTO_ESP },
		{ ETH_P_IPV6, FIELD_IP6_NEXTHDR, IPPROTO_UDP },
	};

	if (l->stop->view.frames == FRAMES_ODD6)
		lower_gate_item(l, &lower_anything, PLAN_PUNT);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct conj c = lower_of_protocol(l, rows[i].protocol);

		lower_field_range(l, &c, rows[i].field, UINT8_MAX,
				  rows[i].value, rows[i].value);
		lower_gate_item(l, &c, PLAN_PUNT);
	}
}

#define IP_NO_OPTIONS 5 /* words of a header without */

void lower_routes_gate(struct lowering *l)
{
	struct conj c = lower_of_protocol(l, ETH_P_IP);

	lower_field_range(l, &c, FIELD_IP_HDRLENGTH, 0xf, IP_NO_OPTIONS + 1,
			  0xf);
	lower_gate_item(l, &c, PLAN_PUNT);
}

void lower_alert_gate(struct lowering *l)
{
	struct conj c;

	if (l->stop->view.frames == FRAMES_ODD6) {
		c = lower_of_protocol(l, ETH_P_IPV6);
		lower_field_range(l, &c, FIELD_IP6_NEXTHDR, UINT8_MAX,
				  IPPROTO_HOPOPTS, IPPROTO_HOPOPTS);
	} else {
		lower_routes_gate(l);
		c = lower_of_protocol(l, ETH_P_IP);
		lower_field_range(l, &c, FIELD_IP_PROTOCOL, UINT8_MAX,
				  IPPROTO_IGMP, IPPROTO_IGMP);
	}
	lower_gate_item(l, &c, PLAN_PUNT);
}

void lower_ip_gate(struct lowering *l)
{
	const u128 above_ip = ETH_P_IP + 1, below_ip6 = ETH_P_IPV6 - 1;
	struct conj c = lower_anything;

	lower_field_range(l, &c, FIELD_META_PROTOCOL, UINT16_MAX, 0,
			  ETH_P_IP - 1);
	lower_gate_item(l, &c, PLAN_PUNT);
	c = lower_anything;
	lower_field_range(l, &c, FIELD_META_PROTOCOL, UINT16_MAX, above_ip,
			  below_ip6);
	lower_gate_item(l, &c, PLAN_PUNT);
	c = lower_anything;
	lower_field_range(l, &c, FIELD_META_PROTOCOL, UINT16_MAX,
			  ETH_P_IPV6 + 1, UINT16_MAX);
	lower_gate_item(l, &c, PLAN_PUNT);
	ip_gate_tags(l);
	if (!l->out->walk->wishes.strict_dhcp)
		ip_gate_dhcp(l);
}

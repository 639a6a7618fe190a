// SPDX-License-Identifier: GPL-2.0-only
/*
 * eval_gate.c - the oracle's gates: frames of which little is known
 */
#include "policy/eval_int.h"

#include <linux/if_ether.h>
#include <netinet/in.h>

static uint32_t trans_min(uint8_t l4proto)
{
	switch (l4proto) {
	case IPPROTO_TCP:
		return 20;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return 8;
	case IPPROTO_SCTP:
	case IPPROTO_AH:
		return 12;
	case IPPROTO_DCCP:
		return 16;
	default:
		return 4; /* ports, which rules may ask of any protocol */
	}
}

static bool is_cut(const struct frame_view *v)
{
	return v->has_l4 && v->avail[PLAN_TRANS] < trans_min(v->l4proto);
}

static bool is_fragment(const struct frame_view *v)
{
	const uint8_t *off = v->header[PLAN_NET] + 6;

	return (off[0] & 0x3f) || off[1];
}

static bool has_ext_header(const struct frame_view *v)
{
	switch (v->header[PLAN_NET][6]) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_FRAGMENT:
	case IPPROTO_AH:
	case IPPROTO_DSTOPTS:
	case IPPROTO_MH:
		return true;
	default:
		return false;
	}
}

unsigned int eval_gate(const struct eval *e, const struct stop *stop,
		       const struct path *walk)
{
	const struct frame_view *v = e->view;
	const bool needs_l4 = path_needs_l4(e->policy, walk);
	const bool is_cut_off = needs_l4 && is_cut(v);

	if (stop->view.frames == FRAMES_ODD4) {
		if (v->protocol != ETH_P_IP)
			return MAY_ACCEPT;
		if (v->avail[PLAN_NET] < 20)
			return MAY_ACT;
		return is_fragment(v) || is_cut_off ? MAY_DROP : MAY_ACCEPT;
	}
	if (v->protocol != ETH_P_IPV6)
		return MAY_ACCEPT;
	if (v->avail[PLAN_NET] < 40)
		return MAY_ACT;
	return has_ext_header(v) || is_cut_off || (needs_l4 && !v->has_l4)
		       ? MAY_DROP
		       : MAY_ACCEPT;
}

static bool is_dhcp_port(const struct eval *e, enum field_id field)
{
	u128 port = 0;

	return eval_field(e, field, &port) && (port == 67 || port == 68);
}

static bool may_be_dhcp(const struct eval *e, const struct stop *stop,
			const struct path *walk)
{
	const struct frame_view *v = e->view;

	if (walk->wishes.strict_dhcp || v->protocol != ETH_P_IP || !v->has_l4 ||
	    v->l4proto != IPPROTO_UDP)
		return false;
	return stop->view.frames != FRAMES_WHOLE ||
	       is_dhcp_port(e, FIELD_UDP_SPORT) ||
	       is_dhcp_port(e, FIELD_UDP_DPORT);
}

unsigned int eval_ipsec_gate(const struct eval *e, const struct stop *stop)
{
	const struct frame_view *v = e->view;
	uint8_t protocol = 0;

	if (stop->view.frames == FRAMES_ODD6)
		return MAY_ACT;
	if (v->protocol == ETH_P_IP)
		protocol = v->header[PLAN_NET][9];
	if (v->protocol == ETH_P_IPV6)
		protocol = v->header[PLAN_NET][6];
	return protocol == IPPROTO_ESP || protocol == IPPROTO_UDP ? MAY_ACT
								  : MAY_ACCEPT;
}

static bool is_tagged(const struct frame_view *v)
{
	const uint8_t *tag = v->header[PLAN_FRAME] + 14;

	return v->is_tagged && ((tag[0] & 0x0f) || tag[1]);
}

/* With options, of which one may be a source route, or a router alert. */
static bool has_options(const struct frame_view *v)
{
	return v->protocol == ETH_P_IP && (v->header[PLAN_NET][0] & 0x0f) > 5;
}

unsigned int eval_routes_gate(const struct eval *e)
{
	return has_options(e->view) ? MAY_ACT : MAY_ACCEPT;
}

unsigned int eval_alert_gate(const struct eval *e)
{
	const struct frame_view *v = e->view;
	const uint8_t *header = v->header[PLAN_NET];

	if (v->protocol == ETH_P_IPV6)
		return header[6] == IPPROTO_HOPOPTS ? MAY_ACT : MAY_ACCEPT;
	return has_options(v) || header[9] == IPPROTO_IGMP ? MAY_ACT
							   : MAY_ACCEPT;
}

const char *eval_gate_why(const struct eval *e, const struct stop *stop)
{
	const struct frame_view *v = e->view;

	if (stop->kind == STOP_GATE)
		return "its IP header is cut off";
	if (stop->kind == STOP_IPSEC)
		return "IPsec may decrypt it first";
	if (stop->kind == STOP_ALERT)
		return "a routing daemon may take it first";
	if (stop->kind == STOP_ROUTES)
		return "it may say itself how it is routed";
	if (v->protocol != ETH_P_IP && v->protocol != ETH_P_IPV6)
		return "it is not IP, and goes another way";
	if (is_tagged(v))
		return "its VLAN's device decides where it goes";
	return "DHCP programs may read it ahead of nftables";
}

unsigned int eval_ip_gate(const struct eval *e, const struct stop *stop,
			  const struct path *walk)
{
	const struct frame_view *v = e->view;

	if (v->protocol != ETH_P_IP && v->protocol != ETH_P_IPV6)
		return MAY_ACT;
	if (is_tagged(v))
		return MAY_ACT;
	return may_be_dhcp(e, stop, walk) ? MAY_ACT : MAY_ACCEPT;
}

static bool is_first_segment(const struct eval *e, const struct stop *stop)
{
	u128 flags = 0;

	return stop->view.frames == FRAMES_WHOLE && e->view->has_l4 &&
	       e->view->l4proto == IPPROTO_TCP &&
	       eval_field(e, FIELD_TCP_FLAGS, &flags) &&
	       (flags & TCP_FIRST_MASK) == TCP_SYN;
}

uint8_t eval_states(const struct eval *e, const struct path *walk,
		    const struct stop *stop)
{
	if (walk->wishes.assume_syn_is_new && is_first_segment(e, stop))
		return CT_NEW | CT_INVALID | CT_UNTRACKED;
	return CT_ALL;
}

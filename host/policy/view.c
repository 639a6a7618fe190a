// SPDX-License-Identifier: GPL-2.0-only
/*
 * view.c - what a stage knows of what a chain will see
 */
#include "policy/view.h"

/* Why a chain may see another value of a field than the frame has. */
enum change {
	/* GRO joins segments ahead of the netdev hook (net/core/gro.c). */
	CHANGED_BY_GRO = 1 << 0,
	/*
	 * NAT rewrites one side of a packet at a hook, addresses and ports
	 * alike (HOOK2MANIP, nf_nat_manip_pkt). What ICMP has for a port is one
	 * field for both sides (icmp_manip_pkt).
	 */
	CHANGED_BY_DST_NAT = 1 << 1,
	CHANGED_BY_SRC_NAT = 1 << 2,
	CHANGED_BY_NAT = CHANGED_BY_DST_NAT | CHANGED_BY_SRC_NAT,
	/* ip_forward() and ip6_forward() count down before the forward hook. */
	CHANGED_BY_FORWARDING = 1 << 3,
	/*
	 * Of a packet that is put together the rest is the first fragment's,
	 * or all fragments' together, and the device is the one that the last
	 * fragment came from (ip_frag_reasm).
	 */
	KEPT_BY_REASSEMBLY = 1 << 4,
	/* Kernels, and nft's own code, differ: differences.def. */
	DIFFERS = 1 << 5,
	/* Behind the netdev hook the tag is another one, or gone. */
	OF_LINK = 1 << 6,
	/* By EFFECT_REWRITES. */
	CHANGED_BY_RULES = 1 << 7,
	IS_EXCEPTION = 1 << 8,
};

/* Rows of fields that the default by header does not fit; else 0. */
static const unsigned int exceptions[N_FIELDS] = {
	[FIELD_IP_SADDR] = IS_EXCEPTION | CHANGED_BY_SRC_NAT |
			   KEPT_BY_REASSEMBLY,
	[FIELD_IP_DADDR] = IS_EXCEPTION | CHANGED_BY_DST_NAT |
			   KEPT_BY_REASSEMBLY,
	[FIELD_IP6_SADDR] = IS_EXCEPTION | CHANGED_BY_SRC_NAT |
			    KEPT_BY_REASSEMBLY,
	[FIELD_IP6_DADDR] = IS_EXCEPTION | CHANGED_BY_DST_NAT |
			    KEPT_BY_REASSEMBLY,
	[FIELD_IP_PROTOCOL] = IS_EXCEPTION | KEPT_BY_REASSEMBLY,
	[FIELD_META_PROTOCOL] = IS_EXCEPTION | KEPT_BY_REASSEMBLY,
	[FIELD_META_NFPROTO] = IS_EXCEPTION | KEPT_BY_REASSEMBLY,
	[FIELD_META_IIFTYPE] = IS_EXCEPTION | KEPT_BY_REASSEMBLY,
	[FIELD_META_L4PROTO] = IS_EXCEPTION | KEPT_BY_REASSEMBLY,
	[FIELD_IP_DSCP] = IS_EXCEPTION | CHANGED_BY_RULES,
	[FIELD_IP_ECN] = IS_EXCEPTION | CHANGED_BY_RULES,
	[FIELD_IP6_ECN] = IS_EXCEPTION | CHANGED_BY_RULES,
	[FIELD_IP_TTL] = IS_EXCEPTION | CHANGED_BY_FORWARDING |
			 CHANGED_BY_RULES,
	[FIELD_IP6_HOPLIMIT] = IS_EXCEPTION | CHANGED_BY_FORWARDING |
			       CHANGED_BY_RULES,
	[FIELD_IP_LENGTH] = IS_EXCEPTION | CHANGED_BY_GRO,
	[FIELD_IP_ID] = IS_EXCEPTION | CHANGED_BY_GRO,
	[FIELD_IP_CHECKSUM] = IS_EXCEPTION | CHANGED_BY_GRO | CHANGED_BY_NAT |
			      CHANGED_BY_FORWARDING,
	[FIELD_IP6_LENGTH] = IS_EXCEPTION | CHANGED_BY_GRO,
	/* Hop-by-hop options come off again: jumbo packets of GRO have one. */
	[FIELD_IP6_NEXTHDR] = IS_EXCEPTION | CHANGED_BY_GRO,
	[FIELD_IP6_DSCP] = IS_EXCEPTION | DIFFERS,
	[FIELD_META_LENGTH] = IS_EXCEPTION | CHANGED_BY_GRO,
	/* No NAT rewrites the first bytes of a header without ports. */
	[FIELD_TH_SPORT] = IS_EXCEPTION | CHANGED_BY_SRC_NAT,
	[FIELD_TH_DPORT] = IS_EXCEPTION | CHANGED_BY_DST_NAT,
	[FIELD_TCP_SPORT] = IS_EXCEPTION | CHANGED_BY_SRC_NAT,
	[FIELD_TCP_DPORT] = IS_EXCEPTION | CHANGED_BY_DST_NAT,
	[FIELD_UDP_SPORT] = IS_EXCEPTION | CHANGED_BY_SRC_NAT,
	[FIELD_UDP_DPORT] = IS_EXCEPTION | CHANGED_BY_DST_NAT,
	[FIELD_UDPLITE_SPORT] = IS_EXCEPTION | CHANGED_BY_SRC_NAT,
	[FIELD_UDPLITE_DPORT] = IS_EXCEPTION | CHANGED_BY_DST_NAT,
	[FIELD_SCTP_SPORT] = IS_EXCEPTION | CHANGED_BY_SRC_NAT,
	[FIELD_SCTP_DPORT] = IS_EXCEPTION | CHANGED_BY_DST_NAT,
	[FIELD_DCCP_SPORT] = IS_EXCEPTION | CHANGED_BY_SRC_NAT,
	[FIELD_DCCP_DPORT] = IS_EXCEPTION | CHANGED_BY_DST_NAT,
	[FIELD_TCP_SEQUENCE] = IS_EXCEPTION | CHANGED_BY_GRO,
	[FIELD_TCP_ACKSEQ] = IS_EXCEPTION | CHANGED_BY_GRO,
	[FIELD_TCP_DOFF] = IS_EXCEPTION | CHANGED_BY_GRO,
	[FIELD_TCP_RESERVED] = IS_EXCEPTION | CHANGED_BY_GRO,
	[FIELD_TCP_WINDOW] = IS_EXCEPTION | CHANGED_BY_GRO,
	[FIELD_TCP_CHECKSUM] = IS_EXCEPTION | CHANGED_BY_GRO,
	[FIELD_TCP_URGPTR] = IS_EXCEPTION | CHANGED_BY_GRO,
	[FIELD_TCP_FLAGS] = IS_EXCEPTION, /* see view_of() */
	[FIELD_UDP_LENGTH] = IS_EXCEPTION | CHANGED_BY_GRO,
	[FIELD_UDP_CHECKSUM] = IS_EXCEPTION | CHANGED_BY_GRO,
	[FIELD_ICMP_TYPE] = IS_EXCEPTION,
	[FIELD_ICMP_CODE] = IS_EXCEPTION,
	[FIELD_ICMPV6_TYPE] = IS_EXCEPTION,
	[FIELD_ICMPV6_CODE] = IS_EXCEPTION,
	[FIELD_DCCP_TYPE] = IS_EXCEPTION,
	[FIELD_SCTP_VTAG] = IS_EXCEPTION,
	[FIELD_VLAN_TYPE] = IS_EXCEPTION | DIFFERS,
};

static unsigned int changes_by_base(enum field_id field)
{
	switch (fields[field].base) {
	case PLAN_TRANS:
		return CHANGED_BY_NAT;
	case PLAN_HBH:
	case PLAN_RT:
	case PLAN_FRAG:
	case PLAN_DST:
	case PLAN_MH:
	case PLAN_EXISTS:
		return DIFFERS;
	case PLAN_FRAME:
		return OF_LINK;
	default:
		return 0;
	}
}

static unsigned int changes_of(enum field_id field)
{
	return exceptions[field] ?: changes_by_base(field);
}

static bool is_behind_ip(const struct view *view)
{
	return view->at != HOOK_INGRESS;
}

/* A tag is VLAN 0's where IP hooks see the frame, and so is gone. */
static bool is_link_unknown(enum field_id field)
{
	return field != FIELD_ETH_SADDR && field != FIELD_ETH_DADDR;
}

static bool is_odd_unknown(const struct view *view, enum field_id field,
			   unsigned int changes)
{
	if (view->frames == FRAMES_WHOLE)
		return false;
	if (fields[field].base == PLAN_TRANS)
		return true;
	if (field == FIELD_META_L4PROTO)
		return view->frames == FRAMES_ODD6;
	return is_behind_ip(view) && !(changes & KEPT_BY_REASSEMBLY);
}

enum view_answer view_of(const struct view *view, enum field_id field,
			 u128 mask)
{
	unsigned int changes = changes_of(field);

	if (!view->is_front)
		return VIEW_KNOWN;
	if (changes & (CHANGED_BY_GRO | DIFFERS) ||
	    is_odd_unknown(view, field, changes))
		return VIEW_UNKNOWN;
	if ((changes & CHANGED_BY_DST_NAT && view->is_dst_translated) ||
	    (changes & CHANGED_BY_SRC_NAT && view->is_src_translated))
		return VIEW_UNKNOWN;
	if (changes & CHANGED_BY_FORWARDING && view->at == HOOK_FORWARD)
		return VIEW_UNKNOWN;
	if (changes & CHANGED_BY_RULES && view->is_rewritten)
		return VIEW_UNKNOWN;
	if (changes & OF_LINK && is_behind_ip(view) && is_link_unknown(field))
		return VIEW_UNKNOWN;
	if (field == FIELD_TCP_FLAGS && mask & ~(u128)TCP_JOINED_ALIKE)
		return VIEW_KNOWN_OF_SYN;
	return VIEW_KNOWN;
}

#define LOOPBACK_INDEX 1u /* include/net/flow.h */
#define LOOPBACK_NAME  ((u128)'l' << 120 | (u128)'o' << 112)

/* What a match is always of, if that is one interval; else NULL. */
static const struct interval *only_interval(const struct policy_stmt *s)
{
	if (stmt_n_elements(s) != 1 || !(s->is_range || s->set->is_constant))
		return NULL;
	return stmt_intervals(s, 0);
}

bool view_is_of_loopback(const struct policy_stmt *s)
{
	const struct interval *only;
	enum field_id field;

	/* The set last: most are not at hand, and this is asked of each. */
	if (s->kind != POLICY_MATCH || s->n_parts != 1)
		return false;
	field = s->parts[0].field;
	if (field != FIELD_META_IIF && field != FIELD_META_IIFNAME)
		return false;
	only = only_interval(s);
	return only && only->lo == only->hi &&
	       only->lo == (field == FIELD_META_IIF ? LOOPBACK_INDEX
						    : LOOPBACK_NAME);
}

bool view_known_bits(const struct policy_stmt *s, u128 *mask, u128 *value)
{
	const struct interval *only;

	if (s->kind != POLICY_MATCH || s->n_parts != 1 || s->negate)
		return false;
	only = only_interval(s);
	if (!only)
		return false;
	*mask = s->parts[0].mask & TCP_JOINED_ALIKE;
	*value = only->lo & *mask;
	return only->lo == only->hi && *mask;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fields.h - the header fields that rules match
 *
 * fields.def as an enum and a table: where each field is, how wide, what a
 * match of it implies. Read by resolver, evaluator, lowering, printer, docs.
 */
#ifndef NICFW_FIELDS_H
#define NICFW_FIELDS_H

#include "lang/datatype.h"
#include "offload/plan.h"

/* Constants of the device that a policy is placed on: bit_off of PLAN_CONST. */
enum fact {
	FACT_NFPROTO,
	FACT_IIF,
	FACT_IIFNAME,
	FACT_IIFTYPE,
};

/* What a match implies, and nft adds in front of it (nft --debug=netlink). */
enum field_needs {
	NEEDS_NOTHING,
	NEEDS_VLAN, /* ether type 8021q */
	NEEDS_ARP,  /* meta protocol arp */
	NEEDS_IP,
	NEEDS_IP6,
	NEEDS_TCP, /* meta l4proto tcp */
	NEEDS_UDP,
	NEEDS_UDPLITE,
	NEEDS_SCTP,
	NEEDS_DCCP,
	NEEDS_ICMP,	 /* meta protocol ip, meta l4proto icmp */
	NEEDS_ICMP_ECHO, /* and icmp type { echo-reply, echo-request } */
	NEEDS_ICMP_UNREACH,
	NEEDS_ICMP_REDIRECT,
	NEEDS_ICMPV6, /* meta protocol ip6, meta l4proto icmpv6 */
	NEEDS_ICMPV6_ECHO,
	NEEDS_ICMPV6_PARAM,
	NEEDS_ICMPV6_TOOBIG,
	NEEDS_ICMPV6_MLD,
	N_FIELD_NEEDS,
};

enum field_id {
#define FIELD(id, name, base, bit_off, width, needs, type) FIELD_##id,
#include "lang/fields.def"
#undef FIELD
	N_FIELDS,
};

struct field {
	const char *name;
	enum plan_base base;
	uint16_t bit_off;
	uint16_t width;
	enum field_needs needs;
	enum datatype type;
};

extern const struct field fields[N_FIELDS];

/* The field of a selector such as "ip saddr"; -ENOENT if there is none. */
int field_by_name(const char *name, enum field_id *out);

#endif

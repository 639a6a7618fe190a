// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_needs.c - what a match implies
 *
 * A field means something only in its protocol, so nft puts matches for that
 * in front, unless earlier ones in the rule say it already. Which ones it puts
 * there is part of a rule's meaning: "ip saddr" asks for the type behind the
 * tag, but for the frame's own type behind "ether saddr", which no tagged
 * frame has. So this follows nft to the letter, also where it is lax: in
 * "ether type { ip, ip6 } ip6 saddr ::1" the last one counts.
 *
 * nft also asks that the device is an Ethernet one; ours always are.
 */
#include "policy/resolve_int.h"

#include <errno.h>

static const char *const proto_names[] = {
	[PROTO_NONE] = "none",	     [PROTO_NETDEV] = "netdev",
	[PROTO_INET_HOOK] = "inet",  [PROTO_ETHER] = "ether",
	[PROTO_VLAN] = "vlan",	     [PROTO_ARP] = "arp",
	[PROTO_IP] = "ip",	     [PROTO_IP6] = "ip6",
	[PROTO_INET] = "inet",	     [PROTO_ICMP] = "icmp",
	[PROTO_IGMP] = "igmp",	     [PROTO_TCP] = "tcp",
	[PROTO_UDP] = "udp",	     [PROTO_DCCP] = "dccp",
	[PROTO_ESP] = "esp",	     [PROTO_AH] = "ah",
	[PROTO_ICMPV6] = "icmpv6",   [PROTO_COMP] = "comp",
	[PROTO_SCTP] = "sctp",	     [PROTO_UDPLITE] = "udplite",
	[PROTO_UNKNOWN] = "unknown",
};
_Static_assert(sizeof(proto_names) / sizeof(*proto_names) == N_PROTOS,
	       "a protocol has no name");

#define ETHERTYPE_8021Q 0x8100

/* The number of a protocol in the layer below it. */
struct proto_link {
	enum proto proto;
	uint16_t number;
};

static const struct proto_link ether_types[] = {
	{ PROTO_IP, 0x0800 },	{ PROTO_ARP, 0x0806 },
	{ PROTO_IP6, 0x86dd },	{ PROTO_VLAN, ETHERTYPE_8021Q },
	{ PROTO_VLAN, 0x88a8 },
};

/* As meta protocol has them; nft asks for meta nfproto. */
static const struct proto_link inet_types[] = {
	{ PROTO_IP, 0x0800 },
	{ PROTO_IP6, 0x86dd },
};

static const struct proto_link ip_protocols[] = {
	{ PROTO_ICMP, 1 },   { PROTO_IGMP, 2 },	     { PROTO_TCP, 6 },
	{ PROTO_UDP, 17 },   { PROTO_DCCP, 33 },     { PROTO_ESP, 50 },
	{ PROTO_AH, 51 },    { PROTO_ICMPV6, 58 },   { PROTO_COMP, 108 },
	{ PROTO_SCTP, 132 }, { PROTO_UDPLITE, 136 },
};

#define LINKS(table) table, sizeof(table) / sizeof(*(table))

static const struct {
	const struct proto_link *links;
	size_t n;
} uppers[N_PROTOS] = {
	[PROTO_NETDEV] = { LINKS(ether_types) },
	[PROTO_INET_HOOK] = { LINKS(inet_types) },
	[PROTO_ETHER] = { LINKS(ether_types) },
	[PROTO_VLAN] = { LINKS(ether_types) },
	[PROTO_IP] = { LINKS(ip_protocols) },
	[PROTO_IP6] = { LINKS(ip_protocols) },
	[PROTO_INET] = { LINKS(ip_protocols) },
};

#define ICMP_ECHO_REPLY	  0
#define ICMP_UNREACH	  3
#define ICMP_REDIRECT	  5
#define ICMP_ECHO	  8
#define ICMPV6_TOOBIG	  2
#define ICMPV6_PARAM	  4
#define ICMPV6_ECHO	  128
#define ICMPV6_ECHO_REPLY 129
#define ICMPV6_MLD_QUERY  130

/* What a field of each kind asks for. */
static const struct need {
	enum proto proto;
	uint8_t n_types;  /* ICMP types, any of which will do; 0: all */
	uint8_t types[2]; /* the request first */
} needs[] = {
	[NEEDS_NOTHING] = { PROTO_NONE },
	[NEEDS_VLAN] = { PROTO_VLAN },
	[NEEDS_ARP] = { PROTO_ARP },
	[NEEDS_IP] = { PROTO_IP },
	[NEEDS_IP6] = { PROTO_IP6 },
	[NEEDS_TCP] = { PROTO_TCP },
	[NEEDS_UDP] = { PROTO_UDP },
	[NEEDS_UDPLITE] = { PROTO_UDPLITE },
	[NEEDS_SCTP] = { PROTO_SCTP },
	[NEEDS_DCCP] = { PROTO_DCCP },
	[NEEDS_ICMP] = { PROTO_ICMP },
	[NEEDS_ICMP_ECHO] = { PROTO_ICMP, 2, { ICMP_ECHO, ICMP_ECHO_REPLY } },
	[NEEDS_ICMP_UNREACH] = { PROTO_ICMP, 1, { ICMP_UNREACH } },
	[NEEDS_ICMP_REDIRECT] = { PROTO_ICMP, 1, { ICMP_REDIRECT } },
	[NEEDS_ICMPV6] = { PROTO_ICMPV6 },
	[NEEDS_ICMPV6_ECHO] = { PROTO_ICMPV6,
				2,
				{ ICMPV6_ECHO, ICMPV6_ECHO_REPLY } },
	[NEEDS_ICMPV6_PARAM] = { PROTO_ICMPV6, 1, { ICMPV6_PARAM } },
	[NEEDS_ICMPV6_TOOBIG] = { PROTO_ICMPV6, 1, { ICMPV6_TOOBIG } },
	[NEEDS_ICMPV6_MLD] = { PROTO_ICMPV6, 1, { ICMPV6_MLD_QUERY } },
};
_Static_assert(sizeof(needs) / sizeof(*needs) == N_FIELD_NEEDS,
	       "a kind of need has no row");

/* The protocol that @number means above @lower, or PROTO_NONE. */
static enum proto proto_above(enum proto lower, u128 number)
{
	for (size_t i = 0; i < uppers[lower].n; i++) {
		if (uppers[lower].links[i].number == number)
			return uppers[lower].links[i].proto;
	}
	return PROTO_NONE;
}

static const struct proto_link *link_to(enum proto lower, enum proto upper)
{
	for (size_t i = 0; i < uppers[lower].n; i++) {
		if (uppers[lower].links[i].proto == upper)
			return &uppers[lower].links[i];
	}
	return NULL;
}

static void learn_trans(struct protocols *p, enum proto proto)
{
	if (!p->trans)
		p->trans = proto;
	else if (p->trans != proto)
		p->other_trans = proto;
}

static void learn_type(struct protocols *p, u128 type)
{
	enum proto proto = proto_above(p->link, type);

	if (proto == PROTO_VLAN) {
		p->link = PROTO_VLAN;
		p->n_tags++;
	} else if (proto) {
		p->net = proto;
	}
}

static void learn_icmp(struct protocols *p, u128 type)
{
	if (p->trans == PROTO_ICMP)
		p->icmp_type = type == ICMP_ECHO_REPLY ? ICMP_ECHO : type;
	else if (p->trans == PROTO_ICMPV6)
		p->icmp_type = type == ICMPV6_ECHO_REPLY ? ICMPV6_ECHO : type;
}

static void learn_nfproto(struct protocols *p, u128 value)
{
	if (value == 2)
		p->net = PROTO_IP;
	else
		p->net = value == 10 ? PROTO_IP6 : PROTO_UNKNOWN;
}

/* In chains that see one kind of packets, and in inet's, it teaches nothing. */
static void learn_protocol(struct protocols *p, u128 value)
{
	enum proto proto = proto_above(PROTO_NETDEV, value);

	if (p->family == FAMILY_NETDEV || p->family == FAMILY_BRIDGE)
		p->net = proto ? proto : PROTO_UNKNOWN;
}

bool needs_teaches(enum field_id field)
{
	switch (field) {
	case FIELD_META_IIFTYPE:
	case FIELD_META_PROTOCOL:
	case FIELD_META_NFPROTO:
	case FIELD_META_L4PROTO:
	case FIELD_ETH_TYPE:
	case FIELD_VLAN_TYPE:
	case FIELD_IP_PROTOCOL:
	case FIELD_IP6_NEXTHDR:
	case FIELD_ICMP_TYPE:
	case FIELD_ICMPV6_TYPE:
		return true;
	default:
		return false;
	}
}

void needs_learn(struct protocols *p, enum field_id field, u128 value)
{
	enum proto proto;

	switch (field) {
	case FIELD_META_IIFTYPE:
		if (p->family != FAMILY_BRIDGE)
			p->link = value == 1 ? PROTO_ETHER : PROTO_UNKNOWN;
		break;
	case FIELD_META_PROTOCOL:
		learn_protocol(p, value);
		break;
	case FIELD_META_NFPROTO:
		learn_nfproto(p, value);
		break;
	case FIELD_META_L4PROTO:
		proto = proto_above(PROTO_INET, value);
		learn_trans(p, proto ? proto : PROTO_UNKNOWN);
		break;
	case FIELD_ETH_TYPE:
	case FIELD_VLAN_TYPE:
		learn_type(p, value);
		break;
	case FIELD_IP_PROTOCOL:
	case FIELD_IP6_NEXTHDR:
		proto = proto_above(p->net, value);
		if (proto)
			learn_trans(p, proto);
		break;
	case FIELD_ICMP_TYPE:
	case FIELD_ICMPV6_TYPE:
		learn_icmp(p, value);
		break;
	default:
		break;
	}
}

static int conflict(struct rule_draft *d, struct loc loc, enum proto have,
		    enum proto want)
{
	return refuse(
		d->r, loc,
		"conflicting protocols specified: %s vs. %s; no frame is both",
		proto_names[have], proto_names[want]);
}

/* A match of the whole of @field with @v or @w, which may be the same. */
struct implied {
	enum field_id field;
	u128 v;
	u128 w;
	struct policy_stmt stmt;
};

static struct implied *implied_new(struct resolver *r, enum field_id field,
				   u128 v, u128 w)
{
	struct key key = {
		.n_parts = 1,
		.parts[0] = { .type = fields[field].type,
			      .width = fields[field].width },
	};
	struct implied *new = vec_push(r->arena, &r->implied);
	struct policy_set *set;

	*new = (struct implied){ .field = field, .v = v, .w = w };
	new->stmt = (struct policy_stmt){
		.kind = POLICY_MATCH,
		.n_parts = 1,
		.parts = &r->wholes[field],
	};
	if (v == w) {
		range_put(r, &new->stmt, &(struct interval){ v, v });
		return new;
	}
	set = set_new(r, &key, (struct loc){});
	set_push(r->arena, set, v < w ? v : w, v < w ? v : w);
	set_push(r->arena, set, v < w ? w : v, v < w ? w : v);
	new->stmt.set = set;
	return new;
}

/* There are as many as protocols, so this is no long search. */
static struct implied *implied_find(struct resolver *r, enum field_id field,
				    u128 v, u128 w)
{
	struct implied *i;

	vec_for_each(i, &r->implied) {
		if (i->field == field && i->v == v && i->w == w)
			return i;
	}
	return implied_new(r, field, v, w);
}

static void imply_either(struct rule_draft *d, enum field_id field, u128 v,
			 u128 w)
{
	const struct implied *i = implied_find(d->r, field, v, w);

	*rule_push(d, POLICY_MATCH) = i->stmt;
}

/* Adds "field == value" to the rule. */
static void imply(struct rule_draft *d, enum field_id field, u128 value)
{
	imply_either(d, field, value, value);
	needs_learn(&d->protocols, field, value);
}

static int need_link(struct rule_draft *d, enum proto proto, struct loc loc)
{
	struct protocols *p = &d->protocols;

	if (p->link == PROTO_NETDEV || p->link == PROTO_INET_HOOK)
		p->link = PROTO_ETHER;
	if (p->link == PROTO_UNKNOWN)
		return conflict(d, loc, p->link, proto);
	if (proto == PROTO_ETHER)
		return 0;
	if (p->link == PROTO_VLAN)
		return p->n_tags > 1 ? NOT_PLACED : 0;
	/* Where it is the table's, nft lets the tag stand before it. */
	if (p->net && p->net != needs_start(p->family).net)
		return conflict(d, loc, p->link, proto);
	imply(d, FIELD_ETH_TYPE, ETHERTYPE_8021Q);
	return 0;
}

static int need_net(struct rule_draft *d, enum proto proto, struct loc loc)
{
	struct protocols *p = &d->protocols;
	const struct proto_link *link = link_to(p->link, proto);
	enum field_id field = FIELD_META_PROTOCOL;

	if (p->net == proto)
		return 0;
	if (p->net)
		return conflict(d, loc, p->net, proto);
	if (!link)
		return conflict(d, loc, p->link, proto);
	if (d->protocols.n_tags > 1)
		return NOT_PLACED;
	if (p->link == PROTO_ETHER)
		field = FIELD_ETH_TYPE;
	else if (p->link == PROTO_VLAN)
		field = FIELD_VLAN_TYPE;
	imply(d, field, link->number);
	p->net = proto;
	return 0;
}

/*
 * nft puts what an extension header implies in front of the whole rule, so a
 * counter before it counts IPv6 only.
 */
static int need_exthdr(struct rule_draft *d, struct loc loc)
{
	size_t n = d->r->stmts.n;
	struct policy_stmt *v;
	struct policy_stmt last;
	int err;

	if (d->protocols.net && d->protocols.net != PROTO_IP6)
		return refuse(
			d->r, loc,
			"extension headers are IPv6's, but the rule asks for %s",
			proto_names[d->protocols.net]);
	err = need_net(d, PROTO_IP6, loc);
	if (err)
		return err;
	if (d->r->stmts.n > n) {
		v = d->r->stmts.v;
		last = v[n];
		memmove(v + 1, v, n * sizeof(*v));
		v[0] = last;
	}
	return 0;
}

static int need_icmp_type(struct rule_draft *d, const struct need *need,
			  struct loc loc)
{
	bool is_v6 = need->proto == PROTO_ICMPV6;
	struct protocols *p = &d->protocols;

	if (!need->n_types || p->icmp_type == need->types[0])
		return 0;
	if (p->icmp_type)
		return refuse(
			d->r, loc,
			"incompatible icmp match: rule has %u, need %u; this field is not in that message",
			p->icmp_type, need->types[0]);
	p->icmp_type = need->types[0];
	imply_either(d, is_v6 ? FIELD_ICMPV6_TYPE : FIELD_ICMP_TYPE,
		     need->types[0], need->types[need->n_types - 1]);
	return 0;
}

static int need_trans(struct rule_draft *d, const struct need *need,
		      struct loc loc)
{
	struct protocols *p = &d->protocols;
	const struct proto_link *link;
	enum proto lower;
	int err = 0;

	if (!p->trans) {
		if (!p->net && need->proto == PROTO_ICMP)
			err = need_net(d, PROTO_IP, loc);
		else if (!p->net && need->proto == PROTO_ICMPV6)
			err = need_net(d, PROTO_IP6, loc);
		if (err)
			return err;
		lower = p->net ? p->net : PROTO_INET;
		link = link_to(lower, need->proto);
		if (!link)
			return conflict(d, loc, lower, need->proto);
		imply(d, FIELD_META_L4PROTO, link->number);
	}
	if (p->trans != need->proto)
		return conflict(d, loc, p->trans, need->proto);
	if (p->other_trans)
		return conflict(d, loc, p->other_trans, need->proto);
	return need_icmp_type(d, need, loc);
}

struct protocols needs_start(enum family family)
{
	static const struct protocols starts[N_FAMILIES] = {
		[FAMILY_IP] = { .link = PROTO_NETDEV, .net = PROTO_IP },
		[FAMILY_IP6] = { .link = PROTO_NETDEV, .net = PROTO_IP6 },
		[FAMILY_INET] = { .link = PROTO_INET_HOOK },
		[FAMILY_ARP] = { .link = PROTO_NETDEV, .net = PROTO_ARP },
		[FAMILY_BRIDGE] = { .link = PROTO_NETDEV },
		[FAMILY_NETDEV] = { .link = PROTO_NETDEV },
	};
	struct protocols p = starts[family];

	p.family = family;
	return p;
}

int needs_add_proto(struct rule_draft *d, enum proto proto, struct loc loc)
{
	const struct need need = { .proto = proto };

	if (proto == PROTO_IP || proto == PROTO_IP6)
		return need_net(d, proto, loc);
	return need_trans(d, &need, loc);
}

int needs_add(struct rule_draft *d, enum field_id field, struct loc loc)
{
	const struct need *need = &needs[fields[field].needs];

	switch (fields[field].base) {
	case PLAN_FRAME:
		return need_link(d, need->proto ? need->proto : PROTO_ETHER,
				 loc);
	case PLAN_NET:
		return need_net(d, need->proto, loc);
	case PLAN_TRANS:
		/* "th" is raw payload to nft: it implies nothing. */
		return need->proto ? need_trans(d, need, loc) : 0;
	case PLAN_HBH:
	case PLAN_RT:
	case PLAN_FRAG:
	case PLAN_DST:
	case PLAN_MH:
	case PLAN_EXISTS:
		return need_exthdr(d, loc);
	default:
		return 0;
	}
}

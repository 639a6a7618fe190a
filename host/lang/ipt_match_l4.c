// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_match_l4.c - matches of transport headers
 *
 * The kernel's matches (xt_tcpudp.c, xt_sctp.c, xt_dccp.c, xt_multiport.c,
 * xt_esp.c, xt_ipcomp.c, ipt_ah.c, icmp in ip_tables.c and ip6_tables.c) do not
 * match later fragments and drop the packet where the header is cut; so does
 * iptables-nft, which calls them, but for tcp and udp with a port or flags:
 * those it writes in nft's own terms (add_nft_tcp() of iptables 1.8.9), and
 * means by a few odd ones something else than they say.
 */
#include "lang/ipt_rows.h"
#include "lang/ipt_stmt.h"

#include <stdio.h>
#include <string.h>

#define MAX_PORT   65535
#define MAX_PORTS  15 /* of a multiport, where a range counts twice */
#define TCP_LEN	   20
#define UDP_LEN	   8
#define SCTP_LEN   12
#define DCCP_LEN   12
#define ICMP_LEN   8
#define PORTS_LEN  4
#define ESP_LEN	   8
#define AH_LEN	   12
#define IPCOMP_LEN 4

#define SYN_MASK 0x17 /* FIN, SYN, RST, ACK */
#define SYN	 0x02

#define NEGATABLE .flags = IPT_MAY_NEGATE

/* "tcp sport"; the nodes keep a copy of it. */
struct field {
	char text[32];
};

static struct field field_of(const char *protocol, const char *name)
{
	struct field field;

	snprintf(field.text, sizeof(field.text), "%s %s", protocol, name);
	return field;
}

static bool is_full(const struct ipt_span *span)
{
	return span->lo == 0 && span->hi == MAX_PORT;
}

/* The two port options of a match, and how they are written. */
struct ports {
	const char *protocol;
	const struct ipt_arg *args[2]; /* NULL: all ports */
	struct ipt_span spans[2];
};

static const char *const port_fields[2] = { "sport", "dport" };

static struct ports ports_of(const struct ipt_use *use, const char *protocol)
{
	struct ports ports = { .protocol = protocol };

	for (int i = 0; i < 2; i++) {
		const struct ipt_arg *arg = ipt_arg(use, port_fields[i]);

		ports.args[i] = arg;
		ports.spans[i] = (struct ipt_span){ 0, MAX_PORT };
		/* They were checked: one of the two can read them. */
		if (arg &&
		    !ipt_read_ports(arg->text, protocol, &ports.spans[i]))
			ipt_read_resolved_ports(arg->text, &ports.spans[i]);
	}
	return ports;
}

/* What says nothing of ports says at least that the header is there. */
static void add_ports(struct ipt_rule *rule, const struct ipt_use *use,
		      const struct ports *ports)
{
	bool is_said = false;

	for (int i = 0; i < 2; i++) {
		const struct ipt_arg *arg = ports->args[i];

		if (!arg && (i == 0 || is_said))
			continue;
		ipt_add_span(rule, arg ? arg->loc : use->loc,
			     field_of(ports->protocol, port_fields[i]).text,
			     ports->spans[i], MAX_PORT, arg && arg->is_negated);
		is_said = true;
	}
}

static bool is_native_port(const struct ports *ports, int i)
{
	const struct ipt_span *span = &ports->spans[i];

	if (!ports->args[i] || !ports->args[i]->is_negated)
		return span->lo <= span->hi;
	return span->lo <= span->hi && !is_full(span);
}

/* iptables-nft looks at two single ports at once: "not both" of two nots. */
static bool is_not_both(const struct ports *ports)
{
	for (int i = 0; i < 2; i++) {
		if (!ports->args[i] || !ports->args[i]->is_negated ||
		    ports->spans[i].lo != ports->spans[i].hi ||
		    !ports->spans[i].lo)
			return false;
	}
	return true;
}

/* As nft has them; false where iptables-nft means something else. */
static bool add_native_ports(struct ipt_rule *rule, const struct ports *ports)
{
	if (!is_native_port(ports, 0) || !is_native_port(ports, 1) ||
	    is_not_both(ports))
		return false;
	for (int i = 0; i < 2; i++) {
		if (ports->args[i] && !is_full(&ports->spans[i]))
			ipt_add_span(
				rule, ports->args[i]->loc,
				field_of(ports->protocol, port_fields[i]).text,
				ports->spans[i], MAX_PORT,
				ports->args[i]->is_negated);
	}
	return true;
}

static bool says_ports(const struct ports *ports)
{
	for (int i = 0; i < 2; i++) {
		if (ports->args[i] &&
		    (ports->args[i]->is_negated || !is_full(&ports->spans[i])))
			return true;
	}
	return false;
}

/* Without regard to what may stand for nothing: "SYN,,ACK" is SYN,ACK. */
static bool read_flags(const char *text, uint32_t *out)
{
	uint32_t flags = 0;

	for (;;) {
		size_t len;
		const struct ipt_name *name;

		text += strspn(text, ",");
		if (!*text)
			break;
		len = strcspn(text, ",");
		name = ipt_name_find(ipt_tcp_flags, text, len);
		if (!name)
			return false;
		flags |= name->value;
		text += len;
	}
	*out = flags;
	return true;
}

static bool is_flags(enum ipt_family family, const char *text)
{
	uint32_t flags;

	(void)family;
	return read_flags(text, &flags);
}

static int check_tcp(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg = ipt_arg(use, "tcp-flags");
	uint32_t flags;

	if (arg && !read_flags(arg->second, &flags))
		return ipt_refuse(
			rule, arg->loc,
			"'%s' is no list of TCP flags; write SYN,ACK or NONE",
			arg->second);
	return 0;
}

/* "--tcp-flags MASK VALUE" or "--syn"; NULL: neither. */
static const struct ipt_arg *flags_of(const struct ipt_use *use,
				      struct ipt_masked *out)
{
	const struct ipt_arg *arg = ipt_arg(use, "tcp-flags");

	*out = (struct ipt_masked){ SYN, SYN_MASK };
	if (!arg)
		return ipt_arg(use, "syn");
	read_flags(arg->text, &out->mask);
	read_flags(arg->second, &out->value);
	return arg;
}

static int translate_tcp(struct ipt_rule *rule, const struct ipt_use *use)
{
	struct ports ports = ports_of(use, "tcp");
	struct ipt_masked masked;
	const struct ipt_arg *flags = flags_of(use, &masked);
	const struct ipt_arg *option = ipt_arg(use, "tcp-option");
	bool is_odd = flags && !masked.mask && flags->is_negated;
	bool says_more = says_ports(&ports) ||
			 (flags && (masked.mask || masked.value || is_odd));

	if (!rule->is_legacy && !option && says_more) {
		if (is_odd || !add_native_ports(rule, &ports))
			return ipt_add_unknown(rule, use, EFFECT_MATCHES);
		if (flags && masked.mask)
			ipt_add_masked(rule, flags->loc, "tcp flags", masked,
				       flags->is_negated);
		return 0;
	}
	build_add_hotdrop(rule, use->loc, TCP_LEN);
	add_ports(rule, use, &ports);
	if (flags)
		ipt_add_masked(rule, flags->loc, "tcp flags", masked,
			       flags->is_negated);
	/* Options that are cut are dropped. */
	return option ? ipt_add_unknown(rule, use, EFFECT_MATCHES_ACTING) : 0;
}

static int translate_udp(struct ipt_rule *rule, const struct ipt_use *use)
{
	struct ports ports = ports_of(use, "udp");

	if (!rule->is_legacy && says_ports(&ports)) {
		if (!add_native_ports(rule, &ports))
			return ipt_add_unknown(rule, use, EFFECT_MATCHES);
		return 0;
	}
	build_add_hotdrop(rule, use->loc, UDP_LEN);
	add_ports(rule, use, &ports);
	return 0;
}

static int translate_udplite(struct ipt_rule *rule, const struct ipt_use *use)
{
	struct ports ports = ports_of(use, "udplite");

	build_add_hotdrop(rule, use->loc, UDP_LEN);
	add_ports(rule, use, &ports);
	return 0;
}

/* NAME or NAME:FLAGS, of which capital letters mean that they are set. */
static bool is_chunk(const char *text, size_t len)
{
	static const char letters[] = "EBUI";
	const char *colon = memchr(text, ':', len);
	size_t name_len = colon ? (size_t)(colon - text) : len;
	const struct ipt_name *chunk =
		ipt_name_find(ipt_sctp_chunks, text, name_len);
	const char *p = text + name_len;

	while (chunk && colon && ++p < text + len) {
		char letter = *p & ~0x20;
		const char *at = strchr(letters, letter);

		if (chunk->lo == 1 ? letter != 'T' : !at || !chunk->lo)
			return false;
	}
	return chunk;
}

static bool is_chunks(const char *text)
{
	if (!strcmp(text, "ALL") || !strcmp(text, "all") ||
	    !strcmp(text, "NONE") || !strcmp(text, "none"))
		return true;
	while (*text) {
		size_t len = strcspn(text, ",");

		if (len && !is_chunk(text, len))
			return false;
		text += len;
		text += strspn(text, ",");
	}
	return true;
}

static bool is_chunk_quantity(enum ipt_family family, const char *text)
{
	static const struct ipt_name quantities[] = {
		{ "any" }, { "all" }, { "only" }, {}
	};

	(void)family;
	return ipt_name_find(quantities, text, strlen(text));
}

static int check_sctp(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg = ipt_arg(use, "chunk-types");

	if (arg && !is_chunks(arg->second))
		return ipt_refuse(
			rule, arg->loc,
			"'%s' is no list of SCTP chunks; write DATA,INIT",
			arg->second);
	return 0;
}

static int translate_sctp(struct ipt_rule *rule, const struct ipt_use *use)
{
	struct ports ports = ports_of(use, "sctp");

	build_add_hotdrop(rule, use->loc, SCTP_LEN);
	add_ports(rule, use, &ports);
	/* A chunk that is cut is dropped. */
	if (ipt_arg(use, "chunk-types"))
		ipt_add_unknown(rule, use, EFFECT_MATCHES_ACTING);
	return 0;
}

#define DCCP_INVALID 10
#define DCCP_LAST    15

static void add_dccp_type(void *arg, const struct ipt_name *name)
{
	uint32_t *types = arg;

	*types |= 1u << name->value;
}

static bool is_dccp_types(enum ipt_family family, const char *text)
{
	(void)family;
	return ipt_read_names(text, ipt_dccp_types, ipt_name_find, NULL, NULL);
}

static void add_dccp_types(struct ipt_rule *rule, const struct ipt_arg *arg)
{
	struct expr *set = build_items(rule, EXPR_SET);
	uint32_t types = 0;

	ipt_read_names(arg->text, ipt_dccp_types, ipt_name_find, add_dccp_type,
		       &types);
	for (uint64_t i = 0; i <= DCCP_INVALID; i++) {
		if (types & 1u << i)
			build_add_item(rule, set,
				       build_numbers(rule, i,
						     i == DCCP_INVALID
							     ? DCCP_LAST
							     : i));
	}
	build_add_match(rule, arg->loc, build_selector(rule, "dccp type"),
			arg->is_negated, set);
}

static int translate_dccp(struct ipt_rule *rule, const struct ipt_use *use)
{
	struct ports ports = ports_of(use, "dccp");
	const struct ipt_arg *types = ipt_arg(use, "dccp-types");

	build_add_hotdrop(rule, use->loc, DCCP_LEN);
	add_ports(rule, use, &ports);
	if (types)
		add_dccp_types(rule, types);
	/* Options that are cut are dropped. */
	if (ipt_arg(use, "dccp-option"))
		ipt_add_unknown(rule, use, EFFECT_MATCHES_ACTING);
	return 0;
}

#define ANY_TYPE 255

/* "8", "3/1", "3/0:5" or a name, also cut short. */
static bool read_icmp(const struct ipt_name *names, const char *text,
		      struct ipt_name *out)
{
	const struct ipt_name *name =
		ipt_name_find_only(names, text, strlen(text));
	struct ipt_span codes = { 0, 255 };
	const char *end;
	uint64_t type;

	if (name) {
		*out = *name;
		return true;
	}
	if (ipt_name_find_short(names, text, strlen(text)))
		return false;
	end = ipt_read_number(text, 255, &type);
	if (end && *end == '/') {
		end = ipt_read_number(end + 1, 255, &codes.lo);
		codes.hi = codes.lo;
		if (end && *end == ':')
			end = ipt_read_number(end + 1, 255, &codes.hi);
	}
	if (!end || *end)
		return false;
	*out = (struct ipt_name){ text, (uint16_t)type, (uint8_t)codes.lo,
				  (uint8_t)codes.hi };
	return true;
}

static bool is_icmp_type(enum ipt_family family, const char *text)
{
	struct ipt_name type;

	return read_icmp(family == IPT_V6 ? ipt_icmpv6_types : ipt_icmp_types,
			 text, &type);
}

/* Type and code are one value here: "not 3/1" matches 3/2 and 5/1. */
static void add_type_and_code(struct ipt_rule *rule, const struct ipt_arg *arg,
			      const char *protocol, const struct ipt_name *type)
{
	struct expr *left = build_items(rule, EXPR_CONCAT);
	struct expr *item = build_items(rule, EXPR_CONCAT);
	struct expr *set = build_items(rule, EXPR_SET);

	build_add_item(rule, left,
		       build_selector(rule, field_of(protocol, "type").text));
	build_add_item(rule, left,
		       build_selector(rule, field_of(protocol, "code").text));
	build_add_item(rule, item, build_number(rule, type->value));
	build_add_item(rule, item, build_numbers(rule, type->lo, type->hi));
	build_add_item(rule, set, item);
	build_add_match(rule, arg->loc, left, arg->is_negated, set);
}

static int translate_icmp_of(struct ipt_rule *rule, const struct ipt_arg *arg,
			     const char *protocol, const struct ipt_name *type,
			     bool is_any)
{
	struct ipt_span all = { 0, 255 };
	struct ipt_span one = { type->value, type->value };

	build_add_hotdrop(rule, arg->loc, ICMP_LEN);
	/* Codes that are reversed are none: "3/5:1" is never. */
	if (type->lo > type->hi && !is_any)
		ipt_add_span(rule, arg->loc, field_of(protocol, "type").text,
			     (struct ipt_span){ 1, 0 }, 255, arg->is_negated);
	else if (is_any || (type->lo == 0 && type->hi == 255))
		ipt_add_span(rule, arg->loc, field_of(protocol, "type").text,
			     is_any ? all : one, 255, arg->is_negated);
	else
		add_type_and_code(rule, arg, protocol, type);
	return 0;
}

static int translate_icmp(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg = ipt_arg(use, "icmp-type");
	struct ipt_name type;

	read_icmp(ipt_icmp_types, arg->text, &type);
	return translate_icmp_of(rule, arg, "icmp", &type,
				 type.value == ANY_TYPE);
}

static int translate_icmp6(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg = ipt_arg(use, "icmpv6-type");
	struct ipt_name type;

	read_icmp(ipt_icmpv6_types, arg->text, &type);
	return translate_icmp_of(rule, arg, "icmpv6", &type, false);
}

/* The protocols with ports, as multiport and NAT count them. */
static const char *port_protocol(int protocol)
{
	switch (protocol) {
	case 6:
		return "tcp";
	case 17:
		return "udp";
	case 33:
		return "dccp";
	case 132:
		return "sctp";
	case 136:
		return "udplite";
	default:
		return NULL;
	}
}

struct port_list {
	struct ipt_span spans[MAX_PORTS];
	size_t n;
	size_t n_places;
};

/* PORT or PORT:PORT, of which the second is larger. */
static bool port_list_add(struct port_list *list, const char *text, size_t len,
			  const char *protocol)
{
	const char *colon = memchr(text, ':', len);
	size_t lo_len = colon ? (size_t)(colon - text) : len;
	struct ipt_span span;
	char lo[64] = "";
	char hi[64] = "";

	list->n_places += colon ? 2 : 1;
	if (lo_len >= sizeof(lo) || len - lo_len >= sizeof(hi) ||
	    list->n_places > MAX_PORTS)
		return false;
	memcpy(lo, text, lo_len);
	if (!ipt_read_port(lo, protocol, &span.lo))
		return false;
	span.hi = span.lo;
	if (colon) {
		memcpy(hi, colon + 1, len - lo_len - 1);
		if (!ipt_read_port(hi, protocol, &span.hi) ||
		    span.lo >= span.hi)
			return false;
	}
	list->spans[list->n++] = span;
	return true;
}

static bool port_list_read(const char *text, const char *protocol,
			   struct port_list *out)
{
	*out = (struct port_list){};
	for (;; text++) {
		size_t len = strcspn(text, ",");

		if (!port_list_add(out, text, len, protocol))
			return false;
		text += len;
		if (!*text)
			return true;
	}
}

/* nft's sets have no elements that overlap. */
static void port_list_join(struct port_list *list)
{
	for (size_t i = 0; i < list->n; i++) {
		struct ipt_span *a = &list->spans[i];

		for (size_t j = i + 1; j < list->n; j++) {
			const struct ipt_span *b = &list->spans[j];

			if (a->lo > b->hi || b->lo > a->hi)
				continue;
			a->lo = a->lo < b->lo ? a->lo : b->lo;
			a->hi = a->hi > b->hi ? a->hi : b->hi;
			list->spans[j] = list->spans[--list->n];
			/* The larger one may overlap what it did not. */
			j = i;
		}
	}
}

static int check_multiport(struct ipt_rule *rule, const struct ipt_use *use)
{
	const char *protocol = port_protocol(rule->protocol);
	const struct ipt_arg *arg;
	struct port_list list;

	vec_for_each(arg, &use->args) {
		if (!port_list_read(arg->text, protocol, &list))
			return ipt_refuse(
				rule, arg->loc,
				"'%s' is no list of up to %d ports; write 22,80,1000:2000",
				arg->text, MAX_PORTS);
	}
	return 0;
}

static void add_port_set(struct ipt_rule *rule, const struct ipt_arg *arg,
			 const struct port_list *list, const char *field)
{
	struct expr *set = build_items(rule, EXPR_SET);

	for (size_t i = 0; i < list->n; i++)
		build_add_item(rule, set,
			       build_numbers(rule, list->spans[i].lo,
					     list->spans[i].hi));
	build_add_match(rule, arg->loc, build_selector(rule, field),
			arg->is_negated, set);
}

static int translate_multiport(struct ipt_rule *rule, const struct ipt_use *use)
{
	const char *protocol = port_protocol(rule->protocol);
	const struct ipt_arg *arg = &use->args.v[0];
	bool is_either = ipt_arg(use, "ports");
	struct port_list list;

	port_list_read(arg->text, protocol, &list);
	port_list_join(&list);
	build_add_hotdrop(rule, use->loc, PORTS_LEN);
	/* One statement cannot say "this or that field". */
	if (is_either && !arg->is_negated)
		return ipt_add_unknown(rule, use, EFFECT_MATCHES);
	for (int i = 0; i < 2; i++) {
		if (is_either || ipt_arg(use, i ? "dports" : "sports"))
			add_port_set(rule, arg, &list,
				     field_of(protocol, port_fields[i]).text);
	}
	return 0;
}

static int translate_esp(struct ipt_rule *rule, const struct ipt_use *use)
{
	build_add_hotdrop(rule, use->loc, ESP_LEN);
	return ipt_add_unknown(rule, use, EFFECT_MATCHES);
}

static int translate_ah(struct ipt_rule *rule, const struct ipt_use *use)
{
	build_add_hotdrop(rule, use->loc, AH_LEN);
	return ipt_add_unknown(rule, use, EFFECT_MATCHES);
}

static int translate_ipcomp(struct ipt_rule *rule, const struct ipt_use *use)
{
	build_add_hotdrop(rule, use->loc, IPCOMP_LEN);
	return ipt_add_unknown(rule, use, EFFECT_MATCHES);
}

static bool is_tcp_ports(enum ipt_family family, const char *text)
{
	struct ipt_span span;

	(void)family;
	return ipt_read_ports(text, "tcp", &span);
}

static bool is_sctp_ports(enum ipt_family family, const char *text)
{
	struct ipt_span span;

	(void)family;
	return ipt_read_ports(text, "sctp", &span);
}

#define PORT_OPTIONS(is_ports)                                            \
	{ "sport", IPT_VALUE, NEGATABLE, .group = 1, .check = is_ports }, \
		{ "source-port", IPT_VALUE,	    NEGATABLE,            \
		  .group = 1,	 .check = is_ports, .same_as = "sport" }, \
		{ "dport", IPT_VALUE, NEGATABLE, .group = 2,              \
		  .check = is_ports },                                    \
	{                                                                 \
		"destination-port", IPT_VALUE, NEGATABLE,                 \
			.group = 2, .check = is_ports, .same_as = "dport" \
	}

static const struct ipt_option tcp_options[] = {
	PORT_OPTIONS(is_tcp_ports),
	{ "syn", IPT_NO_ARG, NEGATABLE, .group = 3 },
	{ "tcp-flags", IPT_TWO_WORDS, NEGATABLE, .group = 3,
	  .check = is_flags },
	{ "tcp-option", IPT_NUMBER, NEGATABLE, .min = 1, .max = 255 },
	{},
};

static const struct ipt_option udp_options[] = {
	PORT_OPTIONS(ipt_is_resolved_ports),
	{},
};

static const struct ipt_option sctp_options[] = {
	PORT_OPTIONS(is_sctp_ports),
	{ "chunk-types", IPT_TWO_WORDS, NEGATABLE, .check = is_chunk_quantity },
	{},
};

static const struct ipt_option dccp_options[] = {
	PORT_OPTIONS(ipt_is_resolved_ports),
	{ "dccp-types", IPT_VALUE, NEGATABLE, .check = is_dccp_types },
	{ "dccp-option", IPT_NUMBER, NEGATABLE, .min = 1, .max = 255 },
	{},
};

static const struct ipt_option icmp_options[] = {
	{ "icmp-type", IPT_VALUE, IPT_MAY_NEGATE | IPT_IS_REQUIRED,
	  .check = is_icmp_type },
	{},
};

static const struct ipt_option icmp6_options[] = {
	{ "icmpv6-type", IPT_VALUE, IPT_MAY_NEGATE | IPT_IS_REQUIRED,
	  .check = is_icmp_type },
	{},
};

#define ONE_OF_PORTS .flags = IPT_MAY_NEGATE | IPT_IS_REQUIRED, .group = 1

static const struct ipt_option multiport_options[] = {
	{ "sports", IPT_WORD, ONE_OF_PORTS },
	{ "source-ports", IPT_WORD, ONE_OF_PORTS, .same_as = "sports" },
	{ "dports", IPT_WORD, ONE_OF_PORTS },
	{ "destination-ports", IPT_WORD, ONE_OF_PORTS, .same_as = "dports" },
	{ "ports", IPT_WORD, ONE_OF_PORTS },
	{},
};

static const struct ipt_option esp_options[] = {
	{ "espspi", IPT_RANGE, NEGATABLE, .max = UINT32_MAX },
	{},
};

static const struct ipt_option ah_options[] = {
	{ "ahspi", IPT_RANGE, NEGATABLE, .max = UINT32_MAX },
	{},
};

static const struct ipt_option ipcomp_options[] = {
	{ "ipcompspi", IPT_RANGE, NEGATABLE, .max = UINT32_MAX },
	{ "compres" },
	{},
};

const struct ipt_ext ipt_matches_l4[] = {
	{ "tcp", IPT_BOTH, .protocols = "tcp", .options = tcp_options,
	  .check = check_tcp, .translate = translate_tcp },
	{ "udp", IPT_BOTH, .protocols = "udp", .options = udp_options,
	  .translate = translate_udp },
	{ "udplite", IPT_BOTH, .protocols = "udplite", .options = udp_options,
	  .translate = translate_udplite },
	{ "sctp", IPT_BOTH, .protocols = "sctp", .options = sctp_options,
	  .check = check_sctp, .translate = translate_sctp },
	{ "dccp", IPT_BOTH, .protocols = "dccp", .options = dccp_options,
	  .translate = translate_dccp },
	{ "icmp", IPT_V4, .protocols = "icmp", .options = icmp_options,
	  .translate = translate_icmp },
	{ "icmp6", IPT_V6, .protocols = "ipv6-icmp", .options = icmp6_options,
	  .translate = translate_icmp6 },
	{ "multiport", IPT_BOTH, .protocols = "tcp udp udplite sctp dccp",
	  .options = multiport_options, .check = check_multiport,
	  .translate = translate_multiport },
	{ "esp", IPT_BOTH, .protocols = "esp", .options = esp_options,
	  .translate = translate_esp },
	{ "ah", IPT_V4, .protocols = "ah", .options = ah_options,
	  .translate = translate_ah },
	{ "ipcomp", IPT_BOTH, .protocols = "ipcomp", .options = ipcomp_options,
	  .translate = translate_ipcomp },
	{},
};

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_match_l4.c - matches of ICMP, of ports in lists, of IPsec's headers
 *
 * The kernel's matches (icmp in ip_tables.c and ip6_tables.c, xt_multiport.c,
 * xt_esp.c, ipt_ah.c, xt_ipcomp.c) do not match later fragments and drop the
 * packet where the header is cut; iptables-nft calls them as well.
 */
#include "lang/ipt_ports.h"
#include "lang/ipt_rows.h"

#include <string.h>

#define MAX_PORTS  15 /* of a multiport, where a range counts twice */
#define ICMP_LEN   8
#define PORTS_LEN  4
#define ESP_LEN	   8
#define AH_LEN	   12
#define IPCOMP_LEN 4

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
		       build_selector(rule, ipt_field(protocol, "type").text));
	build_add_item(rule, left,
		       build_selector(rule, ipt_field(protocol, "code").text));
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
		ipt_add_span(rule, arg->loc, ipt_field(protocol, "type").text,
			     (struct ipt_span){ 1, 0 }, 255, arg->is_negated);
	else if (is_any || (type->lo == 0 && type->hi == 255))
		ipt_add_span(rule, arg->loc, ipt_field(protocol, "type").text,
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
			add_port_set(
				rule, arg, &list,
				ipt_field(protocol, ipt_port_fields[i]).text);
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
	{ "espspi", IPT_RANGE, .flags = IPT_MAY_NEGATE, .max = UINT32_MAX },
	{},
};

static const struct ipt_option ah_options[] = {
	{ "ahspi", IPT_RANGE, .flags = IPT_MAY_NEGATE, .max = UINT32_MAX },
	{},
};

static const struct ipt_option ipcomp_options[] = {
	{ "ipcompspi", IPT_RANGE, .flags = IPT_MAY_NEGATE, .max = UINT32_MAX },
	{ "compres" },
	{},
};

const struct ipt_ext ipt_matches_l4[] = {
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

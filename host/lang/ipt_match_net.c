// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_match_net.c - matches of link and network headers
 *
 * Sources: xt_iprange.c, xt_mac.c, xt_pkttype.c, xt_dscp.c (dscp, tos),
 * xt_ecn.c, xt_hl.c (ttl, hl), xt_length.c. None of them drops.
 */
#include "lang/ipt_rows.h"
#include "lang/ipt_stmt.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *by_family(const struct ipt_rule *rule, const char *v4,
			     const char *v6)
{
	return rule->family == IPT_V6 ? v6 : v4;
}

/* An address and another, or the same one again. */
struct address_range {
	char lo[64];
	char hi[64];
	bool is_reversed;
};

static void range_read(enum ipt_family family, const char *text,
		       struct address_range *out)
{
	int af = family == IPT_V6 ? AF_INET6 : AF_INET;
	uint8_t lo[16] = {};
	uint8_t hi[16] = {};

	ipt_read_address_range(family, text, lo, hi);
	inet_ntop(af, lo, out->lo, sizeof(out->lo));
	inet_ntop(af, hi, out->hi, sizeof(out->hi));
	out->is_reversed = memcmp(lo, hi, sizeof(lo)) > 0;
}

static void add_addresses(struct ipt_rule *rule, const struct ipt_arg *arg,
			  const char *field)
{
	struct expr *left = build_selector(rule, field);
	bool is_negated = arg->is_negated;
	struct address_range range;
	struct expr *right;

	range_read(rule->family, arg->text, &range);
	if (range.is_reversed) {
		/* Nothing is in it: as "not in all". */
		is_negated = !is_negated;
		right = build_prefix(
			rule,
			build_symbol(rule, by_family(rule, "0.0.0.0", "::")),
			0);
	} else if (!strcmp(range.lo, range.hi)) {
		right = build_symbol(rule, range.lo);
	} else {
		right = build_range(rule, build_symbol(rule, range.lo),
				    build_symbol(rule, range.hi));
	}
	build_add_match(rule, arg->loc, left, is_negated, right);
}

static int translate_iprange(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *src = ipt_arg(use, "src-range");
	const struct ipt_arg *dst = ipt_arg(use, "dst-range");

	if (src)
		add_addresses(rule, src,
			      by_family(rule, "ip saddr", "ip6 saddr"));
	if (dst)
		add_addresses(rule, dst,
			      by_family(rule, "ip daddr", "ip6 daddr"));
	return 0;
}

/* As iptables prints an Ethernet address. */
static const char *in_small_letters(struct ipt_rule *rule, const char *text)
{
	char *copy = arena_strdup(rule->arena, text);

	for (char *c = copy; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return copy;
}

static int translate_mac(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg = ipt_arg(use, "mac-source");

	/*
	 * Without it nft would ask tagged frames for their own type, which is
	 * that of the tag.
	 */
	build_add_match(rule, arg->loc, build_selector(rule, "meta protocol"),
			false,
			build_symbol(rule, by_family(rule, "ip", "ip6")));
	build_add_match(rule, arg->loc, build_selector(rule, "ether saddr"),
			arg->is_negated,
			build_symbol(rule, in_small_letters(rule, arg->text)));
	return 0;
}

static bool is_packet_type(enum ipt_family family, const char *text)
{
	(void)family;
	return ipt_name_find(ipt_packet_types, text, strlen(text));
}

static int translate_pkttype(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg = ipt_arg(use, "pkt-type");
	const struct ipt_name *type =
		ipt_name_find(ipt_packet_types, arg->text, strlen(arg->text));

	build_add_match(rule, arg->loc, build_selector(rule, "meta pkttype"),
			arg->is_negated, build_number(rule, type->value));
	return 0;
}

/* A class's name; what stands behind it does not matter to the tool. */
static const struct ipt_name *find_class(const char *text)
{
	const struct ipt_name *name;

	for (name = ipt_dscp_classes; name->name; name++) {
		size_t len = strlen(name->name);

		if (strlen(text) >= len &&
		    ipt_name_find(name, text, len) == name)
			return name;
	}
	return NULL;
}

static bool is_class(enum ipt_family family, const char *text)
{
	(void)family;
	return find_class(text);
}

static int translate_dscp(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *number = ipt_arg(use, "dscp");
	const struct ipt_arg *class = ipt_arg(use, "dscp-class");
	const struct ipt_arg *arg = number ? number : class;
	uint64_t value = 0;

	if (number)
		ipt_read_number(number->text, 63, &value);
	else
		value = find_class(class->text)->value;
	build_add_match(
		rule, arg->loc,
		build_selector(rule, by_family(rule, "ip dscp", "ip6 dscp")),
		arg->is_negated, build_number(rule, value));
	return 0;
}

/* The field of 8 bits is two of nft's. */
static int translate_tos(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg = ipt_arg(use, "tos");
	struct ipt_masked tos;
	struct ipt_masked dscp;
	struct ipt_masked ecn;

	ipt_read_tos(arg->text, &tos);
	dscp = (struct ipt_masked){ tos.value >> 2, tos.mask >> 2 };
	ecn = (struct ipt_masked){ tos.value & 3, tos.mask & 3 };
	/* "Not both" is no list of statements. */
	if (arg->is_negated && (dscp.mask || dscp.value) &&
	    (ecn.mask || ecn.value))
		return ipt_add_unknown(rule, use, EFFECT_MATCHES);
	if (dscp.mask || dscp.value || !(ecn.mask || ecn.value))
		ipt_add_masked(rule, arg->loc,
			       by_family(rule, "ip dscp", "ip6 dscp"), dscp,
			       arg->is_negated);
	if (ecn.mask || ecn.value)
		ipt_add_masked(rule, arg->loc,
			       by_family(rule, "ip ecn", "ip6 ecn"), ecn,
			       arg->is_negated);
	return 0;
}

static int check_ecn(struct ipt_rule *rule, const struct ipt_use *use)
{
	if (!use->args.n)
		return ipt_refuse(
			rule, use->loc,
			"ecn needs an option: --ecn-ip-ect, --ecn-tcp-ece or --ecn-tcp-cwr");
	if (rule->protocol != IPPROTO_TCP &&
	    (ipt_arg(use, "ecn-tcp-cwr") || ipt_arg(use, "ecn-tcp-ece")))
		return ipt_refuse(rule, use->loc,
				  "bits of TCP need '-p tcp' in front");
	return 0;
}

static int translate_ecn(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg = ipt_arg(use, "ecn-ip-ect");
	uint64_t value;

	/* The kernel takes TCP's bits of a later fragment's payload, too. */
	if (ipt_arg(use, "ecn-tcp-cwr") || ipt_arg(use, "ecn-tcp-ece"))
		return ipt_add_unknown(rule, use, EFFECT_MATCHES);
	ipt_read_number(arg->text, 3, &value);
	build_add_match(
		rule, arg->loc,
		build_selector(rule, by_family(rule, "ip ecn", "ip6 ecn")),
		arg->is_negated, build_number(rule, value));
	return 0;
}

static int translate_hops(struct ipt_rule *rule, const struct ipt_use *use)
{
	const char *field = by_family(rule, "ip ttl", "ip6 hoplimit");
	const struct ipt_arg *arg = &use->args.v[0];
	const char *kind = strchr(arg->option->name, '-');
	struct ipt_span span;
	uint64_t value;

	ipt_read_number(arg->text, 255, &value);
	span = (struct ipt_span){ value, value };
	if (kind && !strcmp(kind, "-lt"))
		span = value ? (struct ipt_span){ 0, value - 1 }
			     : (struct ipt_span){ 1, 0 };
	else if (kind && !strcmp(kind, "-gt"))
		span = (struct ipt_span){ value + 1, 255 };
	ipt_add_span(rule, arg->loc, field, span, 255, arg->is_negated);
	return 0;
}

static int translate_length(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg = ipt_arg(use, "length");
	struct ipt_span span;

	/*
	 * The kernel counts what arrived: of a packet that says 0, as a
	 * jumbogram does, that is the padding of its frame as well.
	 */
	if (rule->family == IPT_V6)
		return ipt_add_unknown(rule, use, EFFECT_MATCHES);
	ipt_read_range(arg->text, 65535, &span);
	ipt_add_span(rule, arg->loc, "ip length", span, 65535, arg->is_negated);
	return 0;
}

static const struct ipt_option iprange_options[] = {
	{ "src-range", IPT_VALUE, IPT_MAY_NEGATE,
	  .check = ipt_is_address_range },
	{ "dst-range", IPT_VALUE, IPT_MAY_NEGATE,
	  .check = ipt_is_address_range },
	{},
};

static int check_iprange(struct ipt_rule *rule, const struct ipt_use *use)
{
	if (use->args.n)
		return 0;
	return ipt_refuse(rule, use->loc,
			  "iprange needs --src-range or --dst-range");
}

static const struct ipt_option mac_options[] = {
	{ "mac-source", IPT_VALUE, IPT_MAY_NEGATE | IPT_IS_REQUIRED,
	  .check = ipt_is_mac },
	{},
};

static const struct ipt_option pkttype_options[] = {
	{ "pkt-type", IPT_VALUE, IPT_MAY_NEGATE | IPT_IS_REQUIRED,
	  .check = is_packet_type },
	{},
};

static const struct ipt_option dscp_options[] = {
	{ "dscp", IPT_NUMBER, IPT_MAY_NEGATE | IPT_IS_REQUIRED, 1, .max = 63 },
	{ "dscp-class", IPT_VALUE, IPT_MAY_NEGATE | IPT_IS_REQUIRED, 1,
	  .check = is_class },
	{},
};

static const struct ipt_option tos_options[] = {
	{ "tos", IPT_VALUE, IPT_MAY_NEGATE | IPT_IS_REQUIRED,
	  .check = ipt_is_tos },
	{},
};

static const struct ipt_option ecn_options[] = {
	{ "ecn-tcp-cwr", IPT_NO_ARG, IPT_MAY_NEGATE },
	{ "ecn-tcp-ece", IPT_NO_ARG, IPT_MAY_NEGATE },
	{ "ecn-ip-ect", IPT_NUMBER, IPT_MAY_NEGATE, .max = 3 },
	{},
};

static const struct ipt_option ttl_options[] = {
	{ "ttl-lt", IPT_NUMBER, IPT_IS_REQUIRED, 1, .max = 255 },
	{ "ttl-gt", IPT_NUMBER, IPT_IS_REQUIRED, 1, .max = 255 },
	{ "ttl-eq", IPT_NUMBER, IPT_IS_REQUIRED | IPT_MAY_NEGATE, 1,
	  .max = 255 },
	{ "ttl", IPT_NUMBER, IPT_IS_REQUIRED, 1, .max = 255 },
	{},
};

static const struct ipt_option hl_options[] = {
	{ "hl-lt", IPT_NUMBER, IPT_IS_REQUIRED, 1, .max = 255 },
	{ "hl-gt", IPT_NUMBER, IPT_IS_REQUIRED, 1, .max = 255 },
	{ "hl-eq", IPT_NUMBER, IPT_IS_REQUIRED | IPT_MAY_NEGATE, 1,
	  .max = 255 },
	{ "hl", IPT_NUMBER, IPT_IS_REQUIRED, 1, .max = 255 },
	{},
};

static const struct ipt_option length_options[] = {
	{ "length", IPT_RANGE, IPT_MAY_NEGATE | IPT_IS_REQUIRED, .max = 65535 },
	{},
};

const struct ipt_ext ipt_matches_net[] = {
	{ "iprange", IPT_BOTH, .options = iprange_options,
	  .check = check_iprange, .translate = translate_iprange },
	{ "mac", IPT_BOTH, .hooks = "PREROUTING INPUT FORWARD",
	  .options = mac_options, .translate = translate_mac },
	{ "pkttype", IPT_BOTH, .options = pkttype_options,
	  .translate = translate_pkttype },
	{ "dscp", IPT_BOTH, .options = dscp_options,
	  .translate = translate_dscp },
	{ "tos", IPT_BOTH, .options = tos_options, .translate = translate_tos },
	{ "ecn", IPT_BOTH, .options = ecn_options, .check = check_ecn,
	  .translate = translate_ecn },
	{ "ttl", IPT_V4, .options = ttl_options, .translate = translate_hops },
	{ "hl", IPT_V6, .options = hl_options, .translate = translate_hops },
	{ "length", IPT_BOTH, .options = length_options,
	  .translate = translate_length },
	{},
};

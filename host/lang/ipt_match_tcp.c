// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_match_tcp.c - matches of TCP, UDP and UDP-Lite
 *
 * The kernel's matches (xt_tcpudp.c) do not match later fragments and drop the
 * packet where the header is cut. iptables-nft calls them only where they ask
 * for nothing, and for TCP's options; ports and flags it writes in nft's own
 * terms (add_nft_tcp() of iptables 1.8.9), and means by a few odd ones
 * something else than they say.
 */
#include "lang/ipt_ports.h"
#include "lang/ipt_rows.h"

#include <string.h>

#define TCP_LEN 20
#define UDP_LEN 8

#define SYN_MASK 0x17 /* FIN, SYN, RST, ACK */
#define SYN	 0x02

static bool is_native_port(const struct ipt_ports *ports, int i)
{
	const struct ipt_span *span = &ports->spans[i];

	if (!ports->args[i] || !ports->args[i]->is_negated)
		return span->lo <= span->hi;
	return span->lo <= span->hi && !ipt_is_all_ports(span);
}

/* iptables-nft looks at two single ports at once: "not both" of two nots. */
static bool is_not_both(const struct ipt_ports *ports)
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
static bool add_native_ports(struct ipt_rule *rule,
			     const struct ipt_ports *ports)
{
	if (!is_native_port(ports, 0) || !is_native_port(ports, 1) ||
	    is_not_both(ports))
		return false;
	for (int i = 0; i < 2; i++) {
		if (ports->args[i] && !ipt_is_all_ports(&ports->spans[i]))
			ipt_add_span(
				rule, ports->args[i]->loc,
				ipt_field(ports->protocol, ipt_port_fields[i])
					.text,
				ports->spans[i], IPT_MAX_PORT,
				ports->args[i]->is_negated);
	}
	return true;
}

static bool says_ports(const struct ipt_ports *ports)
{
	for (int i = 0; i < 2; i++) {
		if (ports->args[i] && (ports->args[i]->is_negated ||
				       !ipt_is_all_ports(&ports->spans[i])))
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
	struct ipt_ports ports = ipt_ports_of(use, "tcp");
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
	ipt_add_ports(rule, use, &ports);
	if (flags)
		ipt_add_masked(rule, flags->loc, "tcp flags", masked,
			       flags->is_negated);
	/* Options that are cut are dropped. */
	return option ? ipt_add_unknown(rule, use, EFFECT_MATCHES_ACTING) : 0;
}

static int translate_udp(struct ipt_rule *rule, const struct ipt_use *use)
{
	struct ipt_ports ports = ipt_ports_of(use, "udp");

	if (!rule->is_legacy && says_ports(&ports)) {
		if (!add_native_ports(rule, &ports))
			return ipt_add_unknown(rule, use, EFFECT_MATCHES);
		return 0;
	}
	build_add_hotdrop(rule, use->loc, UDP_LEN);
	ipt_add_ports(rule, use, &ports);
	return 0;
}

static bool is_tcp_ports(enum ipt_family family, const char *text)
{
	struct ipt_span span;

	(void)family;
	return ipt_read_ports(text, "tcp", &span);
}

static const struct ipt_option tcp_options[] = {
	IPT_PORT_OPTIONS(is_tcp_ports),
	{ "syn", IPT_NO_ARG, .flags = IPT_MAY_NEGATE, .group = 3 },
	{ "tcp-flags", IPT_TWO_WORDS, .flags = IPT_MAY_NEGATE, .group = 3,
	  .check = is_flags },
	{ "tcp-option", IPT_NUMBER, .flags = IPT_MAY_NEGATE, .min = 1,
	  .max = 255 },
	{},
};

static const struct ipt_option udp_options[] = {
	IPT_PORT_OPTIONS(ipt_is_resolved_ports),
	{},
};

const struct ipt_ext ipt_matches_tcp[] = {
	{ "tcp", IPT_BOTH, .protocols = "tcp", .options = tcp_options,
	  .check = check_tcp, .translate = translate_tcp },
	{ "udp", IPT_BOTH, .protocols = "udp", .options = udp_options,
	  .translate = translate_udp },
	{},
};

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_match_sctp.c - matches of SCTP and DCCP
 *
 * Sources: xt_sctp.c, xt_dccp.c; iptables-nft calls them as well.
 */
#include "lang/ipt_ports.h"
#include "lang/ipt_rows.h"

#include <string.h>

#define SCTP_LEN 12
#define DCCP_LEN 12

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
	struct ipt_ports ports = ipt_ports_of(use, "sctp");

	build_add_hotdrop(rule, use->loc, SCTP_LEN);
	ipt_add_ports(rule, use, &ports);
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
	struct ipt_ports ports = ipt_ports_of(use, "dccp");
	const struct ipt_arg *types = ipt_arg(use, "dccp-types");

	build_add_hotdrop(rule, use->loc, DCCP_LEN);
	ipt_add_ports(rule, use, &ports);
	if (types)
		add_dccp_types(rule, types);
	/* Options that are cut are dropped. */
	if (ipt_arg(use, "dccp-option"))
		ipt_add_unknown(rule, use, EFFECT_MATCHES_ACTING);
	return 0;
}

static bool is_sctp_ports(enum ipt_family family, const char *text)
{
	struct ipt_span span;

	(void)family;
	return ipt_read_ports(text, "sctp", &span);
}

static const struct ipt_option sctp_options[] = {
	IPT_PORT_OPTIONS(is_sctp_ports),
	{ "chunk-types", IPT_TWO_WORDS, .flags = IPT_MAY_NEGATE,
	  .check = is_chunk_quantity },
	{},
};

static const struct ipt_option dccp_options[] = {
	IPT_PORT_OPTIONS(ipt_is_resolved_ports),
	{ "dccp-types", IPT_VALUE, .flags = IPT_MAY_NEGATE,
	  .check = is_dccp_types },
	{ "dccp-option", IPT_NUMBER, .flags = IPT_MAY_NEGATE, .min = 1,
	  .max = 255 },
	{},
};

const struct ipt_ext ipt_matches_sctp[] = {
	{ "sctp", IPT_BOTH, .protocols = "sctp", .options = sctp_options,
	  .check = check_sctp, .translate = translate_sctp },
	{ "dccp", IPT_BOTH, .protocols = "dccp", .options = dccp_options,
	  .translate = translate_dccp },
	{},
};

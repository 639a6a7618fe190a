// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_target_change.c - targets that change the packet or its marks
 *
 * All go on with the next rule. Those that write into the packet may drop it
 * when it is cut, or when there is no memory: no drop behind them is less sure
 * for that. What they do to a connection stays when the packet is dropped.
 */
#include "lang/ipt_rows.h"
#include "lang/ipt_stmt.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define REQUIRED .flags = IPT_IS_REQUIRED
#define TCP_SYN	 0x02

/* "1:10" in hexadecimal; what follows does not matter to the tool. */
static bool is_class(enum ipt_family family, const char *text)
{
	char *end;

	(void)family;
	strtoul(text, &end, 16);
	if (end == text || *end != ':')
		return false;
	text = end + 1;
	strtoul(text, &end, 16);
	return end != text;
}

static bool is_dscp_class(enum ipt_family family, const char *text)
{
	const struct ipt_name *name;

	(void)family;
	for (name = ipt_dscp_classes; name->name; name++) {
		if (!strncasecmp(text, name->name, strlen(name->name)))
			return true;
	}
	return false;
}

static int check_ecn(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *remove = ipt_arg(use, "ecn-tcp-remove");
	bool is_set = ipt_arg(use, "ecn-tcp-cwr") ||
		      ipt_arg(use, "ecn-tcp-ece");

	if (remove && is_set)
		return ipt_refuse(rule, remove->loc,
				  "what is removed cannot be set");
	if ((remove || is_set) && rule->protocol != IPPROTO_TCP)
		return ipt_refuse(rule, use->loc,
				  "bits of TCP need '-p tcp' in front");
	return ipt_check_any(rule, use);
}

static bool is_hmark_tuple(enum ipt_family family, const char *text)
{
	static const struct ipt_name names[] = { { "ct" },    { "src" },
						 { "dst" },   { "sport" },
						 { "dport" }, { "proto" },
						 { "spi" },   {} };

	(void)family;
	return ipt_read_names(text, names, ipt_name_find_short, NULL, NULL);
}

static int check_hmark(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *spi = ipt_arg(use, "hmark-spi-mask");

	if (spi && (ipt_arg(use, "hmark-sport-mask") ||
		    ipt_arg(use, "hmark-dport-mask")))
		return ipt_refuse(rule, spi->loc,
				  "a packet has either an SPI or ports");
	if (!spi && !ipt_arg(use, "hmark-tuple") &&
	    !ipt_arg(use, "hmark-src-prefix") &&
	    !ipt_arg(use, "hmark-dst-prefix") &&
	    !ipt_arg(use, "hmark-sport-mask") &&
	    !ipt_arg(use, "hmark-dport-mask") &&
	    !ipt_arg(use, "hmark-proto-mask"))
		return ipt_refuse(rule, use->loc,
				  "HMARK needs --hmark-tuple or masks");
	return 0;
}

/* The rule asks for packets with a SYN, as the kernel wants it to. */
static bool is_for_syn(const struct ipt_rule *rule)
{
	const struct stmt *s;
	uint64_t value;

	vec_for_each(s, &rule->ast->stmts) {
		if (s->kind == STMT_MATCH && s->relop == RELOP_EQ &&
		    s->left->kind == EXPR_BINOP && s->left->left->text &&
		    !strcmp(s->left->left->text, "tcp flags") &&
		    ipt_read_number(s->right->text, 255, &value) &&
		    value & TCP_SYN)
			return true;
	}
	return false;
}

static int check_tcpmss(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *clamp = ipt_arg(use, "clamp-mss-to-pmtu");

	if (clamp && (!strcmp(rule->chain, "PREROUTING") ||
		      !strcmp(rule->chain, "INPUT")))
		return ipt_refuse(rule, clamp->loc,
				  "the path is not known in this chain yet");
	return ipt_check_any(rule, use);
}

static int translate_tcpmss(struct ipt_rule *rule, const struct ipt_use *use)
{
	/* Only legacy looks (tcpmss_tg4_check() of xt_TCPMSS.c). */
	if (rule->is_legacy && !is_for_syn(rule))
		return ipt_refuse(
			rule, use->loc,
			"TCPMSS needs --syn or --tcp-flags with SYN in front");
	return ipt_add_unknown(rule, use, EFFECT_CHANGES);
}

static bool is_mss(enum ipt_family family, const char *text)
{
	return ipt_is_number(text, 0, family == IPT_V6 ? 65495 : 65515);
}

/* Each stands there once. */
static bool is_tcp_options(enum ipt_family family, const char *text)
{
	bool is_there[256] = {};

	(void)family;
	for (;; text++) {
		size_t len = strcspn(text, ",");
		const struct ipt_name *name =
			ipt_name_find(ipt_tcp_options, text, len);
		uint64_t option = name ? name->value : 0;
		char number[16] = "";

		if (!len || len >= sizeof(number))
			return false;
		memcpy(number, text, len);
		if (!name && (!ipt_is_number(number, 0, 255) ||
			      !ipt_read_number(number, 255, &option)))
			return false;
		if (is_there[option])
			return false;
		is_there[option] = true;
		text += len;
		if (!*text)
			return true;
	}
}

static const struct ipt_option checksum_options[] = {
	{ "checksum-fill", IPT_NO_ARG, REQUIRED },
	{},
};

static const struct ipt_option classify_options[] = {
	{ "set-class", IPT_VALUE, REQUIRED, .check = is_class },
	{},
};

#define ONE_OF .flags = IPT_IS_REQUIRED, .group = 1

static const struct ipt_option connmark_options[] = {
	{ "set-xmark", IPT_VALUE, ONE_OF, .check = ipt_is_mark },
	{ "set-mark", IPT_VALUE, ONE_OF, .check = ipt_is_mark },
	{ "and-mark", IPT_NUMBER, ONE_OF, .max = UINT32_MAX },
	{ "or-mark", IPT_NUMBER, ONE_OF, .max = UINT32_MAX },
	{ "xor-mark", IPT_NUMBER, ONE_OF, .max = UINT32_MAX },
	{ "save-mark", IPT_NO_ARG, ONE_OF },
	{ "restore-mark", IPT_NO_ARG, ONE_OF },
	{ "left-shift-mark", IPT_NUMBER, .max = 32 },
	{ "right-shift-mark", IPT_NUMBER, .max = 32 },
	{ "ctmask", IPT_NUMBER, .max = UINT32_MAX },
	{ "nfmask", IPT_NUMBER, .max = UINT32_MAX },
	{ "mask", IPT_NUMBER, .max = UINT32_MAX },
	{},
};

static int check_connmark(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *mask = ipt_arg(use, "mask");

	if (mask && (ipt_arg(use, "ctmask") || ipt_arg(use, "nfmask")))
		return ipt_refuse(rule, mask->loc,
				  "--mask is both --ctmask and --nfmask");
	return 0;
}

/* The connection's mark is changed, or the packet's to that. */
static int translate_connmark(struct ipt_rule *rule, const struct ipt_use *use)
{
	return ipt_add_unknown(rule, use,
			       ipt_arg(use, "restore-mark") ? EFFECT_CHANGES
							    : EFFECT_ACTS);
}

static const struct ipt_option connsecmark_options[] = {
	{ "save", IPT_NO_ARG, ONE_OF },
	{ "restore", IPT_NO_ARG, ONE_OF },
	{},
};

static const struct ipt_option dscp_options[] = {
	{ "set-dscp", IPT_NUMBER, ONE_OF, .max = 63 },
	{ "set-dscp-class", IPT_VALUE, ONE_OF, .check = is_dscp_class },
	{},
};

static const struct ipt_option ecn_options[] = {
	{ "ecn-tcp-remove" },
	{ "ecn-tcp-cwr", IPT_NUMBER, .max = 1 },
	{ "ecn-tcp-ece", IPT_NUMBER, .max = 1 },
	{ "ecn-ip-ect", IPT_NUMBER, .max = 3 },
	{},
};

static const struct ipt_option hl_options[] = {
	{ "hl-set", IPT_NUMBER, ONE_OF, .max = 255 },
	{ "hl-dec", IPT_NUMBER, ONE_OF, .min = 1, .max = 255 },
	{ "hl-inc", IPT_NUMBER, ONE_OF, .min = 1, .max = 255 },
	{},
};

static const struct ipt_option ttl_options[] = {
	{ "ttl-set", IPT_NUMBER, ONE_OF, .max = 255 },
	{ "ttl-dec", IPT_NUMBER, ONE_OF, .min = 1, .max = 255 },
	{ "ttl-inc", IPT_NUMBER, ONE_OF, .min = 1, .max = 255 },
	{},
};

static const struct ipt_option hmark_options[] = {
	{ "hmark-tuple", IPT_VALUE, .check = is_hmark_tuple },
	{ "hmark-src-prefix", IPT_VALUE, .check = ipt_is_prefix },
	{ "hmark-dst-prefix", IPT_VALUE, .check = ipt_is_prefix },
	{ "hmark-sport-mask", IPT_NUMBER, .max = UINT16_MAX },
	{ "hmark-dport-mask", IPT_NUMBER, .max = UINT16_MAX },
	{ "hmark-spi-mask", IPT_NUMBER, .max = UINT32_MAX },
	{ "hmark-sport", IPT_NUMBER, .max = UINT16_MAX },
	{ "hmark-dport", IPT_NUMBER, .max = UINT16_MAX },
	{ "hmark-spi", IPT_NUMBER, .max = UINT32_MAX },
	{ "hmark-proto-mask", IPT_NUMBER, .max = UINT16_MAX },
	{ "hmark-rnd", IPT_NUMBER, REQUIRED, .max = UINT32_MAX },
	{ "hmark-mod", IPT_NUMBER, REQUIRED, .min = 1, .max = UINT32_MAX },
	{ "hmark-offset", IPT_NUMBER, .max = UINT32_MAX },
	{},
};

static const struct ipt_option mark_options[] = {
	{ "set-xmark", IPT_VALUE, ONE_OF, .check = ipt_is_mark },
	{ "set-mark", IPT_VALUE, ONE_OF, .check = ipt_is_mark },
	{ "and-mark", IPT_NUMBER, ONE_OF, .max = UINT32_MAX },
	{ "or-mark", IPT_NUMBER, ONE_OF, .max = UINT32_MAX },
	{ "xor-mark", IPT_NUMBER, ONE_OF, .max = UINT32_MAX },
	{},
};

static const struct ipt_option secmark_options[] = {
	{ "selctx", IPT_VALUE, REQUIRED, .check = ipt_is_not_empty },
	{},
};

static const struct ipt_option snpt_options[] = {
	{ "src-pfx", IPT_VALUE, REQUIRED, .check = ipt_is_network },
	{ "dst-pfx", IPT_VALUE, REQUIRED, .check = ipt_is_network },
	{},
};

static const struct ipt_option tcpmss_options[] = {
	{ "set-mss", IPT_VALUE, .check = is_mss },
	{ "clamp-mss-to-pmtu" },
	{},
};

static const struct ipt_option tcpoptstrip_options[] = {
	{ "strip-options", IPT_VALUE, .check = is_tcp_options },
	{},
};

static const struct ipt_option tos_options[] = {
	{ "set-tos", IPT_VALUE, ONE_OF, .check = ipt_is_tos },
	{ "and-tos", IPT_NUMBER, ONE_OF, .max = 255 },
	{ "or-tos", IPT_NUMBER, ONE_OF, .max = 255 },
	{ "xor-tos", IPT_NUMBER, ONE_OF, .max = 255 },
	{},
};

const struct ipt_ext ipt_targets_change[] = {
	{ "CHECKSUM", IPT_BOTH, .tables = "mangle", .options = checksum_options,
	  .effect = EFFECT_CHANGES },
	{ "CLASSIFY", IPT_BOTH, .hooks = "OUTPUT FORWARD POSTROUTING",
	  .options = classify_options, .effect = EFFECT_CHANGES },
	{ "CONNMARK", IPT_BOTH, .options = connmark_options,
	  .check = check_connmark, .translate = translate_connmark },
	{ "CONNSECMARK", IPT_BOTH, .tables = "mangle security",
	  .options = connsecmark_options, .effect = EFFECT_ACTS },
	{ "DSCP", IPT_BOTH, .tables = "mangle", .options = dscp_options,
	  .effect = EFFECT_REWRITES },
	{ "ECN", IPT_V4, .tables = "mangle", .options = ecn_options,
	  .effect = EFFECT_ACTS, .check = check_ecn },
	{ "HL", IPT_V6, .tables = "mangle", .options = hl_options,
	  .effect = EFFECT_REWRITES },
	{ "HMARK", IPT_BOTH, .options = hmark_options, .effect = EFFECT_CHANGES,
	  .check = check_hmark },
	{ "MARK", IPT_BOTH, .options = mark_options, .effect = EFFECT_CHANGES },
	{ "SECMARK", IPT_BOTH, .tables = "mangle security",
	  .options = secmark_options, .effect = EFFECT_ACTS },
	/* They rewrite addresses, and the packet goes on with them. */
	{ "SNPT", IPT_V6, .tables = "mangle", .hooks = "INPUT POSTROUTING",
	  .options = snpt_options, .effect = EFFECT_ACTS },
	{ "DNPT", IPT_V6, .tables = "mangle", .hooks = "PREROUTING OUTPUT",
	  .options = snpt_options, .effect = EFFECT_ACTS },
	{ "TCPMSS", IPT_BOTH, .protocols = "tcp", .options = tcpmss_options,
	  .check = check_tcpmss, .translate = translate_tcpmss },
	{ "TCPOPTSTRIP", IPT_BOTH, .tables = "mangle", .protocols = "tcp",
	  .options = tcpoptstrip_options, .effect = EFFECT_CHANGES },
	{ "TOS", IPT_BOTH, .tables = "mangle", .options = tos_options,
	  .effect = EFFECT_REWRITES },
	{ "TTL", IPT_V4, .tables = "mangle", .options = ttl_options,
	  .effect = EFFECT_REWRITES },
	{},
};

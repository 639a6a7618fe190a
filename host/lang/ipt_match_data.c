// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_match_data.c - matches of what a packet carries, and of time
 *
 * Their arguments are small languages. Sources: xt_string.c, xt_u32.c,
 * xt_bpf.c, xt_tcpmss.c, xt_time.c.
 */
#include "lang/ipt_grammar.h"
#include "lang/ipt_rows.h"
#include "lang/ipt_stmt.h"

#include <string.h>

#define REQUIRED  .flags = IPT_IS_REQUIRED
#define NEGATABLE .flags = IPT_MAY_NEGATE
#define BOTH	  .flags = IPT_MAY_NEGATE | IPT_IS_REQUIRED

#define MAX_STRING 128

static int check_bpf(struct ipt_rule *rule, const struct ipt_use *use)
{
	if (use->args.n == 1)
		return 0;
	return ipt_refuse(rule, use->loc,
			  "bpf needs either --bytecode or --object-pinned");
}

static bool is_string(enum ipt_family family, const char *text)
{
	(void)family;
	return strlen(text) <= MAX_STRING;
}

static bool is_algorithm(enum ipt_family family, const char *text)
{
	(void)family;
	return !strcmp(text, "bm") || !strcmp(text, "kmp") ||
	       !strcmp(text, "fsm");
}

static int check_string(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *from = ipt_arg(use, "from");
	const struct ipt_arg *to = ipt_arg(use, "to");
	uint64_t lo = 0;
	uint64_t hi = UINT16_MAX;

	if (from)
		ipt_read_number(from->text, UINT16_MAX, &lo);
	if (to)
		ipt_read_number(to->text, UINT16_MAX, &hi);
	if (lo > hi)
		return ipt_refuse(rule, use->loc, "--from is behind --to");
	return 0;
}

static int check_tcpmss(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg = ipt_arg(use, "mss");
	struct ipt_span span;

	ipt_read_range(arg->text, UINT16_MAX, &span);
	if (span.lo > span.hi)
		return ipt_refuse(rule, arg->loc,
				  "%s is no range; swap its ends", arg->text);
	return 0;
}

/* A header or an option that is cut is dropped. */
static int translate_tcpmss(struct ipt_rule *rule, const struct ipt_use *use)
{
	return ipt_add_unknown(rule, use, EFFECT_MATCHES_ACTING);
}

#define DAY (24 * 60 * 60)

static int check_time(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *start = ipt_arg(use, "timestart");
	const struct ipt_arg *stop = ipt_arg(use, "timestop");
	unsigned int from = start ? ipt_daytime(start->text) : 0;
	unsigned int to = stop ? ipt_daytime(stop->text) : DAY - 1;

	if (ipt_arg(use, "utc") &&
	    (ipt_arg(use, "localtz") || ipt_arg(use, "kerneltz")))
		return ipt_refuse(rule, use->loc, "two zones of time");
	if (ipt_arg(use, "contiguous") && from < to)
		return ipt_refuse(rule, use->loc,
				  "--contiguous needs a start behind the stop");
	return 0;
}

static const struct ipt_option bpf_options[] = {
	{ "bytecode", IPT_VALUE, .check = ipt_is_bytecode },
	{ "object-pinned", IPT_WORD },
	{},
};

static const struct ipt_option string_options[] = {
	{ "from", IPT_NUMBER, .max = UINT16_MAX },
	{ "to", IPT_NUMBER, .max = UINT16_MAX },
	{ "algo", IPT_VALUE, REQUIRED, .check = is_algorithm },
	{ "string", IPT_VALUE, BOTH, .group = 1, .check = is_string },
	{ "hex-string", IPT_VALUE, BOTH, .group = 1,
	  .check = ipt_is_hex_string },
	{ "icase" },
	{},
};

static const struct ipt_option tcpmss_options[] = {
	{ "mss", IPT_RANGE, BOTH, .max = UINT16_MAX },
	{},
};

static const struct ipt_option time_options[] = {
	{ "datestart", IPT_VALUE, .check = ipt_is_date },
	{ "datestop", IPT_VALUE, .check = ipt_is_date },
	{ "timestart", IPT_VALUE, .check = ipt_is_daytime },
	{ "timestop", IPT_VALUE, .check = ipt_is_daytime },
	{ "contiguous" },
	{ "weekdays", IPT_VALUE, NEGATABLE, .check = ipt_is_weekdays },
	{ "monthdays", IPT_VALUE, NEGATABLE, .check = ipt_is_monthdays },
	{ "localtz" },
	{ "utc" },
	{ "kerneltz" },
	{},
};

static const struct ipt_option u32_options[] = {
	{ "u32", IPT_VALUE, BOTH, .check = ipt_is_u32 },
	{},
};

const struct ipt_ext ipt_matches_data[] = {
	{ "bpf", IPT_BOTH, .options = bpf_options, .effect = EFFECT_MATCHES,
	  .check = check_bpf },
	{ "string", IPT_BOTH, .options = string_options,
	  .effect = EFFECT_MATCHES, .check = check_string },
	{ "tcpmss", IPT_BOTH, .protocols = "tcp", .options = tcpmss_options,
	  .check = check_tcpmss, .translate = translate_tcpmss },
	{ "time", IPT_BOTH, .options = time_options, .effect = EFFECT_MATCHES,
	  .check = check_time },
	{ "u32", IPT_BOTH, .options = u32_options, .effect = EFFECT_MATCHES },
	{},
};

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_match_state.c - matches of connections, and what counts
 *
 * Those that count (limit, hashlimit, recent, connlimit, quota, every nth) have
 * their state from the packets that reach them, so the host has to run them;
 * some drop a packet when they run out of memory (xt_recent.c, xt_hashlimit.c,
 * xt_connlimit.c).
 */
#include "lang/ipt_grammar.h"
#include "lang/ipt_rows.h"
#include "lang/ipt_stmt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUIRED  .flags = IPT_IS_REQUIRED
#define NEGATABLE .flags = IPT_MAY_NEGATE
#define BOTH	  .flags = IPT_MAY_NEGATE | IPT_IS_REQUIRED

#define MAX_HITS	65535
#define MAX_LABEL	127
#define MAX_RECENT_NAME 200

static void add_state(void *arg, const struct ipt_name *name)
{
	uint32_t *states = arg;

	*states |= 1u << name->value;
}

static bool read_states(const char *text, uint32_t *out)
{
	*out = 0;
	return ipt_read_names(text, ipt_ct_states, ipt_name_find_short,
			      add_state, out);
}

#define IS_TRANSLATED (1u << IPT_CT_SNAT | 1u << IPT_CT_DNAT)

static bool is_states(enum ipt_family family, const char *text)
{
	uint32_t states;

	(void)family;
	return read_states(text, &states);
}

/* SNAT and DNAT are states of conntrack's match alone. */
static bool is_plain_states(enum ipt_family family, const char *text)
{
	uint32_t states;

	(void)family;
	return read_states(text, &states) && !(states & IS_TRANSLATED);
}

/*
 * As nft's "ct state", a packet is in one of them: xt_conntrack.c takes the
 * same bits from the same place. "Not one of them" is written as a set, where
 * nft's list is a mask.
 */
static void add_states(struct ipt_rule *rule, const struct ipt_arg *arg,
		       uint32_t states)
{
	static const char *const names[] = {
		[IPT_CT_INVALID] = "invalid",
		[IPT_CT_NEW] = "new",
		[IPT_CT_ESTABLISHED] = "established",
		[IPT_CT_RELATED] = "related",
		[IPT_CT_UNTRACKED] = "untracked",
	};
	struct expr *set = build_items(rule, EXPR_SET);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (states & 1u << i)
			build_add_item(rule, set, build_symbol(rule, names[i]));
	}
	build_add_match(rule, arg->loc, build_selector(rule, "ct state"),
			arg->is_negated, set);
}

static int translate_state(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg = ipt_arg(use, "state");
	uint32_t states;

	read_states(arg->text, &states);
	add_states(rule, arg, states);
	return 0;
}

static int translate_conntrack(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg = ipt_arg(use, "ctstate");
	uint32_t states = 0;

	if (arg)
		read_states(arg->text, &states);
	if (!arg || states & IS_TRANSLATED)
		return ipt_add_unknown(rule, use, EFFECT_MATCHES);
	add_states(rule, arg, states);
	/* All else holds as well, or the packet has no connection. */
	return use->args.n > 1 ? ipt_add_unknown(rule, use, EFFECT_MATCHES) : 0;
}

static bool is_statuses(enum ipt_family family, const char *text)
{
	(void)family;
	return ipt_read_names(text, ipt_ct_statuses, ipt_name_find_short, NULL,
			      NULL);
}

static bool is_ct_direction(enum ipt_family family, const char *text)
{
	static const struct ipt_name names[] = { { "ORIGINAL" },
						 { "REPLY" },
						 {} };

	(void)family;
	return ipt_name_find(names, text, strlen(text));
}

static bool is_bytes_direction(enum ipt_family family, const char *text)
{
	(void)family;
	return !strcmp(text, "original") || !strcmp(text, "reply") ||
	       !strcmp(text, "both");
}

static bool is_bytes_mode(enum ipt_family family, const char *text)
{
	(void)family;
	return !strcmp(text, "packets") || !strcmp(text, "bytes") ||
	       !strcmp(text, "avgpkt");
}

/* "N:M"; "N:" and ":" and "N" are from N on. */
static bool is_counts(enum ipt_family family, const char *text)
{
	struct ipt_span span;

	(void)family;
	return ipt_read_range(text, UINT64_MAX, &span) && span.lo <= span.hi;
}

/* A number, or what the host's file has a number for. */
static bool is_label(enum ipt_family family, const char *text)
{
	FILE *file;
	char line[256];
	char name[128];
	unsigned int bit;
	bool is_known = false;

	(void)family;
	if (ipt_is_number(text, 0, MAX_LABEL))
		return true;
	file = fopen("/etc/xtables/connlabel.conf", "re");
	while (file && !is_known && fgets(line, sizeof(line), file))
		is_known = sscanf(line, "%u %127s", &bit, name) == 2 &&
			   !strcmp(name, text);
	if (file)
		fclose(file);
	return is_known;
}

static int translate_connlabel(struct ipt_rule *rule, const struct ipt_use *use)
{
	return ipt_add_unknown(rule, use,
			       ipt_arg(use, "set") ? EFFECT_MATCHES_ACTING
						   : EFFECT_MATCHES);
}

/* A name of a file in /proc. */
static bool is_proc_name(enum ipt_family family, const char *text)
{
	(void)family;
	return *text && strcmp(text, ".") != 0 && strcmp(text, "..") != 0 &&
	       !strchr(text, '/');
}

static bool is_recent_name(enum ipt_family family, const char *text)
{
	return is_proc_name(family, text) && strlen(text) < MAX_RECENT_NAME;
}

static int check_recent(struct ipt_rule *rule, const struct ipt_use *use)
{
	bool is_change = ipt_arg(use, "set") || ipt_arg(use, "remove");

	if (is_change && (ipt_arg(use, "seconds") || ipt_arg(use, "hitcount") ||
			  ipt_arg(use, "rttl") || ipt_arg(use, "reap")))
		return ipt_refuse(
			rule, use->loc,
			"--seconds, --hitcount, --rttl and --reap go with --rcheck and --update");
	return 0;
}

/* Looking does not change the list. */
static int translate_recent(struct ipt_rule *rule, const struct ipt_use *use)
{
	bool is_pure = ipt_arg(use, "rcheck") && !ipt_arg(use, "reap");

	return ipt_add_unknown(
		rule, use, is_pure ? EFFECT_MATCHES : EFFECT_MATCHES_ACTING);
}

static bool is_hash_mode(enum ipt_family family, const char *text)
{
	static const char *const modes[] = { "srcip", "dstip", "srcport",
					     "dstport" };

	(void)family;
	while (*text) {
		size_t len = strcspn(text, ",|");
		bool is_known = !len;

		for (size_t i = 0; i < 4; i++)
			is_known |= strlen(modes[i]) == len &&
				    !strncmp(text, modes[i], len);
		if (!is_known)
			return false;
		text += len;
		text += strspn(text, ",|");
	}
	return true;
}

static bool is_seconds(enum ipt_family family, const char *text)
{
	(void)family;
	return atoi(text) > 0;
}

static int check_statistic(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *every = ipt_arg(use, "every");
	const struct ipt_arg *packet = ipt_arg(use, "packet");
	bool is_nth = !strcmp(ipt_arg(use, "mode")->text, "nth");
	uint64_t n = 1;
	uint64_t i = 0;

	if (!is_nth && !ipt_arg(use, "probability"))
		return ipt_refuse(rule, use->loc,
				  "'--mode random' needs --probability");
	if (is_nth && !every)
		return ipt_refuse(rule, use->loc,
				  "'--mode nth' needs --every and --packet");
	if (ipt_arg(use, "probability") && (every || packet))
		return ipt_refuse(rule, use->loc,
				  "--probability does not go with --every");
	if (every)
		ipt_read_number(every->text, UINT32_MAX, &n);
	if (packet)
		ipt_read_number(packet->text, UINT32_MAX, &i);
	if (i >= n)
		return ipt_refuse(
			rule, use->loc,
			"--packet counts from 0 to less than --every");
	return 0;
}

static int translate_statistic(struct ipt_rule *rule, const struct ipt_use *use)
{
	return ipt_add_unknown(rule, use,
			       ipt_arg(use, "every") ? EFFECT_MATCHES_ACTING
						     : EFFECT_MATCHES);
}

static bool is_statistic_mode(enum ipt_family family, const char *text)
{
	(void)family;
	return !strcmp(text, "random") || !strcmp(text, "nth");
}

static bool is_probability(enum ipt_family family, const char *text)
{
	char *end;
	double p = strtod(text, &end);

	(void)family;
	return end != text && !*end && p >= 0 && p <= 1;
}

static const struct ipt_option state_options[] = {
	{ "state", IPT_VALUE, BOTH, .check = is_plain_states },
	{},
};

static const struct ipt_option conntrack_options[] = {
	{ "ctstate", IPT_VALUE, NEGATABLE, .check = is_states },
	{ "ctproto", IPT_VALUE, NEGATABLE, .check = ipt_is_protocol },
	{ "ctorigsrc", IPT_VALUE, NEGATABLE, .check = ipt_is_network },
	{ "ctorigdst", IPT_VALUE, NEGATABLE, .check = ipt_is_network },
	{ "ctreplsrc", IPT_VALUE, NEGATABLE, .check = ipt_is_network },
	{ "ctrepldst", IPT_VALUE, NEGATABLE, .check = ipt_is_network },
	{ "ctorigsrcport", IPT_VALUE, NEGATABLE,
	  .check = ipt_is_resolved_ports },
	{ "ctorigdstport", IPT_VALUE, NEGATABLE,
	  .check = ipt_is_resolved_ports },
	{ "ctreplsrcport", IPT_VALUE, NEGATABLE,
	  .check = ipt_is_resolved_ports },
	{ "ctrepldstport", IPT_VALUE, NEGATABLE,
	  .check = ipt_is_resolved_ports },
	{ "ctstatus", IPT_VALUE, NEGATABLE, .check = is_statuses },
	{ "ctexpire", IPT_RANGE, NEGATABLE, .max = UINT32_MAX },
	{ "ctdir", IPT_VALUE, .check = is_ct_direction },
	{},
};

static const struct ipt_option connbytes_options[] = {
	{ "connbytes", IPT_VALUE, BOTH, .check = is_counts },
	{ "connbytes-dir", IPT_VALUE, REQUIRED, .check = is_bytes_direction },
	{ "connbytes-mode", IPT_VALUE, REQUIRED, .check = is_bytes_mode },
	{},
};

static const struct ipt_option connlabel_options[] = {
	{ "label", IPT_VALUE, BOTH, .check = is_label },
	{ "set" },
	{},
};

static const struct ipt_option connlimit_options[] = {
	{ "connlimit-upto", IPT_NUMBER, BOTH, .group = 1, .max = UINT32_MAX },
	{ "connlimit-above", IPT_NUMBER, BOTH, .group = 1, .max = UINT32_MAX },
	{ "connlimit-mask", IPT_VALUE, .check = ipt_is_prefix },
	{ "connlimit-saddr", .group = 2 },
	{ "connlimit-daddr", .group = 2 },
	{},
};

static const struct ipt_option connmark_options[] = {
	{ "mark", IPT_VALUE, BOTH, .check = ipt_is_mark },
	{},
};

static const struct ipt_option hashlimit_options[] = {
	{ "hashlimit-upto", IPT_VALUE, BOTH, .group = 1,
	  .check = ipt_is_hash_rate },
	{ "hashlimit", IPT_VALUE, BOTH, .group = 1, .check = ipt_is_hash_rate },
	{ "hashlimit-above", IPT_VALUE, BOTH, .group = 1,
	  .check = ipt_is_hash_rate },
	{ "hashlimit-srcmask", IPT_VALUE, .check = ipt_is_prefix_length },
	{ "hashlimit-dstmask", IPT_VALUE, .check = ipt_is_prefix_length },
	{ "hashlimit-burst", IPT_VALUE, .check = ipt_is_hash_burst },
	{ "hashlimit-htable-size", IPT_NUMBER, .max = UINT32_MAX },
	{ "hashlimit-htable-max", IPT_NUMBER, .max = UINT32_MAX },
	{ "hashlimit-htable-gcinterval", IPT_NUMBER, .min = 1,
	  .max = UINT32_MAX },
	{ "hashlimit-htable-expire", IPT_NUMBER, .min = 1, .max = UINT32_MAX },
	{ "hashlimit-mode", IPT_VALUE, .check = is_hash_mode },
	{ "hashlimit-name", IPT_VALUE, REQUIRED, .check = is_proc_name },
	{ "hashlimit-rate-match" },
	{ "hashlimit-rate-interval", IPT_VALUE, .check = is_seconds },
	{},
};

static const struct ipt_option helper_options[] = {
	{ "helper", IPT_WORD, BOTH },
	{},
};

static const struct ipt_option limit_options[] = {
	{ "limit", IPT_VALUE, .check = ipt_is_rate },
	{ "limit-burst", IPT_NUMBER, .max = 10000 },
	{},
};

static const struct ipt_option quota_options[] = {
	{ "quota", IPT_NUMBER, BOTH, .max = UINT64_MAX },
	{},
};

static const struct ipt_option recent_options[] = {
	{ "set", IPT_NO_ARG, BOTH, .group = 1 },
	{ "rcheck", IPT_NO_ARG, BOTH, .group = 1 },
	{ "update", IPT_NO_ARG, BOTH, .group = 1 },
	{ "remove", IPT_NO_ARG, BOTH, .group = 1 },
	{ "seconds", IPT_NUMBER, .min = 1, .max = UINT32_MAX },
	{ "reap", .needs = "seconds" },
	{ "hitcount", IPT_NUMBER, .max = MAX_HITS },
	{ "rttl" },
	{ "name", IPT_VALUE, .check = is_recent_name },
	{ "rsource" },
	{ "rdest" },
	{ "mask", IPT_VALUE, .check = ipt_is_address },
	{},
};

static const struct ipt_option statistic_options[] = {
	{ "mode", IPT_VALUE, REQUIRED, .check = is_statistic_mode },
	{ "probability", IPT_VALUE, NEGATABLE, .check = is_probability },
	{ "every", IPT_NUMBER, NEGATABLE, .min = 1, .max = UINT32_MAX,
	  .needs = "packet" },
	{ "packet", IPT_NUMBER, .max = UINT32_MAX, .needs = "every" },
	{},
};

const struct ipt_ext ipt_matches_state[] = {
	{ "state", IPT_BOTH, .options = state_options,
	  .translate = translate_state },
	{ "conntrack", IPT_BOTH, .options = conntrack_options,
	  .check = ipt_check_any, .translate = translate_conntrack },
	{ "connbytes", IPT_BOTH, .options = connbytes_options,
	  .effect = EFFECT_MATCHES },
	{ "connlabel", IPT_BOTH, .options = connlabel_options,
	  .translate = translate_connlabel },
	{ "connlimit", IPT_BOTH, .options = connlimit_options,
	  .effect = EFFECT_MATCHES_ACTING },
	{ "connmark", IPT_BOTH, .options = connmark_options,
	  .effect = EFFECT_MATCHES },
	{ "hashlimit", IPT_BOTH, .options = hashlimit_options,
	  .effect = EFFECT_MATCHES_ACTING },
	{ "helper", IPT_BOTH, .options = helper_options,
	  .effect = EFFECT_MATCHES },
	{ "limit", IPT_BOTH, .options = limit_options,
	  .effect = EFFECT_MATCHES_ACTING },
	{ "quota", IPT_BOTH, .options = quota_options,
	  .effect = EFFECT_MATCHES_ACTING },
	{ "recent", IPT_BOTH, .options = recent_options, .check = check_recent,
	  .translate = translate_recent },
	{ "statistic", IPT_BOTH, .options = statistic_options,
	  .check = check_statistic, .translate = translate_statistic },
	{},
};

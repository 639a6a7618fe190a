// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_match_set.c - the match of sets that ipset made
 */
#include "lang/ipt_ipset.h"
#include "lang/ipt_rows.h"
#include "lang/ipt_stmt.h"

#include <string.h>

#define BOTH	     .flags = IPT_MAY_NEGATE | IPT_IS_REQUIRED
#define MAX_SET_NAME 31

static bool is_set_name(enum ipt_family family, const char *text)
{
	(void)family;
	return *text && strlen(text) <= MAX_SET_NAME;
}

static int check_set(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg = ipt_arg(use, "match-set");

	if (ipt_is_directions(arg->second))
		return 0;
	return ipt_refuse(rule, arg->loc,
			  "'%s' is no list of directions; write src or src,dst",
			  arg->second);
}

/*
 * Counters of a set that a rule compares change with each match. With
 * --return-nomatch what is in a set of networks is not, unless it is an
 * exception (ip_set_test() in ip_set_core.c).
 */
static int translate_set(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg;

	vec_for_each(arg, &use->args) {
		if (!strncmp(arg->option->name, "packets-", 8) ||
		    !strncmp(arg->option->name, "bytes-", 6))
			return ipt_add_unknown(rule, use,
					       EFFECT_MATCHES_ACTING);
	}
	if (ipt_arg(use, "return-nomatch"))
		return ipt_add_unknown(rule, use, EFFECT_MATCHES);
	return ipset_translate_match(rule, use);
}

static const struct ipt_option set_options[] = {
	{ "match-set", IPT_TWO_WORDS, BOTH, .group = 1, .check = is_set_name },
	{ "set", IPT_TWO_WORDS, BOTH, .group = 1, .check = is_set_name,
	  .same_as = "match-set" },
	{ "return-nomatch" },
	{ "update-counters", IPT_NO_ARG, IPT_MAY_NEGATE },
	{ "update-subcounters", IPT_NO_ARG, IPT_MAY_NEGATE },
	{ "packets-eq", IPT_NUMBER, IPT_MAY_NEGATE, .group = 2,
	  .max = UINT64_MAX },
	{ "packets-lt", IPT_NUMBER, .group = 2, .max = UINT64_MAX },
	{ "packets-gt", IPT_NUMBER, .group = 2, .max = UINT64_MAX },
	{ "bytes-eq", IPT_NUMBER, IPT_MAY_NEGATE, .group = 3,
	  .max = UINT64_MAX },
	{ "bytes-lt", IPT_NUMBER, .group = 3, .max = UINT64_MAX },
	{ "bytes-gt", IPT_NUMBER, .group = 3, .max = UINT64_MAX },
	{},
};

const struct ipt_ext ipt_matches_set[] = {
	{ "set", IPT_BOTH, .options = set_options, .check = check_set,
	  .translate = translate_set },
	{},
};

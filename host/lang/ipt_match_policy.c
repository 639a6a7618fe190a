// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_match_policy.c - the match of IPsec policies
 *
 * Source: xt_policy.c. What it asks for stands in parts, --next between them.
 */
#include "lang/ipt_rows.h"
#include "lang/ipt_stmt.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>

#define MAX_POLICIES 4

static bool is_direction(enum ipt_family family, const char *text)
{
	(void)family;
	return !strcmp(text, "in") || !strcmp(text, "out");
}

static bool is_policy(enum ipt_family family, const char *text)
{
	(void)family;
	return !strcmp(text, "none") || !strcmp(text, "ipsec");
}

static bool is_policy_mode(enum ipt_family family, const char *text)
{
	(void)family;
	return !strcmp(text, "transport") || !strcmp(text, "tunnel");
}

/* AH, ESP, IPComp; -1: no protocol. */
static bool is_ipsec_protocol(enum ipt_family family, const char *text)
{
	const struct protoent *p = getprotobyname(text);

	(void)family;
	return ipt_is_number(text, IPPROTO_ESP, IPPROTO_AH) ||
	       ipt_is_number(text, IPPROTO_COMP, IPPROTO_COMP) ||
	       (p && (p->p_proto == IPPROTO_ESP || p->p_proto == IPPROTO_AH ||
		      p->p_proto == IPPROTO_COMP));
}

/* What stands between two --next. */
struct policy_part {
	VEC(const struct ipt_option *) options;
	const struct ipt_arg *mode;
	bool has_address;
};

static int check_policy_part(struct ipt_rule *rule, const struct ipt_use *use,
			     const struct policy_part *part)
{
	bool is_tunnel = part->mode && (!strcmp(part->mode->text, "tunnel") ^
					part->mode->is_negated);

	if (ipt_arg(use, "strict") && !part->options.n)
		return ipt_refuse(rule, use->loc,
				  "--strict needs a property of each policy");
	if (part->has_address && !is_tunnel)
		return ipt_refuse(
			rule, use->loc,
			"--tunnel-src and --tunnel-dst need '--mode tunnel'");
	return 0;
}

static int add_policy_arg(struct ipt_rule *rule, struct policy_part *part,
			  const struct ipt_arg *arg)
{
	const struct ipt_option **option;

	vec_for_each(option, &part->options) {
		if (*option == arg->option)
			return ipt_refuse(rule, arg->loc,
					  "--%s stands here twice",
					  arg->option->name);
	}
	*(const struct ipt_option **)vec_push(rule->arena, &part->options) =
		arg->option;
	if (!strcmp(arg->option->name, "mode"))
		part->mode = arg;
	part->has_address |= !strncmp(arg->option->name, "tunnel-", 7);
	return 0;
}

static int check_policy_parts(struct ipt_rule *rule, const struct ipt_use *use)
{
	struct policy_part part = {};
	const struct ipt_arg *arg;
	int n = 1;

	vec_for_each(arg, &use->args) {
		if (!strcmp(arg->option->name, "next")) {
			if (++n > MAX_POLICIES)
				return ipt_refuse(rule, arg->loc,
						  "more than %d policies",
						  MAX_POLICIES);
			if (check_policy_part(rule, use, &part))
				return -EINVAL;
			part = (struct policy_part){};
		} else if (arg->option->flags & IPT_MAY_REPEAT &&
			   add_policy_arg(rule, &part, arg)) {
			return -EINVAL;
		}
	}
	return check_policy_part(rule, use, &part);
}

static int check_policy(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *dir = ipt_arg(use, "dir");
	const struct ipt_arg *pol = ipt_arg(use, "pol");
	bool is_none = pol && !strcmp(pol->text, "none");
	bool is_in;

	if (!dir)
		return ipt_refuse(rule, use->loc,
				  "policy needs '--dir in' or '--dir out'");
	is_in = !strcmp(dir->text, "in");
	if (is_none && (ipt_arg(use, "strict") || ipt_arg(use, "next")))
		return ipt_refuse(rule, use->loc,
				  "'--pol none' has no properties");
	if (is_in ? ipt_is_in_chain(rule, "POSTROUTING", "OUTPUT")
		  : ipt_is_in_chain(rule, "PREROUTING", "INPUT"))
		return ipt_refuse(rule, dir->loc,
				  "'--dir %s' is not known in this chain",
				  dir->text);
	return is_none ? 0 : check_policy_parts(rule, use);
}

#define OF_EACH .flags = IPT_MAY_NEGATE | IPT_MAY_REPEAT

static const struct ipt_option policy_options[] = {
	{ "dir", IPT_VALUE, .check = is_direction },
	{ "pol", IPT_VALUE, .check = is_policy },
	{ "strict" },
	{ "reqid", IPT_NUMBER, OF_EACH, .max = UINT32_MAX },
	{ "spi", IPT_NUMBER, OF_EACH, .max = UINT32_MAX },
	{ "tunnel-src", IPT_VALUE, OF_EACH, .check = ipt_is_network },
	{ "tunnel-dst", IPT_VALUE, OF_EACH, .check = ipt_is_network },
	{ "proto", IPT_VALUE, OF_EACH, .check = is_ipsec_protocol },
	{ "mode", IPT_VALUE, OF_EACH, .check = is_policy_mode },
	{ "next", .flags = IPT_MAY_REPEAT, .needs = "strict" },
	{},
};

const struct ipt_ext ipt_matches_policy[] = {
	{ "policy", IPT_BOTH, .options = policy_options,
	  .effect = EFFECT_MATCHES, .check = check_policy },
	{},
};

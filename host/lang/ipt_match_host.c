// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_match_host.c - matches of what only the host knows of a packet
 *
 * Its mark, socket, routes, bridge port. They look and change nothing, unless
 * their row says so.
 */
#include "lang/ipt_grammar.h"
#include "lang/ipt_rows.h"
#include "lang/ipt_stmt.h"

#include <grp.h>
#include <pwd.h>
#include <string.h>

#define REQUIRED  .flags = IPT_IS_REQUIRED
#define NEGATABLE .flags = IPT_MAY_NEGATE
#define BOTH	  .flags = IPT_MAY_NEGATE | IPT_IS_REQUIRED

static bool is_address_types(enum ipt_family family, const char *text)
{
	(void)family;
	return ipt_read_names(text, ipt_address_types, ipt_name_find_short,
			      NULL, NULL);
}

static void find_v4_type(void *arg, const struct ipt_name *name)
{
	bool *is_v4 = arg;

	*is_v4 |= !strcmp(name->name, "BROADCAST") ||
		  !strcmp(name->name, "BLACKHOLE") ||
		  name->value >= 8; /* from PROHIBIT on */
}

static int check_addrtype(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg;
	bool is_v4 = false;

	if (!ipt_arg(use, "src-type") && !ipt_arg(use, "dst-type"))
		return ipt_refuse(rule, use->loc,
				  "addrtype needs --src-type or --dst-type");
	vec_for_each(arg, &use->args) {
		if (arg->option->kind == IPT_VALUE)
			ipt_read_names(arg->text, ipt_address_types,
				       ipt_name_find_short, find_v4_type,
				       &is_v4);
	}
	if (is_v4 && rule->family == IPT_V6)
		return ipt_refuse(rule, use->loc,
				  "an address of IPv6 has no such type");
	if (ipt_arg(use, "limit-iface-out") &&
	    ipt_is_in_chain(rule, "PREROUTING", "INPUT"))
		return ipt_refuse(rule, use->loc,
				  "no way out is known in this chain");
	if (ipt_arg(use, "limit-iface-in") &&
	    ipt_is_in_chain(rule, "POSTROUTING", "OUTPUT"))
		return ipt_refuse(rule, use->loc,
				  "no way in is known in this chain");
	return 0;
}

static int check_cgroup(struct ipt_rule *rule, const struct ipt_use *use)
{
	if (use->args.n == 1)
		return 0;
	return ipt_refuse(rule, use->loc,
			  "cgroup needs either --path or --cgroup");
}

static int check_cluster(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *total = ipt_arg(use, "cluster-total-nodes");
	const struct ipt_arg *node = ipt_arg(use, "cluster-local-node");
	const struct ipt_arg *mask = ipt_arg(use, "cluster-local-nodemask");
	uint64_t n = 0;
	uint64_t bits = 0;

	ipt_read_number(total->text, 32, &n);
	if (node) {
		ipt_read_number(node->text, 32, &bits);
		bits = 1ull << (bits - 1);
	} else {
		ipt_read_number(mask->text, 32, &bits);
	}
	if (bits < 1ull << n)
		return 0;
	return ipt_refuse(
		rule, use->loc,
		"the local node is beyond the %s nodes that there are",
		total->text);
}

static bool is_id_range(const char *text)
{
	uint64_t lo;
	uint64_t hi;
	const char *end = ipt_read_number(text, UINT32_MAX - 1, &lo);

	hi = lo;
	if (end && (*end == '-' || *end == ':'))
		end = ipt_read_number(end + 1, UINT32_MAX - 1, &hi);
	return end && !*end && lo <= hi;
}

static bool is_users(enum ipt_family family, const char *text)
{
	(void)family;
	return is_id_range(text) || getpwnam(text);
}

static bool is_groups(enum ipt_family family, const char *text)
{
	(void)family;
	return is_id_range(text) || getgrnam(text);
}

static int check_devgroup(struct ipt_rule *rule, const struct ipt_use *use)
{
	if (ipt_arg(use, "src-group") &&
	    ipt_is_in_chain(rule, "OUTPUT", "POSTROUTING"))
		return ipt_refuse(rule, use->loc,
				  "no way in is known in this chain");
	if (ipt_arg(use, "dst-group") &&
	    ipt_is_in_chain(rule, "PREROUTING", "INPUT"))
		return ipt_refuse(rule, use->loc,
				  "no way out is known in this chain");
	return ipt_check_any(rule, use);
}

static int check_owner(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg;
	bool has_group = false;

	vec_for_each(arg, &use->args) {
		if (!strcmp(arg->option->name, "suppl-groups") && !has_group)
			return ipt_refuse(
				rule, arg->loc,
				"--suppl-groups needs --gid-owner in front");
		has_group |= !strcmp(arg->option->name, "gid-owner");
	}
	return ipt_check_any(rule, use);
}

static int check_physdev(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *bridged = ipt_arg(use, "physdev-is-bridged");

	if ((ipt_arg(use, "physdev-out") || ipt_arg(use, "physdev-is-out")) &&
	    (!bridged || bridged->is_negated) &&
	    ipt_is_in_chain(rule, "OUTPUT", ""))
		return ipt_refuse(rule, use->loc,
				  "no bridge port is known in OUTPUT");
	return ipt_check_any(rule, use);
}

static int check_ipvs(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *ipvs = ipt_arg(use, "ipvs");

	if (ipvs && ipvs->is_negated && use->args.n > 1)
		return ipt_refuse(rule, ipvs->loc, "'! --ipvs' stands alone");
	return ipt_check_any(rule, use);
}

static bool is_ipvs_direction(enum ipt_family family, const char *text)
{
	static const struct ipt_name names[] = { { "ORIGINAL" },
						 { "REPLY" },
						 {} };

	(void)family;
	return ipt_name_find(names, text, strlen(text));
}

static bool is_ipvs_method(enum ipt_family family, const char *text)
{
	static const struct ipt_name names[] = {
		{ "GATE" }, { "IPIP" }, { "MASQ" }, {}
	};

	(void)family;
	return ipt_name_find(names, text, strlen(text));
}

/* "--restore-skmark" changes the packet's mark. */
static int translate_socket(struct ipt_rule *rule, const struct ipt_use *use)
{
	return ipt_add_unknown(rule, use,
			       ipt_arg(use, "restore-skmark")
				       ? EFFECT_MATCHES_ACTING
				       : EFFECT_MATCHES);
}

static int translate_comment(struct ipt_rule *rule, const struct ipt_use *use)
{
	rule->ast->comment = ipt_arg(use, "comment")->text;
	return 0;
}

static const struct ipt_option addrtype_options[] = {
	{ "src-type", IPT_VALUE, NEGATABLE, .check = is_address_types },
	{ "dst-type", IPT_VALUE, NEGATABLE, .check = is_address_types },
	{ "limit-iface-in", .group = 1 },
	{ "limit-iface-out", .group = 1 },
	{},
};

static const struct ipt_option cgroup_options[] = {
	{ "path", IPT_WORD, NEGATABLE },
	{ "cgroup", IPT_NUMBER, NEGATABLE, .max = UINT32_MAX },
	{},
};

static const struct ipt_option cluster_options[] = {
	{ "cluster-total-nodes", IPT_NUMBER, REQUIRED, .min = 1, .max = 32 },
	{ "cluster-local-node", IPT_NUMBER, BOTH, .group = 1, .min = 1,
	  .max = 32 },
	{ "cluster-local-nodemask", IPT_NUMBER, BOTH, .group = 1, .min = 1,
	  .max = 32 },
	{ "cluster-hash-seed", IPT_NUMBER, REQUIRED, .max = UINT32_MAX },
	{},
};

static const struct ipt_option comment_options[] = {
	{ "comment", IPT_WORD, REQUIRED },
	{},
};

static const struct ipt_option cpu_options[] = {
	{ "cpu", IPT_NUMBER, BOTH, .max = UINT32_MAX },
	{},
};

static const struct ipt_option devgroup_options[] = {
	{ "src-group", IPT_VALUE, NEGATABLE, .check = ipt_is_not_empty },
	{ "dst-group", IPT_VALUE, NEGATABLE, .check = ipt_is_not_empty },
	{},
};

static const struct ipt_option ipvs_options[] = {
	{ "ipvs", IPT_NO_ARG, NEGATABLE },
	{ "vproto", IPT_VALUE, NEGATABLE, .check = ipt_is_protocol },
	{ "vaddr", IPT_VALUE, NEGATABLE, .check = ipt_is_network },
	{ "vport", IPT_VALUE, NEGATABLE, .check = ipt_is_resolved_port },
	{ "vdir", IPT_VALUE, .check = is_ipvs_direction },
	{ "vmethod", IPT_VALUE, NEGATABLE, .check = is_ipvs_method },
	{ "vportctl", IPT_VALUE, NEGATABLE, .check = ipt_is_resolved_port },
	{},
};

static const struct ipt_option mark_options[] = {
	{ "mark", IPT_VALUE, BOTH, .check = ipt_is_mark },
	{},
};

static const struct ipt_option nfacct_options[] = {
	{ "nfacct-name", IPT_VALUE, REQUIRED, .check = ipt_is_not_empty },
	{},
};

static const struct ipt_option osf_options[] = {
	{ "genre", IPT_WORD, BOTH },
	{ "ttl", IPT_NUMBER, .max = 2 },
	{ "log", IPT_NUMBER, .max = 2 },
	{},
};

static const struct ipt_option owner_options[] = {
	{ "uid-owner", IPT_VALUE, NEGATABLE, .check = is_users },
	{ "gid-owner", IPT_VALUE, NEGATABLE, .check = is_groups },
	{ "socket-exists", IPT_NO_ARG, NEGATABLE },
	{ "suppl-groups" },
	{},
};

static const struct ipt_option physdev_options[] = {
	{ "physdev-in", IPT_VALUE, NEGATABLE, .check = ipt_is_interface },
	{ "physdev-out", IPT_VALUE, NEGATABLE, .check = ipt_is_interface },
	{ "physdev-is-in", IPT_NO_ARG, NEGATABLE },
	{ "physdev-is-out", IPT_NO_ARG, NEGATABLE },
	{ "physdev-is-bridged", IPT_NO_ARG, NEGATABLE },
	{},
};

static const struct ipt_option rateest_options[] = {
	{ "rateest", IPT_WORD, REQUIRED, .group = 1 },
	{ "rateest1", IPT_WORD, REQUIRED, .group = 1, .same_as = "rateest" },
	{ "rateest2", IPT_WORD },
	{ "rateest-delta" },
	{ "rateest-bps1", IPT_MAYBE_WORD, .check = ipt_is_bit_rate },
	{ "rateest-pps1", IPT_MAYBE_WORD },
	{ "rateest-bps2", IPT_MAYBE_WORD, .group = 2,
	  .check = ipt_is_bit_rate },
	{ "rateest-bps", IPT_MAYBE_WORD, .group = 2, .check = ipt_is_bit_rate },
	{ "rateest-pps2", IPT_MAYBE_WORD, .group = 3 },
	{ "rateest-pps", IPT_MAYBE_WORD, .group = 3 },
	{ "rateest-lt", IPT_NO_ARG, NEGATABLE, .group = 4 },
	{ "rateest-gt", IPT_NO_ARG, NEGATABLE, .group = 4 },
	{ "rateest-eq", IPT_NO_ARG, NEGATABLE, .group = 4 },
	{},
};

static const struct ipt_option realm_options[] = {
	{ "realm", IPT_VALUE, BOTH, .check = ipt_is_not_empty },
	{},
};

static const struct ipt_option rpfilter_options[] = {
	{ "loose" }, { "validmark" }, { "accept-local" }, { "invert" }, {},
};

static const struct ipt_option socket_options[] = {
	{ "transparent" },
	{ "nowildcard" },
	{ "restore-skmark" },
	{},
};

const struct ipt_ext ipt_matches_host[] = {
	{ "addrtype", IPT_BOTH, .options = addrtype_options,
	  .effect = EFFECT_MATCHES, .check = check_addrtype },
	{ "cgroup", IPT_BOTH, .hooks = "OUTPUT POSTROUTING INPUT",
	  .options = cgroup_options, .effect = EFFECT_MATCHES,
	  .check = check_cgroup },
	{ "cluster", IPT_BOTH, .options = cluster_options,
	  .effect = EFFECT_MATCHES, .check = check_cluster },
	{ "comment", IPT_BOTH, .options = comment_options,
	  .translate = translate_comment },
	{ "cpu", IPT_BOTH, .options = cpu_options, .effect = EFFECT_MATCHES },
	{ "devgroup", IPT_BOTH, .options = devgroup_options,
	  .effect = EFFECT_MATCHES, .check = check_devgroup },
	{ "ipvs", IPT_BOTH, .options = ipvs_options, .effect = EFFECT_MATCHES,
	  .check = check_ipvs },
	{ "mark", IPT_BOTH, .options = mark_options, .effect = EFFECT_MATCHES },
	/* It counts, and may compare with a quota. */
	{ "nfacct", IPT_BOTH, .options = nfacct_options,
	  .effect = EFFECT_MATCHES_ACTING },
	/* It logs what it matches. */
	{ "osf", IPT_V4, .hooks = "INPUT PREROUTING FORWARD",
	  .protocols = "tcp", .options = osf_options,
	  .effect = EFFECT_MATCHES_ACTING },
	{ "owner", IPT_BOTH, .hooks = "OUTPUT POSTROUTING",
	  .options = owner_options, .effect = EFFECT_MATCHES,
	  .check = check_owner },
	{ "physdev", IPT_BOTH, .options = physdev_options,
	  .effect = EFFECT_MATCHES, .check = check_physdev },
	{ "rateest", IPT_BOTH, .options = rateest_options,
	  .effect = EFFECT_MATCHES },
	{ "realm", IPT_V4, .hooks = "POSTROUTING FORWARD OUTPUT INPUT",
	  .options = realm_options, .effect = EFFECT_MATCHES },
	{ "rpfilter", IPT_BOTH, .tables = "raw mangle", .hooks = "PREROUTING",
	  .options = rpfilter_options, .effect = EFFECT_MATCHES },
	{ "socket", IPT_BOTH, .hooks = "PREROUTING INPUT",
	  .options = socket_options, .translate = translate_socket },
	{},
};

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_ext.c - matches and targets of iptables, by name
 */
#include "lang/ipt_ext.h"

#include "lang/ipt_rows.h"

#include <string.h>

static const struct ipt_ext *const match_tables[] = {
	ipt_matches_tcp,
	ipt_matches_sctp,
	ipt_matches_l4,
	ipt_matches_net,
	ipt_matches_ip6,
	ipt_matches_host,
	ipt_matches_policy,
	ipt_matches_data,
	ipt_matches_state,
	ipt_matches_set,
	NULL,
};

static const struct ipt_ext *const target_tables[] = {
	ipt_targets,
	ipt_targets_change,
	ipt_targets_nat,
	NULL,
};

/* What xtables_find_match() takes for the same. */
static const struct {
	const char *name;
	const char *known_as;
} aliases[] = {
	{ "icmpv6", "icmp6" },
	{ "ipv6-icmp", "icmp6" },
};

static const struct ipt_ext *find(const struct ipt_ext *const *tables,
				  const char *name, enum ipt_family family)
{
	const struct ipt_ext *ext;

	/* Chains are asked for as well: most names are none of these. */
	for (; *tables; tables++) {
		for (ext = *tables; ext->name; ext++) {
			if (ext->families & family && *ext->name == *name &&
			    !strcmp(ext->name, name))
				return ext;
		}
	}
	return NULL;
}

const struct ipt_ext *ipt_find_match(const char *name, enum ipt_family family)
{
	for (size_t i = 0; i < sizeof(aliases) / sizeof(*aliases); i++) {
		if (!strcmp(name, aliases[i].name))
			name = aliases[i].known_as;
	}
	return find(match_tables, name, family);
}

const struct ipt_ext *ipt_find_target(const char *name, enum ipt_family family)
{
	return find(target_tables, name, family);
}

const struct ipt_arg *ipt_arg(const struct ipt_use *use, const char *name)
{
	const struct ipt_arg *arg;

	vec_for_each(arg, &use->args) {
		if (!strcmp(arg->option->name, name) ||
		    (arg->option->same_as &&
		     !strcmp(arg->option->same_as, name)))
			return arg;
	}
	return NULL;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netfilter.h - what the kernel tells of nf_tables besides its rules
 *
 * libnftables prints a ruleset, but not of which generation it is, nor which
 * tables hold expressions of iptables' extensions: those it translates, with
 * what gets lost on the way, or it prints what nobody reads.
 *
 * It also takes a lower bound and an upper bound that comes later in the rule
 * for a range of the second field, whatever the first was (nft 1.0.6): "tcp
 * sport >= 1024 tcp dport <= 2000" is printed "tcp dport 1024-2000". A mask and
 * a value with other bits, which nothing equals, it prints as a prefix: "ip
 * saddr & 255.255.255.0 == 10.0.0.1" as "ip saddr 10.0.0.1/24". Rules to which
 * either may happen are misprinted.
 */
#ifndef NICFW_NETFILTER_H
#define NICFW_NETFILTER_H

#include "base/vec.h"
#include "lang/ast.h"

#include <stdint.h>

struct netfilter_table {
	enum family family;
	const char *name;
	bool has_xt; /* some rule of it has an extension of iptables */
	VEC(uint64_t) misprinted; /* handles of rules; not of all if has_xt */
};

struct netfilter_tables {
	VEC(struct netfilter_table) v;
};

/*
 * The number of the ruleset of this network namespace, which each change of it
 * raises (nf_tables_api.c, nft_base_seq); 0 where the kernel has no nf_tables.
 * 0, or -errno.
 */
int netfilter_generation(uint32_t *out);

/*
 * The tables of this namespace, in the order in which they were added; none
 * where the kernel has no nf_tables. -EAGAIN if they changed meanwhile, or
 * -errno.
 */
int netfilter_tables(struct arena *a, struct netfilter_tables *out);

#endif

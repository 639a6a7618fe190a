/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netfilter.h - what the kernel tells of nf_tables besides its rules
 *
 * libnftables prints a ruleset, but not of which generation it is, nor which
 * tables hold expressions of iptables' extensions: those it translates, with
 * what gets lost on the way, or it prints what nobody reads.
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

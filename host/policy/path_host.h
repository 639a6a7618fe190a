/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * path_host.h - what lies between a device's hook and the chains behind it
 */
#ifndef NICFW_PATH_HOST_H
#define NICFW_PATH_HOST_H

#include "policy/path.h"

/*
 * Why a drop behind the netdev hook may not be met, as the host must know it;
 * NULL: it is met.
 */
const char *path_why_bypassed(const struct policy *policy,
			      const struct host_facts *facts);

/*
 * Where the kernel runs @chain among those of its hook: those of type nat run
 * where it translates, whatever their priority, which orders them among
 * themselves (nf_nat_ipv4_ops, nf_nat_ipv6_ops).
 */
long path_priority(const struct policy_chain *chain);

/*
 * True if NAT may have rewritten where a packet goes when @chain sees it, which
 * it does at prerouting (nf_nat_ipv4_pre_routing, nf_nat_ipv6_in).
 */
bool path_is_behind_dst_nat(const struct policy_chain *chain);

/*
 * True if NAT may have rewritten where a packet comes from when @chain sees it,
 * which it does at input, behind what is filtered there (nf_nat_ipv4_local_in,
 * nf_nat_ipv6_local_in).
 */
bool path_is_behind_src_nat(const struct policy_chain *chain);

/* True if the rules, or something else on the host, translate addresses. */
bool path_translates(const struct policy *policy,
		     const struct host_facts *facts);

/* Sets @may of each effect that some rule has, whoever meets it. */
void path_effects(const struct policy *policy, bool may[N_EFFECTS]);

#endif

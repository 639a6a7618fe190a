// SPDX-License-Identifier: GPL-2.0-only
/*
 * path_host.c - what lies between a device's hook and the chains behind it
 */
#include "policy/path_host.h"

#include <linux/netfilter_ipv4.h>
#include <string.h>

long path_priority(const struct policy_chain *chain)
{
	if (chain->type != CHAIN_NAT)
		return chain->priority;
	return chain->at == HOOK_PREROUTING ? NF_IP_PRI_NAT_DST
					    : NF_IP_PRI_NAT_SRC;
}

bool path_is_behind_dst_nat(const struct policy_chain *chain)
{
	if (chain->at == HOOK_PREROUTING)
		return chain->priority >= NF_IP_PRI_NAT_DST;
	return chain->at == HOOK_INPUT || chain->at == HOOK_FORWARD;
}

bool path_is_behind_src_nat(const struct policy_chain *chain)
{
	return chain->at == HOOK_INPUT &&
	       path_priority(chain) >= NF_IP_PRI_NAT_SRC;
}

static bool has_stmt(const struct policy_chain *chain,
		     bool (*is_wanted)(const struct policy_stmt *s))
{
	const struct policy_rule *rule;
	const struct policy_stmt *s;

	vec_for_each(rule, &chain->rules) {
		if (!rule_has(rule, POLICY_HOST))
			continue;
		vec_for_each(s, &rule->stmts) {
			if (s->kind == POLICY_HOST && is_wanted(s))
				return true;
		}
	}
	return false;
}

static bool is_translation(const struct policy_stmt *s)
{
	return s->effect == EFFECT_TRANSLATES || !strncmp(s->text, "tproxy", 6);
}

static bool is_flow(const struct policy_stmt *s)
{
	return !strncmp(s->text, "flow ", 5);
}

/* The chains of legacy iptables, which run where others do, are known. */
static bool has_legacy(const struct policy *policy)
{
	const struct policy_chain *chain;

	vec_for_each(chain, &policy->chains) {
		if (chain->table->syntax == SYNTAX_IPTABLES_LEGACY)
			return true;
	}
	return false;
}

const char *path_why_bypassed(const struct policy *policy,
			      const struct host_facts *facts)
{
	const struct policy_chain *chain;

	if (facts->has_flowtable)
		return "the flowtable of the device";
	vec_for_each(chain, &policy->chains) {
		if (!chain->table->is_dormant && has_stmt(chain, is_flow))
			return "the flowtable";
	}
	if (facts->hides_tags)
		return "the VLAN tag, which the device takes off";
	if (facts->has_legacy && !has_legacy(policy))
		return "the rules of iptables-legacy";
	return NULL;
}

bool path_translates(const struct policy *policy,
		     const struct host_facts *facts)
{
	const struct policy_chain *chain;

	if (facts->has_nat)
		return true;
	vec_for_each(chain, &policy->chains) {
		if (chain->table->is_dormant)
			continue;
		if ((chain->hook && chain->type == CHAIN_NAT) ||
		    has_stmt(chain, is_translation))
			return true;
	}
	return false;
}

static void note_effects(const struct policy_chain *chain, bool *may)
{
	const struct policy_rule *rule;
	const struct policy_stmt *s;

	vec_for_each(rule, &chain->rules) {
		if (!rule_has(rule, POLICY_HOST))
			continue;
		vec_for_each(s, &rule->stmts)
			may[s->effect] |= s->kind == POLICY_HOST;
	}
}

void path_effects(const struct policy *policy, bool may[N_EFFECTS])
{
	const struct policy_chain *chain;

	vec_for_each(chain, &policy->chains)
		if (!chain->table->is_dormant)
			note_effects(chain, may);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * policy.c - questions about a policy
 */
#include "policy/policy.h"

#include "lang/nft_print.h"

#include <errno.h>

/* ---- What a policy asks for ---- */

static bool field_is_l4(enum field_id field)
{
	switch (fields[field].base) {
	case PLAN_TRANS:
	case PLAN_HBH:
	case PLAN_RT:
	case PLAN_FRAG:
	case PLAN_DST:
	case PLAN_MH:
	case PLAN_EXISTS:
		return true;
	default:
		return field == FIELD_META_L4PROTO;
	}
}

static bool is_ext_field(enum field_id field)
{
	enum plan_base base = fields[field].base;

	return base == PLAN_EXISTS || (base >= PLAN_HBH && base <= PLAN_MH);
}

static bool has_field(const struct policy *p, bool (*is_it)(enum field_id))
{
	for (enum field_id i = 0; i < N_FIELDS; i++) {
		if (p->is_matched[i] && is_it(i))
			return true;
	}
	return false;
}

bool policy_needs_l4(const struct policy *p)
{
	/* A HOTDROP asks how much there is behind the network header. */
	return p->has_hotdrops || has_field(p, field_is_l4);
}

bool policy_needs_ext(const struct policy *p)
{
	return has_field(p, is_ext_field);
}

const struct policy_rule *policy_find_rule(const struct policy *p, uint32_t id)
{
	const struct policy_chain *chain;
	const struct policy_rule *rule;

	vec_for_each(chain, &p->chains)
		vec_for_each(rule, &chain->rules)
			if (rule->id == id)
				return rule;
	return NULL;
}

/* ---- What no stage does alone ---- */

#define UNPLACED \
	"an object has no nftables behind it that could decide this; use nicfw load"

static void refuse_stmts(const struct policy_chain *chain, struct diag *diag)
{
	const struct policy_rule *rule;
	const struct policy_stmt *stmt;

	vec_for_each(rule, &chain->rules) {
		vec_for_each(stmt, &rule->stmts) {
			if (stmt_asks_host(stmt))
				diag_error(diag, rule->loc, "'%s': " UNPLACED,
					   stmt->text ? stmt->text
						      : "ct state");
		}
	}
}

int policy_refuse_host(const struct policy *p, struct diag *diag)
{
	const size_t before = diag->n_errors;
	const struct policy_chain *chain;

	vec_for_each(chain, &p->chains) {
		const enum family family = chain->table->family;

		if (family == FAMILY_NETDEV && chain->at != HOOK_EGRESS)
			refuse_stmts(chain, diag);
		else if (chain->hook)
			diag_error(diag, chain->hook->hook_loc,
				   "hook '%s' of family %s: " UNPLACED,
				   chain->hook->hook, family_name(family));
		if (diag_is_full(diag))
			break;
	}
	return diag->n_errors > before ? -EINVAL : 0;
}

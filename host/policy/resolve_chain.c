// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_chain.c - chains, their hooks, and how they are called
 */
#include "policy/resolve_int.h"

#include "lang/nft_print.h"

#include <errno.h>
#include <limits.h>
#include <net/if.h>

bool table_is_placed(const struct ast_table *t)
{
	return !t->is_dormant;
}

int action_resolve(struct resolver *r, const struct ast_table *table,
		   const struct verdict *v, struct loc loc, struct action *out)
{
	uint32_t chain = 0;

	if (v->kind == VERDICT_JUMP || v->kind == VERDICT_GOTO) {
		if (names_find(&r->chain_names, table, v->chain, &chain))
			return refuse(
				r, loc,
				"no chain '%s' in this table; define it, or correct the name",
				v->chain);
		if (r->policy->chains.v[chain].hook)
			return refuse(
				r, loc,
				"'%s' is a base chain, which only its hook calls; move its rules to another chain",
				v->chain);
	}
	*out = (struct action){ v->kind, chain };
	return 0;
}

/* ---- Where base chains may be ---- */

#define BIT(x)	    (1u << (x))
#define IP_FAMILIES (BIT(FAMILY_IP) | BIT(FAMILY_IP6) | BIT(FAMILY_INET))
#define ALL_HOOKS   (~0u)
#define IP_HOOKS                                                      \
	(BIT(HOOK_PREROUTING) | BIT(HOOK_INPUT) | BIT(HOOK_FORWARD) | \
	 BIT(HOOK_OUTPUT) | BIT(HOOK_POSTROUTING))
#define DEVICE_HOOKS (BIT(HOOK_INGRESS) | BIT(HOOK_EGRESS))

static const char *const hook_names[N_HOOKS] = {
	[HOOK_INGRESS] = "ingress", [HOOK_PREROUTING] = "prerouting",
	[HOOK_INPUT] = "input",	    [HOOK_FORWARD] = "forward",
	[HOOK_OUTPUT] = "output",   [HOOK_POSTROUTING] = "postrouting",
	[HOOK_EGRESS] = "egress",
};

static const unsigned int hooks_of[N_FAMILIES] = {
	[FAMILY_IP] = IP_HOOKS,
	[FAMILY_IP6] = IP_HOOKS,
	[FAMILY_INET] = IP_HOOKS | BIT(HOOK_INGRESS),
	[FAMILY_ARP] = BIT(HOOK_INPUT) | BIT(HOOK_OUTPUT),
	[FAMILY_BRIDGE] = IP_HOOKS,
	[FAMILY_NETDEV] = DEVICE_HOOKS,
};

/* The kernel's nft_chain_nat.c, nft_chain_route.c, nft_chain_filter.c. */
static const struct {
	const char *name;
	unsigned int families;
	unsigned int hooks;
} types[] = {
	[CHAIN_FILTER] = { "filter", ~0u, ALL_HOOKS },
	[CHAIN_NAT] = { "nat", IP_FAMILIES,
			BIT(HOOK_PREROUTING) | BIT(HOOK_INPUT) |
				BIT(HOOK_OUTPUT) | BIT(HOOK_POSTROUTING) },
	[CHAIN_ROUTE] = { "route", IP_FAMILIES, BIT(HOOK_OUTPUT) },
};

/* man nft, tables 6 and 7; dstnat at output since nft 1.0.9. */
static const struct {
	const char *name;
	unsigned int families;
	unsigned int hooks;
	long value;
} priorities[] = {
	{ "raw", IP_FAMILIES, ALL_HOOKS, -300 },
	{ "mangle", IP_FAMILIES, ALL_HOOKS, -150 },
	{ "dstnat", IP_FAMILIES, BIT(HOOK_PREROUTING) | BIT(HOOK_OUTPUT),
	  -100 },
	{ "filter", IP_FAMILIES | BIT(FAMILY_ARP) | BIT(FAMILY_NETDEV),
	  ALL_HOOKS, 0 },
	{ "security", IP_FAMILIES, ALL_HOOKS, 50 },
	{ "srcnat", IP_FAMILIES, BIT(HOOK_POSTROUTING), 100 },
	{ "dstnat", BIT(FAMILY_BRIDGE), BIT(HOOK_PREROUTING), -300 },
	{ "filter", BIT(FAMILY_BRIDGE), ALL_HOOKS, -200 },
	{ "out", BIT(FAMILY_BRIDGE), BIT(HOOK_OUTPUT), 100 },
	{ "srcnat", BIT(FAMILY_BRIDGE), BIT(HOOK_POSTROUTING), 300 },
};

#define LEN(table) (sizeof(table) / sizeof(*(table)))

/* ---- Base chains ---- */

static int hook_find(struct resolver *r, enum family family,
		     const struct ast_hook *hook, enum hook *out)
{
	const char *name = hook->hook ? hook->hook : "";

	for (unsigned int i = HOOK_INGRESS; i < N_HOOKS; i++) {
		if (hooks_of[family] & BIT(i) && !strcmp(hook_names[i], name)) {
			*out = i;
			return 0;
		}
	}
	return refuse(
		r, hook->hook_loc,
		"the %s family does not support this hook, %s; move the chain to another table",
		family_name(family), name);
}

static int type_find(struct resolver *r, const struct policy_chain *chain,
		     enum chain_type *out)
{
	const struct ast_hook *hook = chain->hook;
	const enum family family = chain->table->family;

	for (unsigned int i = 0; i < LEN(types); i++) {
		if (hook->type && !strcmp(types[i].name, hook->type) &&
		    types[i].families & BIT(family) &&
		    types[i].hooks & BIT(chain->at)) {
			*out = i;
			return 0;
		}
	}
	return refuse(
		r, hook->hook_loc,
		"no chain of type %s is called at hook %s of family %s; write type filter",
		hook->type ? hook->type : "", hook_names[chain->at],
		family_name(family));
}

static int priority_find(struct resolver *r, const struct policy_chain *chain,
			 long *out)
{
	const struct ast_hook *hook = chain->hook;
	const enum family family = chain->table->family;

	if (!hook->prio_name) {
		*out = 0;
		return 0;
	}
	for (size_t i = 0; i < LEN(priorities); i++) {
		if (!strcmp(priorities[i].name, hook->prio_name) &&
		    priorities[i].families & BIT(family) &&
		    priorities[i].hooks & BIT(chain->at)) {
			*out = priorities[i].value;
			return 0;
		}
	}
	return refuse(
		r, hook->hook_loc,
		"priority '%s' is not one of the %s family at hook %s; write a number",
		hook->prio_name, family_name(family), hook_names[chain->at]);
}

/* Conntrack's: what translates needs it (nf_tables_chain_type_lookup). */
#define NAT_PRIORITY (-200)

static int priority_resolve(struct resolver *r,
			    const struct policy_chain *chain, long *out)
{
	const struct ast_hook *hook = chain->hook;
	long base, value;

	if (priority_find(r, chain, &base))
		return -EINVAL;
	if (__builtin_add_overflow(base, hook->prio_offset, &value) ||
	    value < INT_MIN || value > INT_MAX)
		return refuse(r, hook->hook_loc,
			      "priority %ld is out of range (%d-%d)",
			      hook->prio_offset, INT_MIN, INT_MAX);
	if (chain->type == CHAIN_NAT && value <= NAT_PRIORITY)
		return refuse(
			r, hook->hook_loc,
			"a chain of type nat has to run behind conntrack: give it a priority over %d",
			NAT_PRIORITY);
	*out = value;
	return 0;
}

#define MAX_DEVICES 256 /* NFT_NETDEVICE_MAX */

static int device_add(struct resolver *r, struct policy_chain *chain,
		      const struct expr *e)
{
	const char *const *other;

	if (!e->text || !*e->text || strlen(e->text) >= IFNAMSIZ)
		return refuse(r, e->loc,
			      "device name is out of range (1-%d characters)",
			      IFNAMSIZ - 1);
	vec_for_each(other, &chain->devices) {
		if (!strcmp(*other, e->text))
			return refuse(
				r, e->loc,
				"device '%s' is named twice; leave one out",
				e->text);
	}
	*vec_push(r->arena, &chain->devices) = arena_strdup(r->arena, e->text);
	return 0;
}

static int devices_resolve(struct resolver *r, struct policy_chain *chain,
			   const struct ast_hook *hook)
{
	struct expr *const *e;

	if (!(BIT(chain->at) & DEVICE_HOOKS)) {
		if (!hook->devices.n)
			return 0;
		return refuse(
			r, hook->devices.v[0]->loc,
			"a chain at hook %s is for all devices; match iifname instead",
			hook_names[chain->at]);
	}
	if (!hook->devices.n)
		return refuse(
			r, hook->hook_loc,
			"missing device of chain '%s'; write: type filter hook %s device NAME priority 0",
			chain->name, hook_names[chain->at]);
	if (hook->devices.n > MAX_DEVICES)
		return refuse(r, hook->hook_loc,
			      "chain '%s' has %zu devices, at most %u fit",
			      chain->name, hook->devices.n, MAX_DEVICES);
	vec_for_each(e, &hook->devices) {
		if (device_add(r, chain, *e))
			return -EINVAL;
	}
	return 0;
}

static int hook_resolve(struct resolver *r, struct policy_chain *chain,
			const struct ast_hook *hook)
{
	const enum family family = chain->table->family;

	if (hook_find(r, family, hook, &chain->at) ||
	    type_find(r, chain, &chain->type) ||
	    priority_resolve(r, chain, &chain->priority) ||
	    devices_resolve(r, chain, hook))
		return -EINVAL;
	if (hook->flags && family != FAMILY_NETDEV)
		return refuse(
			r, hook->hook_loc,
			"chain flags '%s' are for the netdev family; leave them out",
			hook->flags);
	chain->policy = hook->has_policy ? hook->policy : VERDICT_ACCEPT;
	return 0;
}

static void chain_add(struct resolver *r, const struct ast_table *table,
		      const struct ast_chain *ast)
{
	struct policy_chain *chain = vec_push(r->arena, &r->policy->chains);

	chain->loc = ast->loc;
	chain->name = ast->name;
	chain->table = table;
	chain->hook = ast->hook;
	if (ast->hook)
		hook_resolve(r, chain, ast->hook);
	names_add(r->arena, &r->chain_names, table, ast->name, ast->loc);
}

void chains_resolve(struct resolver *r)
{
	const struct ast_table *table;
	const struct ast_chain *ast;
	size_t n = 0;

	vec_for_each(table, &r->rs->tables)
		n += table->chains.n;
	vec_reserve(r->arena, &r->policy->chains, n);
	vec_reserve(r->arena, &r->chain_names.v, n);
	vec_for_each(table, &r->rs->tables) {
		if (!table_is_placed(table))
			continue;
		vec_for_each(ast, &table->chains)
			chain_add(r, table, ast);
	}
	names_sort(&r->chain_names);
	names_refuse_doubles(r, &r->chain_names);
}

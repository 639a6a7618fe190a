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
	return t->family == FAMILY_NETDEV && !t->is_dormant;
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

/* ---- Base chains ---- */

static bool is(const char *s, const char *word)
{
	return s && !strcmp(s, word);
}

static int priority_resolve(struct resolver *r, const struct ast_hook *hook,
			    long *out)
{
	if (hook->prio_name && strcmp(hook->prio_name, "filter"))
		return refuse(
			r, hook->hook_loc,
			"priority '%s' is not one of the netdev family; write filter, or a number",
			hook->prio_name);
	if (hook->prio_offset < INT_MIN || hook->prio_offset > INT_MAX)
		return refuse(r, hook->hook_loc,
			      "priority %ld is out of range (%d-%d)",
			      hook->prio_offset, INT_MIN, INT_MAX);
	/* In this family filter is 0. */
	*out = hook->prio_offset;
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
	if (strchr(e->text, '*'))
		return refuse(r, e->loc, "a pattern of devices: " UNPLACED);
	vec_for_each(other, &chain->devices) {
		if (!strcmp(*other, e->text))
			return refuse(
				r, e->loc,
				"device '%s' is named twice; leave one out",
				e->text);
	}
	*(const char **)vec_push(r->arena, &chain->devices) = e->text;
	return 0;
}

static int devices_resolve(struct resolver *r, struct policy_chain *chain,
			   const struct ast_hook *hook)
{
	struct expr *const *e;

	if (!hook->devices.n)
		return refuse(
			r, hook->hook_loc,
			"missing device of chain '%s'; write: type filter hook ingress device NAME priority 0",
			chain->name);
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

static int hook_check(struct resolver *r, const struct ast_hook *hook)
{
	if (!is(hook->type, "filter"))
		diag_error(r->diag, hook->hook_loc,
			   "chain type '%s': " UNPLACED,
			   hook->type ? hook->type : "");
	else if (!is(hook->hook, "ingress"))
		diag_error(r->diag, hook->hook_loc, "hook '%s': " UNPLACED,
			   hook->hook ? hook->hook : "");
	else if (hook->flags)
		diag_error(r->diag, hook->hook_loc,
			   "chain flags '%s': " UNPLACED, hook->flags);
	else
		return 0;
	return -EINVAL;
}

static int hook_resolve(struct resolver *r, struct policy_chain *chain,
			const struct ast_hook *hook)
{
	if (hook_check(r, hook) ||
	    priority_resolve(r, hook, &chain->priority) ||
	    devices_resolve(r, chain, hook))
		return -EINVAL;
	chain->at = HOOK_INGRESS;
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

/* Other families' base chains are refused; without one, a table does nothing.
 */
static void refuse_family(struct resolver *r, const struct ast_table *table)
{
	const struct ast_chain *ast;

	if (table->is_dormant || table->family == FAMILY_NETDEV)
		return;
	vec_for_each(ast, &table->chains) {
		if (!ast->hook)
			continue;
		diag_error(r->diag, ast->hook->hook_loc,
			   "hook '%s' of family %s: " UNPLACED,
			   ast->hook->hook ? ast->hook->hook : "",
			   family_name(table->family));
		return;
	}
}

void chains_resolve(struct resolver *r)
{
	const struct ast_table *table;
	const struct ast_chain *ast;

	vec_for_each(table, &r->rs->tables) {
		refuse_family(r, table);
		if (!table_is_placed(table))
			continue;
		vec_for_each(ast, &table->chains)
			chain_add(r, table, ast);
	}
	names_sort(r, &r->chain_names);
}

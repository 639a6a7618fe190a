// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_table.c - a table of iptables while its lines are read
 *
 * Where base chains stand is linux/netfilter_ipv4.h (enum
 * nf_ip_hook_priorities) and what iptables-nft makes (nft.c: xtables_ipv4).
 */
#include "lang/ipt_table.h"

#include "lang/ipt_parse.h"

#include <errno.h>

struct ipt_base {
	const char *chain;
	const char *hook;
	const char *type;
	const char *prio_name;
	long prio;
};

struct ipt_table_kind {
	const char *name;
	struct ipt_base bases[6]; /* ends with a NULL chain */
};

#define PREROUTING  "PREROUTING", "prerouting"
#define INPUT	    "INPUT", "input"
#define FORWARD	    "FORWARD", "forward"
#define OUTPUT	    "OUTPUT", "output"
#define POSTROUTING "POSTROUTING", "postrouting"

/* nft takes the names of nat's priorities at one hook each. */
static const struct ipt_table_kind kinds[] = {
	{ "filter",
	  { { INPUT, "filter", "filter", 0 },
	    { FORWARD, "filter", "filter", 0 },
	    { OUTPUT, "filter", "filter", 0 } } },
	{ "nat",
	  { { PREROUTING, "nat", "dstnat", 0 },
	    { INPUT, "nat", NULL, 100 },
	    { OUTPUT, "nat", NULL, -100 },
	    { POSTROUTING, "nat", "srcnat", 0 } } },
	{ "mangle",
	  { { PREROUTING, "filter", "mangle", 0 },
	    { INPUT, "filter", "mangle", 0 },
	    { FORWARD, "filter", "mangle", 0 },
	    { OUTPUT, "route", "mangle", 0 },
	    { POSTROUTING, "filter", "mangle", 0 } } },
	{ "raw",
	  { { PREROUTING, "filter", "raw", 0 },
	    { OUTPUT, "filter", "raw", 0 } } },
	{ "security",
	  { { INPUT, "filter", "security", 0 },
	    { FORWARD, "filter", "security", 0 },
	    { OUTPUT, "filter", "security", 0 } } },
};

int ipt_table_open(struct ipt_table *t, const char *name, struct loc loc,
		   struct arena *scratch)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].name, name) != 0)
			continue;
		*t = (struct ipt_table){
			.kind = &kinds[i],
			.loc = loc,
			.scratch = scratch,
			.names = names_new(scratch),
		};
		return 0;
	}
	return -ENOENT;
}

const char *ipt_table_name(const struct ipt_table *t)
{
	return t->kind->name;
}

void ipt_table_delete(struct ipt_table *t, struct ipt_chain *chain)
{
	names_remove(t->names, 0, chain->name);
	chain->name = NULL;
	chain->rules.n = chain->inserted.n = 0;
}

void ipt_table_empty(struct ipt_table *t, bool is_legacy)
{
	struct ipt_chain *chain;

	vec_for_each(chain, &t->chains) {
		chain->rules.n = chain->inserted.n = 0;
		if (!is_legacy)
			chain->policy = VERDICT_ACCEPT;
		if (chain->name && !chain->base)
			ipt_table_delete(t, chain);
	}
}

struct ipt_chain *ipt_table_add(struct ipt_table *t, const char *name,
				struct loc loc)
{
	struct ipt_chain *chain = vec_push(t->scratch, &t->chains);
	const struct ipt_base *base = t->kind->bases;

	while (base->chain && strcmp(base->chain, name) != 0)
		base++;
	chain->loc = loc;
	chain->name = base->chain ? base->chain
				  : arena_strdup(t->scratch, name);
	chain->base = base->chain ? base : NULL;
	chain->policy = VERDICT_ACCEPT;
	names_set(t->names, 0, name, t->chains.n - 1);
	return chain;
}

struct ipt_chain *ipt_table_find(struct ipt_table *t, const char *name)
{
	const struct ipt_base *base = t->kind->bases;
	ssize_t i = names_get(t->names, 0, name);

	if (i >= 0)
		return &t->chains.v[i];
	/* Base chains are there without being named. */
	while (base->chain && strcmp(base->chain, name) != 0)
		base++;
	return base->chain ? ipt_table_add(t, name, t->loc) : NULL;
}

size_t ipt_chain_settle(struct ipt_chain *chain)
{
	struct ipt_rules all = {};
	size_t i;

	if (!chain->inserted.n)
		return chain->rules.n;
	for (i = chain->inserted.n; i-- > 0;)
		ipt_rules_push(&all, &chain->inserted.v[i]);
	for (i = 0; i < chain->rules.n; i++)
		ipt_rules_push(&all, &chain->rules.v[i]);
	ipt_rules_free(&chain->inserted);
	ipt_rules_free(&chain->rules);
	chain->rules = all;
	return all.n;
}

/* A jump to what is no chain: to somebody's target, or nowhere. */
static int check_jump(struct ipt_table *t, const struct ast_rule *rule,
		      struct stmt *s, bool no_unknown, struct diag *diag)
{
	const struct loc loc = stmt_loc(rule, s);
	const char *name = s->verdict.chain;
	ssize_t i = names_get(t->names, 0, name);

	if (i >= 0 && !t->chains.v[i].base)
		return 0;
	if (s->verdict.kind == VERDICT_JUMP && i < 0 &&
	    ipt_is_foreign_target(name)) {
		if (no_unknown) {
			diag_error(diag, loc,
				   "target '%s' is not known" IPT_LEAVE_OUT,
				   name);
			return -EINVAL;
		}
		s->kind = STMT_UNKNOWN;
		s->effect = EFFECT_TAKES;
		s->text = arena_printf(diag->arena, "-j %s", name);
		return 0;
	}
	diag_error(
		diag, loc,
		i < 0 ? "table %s has no chain '%s', and no target is known by that name"
		      : "table %s: no rule can go to the base chain '%s'",
		ipt_table_name(t), name);
	return -EINVAL;
}

int ipt_table_check(struct ipt_table *t, bool no_unknown, struct diag *diag)
{
	struct ipt_chain *chain;
	struct ast_rule *rule;
	struct stmt *s;
	int err = 0;

	vec_for_each(chain, &t->chains) {
		ipt_chain_settle(chain);
		vec_for_each(rule, &chain->rules) {
			s = &rule->stmts.v[rule->stmts.n - 1];
			if (s->kind == STMT_VERDICT && s->verdict.chain &&
			    check_jump(t, rule, s, no_unknown, diag))
				err = -EINVAL;
			if (diag_is_full(diag))
				return -EINVAL;
		}
	}
	return err;
}

static struct ast_hook *make_hook(const struct ipt_chain *chain,
				  struct arena *a)
{
	struct ast_hook *hook = arena_new_of(a, struct ast_hook);

	hook->type = chain->base->type;
	hook->hook = chain->base->hook;
	hook->hook_loc = chain->loc;
	hook->prio_name = chain->base->prio_name;
	hook->prio_offset = chain->base->prio;
	hook->has_policy = true;
	hook->policy = chain->policy;
	return hook;
}

void ipt_table_finish(struct ipt_table *t, struct arena *a, struct arena *nodes,
		      enum family family, struct ast_table *out)
{
	struct ipt_chain *chain;

	out->loc = t->loc;
	out->family = family;
	out->name = ipt_table_name(t);
	vec_reserve(a, &out->chains, t->chains.n);
	vec_for_each(chain, &t->chains) {
		struct ipt_rules *rules = &chain->rules;
		struct ast_chain *made;

		if (!chain->name)
			continue;
		made = vec_push(a, &out->chains);
		made->loc = chain->loc;
		made->name = arena_strdup(a, chain->name);
		made->hook = chain->base ? make_hook(chain, a) : NULL;
		made->rules.v = arena_memdup(nodes, rules->v,
					     rules->n * sizeof(*rules->v));
		made->rules.n = made->rules.cap = rules->n;
		ipt_rules_free(rules);
	}
}

void ipt_table_free(struct ipt_table *t)
{
	struct ipt_chain *chain;

	vec_for_each(chain, &t->chains) {
		ipt_rules_free(&chain->rules);
		ipt_rules_free(&chain->inserted);
	}
}

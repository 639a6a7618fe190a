// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_command.c - commands of iptables, carried out on a table
 */
#include "lang/ipt_command.h"

#include "lang/ipt_build.h"
#include "lang/nft_parse.h"

#include <ctype.h>
#include <errno.h>

struct run {
	struct ipt_context *c;
	struct ipt_table *t;
	struct ipt_line *line;
	struct ipt_chain *chain; /* that the line names, if it names one */
	const char *text;	 /* of the rule */
};

static int refuse(const struct ipt_context *c, struct loc loc, const char *what,
		  const char *text)
{
	diag_error(c->rule->diag, loc, "%s: '%s'", what, text);
	return -EINVAL;
}

static int read_policy(const struct ipt_context *c, struct ipt_chain *chain,
		       const char *text, struct loc loc)
{
	if (!strcmp(text, "ACCEPT"))
		chain->policy = VERDICT_ACCEPT;
	else if (!strcmp(text, "DROP"))
		chain->policy = VERDICT_DROP;
	else
		return refuse(c, loc, "a policy is ACCEPT or DROP, not", text);
	return 0;
}

static int check_name(const struct ipt_context *c, const char *name,
		      struct loc loc, bool may_start_with_dash)
{
	const char *p;

	if (!*name || strlen(name) > 28)
		return refuse(c, loc, "a chain's name has 1 to 28 characters",
			      name);
	for (p = name; *p; p++)
		if (isspace((unsigned char)*p))
			return refuse(c, loc, "a chain's name has no blanks",
				      name);
	if (!may_start_with_dash && (*name == '-' || *name == '!'))
		return refuse(c, loc, "a chain's name does not start so", name);
	return 0;
}

int ipt_command_declare(struct ipt_context *c, struct ipt_table *t,
			const struct ipt_words *words, struct loc loc)
{
	const char *name = words->n ? words->v[0].text : "";
	const char *policy = words->n > 1 ? words->v[1].text : NULL;
	bool is_new = *name && names_get(t->names, 0, name) < 0;
	struct ipt_chain *chain;

	loc.col = 2;
	if (check_name(c, name, loc, c->variant == IPT_LEGACY))
		return -EINVAL;
	if (!policy)
		return refuse(c, loc, "a policy, or '-', has to follow", name);
	chain = ipt_table_find(t, name);
	if (!chain)
		chain = ipt_table_add(t, name, loc);
	else if (!chain->base && c->variant == IPT_LEGACY)
		return refuse(c, loc, "the chain is declared twice", name);
	else if (!chain->base)
		chain->rules.n = chain->inserted.n = 0;
	if (is_new)
		chain->loc = loc;
	loc.col = words->v[1].col;
	if (!strcmp(policy, "-"))
		return 0;
	if (chain->base)
		return read_policy(c, chain, policy, loc);
	if (c->variant == IPT_NFT)
		return 0;
	return refuse(c, loc, "only a base chain of the table has a policy",
		      name);
}

static int delete_one(struct run *r, size_t i)
{
	struct ipt_rules *rules = &r->chain->rules;

	memmove(&rules->v[i], &rules->v[i + 1],
		(rules->n - i - 1) * sizeof(*rules->v));
	rules->n--;
	return 0;
}

static int refuse_number(struct run *r)
{
	return refuse(r->c, r->line->loc,
		      "the chain has no rule of that number", r->line->chain);
}

/* -D and -C with the rule written out; legacy takes the first that is alike. */
static int find_rules(struct run *r, const struct ipt_rules *made)
{
	enum ipt_likeness likeness = IPT_OTHER;
	const struct ast_rule *rule;
	size_t i, n;

	vec_for_each(rule, made) {
		n = ipt_chain_settle(r->chain);
		for (i = 0; i < n; i++) {
			likeness =
				ipt_rule_compare(&r->chain->rules.v[i], rule);
			if (likeness != IPT_OTHER)
				break;
		}
		if (i < n && likeness == IPT_UNSURE)
			return refuse(
				r->c, r->line->loc,
				"only iptables knows if this rule is one that is written otherwise: write it as above",
				r->line->chain);
		if (i == n)
			return refuse(r->c, r->line->loc,
				      "no such rule is in the chain",
				      r->line->chain);
		if (r->line->command == IPT_DELETE)
			delete_one(r, i);
	}
	return 0;
}

static int replace(struct run *r, const struct ipt_rules *made)
{
	size_t n = ipt_chain_settle(r->chain);

	if (made->n != 1)
		return refuse(r->c, r->line->loc,
			      "one rule takes the place of another", "-R");
	if (r->line->number > n)
		return refuse_number(r);
	r->chain->rules.v[r->line->number - 1] = made->v[0];
	return 0;
}

/* Each at the number given, so that the last of several is the first. */
static int insert(struct run *r, const struct ipt_rules *made)
{
	size_t at = r->line->number ? r->line->number - 1 : 0;
	struct ipt_rules *rules = &r->chain->rules;
	const struct ast_rule *rule;

	if (at && at > ipt_chain_settle(r->chain))
		return refuse_number(r);
	vec_for_each(rule, made) {
		if (!at) {
			ipt_rules_push(&r->chain->inserted, rule);
			continue;
		}
		ipt_rules_push(rules, rule);
		memmove(&rules->v[at + 1], &rules->v[at],
			(rules->n - at - 1) * sizeof(*rules->v));
		rules->v[at] = *rule;
	}
	return 0;
}

/* What -I, -R, -D and -C do with the rules that the line made. */
static int use_rules(struct run *r, const struct ipt_rules *made)
{
	switch (r->line->command) {
	case IPT_INSERT:
		return insert(r, made);
	case IPT_REPLACE:
		return replace(r, made);
	default:
		return find_rules(r, made);
	}
}

static int build_rules(struct run *r, struct ipt_rules *to)
{
	struct ipt_context *c = r->c;
	size_t n_before = to->n;

	c->rule->chain = r->chain->name;
	c->rule->ast->loc = r->line->loc;
	if (ipt_rule_build(c->rule, r->line, r->text, c->no_unknown, to))
		return -EINVAL;
	c->n_rules += to->n - n_before;
	if (c->n_rules > NFT_MAX_RULES)
		return refuse(c, r->line->loc,
			      "more than a million rules are not read",
			      r->line->chain);
	return 0;
}

/* Reads the rule behind the command, and has the command done with it. */
static int run_rule(struct run *r)
{
	struct ipt_rules made = {};
	int err;

	if (r->line->command == IPT_APPEND)
		return build_rules(r, &r->chain->rules);
	err = build_rules(r, &made);
	if (!err)
		err = use_rules(r, &made);
	ipt_rules_free(&made);
	return err;
}

static int run_delete(struct run *r)
{
	if (!r->line->number)
		return run_rule(r);
	if (r->line->number > ipt_chain_settle(r->chain))
		return refuse_number(r);
	return delete_one(r, r->line->number - 1);
}

static void empty_chain(struct ipt_chain *chain)
{
	chain->rules.n = chain->inserted.n = 0;
}

static int run_flush(struct run *r)
{
	struct ipt_chain *chain;

	if (r->chain)
		empty_chain(r->chain);
	else
		vec_for_each(chain, &r->t->chains)
			empty_chain(chain);
	return 0;
}

static void zero(struct ipt_chain *chain)
{
	struct ast_rule *rule;
	struct stmt *s;

	ipt_chain_settle(chain);
	vec_for_each(rule, &chain->rules)
		vec_for_each(s, &rule->stmts)
			if (s->kind == STMT_COUNTER)
				s->packets = s->bytes = 0;
}

static int run_zero(struct run *r)
{
	struct ipt_chain *chain;

	if (r->chain)
		zero(r->chain);
	else
		vec_for_each(chain, &r->t->chains)
			zero(chain);
	return 0;
}

static int check_new(struct run *r, const char *name)
{
	const struct ipt_rule *rule = r->c->rule;

	if (check_name(r->c, name, r->line->loc, false))
		return -EINVAL;
	if (ipt_table_find(r->t, name))
		return refuse(r->c, r->line->loc, "the chain is there already",
			      name);
	if (ipt_find_target(name, rule->family))
		return refuse(r->c, r->line->loc, "a target has that name",
			      name);
	return 0;
}

static int run_new(struct run *r)
{
	if (check_new(r, r->line->chain))
		return -EINVAL;
	ipt_table_add(r->t, r->line->chain, r->line->loc);
	return 0;
}

/* Jumps to it are errors at the table's end. */
static int delete_empty(struct run *r, struct ipt_chain *chain)
{
	if (chain->base)
		return refuse(r->c, r->line->loc, "base chains stay",
			      chain->name);
	if (chain->rules.n || chain->inserted.n)
		return refuse(r->c, r->line->loc, "the chain has rules yet",
			      chain->name);
	ipt_table_delete(r->t, chain);
	return 0;
}

static int run_delete_chain(struct run *r)
{
	struct ipt_chain *chain;

	if (r->chain)
		return delete_empty(r, r->chain);
	vec_for_each(chain, &r->t->chains)
		if (chain->name && !chain->base && delete_empty(r, chain))
			return -EINVAL;
	return 0;
}

static void rename_jumps(struct ipt_chain *chain, const char *from,
			 const char *to)
{
	struct ast_rule *rule;
	struct stmt *s;

	vec_for_each(rule, &chain->rules)
		vec_for_each(s, &rule->stmts)
			if (s->kind == STMT_VERDICT && s->verdict.chain &&
			    !strcmp(s->verdict.chain, from))
				s->verdict.chain = to;
}

static int run_rename(struct run *r)
{
	const char *to = r->line->name, *from = r->line->chain;
	struct ipt_chain *chain;

	if (r->chain->base)
		return refuse(r->c, r->line->loc, "base chains keep their name",
			      from);
	if (check_new(r, to))
		return -EINVAL;
	to = build_text(r->c->rule, to, strlen(to));
	names_remove(r->t->names, 0, from);
	/* check_new() may have moved the chains. */
	vec_for_each(chain, &r->t->chains) {
		if (chain->name && !strcmp(chain->name, from)) {
			chain->name = to;
			names_set(r->t->names, 0, to, chain - r->t->chains.v);
		}
		ipt_chain_settle(chain);
		rename_jumps(chain, from, to);
	}
	return 0;
}

static int run_policy(struct run *r)
{
	if (!r->chain->base)
		return refuse(r->c, r->line->loc,
			      "only a base chain of the table has a policy",
			      r->line->chain);
	return read_policy(r->c, r->chain, r->line->name, r->line->loc);
}

static int run_nothing(struct run *r)
{
	(void)r;
	return 0;
}

static const struct {
	int (*run)(struct run *r);
	bool has_rule;
	bool is_for_new; /* its chain must not be there */
} commands[] = {
	[IPT_APPEND] = { run_rule, .has_rule = true },
	[IPT_DELETE] = { run_delete, .has_rule = true },
	[IPT_CHECK] = { run_rule, .has_rule = true },
	[IPT_INSERT] = { run_rule, .has_rule = true },
	[IPT_REPLACE] = { run_rule, .has_rule = true },
	[IPT_LIST] = { run_nothing },
	[IPT_FLUSH] = { run_flush },
	[IPT_ZERO] = { run_zero },
	[IPT_NEW_CHAIN] = { run_new, .is_for_new = true },
	[IPT_DELETE_CHAIN] = { run_delete_chain },
	[IPT_RENAME_CHAIN] = { run_rename },
	[IPT_POLICY] = { run_policy },
};

static bool has_rule_words(const struct ipt_line *line)
{
	for (int i = 0; i < N_IPT_CORE; i++)
		if (line->core[i].is_there)
			return true;
	return line->n_uses > 0;
}

/* The line without the command, if that comes first, and without counters. */
static const char *rule_text(const struct ipt_line *line, char *text,
			     size_t len)
{
	size_t from = line->rest;

	while (from < len && isspace((unsigned char)text[from]))
		from++;
	while (len > from && isspace((unsigned char)text[len - 1]))
		len--;
	text[len] = '\0';
	return text + from;
}

int ipt_command_run(struct ipt_context *c, struct ipt_table *t,
		    struct ipt_line *line, char *text, size_t len)
{
	struct run r = { c, t, line };

	if (!commands[line->command].has_rule && has_rule_words(line))
		return refuse(c, line->loc, "this command takes no rule",
			      line->chain ? line->chain : "");
	if (line->chain && !commands[line->command].is_for_new) {
		r.chain = ipt_table_find(t, line->chain);
		if (!r.chain) {
			diag_error(c->rule->diag, line->loc,
				   "table %s has no chain '%s'",
				   ipt_table_name(t), line->chain);
			return -EINVAL;
		}
	}
	if (commands[line->command].has_rule)
		r.text = rule_text(line, text, len);
	return commands[line->command].run(&r);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * live.c - the ruleset that this network namespace has now
 */
#include "load/live.h"

#include "lang/nft_parse.h"
#include "lang/nft_print.h"
#include "load/netfilter.h"
#include "load/nftables.h"

#include <errno.h>
#include <poll.h>

static const struct loc nowhere;

void live_add_tables(struct arena *a, struct live *out, struct ruleset *rs)
{
	const struct ast_table *t;

	vec_for_each(t, &rs->tables)
		*vec_push(a, &out->ruleset->tables) = *t;
	arena_move(rs->nodes, out->ruleset->nodes);
}

static bool is_misprinted(const struct netfilter_table *t, uint64_t handle)
{
	const uint64_t *one;

	vec_for_each(one, &t->misprinted)
		if (*one == handle)
			return true;
	return false;
}

/* Whom it matches is not in the text. */
static void forget_matches(struct arena *a, struct ast_rule *rule)
{
	struct ast_rule kept = *rule;
	const struct stmt *s;

	rule->text = NULL; /* to be printed as what is left of it */
	rule->stmts.v = NULL;
	rule->stmts.n = rule->stmts.cap = 0;
	*vec_push(a, &rule->stmts) = (struct stmt){
		.kind = STMT_UNKNOWN,
		.at = loc_in_file(rule->loc),
		.text = "what nft prints in another sense",
		.effect = EFFECT_MATCHES,
	};
	vec_for_each(s, &kept.stmts)
		if (s->kind != STMT_MATCH)
			*vec_push(a, &rule->stmts) = *s;
}

static void forget_misprinted(struct arena *a, const struct netfilter_table *t,
			      struct ruleset *rs)
{
	struct ast_table *table;
	struct ast_chain *chain;
	struct ast_rule *rule;

	vec_for_each(table, &rs->tables)
		vec_for_each(chain, &table->chains)
			vec_for_each(rule, &chain->rules)
				if (is_misprinted(t, rule->handle))
					forget_matches(a, rule);
}

static int add_nftables(struct arena *a, struct diag *diag,
			const struct netfilter_table *t, struct live *out)
{
	const char *table =
		arena_printf(a, "%s %s", family_name(t->family), t->name);
	const char *name = arena_printf(a, "nft -a list table %s", table);
	struct arena *read = arena_child(a);
	const char *text;
	struct ruleset *rs;
	int err = nftables_list(read, diag, table, true, &text);

	if (!err)
		err = nft_parse(a, diag, name, text, strlen(text), NULL, &rs);
	/* The tree has copies of all that it keeps. */
	arena_free(read);
	if (err)
		return err;
	forget_misprinted(a, t, rs);
	live_add_tables(a, out, rs);
	return 0;
}

/* ---- Names ---- */

const char *live_table_name(struct arena *a, const struct ast_table *table)
{
	return arena_printf(a, "%s%s %s",
			    table->syntax == SYNTAX_IPTABLES_LEGACY ? "legacy "
								    : "",
			    family_name(table->family), table->name);
}

const char *live_chain_name(struct arena *a, const struct policy_chain *chain)
{
	return arena_printf(a, "%s %s", live_table_name(a, chain->table),
			    chain->name);
}

static struct loc place(const char *name)
{
	return (struct loc){ .file = name };
}

static void name_rule(struct arena *a, const char *chain, size_t number,
		      struct ast_rule *rule)
{
	const char *name =
		rule->handle
			? arena_printf(a, "%s handle %llu", chain, rule->handle)
			: arena_printf(a, "%s rule %zu", chain, number);

	rule_move(rule, place(name));
}

static void name_table(struct arena *a, struct ast_table *table)
{
	const char *name = live_table_name(a, table);
	struct ast_chain *chain;
	struct ast_rule *rule;
	struct ast_set *set;

	table->loc = place(name);
	vec_for_each(set, &table->sets)
		set->loc = place(arena_printf(a, "%s %s", name, set->name));
	vec_for_each(chain, &table->chains) {
		chain->loc = place(arena_printf(a, "%s %s", name, chain->name));
		if (chain->hook)
			chain->hook->hook_loc = chain->loc;
		vec_for_each(rule, &chain->rules)
			name_rule(a, chain->loc.file, rule - chain->rules.v + 1,
				  rule);
	}
}

/* ---- All of it ---- */

static bool has_changed(uint32_t generation)
{
	uint32_t now;

	return netfilter_generation(&now) || now != generation;
}

/* -EAGAIN, whatever went wrong, if the ruleset changed meanwhile. */
static int read_once(struct arena *a, struct diag *diag,
		     const struct ipt_options *opts,
		     const struct live_known *known, struct live *out)
{
	struct netfilter_tables tables = {};
	const struct netfilter_table *t;
	uint32_t before;
	int err = netfilter_generation(&before);

	if (!err)
		err = netfilter_tables(a, &tables);
	if (err && err != -EAGAIN)
		diag_error(diag, nowhere,
			   "the kernel does not tell its ruleset: %s",
			   strerror(-err));
	if (err)
		return err;
	vec_for_each(t, &tables.v)
		if (!err && !t->has_xt)
			err = has_changed(before)
				      ? -EAGAIN
				      : add_nftables(a, diag, t, out);
	if (!err)
		err = live_add_iptables(a, diag, &tables, opts, known, out);
	/* Nobody waits for that again. */
	if (err != -ETIMEDOUT && has_changed(before))
		return -EAGAIN;
	out->generation = before;
	return err;
}

static void begin(struct arena *a, struct live *live)
{
	*live = (struct live){ arena_new_of(a, struct ruleset) };
	live->ruleset->nodes = arena_child(a);
}

static void pass_on(struct diag *to, const struct diag *from)
{
	const struct diag_msg *m;

	vec_for_each(m, &from->msgs)
		diag_add(to, m->level, m->loc, "%s", m->text);
}

int live_read(struct arena *a, struct diag *diag,
	      const struct ipt_options *opts, const struct live_known *known,
	      struct live *out)
{
	struct ast_table *t;
	struct live live;
	struct arena *read;
	struct diag *said;
	int err = -EAGAIN;

	for (int i = 0; i < LIVE_READS && err == -EAGAIN; i++) {
		/* Whoever changes it may be through with that soon. */
		poll(NULL, 0, i * LIVE_PAUSE_MS);
		read = arena_child(a);
		said = diag_new(read);
		begin(read, &live);
		err = read_once(read, said, opts, known, &live);
		if (err == -EAGAIN)
			arena_free(read);
	}
	if (err == -EAGAIN)
		diag_error(
			diag, nowhere,
			"the live ruleset changed each time that it was read, %d times; try again when it holds still",
			LIVE_READS);
	else
		pass_on(diag, said);
	if (err)
		return err;
	vec_for_each(t, &live.ruleset->tables)
		name_table(a, t);
	live.ruleset->no_times = true;
	*out = live;
	return 0;
}

bool live_is_same(const struct live *was)
{
	struct arena *a = arena_new();
	struct live_silent now = {};
	/* The generation last: tools take their time. */
	bool is_same = !live_read_silent(a, diag_new(a), was->has_sets, &now) &&
		       !memcmp(&now, &was->silent, sizeof(now)) &&
		       !has_changed(was->generation);

	arena_free(a);
	return is_same;
}

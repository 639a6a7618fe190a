// SPDX-License-Identifier: GPL-2.0-only
/*
 * rule_edits_rules.c - a ruleset's tree, with what changed of its rules since
 */
#include "lang/nft_print.h"
#include "load/rule_edits_int.h"

#include <errno.h>
#include <string.h>

static struct ast_chain *find_chain(const struct rule_chain *of,
				    struct ruleset *rs)
{
	struct ast_table *t = nft_find_table(rs, of->family, of->table);
	struct ast_chain *chain;

	if (t)
		vec_for_each(chain, &t->chains)
			if (!strcmp(chain->name, of->name))
				return chain;
	return NULL;
}

static struct loc moved(const json_t *edit, const char *file, struct loc loc)
{
	const uint32_t line = rule_edit_line(edit, loc.line);

	return line ? (struct loc){ file, line, loc.col } : loc;
}

static void move_all(const json_t *edit, const char *file, struct ruleset *rs)
{
	struct ast_table *t;
	struct ast_chain *chain;
	struct ast_rule *rule;

	vec_for_each(t, &rs->tables)
		vec_for_each(chain, &t->chains) {
			chain->loc = moved(edit, file, chain->loc);
			vec_for_each(rule, &chain->rules)
				rule_move(rule, moved(edit, file, rule->loc));
		}
}

/* Where rules that came in line @line stand among those of @chain. */
static ssize_t find_place(const struct ast_chain *chain, uint32_t line)
{
	for (size_t i = 0; i < chain->rules.n; i++) {
		if (chain->rules.v[i].loc.line == line)
			return i;
		if (chain->rules.v[i].loc.line == line - 1)
			return i + 1;
	}
	return -1;
}

/* A hunk, by the rules of its chain. */
struct spot {
	size_t at, n_old;
	uint32_t line; /* of the first that came, in the new text */
	const json_t *texts;
};

struct spots {
	VEC(struct spot) v;
};

static int find_spots(struct arena *a, const json_t *edit,
		      const struct ast_chain *chain, struct spots *out)
{
	const json_t *hunk;
	int64_t shift = 0;
	size_t i;

	json_array_foreach(json_object_get(edit, "hunks"), i, hunk)
	{
		const uint32_t line = member_number(hunk, "line");
		const size_t n_old = member_number(hunk, "old");
		const ssize_t at = find_place(chain, line);

		if (at < 0 || n_old > chain->rules.n - at)
			return -EINVAL;
		*vec_push(a, &out->v) =
			(struct spot){ at, n_old, line + shift,
				       json_object_get(hunk, "rules") };
		shift += member_number(hunk, "new") - (int64_t)n_old;
	}
	return 0;
}

static int push_rules(struct arena *a, const struct rule_chain *of,
		      const struct spot *spot, const char *file,
		      struct ast_chain *out)
{
	const json_t *text;
	size_t i;

	json_array_foreach(spot->texts, i, text)
	{
		const char *s = json_string_value(text);
		struct ast_rule *rule;
		struct ruleset *rs;

		if (!s || rule_row_parse(a, of, s, strlen(s), &rs))
			return -EINVAL;
		rule = vec_push(a, &out->rules);
		*rule = rs->tables.v[0].chains.v[0].rules.v[0];
		rule_move(rule,
			  (struct loc){ file, spot->line + i, rule->loc.col });
	}
	return 0;
}

/* Puts the rules of @spots, which are in order, where they belong. */
static int put_rules(struct arena *a, const struct rule_chain *of,
		     const struct spots *spots, const char *file,
		     struct ast_chain *chain)
{
	struct ast_chain all = {};
	const struct spot *spot;
	size_t next = 0;
	int err;

	vec_for_each(spot, &spots->v) {
		while (next < spot->at)
			*vec_push(a, &all.rules) = chain->rules.v[next++];
		err = push_rules(a, of, spot, file, &all);
		if (err)
			return err;
		next = spot->at + spot->n_old;
	}
	while (next < chain->rules.n)
		*vec_push(a, &all.rules) = chain->rules.v[next++];
	chain->rules.v = all.rules.v;
	chain->rules.n = all.rules.n;
	chain->rules.cap = all.rules.cap;
	return 0;
}

static int apply_edit(struct arena *a, const struct rule_chain *of,
		      const json_t *edit, struct ruleset *rs)
{
	const char *file = arena_strdup(a, rule_edit_text(edit, "source"));
	struct ast_chain *chain = find_chain(of, rs);
	struct spots spots = {};
	int err = chain ? find_spots(a, edit, chain, &spots) : -EINVAL;

	if (err)
		return err;
	move_all(edit, file, rs);
	return put_rules(a, of, &spots, file, chain);
}

int rule_edits_apply_rules(const struct state *st, const char *ifname,
			   unsigned int gen, const struct rule_chain *chain,
			   struct ruleset *rs)
{
	struct rule_edits edits;
	int err = rule_edits_read(st, ifname, gen, &edits);

	for (size_t i = 0; i < edits.v.n && !err; i++)
		if (rule_edit_has_text(edits.v.v[i]))
			err = apply_edit(st->a, chain, edits.v.v[i], rs);
	rule_edits_free(&edits);
	return err;
}

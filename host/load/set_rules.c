// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_rules.c - the rules of a generation, with what changed of its sets since
 */
#include "load/set_rules.h"
#include "base/clock.h"
#include "lang/age.h"
#include "lang/nft_parse.h"
#include "lang/nft_places.h"
#include "lang/nft_print.h"
#include "load/rule_edits.h"
#include "load/rule_index.h"
#include "load/set_journal.h"
#include "policy/set_edit.h"

#include <errno.h>

static const struct loc nowhere;

struct ast_set *set_rules_find(struct ruleset *rs, const char *family,
			       const char *table, const char *name,
			       struct ast_table **in)
{
	struct ast_table *t = nft_find_table(rs, family, table);
	struct ast_set *set;

	*in = t;
	if (t)
		vec_for_each(set, &t->sets)
			if (!strcmp(set->name, name))
				return set;
	return NULL;
}

static bool is_same_set(const struct set_line *a, const struct set_line *b)
{
	return !strcmp(a->set, b->set) && !strcmp(a->table, b->table) &&
	       !strcmp(a->family, b->family);
}

/* The elements of those of @lines that are of the same set, as one text. */
static const char *join(const struct set_target *t,
			const struct set_lines *lines, size_t first)
{
	const struct set_line *line;
	size_t room = 1;
	char *text, *end;

	vec_for_each(line, &lines->v)
		room += strlen(line->elements) + 1;
	text = end = arena_alloc(t->st->a, room);
	for (size_t i = first; i < lines->v.n; i++) {
		line = &lines->v.v[i];
		if (!is_same_set(line, &lines->v.v[first]))
			continue;
		end = stpcpy(end, line->elements);
		*end++ = ',';
	}
	*end = '\0';
	return text;
}

/* @e, whose times begin with @line and not with the text. */
static struct set_edit edit_of(struct arena *a, const struct set_line *line,
			       struct expr *e)
{
	struct set_edit edit = { line->deletes, e, line->at_ms };
	struct element_times times;

	if (e->kind != EXPR_TIMED || !e->times->expires_ms)
		return edit;
	times = *e->times;
	times.expires_ms += line->at_ms;
	edit.element = expr_timed(a, e, &times, expr_comment(e));
	return edit;
}

/* Applies those of @lines from @first on that are of its set. */
static int apply(const struct set_target *t, struct diag *diag,
		 struct ruleset *rs, const struct set_lines *lines,
		 bool *is_done, size_t first)
{
	const struct set_line *of = &lines->v.v[first];
	const char *text = join(t, lines, first);
	struct set_edits edits = {};
	struct ast_table *table;
	struct expr *elements;
	struct ast_set *set =
		set_rules_find(rs, of->family, of->table, of->set, &table);
	size_t n = 0;

	if (!set || nft_parse_elements(t->st->a, diag, "what changed since",
				       text, strlen(text), &elements))
		return -EINVAL;
	for (size_t i = first; i < lines->v.n; i++) {
		const struct set_line *line = &lines->v.v[i];

		if (!is_same_set(line, of))
			continue;
		is_done[i] = true;
		for (size_t k = 0; k < line->n; k++, n++) {
			if (n == elements->items.n)
				return -EINVAL;
			*vec_push(t->st->a, &edits.v) =
				edit_of(t->st->a, line, elements->items.v[n]);
		}
	}
	return set_edit(t->st->a, diag, table, set, &edits, true);
}

/* Rules that changed in place; those that cannot have no chain. */
static int replay_rules(const struct set_target *t, struct ruleset *rs)
{
	struct rule_index index;

	if (rule_index_read(t->st, t->ifname, t->gen, &index) || index.why_not)
		return 0;
	return rule_edits_apply_rules(t->st, t->ifname, t->gen, &index.chain,
				      rs);
}

static int replay(const struct set_target *t, struct diag *diag,
		  struct ruleset *rs)
{
	struct set_lines lines = {};
	int err = replay_rules(t, rs);
	bool *is_done;

	if (!err)
		err = set_journal_read(t->st, t->ifname, t->gen, &lines);
	is_done = arena_calloc(t->st->a, lines.v.n + 1, sizeof(bool));

	for (size_t i = 0; i < lines.v.n && !err; i++)
		if (!is_done[i])
			err = apply(t, diag, rs, &lines, is_done, i);
	return err;
}

int set_rules_read(const struct set_target *t, struct diag *diag,
		   const char *name, struct ruleset **out)
{
	struct set_index index;
	struct ruleset *rs;
	char *text, *places;
	size_t len;
	int err = state_read_text(t->st, t->ifname, t->gen, STATE_RULES, &text,
				  &len);

	if (!err)
		err = set_index_read(t->st, t->ifname, t->gen, &index);
	if (!err)
		err = nft_parse(t->st->a, diag, name, text, len, NULL, &rs);
	if (!err && !state_read_text(t->st, t->ifname, t->gen, STATE_PLACES,
				     &places, &len))
		nft_places_apply(rs, places);
	if (!err)
		err = replay(t, diag, rs);
	if (!err) {
		rs->read_at = index.read_at;
		ruleset_age(t->st->a, rs, clock_now_ns());
	}
	if (err)
		diag_error(
			diag, nowhere,
			"%s: what is kept of its rules cannot be read: %s; load them again",
			t->ifname, strerror(-err));
	else
		*out = rs;
	return err;
}

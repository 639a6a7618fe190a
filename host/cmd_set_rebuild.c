// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_set_rebuild.c - a set is changed by a new generation
 *
 * The rules are those that are kept of the generation that runs, and are loaded
 * as that one was.
 */
#include "base/text_index.h"
#include "cmd_load.h"
#include "cmd_set.h"
#include "lang/nft_print_expr.h"
#include "load/meta.h"
#include "policy/set_edit.h"

#include <string.h>

static const struct loc nowhere;

/*
 * Does @set have these elements, in whatever order? Each is told by how it is
 * printed, so what it expires in makes it another one: times begin anew.
 */
static bool has_just(struct arena *a, const struct ast_set *set,
		     const struct expr *elements)
{
	const size_t n = set->elements.n;
	const char **texts = arena_calloc(a, n, sizeof(*texts));
	struct text_index index;

	if (elements->items.n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		texts[i] = print_expr_text(a, set->elements.v[i]);
	index = text_index_of(a, texts, n);
	for (size_t i = 0; i < n; i++)
		if (text_index_take(&index,
				    print_expr_text(a, elements->items.v[i])) ==
		    TEXT_INDEX_NONE)
			return false;
	return true;
}

/* It may have them all: then nothing is to be loaded. */
static int edit(struct set_run *s, const struct ast_table *table,
		struct ast_set *set, bool *changes)
{
	struct expr *const *old = set->elements.v;
	const size_t n_old = set->elements.n;
	struct set_edits edits = {};
	struct expr *const *e;

	*changes = true;
	if (set->flags & SET_CONSTANT) {
		diag_error(s->target.diag, nowhere,
			   "'%s' is constant: load rules with its new elements",
			   set->name);
		return -1;
	}
	if (s->verb == SET_REPLACE) {
		*changes = !has_just(s->target.a, set, s->elements);
		set->elements.v = s->elements->items.v;
		set->elements.n = set->elements.cap = s->elements->items.n;
		return 0;
	}
	vec_for_each(e, &s->elements->items)
		*vec_push(s->target.a, &edits.v) =
			(struct set_edit){ s->verb == SET_DEL, *e };
	if (set_edit(s->target.a, s->target.diag, table, set, &edits, false))
		return -1;
	*changes = set->elements.n != n_old ||
		   memcmp(set->elements.v, old, n_old * sizeof(*old));
	return 0;
}

static bool read_mode(const json_t *json, const char *key,
		      enum profile_stage *out)
{
	const char *text = json_string_value(json_object_get(json, key));

	for (enum profile_stage s = 0; text && s < N_STAGES; s++) {
		if (strcmp(nic_stage_name(s), text))
			continue;
		*out = s;
		return true;
	}
	return false;
}

/* The modes that the generation that runs did not get. */
static void read_steps(const json_t *meta, struct load *l)
{
	json_t *step;
	size_t i;

	json_array_foreach(json_object_get(meta, "steps"), i, step)
	{
		const char *why =
			json_string_value(json_object_get(step, "why"));
		struct job_refusal known = {};

		if (!why || !read_mode(step, "mode", &known.stage))
			continue;
		known.why = arena_strdup(l->a, why);
		*vec_push(l->a, &l->known) = known;
	}
}

/* How the generation that runs was loaded. */
static enum cmd_status read_options(struct set_run *s, struct load *l)
{
	json_t *meta = state_read_meta(&s->target.state, s->target.nic.name,
				       s->target.now.gen);
	const json_t *asked = json_object_get(meta, "asked");
	const json_t *front = json_object_get(meta, "front");
	const char *source = json_string_value(json_object_get(meta, "source"));
	const char *profile =
		json_string_value(json_object_get(asked, "profile"));
	bool is_fine = source &&
		       read_mode(asked, "mode", &l->opts.wish.first) &&
		       (!json_is_object(front) ||
			!meta_wishes(l->a, front, &l->opts.wishes));

	if (is_fine) {
		l->opts.wish.strict =
			json_is_true(json_object_get(asked, "strict"));
		l->opts.profile = profile ? arena_strdup(l->a, profile) : NULL;
		l->opts.source = arena_strdup(l->a, source);
		l->opts.shadow = json_is_true(json_object_get(meta, "shadow"));
		l->opts.allow_gap = s->args->allow_gap;
		read_steps(meta, l);
	}
	json_decref(meta);
	return is_fine ? CMD_DONE
		       : target_refuse(
				 &s->target,
				 "how it was loaded is lost; load its rules again");
}

static enum cmd_status load(struct set_run *s, struct load *l,
			    struct ruleset *rs)
{
	char *names[] = { s->target.nic.name };
	const struct cmd_operands operands = { 1, names };
	enum cmd_status status;

	l->rules.arena = l->a;
	l->rules.diag = l->diag;
	if (source_of_rules(l->a, l->diag, l->opts.source, rs,
			    &l->rules.source))
		return CMD_REFUSED;
	load_print_rules(l);
	status = load_run(l, &operands);
	load_free_rules(l);
	return status;
}

enum cmd_status set_rebuild(struct set_run *s, bool *changes)
{
	struct load l = { .a = s->target.a,
			  .diag = s->target.diag,
			  .state = s->target.state,
			  .is_part = true };
	struct ast_table *table;
	struct ruleset *rs;
	struct ast_set *set;
	enum cmd_status status = read_options(s, &l);

	if (!status)
		status = set_read_rules(s, l.opts.source, &rs, &table, &set);
	if (status)
		return status;
	if (edit(s, table, set, changes))
		return CMD_REFUSED;
	return *changes ? load(s, &l, rs) : CMD_DONE;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_set.c - nicfw set: the elements of a set that is loaded
 *
 * One element is changed in place where that is exact (set_place.h), all else
 * makes a new generation of the rules that are kept of the one that runs.
 */
#include "cmd_set.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "lang/nft_parse.h"
#include "lang/nft_print.h"
#include "lang/nft_print_expr.h"
#include "load/set_journal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct loc nowhere;

static const struct cmd_option options[] = {
	{ "file", 'f', "FILE",
	  "with replace: the elements, a list of addresses; - is standard input",
	  CMD_TEXT, offsetof(struct set_args, file) },
	{ "allow-gap", 0, NULL,
	  "go without a filter for a moment if NIC or kernel need that",
	  CMD_FLAG, offsetof(struct set_args, allow_gap) },
	CMD_JSON(struct set_args),
	{ "verbose", 'v', NULL, "say how long it took", CMD_FLAG,
	  offsetof(struct set_args, verbose) },
	{},
};

static const struct {
	const char *word;
	const char *done;
	enum wanted {
		NO_ELEMENTS,
		SOME_ELEMENTS,
		ANY_ELEMENTS,
	} takes;
} verbs[] = {
	[SET_LIST] = { "list", NULL, NO_ELEMENTS },
	[SET_ADD] = { "add", "added", SOME_ELEMENTS },
	[SET_DEL] = { "del", "deleted", SOME_ELEMENTS },
	[SET_REPLACE] = { "replace", "now", ANY_ELEMENTS },
};

#define N_VERBS (sizeof(verbs) / sizeof(verbs[0]))

/* ---- What is asked ---- */

static enum cmd_status read_verb(const struct cmd_call *call, struct set_run *s)
{
	const struct cmd_operands *o = &call->operands;
	size_t verb = 0;

	if (!o->n)
		return cmd_usage(
			call->cmd,
			"an action is missing: add, del, list, replace");
	while (verb < N_VERBS && strcmp(o->v[0], verbs[verb].word))
		verb++;
	if (verb == N_VERBS)
		return cmd_usage(call->cmd,
				 "no such action '%s': add, del, list, replace",
				 o->v[0]);
	if (o->n < 3)
		return cmd_usage(call->cmd, "%s takes an interface and a set",
				 verbs[verb].word);
	if (o->n > 3 && verbs[verb].takes == NO_ELEMENTS)
		return cmd_usage(call->cmd, "list takes no elements");
	if (o->n == 3 && verbs[verb].takes == SOME_ELEMENTS)
		return cmd_usage(call->cmd, "%s takes elements",
				 verbs[verb].word);
	if (s->args->file && (verb != SET_REPLACE || o->n > 3))
		return cmd_usage(
			call->cmd,
			"-f is for replace, and takes the place of elements");
	s->verb = verb;
	return CMD_DONE;
}

/*
 * The elements of a list, or those that stand behind the set's name, each word
 * as nft has it. What a download brings may take its time, so nobody else is to
 * wait for it: nothing is locked yet.
 */
static enum cmd_status read_elements(const struct cmd_call *call,
				     struct set_run *s)
{
	if (s->args->file)
		return set_feed_read(call->a, call->diag, s->args->file,
				     &s->feed)
			       ? CMD_REFUSED
			       : CMD_DONE;
	s->elements = arena_new_of(call->a, struct expr);
	s->elements->kind = EXPR_SET;
	for (int i = 3; i < call->operands.n; i++) {
		const char *text = call->operands.v[i];
		struct expr *const *item;
		struct expr *some;

		if (nft_parse_elements(
			    call->a, call->diag,
			    arena_printf(call->a, "element %d", i - 2), text,
			    strlen(text), &some))
			return CMD_REFUSED;
		vec_for_each(item, &some->items)
			*vec_push(call->a, &s->elements->items) = *item;
		s->elements->loc = some->loc;
	}
	return CMD_DONE;
}

/* ---- Which set ---- */

static enum cmd_status find_set(const struct cmd_call *call, struct set_run *s)
{
	int err;

	if (!s->target.now.gen)
		return target_refuse(&s->target, "nothing is loaded");
	err = set_index_read(&s->target.state, s->target.nic.name,
			     s->target.now.gen, &s->index);
	if (err)
		return target_refuse(
			&s->target,
			"what is kept of its sets is lost; load its rules again");
	if (set_journal_is_lost(&s->target.state, s->target.nic.name,
				s->target.now.gen))
		return target_refuse(
			&s->target,
			"what changed of its sets since they were loaded is lost; load its rules again");
	if (s->index.refused) {
		diag_error(call->diag, nowhere, "%s: %s", s->target.nic.name,
			   s->index.refused);
		return CMD_REFUSED;
	}
	s->entry = set_index_find(call->a, call->diag, &s->index,
				  call->operands.v[2]);
	return s->entry ? CMD_DONE : CMD_REFUSED;
}

static enum cmd_status take_feed(struct set_run *s)
{
	if (s->args->file &&
	    set_feed_take(s->target.a, s->target.diag, &s->feed,
			  s->entry->merges, &s->elements))
		return CMD_REFUSED;
	return CMD_DONE;
}

static struct set_target target_of(const struct set_run *s)
{
	return (struct set_target){ &s->target.state, s->target.nic.name,
				    s->target.now.gen };
}

enum cmd_status set_read_rules(struct set_run *s, const char *name,
			       struct ruleset **rs, struct ast_table **table,
			       struct ast_set **set)
{
	const struct set_target t = target_of(s);

	if (set_rules_read(&t, s->target.diag, name, rs))
		return CMD_MACHINE;
	*set = set_rules_find(*rs, s->entry->family, s->entry->table,
			      s->entry->name, table);
	return *set ? CMD_DONE
		    : target_refuse(&s->target,
				    "its rules are not those that run");
}

/* ---- list ---- */

static void print_json_list(const struct set_run *s, const struct ast_set *set)
{
	json_t *all = json_array();
	struct expr *const *e;

	vec_for_each(e, &set->elements)
		json_array_append_new(
			all, json_string(utf8_text(
				     s->target.a,
				     print_expr_text(s->target.a, *e))));
	cmd_print_json(json_pack("{s:s, s:s, s:s, s:s, s:o}", "interface",
				 s->target.nic.name, "family", s->entry->family,
				 "table", s->entry->table, "set",
				 s->entry->name, "elements", all));
}

static void print_list(const struct set_run *s, const struct ast_table *table,
		       const struct ast_set *set)
{
	struct ast_table shown = { .family = table->family,
				   .name = table->name };
	struct ruleset rs = {};

	*vec_push(s->target.a, &shown.sets) = *set;
	*vec_push(s->target.a, &rs.tables) = shown;
	nft_print_ruleset(&rs, stdout);
}

static enum cmd_status read_set(const struct cmd_call *call, struct set_run *s,
				struct ast_table **table, struct ast_set **set)
{
	enum cmd_status status = find_set(call, s);
	struct ruleset *rs;

	return status ? status
		      : set_read_rules(s, "its rules", &rs, table, set);
}

static enum cmd_status list(const struct cmd_call *call, struct set_run *s)
{
	struct target *t = &s->target;
	const struct diag said = *t->diag;
	struct ast_table *table;
	struct ast_set *set;
	enum cmd_status status = read_set(call, s, &table, &set);

	for (int i = 1; i < STATE_READ_TRIES &&
			state_has_changed(&t->state, &t->nic, &t->now);
	     i++) {
		*t->diag = said;
		status = target_read(t);
		if (!status)
			status = read_set(call, s, &table, &set);
	}
	if (status)
		return status;
	if (s->args->json)
		print_json_list(s, set);
	else
		print_list(s, table, set);
	return CMD_DONE;
}

/* ---- add, del, replace ---- */

static void say(const struct set_run *s, bool is_nothing, const char *why)
{
	const size_t n = s->elements->items.n;
	struct arena *a = s->target.a;
	const char *name = utf8_text(a, set_entry_name(a, s->entry));

	if (s->args->json)
		cmd_print_json(json_pack(
			"{s:s, s:s, s:s, s:I, s:b, s:b, s:s?}", "interface",
			s->target.nic.name, "set", name, "action",
			verbs[s->verb].word, "elements", (json_int_t)n,
			"changed", !is_nothing, "in_place", !why && !is_nothing,
			"why_not_in_place",
			why && *why && !is_nothing ? why : NULL));
	else if (is_nothing && s->verb == SET_REPLACE)
		printf("%s: %s: unchanged\n", s->target.nic.name, name);
	else if (is_nothing)
		printf("%s: %s: %s there already\n", s->target.nic.name, name,
		       n == 1 ? "the element is" : "the elements are");
	else
		printf("%s: %s: %zu element%s %s, %s%s%s\n", s->target.nic.name,
		       name, n, n == 1 ? "" : "s", verbs[s->verb].done,
		       why ? "by loading the rules anew" : "in place",
		       why && *why ? ": " : "", why ?: "");
}

/* What can be said of the elements without those that are there. */
static enum cmd_status check_elements(struct set_run *s,
				      const struct policy_set **set)
{
	/* What a map's elements jump to is known with the rules alone. */
	if (!strcmp(s->entry->kind, "map") || s->verb == SET_REPLACE)
		return CMD_DONE;
	return set_place_resolve(s->target.a, s->target.diag, s->entry,
				 s->elements, set)
		       ? CMD_REFUSED
		       : CMD_DONE;
}

static enum cmd_status change(const struct cmd_call *call, struct set_run *s)
{
	const struct set_target t = target_of(s);
	const struct policy_set *set = NULL;
	const char *why = "";
	enum cmd_status status = find_set(call, s);
	int placed = SET_REBUILD;
	bool changes;

	if (!status)
		status = take_feed(s);
	if (!status)
		status = check_elements(s, &set);
	if (status)
		return status;
	if (s->verb != SET_REPLACE && set)
		placed = set_place(&t, s->target.diag, s->entry, set,
				   s->verb == SET_DEL, s->elements, &why);
	else if (s->verb != SET_REPLACE)
		why = s->entry->why_not;
	if (placed < 0)
		return placed == -ENOENT ? CMD_REFUSED : CMD_MACHINE;
	if (placed != SET_REBUILD) {
		say(s, placed == SET_NOTHING, NULL);
		return CMD_DONE;
	}
	status = set_rebuild(s, &changes);
	if (!status)
		say(s, !changes, why);
	return status;
}

/* ---- The command ---- */

static enum cmd_status set(const struct cmd_call *call)
{
	struct set_run s = { .args = call->args };
	enum cmd_status status = read_verb(call, &s);
	const uint64_t start = s.args->verbose ? clock_now_ns() : 0;

	if (!status)
		status = read_elements(call, &s);
	if (!status)
		status = target_open(call, call->operands.v[1],
				     s.verb == SET_LIST ? STATE_READ
							: STATE_CHANGE,
				     &s.target);
	if (status)
		return status;
	status = s.verb == SET_LIST ? list(call, &s) : change(call, &s);
	target_close(&s.target);
	if (s.args->verbose)
		cmd_say_time(start);
	return status;
}

enum cmd_status cmd_set(const struct command *cmd, int argc, char **argv)
{
	struct set_args args = {};

	return cmd_run(cmd, options, &args, argc, argv, set);
}

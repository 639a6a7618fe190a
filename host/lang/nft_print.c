// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_print.c - from a tree to nft text
 */
#include "lang/nft_print.h"

#include "lang/nft_print_expr.h"
#include "lang/nft_words.h"

#include <stdlib.h>

static const char *const relop_signs[] = {
	[RELOP_IMPLICIT] = " ", [RELOP_EQ] = " == ", [RELOP_NE] = " != ",
	[RELOP_LT] = " < ",	[RELOP_GT] = " > ",  [RELOP_LE] = " <= ",
	[RELOP_GE] = " >= ",
};

const char *family_name(enum family family)
{
	return family_names[family];
}

struct ast_table *nft_find_table(struct ruleset *rs, const char *family,
				 const char *name)
{
	struct ast_table *t;

	vec_for_each(t, &rs->tables)
		if (!strcmp(family_name(t->family), family) &&
		    !strcmp(t->name, name))
			return t;
	return NULL;
}

static void print_stmt(const struct stmt *s, struct text *out)
{
	switch (s->kind) {
	case STMT_MATCH:
		print_expr(s->left, out);
		text_put(out, relop_signs[s->relop]);
		print_expr(s->right, out);
		break;
	case STMT_COUNTER:
		text_put(out, "counter");
		if (s->has_values)
			text_printf(out, " packets %llu bytes %llu", s->packets,
				    s->bytes);
		break;
	case STMT_VERDICT:
		print_verdict(s->verdict, out);
		break;
	case STMT_VMAP:
		print_expr(s->left, out);
		text_put(out, " vmap ");
		print_expr(s->right, out);
		break;
	case STMT_UNKNOWN:
		text_put(out, s->text);
		break;
	case STMT_HOTDROP:
		break; /* of iptables: its rules have their own text */
	}
}

static void print_rule(const struct ast_rule *rule, struct text *out)
{
	const char *before = "";
	const struct stmt *s;

	vec_for_each(s, &rule->stmts) {
		text_put(out, before);
		print_stmt(s, out);
		before = " ";
	}
	if (!rule->comment)
		return;
	text_put(out, before);
	text_put(out, "comment ");
	print_quoted(rule->comment, out);
}

/* What @print writes of @node, in the arena. */
static char *text_of(struct arena *a,
		     void (*print)(const void *node, struct text *),
		     const void *node)
{
	struct text out = {};
	char *text;

	print(node, &out);
	text = text_take(&out, a);
	text_free(&out);
	return text;
}

static void print_bare_rule(const void *rule, struct text *out)
{
	print_rule(rule, out);
}

char *nft_print_rule(struct arena *a, struct text *room,
		     const struct ast_rule *rule)
{
	if (rule->text)
		return arena_strdup(a, rule->text);
	if (!room)
		return text_of(a, print_bare_rule, rule);
	print_rule(rule, room);
	return text_take(room, a);
}

static void print_bare_stmt(const void *stmt, struct text *out)
{
	print_stmt(stmt, out);
}

char *nft_print_stmt(struct arena *a, const struct stmt *stmt)
{
	return text_of(a, print_bare_stmt, stmt);
}

static void print_devices(const struct ast_hook *hook, struct text *out)
{
	struct expr *const *device;
	const char *before = "";

	if (!hook->devices.n)
		return;
	if (hook->devices.n == 1) {
		text_put(out, " device ");
		return print_expr(hook->devices.v[0], out);
	}
	text_put(out, " devices = { ");
	vec_for_each(device, &hook->devices) {
		text_put(out, before);
		print_expr(*device, out);
		before = ", ";
	}
	text_put(out, " }");
}

static void print_hook(const struct ast_hook *hook, struct text *out)
{
	text_printf(out, "type %s hook %s", hook->type, hook->hook);
	print_devices(hook, out);
	if (!hook->prio_name)
		text_printf(out, " priority %ld;", hook->prio_offset);
	else if (!hook->prio_offset)
		text_printf(out, " priority %s;", hook->prio_name);
	else
		text_printf(out, " priority %s %c %ld;", hook->prio_name,
			    hook->prio_offset < 0 ? '-' : '+',
			    labs(hook->prio_offset));
	if (hook->has_policy)
		text_printf(out, " policy %s;", verdict_names[hook->policy]);
	if (hook->flags)
		text_printf(out, " flags %s;", hook->flags);
}

static void print_chain(const struct ast_table *t,
			const struct ast_chain *chain, struct text *out)
{
	const struct ast_rule *rule;

	text_printf(out, "\tchain %s {\n", chain->name);
	if (chain->comment)
		text_printf(out, "\t\tcomment \"%s\"\n", chain->comment);
	if (chain->hook) {
		text_put(out, "\t\t");
		print_hook(chain->hook, out);
		text_put(out, "\n");
	}
	vec_for_each(rule, &chain->rules) {
		text_put(out, "\t\t");
		if (t->syntax == SYNTAX_NFT && rule->text)
			text_put(out, rule->text);
		else
			print_rule(rule, out);
		if (rule->handle)
			text_printf(out, " # handle %llu", rule->handle);
		text_put(out, "\n");
	}
	text_put(out, "\t}\n");
}

static void print_parts(struct expr *const *parts, size_t n, struct text *out)
{
	size_t i;

	for (i = 0; i < n; i++) {
		text_put(out, i ? " . " : " ");
		print_expr(parts[i], out);
	}
}

static void print_flags(unsigned int flags, const char *before,
			struct text *out)
{
	static const char *const names[] = { "interval", "constant", "timeout",
					     "dynamic" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (flags & 1u << i) {
			text_printf(out, "%s%s", before, names[i]);
			before = ",";
		}
	}
}

/* Two elements a line, under each other, as nft has them. */
static void print_elements(const struct ast_set *set, struct text *out)
{
	size_t i;

	if (!set->elements.n)
		return;
	text_put(out, "\t\telements = { ");
	for (i = 0; i < set->elements.n; i++) {
		if (i)
			text_put(out, i % 2 ? ", " : ",\n\t\t\t     ");
		print_expr(set->elements.v[i], out);
	}
	text_put(out, " }\n");
}

/* All lines of a set but its comment and elements, with @sep between them. */
static void print_set_type(const struct ast_set *set, const char *sep,
			   struct text *out)
{
	const char *const *option;
	struct expr *const *line;

	text_put(out, set->is_typeof ? "typeof" : "type");
	print_parts(set->key.v, set->key.n, out);
	if (set->is_map) {
		text_put(out, " :");
		print_parts(set->value.v, set->value.n, out);
	}
	vec_for_each(option, &set->options)
		text_printf(out, "%s%s", sep, *option);
	if (set->flags)
		text_printf(out, "%sflags ", sep);
	print_flags(set->flags, "", out);
	vec_for_each(line, &set->unknown)
		text_printf(out, "%s%s", sep, (*line)->text);
	if (set->auto_merge)
		text_printf(out, "%sauto-merge", sep);
}

static void print_set(const struct ast_set *set, struct text *out)
{
	text_printf(out, "\t%s %s {\n\t\t", set->is_map ? "map" : "set",
		    set->name);
	print_set_type(set, "\n\t\t", out);
	text_put(out, "\n");
	if (set->comment)
		text_printf(out, "\t\tcomment \"%s\"\n", set->comment);
	print_elements(set, out);
	text_put(out, "\t}\n");
}

static void print_object(const struct ast_object *object, struct text *out)
{
	const char *const *line;

	text_printf(out, "\t%s %s {\n", object->kind, object->name);
	vec_for_each(line, &object->lines)
		text_printf(out, "\t\t%s\n", *line);
	text_put(out, "\t}\n");
}

static void print_chain_head(const void *node, struct text *out)
{
	const struct ast_chain *chain = node;

	if (!chain->hook && !chain->comment)
		return;
	text_put(out, " {");
	if (chain->comment)
		text_printf(out, " comment \"%s\";", chain->comment);
	if (chain->hook) {
		text_put(out, " ");
		print_hook(chain->hook, out);
	}
	text_put(out, " }");
}

char *nft_print_chain_head(struct arena *a, const struct ast_chain *chain)
{
	return text_of(a, print_chain_head, chain);
}

static void print_set_head(const void *node, struct text *out)
{
	const struct ast_set *set = node;

	text_put(out, " { ");
	print_set_type(set, "; ", out);
	if (set->comment)
		text_printf(out, "; comment \"%s\"", set->comment);
	text_put(out, "; }");
}

char *nft_print_set_head(struct arena *a, const struct ast_set *set)
{
	return text_of(a, print_set_head, set);
}

static void print_object_head(const void *node, struct text *out)
{
	const struct ast_object *object = node;
	const char *const *line;

	text_put(out, " {");
	vec_for_each(line, &object->lines)
		text_printf(out, " %s;", *line);
	text_put(out, " }");
}

char *nft_print_object_head(struct arena *a, const struct ast_object *object)
{
	return text_of(a, print_object_head, object);
}

static void print_table_head(const void *node, struct text *out)
{
	const struct ast_table *t = node;

	if (!t->comment && !t->is_dormant)
		return;
	text_put(out, " {");
	if (t->comment)
		text_printf(out, " comment \"%s\";", t->comment);
	if (t->is_dormant)
		text_put(out, " flags dormant;");
	text_put(out, " }");
}

char *nft_print_table_head(struct arena *a, const struct ast_table *t)
{
	return text_of(a, print_table_head, t);
}

/* A blank line stands between the parts of a table. */
static void gap(bool *is_first, struct text *out)
{
	if (!*is_first)
		text_put(out, "\n");
	*is_first = false;
}

static void print_table(const struct ast_table *t, struct text *out)
{
	const struct ast_chain *chain;
	const struct ast_set *set;
	const struct ast_object *object;
	bool is_first = true;

	text_printf(out, "table %s %s {\n", family_name(t->family), t->name);
	if (t->comment)
		text_printf(out, "\tcomment \"%s\"\n", t->comment);
	if (t->is_dormant)
		text_put(out, "\tflags dormant\n");
	vec_for_each(object, &t->objects) {
		gap(&is_first, out);
		print_object(object, out);
	}
	vec_for_each(set, &t->sets) {
		gap(&is_first, out);
		print_set(set, out);
	}
	vec_for_each(chain, &t->chains) {
		gap(&is_first, out);
		print_chain(t, chain, out);
	}
	text_put(out, "}\n");
}

void nft_print_ruleset(const struct ruleset *rs, FILE *file)
{
	struct text out = { .to = file };
	const struct ast_flush *flush;
	const struct ast_table *t;

	vec_for_each(flush, &rs->flushes)
		text_printf(&out, "%s\n", flush->text);
	vec_for_each(t, &rs->tables)
		print_table(t, &out);
	text_free(&out);
}

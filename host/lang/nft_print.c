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

static void print_stmt(const struct stmt *s, FILE *out)
{
	switch (s->kind) {
	case STMT_MATCH:
		print_expr(s->left, out);
		fputs(relop_signs[s->relop], out);
		print_expr(s->right, out);
		break;
	case STMT_COUNTER:
		fputs("counter", out);
		if (s->has_values)
			fprintf(out, " packets %llu bytes %llu", s->packets,
				s->bytes);
		break;
	case STMT_VERDICT:
		print_verdict(s->verdict, out);
		break;
	case STMT_VMAP:
		print_expr(s->left, out);
		fputs(" vmap ", out);
		print_expr(s->right, out);
		break;
	case STMT_UNKNOWN:
		fputs(s->text, out);
		break;
	case STMT_HOTDROP:
		break; /* of iptables: its rules have their own text */
	}
}

static void print_rule(const struct ast_rule *rule, FILE *out)
{
	const char *before = "";
	const struct stmt *s;

	vec_for_each(s, &rule->stmts) {
		fputs(before, out);
		print_stmt(s, out);
		before = " ";
	}
	if (rule->comment)
		fprintf(out, "%scomment \"%s\"", before, rule->comment);
}

/* What @print writes of @node, in the arena. */
static char *text_of(struct arena *a, void (*print)(const void *node, FILE *),
		     const void *node)
{
	struct text_stream stream = {};
	char *text;

	print(node, text_stream_start(&stream));
	text = text_stream_take(&stream, a);
	text_stream_free(&stream);
	return text;
}

static void print_bare_rule(const void *rule, FILE *out)
{
	print_rule(rule, out);
}

char *nft_print_rule(struct arena *a, struct text_stream *stream,
		     const struct ast_rule *rule)
{
	if (rule->text)
		return arena_strdup(a, rule->text);
	if (!stream)
		return text_of(a, print_bare_rule, rule);
	print_rule(rule, text_stream_start(stream));
	return text_stream_take(stream, a);
}

static void print_bare_stmt(const void *stmt, FILE *out)
{
	print_stmt(stmt, out);
}

char *nft_print_stmt(struct arena *a, const struct stmt *stmt)
{
	return text_of(a, print_bare_stmt, stmt);
}

static void print_devices(const struct ast_hook *hook, FILE *out)
{
	struct expr *const *device;
	const char *before = "";

	if (!hook->devices.n)
		return;
	if (hook->devices.n == 1) {
		fputs(" device ", out);
		return print_expr(hook->devices.v[0], out);
	}
	fputs(" devices = { ", out);
	vec_for_each(device, &hook->devices) {
		fputs(before, out);
		print_expr(*device, out);
		before = ", ";
	}
	fputs(" }", out);
}

static void print_hook(const struct ast_hook *hook, FILE *out)
{
	fprintf(out, "type %s hook %s", hook->type, hook->hook);
	print_devices(hook, out);
	if (!hook->prio_name)
		fprintf(out, " priority %ld;", hook->prio_offset);
	else if (!hook->prio_offset)
		fprintf(out, " priority %s;", hook->prio_name);
	else
		fprintf(out, " priority %s %c %ld;", hook->prio_name,
			hook->prio_offset < 0 ? '-' : '+',
			labs(hook->prio_offset));
	if (hook->has_policy)
		fprintf(out, " policy %s;", verdict_names[hook->policy]);
	if (hook->flags)
		fprintf(out, " flags %s;", hook->flags);
}

static void print_chain(const struct ast_table *t,
			const struct ast_chain *chain, FILE *out)
{
	const struct ast_rule *rule;

	fprintf(out, "\tchain %s {\n", chain->name);
	if (chain->comment)
		fprintf(out, "\t\tcomment \"%s\"\n", chain->comment);
	if (chain->hook) {
		fputs("\t\t", out);
		print_hook(chain->hook, out);
		fputc('\n', out);
	}
	vec_for_each(rule, &chain->rules) {
		fputs("\t\t", out);
		if (t->syntax == SYNTAX_NFT && rule->text)
			fputs(rule->text, out);
		else
			print_rule(rule, out);
		if (rule->handle)
			fprintf(out, " # handle %llu", rule->handle);
		fputc('\n', out);
	}
	fputs("\t}\n", out);
}

static void print_parts(struct expr *const *parts, size_t n, FILE *out)
{
	size_t i;

	for (i = 0; i < n; i++) {
		fputs(i ? " . " : " ", out);
		print_expr(parts[i], out);
	}
}

static void print_flags(unsigned int flags, const char *before, FILE *out)
{
	static const char *const names[] = { "interval", "constant", "timeout",
					     "dynamic" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (flags & 1u << i) {
			fprintf(out, "%s%s", before, names[i]);
			before = ",";
		}
	}
}

/* Two elements a line, under each other, as nft has them. */
static void print_elements(const struct ast_set *set, FILE *out)
{
	size_t i;

	if (!set->elements.n)
		return;
	fputs("\t\telements = { ", out);
	for (i = 0; i < set->elements.n; i++) {
		if (i)
			fputs(i % 2 ? ", " : ",\n\t\t\t     ", out);
		print_expr(set->elements.v[i], out);
	}
	fputs(" }\n", out);
}

/* All lines of a set but its comment and elements, with @sep between them. */
static void print_set_type(const struct ast_set *set, const char *sep,
			   FILE *out)
{
	const char *const *option;
	struct expr *const *line;

	fputs(set->is_typeof ? "typeof" : "type", out);
	print_parts(set->key.v, set->key.n, out);
	if (set->is_map) {
		fputs(" :", out);
		print_parts(set->value.v, set->value.n, out);
	}
	vec_for_each(option, &set->options)
		fprintf(out, "%s%s", sep, *option);
	if (set->flags)
		fprintf(out, "%sflags ", sep);
	print_flags(set->flags, "", out);
	vec_for_each(line, &set->unknown)
		fprintf(out, "%s%s", sep, (*line)->text);
	if (set->auto_merge)
		fprintf(out, "%sauto-merge", sep);
}

static void print_set(const struct ast_set *set, FILE *out)
{
	fprintf(out, "\t%s %s {\n\t\t", set->is_map ? "map" : "set", set->name);
	print_set_type(set, "\n\t\t", out);
	fputc('\n', out);
	if (set->comment)
		fprintf(out, "\t\tcomment \"%s\"\n", set->comment);
	print_elements(set, out);
	fputs("\t}\n", out);
}

static void print_object(const struct ast_object *object, FILE *out)
{
	const char *const *line;

	fprintf(out, "\t%s %s {\n", object->kind, object->name);
	vec_for_each(line, &object->lines)
		fprintf(out, "\t\t%s\n", *line);
	fputs("\t}\n", out);
}

static void print_chain_head(const void *node, FILE *out)
{
	const struct ast_chain *chain = node;

	if (!chain->hook && !chain->comment)
		return;
	fputs(" {", out);
	if (chain->comment)
		fprintf(out, " comment \"%s\";", chain->comment);
	if (chain->hook) {
		fputc(' ', out);
		print_hook(chain->hook, out);
	}
	fputs(" }", out);
}

char *nft_print_chain_head(struct arena *a, const struct ast_chain *chain)
{
	return text_of(a, print_chain_head, chain);
}

static void print_set_head(const void *node, FILE *out)
{
	const struct ast_set *set = node;

	fputs(" { ", out);
	print_set_type(set, "; ", out);
	if (set->comment)
		fprintf(out, "; comment \"%s\"", set->comment);
	fputs("; }", out);
}

char *nft_print_set_head(struct arena *a, const struct ast_set *set)
{
	return text_of(a, print_set_head, set);
}

static void print_object_head(const void *node, FILE *out)
{
	const struct ast_object *object = node;
	const char *const *line;

	fputs(" {", out);
	vec_for_each(line, &object->lines)
		fprintf(out, " %s;", *line);
	fputs(" }", out);
}

char *nft_print_object_head(struct arena *a, const struct ast_object *object)
{
	return text_of(a, print_object_head, object);
}

static void print_table_head(const void *node, FILE *out)
{
	const struct ast_table *t = node;

	if (!t->comment && !t->is_dormant)
		return;
	fputs(" {", out);
	if (t->comment)
		fprintf(out, " comment \"%s\";", t->comment);
	if (t->is_dormant)
		fputs(" flags dormant;", out);
	fputs(" }", out);
}

char *nft_print_table_head(struct arena *a, const struct ast_table *t)
{
	return text_of(a, print_table_head, t);
}

/* A blank line stands between the parts of a table. */
static void gap(bool *is_first, FILE *out)
{
	if (!*is_first)
		fputc('\n', out);
	*is_first = false;
}

static void print_table(const struct ast_table *t, FILE *out)
{
	const struct ast_chain *chain;
	const struct ast_set *set;
	const struct ast_object *object;
	bool is_first = true;

	fprintf(out, "table %s %s {\n", family_name(t->family), t->name);
	if (t->comment)
		fprintf(out, "\tcomment \"%s\"\n", t->comment);
	if (t->is_dormant)
		fputs("\tflags dormant\n", out);
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
	fputs("}\n", out);
}

void nft_print_ruleset(const struct ruleset *rs, FILE *out)
{
	const struct ast_flush *flush;
	const struct ast_table *t;

	vec_for_each(flush, &rs->flushes)
		fprintf(out, "%s\n", flush->text);
	vec_for_each(t, &rs->tables)
		print_table(t, out);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_chain.c - the block of a chain
 */
#include "lang/nft_chain.h"

#include "lang/nft_block.h"
#include "lang/nft_expr.h"
#include "lang/nft_rule.h"
#include "lang/nft_vars.h"
#include "lang/nft_words.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

/* What one block of a chain has said, and the chain before it. */
struct block {
	struct ast_chain *chain;
	bool is_first; /* the chain was not there */
	bool has_type;
	bool has_policy;
};

/* A word of @list; anything else is an error that shows the list. */
static const char *one_of(struct parser *p, const char *list, const char *what)
{
	char text[200];

	if (parser_at(p, TOK_WORD) &&
	    words_is_in(list, p->tok.text, p->tok.len))
		return parser_text(p);
	snprintf(text, sizeof(text), "%s: %s", what, list);
	parser_expected(p, text);
	return NULL;
}

static void add_device(struct parser *p, struct ast_hook *hook,
		       struct expr *device)
{
	if (!device)
		return;
	if (device->kind != EXPR_SYMBOL) {
		parser_error(p, device->loc, "this is not a device's name");
		return;
	}
	*vec_push(p->nodes, &hook->devices) = device;
}

static void devices(struct parser *p, struct ast_hook *hook)
{
	struct expr **item;
	struct expr *e;

	if (parser_take_word(p, "device")) {
		e = expr_parse_element(p);
	} else if (parser_take_word(p, "devices")) {
		parser_expect(p, '=', "'='");
		e = expr_parse_set(p);
	} else {
		return;
	}
	if (!e || e->kind != EXPR_SET)
		return add_device(p, hook, e);
	vec_for_each(item, &e->items)
		add_device(p, hook, *item);
}

static long offset(struct parser *p, const char *text, struct loc loc)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(text, &end, 0);
	if (errno || *end || n < INT_MIN || n > INT_MAX)
		parser_error(p, loc,
			     "'%s' is no priority (a number of 32 bits)", text);
	return n;
}

/* "filter - 10", "filter", "-10": the value of a variable. */
static void priority_text(struct parser *p, struct ast_hook *hook,
			  const char *text, struct loc loc)
{
	size_t len = strcspn(text, " +-0123456789");
	char number[32] = "";
	size_t n = 0;

	if (len && !words_is_in(words_priorities, text, len)) {
		parser_error(p, loc, "'%s' is no priority: %s", text,
			     words_priorities);
		return;
	}
	if (len)
		hook->prio_name = arena_strndup(p->arena, text, len);
	for (text += len; *text && n < sizeof(number) - 1; text++)
		if (*text != ' ')
			number[n++] = *text;
	hook->prio_offset = n ? offset(p, number, loc) : 0;
}

static void priority(struct parser *p, struct ast_hook *hook)
{
	struct loc loc = p->tok.loc;
	const char *value;
	bool is_negative;

	if (parser_at(p, '$')) {
		value = vars_use_text(p, "a priority");
		if (value)
			priority_text(p, hook, value, loc);
		return;
	}
	if (parser_at(p, TOK_WORD))
		hook->prio_name = one_of(p, words_priorities, "a priority");
	is_negative = parser_at(p, '-');
	if (is_negative || (hook->prio_name && parser_at(p, '+')))
		parser_advance(p);
	else if (hook->prio_name)
		return;
	loc = p->tok.loc;
	if (!parser_at(p, TOK_NUMBER))
		return parser_expected(p, "a priority");
	hook->prio_offset = offset(p, parser_text(p), loc);
	if (is_negative)
		hook->prio_offset = -hook->prio_offset;
}

static bool is_same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* Do the two call a chain from the same place? */
static bool is_same_hook(const struct ast_hook *a, const struct ast_hook *b)
{
	if (!is_same_text(a->type, b->type) ||
	    !is_same_text(a->hook, b->hook) ||
	    !is_same_text(a->prio_name, b->prio_name) ||
	    a->prio_offset != b->prio_offset || a->devices.n != b->devices.n)
		return false;
	for (size_t i = 0; i < a->devices.n; i++)
		if (strcmp(a->devices.v[i]->text, b->devices.v[i]->text))
			return false;
	return true;
}

/*
 * A hook is given once: of two in a block nft takes the last, a regular chain
 * becomes no base chain (nf_tables_updchain), and what other devices mean
 * depends on the kernel.
 */
static void set_hook(struct parser *p, struct block *b, struct ast_hook *hook)
{
	const struct ast_hook *old = b->chain->hook;
	struct loc loc = b->chain->loc;

	if (b->has_type)
		return parser_error(
			p, hook->hook_loc,
			"the chain has a hook already: keep one 'type' line");
	if (!b->is_first && !old)
		return parser_error(
			p, hook->hook_loc,
			"'%s' is there already, as no base chain, at %s:%u: give it its hook there",
			b->chain->name, loc.file, loc.line);
	if (old && !is_same_hook(old, hook))
		return parser_error(
			p, hook->hook_loc,
			"'%s' is there already, with another hook, at %s:%u: write the same one, or none",
			b->chain->name, loc.file, loc.line);
	b->has_type = true;
	if (!old)
		b->chain->hook = hook;
}

/* "type filter hook input priority 0", as far as one line has it. */
static void type_line(struct parser *p, struct block *b)
{
	struct ast_hook *hook = arena_new_of(p->arena, struct ast_hook);

	parser_advance(p);
	hook->type = one_of(p, words_chain_types, "a chain type");
	parser_expect_word(p, "hook");
	hook->hook_loc = p->tok.loc;
	hook->hook = one_of(p, words_hooks, "a hook");
	devices(p, hook);
	if (parser_expect_word(p, "priority"))
		priority(p, hook);
	parser_end_statement(p);
	if (!parser_failed(p))
		set_hook(p, b, hook);
}

static bool needs_hook(struct parser *p, const struct ast_chain *chain,
		       struct loc loc)
{
	if (!chain->hook)
		parser_error(
			p, loc,
			"only a base chain has this: write 'type ... hook ... priority ...;' first");
	return chain->hook;
}

static void policy_line(struct parser *p, struct block *b)
{
	struct ast_chain *chain = b->chain;
	const char *text = NULL;
	struct loc loc;

	parser_advance(p);
	loc = p->tok.loc;
	if (parser_at(p, '$'))
		text = vars_use_text(p, "accept or drop");
	else if (parser_at_word(p, "accept") || parser_at_word(p, "drop"))
		text = parser_text(p);
	else
		parser_expected(p, "accept or drop");
	if (text && strcmp(text, "accept") && strcmp(text, "drop"))
		parser_error(p, loc, "'%s' is no policy: accept or drop", text);
	parser_end_statement(p);
	if (b->has_policy)
		parser_error(p, loc,
			     "you cannot set chain policy twice: keep one");
	if (!needs_hook(p, chain, loc) || !text)
		return;
	b->has_policy = true;
	chain->hook->has_policy = true;
	chain->hook->policy = strcmp(text, "drop") ? VERDICT_ACCEPT
						   : VERDICT_DROP;
}

static void flags_line(struct parser *p, struct block *b)
{
	struct loc loc = p->tok.loc;
	const char *flags;

	parser_advance(p);
	flags = one_of(p, "offload", "a flag");
	parser_end_statement(p);
	if (needs_hook(p, b->chain, loc))
		b->chain->hook->flags = flags;
}

static void comment_line(struct parser *p, struct block *b)
{
	struct ast_chain *chain = b->chain;
	struct loc loc = p->tok.loc;

	parser_advance(p);
	if (chain->comment)
		parser_error(p, loc, "the chain has a comment already");
	chain->comment = parser_string(p, "a comment", COMMENT_MAX_LEN);
	parser_end_statement(p);
}

static const struct {
	const char *word;
	void (*parse)(struct parser *p, struct block *b);
} lines[] = {
	{ "type", type_line },
	{ "policy", policy_line },
	{ "flags", flags_line },
	{ "comment", comment_line },
};

static void line(struct parser *p, void *data)
{
	struct block *b = data;
	size_t i;

	if (block_parse_common(p))
		return;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (parser_at_word(p, lines[i].word))
			return lines[i].parse(p, b);
	rule_parse(p, vec_push_large(p->nodes, &b->chain->rules));
	parser_end_statement(p);
}

void chain_parse_block(struct parser *p, struct ast_chain *chain, bool is_first)
{
	struct block b = { .chain = chain, .is_first = is_first };
	const char *comment = chain->comment;

	chain->comment = NULL;
	block_parse(p, line, &b);
	/* The kernel takes no other one later (nf_tables_updchain). */
	if (!is_first)
		chain->comment = comment;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_print_expr.c - one expression as nft text
 */
#include "lang/nft_print_expr.h"

#include "lang/duration.h"
#include "lang/nft_words.h"

/* How it is written, and how close it binds: higher binds closer. */
static const struct {
	const char *sign;
	int binding;
} binops[] = {
	[BINOP_SLASH] = { "/", 0 }, [BINOP_OR] = { "|", 1 },
	[BINOP_XOR] = { "^", 2 },   [BINOP_AND] = { "&", 3 },
	[BINOP_SHL] = { "<<", 4 },  [BINOP_SHR] = { ">>", 4 },
};

void print_quoted(const char *text, struct text *out)
{
	text_put(out, "\"");
	text_put(out, text);
	text_put(out, "\"");
}

void print_verdict(struct verdict verdict, struct text *out)
{
	text_put(out, verdict_names[verdict.kind]);
	if (verdict.chain)
		text_printf(out, " %s", verdict.chain);
}

/* An operand of @parent; a right one of its own level needs brackets too. */
static void print_operand(const struct expr *e, const struct expr *parent,
			  bool is_right, struct text *out)
{
	bool needs_brackets = e->kind == EXPR_BINOP &&
			      binops[e->op].binding <
				      binops[parent->op].binding + is_right;

	if (needs_brackets)
		text_put(out, "(");
	print_expr(e, out);
	if (needs_brackets)
		text_put(out, ")");
}

static void print_binop(const struct expr *e, struct text *out)
{
	print_operand(e->left, e, false, out);
	text_printf(out, " %s ", binops[e->op].sign);
	print_operand(e->right, e, true, out);
}

static void print_items(const struct expr *e, const char *separator,
			struct text *out)
{
	struct expr *const *item;
	const char *before = "";

	vec_for_each(item, &e->items) {
		text_put(out, before);
		print_expr(*item, out);
		before = separator;
	}
}

static void print_set(const struct expr *e, struct text *out)
{
	text_put(out, "{ ");
	print_items(e, ", ", out);
	text_put(out, e->items.n ? " }" : "}");
}

static void print_comment(const struct expr *e, struct text *out)
{
	if (!expr_comment(e))
		return;
	text_put(out, " comment ");
	print_quoted(expr_comment(e), out);
}

static void print_pair(const struct expr *e, const char *sign, struct text *out)
{
	print_expr(e->left, out);
	if (e->kind == EXPR_MAPPING)
		print_comment(e, out);
	text_put(out, sign);
	print_expr(e->right, out);
}

static void print_selector(const char *text, struct text *out)
{
	bool is_meta = !strncmp(text, "meta ", 5);

	if (is_meta && words_is_printed_bare(text + 5, strlen(text + 5)))
		text += 5;
	text_put(out, text);
}

static void print_time(const char *word, uint64_t ms, struct text *out)
{
	char text[DURATION_MAX_LEN];

	if (ms)
		text_printf(out, " %s %s", word,
			    ms == DURATION_NEVER ? "never"
						 : duration_text(text, ms));
}

static void print_timed(const struct expr *e, struct text *out)
{
	print_expr(e->left, out);
	print_time("timeout", e->times->timeout_ms, out);
	print_time("expires", e->times->expires_ms, out);
}

void print_expr(const struct expr *e, struct text *out)
{
	switch (e->kind) {
	case EXPR_SYMBOL:
		if (e->quoted)
			print_quoted(e->text, out);
		else
			text_put(out, e->text);
		break;
	case EXPR_SELECTOR:
	case EXPR_UNKNOWN:
		print_selector(e->text, out);
		break;
	case EXPR_TIMED:
		print_timed(e, out);
		break;
	case EXPR_SETREF:
		text_printf(out, "@%s", e->text);
		break;
	case EXPR_WILDCARD:
		text_put(out, "*");
		break;
	case EXPR_PREFIX:
		print_pair(e, "/", out);
		break;
	case EXPR_RANGE:
		print_pair(e, "-", out);
		break;
	case EXPR_MAPPING:
		print_pair(e, " : ", out);
		return;
	case EXPR_BINOP:
		print_binop(e, out);
		break;
	case EXPR_CONCAT:
		print_items(e, " . ", out);
		break;
	case EXPR_LIST:
		print_items(e, ",", out);
		break;
	case EXPR_SET:
		print_set(e, out);
		break;
	case EXPR_VERDICT:
		print_verdict(e->verdict, out);
		break;
	}
	print_comment(e, out);
}

char *print_expr_text(struct arena *a, const struct expr *e)
{
	struct text out = {};
	char *text;

	print_expr(e, &out);
	text = text_take(&out, a);
	text_free(&out);
	return text;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_print_expr.c - one expression as nft text
 */
#include "lang/nft_print_expr.h"

#include "base/text_stream.h"
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

void print_verdict(struct verdict verdict, FILE *out)
{
	fputs(verdict_names[verdict.kind], out);
	if (verdict.chain)
		fprintf(out, " %s", verdict.chain);
}

/* An operand of @parent; a right one of its own level needs brackets too. */
static void print_operand(const struct expr *e, const struct expr *parent,
			  bool is_right, FILE *out)
{
	bool needs_brackets = e->kind == EXPR_BINOP &&
			      binops[e->op].binding <
				      binops[parent->op].binding + is_right;

	if (needs_brackets)
		fputc('(', out);
	print_expr(e, out);
	if (needs_brackets)
		fputc(')', out);
}

static void print_binop(const struct expr *e, FILE *out)
{
	print_operand(e->left, e, false, out);
	fprintf(out, " %s ", binops[e->op].sign);
	print_operand(e->right, e, true, out);
}

static void print_items(const struct expr *e, const char *separator, FILE *out)
{
	struct expr *const *item;
	const char *before = "";

	vec_for_each(item, &e->items) {
		fputs(before, out);
		print_expr(*item, out);
		before = separator;
	}
}

static void print_set(const struct expr *e, FILE *out)
{
	fputs("{ ", out);
	print_items(e, ", ", out);
	fputs(e->items.n ? " }" : "}", out);
}

static void print_comment(const struct expr *e, FILE *out)
{
	if (e->comment)
		fprintf(out, " comment \"%s\"", e->comment);
}

static void print_pair(const struct expr *e, const char *sign, FILE *out)
{
	print_expr(e->left, out);
	if (e->kind == EXPR_MAPPING)
		print_comment(e, out);
	fputs(sign, out);
	print_expr(e->right, out);
}

static void print_selector(const char *text, FILE *out)
{
	bool is_meta = !strncmp(text, "meta ", 5);

	if (is_meta && words_is_printed_bare(text + 5, strlen(text + 5)))
		text += 5;
	fputs(text, out);
}

static void print_time(const char *word, uint64_t ms, FILE *out)
{
	char text[DURATION_MAX_LEN];

	if (ms)
		fprintf(out, " %s %s", word,
			ms == DURATION_NEVER ? "never"
					     : duration_text(text, ms));
}

static void print_timed(const struct expr *e, FILE *out)
{
	print_expr(e->left, out);
	print_time("timeout", e->times->timeout_ms, out);
	print_time("expires", e->times->expires_ms, out);
}

void print_expr(const struct expr *e, FILE *out)
{
	switch (e->kind) {
	case EXPR_SYMBOL:
		if (e->quoted)
			fprintf(out, "\"%s\"", e->text);
		else
			fputs(e->text, out);
		break;
	case EXPR_SELECTOR:
	case EXPR_UNKNOWN:
		print_selector(e->text, out);
		break;
	case EXPR_TIMED:
		print_timed(e, out);
		break;
	case EXPR_SETREF:
		fprintf(out, "@%s", e->text);
		break;
	case EXPR_WILDCARD:
		fputc('*', out);
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
	struct text_stream stream = {};
	char *text;

	print_expr(e, text_stream_start(&stream));
	text = text_stream_take(&stream, a);
	text_stream_free(&stream);
	return text;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_parse.c - from nft text to a tree
 *
 * What is where: nft_lex.c cuts tokens, nft_parser.c joins those of included
 * files, nft_words.c knows the words; nft_command.c reads a file, nft_table.c,
 * nft_chain.c and nft_set.c the blocks in it, nft_rule.c and nft_expr.c what
 * is in those.
 */
#include "lang/nft_parse.h"

#include "base/clock.h"
#include "lang/nft_block.h"
#include "lang/nft_command.h"
#include "lang/nft_elements.h"
#include "lang/nft_expr.h"
#include "lang/nft_file.h"
#include "lang/nft_table.h"
#include "lang/nft_vars.h"

#include <errno.h>

/* @nodes has the tree; it may be @a. */
static void init(struct parser *p, struct arena *a, struct arena *nodes,
		 struct diag *diag)
{
	*p = (struct parser){
		.arena = a,
		.diag = diag,
		.rs = arena_new_of(a, struct ruleset),
		.tables = names_new(a),
		.chains = names_new(a),
		.sets = names_new(a),
		.objects = names_new(a),
		.names = names_new(a),
	};
	p->nodes = p->rs->nodes = nodes;
	vars_enter_scope(p);
}

/* Makes @text what is read, from its first token on. */
static void start(struct parser *p, const char *file, const char *text,
		  size_t len)
{
	p->source = NULL;
	p->braces = 0;
	parser_push(p, file, text, len);
	/* A token that stands before the first. */
	p->tok = (struct token){ .kind = TOK_NEWLINE };
	parser_advance(p);
}

/* A "-D NAME=VALUE", which is as good as a define in front of the file. */
static void define_option(struct parser *p, const struct nft_define *d)
{
	struct variable var = { .loc = { "-D", 1, 1 }, .is_option = true };

	start(p, arena_printf(p->arena, "-D %s", d->name), d->value,
	      strlen(d->value));
	var.value = expr_parse_value(p);
	if (!parser_at(p, TOK_END))
		parser_expected(p, "one value");
	var.n_exprs = p->n_exprs;
	if (!parser_failed(p))
		vars_define(p, d->name, var, true);
}

static void parse_all(struct parser *p, const char *file, const char *text,
		      size_t len)
{
	start(p, file, text, len);
	while (!parser_at(p, TOK_END)) {
		block_parse_lines(p, command_parse, NULL);
		if (!parser_at(p, '}'))
			continue;
		parser_error(p, p->tok.loc, "a '}' without its '{'");
		parser_recover(p, 0);
		parser_advance(p);
	}
}

int nft_parse(struct arena *a, struct diag *diag, const char *file,
	      const char *text, size_t len, const struct nft_options *opts,
	      struct ruleset **out)
{
	size_t n_errors = diag->n_errors;
	struct parser p;
	size_t i;

	init(&p, a, arena_child(a), diag);
	p.opts = opts;
	p.n_read = len;
	for (i = 0; opts && i < opts->n_defines; i++)
		define_option(&p, &opts->defines[i]);
	if (diag->n_errors == n_errors)
		parse_all(&p, file, text, len);
	text_free(&p.texts);
	if (diag->n_errors > n_errors)
		return -EINVAL;
	table_sweep(a, p.rs);
	p.rs->read_at = clock_now_ns();
	*out = p.rs;
	return 0;
}

int nft_parse_file(struct arena *a, struct diag *diag, const char *path,
		   const struct nft_options *opts, struct ruleset **out)
{
	const char *name;
	char *text;
	size_t len;
	int err;

	err = file_read_input(a, diag, path, NFT_MAX_BYTES, &name, &text, &len);
	if (err)
		return err;
	return nft_parse(a, diag, name, text, len, opts, out);
}

int nft_parse_elements(struct arena *a, struct diag *diag, const char *name,
		       const char *text, size_t len, struct expr **out)
{
	size_t n_errors = diag->n_errors;
	struct parser p;
	struct expr *set;

	init(&p, a, a, diag);
	p.n_read = len;
	start(&p, name, text, len);
	set = elements_parse_all(&p);
	if (diag->n_errors > n_errors || !set)
		return -EINVAL;
	*out = set;
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_block.c - { lines }, and the lines that every block may have
 */
#include "lang/nft_block.h"

#include "lang/nft_expr.h"
#include "lang/nft_file.h"
#include "lang/nft_vars.h"

#include <errno.h>
#include <glob.h>
#include <sys/stat.h>

/* How deep the tree is. Variables inside count as what they stand for. */
static unsigned int height(const struct expr *e)
{
	unsigned int max = 0;
	struct expr *const *item;
	unsigned int h;

	if (!e)
		return 0;
	if (expr_has_sides(e)) {
		max = height(e->left);
		h = height(e->right);
		return 1 + (h > max ? h : max);
	}
	if (!expr_has_items(e))
		return 1;
	vec_for_each(item, &e->items) {
		h = height(*item);
		max = h > max ? h : max;
	}
	return 1 + max;
}

static void define(struct parser *p, bool may_replace)
{
	size_t n_before = p->n_exprs + p->n_expanded;
	struct variable var = {};
	const char *name;

	parser_advance(p);
	var.loc = p->tok.loc;
	name = parser_name(p, "the name of a variable");
	parser_expect(p, '=', "'='");
	if (!parser_failed(p))
		var.value = expr_parse_value(p);
	parser_end_statement(p);
	if (parser_failed(p) || !var.value)
		return;
	var.n_exprs = p->n_exprs + p->n_expanded - n_before;
	var.height = height(var.value);
	vars_define(p, name, var, may_replace);
}

static void undefine(struct parser *p)
{
	const char *name;

	parser_advance(p);
	name = parser_name(p, "the name of a variable");
	parser_end_statement(p);
	if (name)
		vars_undefine(p, name);
}

static void cannot_include(struct parser *p, struct loc loc, const char *path,
			   int err)
{
	if (!diag_is_full(p->diag))
		diag_error(p->diag, loc, "cannot include %s: %s", path,
			   strerror(err));
}

static void include_file(struct parser *p, const char *path, struct loc loc)
{
	char *text;
	size_t len;
	int err;

	err = file_read(p->arena, path, NFT_MAX_BYTES - p->n_read, true, &text,
			&len);
	if (err) {
		cannot_include(p, loc, path, -err);
		return;
	}
	p->n_read += len;
	parser_push(p, path, text, len);
}

static bool is_directory(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/*
 * The last that is pushed is read first, so push backwards. False: nothing is
 * called so.
 */
static bool include_glob(struct parser *p, const char *pattern, struct loc loc,
			 unsigned int depth)
{
	glob_t found;
	size_t i;

	if (glob(pattern, 0, NULL, &found))
		return false;
	for (i = found.gl_pathc; i-- > 0;) {
		if (is_directory(found.gl_pathv[i]))
			continue;
		include_file(p, arena_strdup(p->arena, found.gl_pathv[i]), loc);
		p->source->depth = depth;
	}
	globfree(&found);
	return true;
}

/* In the first directory that has it, as nft does. */
static void include_path(struct parser *p, const char *path, struct loc loc,
			 unsigned int depth)
{
	static const char *const etc[] = { "/etc" };
	const struct nft_options *opts = p->opts;
	bool has_dirs = opts && opts->n_include_dirs;
	const char *const *dirs = has_dirs ? opts->include_dirs : etc;
	size_t n = has_dirs ? opts->n_include_dirs : 1;
	bool is_found = false;

	p->rs->has_includes = true;
	if (*path == '/' || !strncmp(path, "./", 2) || !strncmp(path, "../", 3))
		is_found = include_glob(p, path, loc, depth);
	else
		for (size_t i = 0; i < n && !is_found; i++)
			is_found = include_glob(
				p,
				arena_printf(p->arena, "%s/%s", dirs[i], path),
				loc, depth);
	if (!is_found && !strpbrk(path, "*?["))
		cannot_include(p, loc, path, ENOENT);
}

static void include(struct parser *p)
{
	unsigned int depth = p->source->depth;
	const char *path;
	struct token tok;

	parser_advance(p);
	tok = p->tok;
	if (!parser_at(p, TOK_QUOTED))
		return parser_expected(p, "a file's name in quotes");
	if (depth >= INCLUDE_MAX_DEPTH)
		return parser_error(
			p, tok.loc,
			"files include each other too deeply (at most %d): does one include itself?",
			INCLUDE_MAX_DEPTH);
	parser_advance(p);
	if (!parser_at(p, TOK_NEWLINE) && !parser_at(p, ';') &&
	    !parser_at(p, TOK_END))
		return parser_expected(p, "a newline or ';'");
	/* What is pushed now is read behind the separator. */
	p->tok.kind = TOK_NEWLINE;
	path = arena_strndup(p->arena, tok.text, tok.len);
	include_path(p, path, tok.loc, depth + 1);
	parser_advance(p);
}

bool block_parse_common(struct parser *p)
{
	if (parser_at_word(p, "define"))
		define(p, false);
	else if (parser_at_word(p, "redefine"))
		define(p, true);
	else if (parser_at_word(p, "undefine"))
		undefine(p);
	else if (parser_at_word(p, "include"))
		include(p);
	else
		return false;
	return true;
}

void block_parse_lines(struct parser *p, block_line_fn line, void *data)
{
	unsigned int braces = p->braces;

	parser_skip_separators(p);
	while (!parser_at(p, '}') && !parser_at(p, TOK_END)) {
		line(p, data);
		parser_recover(p, braces);
		parser_skip_separators(p);
	}
}

void block_parse(struct parser *p, block_line_fn line, void *data)
{
	if (!parser_expect(p, '{', "'{'"))
		return;
	vars_enter_scope(p);
	block_parse_lines(p, line, data);
	vars_leave_scope(p);
	parser_expect(p, '}', "'}'");
}

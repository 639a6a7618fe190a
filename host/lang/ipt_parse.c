// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_parse.c - from a dump of iptables to a tree
 *
 * What is where: ipt_lex.c cuts words, ipt_args.c reads options, ipt_use.c
 * those of extensions, ipt_rule.c makes rules of them, ipt_command.c puts these
 * into the chains of ipt_table.c, ipt_ipset.c knows the sets.
 */
#include "lang/ipt_parse.h"

#include "lang/ipt_build.h"
#include "lang/ipt_detect.h"
#include "lang/ipt_ipset.h"
#include "lang/nft_file.h"
#include "lang/nft_parse.h"

#include <ctype.h>
#include <errno.h>

#define MAX_TABLES 5

struct reader {
	struct arena *scratch; /* ends with the reader */
	struct ipt_rule rule;
	struct ipt_context context;
	struct ipt_header header;
	struct ast_rule draft;
	struct ipt_words words;
	struct ipt_line line;
	struct ipt_table tables[MAX_TABLES]; /* in the order of the dump */
	size_t n_tables;
	struct ipt_table *table; /* the lines are of; NULL: none */
	bool is_lost; /* lines outside of tables are refused already */
	struct loc loc;
};

static int refuse(struct reader *r, unsigned int col, const char *what)
{
	r->loc.col = col;
	diag_error(r->rule.diag, r->loc, "%s", what);
	return -EINVAL;
}

static int read_header(struct reader *r, const struct ipt_text_line *line)
{
	struct ipt_header header;

	if (!ipt_read_header(line, &header))
		return 0;
	if (!r->header.is_there) {
		r->header = header;
		return 0;
	}
	if (header.is_v6 != r->header.is_v6)
		return refuse(
			r, 1,
			"tables of iptables and of ip6tables are in one file: give each its own");
	if (header.variant != r->header.variant)
		return refuse(
			r, 1,
			"tables of iptables-legacy and of iptables-nft are in one file: give each its own");
	return 0;
}

/* Lines of a dump, before any is read: what the header says holds for all. */
static int find_header(struct reader *r, char *text, size_t len)
{
	struct ipt_text_line line;
	size_t pos = 0;

	while (ipt_next_line(text, len, &pos, &line)) {
		r->loc.line++;
		if (line.len && line.text[0] == '#' && read_header(r, &line))
			return -EINVAL;
	}
	r->loc.line = 0;
	return 0;
}

/* "*filter": the table is emptied if the dump had it before. */
static int open_table(struct reader *r)
{
	const char *name = r->words.n ? r->words.v[0].text : "";
	struct ipt_table *t;

	for (t = r->tables; t < r->tables + r->n_tables; t++)
		if (!strcmp(ipt_table_name(t), name))
			break;
	if (t < r->tables + r->n_tables) {
		ipt_table_empty(t, r->rule.is_legacy);
	} else if (ipt_table_open(t, name, r->loc, r->scratch)) {
		return refuse(
			r, 2,
			"no table of iptables has that name: filter, nat, mangle, raw, security");
	} else {
		r->n_tables++;
	}
	r->table = t;
	r->is_lost = false;
	r->rule.table = ipt_table_name(t);
	return 0;
}

static int close_table(struct reader *r)
{
	struct ipt_table *t = r->table;

	r->table = NULL;
	return ipt_table_check(t, r->context.no_unknown, r->rule.diag);
}

static int read_rule(struct reader *r, const struct ipt_text_line *line)
{
	struct ipt_rule *rule = &r->rule;
	size_t from;

	if (ipt_lex_counters(line->text, line->len, r->loc, rule->diag, &from,
			     &r->line.counters) ||
	    ipt_lex(&r->words, line->text, line->len, from, r->loc,
		    rule->diag) ||
	    ipt_args_read(rule, &r->words, r->loc, r->context.no_unknown,
			  &r->line))
		return -EINVAL;
	if (r->line.is_other_family)
		return 0;
	if (!r->line.rest)
		r->line.rest = from;
	return ipt_command_run(&r->context, r->table, &r->line, line->text,
			       line->len);
}

static bool is_ipset_line(const struct reader *r)
{
	return r->words.n && (!strcmp(r->words.v[0].text, "create") ||
			      !strcmp(r->words.v[0].text, "add"));
}

static int read_outside(struct reader *r, const struct ipt_text_line *line)
{
	if (line->text[0] == '*') {
		if (ipt_lex(&r->words, line->text, line->len, 1, r->loc,
			    r->rule.diag))
			return -EINVAL;
		return open_table(r);
	}
	if (ipt_lex(&r->words, line->text, line->len, 0, r->loc, r->rule.diag))
		return -EINVAL;
	if (is_ipset_line(r) && !r->n_tables)
		return ipset_read_line(r->rule.sets, &r->words, r->loc);
	if (is_ipset_line(r))
		return refuse(r, 1, "sets stand in front of the tables");
	if (r->is_lost)
		return -EINVAL;
	r->is_lost = true;
	return refuse(r, 1, "a table has to start here: '*filter'");
}

static int read_line(struct reader *r, const struct ipt_text_line *line)
{
	const char *nul = memchr(line->text, '\0', line->len);

	r->loc.line++;
	r->loc.col = 1;
	if (line->len + line->has_end > IPT_MAX_LINE)
		return refuse(
			r, IPT_MAX_LINE,
			"iptables-restore has no room for so long a line");
	if (nul)
		return refuse(r, nul - line->text + 1, "a NUL is no text");
	if (!line->len || line->text[0] == '#')
		return 0;
	if (line->text[line->len - 1] == '\r')
		return refuse(
			r, line->len,
			"the line ends as DOS has it, which iptables-restore does not read");
	if (!r->table)
		return read_outside(r, line);
	if (line->len == 6 && !memcmp(line->text, "COMMIT", 6))
		return close_table(r);
	if (line->text[0] != ':')
		return read_rule(r, line);
	if (ipt_lex(&r->words, line->text, line->len, 1, r->loc, r->rule.diag))
		return -EINVAL;
	return ipt_command_declare(&r->context, r->table, &r->words, r->loc);
}

static void read_all(struct reader *r, char *text, size_t len)
{
	struct ipt_text_line line;
	size_t pos = 0;

	while (ipt_next_line(text, len, &pos, &line)) {
		/* Errors do not keep the next lines from being read. */
		(void)read_line(r, &line);
		if (diag_is_full(r->rule.diag))
			return;
	}
	r->loc.line++;
	if (r->table)
		refuse(r, 1, "COMMIT is missing: the table would not be set");
}

static struct ruleset *finish(struct reader *r, enum family family)
{
	struct arena *a = r->rule.arena;
	struct ruleset *rs = arena_new_of(a, struct ruleset);
	size_t i;

	rs->nodes = r->rule.nodes;
	for (i = 0; i < r->n_tables; i++) {
		struct ast_table *table = vec_push(a, &rs->tables);

		ipt_table_finish(&r->tables[i], a, r->rule.nodes, family,
				 table);
		table->syntax = r->rule.is_legacy ? SYNTAX_IPTABLES_LEGACY
						  : SYNTAX_IPTABLES_NFT;
		ipset_finish_table(r->rule.sets, table);
	}
	return rs;
}

static void start(struct reader *r, struct arena *a, struct diag *diag,
		  char *text, size_t len)
{
	bool is_v6;

	if (r->header.is_there)
		is_v6 = r->header.is_v6;
	else
		is_v6 = ipt_detect_family(text, len, &r->words) == IPT_V6;
	r->rule = (struct ipt_rule){
		.arena = a,
		.nodes = arena_child(a),
		.diag = diag,
		.family = is_v6 ? IPT_V6 : IPT_V4,
		.is_legacy = r->header.variant != IPT_NFT,
		.ast = &r->draft,
		.cache = build_cache_new(r->scratch),

	};
	r->rule.sets = ipset_new(&r->rule);
	r->context.rule = &r->rule;
	r->context.variant = r->header.variant;
}

int ipt_parse_in_place(struct arena *a, struct diag *diag, const char *file,
		       char *text, size_t len, const struct ipt_options *opts,
		       struct ruleset **out)
{
	struct arena *scratch = arena_new();
	struct reader *r = arena_new_of(scratch, struct reader);
	size_t n_errors = diag->n_errors;
	size_t i;

	r->scratch = scratch;
	r->loc.file = file;
	r->rule.diag = diag;
	r->context.no_unknown = opts && opts->no_unknown;
	if (!find_header(r, text, len)) {
		start(r, a, diag, text, len);
		read_all(r, text, len);
	}
	if (diag->n_errors == n_errors)
		*out = finish(r, r->rule.family == IPT_V6 ? FAMILY_IP6
							  : FAMILY_IP);
	for (i = 0; i < r->n_tables; i++)
		ipt_table_free(&r->tables[i]);
	arena_free(scratch);
	return diag->n_errors > n_errors ? -EINVAL : 0;
}

int ipt_parse(struct arena *a, struct diag *diag, const char *file,
	      const char *text, size_t len, const struct ipt_options *opts,
	      struct ruleset **out)
{
	char *copy = arena_alloc(a, len + 1);

	memcpy(copy, text, len);
	return ipt_parse_in_place(a, diag, file, copy, len, opts, out);
}

int ipt_parse_file(struct arena *a, struct diag *diag, const char *path,
		   const struct ipt_options *opts, struct ruleset **out)
{
	const char *name;
	char *text;
	size_t len;
	int err;

	err = file_read_input(a, diag, path, NFT_MAX_BYTES, &name, &text, &len);
	if (err)
		return err;
	return ipt_parse_in_place(a, diag, name, text, len, opts, out);
}

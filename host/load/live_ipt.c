// SPDX-License-Identifier: GPL-2.0-only
/*
 * live_ipt.c - the tables of iptables in a live ruleset
 *
 * All tables of a family and a variant are one text, with the ipsets in front
 * of it. Where a rule changes an ipset, what is in any of them is left unknown:
 * a dump tells of its own rules only.
 */
#include "load/live.h"

#include "lang/ipt_parse.h"
#include "lang/nft_file.h"
#include "load/netfilter.h"
#include "load/tool.h"

#include <errno.h>
#include <string.h>

#define MAX_NAMES 16

static const struct loc nowhere;

/* A family and a variant. */
struct kind {
	enum family family;
	enum syntax syntax;
	const char *save;
	const char *names; /* of legacy: the file that lists its tables */
};

static const struct kind kinds[] = {
	{ FAMILY_IP, SYNTAX_IPTABLES_NFT, "iptables-nft-save", NULL },
	{ FAMILY_IP6, SYNTAX_IPTABLES_NFT, "ip6tables-nft-save", NULL },
	{ FAMILY_IP, SYNTAX_IPTABLES_LEGACY, "iptables-legacy-save",
	  "/proc/self/net/ip_tables_names" },
	{ FAMILY_IP6, SYNTAX_IPTABLES_LEGACY, "ip6tables-legacy-save",
	  "/proc/self/net/ip6_tables_names" },
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* What a tool printed of a table, in an arena of its own. */
struct piece {
	struct arena *arena;
	char *text;
};

struct dump {
	VEC(struct piece) pieces;
};

static bool is_legacy(size_t kind)
{
	return kinds[kind].names != NULL;
}

struct reader {
	struct arena *arena;
	struct diag *diag;
	struct dump dumps[N_KINDS];
	const char *sets; /* "": not asked for */
	const struct ipt_options *opts;
	const struct live_known *known;
	struct live *out;
};

/*
 * True if a line ends within quotes. The tools of iptables print what a comment
 * has, and read each line by itself: a rule would be two halves of one.
 */
static bool has_open_quotes(const char *text)
{
	bool is_open = false;

	for (text = strchrnul(text, '"'); *text; text++) {
		if (*text == '"')
			is_open = !is_open;
		else if (is_open && *text == '\n')
			return true;
		else if (is_open && *text == '\\' && text[1])
			text++;
	}
	return false;
}

int live_dump(struct arena *a, struct diag *diag, const char *save,
	      const char *table, bool with_counters, char **out)
{
	const struct tool tool = { { save, "-t", table,
				     with_counters ? "-c" : NULL } };
	const char *start = arena_printf(a, "*%s\n", table);
	char *text;
	size_t len;
	int err = tool_run(a, diag, &tool, &text, &len);

	if (err)
		return err;
	if (!strstr(text, start)) {
		diag_error(
			diag, nowhere,
			"%s: does not print the table, as it holds what neither nft nor iptables alone can print; take either's rules out of it",
			tool_text(a, &tool));
		return -EIO;
	}
	if (has_open_quotes(text)) {
		diag_error(
			diag, nowhere,
			"%s: has a comment of several lines, which cannot be read back; write it as one",
			tool_text(a, &tool));
		return -EIO;
	}
	*out = text;
	return 0;
}

/* Adds what @kind's tool prints of @table to its dump, unless it is known. */
static int add_dump(struct reader *r, size_t kind, const char *table)
{
	struct piece piece = { arena_child(r->arena) };
	const struct ast_table *known = NULL;
	int err = live_dump(piece.arena, r->diag, kinds[kind].save, table,
			    false, &piece.text);

	if (err)
		return err;
	if (is_legacy(kind))
		live_silent_add(&r->out->silent, piece.text);
	if (r->known)
		known = live_known_find(r->known, kinds[kind].family,
					kinds[kind].syntax, table, piece.text);
	if (known) {
		*vec_push(r->arena, &r->out->known) = known;
		arena_free(piece.arena);
	} else {
		*vec_push(r->arena, &r->dumps[kind].pieces) = piece;
	}
	return 0;
}

static int add_nft_table(struct reader *r, const struct netfilter_table *t)
{
	for (size_t i = 0; i < N_KINDS; i++)
		if (kinds[i].syntax == SYNTAX_IPTABLES_NFT &&
		    kinds[i].family == t->family)
			return add_dump(r, i, t->name);
	/* Those of arptables and ebtables never drop early. */
	return 0;
}

size_t live_legacy_names(char *text, const char **names, size_t max)
{
	char *name, *rest;
	size_t n = 0;

	for (name = strtok_r(text, "\n", &rest); name && n < max;
	     name = strtok_r(NULL, "\n", &rest))
		names[n++] = name;
	return n;
}

/* The tables of a legacy @kind, at most MAX_NAMES; none for another one. */
static int find_legacy(struct arena *a, struct diag *diag, size_t kind,
		       const char **names, size_t *n)
{
	char *text;
	size_t len;
	int err;

	*n = 0;
	if (!is_legacy(kind))
		return 0;
	err = file_read(a, kinds[kind].names, 1 << 16, false, &text, &len);
	if (err == -ENOENT)
		return 0;
	if (err) {
		diag_error(diag, nowhere, "cannot read %s: %s",
			   kinds[kind].names, strerror(-err));
		return err;
	}
	*n = live_legacy_names(text, names, MAX_NAMES);
	return 0;
}

static int add_legacy(struct reader *r, size_t kind)
{
	const char *names[MAX_NAMES];
	size_t n;
	int err = find_legacy(r->arena, r->diag, kind, names, &n);

	for (size_t i = 0; i < n && !err; i++)
		err = add_dump(r, kind, names[i]);
	return err;
}

static bool has_word(const struct reader *r, const char *word)
{
	const struct piece *piece;

	for (size_t i = 0; i < N_KINDS; i++)
		vec_for_each(piece, &r->dumps[i].pieces)
			if (strstr(piece->text, word))
				return true;
	return false;
}

static const struct tool save_sets = { { "ipset", "save" } };

static int read_sets(struct reader *r)
{
	char *text;
	size_t len;
	int err;

	if (!has_word(r, " --match-set ") || has_word(r, " -j SET "))
		return 0;
	err = tool_run(r->arena, r->diag, &save_sets, &text, &len);
	if (err)
		return err;
	r->sets = text;
	r->out->has_sets = true;
	live_silent_add(&r->out->silent, text);
	return 0;
}

/*
 * The sets and the dump as one text, which stays as long as the reader's arena:
 * a large table is not copied where it is alone.
 */
static char *take_text(struct reader *r, const struct dump *dump)
{
	const struct piece *piece;
	size_t len = strlen(r->sets);
	char *text, *end;

	if (dump->pieces.n == 1 && !len)
		return dump->pieces.v[0].text;
	vec_for_each(piece, &dump->pieces)
		len += strlen(piece->text);
	text = arena_alloc(r->arena, len + 1);
	end = stpcpy(text, r->sets);
	vec_for_each(piece, &dump->pieces) {
		end = stpcpy(end, piece->text);
		arena_free(piece->arena);
	}
	return text;
}

static int parse(struct reader *r, size_t kind)
{
	struct ruleset *rs;
	char *text;
	int err;

	if (!r->dumps[kind].pieces.n)
		return 0;
	text = take_text(r, &r->dumps[kind]);
	err = ipt_parse_in_place(r->arena, r->diag, kinds[kind].save, text,
				 strlen(text), r->opts, &rs);
	if (!err)
		live_add_tables(r->arena, r->out, rs);
	return err;
}

int live_add_iptables(struct arena *a, struct diag *diag,
		      const struct netfilter_tables *tables,
		      const struct ipt_options *opts,
		      const struct live_known *known, struct live *out)
{
	struct reader r = {
		.arena = a,
		.diag = diag,
		.opts = opts,
		.known = known,
		.sets = "",
		.out = out,
	};
	const struct netfilter_table *t;
	int err = 0;

	vec_for_each(t, &tables->v)
		if (!err && t->has_xt)
			err = add_nft_table(&r, t);
	for (size_t i = 0; i < N_KINDS && !err; i++)
		err = add_legacy(&r, i);
	if (!err)
		err = read_sets(&r);
	for (size_t i = 0; i < N_KINDS && !err; i++)
		err = parse(&r, i);
	return err;
}

static void on_line(const char *line, size_t len, void *arg)
{
	live_silent_add_line(arg, line, len);
}

int live_read_silent(struct arena *a, struct diag *diag, bool with_sets,
		     struct live_silent *out)
{
	const char *names[MAX_NAMES];
	size_t n;
	int err = 0;

	for (size_t kind = 0; kind < N_KINDS && !err; kind++) {
		err = find_legacy(a, diag, kind, names, &n);
		for (size_t i = 0; i < n && !err; i++)
			err = tool_run_lines(
				a, diag,
				&(struct tool){
					{ kinds[kind].save, "-t", names[i] } },
				on_line, out);
	}
	if (!err && with_sets)
		err = tool_run_lines(a, diag, &save_sets, on_line, out);
	return err;
}

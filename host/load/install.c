// SPDX-License-Identifier: GPL-2.0-only
/*
 * install.c - a load's rules in the kernel's own tables, too
 */
#include "load/install.h"

#include "base/utf8.h"
#include "lang/ipt_detect.h"
#include "lang/nft_file.h"
#include "lang/nft_parse.h"
#include "lang/nft_print.h"
#include "load/live.h"
#include "load/netfilter.h"
#include "load/nftables.h"
#include "load/tool.h"

#include <errno.h>
#include <sys/stat.h>

static const struct loc nowhere;

struct gatherer {
	struct arena *arena;
	struct diag *diag;
	const struct install *install;
	struct netfilter_tables now;
	struct undo *out;
	const char *nft; /* what puts tables of nft back */
	const char *nft_what;
};

static bool is_dump(const struct install *in)
{
	return in->ruleset->tables.n &&
	       in->ruleset->tables.v[0].syntax != SYNTAX_NFT;
}

static bool is_v6(const struct install *in)
{
	return in->ruleset->tables.v[0].family == FAMILY_IP6;
}

/* "iptables-nft-save" and the like, with @what behind it. */
static const char *tool_name(struct arena *a, bool is_v6, enum syntax syntax,
			     const char *what)
{
	return arena_printf(a, "ip%stables-%s-%s", is_v6 ? "6" : "",
			    syntax == SYNTAX_IPTABLES_LEGACY ? "legacy" : "nft",
			    what);
}

/* ---- Which tables change ---- */

static const char *next_word(const char **rest, size_t *len)
{
	const char *word = *rest + strspn(*rest, " ");

	*len = strcspn(word, " ");
	*rest = word + *len;
	return word;
}

static bool is_word(const char *word, size_t len, const char *other)
{
	return len == strlen(other) && !memcmp(word, other, len);
}

/* False: the command is about all tables. Names are family and table. */
static bool command_table(const char *command, enum family *family,
			  const char **name, size_t *name_len)
{
	size_t len;

	for (;;) {
		const char *word = next_word(&command, &len);

		if (!len || is_word(word, len, "ruleset"))
			return false;
		for (enum family f = 0; f < N_FAMILIES; f++) {
			if (!is_word(word, len, family_name(f)))
				continue;
			*family = f;
			*name = next_word(&command, name_len);
			return true;
		}
	}
}

static bool is_about(const struct ast_flush *c, const struct netfilter_table *t)
{
	enum family family;
	const char *name;
	size_t len;

	if (!command_table(c->text, &family, &name, &len))
		return true;
	return family == t->family && is_word(name, len, t->name);
}

static bool changes(const struct install *in, const struct netfilter_table *t)
{
	const struct ast_table *table;
	const struct ast_flush *command;

	vec_for_each(table, &in->ruleset->tables)
		if (table->family == t->family && !strcmp(table->name, t->name))
			return true;
	vec_for_each(command, &in->ruleset->flushes)
		if (is_about(command, t))
			return true;
	return false;
}

static const struct ast_flush *flush_of_all(const struct install *in)
{
	const struct ast_flush *command;
	enum family family;
	const char *name;
	size_t len;

	vec_for_each(command, &in->ruleset->flushes)
		if (!command_table(command->text, &family, &name, &len))
			return command;
	return NULL;
}

bool install_replaces_all(const struct install *in)
{
	const struct ast_flush *command = flush_of_all(in);

	return command && !strcmp(command->text, "flush ruleset");
}

/* ---- What they hold ---- */

static void add_step(struct gatherer *g, const char *tool, const char *text,
		     const char *what)
{
	*vec_push(g->arena, &g->out->steps) =
		(struct undo_step){ tool, text, what };
}

/* Names of tables, and commands that make them what they are now. */
static void add_nft(struct gatherer *g, const char *table, const char *listing)
{
	g->nft = arena_printf(g->arena, "%sadd table %s\ndelete table %s\n%s\n",
			      g->nft, table, table, listing);
	g->nft_what = arena_printf(g->arena, "%s%s%s", g->nft_what,
				   *g->nft_what ? ", " : "", table);
}

static int gather_xt(struct gatherer *g, const struct netfilter_table *t)
{
	const char *what = arena_printf(g->arena, "%s %s",
					family_name(t->family), t->name);
	bool v6 = t->family == FAMILY_IP6;
	char *text;
	int err;

	if (!is_dump(g->install) && !flush_of_all(g->install)) {
		diag_error(
			g->diag, nowhere,
			"table %s is managed by iptables, whose rules nft cannot put back if the load fails: change it by iptables, or name another table",
			what);
		return -EINVAL;
	}
	if (!v6 && t->family != FAMILY_IP) {
		diag_error(
			g->diag, nowhere,
			"table %s has extensions of iptables, which could not be put back if the load fails",
			what);
		return -EINVAL;
	}
	err = live_dump(g->arena, g->diag,
			tool_name(g->arena, v6, SYNTAX_IPTABLES_NFT, "save"),
			t->name, true, &text);
	if (!err)
		add_step(
			g,
			tool_name(g->arena, v6, SYNTAX_IPTABLES_NFT, "restore"),
			text, what);
	return err;
}

static int gather_table(struct gatherer *g, const struct netfilter_table *t)
{
	const char *name = arena_printf(g->arena, "%s %s",
					family_name(t->family), t->name);
	const char *listing;
	int err;

	if (t->has_xt)
		return gather_xt(g, t);
	err = nftables_list(g->arena, g->diag, name, false, &listing);
	if (!err)
		add_nft(g, name, listing);
	return err;
}

/* Tables that the file makes, and that are not there yet. */
static void gather_new(struct gatherer *g)
{
	const struct ast_table *table;
	const struct netfilter_table *t;

	vec_for_each(table, &g->install->ruleset->tables) {
		bool is_there = false;

		vec_for_each(t, &g->now.v)
			is_there |= t->family == table->family &&
				    !strcmp(t->name, table->name);
		if (!is_there)
			add_nft(g,
				arena_printf(g->arena, "%s %s",
					     family_name(table->family),
					     table->name),
				"");
	}
}

static int gather_nft(struct gatherer *g)
{
	const struct netfilter_table *t;
	int err = netfilter_tables(g->arena, &g->now);

	if (err)
		diag_error(g->diag, nowhere,
			   "the kernel does not tell its tables: %s",
			   strerror(-err));
	vec_for_each(t, &g->now.v)
		if (!err && changes(g->install, t))
			err = gather_table(g, t);
	if (err)
		return err;
	gather_new(g);
	if (!*g->nft)
		return 0;
	/* nft prints some rules as it does not read them. */
	err = nftables_check(
		g->arena, g->diag,
		"the tables could not be put back if the load fails", g->nft);
	/* Tables that iptables made go first: nft takes all of them away. */
	if (!err)
		add_step(g, NULL, g->nft, g->nft_what);
	return err;
}

/* A table that was not there cannot be taken away, but it can be empty. */
static const char *empty_table(struct arena *a, const struct ast_table *table)
{
	const char *text = arena_printf(a, "*%s\n", table->name);
	const struct ast_chain *chain;

	vec_for_each(chain, &table->chains)
		if (chain->hook)
			text = arena_printf(a, "%s:%s ACCEPT [0:0]\n", text,
					    chain->name);
	return arena_printf(a, "%sCOMMIT\n", text);
}

static bool is_listed(const char *names, const char *table)
{
	size_t len = strlen(table);
	const char *line = names;

	for (; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, table, len) && line[len] == '\n')
			return true;
	}
	return false;
}

static int gather_legacy(struct gatherer *g)
{
	const bool v6 = is_v6(g->install);
	const char *restore =
		tool_name(g->arena, v6, SYNTAX_IPTABLES_LEGACY, "restore");
	const struct ast_table *table;
	char *names = "", *text;
	size_t len;
	int err = 0;

	if (file_read(g->arena,
		      v6 ? "/proc/self/net/ip6_tables_names"
			 : "/proc/self/net/ip_tables_names",
		      1 << 16, false, &names, &len))
		names = "";
	vec_for_each(table, &g->install->ruleset->tables) {
		if (err)
			return err;
		if (is_listed(names, table->name))
			err = live_dump(g->arena, g->diag,
					tool_name(g->arena, v6,
						  SYNTAX_IPTABLES_LEGACY,
						  "save"),
					table->name, true, &text);
		else
			text = (char *)empty_table(g->arena, table);
		if (!err)
			add_step(g, restore, text,
				 live_table_name(g->arena, table));
	}
	return err;
}

/* Without a header nobody knows by which of the two it is to be restored. */
static int check_header(struct arena *a, struct diag *diag,
			const struct install *in)
{
	struct ipt_header header = {};
	struct ipt_text_line line;
	size_t len, pos = 0;
	const char *name;
	char *text;
	int err = file_read_input(a, diag, in->path, NFT_MAX_BYTES, &name,
				  &text, &len);

	if (err)
		return err;
	while (ipt_next_line(text, len, &pos, &line))
		if (ipt_read_header(&line, &header))
			return 0;
	diag_error(
		diag, nowhere,
		"%s does not say which iptables it is for: --with-nft wants a first line like '# Generated by iptables-save v1.8.9 (nf_tables)'",
		name);
	return -EINVAL;
}

/* The file is read twice, and a pipe is empty the second time. */
static int check_file(struct diag *diag, const struct install *in)
{
	struct stat st;

	if (!stat(in->path, &st) && S_ISREG(st.st_mode))
		return 0;
	diag_error(
		diag, nowhere,
		"%s is no file that can be read twice, as --with-nft does: keep the rules in one, or have them in the kernel by nft first",
		in->path);
	return -EINVAL;
}

int install_check(struct arena *a, struct diag *diag, const struct install *in)
{
	const struct ast_flush *flush = flush_of_all(in);
	int err = check_file(diag, in);

	if (err)
		return err;
	if (flush && !in->may_flush) {
		diag_error(
			diag, flush->loc,
			"'%s' takes away the tables of others too: leave it out, or give --flush if that is meant",
			flush->text);
		return -EINVAL;
	}
	return is_dump(in) ? check_header(a, diag, in) : nftables_require(diag);
}

/* They are written down as JSON. */
static int check_texts(struct diag *diag, const struct undo *undo)
{
	const struct undo_step *step;

	vec_for_each(step, &undo->steps) {
		if (utf8_is_valid(step->text))
			continue;
		diag_error(
			diag, nowhere,
			"the rules of %s have a comment or a name that is not UTF-8, and could not be put back if the load fails: change that",
			step->what);
		return -EINVAL;
	}
	return 0;
}

int install_gather(struct arena *a, struct diag *diag, const struct install *in,
		   struct undo *out)
{
	struct gatherer g = { a, diag, in, {}, out, "", "" };
	int err = netfilter_generation(&out->generation);

	if (err) {
		diag_error(diag, nowhere,
			   "the kernel does not tell its generation: %s",
			   strerror(-err));
		return err;
	}
	if (is_dump(in) &&
	    in->ruleset->tables.v[0].syntax == SYNTAX_IPTABLES_LEGACY)
		err = gather_legacy(&g);
	else
		err = gather_nft(&g);
	return err ? err : check_texts(diag, out);
}

/* ---- Installing ---- */

int install_run(struct arena *a, struct diag *diag, const struct install *in)
{
	struct tool tool = {};
	const char *name;
	char *text, *said;
	size_t len;
	int err;

	if (!is_dump(in))
		return in->text ? nftables_run(a, diag, in->path, in->text)
				: nftables_run_file(a, diag, in->path);
	err = file_read_input(a, diag, in->path, NFT_MAX_BYTES, &name, &text,
			      &len);
	if (err)
		return err;
	tool.argv[0] = tool_name(a, is_v6(in), in->ruleset->tables.v[0].syntax,
				 "restore");
	tool.input = text;
	tool.input_len = len;
	return tool_run(a, diag, &tool, &said, &len);
}

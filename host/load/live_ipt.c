// SPDX-License-Identifier: GPL-2.0-only
/*
 * live_ipt.c - the tables of iptables in a live ruleset
 *
 * All tables of a family and a variant are one text, with the ipsets in front
 * of it. Where a rule changes an ipset, what is in any of them is left unknown:
 * a dump tells of its own rules only.
 */
#include "load/live.h"

#include "base/fd.h"
#include "lang/ipt_parse.h"
#include "lang/nft_file.h"
#include "lang/nft_print.h"
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

struct reader {
	struct arena *arena;
	struct diag *diag;
	const char *dumps[N_KINDS]; /* "": there is none */
	const char *sets;	    /* "": not asked for */
	const struct ipt_options *opts;
};

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
	*out = text;
	return 0;
}

/* Adds what @kind's tool prints of @table to its dump. */
static int add_dump(struct reader *r, size_t kind, const char *table)
{
	char *text;
	int err = live_dump(r->arena, r->diag, kinds[kind].save, table, false,
			    &text);

	if (!err)
		r->dumps[kind] =
			arena_printf(r->arena, "%s%s", r->dumps[kind], text);
	return err;
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

static int add_legacy(struct reader *r, size_t kind)
{
	const char *names[MAX_NAMES];
	char *text;
	size_t len, n;
	int err = file_read(r->arena, kinds[kind].names, 1 << 16, false, &text,
			    &len);

	if (err == -ENOENT)
		return 0;
	if (err) {
		diag_error(r->diag, nowhere, "cannot read %s: %s",
			   kinds[kind].names, strerror(-err));
		return err;
	}
	n = live_legacy_names(text, names, MAX_NAMES);
	for (size_t i = 0; i < n && !err; i++)
		err = add_dump(r, kind, names[i]);
	return err;
}

static bool has_word(const struct reader *r, const char *word)
{
	for (size_t i = 0; i < N_KINDS; i++)
		if (strstr(r->dumps[i], word))
			return true;
	return false;
}

static int read_sets(struct reader *r, struct live *out)
{
	const struct tool tool = { { "ipset", "save" } };
	char *text;
	size_t len;
	int err;

	if (!has_word(r, " --match-set ") || has_word(r, " -j SET "))
		return 0;
	err = tool_run(r->arena, r->diag, &tool, &text, &len);
	if (err)
		return err;
	r->sets = text;
	out->is_silent = true;
	return 0;
}

static int parse(struct reader *r, size_t kind, struct live *out)
{
	char *text = arena_printf(r->arena, "%s%s", r->sets, r->dumps[kind]);
	const struct ast_table *t;
	struct ruleset *rs;
	int err;

	if (!*r->dumps[kind])
		return 0;
	err = ipt_parse_in_place(r->arena, r->diag, kinds[kind].save, text,
				 strlen(text), r->opts, &rs);
	if (err)
		return err;
	vec_for_each(t, &rs->tables)
		*vec_push(r->arena, &out->ruleset->tables) = *t;
	out->is_silent |= kinds[kind].names != NULL;
	return 0;
}

int live_add_iptables(struct arena *a, struct diag *diag,
		      const struct netfilter_tables *tables,
		      const struct ipt_options *opts, struct live *out)
{
	struct reader r = {
		.arena = a,
		.diag = diag,
		.opts = opts,
		.sets = "",
	};
	const struct netfilter_table *t;
	int err = 0;

	for (size_t i = 0; i < N_KINDS; i++)
		r.dumps[i] = "";
	vec_for_each(t, &tables->v)
		if (!err && t->has_xt)
			err = add_nft_table(&r, t);
	for (size_t i = 0; i < N_KINDS && !err; i++)
		if (kinds[i].names)
			err = add_legacy(&r, i);
	if (!err)
		err = read_sets(&r, out);
	for (size_t i = 0; i < N_KINDS && !err; i++)
		err = parse(&r, i, out);
	return err;
}

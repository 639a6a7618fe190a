// SPDX-License-Identifier: GPL-2.0-only
/*
 * lines.c - nft's own tests of single rules: each line as nft and nicfw take it
 *
 * The format of its tests/py/FAMILY/NAME.t:
 *
 *	:CHAIN;type ... hook ... priority ...	a base chain
 *	*FAMILY;TABLE;CHAIN,CHAIN		a table with these chains
 *	!SET type ...;ok			a set
 *	?SET element, element;ok		elements of it
 *	%NAME type KIND ...;ok			an object
 *	RULE;ok or RULE;fail			a rule, in the last chain
 *
 * Whether a line is ok is asked of the nft that is there, which may be another
 * version; what was made before stands in front of each.
 */
#include "lang/lang.h"
#include "lib/census.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

#define MAX_TABLES 8
#define MAX_CHAINS 16

struct table {
	const char *family;
	const char *name;
	const char *chain;    /* where the rules go */
	const char *preamble; /* commands that make all there is so far */
	const char *rules;    /* commands of those that nft takes */
};

struct counts {
	unsigned int n[3];	     /* lines, by nft's answer */
	unsigned int n_refused_read; /* nicfw reads what nft refuses */
	unsigned int n_wrong;
	unsigned int n_listings;
};

struct file {
	struct arena *a;
	const char *path;
	unsigned int line;
	struct table tables[MAX_TABLES];
	size_t n_tables;
	struct {
		const char *name;
		const char *spec;
	} chains[MAX_CHAINS];
	size_t n_chains;
	struct counts counts;
	struct census *census;
};

static void add_chain(struct file *f, char *text)
{
	char *spec = strchr(text, ';');

	if (!spec || f->n_chains == MAX_CHAINS)
		return;
	*spec++ = '\0';
	f->chains[f->n_chains].name = text;
	f->chains[f->n_chains++].spec = spec;
}

static const char *spec_of(const struct file *f, const char *chain)
{
	for (size_t i = 0; i < f->n_chains; i++)
		if (!strcmp(f->chains[i].name, chain))
			return f->chains[i].spec;
	return NULL;
}

/* Rules go to the first chain: the others only differ in their hook. */
static void add_table(struct file *f, char *text)
{
	struct table *t = &f->tables[f->n_tables];
	char *save = NULL;
	const char *why;

	if (f->n_tables == MAX_TABLES)
		return;
	t->family = strtok_r(text, ";", &save);
	t->name = strtok_r(NULL, ";", &save);
	t->chain = strtok_r(NULL, ",", &save);
	t->rules = "";
	t->preamble = arena_printf(
		f->a, "add table %s %s\nadd chain %s %s %s { %s; }\n",
		t->family, t->name, t->family, t->name, t->chain,
		spec_of(f, t->chain));
	if (nft_checks(f->a, t->preamble, &why) == TAKEN)
		f->n_tables++;
	else
		tap_say("%s:%u: without %s: %s", f->path, f->line, t->name,
			why);
}

/* The command that the line @text is in @t. */
static const char *command_of(struct file *f, const struct table *t,
			      const char *text)
{
	const char *rest = strchr(text, ' ');
	const char *where = arena_printf(f->a, "%s %s", t->family, t->name);
	char kind = *text;
	int name_len = rest ? (int)(rest - text) - 1 : 0;

	if (kind == '!' && rest)
		return arena_printf(f->a, "add set %s %.*s { %s; }\n", where,
				    name_len, text + 1, rest + 1);
	if (kind == '?' && rest)
		return arena_printf(f->a, "add element %s %.*s { %s }\n", where,
				    name_len, text + 1, rest + 1);
	if (kind != '%' || !rest)
		return arena_printf(f->a, "add rule %s %s %s\n", where,
				    t->chain, text);
	rest += strlen(" type ");
	if (!strncmp(rest, "ct ", 3)) {
		const char *brace = strchr(rest, '{');

		return arena_printf(f->a, "add %.*s %s %.*s %s\n",
				    (int)(brace - rest), rest, where, name_len,
				    text + 1, brace);
	}
	return arena_printf(f->a, "add %.*s %s %.*s %s\n",
			    (int)strcspn(rest, " "), rest, where, name_len,
			    text + 1, rest + strcspn(rest, " "));
}

/* nft takes it, but this kernel lacks what it asks for. */
static bool is_of_kernel(enum answer nft, const char *why)
{
	return nft == REFUSED &&
	       strstr(why, "Could not process rule: Operation not supported");
}

/* What the kernel lacks, nft has not refused. */
static void count(struct file *f, enum answer nft, const char *why,
		  const char *all, bool is_read)
{
	enum tool_answer tool = is_of_kernel(nft, why) ? TOOL_REFUSES_OTHERWISE
						       : tool_answer(nft);
	const char *source = "testsuite-nftables-py";
	const struct policy *policy =
		is_read ? nicfw_means(f->a, f->path, all, &why) : NULL;

	census_count(f->census, source, tool, policy != NULL);
	if (policy && tool == TOOL_TAKES)
		census_add_rules(f->census, source, policy);
	if (nft == TAKEN && is_read && !policy) {
		f->counts.n_wrong++;
		tap_say("%s:%u: nft takes it: nicfw: %s", f->path, f->line,
			why);
	}
}

static void check_in(struct file *f, struct table *t, const char *text)
{
	static const char *const answers[] = { "takes", "cannot parse",
					       "refuses" };
	const char *command = command_of(f, t, text);
	const char *all = arena_printf(f->a, "%s%s", t->preamble, command);
	struct reading r = nicfw_reads(f->a, f->path, all);
	const char *why = "";
	enum answer nft = nft_checks(f->a, all, &why);
	bool is_wrong;

	f->counts.n[nft]++;
	count(f, nft, why, all, r.is_read);
	f->counts.n_refused_read += nft == REFUSED && r.is_read;
	is_wrong = (nft == TAKEN && !r.is_read) ||
		   (is_of_kernel(nft, why) && !r.is_read) ||
		   (nft == NO_SYNTAX && r.is_read) ||
		   (r.is_read && !r.is_fixpoint);
	if (is_wrong) {
		f->counts.n_wrong++;
		tap_say("%s:%u: nft %s: %.*s: nicfw: %s", f->path, f->line,
			answers[nft], (int)strcspn(command, "\n"), command,
			r.why ? r.why : "reads it");
	}
	if (nft == TAKEN && strchr("!?%", *text))
		t->preamble = all;
	else if (nft == TAKEN)
		t->rules = arena_printf(f->a, "%s%s", t->rules, command);
}

/* Everything behind the first ';' outside of braces is the expectation. */
static void cut_expectation(char *text)
{
	int depth = 0;

	for (; *text; text++) {
		depth += (*text == '{') - (*text == '}');
		if (*text == ';' && !depth)
			*text = '\0';
		if (!*text)
			return;
	}
}

static void take_line(struct file *f, char *text)
{
	if (!*text || *text == '#' || *text == '-')
		return;
	if (*text == ':')
		return add_chain(f, text + 1);
	if (*text == '*')
		return add_table(f, text + 1);
	cut_expectation(text);
	for (size_t i = 0; i < f->n_tables; i++)
		check_in(f, &f->tables[i], text);
}

/* Those of a table at once: each change of a ruleset takes a while. */
static void check_listing(struct file *f, const struct table *t)
{
	const char *all = arena_printf(f->a, "%s%s", t->preamble, t->rules);
	unsigned int n = 0;

	if (!listings_check(f->a, all, NULL, &n)) {
		f->counts.n_wrong++;
		tap_say("%s: a listing of table %s %s", f->path, t->family,
			t->name);
	}
	f->counts.n_listings += n;
}

static void check_file(const char *path, size_t skip, struct counts *all,
		       struct census *census)
{
	struct file f = { .a = arena_new(),
			  .path = path + skip,
			  .census = census };
	char *text = arena_strdup(f.a, lang_file(f.a, path));
	char *line;

	while ((line = strsep(&text, "\n"))) {
		f.line++;
		take_line(&f, line);
	}
	for (size_t i = 0; i < f.n_tables; i++)
		check_listing(&f, &f.tables[i]);
	tap_result(!f.counts.n_wrong,
		   "%s: nft takes %u lines, cannot parse %u, refuses %u",
		   f.path, f.counts.n[TAKEN], f.counts.n[NO_SYNTAX],
		   f.counts.n[REFUSED]);
	for (size_t i = 0; i < 3; i++)
		all->n[i] += f.counts.n[i];
	all->n_refused_read += f.counts.n_refused_read;
	all->n_wrong += f.counts.n_wrong;
	all->n_listings += f.counts.n_listings;
	arena_free(f.a);
}

void check_lines(const char *corpora)
{
	struct arena *a = arena_new();
	struct census *census = census_new(a, "nft lines");
	struct counts all = {};
	char pattern[4096];
	glob_t found;

	snprintf(pattern, sizeof(pattern), "%s/nft/testsuite-nftables-py/*.t",
		 corpora);
	if (glob(pattern, 0, NULL, &found))
		return tap_result(false, "no file is %s", pattern);
	for (size_t i = 0; i < found.gl_pathc; i++)
		check_file(found.gl_pathv[i], strlen(corpora) + 1, &all,
			   census);
	globfree(&found);
	tap_say("lines: nft takes %u, cannot parse %u, refuses %u otherwise (nicfw reads %u of them); %u listings; %u differ",
		all.n[TAKEN], all.n[NO_SYNTAX], all.n[REFUSED],
		all.n_refused_read, all.n_listings, all.n_wrong);
	tap_census(census);
	arena_free(a);
}

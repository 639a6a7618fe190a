// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_lists.c - the rules among a shell's commands
 */
#include "compat/ipt_lists.h"

#include "base/vec.h"
#include "lang/nft_file.h"

#include <ctype.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

/* A command that adds a rule or a chain. */
struct command {
	const char *table;
	const char *chain;
	const char *rule; /* NULL: it makes the chain */
	bool is_v4;
	bool is_v6;
};

struct list {
	struct arena *a;
	VEC(const char *) words; /* of a line */
	VEC(struct command) commands;
};

/*
 * The next word at *@p, as a shell has it; NULL at the end, or where *@is_left
 * says that it hangs on a variable.
 */
static const char *next_word(struct arena *a, const char **p, bool *is_left)
{
	char *word = arena_calloc(a, strlen(*p) + 1, 1);
	char quote = 0;
	size_t n = 0;
	bool is_word = false;

	*p += strspn(*p, " \t");
	for (; **p &&
	       (quote || !strchr(" \t;&|#", **p) || (**p == '#' && is_word));
	     (*p)++) {
		is_word = true;
		if (!quote && strchr("'\"", **p))
			quote = **p;
		else if (**p == quote)
			quote = 0;
		else if (**p == '\\' && quote != '\'' && (*p)[1])
			word[n++] = *++*p;
		else
			word[n++] = **p;
		*is_left |= strchr("$`(", **p) && quote != '\'';
	}
	return is_word ? word : NULL;
}

/* As iptables-restore reads it: in quotes where it has to be. */
static const char *quoted(struct arena *a, const char *word)
{
	char *out = arena_calloc(a, 2 * strlen(word) + 3, 1);
	size_t n = 0;

	if (*word && !strpbrk(word, " \t'\"\\"))
		return word;
	out[n++] = '"';
	for (; *word; word++) {
		if (strchr("\"\\", *word))
			out[n++] = '\\';
		out[n++] = *word;
	}
	out[n] = '"';
	return out;
}

static bool is_one_of(const char *word, const char *a, const char *b)
{
	return !strcmp(word, a) || !strcmp(word, b);
}

/* What follows the chain of an "-A" or "-I", but for a place and "-w". */
static const char *rule_of(struct list *l, size_t first)
{
	const char *rule = "";

	for (size_t i = first; i < l->words.n; i++) {
		const char *word = l->words.v[i];

		if (i == first && isdigit((unsigned char)*word))
			continue;
		rule = arena_printf(l->a, "%s%s%s", rule, *rule ? " " : "",
				    quoted(l->a, word));
	}
	return rule;
}

/* The words behind the program's name: l->words from @i on. */
static void take_command(struct list *l, size_t i, struct command command)
{
	command.table = "filter";
	for (; i + 1 < l->words.n; i++) {
		const char *word = l->words.v[i];

		if (is_one_of(word, "-w", "--wait"))
			continue;
		if (is_one_of(word, "-t", "--table")) {
			command.table = l->words.v[++i];
			continue;
		}
		command.chain = l->words.v[i + 1];
		if (is_one_of(word, "-A", "--append") ||
		    is_one_of(word, "-I", "--insert"))
			command.rule = rule_of(l, i + 2);
		else if (!is_one_of(word, "-N", "--new-chain"))
			return;
		*vec_push(l->a, &l->commands) = command;
		return;
	}
}

static void take_line(struct list *l, const char *line)
{
	static const struct {
		const char *name;
		bool is_v4, is_v6;
	} programs[] = { { "iptables", true, false },
			 { "ip6tables", false, true },
			 { "$IPTABLES", true, false },
			 { "$IP6TABLES", false, true } };
	const char *p = line, *word;
	struct command both = { .is_v4 = true, .is_v6 = true };
	bool is_left = false;

	l->words.n = 0;
	while ((word = next_word(l->a, &p, &is_left))) {
		*vec_push(l->a, &l->words) = word;
		if (l->words.n == 1)
			is_left = false; /* the program's name may be one */
	}
	if (is_left || l->words.n < 2)
		return;
	word = l->words.v[0];
	if (is_one_of(word, "-A", "-N"))
		return take_command(l, 0, both);
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		if (!strcmp(word, programs[i].name))
			take_command(
				l, 1,
				(struct command){ .is_v4 = programs[i].is_v4,
						  .is_v6 = programs[i].is_v6 });
}

static bool is_builtin(const char *chain)
{
	static const char *const names[] = { "INPUT", "OUTPUT", "FORWARD",
					     "PREROUTING", "POSTROUTING" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(chain, names[i]))
			return true;
	return false;
}

/* Each of the list's chains, once, as a dump declares them. */
static const char *chains_of(struct list *l)
{
	const struct command *command;
	const char *text = "";

	vec_for_each(command, &l->commands) {
		const char *line =
			arena_printf(l->a, ":%s - [0:0]\n", command->chain);

		if (!is_builtin(command->chain) && !strstr(text, line))
			text = arena_printf(l->a, "%s%s", text, line);
	}
	return text;
}

static void ask_list(struct list *l, struct counts *c)
{
	const char *chains = chains_of(l);
	const struct command *command;

	vec_for_each(command, &l->commands) {
		const struct question q = { command->table, chains,
					    command->chain, command->rule };

		for (size_t i = 0; command->rule && i < N_TOOLS; i++)
			if (tools[i].is_v6 ? command->is_v6 : command->is_v4)
				ask_rule(c, &tools[i], &q, NONE);
	}
}

static void check_file(const char *path, struct counts *c)
{
	struct list l = { .a = arena_new() };
	char *text, *line;
	size_t len;

	if (file_read(l.a, path, 16 << 20, true, &text, &len))
		abort();
	c->source = census_source(l.a, path, "/iptables/");
	/* A file with tables is a dump: ipt_files.c has it. */
	if (*text != '*' && !strstr(text, "\n*")) {
		while ((line = strsep(&text, "\n")))
			take_line(&l, line);
		ask_list(&l, c);
	}
	arena_free(l.a);
}

void check_lists(const char *corpora, struct counts *c)
{
	static const char *const patterns[] = { "*.cmds", "*.fw-script",
						"*.rules" };

	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		char pattern[4096];
		glob_t found;

		snprintf(pattern, sizeof(pattern), "%s/iptables/*/%s", corpora,
			 patterns[i]);
		if (glob(pattern, 0, NULL, &found))
			continue;
		for (size_t k = 0; k < found.gl_pathc; k++)
			check_file(found.gl_pathv[k], c);
		globfree(&found);
	}
}

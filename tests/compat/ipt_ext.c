// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_ext.c - does nicfw take the rules that iptables takes?
 *
 * ipt_ext [LINES [CORPORA]] - each line of LINES (ipt_ext.lines unless given)
 * is a rule, its chain and table in front ("nat:OUTPUT -p tcp -j ..."); the
 * running kernel is asked through all four tools whether it takes it, in a
 * network namespace of this process. CORPORA, ../shared/corpora unless given,
 * has the extensions' own tests, of another version of iptables: where tool and
 * test differ, either answer will do if the tool took the line, and the test's
 * counts if it did not, for this kernel may lack the extension. It also has
 * scripts with iptables' commands.
 */
#include "compat/ipt_ask.h"
#include "compat/ipt_lists.h"

#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static unsigned int n_results;

static void result(bool is_ok, const char *what, const struct counts *c)
{
	printf("%sok %u - %s: %u times asked, %u taken, %u refused, %u of another version or kernel, %u wrong\n",
	       is_ok ? "" : "not ", ++n_results, what, c->n, c->n_taken,
	       c->n_refused, c->n_other, c->n_wrong);
}

static void skip(const char *why)
{
	printf("ok %u # SKIP %s\n", ++n_results, why);
}

static void chomp(char *line)
{
	line[strcspn(line, "\n")] = '\0';
}

/* "-A" lines of LINES: "[4|6] TABLE:CHAIN RULE". */
static void check_line(struct counts *c, char *line)
{
	char family = 0;
	char *table = line;
	char *chain;
	char *rule;

	if (!strncmp(line, "4 ", 2) || !strncmp(line, "6 ", 2)) {
		family = *line;
		table += 2;
	}
	chain = strchr(table, ':');
	rule = chain ? strchr(chain, ' ') : NULL;
	if (!rule) {
		printf("# not a line: %s\n", line);
		c->n_wrong++;
		return;
	}
	*chain++ = '\0';
	*rule++ = '\0';
	for (size_t i = 0; i < N_TOOLS; i++) {
		const struct question q = { table, "", chain, rule };

		if (!family || (family == '6') == tools[i].is_v6)
			ask_rule(c, &tools[i], &q, NONE);
	}
}

static void check_lines(const char *path)
{
	struct counts c = {};
	char line[4096];
	FILE *file = fopen(path, "re");

	if (!file) {
		perror(path);
		exit(1);
	}
	while (fgets(line, sizeof(line), file)) {
		chomp(line);
		if (*line && *line != '#')
			check_line(&c, line);
	}
	fclose(file);
	result(!c.n_wrong && c.n_taken && c.n_refused, "rules of ours", &c);
}

/* A file's place: the chains and the table of the lines that come. */
struct place {
	char chain[64];
	char table[64];
};

/* "RULE;OUTPUT;OK" or FAIL; OUTPUT may hold anything but a semicolon. */
static void check_test(struct counts *c, const char *file,
		       const struct place *place, char *line)
{
	bool is_v4 = !strncmp(file, "libipt_", 7);
	bool is_v6 = !strncmp(file, "libip6t_", 8);
	char *output = strchr(line, ';');
	char *verdict = output ? strchr(output + 1, ';') : NULL;

	if (!verdict)
		return;
	*output = '\0';
	for (size_t i = 0; i < N_TOOLS; i++) {
		const struct question q = { place->table, "", place->chain,
					    line };

		if (tools[i].is_v6 ? is_v4 : is_v6)
			continue;
		ask_rule(c, &tools[i], &q,
			 !strncmp(verdict, ";OK", 3) ? OK : FAIL);
	}
}

static void copy_word(char *out, size_t len, const char *text)
{
	size_t n = strcspn(text, ",");

	if (n >= len)
		abort();
	memcpy(out, text, n);
	out[n] = '\0';
}

static void check_tests(struct counts *c, const char *dir, const char *name)
{
	struct place place = { "INPUT", "filter" };
	char *path;
	char line[4096];
	FILE *file;

	if (asprintf(&path, "%s/%s", dir, name) < 0)
		abort();
	file = fopen(path, "re");
	free(path);
	while (file && fgets(line, sizeof(line), file)) {
		chomp(line);
		if (*line == ':')
			copy_word(place.chain, sizeof(place.chain), line + 1);
		else if (*line == '*')
			copy_word(place.table, sizeof(place.table), line + 1);
		else if (*line && !strchr("#@%", *line))
			check_test(c, name, &place, line);
	}
	if (file)
		fclose(file);
}

static bool is_test(const char *name)
{
	size_t len = strlen(name);

	return len > 2 && !strcmp(name + len - 2, ".t") &&
	       strncmp(name, "libarpt_", 8) != 0 &&
	       strncmp(name, "libebt_", 7) != 0;
}

static void check_extensions(const char *corpora, struct census *census)
{
	struct counts c = { .census = census,
			    .source = "testsuite-iptables-ext" };
	char path[4096];
	struct dirent *e;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/iptables/testsuite-iptables-ext",
		 corpora);
	dir = opendir(path);
	while (dir && (e = readdir(dir))) {
		if (is_test(e->d_name))
			check_tests(&c, path, e->d_name);
	}
	if (dir)
		closedir(dir);
	result(!c.n_wrong && c.n_taken && c.n_refused,
	       "the extensions' own tests", &c);
}

static void check_commands(const char *corpora, struct census *census)
{
	struct counts c = { .census = census };

	check_lists(corpora, &c);
	result(!c.n_wrong && c.n_taken && c.n_refused, "commands of scripts",
	       &c);
}

static void check_corpora(const char *corpora)
{
	struct arena *a;
	struct census *census;
	const char *why = "";
	int err;

	if (access(corpora, R_OK))
		return skip("rulesets of others are not there");
	a = arena_new();
	census = census_new(a, "iptables rules");
	check_extensions(corpora, census);
	check_commands(corpora, census);
	err = census_check(census, &why);
	if (err == -ENOTSUP)
		skip(why);
	else
		printf("%sok %u - docs/compat.md says so: %s\n",
		       err ? "not " : "", ++n_results, why);
	arena_free(a);
}

int main(int argc, char **argv)
{
	char why[1024];

	if (unshare(CLONE_NEWNET)) {
		skip("no network namespace: run it as root");
	} else if (!tool_takes(&tools[0], "*filter\nCOMMIT\n", why,
			       sizeof(why)) ||
		   !tool_takes(&tools[1], "*filter\nCOMMIT\n", why,
			       sizeof(why))) {
		skip("the tools or their tables are not there");
	} else {
		check_lines(argc > 1 ? argv[1] : "tests/compat/ipt_ext.lines");
		check_corpora(argc > 2 ? argv[2] : "../shared/corpora");
	}
	printf("1..%u\n", n_results);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_files.c - does nicfw take the dumps that iptables takes?
 *
 * ipt_files [CORPORA] - each file below CORPORA/iptables (../shared/corpora
 * unless given) that has a line "*table" is read by nicfw and by all four
 * tools, in a network namespace of this process. A file counts as taken if one
 * tool of its family takes it: legacy with -t, which looks for chains as well;
 * nft by loading it, for its -t does not. What all refuse nicfw refuses too,
 * but for what this host lacks, and for a "!" behind its option, which tools
 * took before 1.4.3.
 */
#include "lang/ipt_parse.h"
#include "lib/census.h"
#include "policy/resolve.h"

#include <errno.h>
#include <ftw.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct tool {
	const char *command;
	enum family family;
} tools[] = {
	{ "iptables-legacy-restore -t", FAMILY_IP },
	{ "iptables-nft-restore", FAMILY_IP },
	{ "ip6tables-legacy-restore -t", FAMILY_IP6 },
	{ "ip6tables-nft-restore", FAMILY_IP6 },
};
#define N_TOOLS (sizeof(tools) / sizeof(tools[0]))

static struct {
	unsigned int n;
	unsigned int n_taken; /* by a tool */
	unsigned int n_refused;
	unsigned int n_read; /* by nicfw */
	unsigned int n_rules;
} counts;

static struct census *census;

/* What a tool or nicfw says of a file. */
struct answer {
	bool is_taken;
	char why[1000];
};

static struct answer ask_once(const struct tool *tool, const char *path)
{
	struct answer answer = {};
	char command[4096];
	const char *line;
	FILE *in;

	snprintf(command, sizeof(command), "%s <'%s' 2>&1", tool->command,
		 path);
	in = popen(command, "r");
	if (!in)
		abort();
	answer.why[fread(answer.why, 1, sizeof(answer.why) - 1, in)] = '\0';
	while (fgetc(in) != EOF)
		;
	answer.is_taken = !pclose(in);
	/* What it warns of, it takes. */
	for (line = answer.why; !strncmp(line, "Warning: ", 9);)
		line += strcspn(line, "\n") + !!strchr(line, '\n');
	memmove(answer.why, line, strlen(line) + 1);
	answer.why[strcspn(answer.why, "\n")] = '\0';
	return answer;
}

/* Makes the set that the tool misses. False if it is not that. */
static bool add_set(const struct tool *tool, const char *why)
{
	const char *family = tool->family == FAMILY_IP6 ? "inet6" : "inet";
	const char *name = strstr(why, "Set ");
	char command[200];
	int len;

	if (!name || !strstr(name, " doesn't exist"))
		return false;
	name += strlen("Set ");
	len = (int)(strstr(name, " doesn't exist") - name);
	if (strspn(name, "abcdefghijklmnopqrstuvwxyz-") < (size_t)len)
		return false;
	snprintf(command, sizeof(command),
		 "ipset create %.*s hash:net family %s 2>/dev/null", len, name,
		 family);
	return !system(command);
}

/* Sets that files do not come with, there are before long. */
static struct answer ask(const struct tool *tool, const char *path)
{
	struct answer answer = ask_once(tool, path);

	for (int i = 0; i < 8 && add_set(tool, answer.why); i++)
		answer = ask_once(tool, path);
	if (system("ipset destroy 2>/dev/null"))
		return answer; /* no ipset: there are none */
	return answer;
}

/* *@policy, in @a, is its meaning. */
static struct answer read_file(struct arena *a, const char *path,
			       enum family *family, struct policy **policy)
{
	struct diag *diag = diag_new(a);
	struct ruleset *rs = NULL;
	const struct ast_table *t;
	struct answer answer = {};

	answer.is_taken = !ipt_parse_file(a, diag, path, NULL, &rs) &&
			  !resolve_ruleset(a, diag, rs, policy);
	*family = FAMILY_IP;
	if (!answer.is_taken) {
		const struct diag_msg *m = &diag->msgs.v[0];

		snprintf(answer.why, sizeof(answer.why), "%u:%u: %s",
			 m->loc.line, m->loc.col, m->text);
	} else {
		vec_for_each(t, &rs->tables)
			*family = t->family;
		counts.n_rules += (*policy)->n_rules;
	}
	return answer;
}

/* This host has not got it, which says nothing of the file. */
static bool is_lacking(const char *why)
{
	return strstr(why, "doesn't exist") || strstr(why, "Couldn't load");
}

/* "Bad argument `X'", and the file has "! X". */
static bool is_old_negation(const char *path, const char *why)
{
	static const char bad[] = "Bad argument `";
	char word[128], line[16384];
	bool is_found = false;
	FILE *in;

	if (strncmp(why, bad, strlen(bad)))
		return false;
	snprintf(word, sizeof(word), "! %s", why + strlen(bad));
	word[strcspn(word, "'")] = '\0';
	in = fopen(path, "r");
	while (in && fgets(line, sizeof(line), in))
		is_found |= strstr(line, word) != NULL;
	if (in)
		fclose(in);
	return is_found;
}

static void count(const char *source, bool is_taken, bool is_excused,
		  const struct policy *policy)
{
	counts.n++;
	counts.n_taken += is_taken;
	counts.n_refused += !is_taken;
	counts.n_read += policy != NULL;
	census_count(census, source,
		     is_taken	  ? TOOL_TAKES
		     : is_excused ? TOOL_REFUSES_OTHERWISE
				  : TOOL_REFUSES,
		     policy != NULL);
	if (policy)
		census_add_rules(census, source, policy);
}

static void judge(const char *path, const char *name)
{
	bool is_taken = false, is_excused = false, is_ok;
	struct arena *a = arena_new();
	struct answer answers[N_TOOLS], ours;
	struct policy *policy = NULL;
	enum family family;
	size_t i;

	ours = read_file(a, path, &family, &policy);
	for (i = 0; i < N_TOOLS; i++) {
		answers[i] = ask(&tools[i], path);
		if (ours.is_taken && tools[i].family != family)
			continue;
		is_taken |= answers[i].is_taken;
		is_excused |= is_lacking(answers[i].why) ||
			      is_old_negation(path, answers[i].why);
	}
	count(census_source(a, path, "/iptables/"), is_taken, is_excused,
	      ours.is_taken ? policy : NULL);
	is_ok = ours.is_taken == is_taken || (ours.is_taken && is_excused);
	printf("%sok %u - %s: %s\n", is_ok ? "" : "not ", counts.n, name,
	       is_taken ? "taken" : "refused");
	if (ours.is_taken != is_taken)
		for (i = 0; i < N_TOOLS; i++)
			printf("# %s: %s\n", tools[i].command, answers[i].why);
	if (!ours.is_taken)
		printf("# nicfw: %s\n", ours.why);
	arena_free(a);
}

static bool is_dump(const char *path)
{
	const char *dot = strrchr(path, '.');
	bool is_found = false;
	char line[16384];
	FILE *in;

	if (dot && (!strcmp(dot, ".t") || !strcmp(dot, ".txlate")))
		return false;
	in = fopen(path, "r");
	while (in && fgets(line, sizeof(line), in))
		is_found |= line[0] == '*' && line[1] >= 'a' && line[1] <= 'z';
	if (in)
		fclose(in);
	return is_found;
}

static int visit(const char *path, const struct stat *st, int type,
		 struct FTW *at)
{
	(void)st;
	if (type == FTW_F && is_dump(path))
		judge(path, path + at->base);
	return 0;
}

static void check_census(void)
{
	const char *why = "";
	int err = census_check(census, &why);

	printf("%sok %u - docs/compat.md says so%s%s\n",
	       err && err != -ENOTSUP ? "not " : "", ++counts.n,
	       err == -ENOTSUP ? " # SKIP " : ": ", why);
}

static int skip(const char *why)
{
	printf("1..0 # SKIP %s\n", why);
	return 0;
}

int main(int argc, char **argv)
{
	const char *corpora = argc > 1 ? argv[1] : "../shared/corpora";
	struct arena *a = arena_new();
	char path[4096];

	census = census_new(a, "iptables files");
	setvbuf(stdout, NULL, _IOLBF, 0);
	snprintf(path, sizeof(path), "%s/iptables", corpora);
	if (access(path, R_OK))
		return skip("no corpora beside the checkout");
	if (system("iptables-legacy-restore -V >/dev/null 2>&1"))
		return skip("no iptables: see tests/packages");
	if (unshare(CLONE_NEWNET))
		return skip("no network namespace: not root");
	if (nftw(path, visit, 16, FTW_PHYS))
		abort();
	check_census();
	printf("1..%u\n", counts.n);
	printf("# %u files: %u taken by a tool, %u refused; nicfw reads %u, with %u rules\n",
	       counts.n - 1, counts.n_taken, counts.n_refused, counts.n_read,
	       counts.n_rules);
	arena_free(a);
	return 0;
}

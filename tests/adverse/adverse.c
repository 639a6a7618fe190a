// SPDX-License-Identifier: GPL-2.0-only
/*
 * adverse.c - are bad rulesets judged in bounded time and memory?
 *
 *	adverse [-ap] [NAME[/SIZE]...]
 *
 * Gives each shape of shapes.h to `nicfw check`, for a host and for a NIC, and
 * holds what that takes against the bounds below; with -a or ADVERSE in the
 * environment of the larger size. A wrong ruleset has to be refused with its
 * place. -p prints the rulesets instead. The command is build/nicfw: sanitizers
 * take time and memory of their own. Lines of figures start with a tab:
 * tests/run.sh leaves them to its log.
 */
#include "adverse/shapes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a command may take: of processors, so that other work does not count. */
#define MAX_SECONDS 10
#define MAX_MB	    600
/* Behind these it is ended, for the sake of the machine. */
#define END_SECONDS 60
#define END_BYTES   (8ul << 30)

static const char *const profiles[] = { "driver", "agilio-cx" };
#define N_PROFILES (sizeof(profiles) / sizeof(profiles[0]))

struct options {
	bool all, print;
	char **names;
};

/* A ruleset in a file, and what a command says of it. */
struct trial {
	const struct shape *shape;
	size_t n;
	const char *profile;
	char rules[64], said[64];
	int status;
	double seconds, mb;
	char line[200]; /* the first that was said */
};

static void become_command(const struct trial *t)
{
	const struct rlimit cpu = { END_SECONDS, END_SECONDS };
	const struct rlimit bytes = { END_BYTES, END_BYTES };
	int said = open(t->said, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int none = open("/dev/null", O_WRONLY);

	dup2(none, STDOUT_FILENO);
	dup2(said, STDERR_FILENO);
	setrlimit(RLIMIT_CPU, &cpu);
	setrlimit(RLIMIT_AS, &bytes);
	execl("build/nicfw", "nicfw", "check", "--profile", t->profile, "-f",
	      t->rules, NULL);
	_exit(127);
}

/* Of what is said; what is printed says that too, and all the rest. */
static void read_first_line(struct trial *t)
{
	FILE *f = fopen(t->said, "r");

	t->line[0] = '\0';
	if (!f)
		return;
	if (fgets(t->line, sizeof(t->line), f))
		t->line[strcspn(t->line, "\n")] = '\0';
	fclose(f);
}

static void run_command(struct trial *t)
{
	struct rusage used = {};
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		become_command(t);
	t->status = -1;
	if (pid < 0 || wait4(pid, &t->status, 0, &used) < 0)
		return;
	t->seconds =
		(double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
		(double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
	t->mb = (double)used.ru_maxrss * 1024 / 1e6;
	read_first_line(t);
}

/* "FILE:LINE:COL: " is before what is said. */
static bool is_located(const struct trial *t)
{
	unsigned int line, col;
	size_t len = strlen(t->rules);

	return !strncmp(t->line, t->rules, len) &&
	       sscanf(t->line + len, ":%u:%u: ", &line, &col) == 2;
}

/* What is wrong with what came of it; NULL: nothing. */
static const char *fault_of(const struct trial *t)
{
	const int status = WIFEXITED(t->status) ? WEXITSTATUS(t->status) : -1;
	const bool is_excused = t->shape->is_over && t->n == t->shape->many;

	if (status != 0 && status != 1)
		return "it crashed, or was ended";
	if (!is_excused && t->seconds > MAX_SECONDS)
		return "it took too long";
	if (!is_excused && t->mb > MAX_MB)
		return "it took too much memory";
	if (!t->shape->error)
		return NULL;
	if (!status)
		return "it was taken";
	if (!strstr(t->line, t->shape->error))
		return "it was refused for something else";
	return is_located(t) ? NULL : "it was refused without its place";
}

static bool is_named(const struct shape *s, size_t n, const char *name)
{
	char full[64];

	snprintf(full, sizeof(full), "%s/%zu", s->name, n);
	return !strcmp(s->name, name) || !strcmp(full, name);
}

static bool is_wanted(const struct shape *s, size_t n, const struct options *o)
{
	for (char **name = o->names; *name; name++)
		if (is_named(s, n, *name))
			return true;
	return !*o->names;
}

static bool write_rules(const struct trial *t)
{
	FILE *f = fopen(t->rules, "w");

	if (!f)
		return false;
	t->shape->write(t->n, f);
	return !fclose(f);
}

/* Returns the number of tests that failed. */
static int run_shape(const struct shape *shape, size_t n, int *number)
{
	struct trial t = { .shape = shape, .n = n };
	int n_failed = 0;

	snprintf(t.rules, sizeof(t.rules), "/tmp/nicfw-adverse-%d.nft",
		 getpid());
	snprintf(t.said, sizeof(t.said), "/tmp/nicfw-adverse-%d.err", getpid());
	for (size_t i = 0; i < N_PROFILES; i++) {
		const char *fault = "its rules could not be written";

		t.profile = profiles[i];
		if (write_rules(&t)) {
			run_command(&t);
			fault = fault_of(&t);
		}
		printf("%sok %d - %s of %zu is judged within bounds for %s\n",
		       fault ? "not " : "", ++*number, shape->name, n,
		       t.profile);
		if (fault)
			printf("# %s: %s\n", fault, t.line);
		printf("#\t%s/%zu %s: %.1f s, %.0f MB, status %d: %.150s\n",
		       shape->name, n, t.profile, t.seconds, t.mb,
		       WIFEXITED(t.status) ? WEXITSTATUS(t.status)
					   : -WTERMSIG(t.status),
		       t.line);
		fflush(stdout);
		n_failed += fault != NULL;
	}
	unlink(t.rules);
	unlink(t.said);
	return n_failed;
}

int main(int argc, char **argv)
{
	struct options o = { .all = getenv("ADVERSE") };
	int c, number = 0, n_failed = 0;

	while ((c = getopt(argc, argv, "ap")) != -1) {
		if (c == '?')
			return 2;
		o.all |= c == 'a';
		o.print |= c == 'p';
	}
	o.names = argv + optind;
	for (size_t i = 0; i < n_shapes; i++) {
		const size_t n = o.all ? shapes[i].many : shapes[i].few;

		if (!is_wanted(&shapes[i], n, &o))
			continue;
		if (o.print)
			shapes[i].write(n, stdout);
		else
			n_failed += run_shape(&shapes[i], n, &number);
	}
	if (!o.print)
		printf("1..%d\n", number);
	return n_failed != 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * read.c - what reading a large ruleset costs
 *
 *	read [--json] [RULES]
 *
 * Dumps of 160,000 rules, or RULES, are read, resolved and lowered for the
 * driver, and installed by iptables-legacy-restore in a network namespace of
 * its own: CPU time of the one over that of the other, each the least of
 * several runs that take turns, and the largest memory.
 *
 * iptables is measured twice: where it is not as fast as itself, the machine is
 * too busy and the run says nothing.
 *
 * On two cores of a virtual machine, of 160,000 rules: plain 0.45 of iptables'
 * CPU time and 240 MB, services 0.25 and 155 MB, pods 0.6 and 202 MB. With
 * eight others waiting for each core, plain was up to 0.8 and pods to 0.9.
 */
#include "read_rules.h"

#include "lang/ipt_parse.h"
#include "policy/compile_int.h"
#include "policy/resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_RULES	   160000
#define ROUNDS	   7
#define MAX_RATIO  1.0
#define MAX_RSS_MB 300

enum run {
	RUN_NICFW,
	RUN_IPTABLES,
	RUN_IPTABLES_AGAIN,
	N_RUNS,
};

struct cost {
	double cpu_seconds; /* the least */
	double rss_mb;	    /* the most */
};

struct subject {
	const struct read_kind *kind;
	char path[64]; /* of the dump */
	double mb;
	struct cost costs[N_RUNS];
};

static _Noreturn void fail(const char *what, const char *why)
{
	fprintf(stderr, "read: %s: %s\n", what, why);
	exit(3);
}

/* As `nicfw check` does before it asks for a program. */
static int read_once(const char *path)
{
	const struct device dev = { .name = "eth0",
				    .ifindex = 10,
				    .mac = { 2, 0, 0, 0, 0, 2 } };
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct profile *profile;
	struct ruleset *rs;
	struct policy *policy;
	struct draft draft;

	if (profile_find(a, diag, "driver", &profile) ||
	    ipt_parse_file(a, diag, path, NULL, &rs) ||
	    resolve_ruleset(a, diag, rs, &policy))
		fail(path, diag->msgs.v[0].text);
	ruleset_forget(rs);
	if (compile_lower(a, diag, policy, &dev, profile, &draft))
		fail(path, diag->msgs.v[0].text);
	return 0;
}

static int install_once(const char *path)
{
	int in = open(path, O_RDONLY | O_CLOEXEC);

	if (unshare(CLONE_NEWNET) || in < 0 || dup2(in, STDIN_FILENO) < 0)
		fail("a network namespace", strerror(errno));
	execlp("iptables-legacy-restore", "iptables-legacy-restore", NULL);
	fail("iptables-legacy-restore", strerror(errno));
}

static double seconds_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* Each starts as a program of its own, with no memory of its parent's. */
static void measure(struct subject *s, enum run run)
{
	const char *what = run == RUN_NICFW ? "--read" : "--install";
	struct cost *cost = &s->costs[run];
	struct rusage usage;
	double seconds;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execl("/proc/self/exe", "read", what, s->path, NULL);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || status)
		fail(s->kind->name, "a run failed");
	seconds = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
	if (!cost->cpu_seconds || seconds < cost->cpu_seconds)
		cost->cpu_seconds = seconds;
	if ((double)usage.ru_maxrss / 1024 > cost->rss_mb)
		cost->rss_mb = (double)usage.ru_maxrss / 1024;
}

/* The dump is a file in memory, which the runs open by its path. */
static void prepare(struct subject *s, unsigned int n_rules)
{
	int fd = memfd_create(s->kind->name, 0);
	FILE *out = fd < 0 ? NULL : fdopen(dup(fd), "w");

	if (!out)
		fail("memfd_create", strerror(errno));
	s->kind->print(out, n_rules);
	s->mb = (double)ftell(out) / 1e6;
	if (fclose(out))
		fail(s->kind->name, strerror(errno));
	snprintf(s->path, sizeof(s->path), "/proc/%d/fd/%d", getpid(), fd);
}

static double ratio(const struct subject *s)
{
	return s->costs[RUN_NICFW].cpu_seconds /
	       s->costs[RUN_IPTABLES].cpu_seconds;
}

static double control(const struct subject *s)
{
	return s->costs[RUN_IPTABLES_AGAIN].cpu_seconds /
	       s->costs[RUN_IPTABLES].cpu_seconds;
}

static bool is_conclusive(const struct subject *s)
{
	return control(s) > 0.9 && control(s) < 1.1;
}

static const char *judge(bool is_within)
{
	return is_within ? "within" : "MISSED";
}

static void print_table(const struct subject *subjects)
{
	printf("%-9s %6s %8s %10s %6s %7s   targets\n", "kind", "MB", "nicfw s",
	       "iptables s", "ratio", "peak MB");
	for (size_t i = 0; i < N_READ_KINDS; i++) {
		const struct subject *s = &subjects[i];
		double mb = s->costs[RUN_NICFW].rss_mb;

		printf("%-9s %6.1f %8.3f %10.3f %6.2f %7.1f", s->kind->name,
		       s->mb, s->costs[RUN_NICFW].cpu_seconds,
		       s->costs[RUN_IPTABLES].cpu_seconds, ratio(s), mb);
		printf("   <= %.0f: %s, <= %d MB: %s", MAX_RATIO,
		       is_conclusive(s) ? judge(ratio(s) <= MAX_RATIO)
					: "inconclusive",
		       MAX_RSS_MB, judge(mb <= MAX_RSS_MB));
		printf(" (iptables against itself: %.2f)\n", control(s));
	}
}

static void print_json(const struct subject *subjects)
{
	json_t *array = json_array();

	for (size_t i = 0; i < N_READ_KINDS; i++) {
		const struct subject *s = &subjects[i];

		json_array_append_new(
			array,
			json_pack(
				"{s:s, s:s, s:f, s:f, s:f, s:f, s:f, s:f, s:b}",
				"kind", s->kind->name, "what", s->kind->what,
				"mb", s->mb, "cpu_s",
				s->costs[RUN_NICFW].cpu_seconds,
				"iptables_cpu_s",
				s->costs[RUN_IPTABLES].cpu_seconds, "ratio",
				ratio(s), "control", control(s), "rss_mb",
				s->costs[RUN_NICFW].rss_mb, "conclusive",
				is_conclusive(s)));
	}
	json_dumpf(array, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(4));
	puts("");
	json_decref(array);
}

int main(int argc, char **argv)
{
	static struct subject subjects[N_READ_KINDS];
	bool as_json = argc > 1 && !strcmp(argv[1], "--json");
	unsigned int n_rules = argc > 1 + as_json ? atoi(argv[1 + as_json])
						  : N_RULES;

	setenv("NICFW_PROFILES", "nic-profiles", 0);
	if (argc > 2 && !strcmp(argv[1], "--read"))
		return read_once(argv[2]);
	if (argc > 2 && !strcmp(argv[1], "--install"))
		return install_once(argv[2]);
	for (size_t i = 0; i < N_READ_KINDS; i++) {
		subjects[i].kind = &read_kinds[i];
		prepare(&subjects[i], n_rules);
		for (int round = 0; round < ROUNDS; round++)
			for (enum run run = 0; run < N_RUNS; run++)
				measure(&subjects[i], run);
	}
	if (as_json)
		print_json(subjects);
	else
		print_table(subjects);
	return 0;
}

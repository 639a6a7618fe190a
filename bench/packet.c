// SPDX-License-Identifier: GPL-2.0-only
/*
 * packet.c - what a packet costs, by nicfw and by other firewalls
 *
 *	packet [--quick | --full] [-o FILE] [--family F] [--rules N]
 *	       [--traffic T] [--opponent P]...
 *
 * Each ruleset is installed once for each opponent, behind a veth of its own,
 * and then flooded with each kind of traffic. Without options the rulesets are
 * those of --quick. With one of family, rules and traffic, the others default
 *to exact, 1000 and miss.
 */
#include "packet_group.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SEED 1

/* Frames of a trace: those of a large ruleset are to meet most of its rules. */
#define FEW_FRAMES   4096
#define MANY_FRAMES  FLOOD_MAX_FRAMES
#define MANY_RULES   10000
#define CHECK_FRAMES 2000

#define BIT(traffic) (1U << (traffic))
#define ALL_TRAFFIC  (BIT(TRACE_CORNER) - 1)
#define MOST_TRAFFIC (BIT(TRACE_MISS) | BIT(TRACE_SPREAD) | BIT(TRACE_ACCEPT))

struct plan_row {
	enum rules_family family;
	size_t n_rules;
	unsigned int traffic; /* bits of enum trace_kind */
};

struct bench {
	struct flood *flood;
	struct result_file *file; /* or NULL */
	struct opponents_choice choice;
	struct rounds_limit limit;
	bool is_check;
	bool found_void; /* by a check */
};

static const struct plan_row quick_plan[] = {
	{ RULES_EXACT, 1, BIT(TRACE_MISS) },
	{ RULES_EXACT, 10, BIT(TRACE_MISS) },
	{ RULES_EXACT, 100, BIT(TRACE_MISS) | BIT(TRACE_ACCEPT) },
	{ RULES_EXACT, 1000, BIT(TRACE_MISS) },
	{ RULES_EXACT, 10000, BIT(TRACE_MISS) },
	{ RULES_EXACT, 160000, BIT(TRACE_MISS) },
	{ RULES_BLOCKLIST, 10000, BIT(TRACE_SPREAD) },
	{ RULES_ACL, 1000, BIT(TRACE_SPREAD) },
};

static const size_t full_sizes[] = { 1, 10, 100, 1000, 10000, 160000 };

static const struct rounds_limit quick_limit = { 40, 400, 15 };
static const struct rounds_limit full_limit = { 450, 900, 300 };

/* Of --quick: what is left of it is shared among the groups that are left. */
#define QUICK_SECONDS	   200
#define LEAST_SECONDS	   3
#define SHARE_OF_MEASURING 0.6 /* the rest installs and checks */

#define QUICK_MAX_LINEAR 10000

static _Noreturn void fail(const char *what, const char *why)
{
	fprintf(stderr, "packet: %s: %s\n", what, why);
	exit(1);
}

static void check(int err, const char *what)
{
	if (err)
		fail(what, strerror(-err));
}

static void run_traffic(struct bench *bench, struct arena *parent,
			const struct rules *rules, enum trace_kind kind,
			struct opponent *o, size_t n)
{
	struct arena *a = arena_child(parent);
	struct packet_group group = { .rules = rules, .traffic = kind };
	struct trace trace;
	int err = trace_make(a, rules, kind, SEED,
			     rules->n < MANY_RULES ? FEW_FRAMES : MANY_FRAMES,
			     lab_sender_mac, lab_device_mac, &trace);

	if (err == -ENOENT) {
		printf("%s, %zu rules, traffic %s: these rules have no such frame\n",
		       rules_family_names[rules->family], rules->n,
		       trace_kind_names[kind]);
	} else {
		check(err, "frames");
		check(packet_group_measure(a, bench->flood, &trace, o, n,
					   &bench->limit, &group),
		      "flood");
		check(packet_group_print(&group, stdout), "table");
		if (bench->file)
			check(packet_group_write(&group, bench->file),
			      "results");
	}
	fflush(stdout);
	arena_free(a);
}

static void print_check(struct bench *bench, const struct rules *rules,
			const struct opponent *o, size_t n)
{
	printf("%s, %zu rules\n", rules_family_names[rules->family], rules->n);
	for (size_t i = 0; i < n; i++) {
		if (o[i].peer->answer != PEER_JUDGES)
			continue;
		if (o[i].status == RESULT_OK)
			printf("  %-22s judges rightly\n", o[i].peer->name);
		else
			printf("  %-22s %s: %s\n", o[i].peer->name,
			       result_status_names[o[i].status], o[i].reason);
		if (o[i].status == RESULT_VOID)
			bench->found_void = true;
	}
	fflush(stdout);
}

static void run_row(struct bench *bench, const struct plan_row *row)
{
	struct arena *a = arena_new();
	struct opponent *o;
	struct rules rules;
	struct trace corners;
	size_t n;

	check(rules_make(a, row->family, SEED, row->n_rules, &rules), "rules");
	check(trace_make(a, &rules, TRACE_CORNER, SEED, CHECK_FRAMES,
			 lab_sender_mac, lab_device_mac, &corners),
	      "frames");
	n = opponents_install(a, &rules, &bench->choice, &o);
	check(opponents_check(a, bench->flood, &corners, o, n), "flood");
	if (bench->is_check)
		print_check(bench, &rules, o, n);
	for (enum trace_kind t = 0; t < N_TRACE_KINDS; t++) {
		if (row->traffic & BIT(t) && !bench->is_check)
			run_traffic(bench, a, &rules, t, o, n);
	}
	opponents_remove(o, n);
	arena_free(a);
}

static void run_full(struct bench *bench)
{
	for (enum rules_family f = 0; f < N_RULES_FAMILIES; f++) {
		for (size_t i = 0;
		     i < sizeof(full_sizes) / sizeof(full_sizes[0]); i++) {
			const struct plan_row row = {
				f,
				full_sizes[i],
				f == RULES_EXACT ? ALL_TRAFFIC : MOST_TRAFFIC,
			};

			run_row(bench, &row);
		}
	}
}

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void run_quick(struct bench *bench)
{
	const size_t n = sizeof(quick_plan) / sizeof(quick_plan[0]);
	const double deadline = now_s() + QUICK_SECONDS;
	int n_groups = 0;

	for (size_t i = 0; i < n; i++)
		n_groups += __builtin_popcount(quick_plan[i].traffic);
	for (size_t i = 0; i < n; i++) {
		double share = (deadline - now_s()) / n_groups;

		bench->limit.seconds =
			fmax(share * SHARE_OF_MEASURING, LEAST_SECONDS);
		n_groups -= __builtin_popcount(quick_plan[i].traffic);
		run_row(bench, &quick_plan[i]);
	}
}

static size_t find_name(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(names[i], name))
			return i;
	}
	fprintf(stderr, "packet: %s: there is no such name; there are:", name);
	for (size_t i = 0; i < n; i++)
		fprintf(stderr, " %s", names[i]);
	fprintf(stderr, "\n");
	exit(2);
}

static _Noreturn void usage(void)
{
	fprintf(stderr,
		"usage: packet [--quick | --full] [--check] [-o FILE] [--family F] [--rules N] [--traffic T] [--opponent P]...\n");
	exit(2);
}

static void add_opponent(struct opponents_choice *choice, const char *name)
{
	const char **names;

	if (!peers_find(name)) {
		fprintf(stderr, "packet: %s: there is no such opponent\n",
			name);
		exit(2);
	}
	names = realloc((void *)choice->names,
			(choice->n + 1) * sizeof(*names));
	if (!names)
		fail(name, "no memory");
	names[choice->n++] = name;
	choice->names = names;
}

struct options {
	bool is_full, is_check;
	const char *results; /* a path, or NULL */
	bool is_chosen;	     /* one ruleset instead of the plan */
	struct plan_row row;
	struct opponents_choice choice;
};

static void parse_option(int c, struct options *o)
{
	switch (c) {
	case 'q':
		o->is_full = false;
		break;
	case 'F':
		o->is_full = true;
		break;
	case 'c':
		o->is_check = true;
		break;
	case 'o':
		o->results = optarg;
		break;
	case 'f':
		o->row.family =
			find_name(rules_family_names, N_RULES_FAMILIES, optarg);
		o->is_chosen = true;
		break;
	case 'n':
		o->row.n_rules = strtoul(optarg, NULL, 10);
		o->is_chosen = true;
		break;
	case 't':
		o->row.traffic =
			BIT(find_name(trace_kind_names, TRACE_CORNER, optarg));
		o->is_chosen = true;
		break;
	case 'p':
		add_opponent(&o->choice, optarg);
		break;
	default:
		usage();
	}
}

static void parse(int argc, char **argv, struct options *o)
{
	static const struct option names[] = {
		{ "quick", no_argument, NULL, 'q' },
		{ "full", no_argument, NULL, 'F' },
		{ "check", no_argument, NULL, 'c' },
		{ "family", required_argument, NULL, 'f' },
		{ "rules", required_argument, NULL, 'n' },
		{ "traffic", required_argument, NULL, 't' },
		{ "opponent", required_argument, NULL, 'p' },
		{},
	};
	int c;

	while ((c = getopt_long(argc, argv, "o:", names, NULL)) != -1)
		parse_option(c, o);
	if (optind < argc || o->row.n_rules == 0)
		usage();
	o->choice.max_linear = o->is_full || o->is_chosen ? SIZE_MAX
							  : QUICK_MAX_LINEAR;
}

/* The whole benchmark is one result then. */
static int refuse(struct bench *bench, const char *why, int err)
{
	char reason[256];
	const struct result result = {
		.suite = "packet",
		.opponent = "generator",
		.quantity = "cpu",
		.unit = "ns/packet",
		.status = RESULT_SKIPPED,
		.reason = reason,
	};

	snprintf(reason, sizeof(reason), "%s: %s", why, strerror(-err));
	printf("skipped: %s\n", reason);
	if (bench->file)
		check(result_write(bench->file, &result), "results");
	result_close(bench->file);
	return 3;
}

int main(int argc, char **argv)
{
	struct options o = {
		.row = { RULES_EXACT, 1000, BIT(TRACE_MISS) },
	};
	struct bench bench = {};
	const char *why = "";
	int cpu, err;

	parse(argc, argv, &o);
	setenv("NICFW_PROFILES", "nic-profiles", 0);
	bench.choice = o.choice;
	bench.is_check = o.is_check;
	bench.limit = o.is_full ? full_limit : quick_limit;
	if (o.results)
		check(result_open(o.results, argc, argv, &bench.file),
		      o.results);
	err = lab_open(&cpu, &why);
	if (!err)
		err = flood_open(cpu, &bench.flood, &why);
	if (err)
		return refuse(&bench, why, err);
	if (o.is_chosen)
		run_row(&bench, &o.row);
	else if (o.is_full)
		run_full(&bench);
	else
		run_quick(&bench);
	flood_close(bench.flood);
	result_close(bench.file);
	free((void *)o.choice.names);
	return bench.found_void;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * packet.c - what a packet costs, by nicfw and by other firewalls
 *
 *	packet [--quick | --full] [--seconds N] [-o FILE] [--family F]
 *	       [--rules N] [--traffic T] [--opponent P]...
 *	packet [--full] [--check] [-o FILE] --file RULESET
 *	packet --control N [--family F] [--rules N] ...
 *
 * Each ruleset is installed for each opponent, behind a veth of its own, and
 * then flooded with each kind of traffic. Without options the rulesets are
 * those of --quick, each in two passes or three; with one of family, rules and
 * traffic, the others default to exact, 1000 and miss. --check asks only
 * whether the opponents judge rightly, and takes no time. RULESET is one of nft
 * for the ingress of eth0, which nft and nicfw install as it is; its frames are
 * aimed at its rules. --control measures one ruleset N times, and tells only
 * how the floor compares to itself; it ends with 0 if that is 0.95 to 1.05 in
 * the median.
 *
 * In N seconds, or some more, the plan comes to its end: what they do not
 * suffice for is skipped.
 */
#include "packet_passes.h"

#include "bench/budget.h"
#include "bench/stats.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define BIT(traffic) (1U << (traffic))

/* What takes longest comes first: what is left of the time is known then. */
static const struct packet_plan quick_plan[] = {
	{ RULES_EXACT, 160000, BIT(TRACE_MISS) },
	{ RULES_EXACT, 10000, BIT(TRACE_MISS) },
	{ RULES_BLOCKLIST, 10000, BIT(TRACE_SPREAD) },
	{ RULES_ACL, 1000, BIT(TRACE_SPREAD) },
	{ RULES_EXACT, 1000, BIT(TRACE_MISS) },
	{ RULES_EXACT, 100, BIT(TRACE_MISS) | BIT(TRACE_ACCEPT) },
	{ RULES_EXACT, 10, BIT(TRACE_MISS) },
	{ RULES_EXACT, 1, BIT(TRACE_MISS) },
};

/*
 * All of a size before the next. If time is over, the last have none. Packets
 * of exact-tcp cost what those of exact do.
 */
static const enum rules_family full_families[] = {
	RULES_EXACT,  RULES_ACL,  RULES_FW,  RULES_IPC,	 RULES_BLOCKLIST,
	RULES_PREFIX, RULES_ACL6, RULES_FW6, RULES_IPC6,
};
static const size_t full_sizes[] = { 1000, 160000, 10000, 100, 10, 1 };

#define N_FULL_FAMILIES (sizeof(full_families) / sizeof(full_families[0]))
#define N_FULL_SIZES	(sizeof(full_sizes) / sizeof(full_sizes[0]))
#define N_FULL_PLAN	(N_FULL_FAMILIES * N_FULL_SIZES)

_Static_assert(N_FULL_FAMILIES == N_RULES_FAMILIES - 1,
	       "each family but exact-tcp has its turn");

/* With so many rules frames are spread over all of them, too. */
#define SPREAD_RULES 1000
/* From here to there frames are accepted, too: the suite tax has more of it. */
#define ACCEPT_RULES 100

/* Rounds, of which a group has fewer where its share of the time is short. */
static const struct rounds_limit limit = { 40, 900, 15 };
static const struct rounds_limit short_limit = { 15, 900 };

/* For all passes; what is installed last may take a little longer. */
#define QUICK_SECONDS 220

/* What is left of the time is shared among the groups that are left. */
#define FULL_SECONDS	   690
#define SHORT_SECONDS	   2
#define SHARE_OF_MEASURING 0.6 /* the rest installs and checks */

/*
 * With more rules linear peers take minutes: to install them, and a millisecond
 * or two for each frame. Where this suite has an hour they get all.
 */
#define MAX_LINEAR	10000
#define PATIENT_SECONDS 3600

/* IPv6 is measured where it could differ, with many rules. */
#define MANY_RULES 160000

/* A single rule is the first, the last and the only one. */
static unsigned int full_traffic(enum rules_family family, size_t n_rules)
{
	unsigned int traffic = BIT(TRACE_FIRST) | BIT(TRACE_MISS);

	if (family >= N_RULES_IPV4)
		return n_rules == SPREAD_RULES || n_rules == MANY_RULES
			       ? BIT(TRACE_MISS) | BIT(TRACE_SPREAD)
			       : 0;
	if (n_rules > 1)
		traffic |= BIT(TRACE_LAST) | BIT(TRACE_ZIPF);
	if (n_rules >= SPREAD_RULES)
		traffic |= BIT(TRACE_SPREAD);
	if (family == RULES_EXACT && n_rules >= ACCEPT_RULES &&
	    n_rules <= SPREAD_RULES)
		traffic |= BIT(TRACE_ACCEPT);
	return traffic;
}

static void make_full_plan(struct packet_plan *plan)
{
	for (size_t i = 0; i < N_FULL_PLAN; i++) {
		enum rules_family family = full_families[i % N_FULL_FAMILIES];
		size_t n_rules = full_sizes[i / N_FULL_FAMILIES];

		plan[i] = (struct packet_plan){ family, n_rules,
						full_traffic(family, n_rules) };
	}
}

/* Each ruleset has one pass. */
static void run_full(struct packet_run *run, double seconds)
{
	struct packet_plan plan[N_FULL_PLAN];
	struct budget budget;
	size_t n_groups = 0;

	make_full_plan(plan);
	for (size_t i = 0; i < N_FULL_PLAN; i++)
		n_groups += __builtin_popcount(plan[i].traffic);
	budget = budget_start(seconds, n_groups);
	for (size_t i = 0; i < N_FULL_PLAN; i++) {
		const size_t weight = __builtin_popcount(plan[i].traffic);
		double share;

		if (!weight)
			continue;
		share = budget_take(&budget, weight) / weight *
			SHARE_OF_MEASURING;
		run->limit = share < SHORT_SECONDS ? short_limit : limit;
		run->limit.seconds = share;
		if (budget_is_over(&budget))
			packet_run_skip(run, &plan[i], BUDGET_OVER);
		else
			packet_run_plan(run, &plan[i]);
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
		"usage: packet [--quick | --full] [--seconds N] [--check | --control N] [-o FILE] [--family F] [--rules N] [--traffic T] [--opponent P]... [--file RULESET]\n");
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
	packet_run_check(names ? 0 : -ENOMEM, name);
	names[choice->n++] = name;
	choice->names = names;
}

struct options {
	bool is_full, is_check;
	double seconds;	     /* of the plan; 0: its own */
	size_t n_controls;   /* 0: the benchmark itself */
	const char *ruleset; /* a path, or NULL */
	const char *results; /* a path, or NULL */
	bool is_chosen;	     /* one ruleset instead of the plan */
	struct packet_plan row;
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
	case 's':
		o->seconds = budget_read(optarg);
		if (!o->seconds)
			usage();
		break;
	case 'c':
		o->is_check = true;
		break;
	case 'C':
		o->n_controls = strtoul(optarg, NULL, 10);
		if (!o->n_controls)
			usage();
		break;
	case 'r':
		o->ruleset = optarg;
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
		{ "seconds", required_argument, NULL, 's' },
		{ "check", no_argument, NULL, 'c' },
		{ "control", required_argument, NULL, 'C' },
		{ "file", required_argument, NULL, 'r' },
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
	if (!o->seconds)
		o->seconds = o->is_full ? FULL_SECONDS : QUICK_SECONDS;
	o->choice.max_linear = o->is_chosen || o->seconds >= PATIENT_SECONDS
				       ? SIZE_MAX
				       : MAX_LINEAR;
}

/*
 * The floor against itself, @n times, each installed anew. True if the median
 * is within 5 % of 1.
 */
static bool run_controls(struct packet_run *run, const struct packet_plan *plan,
			 size_t n)
{
	double *controls = calloc(n, sizeof(*controls));
	struct stats s;

	packet_run_check(controls ? 0 : -ENOMEM, "controls");
	for (size_t i = 0; i < n; i++) {
		struct packet_subject subject;

		packet_run_open(run, plan, &subject);
		packet_run_pass(run, &subject);
		controls[i] = packet_run_control(&subject);
		packet_run_drop(&subject);
		printf("floor against itself: %.3f\n", controls[i]);
		fflush(stdout);
	}
	packet_run_check(stats_of(controls, n, &s), "controls");
	printf("median of %zu: %.3f, from %.3f to %.3f\n", n, s.median, s.min,
	       s.max);
	free(controls);
	return s.median >= 0.95 && s.median <= 1.05;
}

/* The whole benchmark is one result then. */
static int refuse(struct packet_run *run, const char *why, int err)
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
	if (run->file)
		packet_run_check(result_write(run->file, &result), "results");
	result_close(run->file);
	return 3;
}

int main(int argc, char **argv)
{
	struct options o = {
		.row = { RULES_EXACT, 1000, BIT(TRACE_MISS) },
	};
	struct packet_run run = {
		.suite = "packet",
		.yardstick = "nicfw-driver",
	};
	const char *why = "";
	bool is_right = true;
	int cpu, err;

	parse(argc, argv, &o);
	setenv("NICFW_PROFILES", "nic-profiles", 0);
	run.choice = o.choice;
	run.is_check = o.is_check;
	run.limit = limit;
	if (o.results)
		packet_run_check(result_open(o.results, argc, argv, &run.file),
				 o.results);
	err = lab_open(&cpu, &why);
	if (!err)
		err = flood_open(cpu, &run.flood, &why);
	if (err)
		return refuse(&run, why, err);
	if (o.n_controls)
		is_right = run_controls(&run, &o.row, o.n_controls);
	else if (o.ruleset)
		packet_run_file(&run, o.ruleset);
	else if (o.is_chosen)
		packet_run_plan(&run, &o.row);
	else if (o.is_full)
		run_full(&run, o.seconds);
	else
		packet_passes_run(&run, quick_plan,
				  sizeof(quick_plan) / sizeof(quick_plan[0]),
				  o.seconds);
	flood_close(run.flood);
	result_close(run.file);
	free((void *)o.choice.names);
	return run.found_void || !is_right;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * tax.c - what a firewall costs those that it lets through
 *
 *	tax [--quick | --full] [--seconds N] [--check] [-o FILE]
 *
 * First single frames that nftables accepts, with and without nicfw as a front
 * before it, and some that it drops, for what the front is good for. Then TCP,
 * connections and round trips between a client and a server behind a list of
 * blocked sources, of which the client is none. --check only asks whether all
 * judge rightly and carry their loads, and takes no time. Of N seconds each
 * group of frames and each load has its share.
 */
#include "packet_passes.h"
#include "tax_table.h"

#include "bench/budget.h"
#include "bench/thread_time.h"

#include "base/fd.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SEED	1
#define ACCEPTS (1U << TRACE_ACCEPT)
#define DROPS	(1U << TRACE_MISS)

static const struct packet_plan quick_plan[] = {
	{ RULES_EXACT, 10, ACCEPTS },
	{ RULES_EXACT, 1000, ACCEPTS | DROPS },
};

static const struct packet_plan full_plan[] = {
	{ RULES_EXACT, 10, ACCEPTS | DROPS },
	{ RULES_EXACT, 1000, ACCEPTS | DROPS },
	{ RULES_EXACT, 10000, ACCEPTS | DROPS },
	{ RULES_ACL, 1000, ACCEPTS | DROPS },
};

/* A program that passes all is what a mode costs, without any firewall. */
static const char *const fronts[] = {
	"xdp-pass-driver", "xdp-pass-generic",	 "nft-input",
	"nft-input-again", "nicfw-front-driver", "nicfw-front-generic",
};

/* In the order of tables. */
static const char *const link_peers[] = {
	"no-firewall",	    "no-firewall-again", "xdp-pass-driver",
	"xdp-pass-generic", "nicfw-driver",	 "nicfw-generic",
	"nft-set-ingress",
};
#define N_LINKS (sizeof(link_peers) / sizeof(link_peers[0]))

static const size_t quick_blocked[] = { 1000 };
static const size_t full_blocked[] = { 1000, 100000 };

/*
 * What is measured, and how long and how often: each group of frames, and each
 * load.
 */
struct extent {
	const struct packet_plan *plan;
	size_t n_plan;
	const size_t *blocked; /* sources */
	size_t n_blocked;
	struct rounds_limit frames, loads;
	double frames_s; /* of all passes; 0: each group has a single one */
	double seconds;	 /* for all; 0: as the limits say */
};

/* A part of a group's share: the rest installs and checks. */
#define SHARE_OF_MEASURING 0.7

/* Where that is short, a group has fewer rounds. */
#define SHORT_SECONDS 1.5
#define SHORT_ROUNDS  15

static const struct extent quick = {
	.plan = quick_plan,
	.n_plan = sizeof(quick_plan) / sizeof(quick_plan[0]),
	.blocked = quick_blocked,
	.n_blocked = sizeof(quick_blocked) / sizeof(quick_blocked[0]),
	.frames = { 40, 400, 5 },
	.frames_s = 20,
	.loads = { 40, 1000, 5 },
};

static const struct extent full = {
	.plan = full_plan,
	.n_plan = sizeof(full_plan) / sizeof(full_plan[0]),
	.blocked = full_blocked,
	.n_blocked = sizeof(full_blocked) / sizeof(full_blocked[0]),
	.frames = { 40, 900, 5 },
	.loads = { 40, 10000, 5 },
	.seconds = 80,
};

struct options {
	struct extent extent;
	bool is_check;
	const char *results; /* a path, or NULL */
};

static _Noreturn void usage(void)
{
	fprintf(stderr,
		"usage: tax [--quick | --full] [--seconds N] [--check] [-o FILE]\n");
	exit(2);
}

static void parse(int argc, char **argv, struct options *o)
{
	static const struct option names[] = {
		{ "quick", no_argument, NULL, 'q' },
		{ "full", no_argument, NULL, 'F' },
		{ "seconds", required_argument, NULL, 's' },
		{ "check", no_argument, NULL, 'c' },
		{},
	};
	double seconds = 0;
	int c;

	while ((c = getopt_long(argc, argv, "o:", names, NULL)) != -1) {
		if (c == 'q')
			o->extent = quick;
		else if (c == 'F')
			o->extent = full;
		else if (c == 's' && budget_read(optarg))
			seconds = budget_read(optarg);
		else if (c == 'c')
			o->is_check = true;
		else if (c == 'o')
			o->results = optarg;
		else
			usage();
	}
	if (optind < argc)
		usage();
	if (seconds)
		o->extent.seconds = seconds;
}

/* Groups of frames, and loads of links. */
static size_t n_parts(const struct extent *extent)
{
	size_t n = extent->n_blocked * N_TAX_LOADS;

	for (size_t i = 0; i < extent->n_plan; i++)
		n += (size_t)__builtin_popcount(extent->plan[i].traffic);
	return n;
}

/* What is left of the time is shared among the groups that are left. */
static struct rounds_limit take_share(struct budget *budget, size_t n,
				      struct rounds_limit limit)
{
	double share = budget_take(budget, n) / (double)n * SHARE_OF_MEASURING;

	if (share < SHORT_SECONDS)
		limit.least = SHORT_ROUNDS;
	if (isfinite(share))
		limit.seconds = share;
	return limit;
}

/* What cannot be measured at all is one result; @err may be 0. */
static void skip(struct result_file *file, const char *traffic, const char *why,
		 int err)
{
	char reason[256];
	const struct result result = {
		.suite = "tax",
		.traffic = traffic,
		.opponent = RESULT_FLOOR,
		.quantity = "cpu",
		.unit = "ns/packet",
		.status = RESULT_SKIPPED,
		.reason = reason,
	};

	snprintf(reason, sizeof(reason), "%s%s%s", why, err ? ": " : "",
		 err ? strerror(-err) : "");
	printf("skipped: %s\n", reason);
	if (file)
		packet_run_check(result_write(file, &result), "results");
}

/* Each ruleset has one pass. */
static void run_once(struct packet_run *run, const struct extent *extent,
		     size_t n_plan, struct budget *budget)
{
	for (size_t i = 0; i < n_plan; i++) {
		const struct packet_plan *plan = &extent->plan[i];

		run->limit = take_share(
			budget, (size_t)__builtin_popcount(plan->traffic),
			extent->frames);
		if (budget_is_over(budget))
			packet_run_skip(run, plan, BUDGET_OVER);
		else
			packet_run_plan(run, plan);
	}
}

static bool run_frames(const struct options *o, struct budget *budget,
		       struct result_file *file, int cpu)
{
	struct packet_run run = {
		.suite = "tax",
		.yardstick = "nft-input",
		.file = file,
		.choice = { fronts, sizeof(fronts) / sizeof(fronts[0]),
			    SIZE_MAX },
		.is_check = o->is_check,
	};
	/* More rules are checked each time before their time is taken. */
	const size_t n_plan = o->is_check ? 1 : o->extent.n_plan;
	const char *why;
	int err = flood_open(cpu, &run.flood, &why);

	if (err) {
		skip(file, trace_kind_names[TRACE_ACCEPT], why, err);
		return true;
	}
	if (o->extent.frames_s && !o->is_check) {
		run.limit = o->extent.frames;
		packet_passes_run(&run, o->extent.plan, n_plan,
				  o->extent.frames_s);
	} else {
		run_once(&run, &o->extent, n_plan, budget);
	}
	flood_close(run.flood);
	return !run.found_void;
}

static void measure_load(const struct rounds_limit *limit,
			 const struct tax_load *load, const struct rules *rules,
			 struct tax_link *links, int softirqd_fd,
			 struct result_file *file)
{
	struct arena *a = arena_new();
	struct tax_runner *runners;
	struct tax_table table = { a, load, rules, NULL, N_LINKS };

	packet_run_check(tax_turns_measure(a, load, links, N_LINKS, softirqd_fd,
					   limit, &runners),
			 load->traffic);
	table.runners = runners;
	tax_table_print(&table, stdout);
	fflush(stdout);
	if (file)
		packet_run_check(tax_table_write(&table, file), "results");
	arena_free(a);
}

static int check_load(const struct tax_link *link, const struct tax_load *load)
{
	struct tax_slice s;
	int err = tax_link_set_tso(link, load->has_tso);

	if (!err)
		err = load->carry(link, &s);
	if (err)
		printf("  %-22s %s: %s\n", link->peer->name, load->traffic,
		       strerror(-err));
	return err;
}

/* Does it carry each load, once? What is not there has nothing to carry. */
static bool check_link(const struct tax_link *link)
{
	int err = 0;

	if (link->status != RESULT_OK) {
		printf("  %-22s %s: %s\n", link->peer->name,
		       result_status_names[link->status], link->reason);
		return link->status != RESULT_VOID;
	}
	for (size_t i = 0; i < N_TAX_LOADS && !err; i++)
		err = check_load(link, &tax_loads[i]);
	if (!err)
		printf("  %-22s carries all\n", link->peer->name);
	return !err;
}

/* Behind a list of @n_blocked sources. */
static bool run_links(const struct options *o, struct budget *budget,
		      size_t n_blocked, struct result_file *file, int cpu)
{
	struct arena *a = arena_new();
	struct tax_link links[N_LINKS];
	struct rules rules;
	bool is_right = true;
	int softirqd_fd = thread_time_open_softirqd(cpu);

	packet_run_check(
		rules_make(a, RULES_BLOCKLIST, SEED, n_blocked, &rules),
		"rules");
	for (size_t i = 0; i < N_LINKS; i++)
		tax_link_add(a, peers_find(link_peers[i]), &rules, &links[i]);
	for (size_t i = 0; i < N_LINKS && o->is_check; i++)
		is_right &= check_link(&links[i]);
	for (size_t i = 0; i < N_TAX_LOADS && !o->is_check; i++) {
		const struct rounds_limit limit =
			take_share(budget, 1, o->extent.loads);

		if (budget_is_over(budget))
			skip(file, tax_loads[i].traffic, BUDGET_OVER, 0);
		else
			measure_load(&limit, &tax_loads[i], &rules, links,
				     softirqd_fd, file);
	}
	for (size_t i = 0; i < N_LINKS; i++)
		tax_link_remove(&links[i]);
	close_fd(&softirqd_fd);
	arena_free(a);
	return is_right;
}

int main(int argc, char **argv)
{
	struct options o = { .extent = quick };
	struct budget budget;
	struct result_file *file = NULL;
	const char *why = "";
	bool is_right;
	int cpu, err;

	parse(argc, argv, &o);
	setenv("NICFW_PROFILES", "nic-profiles", 0);
	if (o.results)
		packet_run_check(result_open(o.results, argc, argv, &file),
				 o.results);
	err = lab_open(&cpu, &why);
	if (err) {
		skip(file, NULL, why, err);
		result_close(file);
		return 3;
	}
	budget = budget_start(o.extent.seconds, n_parts(&o.extent));
	is_right = run_frames(&o, &budget, file, cpu);
	for (size_t i = 0; i < o.extent.n_blocked; i++)
		is_right &=
			run_links(&o, &budget, o.extent.blocked[i], file, cpu);
	result_close(file);
	return !is_right;
}

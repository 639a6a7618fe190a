// SPDX-License-Identifier: GPL-2.0-only
/*
 * install.c - what it costs to put a ruleset into force
 *
 *	install [--quick | --full] [--seconds N] [--family NAME] [--rules N]
 *		[-o FILE]
 *
 * Each way installs the same rules from a file, in a network namespace of its
 * own, by turns: CPU time and the largest memory of the tool, with all that it
 * starts, and the time until it has ended. Of the rounds the least counts.
 * iptables-legacy-restore runs against itself, too: where it is not as fast as
 * itself, the times are inconclusive.
 *
 * Then a few rules, a command each, for which a part of a second is no matter:
 * what one of them costs. With more rules there, it costs more.
 *
 * Of N seconds each ruleset has its share: each way installs it once, and again
 * while there is time, but for those that take a large part of it. Then those
 * that a bar compares go on by themselves until they count, or their share of
 * further time is over. What all that does not suffice for is skipped.
 */
#include "bpf_memory.h"
#include "budget.h"
#include "command.h"
#include "compared.h"
#include "costs.h"
#include "install_ways.h"
#include "netns.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_SIZES 4
#define SEED	  1

struct plan {
	bool families[N_RULES_FAMILIES];
	size_t sizes[MAX_SIZES];
	size_t n_sizes;
	struct costs_limit limit; /* of a family and size, in a pass */
	unsigned int most_s;	  /* for a command */
	size_t n_steps;
	struct costs_limit step_limit;
	size_t too_many_steps; /* told as that; 0: none are */
	double seconds;	       /* for all; 0: what it takes */
};

/* A ruleset of the plan, and what each way, and the first again, cost. */
struct subject {
	enum rules_family family;
	size_t n_rules;
	struct costs *all;
	/* Shares of a pass: for all ways, for those that are compared. */
	size_t weight, further_weight;
};

/* What takes such a part of the time once has no second round. */
#define ONCE_PART 150

/* A ruleset's share of the time, and that of the steps. */
#define WEIGHT(n_rules) (3 + (n_rules) / 16000)
#define STEPS_WEIGHT	2

/* Of what a bar compares, for further rounds. */
#define FURTHER_WEIGHT(n_rules) (2 * WEIGHT(n_rules))

static const struct plan quick = {
	.families = { [RULES_EXACT] = true, [RULES_BLOCKLIST] = true },
	.sizes = { 1000, 10000 },
	.n_sizes = 2,
	.limit = { 12, 1, 5 },
	.most_s = 30,
	.n_steps = 50,
	.step_limit = { 3, INFINITY, INFINITY },
};

static const struct plan full = {
	.families = { true, true, true, true, true, true, true },
	.sizes = { 1000, 160000, 10000 },
	.n_sizes = 3,
	.limit = { COSTS_ROUNDS, 3, 300 },
	.most_s = 60,
	.n_steps = 200,
	.step_limit = { 3, INFINITY, INFINITY },
	.too_many_steps = 160000,
	.seconds = 310,
};

static _Noreturn void refuse(const char *what, int err)
{
	fprintf(stderr, "install: %s: %s\n", what, strerror(-err));
	exit(3);
}

static void renew_netns(void)
{
	const char *why;
	int err = netns_renew(&why);

	if (err)
		refuse(why, err);
}

static void measure_way(struct costs *c, const struct install_way *way,
			const struct texts *texts, unsigned int most_s)
{
	char command[512], files[128], answer[200];
	double mb;

	if (c->status != RESULT_OK)
		return;
	if (!texts->paths[way->a][0]) {
		costs_skip(c, "no such form: rules overlap");
		return;
	}
	renew_netns();
	snprintf(files, sizeof(files), "a=%s b=%s", texts->paths[way->a],
		 way->b < N_TEXTS ? texts->paths[way->b] : "");
	snprintf(command, sizeof(command), "%s; %s", files, way->before);
	if (command_run(command, most_s, NULL, answer, sizeof(answer))) {
		costs_skip(c, answer);
		return;
	}
	snprintf(command, sizeof(command), "%s; %s", files, way->command);
	costs_measure(c, command, most_s, true);
	if (c->status == RESULT_OK && way->is_attached &&
	    !bpf_memory_of_device(NETNS_DEVICE, &mb))
		costs_add(c, COST_KERNEL, mb);
}

static void tell(const struct costs *c, const struct result *row,
		 const struct costs *first, const struct costs *again,
		 struct result_file *out)
{
	int err = costs_tell(c, row, first, again, out);

	if (err)
		refuse("the file of results", err);
}

/* Is the time over? What has figures keeps them. */
static bool skip_if_over(const struct budget *budget, struct costs *c)
{
	const bool is_over = budget_is_over(budget);

	if (is_over && !c->n[COST_CPU])
		costs_skip(c, BUDGET_OVER);
	return is_over;
}

/* All ways, and the first again; or only those that are compared. */
static void measure_ways(const struct plan *plan, const struct budget *budget,
			 double end_s, const struct texts *texts,
			 struct costs *all, bool only_compared)
{
	struct costs_turns turns =
		costs_start_turns(&plan->limit, end_s, n_install_ways + 1);

	while (costs_next_turn(&turns)) {
		struct costs *c = &all[turns.way];

		if ((c->is_compared || !only_compared) &&
		    !costs_are_enough(c, &plan->limit) &&
		    !skip_if_over(budget, c))
			measure_way(c,
				    &install_ways[turns.way % n_install_ways],
				    texts, plan->most_s);
	}
}

static void install_from_files(const struct plan *plan, struct budget *budget,
			       const struct subject *s)
{
	double end_s = budget_now() + budget_take(budget, s->weight);
	struct texts texts;
	int err;

	for (size_t i = 0; i <= n_install_ways; i++)
		costs_next_pass(&s->all[i]);
	texts_init(&texts);
	err = texts_write(&texts, TEXTS_ALL, s->family, SEED, s->n_rules,
			  s->n_rules);
	if (err)
		refuse("rules", err);
	measure_ways(plan, budget, end_s, &texts, s->all, false);
	if (s->further_weight) {
		end_s = budget_now() + budget_take(budget, s->further_weight);
		measure_ways(plan, budget, end_s, &texts, s->all, true);
	}
	texts_close(&texts);
}

static struct result row_of(const struct subject *s)
{
	return (struct result){ .suite = "install",
				.family = rules_family_names[s->family],
				.n_rules = (uint32_t)s->n_rules,
				.fed = "file" };
}

static void tell_subject(const struct subject *s, struct result_file *out)
{
	const struct costs *again = &s->all[n_install_ways];
	struct result row = row_of(s);

	for (size_t i = 0; i < n_install_ways; i++) {
		row.opponent = install_ways[i].opponent;
		tell(&s->all[i], &row, &s->all[0], again, out);
	}
	printf("%s against itself: cpu %.2f, wall %.2f\n",
	       install_ways[0].opponent,
	       costs_control(&s->all[0], again, COST_CPU),
	       costs_control(&s->all[0], again, COST_WALL));
}

/* A file in memory with a line of the shell for each rule. */
static int write_steps(const struct install_step *step,
		       const struct rules *rules)
{
	int fd = memfd_create("steps", 0);
	FILE *out = fd < 0 ? NULL : fdopen(dup(fd), "w");

	if (!out)
		return -errno;
	for (size_t i = 0; i < rules->n; i++) {
		fputs(step->start, out);
		step->print(&rules->boxes[i], out);
		fprintf(out, "%s || exit 1\n", step->end);
	}
	fclose(out);
	return fd;
}

static void measure_step(struct costs *c, const struct install_step *step,
			 const struct rules *rules, unsigned int most_s)
{
	char answer[128], command[64];
	int fd;

	if (c->status != RESULT_OK)
		return;
	renew_netns();
	if (command_run(step->before, 60, NULL, answer, sizeof(answer))) {
		costs_skip(c, answer);
		return;
	}
	fd = write_steps(step, rules);
	if (fd < 0)
		refuse("rules", fd);
	snprintf(command, sizeof(command), "exec sh /proc/%d/fd/%d", getpid(),
		 fd);
	costs_measure(c, command, most_s, true);
	close(fd);
}

/* What @c took, for how many more would. */
static void tell_too_many(const struct plan *plan, const struct costs *c,
			  struct result row, struct result_file *out)
{
	const double seconds = costs_least(c, COST_WALL);
	struct costs none = {};
	char reason[160];

	if (!plan->too_many_steps || c->status != RESULT_OK)
		return;
	snprintf(
		reason, sizeof(reason),
		"%zu of them, a command each, took %.2g s: so many take %.0f minutes at least",
		plan->n_steps, seconds,
		seconds * (double)plan->too_many_steps / (double)plan->n_steps /
			60);
	costs_skip(&none, reason);
	row.n_rules = (uint32_t)plan->too_many_steps;
	tell(&none, &row, NULL, NULL, out);
}

static void install_by_steps(const struct plan *plan,
			     const struct budget *budget,
			     struct result_file *out)
{
	struct arena *a = arena_new();
	struct costs *all = calloc(n_install_steps, sizeof(*all));
	struct result row = { .suite = "install",
			      .family = rules_family_names[RULES_BLOCKLIST],
			      .n_rules = (uint32_t)plan->n_steps,
			      .fed = "one at a time" };
	struct costs_turns turns = costs_start_turns(
		&plan->step_limit, budget->end, n_install_steps);
	struct rules rules;
	int err = rules_make(a, RULES_BLOCKLIST, SEED, plan->n_steps, &rules);

	if (err || !all)
		refuse("rules", err ? err : -ENOMEM);
	while (costs_next_turn(&turns))
		if (!skip_if_over(budget, &all[turns.way]))
			measure_step(&all[turns.way], &install_steps[turns.way],
				     &rules, plan->most_s);
	printf("one at a time, a command each; times are of one:\n");
	for (size_t i = 0; i < n_install_steps; i++) {
		row.opponent = install_steps[i].opponent;
		tell_too_many(plan, &all[i], row, out);
		costs_divide(&all[i], plan->n_steps);
		tell(&all[i], &row, NULL, NULL, out);
	}
	free(all);
	arena_free(a);
}

static struct subject open_subject(enum rules_family family, size_t n_rules)
{
	struct subject s = { .family = family,
			     .n_rules = n_rules,
			     .all = calloc(n_install_ways + 1, sizeof(*s.all)),
			     .weight = WEIGHT(n_rules) };
	struct result row = row_of(&s);

	if (!s.all)
		refuse("memory", -ENOMEM);
	row.quantity = "cpu";
	for (size_t i = 0; i <= n_install_ways; i++) {
		row.opponent = install_ways[i % n_install_ways].opponent;
		s.all[i].is_compared = compared_by_bar(&row);
		if (s.all[i].is_compared)
			s.further_weight = FURTHER_WEIGHT(n_rules);
	}
	return s;
}

static size_t open_subjects(const struct plan *plan, struct subject *out)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_sizes; i++)
		for (enum rules_family f = 0; f < N_RULES_FAMILIES; f++)
			if (plan->families[f])
				out[n++] = open_subject(f, plan->sizes[i]);
	return n;
}

static void run(const struct plan *plan, struct result_file *out)
{
	struct subject subjects[MAX_SIZES * N_RULES_FAMILIES];
	const size_t n = open_subjects(plan, subjects);
	size_t sum = plan->n_steps ? STEPS_WEIGHT : 0;
	struct budget budget;

	for (size_t i = 0; i < n; i++)
		sum += COSTS_PASSES *
		       (subjects[i].weight + subjects[i].further_weight);
	budget = budget_start(plan->seconds, sum);
	costs_print_heading();
	for (size_t i = 0; i < COSTS_PASSES * n; i++) {
		struct subject *s = &subjects[i % n];

		install_from_files(plan, &budget, s);
		if (i / n == COSTS_PASSES - 1) {
			tell_subject(s, out);
			free(s->all);
		}
	}
	if (plan->n_steps)
		install_by_steps(plan, &budget, out);
}

static _Noreturn void usage(void)
{
	fputs("usage: install [--quick | --full] [--seconds N] "
	      "[--family NAME] [--rules N] [-o FILE]\n",
	      stderr);
	exit(2);
}

static void choose_family(struct plan *plan, const char *name)
{
	enum rules_family family = 0;

	while (family < N_RULES_FAMILIES &&
	       strcmp(name, rules_family_names[family]))
		family++;
	if (family == N_RULES_FAMILIES)
		usage();
	memset(plan->families, 0, sizeof(plan->families));
	plan->families[family] = true;
	plan->n_steps = 0;
}

static void choose_size(struct plan *plan, const char *number)
{
	plan->sizes[0] = strtoul(number, NULL, 10);
	plan->n_sizes = 1;
	plan->n_steps = 0;
	if (!plan->sizes[0])
		usage();
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "quick", no_argument, NULL, 'q' },
		{ "full", no_argument, NULL, 'f' },
		{ "seconds", required_argument, NULL, 's' },
		{ "family", required_argument, NULL, 'F' },
		{ "rules", required_argument, NULL, 'n' },
		{ NULL },
	};
	struct result_file *out = NULL;
	struct plan plan = quick;
	const char *path = NULL;
	double seconds = 0;
	int option, err = 0;

	setenv("NICFW_PROFILES", "nic-profiles", 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		switch (option) {
		case 'q':
			plan = quick;
			break;
		case 'f':
			plan = full;
			break;
		case 's':
			seconds = budget_read(optarg);
			if (!seconds)
				usage();
			break;
		case 'F':
			choose_family(&plan, optarg);
			break;
		case 'n':
			choose_size(&plan, optarg);
			break;
		case 'o':
			path = optarg;
			break;
		default:
			usage();
		}
	}
	if (optind < argc)
		usage();
	if (seconds)
		plan.seconds = seconds;
	plan.limit.once_s = plan.seconds / ONCE_PART;
	if (path)
		err = result_open(path, argc, argv, &out);
	if (err)
		refuse(path, err);
	run(&plan, out);
	result_close(out);
	return 0;
}

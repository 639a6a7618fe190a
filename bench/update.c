// SPDX-License-Identifier: GPL-2.0-only
/*
 * update.c - what it costs to change a ruleset that is in force
 *
 *	update [--quick | --full] [--seconds N] [--rules N] [-o FILE]
 *
 * Each way has a network namespace of its own with the same rules in force. By
 * turns, each adds a rule, an element or many elements, and takes them out
 * again: CPU time of the command with all that it starts, and time until it has
 * ended. Of the rounds the least counts; the first way runs against itself.
 * Then those that a bar compares go on by themselves until they count, for a
 * while. All that is done in two passes, for each ruleset with the others in
 * between.
 *
 * Once it does so again and again while frames arrive that are accepted, and
 * others that are dropped, before and after. That counts those of whom that was
 * not true meanwhile; and whether the change is in force when its command ends.
 */
#include "update.h"

#include "command.h"
#include "compared.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define SEED	 1
#define MANY	 10000
#define N_FRAMES 256

#define BIT(change) (1U << (change))
#define ALL	    (BIT(N_UPDATE_CHANGES) - 1)

/*
 * A change that takes such a part of the time is ended: of 160,000 rules some
 * ways delete one in 20 s, again and again, and nothing else would be measured.
 */
#define CHANGE_PART 25

/* A ruleset's share of the time: loaders of rules take longer than of sets. */
#define RULE_WEIGHT 4
#define WEIGHT(n)   (1 + (n) / 60000)

/* For further rounds of what a bar compares: they are of milliseconds. */
#define FURTHER_S 2

static const struct update_plan quick = {
	.parts = { { 10000, ALL } },
	.n_parts = 1,
	.limit = { 12, 1, 5 },
	.traffic_s = 0.3,
	.most_s = 30,
};

static const struct update_plan full = {
	.parts = { { 1000000, BIT(UPDATE_ELEMENT) },
		   { 1000, ALL },
		   { 160000, ALL },
		   { 10000, BIT(UPDATE_RULE) | BIT(UPDATE_ELEMENT) } },
	.n_parts = 4,
	.seconds = 240,
	.limit = { COSTS_ROUNDS, 5, 300 },
	.traffic_s = 0.5,
	.most_s = 60,
};

static void measure(const struct update_subject *s, struct costs *c,
		    const char *command)
{
	char text[512];

	costs_measure(c, update_command(s, command, text, sizeof(text)),
		      s->plan->change_s, false);
}

static void draw(struct update_subject *s, enum traffic_class class,
		 const struct rules *rules, enum trace_kind kind)
{
	update_refuse_if(trace_make(s->arena, rules, kind, SEED, N_FRAMES,
				    traffic_smacs[class], traffic_dmac,
				    &s->traces[class]),
			 "frames");
}

/* Of the rules that stay, and of those that come and go. */
static void draw_frames(struct update_subject *s)
{
	struct rules base = s->rules, rest = s->rules;
	bool accepts = s->rules.accept;

	base.n = s->n - 1;
	rest.boxes += base.n;
	rest.n -= base.n;
	draw(s, TRAFFIC_DROPPED, &base, TRACE_SPREAD);
	if (accepts)
		draw(s, TRAFFIC_ACCEPTED, &s->rules, TRACE_MISS);
	else
		draw(s, TRAFFIC_ACCEPTED, &base, TRACE_ACCEPT);
	/* So that a rule that is added makes a difference to the policy. */
	draw(s, TRAFFIC_CHANGED, &rest, accepts ? TRACE_SPREAD : TRACE_ACCEPT);
}

static void open_subject(struct update_subject *s)
{
	size_t n_more = s->change == UPDATE_ELEMENTS ? MANY : 1;

	s->arena = arena_new();
	update_refuse_if(rules_make(s->arena, update_kinds[s->change].family,
				    SEED, s->n - 1 + n_more, &s->rules),
			 "rules");
	update_refuse_if(update_files_write(&s->files, &s->rules, SEED, s->n),
			 "files of rules");
	draw_frames(s);
}

static void close_subject(struct update_subject *s)
{
	for (size_t i = 0; i <= s->n_contenders; i++)
		netns_drop(&s->contenders[i].ns);
	update_files_close(&s->files);
	arena_free(s->arena);
}

static void open_contender(const struct update_subject *s,
			   struct update_contender *c)
{
	char answer[200];
	const char *why;
	int err;

	if (c->way->needs && command_run(c->way->needs, s->plan->most_s, NULL,
					 answer, sizeof(answer))) {
		update_skip(c, c->way->why_not);
		return;
	}
	err = netns_renew(&why);
	update_refuse_if(err, why);
	update_refuse_if(netns_keep(&c->ns), "a network namespace");
	if (traffic_prepare(answer, sizeof(answer)))
		update_skip(c, answer);
	else
		update_run(s, c, c->way->base);
}

/* What was measured already stays so when the time is over. */
static void start_pass(const struct update_subject *s,
		       struct update_contender *c)
{
	c->ns = NETNS_NONE;
	costs_next_pass(&c->add);
	costs_next_pass(&c->undo);
	if (!update_takes_part(c))
		return;
	if (!budget_is_over(s->budget))
		open_contender(s, c);
	else if (!c->add.n[COST_CPU])
		update_skip(c, BUDGET_OVER);
}

/* Has it a namespace in this pass? */
static bool is_open(const struct update_contender *c)
{
	return c->ns.net_fd >= 0;
}

static void take_turn(const struct update_subject *s,
		      struct update_contender *c)
{
	if (!update_takes_part(c) || !is_open(c) ||
	    (costs_are_enough(&c->add, &s->plan->limit) &&
	     costs_are_enough(&c->undo, &s->plan->limit)))
		return;
	update_refuse_if(netns_enter(&c->ns), "a network namespace");
	measure(s, &c->add, c->way->add);
	if (c->add.status != RESULT_OK)
		costs_skip(&c->undo, c->add.reason);
	else if (update_before_undo(s, c))
		measure(s, &c->undo, c->way->undo);
}

/* Of all contenders, or only of those that are compared. */
static void take_turns(struct update_subject *s, double end_s,
		       bool only_compared)
{
	struct costs_turns turns =
		costs_start_turns(&s->plan->limit, end_s, s->n_contenders + 1);

	while (costs_next_turn(&turns)) {
		struct update_contender *c = &s->contenders[turns.way];

		if (c->add.is_compared || !only_compared)
			take_turn(s, c);
	}
}

/* What @c's row of adding has before it is measured. */
static struct result row_of(const struct update_subject *s,
			    const struct update_contender *c)
{
	const struct update_kind *kind = &update_kinds[s->change];

	return (struct result){
		.suite = "update",
		.family = rules_family_names[kind->family],
		.n_rules = (uint32_t)s->n,
		.traffic = kind->add,
		.opponent = c->way->opponent,
	};
}

static void tell(const struct update_subject *s,
		 const struct update_contender *c)
{
	const struct update_contender *first = &s->contenders[0];
	const struct update_contender *again = &s->contenders[s->n_contenders];
	struct result row = row_of(s, c);

	update_refuse_if(
		costs_tell(&c->add, &row, &first->add, &again->add, s->out),
		"the results");
	row.traffic = update_kinds[s->change].undo;
	update_refuse_if(
		costs_tell(&c->undo, &row, &first->undo, &again->undo, s->out),
		"the results");
}

static size_t weight(const struct update_subject *s)
{
	return WEIGHT(s->n) * (s->change == UPDATE_RULE ? RULE_WEIGHT : 1);
}

static void run_pass(struct update_subject *s, size_t pass)
{
	const double end_s = budget_now() + budget_take(s->budget, weight(s));

	open_subject(s);
	for (size_t i = 0; i <= s->n_contenders; i++)
		start_pass(s, &s->contenders[i]);
	take_turns(s, end_s, false);
	take_turns(s, budget_now() + FURTHER_S, true);
	for (size_t i = 0; i < s->n_contenders; i++) {
		if (pass == 0)
			update_judge(s, &s->contenders[i]);
		if (pass == COSTS_PASSES - 1)
			tell(s, &s->contenders[i]);
	}
	close_subject(s);
}

/* A subject's contenders, of which the last is the first again. */
static void find_contenders(struct update_subject *s)
{
	s->contenders = calloc(n_update_ways + 1, sizeof(*s->contenders));
	update_refuse_if(s->contenders ? 0 : -ENOMEM, "memory");
	for (size_t i = 0; i < n_update_ways; i++)
		if (update_ways[i].change == s->change)
			s->contenders[s->n_contenders++].way = &update_ways[i];
	s->contenders[s->n_contenders].way = s->contenders[0].way;
	for (size_t i = 0; i <= s->n_contenders; i++) {
		struct update_contender *c = &s->contenders[i];
		struct result row = row_of(s, c);

		row.quantity = "cpu";
		c->add.is_compared = compared_by_bar(&row);
	}
}

static size_t find_subjects(const struct update_plan *plan,
			    struct budget *budget, struct result_file *results,
			    struct update_subject *out)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_parts * N_UPDATE_CHANGES; i++) {
		const struct update_part *part =
			&plan->parts[i / N_UPDATE_CHANGES];
		enum update_change change = i % N_UPDATE_CHANGES;

		if (!(part->changes & BIT(change)))
			continue;
		out[n] = (struct update_subject){ .plan = plan,
						  .budget = budget,
						  .change = change,
						  .n = part->n,
						  .out = results };
		find_contenders(&out[n++]);
	}
	return n;
}

static void run(const struct update_plan *plan, struct result_file *out)
{
	struct update_subject subjects[UPDATE_MAX_PARTS * N_UPDATE_CHANGES];
	struct budget budget;
	const size_t n = find_subjects(plan, &budget, out, subjects);
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += COSTS_PASSES * weight(&subjects[i]);
	budget = budget_start(plan->seconds, sum);
	for (size_t i = 0; i < COSTS_PASSES * n; i++)
		run_pass(&subjects[i % n], i / n);
	for (size_t i = 0; i < n; i++)
		free(subjects[i].contenders);
}

static _Noreturn void usage(void)
{
	fputs("usage: update [--quick | --full] [--seconds N] [--rules N] "
	      "[-o FILE]\n",
	      stderr);
	exit(2);
}

static void choose_size(struct update_plan *plan, const char *number)
{
	plan->parts[0] = (struct update_part){ strtoul(number, NULL, 10), ALL };
	plan->n_parts = 1;
	/* The last rule is the one that comes and goes; it has to accept. */
	if (plan->parts[0].n < 4 || plan->parts[0].n % 2)
		usage();
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "quick", no_argument, NULL, 'q' },
		{ "full", no_argument, NULL, 'f' },
		{ "seconds", required_argument, NULL, 's' },
		{ "rules", required_argument, NULL, 'n' },
		{ NULL },
	};
	struct result_file *out = NULL;
	struct update_plan plan = quick;
	const char *path = NULL;
	double seconds = 0;
	int option;

	setenv("NICFW_PROFILES", "nic-profiles", 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((option = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		if (option == 'q')
			plan = quick;
		else if (option == 'f')
			plan = full;
		else if (option == 'n')
			choose_size(&plan, optarg);
		else if (option == 's' && budget_read(optarg))
			seconds = budget_read(optarg);
		else if (option == 'o')
			path = optarg;
		else
			usage();
	}
	if (optind < argc)
		usage();
	if (seconds)
		plan.seconds = seconds;
	plan.change_s = plan.most_s;
	if (plan.seconds && plan.change_s > plan.seconds / CHANGE_PART)
		plan.change_s = (unsigned int)(plan.seconds / CHANGE_PART) + 1;
	if (path)
		update_refuse_if(result_open(path, argc, argv, &out), path);
	costs_print_heading();
	run(&plan, out);
	result_close(out);
	return 0;
}

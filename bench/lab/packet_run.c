// SPDX-License-Identifier: GPL-2.0-only
/*
 * packet_run.c - one ruleset: installed, checked, flooded, reported
 */
#include "packet_run.h"

#include "packet_file.h"
#include "packet_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SEED 1

/* Frames of a trace: those of a large ruleset are to meet most of its rules. */
#define FEW_FRAMES   4096
#define MANY_FRAMES  FLOOD_MAX_FRAMES
#define MANY_RULES   10000
#define CHECK_FRAMES 2000

#define NO_FRAMES "these rules have no such frame"
#define NO_RULES  "the family has not so many rules"

void packet_run_check(int err, const char *what)
{
	if (!err)
		return;
	fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what,
		strerror(-err));
	exit(1);
}

static void measure(const struct packet_run *run, struct arena *a,
		    struct packet_group *group, struct trace *trace,
		    struct opponent *o, size_t n)
{
	packet_run_check(packet_group_measure(a, run->flood, trace, o, n,
					      &run->limit, group),
			 "flood");
}

static void tell(const struct packet_run *run, const struct packet_group *group)
{
	packet_run_check(packet_table_print(group, stdout), "table");
	if (run->file)
		packet_run_check(packet_table_write(group, run->file),
				 "results");
	fflush(stdout);
}

static void skip(const struct packet_run *run, const struct packet_group *group,
		 const char *reason)
{
	const struct result result = {
		.suite = group->suite,
		.family = group->family,
		.n_rules = (uint32_t)group->n_rules,
		.traffic = group->traffic,
		.opponent = run->yardstick,
		.quantity = "cpu",
		.unit = "ns/packet",
		.status = RESULT_SKIPPED,
		.reason = reason,
	};

	printf("%s, %zu rules, traffic %s: skipped: %s\n", group->family,
	       group->n_rules, group->traffic, reason);
	if (run->file)
		packet_run_check(result_write(run->file, &result), "results");
}

void packet_run_skip(struct packet_run *run, const struct packet_plan *plan,
		     const char *reason)
{
	for (enum trace_kind t = 0; t < N_TRACE_KINDS; t++) {
		const struct packet_group group = {
			.suite = run->suite,
			.family = rules_family_names[plan->family],
			.traffic = trace_kind_names[t],
			.n_rules = plan->n_rules,
		};

		if (plan->traffic & 1U << t)
			skip(run, &group, reason);
	}
}

static void print_check(struct packet_run *run, const char *family,
			const struct rules *rules, const struct opponent *o,
			size_t n)
{
	printf("%s, %zu rules\n", family, rules->n);
	for (size_t i = 0; i < n; i++) {
		if (o[i].peer->answer != PEER_JUDGES)
			continue;
		if (o[i].status == RESULT_OK)
			printf("  %-22s judges rightly\n", o[i].peer->name);
		else
			printf("  %-22s %s: %s\n", o[i].peer->name,
			       result_status_names[o[i].status], o[i].reason);
		if (o[i].status == RESULT_VOID)
			run->found_void = true;
	}
	fflush(stdout);
}

static void run_traffic(const struct packet_run *run,
			struct packet_subject *subject,
			const struct rules *rules, enum trace_kind kind,
			struct opponent *o, size_t n)
{
	struct packet_group *group = &subject->groups[kind];
	struct arena *a = arena_new();
	struct trace trace;
	int err = trace_make(a, rules, kind, SEED,
			     rules->n < MANY_RULES ? FEW_FRAMES : MANY_FRAMES,
			     lab_sender_mac, lab_device_mac, &trace);

	if (err && err != -ENOENT)
		packet_run_check(err, "frames");
	if (!err)
		measure(run, subject->arena, group, &trace, o, n);
	arena_free(a);
}

void packet_run_open(const struct packet_run *run,
		     const struct packet_plan *plan, struct packet_subject *out)
{
	*out = (struct packet_subject){ .plan = plan, .arena = arena_new() };
	for (enum trace_kind t = 0; t < N_TRACE_KINDS; t++)
		out->groups[t] = (struct packet_group){
			.suite = run->suite,
			.yardstick = run->yardstick,
			.family = rules_family_names[plan->family],
			.traffic = trace_kind_names[t],
			.n_rules = plan->n_rules,
		};
}

void packet_run_pass(struct packet_run *run, struct packet_subject *subject)
{
	const struct packet_plan *plan = subject->plan;
	struct arena *a = arena_new();
	struct opponent *o;
	struct rules rules;
	struct trace corners;
	size_t n;
	int err;

	err = rules_make(a, plan->family, SEED, plan->n_rules, &rules);
	if (err == -ENOSPC) {
		subject->why_not = NO_RULES;
		arena_free(a);
		return;
	}
	packet_run_check(err, "rules");
	packet_run_check(trace_make(a, &rules, TRACE_CORNER, SEED, CHECK_FRAMES,
				    lab_sender_mac, lab_device_mac, &corners),
			 "frames");
	n = opponents_install(a, &rules, NULL, &run->choice, &o);
	packet_run_check(opponents_check(a, run->flood, &corners, o, n),
			 "flood");
	if (run->is_check)
		print_check(run, rules_family_names[plan->family], &rules, o,
			    n);
	for (enum trace_kind t = 0; t < N_TRACE_KINDS; t++) {
		if (plan->traffic & 1U << t && !run->is_check)
			run_traffic(run, subject, &rules, t, o, n);
	}
	opponents_remove(o, n);
	arena_free(a);
}

void packet_run_drop(struct packet_subject *subject)
{
	arena_free(subject->arena);
	subject->arena = NULL;
}

void packet_run_close(const struct packet_run *run,
		      struct packet_subject *subject)
{
	for (enum trace_kind t = 0; t < N_TRACE_KINDS; t++) {
		const struct packet_group *group = &subject->groups[t];

		if (group->n_passes)
			tell(run, group);
		else if (subject->plan->traffic & 1U << t && !run->is_check)
			skip(run, group, subject->why_not ?: NO_FRAMES);
	}
	packet_run_drop(subject);
}

double packet_run_control(const struct packet_subject *subject)
{
	double control = 0;

	for (enum trace_kind t = 0; t < N_TRACE_KINDS; t++) {
		if (subject->groups[t].n_passes)
			control = packet_table_control(&subject->groups[t]);
	}
	return control;
}

void packet_run_plan(struct packet_run *run, const struct packet_plan *plan)
{
	struct packet_subject subject;

	packet_run_open(run, plan, &subject);
	packet_run_pass(run, &subject);
	packet_run_close(run, &subject);
}

static void run_frames(struct packet_run *run, struct arena *a,
		       const struct packet_file *file, bool accept,
		       struct opponent *o, size_t n)
{
	struct trace trace = accept ? file->accepted : file->dropped;
	struct packet_group group = {
		.suite = run->suite,
		.yardstick = run->yardstick,
		.family = file->name,
		.traffic = accept ? "aimed-accepted" : "aimed-dropped",
		.n_rules = file->n_rules,
	};

	if (trace.n == 0) {
		skip(run, &group, NO_FRAMES);
		return;
	}
	measure(run, a, &group, &trace, o, n);
	tell(run, &group);
}

void packet_run_file(struct packet_run *run, const char *path)
{
	static const char *const names[] = { "nicfw-driver", "nicfw-generic",
					     "nft-ingress" };
	const struct opponents_choice choice = { names, 3, SIZE_MAX };
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct packet_file file;
	struct opponent *o;
	struct rules rules;
	size_t n;
	int err = packet_file_read(a, diag, path, &file);

	if (err) {
		diag_print(diag, stderr);
		packet_run_check(err, path);
	}
	rules = (struct rules){ .n = file.n_rules };
	n = opponents_install(a, &rules, file.text, &choice, &o);
	packet_run_check(opponents_check(a, run->flood, &file.accepted, o, n),
			 "flood");
	packet_run_check(opponents_check(a, run->flood, &file.dropped, o, n),
			 "flood");
	if (run->is_check)
		print_check(run, file.name, &rules, o, n);
	for (int accept = 0; accept < 2 && !run->is_check; accept++)
		run_frames(run, a, &file, accept, o, n);
	opponents_remove(o, n);
	arena_free(a);
}

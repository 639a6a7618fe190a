// SPDX-License-Identifier: GPL-2.0-only
/*
 * update_judge.c - what becomes of frames while rules change
 */
#include "update.h"

#include <inttypes.h>
#include <time.h>

/* What became of frames while a way changed its rules. */
struct outcome {
	uint64_t sent[N_TRAFFIC_CLASSES];
	uint64_t n_lost, n_let_through;
	size_t n_changes;
	enum result_status status;
	char reason[256];
};

static void set_status(struct outcome *o, enum result_status status,
		       const char *reason)
{
	o->status = status;
	snprintf(o->reason, sizeof(o->reason), "%s", reason);
}

static void change_for_a_while(const struct update_subject *s,
			       struct update_contender *c, struct outcome *o)
{
	const double end = budget_now() + s->plan->traffic_s;

	do {
		if (!update_run(s, c, c->way->add) ||
		    !update_before_undo(s, c) ||
		    !update_run(s, c, c->way->undo))
			return;
		o->n_changes += 2;
	} while (budget_now() < end);
}

/* Frames on their way to the sink have got there in a tenth of a second. */
static void count_frames(const uint64_t *before, struct outcome *o)
{
	uint64_t seen[N_TRAFFIC_CLASSES];

	for (int i = 0; i < 2; i++) {
		update_refuse_if(traffic_count(seen), "iptables-legacy-save");
		o->n_lost = o->sent[TRAFFIC_ACCEPTED] -
			    (seen[TRAFFIC_ACCEPTED] - before[TRAFFIC_ACCEPTED]);
		o->n_let_through =
			seen[TRAFFIC_DROPPED] - before[TRAFFIC_DROPPED];
		if (!o->n_lost)
			break;
		nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
	}
}

static void send_meanwhile(const struct update_subject *s,
			   struct update_contender *c, struct outcome *o)
{
	uint64_t before[N_TRAFFIC_CLASSES];
	struct traffic *t;

	update_refuse_if(traffic_count(before), "iptables-legacy-save");
	update_refuse_if(traffic_start(&s->traces[TRAFFIC_ACCEPTED],
				       &s->traces[TRAFFIC_DROPPED], &t),
			 "a process that sends");
	change_for_a_while(s, c, o);
	if (traffic_stop(t, o->sent))
		set_status(o, RESULT_VOID,
			   "frames did not arrive at the device");
	count_frames(before, o);
	if (o->n_lost > o->sent[TRAFFIC_ACCEPTED])
		set_status(o, RESULT_VOID,
			   "more frames were accepted than were sent");
	if (!o->sent[TRAFFIC_ACCEPTED] || !o->sent[TRAFFIC_DROPPED])
		set_status(o, RESULT_VOID, "no frames were sent meanwhile");
}

/* Does @command, when it has ended, let through all of what it changes? */
static void check_force(const struct update_subject *s,
			struct update_contender *c, const char *command,
			bool accepts, struct outcome *o)
{
	const struct trace *trace = &s->traces[TRAFFIC_CHANGED];
	uint64_t before[N_TRAFFIC_CLASSES], after[N_TRAFFIC_CLASSES], n;

	if (!update_takes_part(c) || o->status != RESULT_OK ||
	    !update_run(s, c, command))
		return;
	update_refuse_if(traffic_count(before), "iptables-legacy-save");
	if (traffic_send(trace)) {
		set_status(o, RESULT_VOID,
			   "frames did not arrive at the device");
		return;
	}
	nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
	update_refuse_if(traffic_count(after), "iptables-legacy-save");
	n = after[TRAFFIC_CHANGED] - before[TRAFFIC_CHANGED];
	if (n == (accepts ? trace->n : 0))
		return;
	snprintf(o->reason, sizeof(o->reason),
		 "a change is not in force when its command has ended: %" PRIu64
		 " of %zu frames were accepted",
		 n, trace->n);
	o->status = RESULT_VOID;
}

static void tell_outcome(const struct update_subject *s,
			 const struct update_contender *c, struct outcome *o)
{
	const double lost = (double)(o->n_lost + o->n_let_through);
	struct result result = {
		.suite = "update",
		.family = rules_family_names[s->rules.family],
		.n_rules = (uint32_t)s->n,
		.traffic = update_kinds[s->change].add,
		.opponent = c->way->opponent,
		.quantity = "misjudged",
		.unit = "packets",
		.fed = "veth, while it changes",
		.reason = o->reason,
		.samples = &lost,
		.n_samples = 1,
	};

	if (o->status == RESULT_OK)
		snprintf(o->reason, sizeof(o->reason),
			 "%" PRIu64 " of %" PRIu64
			 " accepted were lost, %" PRIu64 " of %" PRIu64
			 " dropped let through, in %zu changes",
			 o->n_lost, o->sent[TRAFFIC_ACCEPTED], o->n_let_through,
			 o->sent[TRAFFIC_DROPPED], o->n_changes);
	result.status = o->status;
	printf("%-9s %6zu %-20s %-28s %s: %s\n", result.family, s->n,
	       result.traffic, result.opponent, result_status_names[o->status],
	       o->reason);
	if (s->out)
		update_refuse_if(result_write(s->out, &result), "the results");
}

static void judge_changes(const struct update_subject *s,
			  struct update_contender *c, struct outcome *o)
{
	const bool accepts = !s->rules.accept;

	update_refuse_if(netns_enter(&c->ns), "a network namespace");
	send_meanwhile(s, c, o);
	check_force(s, c, c->way->add, accepts, o);
	update_before_undo(s, c);
	check_force(s, c, c->way->undo, !accepts, o);
}

void update_judge(const struct update_subject *s, struct update_contender *c)
{
	struct outcome o = { .status = RESULT_OK };

	if (!update_takes_part(c) || c->way->is_idle)
		return;
	if (budget_is_over(s->budget))
		set_status(&o, RESULT_SKIPPED, BUDGET_OVER);
	else
		judge_changes(s, c, &o);
	if (!update_takes_part(c))
		set_status(&o, RESULT_SKIPPED, c->add.reason);
	tell_outcome(s, c, &o);
}

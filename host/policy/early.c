// SPDX-License-Identifier: GPL-2.0-only
/*
 * early.c - the part of a policy that an early stage can decide
 *
 * See early.h for the idea. Candidates are tried in the order of their worth,
 * many at once; where the program gets too large, a quarter of them, down to
 * one, which then stays with the host.
 */
#include "policy/early_int.h"

#include <errno.h>
#include <stdlib.h>

#define MAX_PROBES 20
#define FIRST_TRY  64
/* Pairs of steps that are compared; a step compares with those before it. */
#define MAX_PAIRS 200000000ull

struct candidate {
	uint32_t step;
	uint32_t n_blockers;
	uint64_t packets;
	const char *why; /* it is not there */
};

struct search {
	struct arena *arena;
	struct early early;
	const struct profile *profile;
	const struct image_options *opts;
	const struct early_gain *gain;
	VEC(struct candidate) candidates;
	uint8_t *uses; /* of each step, as chosen so far */
	struct early_report *report;
};

static const char is_full[] = "the NIC is full";

/* The packets of @s's rule, for each of the steps in which it drops. */
static uint64_t packets_of(const struct search *s, uint32_t step)
{
	const struct step *steps = s->early.steps.v;
	const struct early_gain *gain = s->gain;
	uint32_t counter = steps[step].counter;
	uint64_t n = 0;

	if (!gain)
		return 0;
	for (size_t i = 0; i < s->early.steps.n; i++)
		n += steps[i].kind == STEP_DROP && steps[i].counter == counter;
	return gain->packets(gain->arg,
			     &s->early.whole->out.counters.v[counter]) /
	       n;
}

static void find_candidates(struct search *s)
{
	const struct early *e = &s->early;

	for (uint32_t i = 0; i < e->steps.n; i++) {
		struct candidate *c;

		if (e->steps.v[i].kind != STEP_DROP)
			continue;
		c = vec_push(s->arena, &s->candidates);
		c->step = i;
		c->packets = packets_of(s, i);
	}
}

static int compare_packets(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;

	if (a->packets != b->packets)
		return a->packets > b->packets ? -1 : 1;
	return a->step < b->step ? -1 : 1;
}

/* Packets for each step that comes along, then few of these. */
static int compare_worth(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;
	u128 of_a = (u128)a->packets * (b->n_blockers + 1);
	u128 of_b = (u128)b->packets * (a->n_blockers + 1);

	if (!a->why != !b->why)
		return a->why ? 1 : -1;
	if (of_a != of_b)
		return of_a > of_b ? -1 : 1;
	if (a->n_blockers != b->n_blockers)
		return a->n_blockers < b->n_blockers ? -1 : 1;
	return a->step < b->step ? -1 : 1;
}

/* An empty list has no array, which qsort() asks for. */
static void sort_candidates(struct search *s,
			    int (*compare)(const void *, const void *))
{
	if (s->candidates.n)
		qsort(s->candidates.v, s->candidates.n,
		      sizeof(*s->candidates.v), compare);
}

/* Finds what each candidate needs, those with many packets first. */
static void prove_candidates(struct search *s)
{
	struct early *e = &s->early;
	struct candidate *c;
	struct tolls tolls;
	uint64_t n_pairs = 0;

	sort_candidates(s, compare_packets);
	vec_for_each(c, &s->candidates) {
		n_pairs += c->step;
		if (n_pairs > MAX_PAIRS) {
			c->why =
				"too many rules stand before it to be compared";
			continue;
		}
		for (uint32_t i = 0; i < c->step; i++)
			c->n_blockers += early_is_blocker(e, i, c->step);
		c->why = early_find_tolls(e, c->step, &tolls);
	}
	sort_candidates(s, compare_worth);
}

/* Compiles what @uses asks for; true if it fits. */
static bool probe(struct search *s, struct arena *a, const uint8_t *uses,
		  struct compiled **out, struct check_report *report)
{
	struct draft draft;

	early_draft(a, &s->early, uses, &draft);
	return !compile_draft(a, &draft, s->profile, s->opts, out, report) &&
	       !report->violations.n;
}

/* Takes the @n candidates from @first on if there is room for them. */
static bool try_candidates(struct search *s, uint32_t first, uint32_t n)
{
	struct arena *scratch = arena_new();
	struct check_report report = {};
	uint8_t *uses = arena_memdup(scratch, s->uses, s->early.steps.n);
	struct compiled *compiled;
	bool fits;

	for (uint32_t i = first; i < first + n; i++)
		early_take(&s->early, s->candidates.v[i].step, uses);
	fits = probe(s, scratch, uses, &compiled, &report);
	if (fits)
		memcpy(s->uses, uses, s->early.steps.n);
	s->report->n_probes++;
	arena_free(scratch);
	return fits;
}

static const char *why_refused(struct search *s, const struct candidate *c)
{
	if (!c->n_blockers)
		return is_full;
	return arena_printf(
		s->arena,
		"the NIC has no room for it and the %u %s before it that it overlaps",
		c->n_blockers, c->n_blockers == 1 ? "verdict" : "verdicts");
}

static uint32_t count_proven(const struct search *s)
{
	uint32_t n = 0;

	while (n < s->candidates.n && !s->candidates.v[n].why)
		n++;
	return n;
}

static void choose(struct search *s)
{
	const uint32_t n = count_proven(s);
	uint32_t at = 0, step = n;

	while (at < n && s->report->n_probes < MAX_PROBES) {
		if (step > n - at)
			step = n - at;
		if (try_candidates(s, at, step)) {
			at += step;
			step *= 4;
		} else if (step > 1) {
			step = step > 4 * FIRST_TRY ? FIRST_TRY : step / 2;
		} else {
			s->candidates.v[at].why =
				why_refused(s, &s->candidates.v[at]);
			at++;
		}
	}
	for (; at < n; at++)
		s->candidates.v[at].why = is_full;
}

static struct early_rule *entry_of(struct search *s, uint32_t step)
{
	const struct early *e = &s->early;
	uint32_t rule = e->steps.v[step].item->rule;

	return rule == PLAN_NO_RULE ? &s->report->policies[e->chain_of[step]]
				    : &s->report->rules[rule];
}

static void report_accepts(struct search *s)
{
	const struct step *step;

	vec_for_each(step, &s->early.steps) {
		if (step->item->kind == ITEM_VERDICT)
			entry_of(s, step - s->early.steps.v)->why =
				"it accepts";
	}
}

static void add_held(struct search *s, uint32_t step)
{
	s->report->n_drops++;
	if (s->early.steps.v[step].item->rule != PLAN_NO_RULE)
		s->report->n_held++;
}

static void report_drops(struct search *s)
{
	const struct candidate *c;

	vec_for_each(c, &s->candidates) {
		struct early_rule *r = entry_of(s, c->step);

		r->why = NULL;
	}
	vec_for_each(c, &s->candidates) {
		struct early_rule *r = entry_of(s, c->step);

		if (c->why)
			r->why = c->why;
		else if (r->place == EARLY_NOWHERE)
			add_held(s, c->step);
		if (!c->why)
			r->place = EARLY_PARTLY;
	}
	vec_for_each(c, &s->candidates) {
		struct early_rule *r = entry_of(s, c->step);

		if (!r->why)
			r->place = EARLY_THERE;
	}
}

static void start_report(struct search *s)
{
	const struct compiled *whole = &s->early.whole->out;
	struct early_report *r = s->report;
	const struct policy_chain *chain;
	const struct policy_chain *const *base;

	vec_for_each(chain, &whole->policy->chains) {
		if (!chain->hook)
			r->n_rules += chain->rules.n;
	}
	vec_for_each(base, &whole->path)
		r->n_rules += (*base)->rules.n;
	r->rules = arena_calloc(s->arena, whole->policy->n_rules,
				sizeof(*r->rules));
	r->policies =
		arena_calloc(s->arena, whole->path.n, sizeof(*r->policies));
	for (uint32_t i = 0; i < whole->policy->n_rules; i++)
		r->rules[i].why = "it drops nothing itself";
}

/* Chooses drops; -ENOSPC if none has room. */
static int search(struct search *s, struct compiled **out)
{
	early_make_steps(&s->early);
	s->uses = arena_calloc(s->arena, s->early.steps.n, 1);
	start_report(s);
	find_candidates(s);
	prove_candidates(s);
	choose(s);
	report_accepts(s);
	report_drops(s);
	if (!s->report->n_drops ||
	    !probe(s, s->arena, s->uses, out, &s->report->check))
		return -ENOSPC;
	return 0;
}

int compile_early(struct arena *a, struct diag *diag,
		  const struct policy *policy, const struct device *dev,
		  const struct profile *profile,
		  const struct image_options *opts,
		  const struct early_gain *gain, struct compiled **out,
		  struct early_report *report)
{
	struct image_options not_last = opts ? *opts : (struct image_options){};
	struct draft whole;
	struct search s = {
		.arena = a,
		.early = { .arena = a, .whole = &whole },
		.profile = profile,
		.opts = &not_last,
		.gain = gain,
		.report = report,
	};
	int err = compile_lower(a, diag, policy, dev, profile, &whole);

	*report = (struct early_report){};
	not_last.last_stage = false;
	if (err)
		return err;
	if (compile_draft(a, &whole, profile, &not_last, out, &report->whole)) {
		*out = arena_memdup(a, &whole.out, sizeof(whole.out));
		*vec_push(a, &report->whole.violations) = (struct violation){
			PLAN_NO_RULE, UINT32_MAX,
			"the rules are more than one program can be"
		};
	}
	if (!report->whole.violations.n) {
		report->is_whole = true;
		report->check = report->whole;
		return 0;
	}
	/* What is sure in a front hangs on all that is before it. */
	if (whole.out.walk->why_front) {
		start_report(&s);
		return -ENOSPC;
	}
	return search(&s, out);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * early_choose.c - which drops an early stage gets
 *
 * Candidates are tried in the order of their worth, many at once; where the
 * program gets too large, a quarter of them, down to one, which then stays with
 * the host. If not all fit, the broadest are taken roughly before the others.
 */
#include "policy/early_int.h"

#include <linux/bpf.h>
#include <stdlib.h>

#define MAX_PROBES 20
#define FIRST_TRY  64
/*
 * Pairs of steps that are compared to prove candidates, and to take them; a
 * step is compared with those before it. Each is about a second.
 */
#define MAX_PAIRS	50000000ull
#define MAX_TAKEN_PAIRS 100000000ull

/* A drop with more blockers may be rough, if it is not too special a one. */
#define MANY_BLOCKERS 16
#define SMALL_SHARE   (1.0 / 4096)
/* Behind one that takes so much, nothing is sure without it. */
#define BROAD_SHARE (1.0 / 16)
/* With a cover that frees less of its frames, a rough drop is not worth it. */
#define LITTLE_SURE (1.0 / 64)
/* Parts of a cover that are tried first, and programs to choose their number.
 */
#define FIRST_PARTS	 16
#define MAX_COVER_PROBES 12

static const char is_full[] = "the NIC is full";
static const char is_too_far[] =
	"too many rules stand before it to be compared";

/* The steps that drop for each counter. */
static const uint32_t *count_drops(const struct search *s)
{
	const struct early *e = &s->early;
	uint32_t *n = arena_calloc(e->arena, e->whole->out.counters.n + 1,
				   sizeof(*n));
	const struct step *step;

	vec_for_each(step, &e->steps) {
		if (step->kind == STEP_DROP && step->counter != PLAN_NO_COUNTER)
			n[step->counter]++;
	}
	return n;
}

/* The packets of a step's rule, for each of the @n steps in which it drops. */
static uint64_t packets_of(const struct search *s, uint32_t counter,
			   const uint32_t *n)
{
	const struct early_gain *gain = s->gain;

	if (!gain)
		return 0;
	return gain->packets(gain->arg,
			     &s->early.whole->out.counters.v[counter]) /
	       n[counter];
}

static void find_candidates(struct search *s)
{
	const struct early *e = &s->early;
	const uint32_t *n_drops = count_drops(s);

	for (uint32_t i = 0; i < e->steps.n; i++) {
		struct candidate *c;

		if (e->steps.v[i].kind != STEP_DROP)
			continue;
		c = vec_push(e->arena, &s->candidates);
		c->step = i;
		c->packets = packets_of(s, e->steps.v[i].counter, n_drops);
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

/* Counts what stands before @c, and finds why it can never be there. */
static void prove_candidate(struct search *s, struct candidate *c)
{
	struct early *e = &s->early;
	struct tolls tolls = {};
	bool needs_clock = e->steps.v[c->step].asks_clock;

	for (uint32_t i = 0; i < c->step; i++) {
		bool is_blocker = early_is_blocker(e, i, c->step);

		c->n_blockers += is_blocker;
		needs_clock |= is_blocker && e->steps.v[i].asks_clock;
	}
	c->why = early_find_tolls(e, c->step, &tolls);
	for (uint32_t i = 0; i < tolls.n; i++)
		needs_clock |= e->steps.v[tolls.v[i]].asks_clock;
	if (needs_clock &&
	    !profile_has_helper(s->profile, BPF_FUNC_ktime_get_coarse_ns))
		c->why =
			"it hangs on a set with timeouts, and the NIC has no clock";
}

/* Finds what each candidate needs, those with many packets first. */
static void prove_candidates(struct search *s)
{
	struct early *e = &s->early;
	struct candidate *c;
	uint64_t n_pairs = 0;

	s->measure = measure_new(e);
	sort_candidates(s, compare_packets);
	vec_for_each(c, &s->candidates) {
		c->share = measure_step(s->measure, &e->steps.v[c->step]);
		n_pairs += c->step;
		if (n_pairs > MAX_PAIRS) {
			c->why = is_too_far;
			continue;
		}
		prove_candidate(s, c);
	}
	sort_candidates(s, compare_worth);
}

/* Compiles what @uses asks for; true if it fits, in *@form or behind it. */
bool early_probe(struct search *s, struct arena *a, const uint8_t *uses,
		 uint32_t *form, struct compiled **out,
		 struct check_report *report)
{
	struct draft draft;

	early_draft(a, &s->early, uses, &draft);
	return !compile_fitting(a, &draft, s->profile, s->opts, form, out,
				report);
}

/*
 * Takes @uses if it fits @max_words; of the forms from @form on, which are not
 * too large for less.
 */
static bool try_uses(struct search *s, struct arena *scratch,
		     const uint8_t *uses, uint32_t form, uint32_t max_words)
{
	struct check_report report = {};
	struct compiled *compiled;

	s->report->n_probes++;
	if (!early_probe(s, scratch, uses, &form, &compiled, &report) ||
	    report.insns > max_words)
		return false;
	memcpy(s->uses, uses, s->early.steps.n);
	s->form = form;
	return true;
}

/* True if taking the @n candidates from @first on is too much to compare. */
static bool are_too_many(struct search *s, uint32_t first, uint32_t n)
{
	uint64_t n_pairs = 0;

	for (uint32_t i = first; i < first + n; i++)
		n_pairs += s->candidates.v[i].step;
	if (n_pairs > s->pairs_left)
		return true;
	s->pairs_left -= n_pairs;
	return false;
}

/* Takes the @n candidates from @first on if there is room for them. */
static bool try_candidates(struct search *s, uint32_t first, uint32_t n)
{
	struct arena *scratch;
	uint8_t *uses;
	bool fits;

	if (are_too_many(s, first, n)) {
		s->report->n_probes++;
		return false;
	}
	scratch = arena_new();
	uses = arena_memdup(scratch, s->uses, s->early.steps.n);
	for (uint32_t i = first; i < first + n; i++) {
		if (!s->candidates.v[i].is_rough)
			early_take(&s->early, s->candidates.v[i].step, uses);
	}
	fits = try_uses(s, scratch, uses, s->form, UINT32_MAX);
	arena_free(scratch);
	return fits;
}

static const char *why_refused(struct search *s, const struct candidate *c)
{
	if (c->step > s->pairs_left)
		return is_too_far;
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

/* Takes what fits of the first @n; n_probes: those that were made before. */
static void choose(struct search *s, uint32_t n, uint32_t n_probes)
{
	uint32_t at = 0, step = n;

	while (at < n && s->report->n_probes < n_probes + MAX_PROBES) {
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
	for (; at < n; at++) {
		if (s->uses[s->candidates.v[at].step] != USE_DROP)
			s->candidates.v[at].why = is_full;
	}
}

/* ---- Rough drops ---- */

static bool may_be_rough(const struct candidate *c)
{
	return !c->why && c->n_blockers > MANY_BLOCKERS &&
	       (c->packets || c->share > SMALL_SHARE);
}

/* Few rules are before it, so that it is taken as it is. */
static bool comes_first(const struct candidate *c)
{
	return !c->why && c->n_blockers <= MANY_BLOCKERS &&
	       c->share > BROAD_SHARE;
}

static bool is_broader(const struct candidate *x, const struct candidate *y)
{
	if (x->packets != y->packets)
		return x->packets > y->packets;
	return x->share > y->share;
}

static int compare_steps(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;

	return *a < *b ? -1 : *a > *b;
}

/* Marks the broadest drops of those that may be rough; their steps to @out. */
static uint32_t find_rough(struct search *s, uint32_t *out)
{
	struct candidate *c, *best;
	uint32_t n = 0;

	for (; n < MAX_ROUGH; n++) {
		best = NULL;
		vec_for_each(c, &s->candidates) {
			if (!c->is_rough && may_be_rough(c) &&
			    (!best || is_broader(c, best)))
				best = c;
		}
		if (!best)
			break;
		best->is_rough = true;
		out[n] = best->step;
	}
	qsort(out, n, sizeof(*out), compare_steps);
	return n;
}

/* True if the cover in @grain fits @max_words. */
static bool try_grain(struct search *s, struct cover_grain grain,
		      uint32_t max_words)
{
	struct arena *scratch = arena_new();
	uint8_t *uses = arena_memdup(scratch, s->uses, s->early.steps.n);
	const struct candidate *c;
	bool fits;

	cover_set_grain(s->early.cover, grain);
	vec_for_each(c, &s->candidates) {
		if (c->is_rough)
			early_take_rough(&s->early, c->step, uses);
		else if (comes_first(c))
			early_take(&s->early, c->step, uses);
	}
	fits = try_uses(s, scratch, uses, 0, max_words);
	arena_free(scratch);
	return fits;
}

/*
 * Makes the cover finer while the program takes up to @max words: at first in
 * large steps, then in small ones. *@grain fits, and stays one that does.
 */
static void refine(struct search *s, struct cover_grain *grain, uint32_t max,
		   uint32_t n_probes)
{
	uint32_t too_many = UINT32_MAX;

	while (n_probes--) {
		struct cover_grain finer = *grain;

		finer.n_parts = too_many == UINT32_MAX
					? grain->n_parts * 4
					: (grain->n_parts + too_many) / 2;
		if (finer.n_parts < grain->n_parts + 1 + grain->n_parts / 8)
			break;
		cover_set_grain(s->early.cover, finer);
		finer.n_parts = cover_parts(s->early.cover);
		if (finer.n_parts == grain->n_parts)
			break;
		if (try_grain(s, finer, max))
			*grain = finer;
		else
			too_many = finer.n_parts;
	}
	cover_set_grain(s->early.cover, *grain);
}

/* The first cover that fits, from fine to coarse. */
static bool start_cover(struct search *s, struct cover_grain *grain)
{
	static const uint32_t intervals[] = { UINT32_MAX, 64, 8, 1 };
	const uint32_t least = cover_parts(s->early.cover);

	*grain = (struct cover_grain){ FIRST_PARTS, UINT32_MAX };
	cover_set_grain(s->early.cover, *grain);
	grain->n_parts = cover_parts(s->early.cover);
	if (try_grain(s, *grain, UINT32_MAX))
		return true;
	grain->n_parts = least;
	for (size_t i = 0; i < sizeof(intervals) / sizeof(intervals[0]); i++) {
		grain->n_intervals = intervals[i];
		if (try_grain(s, *grain, UINT32_MAX))
			return true;
	}
	return false;
}

/* Gives the rough drops up. */
static void end_rough(struct search *s)
{
	struct candidate *c;

	s->early.cover = NULL;
	memset(s->uses, 0, s->early.steps.n);
	s->form = 0;
	vec_for_each(c, &s->candidates)
		c->is_rough = false;
}

static double best_sure(struct search *s)
{
	const struct candidate *c;
	double best = 0;

	vec_for_each(c, &s->candidates) {
		if (c->is_rough) {
			double sure =
				cover_sure(s->early.cover, c->step, s->uses);

			best = sure > best ? sure : best;
		}
	}
	return best;
}

/*
 * Takes the broadest drops roughly, with a cover that leaves half of the room;
 * false if there are none, or it would free too few of their frames.
 */
static bool take_rough(struct search *s, struct cover_grain *grain)
{
	uint32_t rough[MAX_ROUGH], n = find_rough(s, rough);

	if (!n)
		return false;
	s->early.cover = cover_new(&s->early, s->measure, rough, n);
	if (start_cover(s, grain)) {
		refine(s, grain, s->profile->max_insns / 2,
		       MAX_COVER_PROBES / 2);
		if (best_sure(s) >= LITTLE_SURE)
			return true;
	}
	end_rough(s);
	return false;
}

static void say_rough(struct search *s)
{
	struct candidate *c;

	vec_for_each(c, &s->candidates) {
		if (!c->is_rough || cover_is_exact(s->early.cover, c->step))
			continue;
		c->why = arena_printf(
			s->arena,
			"the NIC knows the %u verdicts before it only roughly",
			c->n_blockers);
	}
}

/* All drops if they fit; else the broadest roughly, and others with them. */
static void choose_all(struct search *s)
{
	const uint32_t n = count_proven(s);
	struct cover_grain grain;

	if (!n || try_candidates(s, 0, n))
		return;
	if (!take_rough(s, &grain)) {
		choose(s, n, s->report->n_probes);
		return;
	}
	choose(s, n, s->report->n_probes);
	refine(s, &grain, s->profile->max_insns, MAX_COVER_PROBES / 2);
	say_rough(s);
}

void early_choose(struct search *s)
{
	s->uses = arena_calloc(s->early.arena, s->early.steps.n + 1ul, 1);
	s->pairs_left = MAX_TAKEN_PAIRS;
	find_candidates(s);
	prove_candidates(s);
	choose_all(s);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * search.c - the highest rate at which no frame is lost
 */
#include "search.h"

#include <stdio.h>

/* Long trials that lose frames make the rate go down by the resolution. */
#define MAX_BACKS 10

struct bounds {
	double free, lossy; /* Mpps */
};

static bool is_free(const struct trial *t)
{
	return !trial_lost(t) && !t->n_leaked && !t->n_again;
}

static int try_rate(struct diag *diag, const struct search_wish *wish,
		    double mpps, double seconds, struct search *s)
{
	struct trial_wish trial = wish->trial;
	struct trial *t = &s->last;
	int err;

	trial.mpps = mpps;
	trial.n_frames = 0;
	trial.seconds = seconds;
	err = trial_run(diag, &trial, t);
	if (err)
		return err;
	s->n_trials++;
	printf("trial %2u: %6.1f s, offered %.4f Mpps, lost %llu of %llu, leaked %llu\n",
	       s->n_trials, t->seconds, t->offered_mpps,
	       (unsigned long long)trial_lost(t), (unsigned long long)t->n_sent,
	       (unsigned long long)t->n_leaked);
	fflush(stdout);
	if (!is_free(t) &&
	    (s->lossy_mpps == 0 || t->offered_mpps < s->lossy_mpps))
		s->lossy_mpps = t->offered_mpps;
	return 0;
}

/* Halves what is between the bounds until it is less than @step. */
static int halve(struct diag *diag, const struct search_wish *wish, double step,
		 struct bounds *b, struct search *s)
{
	while (b->lossy - b->free > step && !trial_is_stopped()) {
		const double mpps = (b->free + b->lossy) / 2;
		const struct trial *t = &s->last;
		int err = try_rate(diag, wish, mpps, wish->trial_s, s);

		if (err)
			return err;
		if (!is_free(t)) {
			b->lossy = mpps;
			continue;
		}
		/* What was not offered was not tried. */
		if (t->offered_mpps < SEARCH_OFFERED_PART * mpps) {
			s->is_senders = true;
			b->lossy = mpps;
		}
		if (t->offered_mpps > b->free)
			b->free = t->offered_mpps;
	}
	return 0;
}

/* The long trial; a rate that does not stand it is not free. */
static int confirm(struct diag *diag, const struct search_wish *wish,
		   double step, double mpps, struct search *s)
{
	while (mpps > 0 && s->n_backs <= MAX_BACKS && !trial_is_stopped()) {
		int err = try_rate(diag, wish, mpps, wish->confirm_s, s);

		if (err)
			return err;
		if (is_free(&s->last) && !s->last.was_stopped) {
			s->mpps = s->last.offered_mpps;
			s->wished_mpps = mpps;
			return 0;
		}
		s->n_backs++;
		mpps -= step;
	}
	return 0;
}

int search_run(struct diag *diag, const struct search_wish *wish,
	       struct search *out)
{
	struct bounds b = {};
	double step;
	int err;

	*out = (struct search){};
	err = try_rate(diag, wish, wish->max_mpps, wish->trial_s, out);
	if (err)
		return err;
	b.lossy = out->last.offered_mpps;
	step = wish->resolution * b.lossy;
	if (is_free(&out->last)) {
		b.free = b.lossy;
		out->is_senders = wish->max_mpps == 0;
	}
	err = halve(diag, wish, step, &b, out);
	return err ?: confirm(diag, wish, step, b.free, out);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * changes.c - what got slower or faster between two runs
 */
#include "changes.h"

#include "report_text.h"
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_BOUND	0.1
#define LEAST_UNCHECKED 0.2

/* Of fewer, the 5 % quantile is the least one. */
#define ENOUGH_SAMPLES 20

const char *const changes_kind_names[N_CHANGES_KINDS] = {
	[CHANGES_SLOWER] = "slower",
	[CHANGES_FASTER] = "faster",
	[CHANGES_NONE] = "unchanged",
	[CHANGES_UNKNOWN] = "not compared",
	[CHANGES_GONE] = "gone",
	[CHANGES_NEW] = "new",
	[CHANGES_YARDSTICK] = "yardsticks",
};

/* What fewer opponents do is chance. */
#define ENOUGH_OTHERS 3

/* A row of both runs, with the groups that they are in. */
struct pair {
	const struct groups_group *before_group, *after_group;
	const struct rows_row *before, *after;
};

static bool is_nicfw(const struct result *r)
{
	return r->opponent && !strncmp(r->opponent, "nicfw", strlen("nicfw"));
}

static bool is_ok(const struct rows_row *row)
{
	return row && row->result.status == RESULT_OK;
}

/* The yardstick's rows in @out; false if there is none in both. */
static bool find_yardstick(const struct pair *pair, struct pair *out)
{
	const struct groups_group *before = pair->before_group;
	const struct groups_group *after = pair->after_group;

	*out = *pair;
	out->before = before->floor;
	out->after = after->floor;
	for (size_t i = 0; i < after->rows.n; i++) {
		const char *name = after->rows.v[i]->result.opponent;

		if (out->before && out->after)
			return true;
		if (!name || is_nicfw(&after->rows.v[i]->result))
			continue;
		out->after = groups_find(after, name);
		out->before = groups_find(before, name);
		if (!is_ok(out->after) || !is_ok(out->before))
			out->after = out->before = NULL;
	}
	return out->before && out->after;
}

/* How far the estimate is from what others of the samples say. */
static double spread(const struct rows_row *row)
{
	double share = row->stats.q05 / row->stats.min - 1;

	if (unit_kind_of(row->result.unit) == UNIT_RATE)
		share = row->stats.max / row->stats.median - 1;
	else if (row->result.n_samples < ENOUGH_SAMPLES)
		share = row->stats.median / row->stats.min - 1;
	return isfinite(share) ? share : 0;
}

static double pair_spread(const struct pair *pair)
{
	return fmax(spread(pair->before), spread(pair->after));
}

static double control_bound(const struct groups_group *group)
{
	return group->control == 0 ? LEAST_UNCHECKED
				   : 2 * fabs(group->control - 1);
}

static double bound_of(const struct pair *pair)
{
	double bound = fmax(control_bound(pair->before_group),
			    control_bound(pair->after_group));

	return fmax(fmax(bound, LEAST_BOUND), pair_spread(pair));
}

/* How many times @pair costs more against @yardstick than it did. */
static double factor_of(const struct pair *pair, const struct pair *yardstick)
{
	return rows_ratio(pair->after, yardstick->after) /
	       rows_ratio(pair->before, yardstick->before);
}

/* Of all opponents but nicfw and the yardstick, into @out. Returns how many. */
static size_t factors_of_others(const struct pair *pair,
				const struct pair *yardstick, double *out)
{
	size_t n = 0;

	for (size_t i = 0; i < pair->after_group->rows.n; i++) {
		const struct rows_row *after = pair->after_group->rows.v[i];
		struct pair other = { .after = after };
		double factor;

		if (after == yardstick->after || is_nicfw(&after->result))
			continue;
		other.before =
			groups_find(pair->before_group, after->result.opponent);
		factor = other.before ? factor_of(&other, yardstick) : NAN;
		if (!isnan(factor))
			out[n++] = fabs(log(factor));
	}
	return n;
}

static int compare_factors(const void *va, const void *vb)
{
	double a = *(const double *)va, b = *(const double *)vb;

	return (a > b) - (a < b);
}

/*
 * What moved between the runs though nothing of nicfw is in it: load reaches
 * some opponents more than the yardstick. 0 where too few say so.
 */
static double drift_of(struct arena *a, const struct pair *pair,
		       const struct pair *yardstick)
{
	double *factors =
		arena_calloc(a, pair->after_group->rows.n, sizeof(*factors));
	size_t n = factors_of_others(pair, yardstick, factors);

	if (n < ENOUGH_OTHERS)
		return 0;
	qsort(factors, n, sizeof(*factors), compare_factors);
	return 2 * (exp(factors[(n - 1) * 3 / 4]) - 1);
}

/* Was there a control, and was it off? */
static bool is_noisy(const struct groups_group *group)
{
	return group->control != 0 && !groups_is_conclusive(group);
}

static enum changes_kind kind_of(double factor, double bound)
{
	if (factor > 1 + bound)
		return CHANGES_SLOWER;
	return factor < 1 / (1 + bound) ? CHANGES_FASTER : CHANGES_NONE;
}

static void set_unknown(struct changes_change *change, const char *reason)
{
	change->kind = CHANGES_UNKNOWN;
	change->reason = reason;
}

/* Times and rates: the machine is taken out of them by the yardstick. */
static void compare_relative(struct arena *a, const struct pair *pair,
			     struct changes_change *change)
{
	struct pair yardstick;

	if (!find_yardstick(pair, &yardstick)) {
		set_unknown(change, "no yardstick that both runs have");
		return;
	}
	if (yardstick.after == pair->after) {
		change->kind = CHANGES_YARDSTICK;
		return;
	}
	change->yardstick = yardstick.after->result.opponent;
	change->factor = factor_of(pair, &yardstick);
	change->bound = fmax(fmax(bound_of(pair), pair_spread(&yardstick)),
			     drift_of(a, pair, &yardstick));
}

static void compare(struct arena *a, const struct pair *pair,
		    struct changes_change *change)
{
	enum unit_kind unit = unit_kind_of(change->key->unit);

	if (unit == UNIT_OTHER) {
		set_unknown(change, "a unit that is told only");
		return;
	}
	if (unit != UNIT_COUNT &&
	    (is_noisy(pair->before_group) || is_noisy(pair->after_group))) {
		set_unknown(change, "inconclusive: the control was off");
		return;
	}
	change->factor = rows_ratio(pair->after, pair->before);
	change->bound = unit == UNIT_COUNT ? 0 : bound_of(pair);
	if (unit == UNIT_TIME || unit == UNIT_RATE)
		compare_relative(a, pair, change);
	if (change->kind != CHANGES_NONE)
		return;
	if (isnan(change->factor))
		set_unknown(change, "a value is 0");
	else
		change->kind = kind_of(change->factor, change->bound);
}

static void add(struct arena *a, struct changes *out,
		const struct changes_change *change)
{
	*vec_push(a, &out->changes) = *change;
	out->n[change->kind]++;
}

static void add_after(struct arena *a, const struct groups *before,
		      const struct groups_group *group,
		      const struct rows_row *row, struct changes *out)
{
	struct pair pair = { .before_group = groups_find_same(before, group),
			     .after_group = group,
			     .after = row };
	struct changes_change change = { .kind = CHANGES_NONE,
					 .key = &row->result };

	if (pair.before_group)
		pair.before =
			groups_find(pair.before_group, row->result.opponent);
	if (is_ok(row) && is_ok(pair.before)) {
		compare(a, &pair, &change);
		add(a, out, &change);
	} else if (is_ok(row)) {
		change.kind = CHANGES_NEW;
		add(a, out, &change);
	}
}

static void add_gone(struct arena *a, const struct groups *after,
		     const struct groups_group *group,
		     const struct rows_row *row, struct changes *out)
{
	const struct groups_group *other = groups_find_same(after, group);
	const struct rows_row *now =
		other ? groups_find(other, row->result.opponent) : NULL;
	struct changes_change change = { .kind = CHANGES_GONE,
					 .key = &row->result,
					 .reason = "not there" };

	if (!is_ok(row) || is_ok(now))
		return;
	if (now)
		change.reason = arena_printf(
			a, "%s: %s", result_status_names[now->result.status],
			now->result.reason ? now->result.reason : "-");
	add(a, out, &change);
}

void changes_make(struct arena *a, const struct groups *before,
		  const struct groups *after, struct changes *out)
{
	const struct groups_group *group;

	*out = (struct changes){};
	vec_for_each(group, &after->groups) {
		for (size_t i = 0; i < group->rows.n; i++)
			add_after(a, before, group, group->rows.v[i], out);
	}
	vec_for_each(group, &before->groups) {
		for (size_t i = 0; i < group->rows.n; i++)
			add_gone(a, after, group, group->rows.v[i], out);
	}
}

/* "12 %" */
static const char *percent(struct arena *a, double share)
{
	return arena_printf(a, "%.0f %%", share * 100);
}

static const char *details(struct arena *a, const struct changes_change *change)
{
	if (change->reason)
		return arena_printf(a, " (%s)", change->reason);
	if (change->kind == CHANGES_NEW)
		return "";
	return arena_printf(a, ": %s (bound %s%s%s)",
			    report_ratio(a, change->factor),
			    percent(a, change->bound),
			    change->yardstick ? ", against " : "",
			    change->yardstick ? change->yardstick : "");
}

void changes_print(struct arena *a, const struct changes *changes, FILE *out)
{
	const struct changes_change *change;

	vec_for_each(change, &changes->changes) {
		const char *line = arena_printf(
			a, "%s: %s, %s, %s: %s%s",
			changes_kind_names[change->kind], change->key->suite,
			report_where(a, change->key), change->key->quantity,
			change->key->opponent ? change->key->opponent : "-",
			details(a, change));

		if (change->kind != CHANGES_NONE &&
		    change->kind != CHANGES_YARDSTICK)
			fprintf(out, "%s\n", report_plain(a, line));
	}
	for (int kind = 0; kind < N_CHANGES_KINDS; kind++)
		fprintf(out, "%s%zu %s", kind ? ", " : "", changes->n[kind],
			changes_kind_names[kind]);
	fprintf(out, "\n");
}

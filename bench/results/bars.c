// SPDX-License-Identifier: GPL-2.0-only
/*
 * bars.c - what nicfw is to reach, and whether a run saw it reach that
 */
#include "bars.h"

#include "report_text.h"

#include <math.h>

struct bar {
	const char *suite, *family;
	uint32_t n_rules;
	const char *traffic, *quantity, *unit;
	enum bar_form form;
	const char *opponent, *other;
	uint32_t other_rules;
	double bound, times;
};

static const struct bar all[] = {
#define BAR(suite, family, n_rules, traffic, quantity, unit, form, opponent, \
	    other, other_rules, bound, times)                                \
	{ suite,      family,	n_rules, traffic,     quantity, unit,        \
	  BAR_##form, opponent, other,	 other_rules, bound,	times },
#include "bench/bars.def"
#undef BAR
};

#define N_BARS (sizeof(all) / sizeof(all[0]))

const char *const bars_verdict_names[N_BARS_VERDICTS] = {
	[BARS_MET] = "met",
	[BARS_MISSED] = "missed",
	[BARS_NOT_MEASURED] = "not measured",
};

static bool is_of(const struct groups_group *group, const struct bar *bar,
		  uint32_t n_rules)
{
	const struct result *r = &group->rows.v[0]->result;

	return r->n_rules == n_rules && rows_same_text(r->suite, bar->suite) &&
	       rows_same_text(r->family, bar->family) &&
	       rows_same_text(r->traffic, bar->traffic) &&
	       rows_same_text(r->unit, bar->unit) &&
	       (!bar->quantity || rows_same_text(r->quantity, bar->quantity));
}

/* The first that is ok, else the first; NULL: there is none. */
static const struct rows_row *find(const struct groups *groups,
				   const struct bar *bar, uint32_t n_rules,
				   const char *opponent)
{
	const struct groups_group *group;
	const struct rows_row *first = NULL;

	vec_for_each(group, &groups->groups) {
		const struct rows_row *row;

		if (!is_of(group, bar, n_rules))
			continue;
		row = groups_find(group, opponent);
		if (row && row->result.status == RESULT_OK)
			return row;
		first = first ? first : row;
	}
	return first;
}

/*
 * Others on the machine only ever make things slower: what was measured, but
 * not found again, is the most that a thing costs. That meets a bar or says
 * nothing.
 */
static bool is_the_most(const struct rows_row *row)
{
	return row && row->result.status == RESULT_INCONCLUSIVE &&
	       row->result.n_samples;
}

/* Why @row does not count; NULL if it does. */
static const char *why_not(struct arena *a, const struct rows_row *row,
			   const char *opponent)
{
	const struct result *r = row ? &row->result : NULL;

	if (!row)
		return arena_printf(a, "this run has no row of %s", opponent);
	if (r->status == RESULT_OK)
		return NULL;
	return arena_printf(a, "%s is %s: %s", opponent,
			    result_status_names[r->status],
			    r->reason ? r->reason : "-");
}

/*
 * How much slower the machine was for @bar's group than for that of @n_rules:
 * what makes frames, and nothing else, cost so many times as much. Groups are
 * minutes apart.
 */
static const char *find_slowness(struct arena *a, const struct groups *groups,
				 const struct bar *bar, uint32_t n_rules,
				 double *out)
{
	static const char generator[] = "generator";
	const struct rows_row *own = find(groups, bar, bar->n_rules, generator);
	const struct rows_row *other = find(groups, bar, n_rules, generator);
	const char *why = why_not(a, own, generator)
				  ?: why_not(a, other, generator);

	*out = why ? NAN : rows_estimate(own) / rows_estimate(other);
	return why;
}

/* "400 ns/packet" */
static const char *amount(struct arena *a, double value, const char *unit)
{
	return arena_printf(a, "%s %s", report_number(a, value), unit);
}

static const char *say_bar(struct arena *a, const struct bar *bar)
{
	const char *bound = amount(a, bar->bound, bar->unit);
	const char *times = report_ratio(a, bar->times);

	switch (bar->form) {
	case BAR_AT_MOST:
		return arena_printf(a, "%s at most %s", bar->opponent, bound);
	case BAR_BESIDES:
		return arena_printf(a, "%s without %s at most %s",
				    bar->opponent, bar->other, bound);
	case BAR_RATIO:
		return arena_printf(
			a, "%s at most %s %s%s", bar->opponent, times,
			bar->other,
			bar->other_rules
				? arena_printf(
					  a,
					  " of %s rules, by the generator of each",
					  report_number(a, bar->other_rules))
				: "");
	case BAR_EITHER:
		return arena_printf(a, "%s at most %s, or %s %s", bar->opponent,
				    bound, times, bar->other);
	case BAR_CHEAPER:
		return arena_printf(a, "%s at least %s %s", bar->other, times,
				    bar->opponent);
	}
	return "";
}

/*
 * Sets what was measured, and whether that is enough. @other is NAN where the
 * bar has none.
 */
static bool judge(struct arena *a, const struct bar *bar, double value,
		  double other, const char **measured)
{
	const double ratio = value / other;
	const double rest = bar->other ? value - other : value;

	switch (bar->form) {
	case BAR_AT_MOST:
	case BAR_BESIDES:
		*measured = amount(a, rest, bar->unit);
		return rest <= bar->bound;
	case BAR_RATIO:
		*measured = report_ratio(a, ratio);
		return ratio <= bar->times;
	case BAR_EITHER:
		*measured = arena_printf(a, "%s, %s",
					 amount(a, value, bar->unit),
					 report_ratio(a, ratio));
		return value <= bar->bound || ratio <= bar->times;
	case BAR_CHEAPER:
		*measured = report_ratio(a, 1 / ratio);
		return 1 / ratio >= bar->times;
	}
	return false;
}

static void make_bar(struct arena *a, const struct groups *groups,
		     const struct bar *bar, struct bars_bar *out)
{
	const uint32_t n_rules = bar->other_rules ? bar->other_rules
						  : bar->n_rules;
	const struct result place = { .family = bar->family,
				      .n_rules = bar->n_rules,
				      .traffic = bar->traffic };
	const struct rows_row *row =
		find(groups, bar, bar->n_rules, bar->opponent);
	const struct rows_row *other =
		bar->other ? find(groups, bar, n_rules, bar->other) : NULL;
	const char *why = why_not(a, row, bar->opponent);
	const char *why_no_other = bar->other ? why_not(a, other, bar->other)
					      : NULL;
	bool is_usable;
	double slowness = 1;

	if (bar->other_rules && !why_no_other)
		why_no_other =
			find_slowness(a, groups, bar, n_rules, &slowness);
	is_usable = (!why || is_the_most(row)) && !why_no_other;
	out->where = arena_printf(
		a, "%s: %s%s%s", bar->suite, report_where(a, &place),
		bar->quantity ? ", " : "", bar->quantity ? bar->quantity : "");
	out->bar = say_bar(a, bar);
	if (is_usable && judge(a, bar, rows_estimate(row),
			       other ? rows_estimate(other) * slowness : NAN,
			       &out->measured)) {
		out->verdict = BARS_MET;
	} else if (why || why_no_other) {
		out->measured = why ? why : why_no_other;
		out->verdict = BARS_NOT_MEASURED;
	} else {
		out->verdict = BARS_MISSED;
	}
}

void bars_make(struct arena *a, const struct groups *groups, struct bars *out)
{
	*out = (struct bars){};
	for (size_t i = 0; i < N_BARS; i++) {
		struct bars_bar *bar = vec_push(a, &out->bars);

		make_bar(a, groups, &all[i], bar);
		out->n[bar->verdict]++;
	}
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * agreement.c - do two runs say the same of the same thing?
 */
#include "agreement.h"

#include "report_text.h"

#include <math.h>

#define SAME 1.1

static bool have_same_nicfw(const struct groups_group *a,
			    const struct groups_group *b)
{
	return a->nicfw && b->nicfw &&
	       rows_same_text(a->nicfw->result.opponent,
			      b->nicfw->result.opponent);
}

static void add(const struct groups_group *before,
		const struct groups_group *after, const struct rows_row *row,
		struct agreement *out)
{
	const struct rows_row *old = groups_find(before, row->result.opponent);
	double factor;

	if (!old || !groups_has_ratio(before, old) ||
	    !groups_has_ratio(after, row))
		return;
	factor = groups_ratio(after, row) / groups_ratio(before, old);
	if (isnan(factor) || !have_same_nicfw(before, after)) {
		out->n_inconclusive++;
		return;
	}
	factor = fmax(factor, 1 / factor);
	if (factor <= SAME)
		out->n_same++;
	else
		out->n_different++;
	if (factor > out->worst_factor) {
		out->worst_factor = factor;
		out->worst = &row->result;
	}
}

struct agreement agreement_of(const struct groups *before,
			      const struct groups *after)
{
	struct agreement out = {};
	const struct groups_group *group;

	vec_for_each(group, &after->groups) {
		const struct groups_group *old =
			groups_find_same(before, group);

		for (size_t i = 0; old && i < group->rows.n; i++)
			add(old, group, group->rows.v[i], &out);
	}
	return out;
}

void agreement_print(struct arena *a, const struct agreement *agreement,
		     FILE *out)
{
	fprintf(out,
		"%zu of %zu headline ratios agree within 10 %%, %zu inconclusive",
		agreement->n_same, agreement->n_same + agreement->n_different,
		agreement->n_inconclusive);
	if (agreement->worst)
		fprintf(out, "; worst %.2f: %s, %s, %s, %s",
			agreement->worst_factor,
			report_plain(a, agreement->worst->suite),
			report_plain(a, report_where(a, agreement->worst)),
			report_plain(a, agreement->worst->quantity),
			report_plain(a, agreement->worst->opponent));
	fprintf(out, "\n");
}

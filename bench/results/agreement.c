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

static void add(struct arena *a, const struct groups_group *before,
		const struct groups_group *after, const struct rows_row *row,
		struct agreement *out)
{
	const struct rows_row *old = groups_find(before, row->result.opponent);
	struct agreement_pair pair = { .result = &row->result };
	double factor;

	if (!old || !groups_has_ratio(before, old) ||
	    !groups_has_ratio(after, row))
		return;
	pair.before = groups_ratio(before, old);
	pair.after = groups_ratio(after, row);
	factor = pair.after / pair.before;
	if (isnan(factor) || !have_same_nicfw(before, after)) {
		out->n_inconclusive++;
		return;
	}
	factor = fmax(factor, 1 / factor);
	if (factor <= SAME)
		out->n_same++;
	else
		*vec_push(a, &out->different) = pair;
	if (factor > out->worst_factor) {
		out->worst_factor = factor;
		out->worst = &row->result;
	}
}

struct agreement agreement_of(struct arena *a, const struct groups *before,
			      const struct groups *after)
{
	struct agreement out = {};
	const struct groups_group *group;

	vec_for_each(group, &after->groups) {
		const struct groups_group *old =
			groups_find_same(before, group);

		for (size_t i = 0; old && i < group->rows.n; i++)
			add(a, old, group, group->rows.v[i], &out);
	}
	return out;
}

/* What was measured. */
static const char *name_of(struct arena *a, const struct result *r)
{
	return arena_printf(a, "%s, %s, %s, %s", report_plain(a, r->suite),
			    report_plain(a, report_where(a, r)),
			    report_plain(a, r->quantity),
			    report_plain(a, r->opponent));
}

void agreement_print(struct arena *a, const struct agreement *agreement,
		     FILE *out)
{
	const struct agreement_pair *pair;

	vec_for_each(pair, &agreement->different)
		fprintf(out, "differs: %s: %.3gx, then %.3gx\n",
			name_of(a, pair->result), pair->before, pair->after);
	fprintf(out,
		"%zu of %zu headline ratios agree within 10 %%, %zu inconclusive",
		agreement->n_same, agreement->n_same + agreement->different.n,
		agreement->n_inconclusive);
	if (agreement->worst)
		fprintf(out, "; worst %.2f: %s", agreement->worst_factor,
			name_of(a, agreement->worst));
	fprintf(out, "\n");
}

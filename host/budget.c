// SPDX-License-Identifier: GPL-2.0-only
/*
 * budget.c - what a program takes of what a stage has, in words
 */
#include "budget.h"

#include <inttypes.h>

/* "1,688" for 1688, whatever the locale. */
static const char *number(struct arena *a, uint64_t n)
{
	if (n < 1000)
		return arena_printf(a, "%" PRIu64, n);
	return arena_printf(a, "%s,%03" PRIu64, number(a, n / 1000), n % 1000);
}

static const char *share(struct arena *a, uint64_t n, uint64_t max)
{
	return arena_printf(a, "%s of %s", number(a, n), number(a, max));
}

const char *budget_text(struct arena *a, const struct check_report *r)
{
	return arena_printf(
		a, "%s instructions, %s maps, %s entries, %s bytes of stack",
		share(a, r->insns, r->max_insns),
		share(a, r->maps, r->max_maps),
		share(a, r->entries, r->max_entries),
		share(a, r->stack_bytes, r->max_stack_bytes));
}

const char *budget_hearsay(struct arena *a, const struct profile *profile)
{
	const struct profile_source *s;
	const char *text = NULL;

	vec_for_each(s, &profile->sources) {
		if (!s->third_party)
			continue;
		text = text ? arena_printf(a, "%s, %s", text, s->figure)
			    : s->figure;
	}
	return text;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * compared.c - which rows bars hold against others
 */
#include "compared.h"

#include <string.h>

/* The rows of a bar; those that have no other are held against a bound. */
static const struct pair {
	struct result row;
	const char *other;
	uint32_t other_rules;
} pairs[] = {
#define BAR(suite, family, n_rules, traffic, quantity, unit, form, opponent,   \
	    other, other_rules, bound, times)                                  \
	{ { suite, family, n_rules, traffic, opponent, quantity, unit, NULL }, \
	  other,                                                               \
	  other_rules },
#include "bars.def"
#undef BAR
};

static bool is_same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool is_of(const struct result *row, const struct result *of)
{
	return row->n_rules == of->n_rules && is_same(row->suite, of->suite) &&
	       is_same(row->family, of->family) &&
	       is_same(row->traffic, of->traffic) &&
	       is_same(row->opponent, of->opponent) &&
	       (!of->quantity || is_same(row->quantity, of->quantity));
}

bool compared_by_bar(const struct result *row)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct result other = pairs[i].row;

		if (!pairs[i].other)
			continue;
		other.opponent = pairs[i].other;
		if (pairs[i].other_rules)
			other.n_rules = pairs[i].other_rules;
		if (is_of(row, &pairs[i].row) || is_of(row, &other))
			return true;
	}
	return false;
}

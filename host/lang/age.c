// SPDX-License-Identifier: GPL-2.0-only
/*
 * age.c - a ruleset's elements as they are some time later
 */
#include "lang/age.h"

#include "base/clock.h"
#include "lang/duration.h"

uint64_t age_timeout(const struct ast_set *set,
		     const struct element_times *times)
{
	const uint64_t ms = times->timeout_ms ?: set->timeout_ms;

	return ms == DURATION_NEVER ? 0 : ms;
}

static const struct element_times *times_of(const struct expr *e)
{
	static const struct element_times none;

	return e->kind == EXPR_TIMED ? e->times : &none;
}

/* @e, which expires after @expires_ms. */
static struct expr *expiring(struct arena *a, const struct ast_set *set,
			     struct expr *e, uint64_t expires_ms)
{
	struct element_times times = *times_of(e);

	times.expires_ms = expires_ms;
	/* The kernel tells those that are not the set's. */
	if (times.timeout_ms == set->timeout_ms)
		times.timeout_ms = 0;
	return expr_timed(a, e, &times, expr_comment(e));
}

static void set_age(struct arena *a, struct ast_set *set, uint64_t ms)
{
	const size_t n = set->elements.n;

	set->elements.n = 0;
	for (size_t i = 0; i < n; i++) {
		struct expr *e = set->elements.v[i];
		const struct element_times *t = times_of(e);
		uint64_t left = t->expires_ms ?: age_timeout(set, t);

		if (left && left <= ms)
			continue;
		if (left)
			e = expiring(a, set, e, left - ms);
		set->elements.v[set->elements.n++] = e;
	}
}

void ruleset_age(struct arena *a, struct ruleset *rs, uint64_t now)
{
	const uint64_t ms = now > rs->read_at ? (now - rs->read_at) / NS_PER_MS
					      : 0;
	struct ast_table *t;
	struct ast_set *set;

	vec_for_each(t, &rs->tables)
		vec_for_each(set, &t->sets)
			if (set->flags & SET_TIMEOUT || set->timeout_ms)
				set_age(a, set, ms);
	rs->read_at += ms * NS_PER_MS;
}

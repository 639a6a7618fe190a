// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_times.c - sets with timeouts: who can keep them
 *
 * The kernel's sets change by themselves, so that in a front no one knows what
 * is in them. Where nothing is behind a stage, its set is the only one.
 */
#include "base/clock.h"
#include "lang/age.h"
#include "policy/resolve_int.h"

#include <errno.h>

bool times_has(const struct ast_set *ast)
{
	return ast->flags & SET_TIMEOUT || ast->timeout_ms;
}

/*
 * Parts of joined elements would end apart, and elements of several ranges may
 * overlap, so that one key of a map has two ends.
 */
bool times_can_keep(const struct ast_table *table, const struct ast_set *ast)
{
	return table->syntax == SYNTAX_NFT && !ast->is_map &&
	       !ast->auto_merge &&
	       !(ast->flags & SET_INTERVAL && ast->key.n > 1);
}

int times_refuse(struct resolver *r, const char *name, struct loc loc)
{
	if (!name)
		return NOT_PLACED;
	return refuse(r, loc,
		      "'%s' takes no timeouts; declare it with 'flags timeout'",
		      name);
}

/* @ms behind @from, but before NICFW_NEVER. */
static uint64_t end_of(uint64_t from, uint64_t ms)
{
	const uint64_t most = (UINT64_MAX - 1 - from) / NS_PER_MS;

	return from + (ms < most ? ms : most) * NS_PER_MS;
}

int times_life(struct resolver *r, const struct ast_set *set, struct loc loc,
	       const struct element_times *times,
	       const struct element_life **out)
{
	static const struct element_times none;
	struct element_life life;
	uint64_t expires_ms;

	if (!times)
		times = &none;
	life.timeout_ms = age_timeout(set, times);
	expires_ms = times->expires_ms ?: life.timeout_ms;
	if (expires_ms > life.timeout_ms)
		return refuse(
			r, loc,
			life.timeout_ms
				? "expires later than its timeout; make the timeout longer"
				: "expires, but has no timeout; give it one");
	life.ends = end_of(r->rs->read_at, expires_ms);
	*out = life.timeout_ms ? arena_memdup(r->arena, &life, sizeof(life))
			       : NULL;
	return 0;
}

static uint32_t count_host(const struct policy_chain *chain)
{
	const struct policy_rule *rule;
	const struct policy_stmt *s;
	uint32_t n = 0;

	vec_for_each(rule, &chain->rules)
		vec_for_each(s, &rule->stmts)
			n += stmt_asks_host(s);
	return n;
}

bool times_are_all(const struct resolver *r)
{
	const struct policy_chain *chain;
	uint32_t n = 0;

	vec_for_each(chain, &r->policy->chains) {
		if (chain->hook && chain->table->family != FAMILY_NETDEV)
			return false;
		n += count_host(chain);
	}
	return n == r->n_timed;
}

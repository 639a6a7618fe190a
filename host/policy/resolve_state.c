// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_state.c - which of conntrack's states a match takes
 *
 * To nft ct state is a field of 32 bits, so lists, masks and sets mean what
 * they mean for TCP's flags. But the kernel sets just one of five bits
 * (nft_ct_get_eval), so each match comes to a subset of the states.
 */
#include "policy/resolve_int.h"

/* Of each state's bit in enum ct_state, the number that nft compares. */
static const uint8_t numbers[] = { 1, 2, 4, 8, 64 };

#define N_STATES (sizeof(numbers) / sizeof(numbers[0]))

static const struct element *find(const struct policy_set *set, u128 v)
{
	const struct element *e;

	vec_for_each(e, &set->elements) {
		if (e->parts[0].lo <= v && v <= e->parts[0].hi)
			return e;
	}
	return NULL;
}

uint8_t states_in(const struct policy_set *set, u128 mask, bool negate)
{
	uint8_t states = 0;

	for (size_t i = 0; i < N_STATES; i++) {
		if (!find(set, numbers[i] & mask) == negate)
			states |= 1u << i;
	}
	return states;
}

static void choose(struct arena *a, struct policy_stmt *s, uint8_t state,
		   const struct action *action)
{
	struct choice *c;

	vec_for_each(c, &s->choices->v) {
		if (c->action.kind == action->kind &&
		    c->action.chain == action->chain) {
			c->states |= state;
			return;
		}
	}
	c = vec_push(a, &s->choices->v);
	*c = (struct choice){ state, *action };
}

void states_choose(struct arena *a, const struct policy_set *map, u128 mask,
		   struct policy_stmt *out)
{
	out->choices = arena_new_of(a, struct choices);
	for (size_t i = 0; i < N_STATES; i++) {
		const struct element *e = find(map, numbers[i] & mask);

		if (e)
			choose(a, out, 1u << i, &e->action);
		else if (map->has_fallback)
			choose(a, out, 1u << i, &map->fallback);
	}
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * early_int.h - what the parts of early share
 *
 * early.c chooses drops, early_steps.c proves them, early_draft.c makes a
 * program's list of them.
 */
#ifndef NICFW_EARLY_INT_H
#define NICFW_EARLY_INT_H

#include "policy/compile_int.h"
#include "policy/early.h"

enum step_kind {
	STEP_DROP,
	STEP_SKIP, /* an accept too: it skips what its base chain has left */
	STEP_COUNT,
};

/* An item of the policy, with all its base chains in one list. */
struct step {
	enum step_kind kind;
	const struct item *item;
	uint32_t skip_to;	   /* of SKIP: where it goes on */
	uint32_t counter;	   /* PLAN_NO_COUNTER: counts nothing */
	struct constraint *sorted; /* the item's constraints by dimension */
};

/* What counts a drop's frames before it, and what skips such a step. */
#define MAX_TOLLS 8

struct tolls {
	uint32_t n;
	uint32_t v[MAX_TOLLS]; /* steps, in order */
};

/* What becomes of a step on the early stage. */
enum step_use {
	USE_NONE,
	USE_GUARD,
	USE_DROP,
};

struct early {
	struct arena *arena;
	const struct draft *whole;
	VEC(struct step) steps;
	uint32_t *chain_of; /* the base chain of each step, in path */
};

/* Makes e->steps of e->whole. */
void early_make_steps(struct early *e);

/*
 * True if a frame of drop @d could meet step @s, which is before it, and not
 * come to @d then.
 */
bool early_is_blocker(const struct early *e, uint32_t s, uint32_t d);

/* Finds the tolls of drop @d; NULL, or why it cannot be dropped early. */
const char *early_find_tolls(struct early *e, uint32_t d, struct tolls *out);

/* Notes in @uses, one a step, that @d is dropped, with the guards it needs. */
void early_take(const struct early *e, uint32_t d, uint8_t *uses);

/*
 * The policy of what @uses asks for, in @a: one list, of which the last item
 * passes what is left. Its counters are those that it needs of the whole's, and
 * COUNTER_LEFT if it has guards.
 */
void early_draft(struct arena *a, struct early *e, const uint8_t *uses,
		 struct draft *out);

#endif

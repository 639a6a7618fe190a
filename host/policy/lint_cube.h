/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lint_cube.h - sets of packets as conjunctions
 *
 * A cube is a conjunction of "this number is in this set", as lower.h has it,
 * but of the packet alone: no stage, no device. A point is one packet.
 */
#ifndef NICFW_LINT_CUBE_H
#define NICFW_LINT_CUBE_H

#include "policy/iset.h"
#include "policy/lower.h"

struct lint;

/* A number of the packet, or whether its key is in a set that may change. */
struct lint_dim {
	struct plan_value value;
	u128 mask;
	u128 max;
	const struct policy_stmt *in; /* the set and its key; NULL: a value */
	enum field_id field;	      /* that asks for it */
	u128 usual;		      /* stands for "anything" in a point */
	uint32_t next;		      /* with the same hash, plus 1 */
};

#define CUBE_MAX 40

/* Sorted by dim; an empty cube has the dim that no number is left for. */
struct cube {
	bool is_empty;
	bool is_wider; /* some constraint was left out */
	uint32_t empty_dim;
	uint32_t n;
	struct constraint *v;
};

/* One that is being made: room for all there can be. */
struct cube_draft {
	struct cube cube;
	struct constraint room[CUBE_MAX];
};

/* A number for each dimension; those not stamped are the usual ones. */
struct point {
	u128 *v;
	uint32_t *stamps;
	uint32_t stamp;
};

/* The dimension of a number under @mask, or of a set: made when first asked. */
uint32_t lint_value_dim(struct lint *l, struct plan_value value, u128 mask,
			enum field_id field);
uint32_t lint_set_dim(struct lint *l, const struct policy_stmt *s);

/* [lo, hi], as iset_range(), but each of them is made but a few times. */
const struct iset *lint_range(struct lint *l, u128 lo, u128 hi);

/*
 * A draft starts as @from (NULL: all packets), and is narrowed by one
 * constraint or by those of another cube. @allowed is under the dimension's
 * mask; new sets are in @a. What draft_finish() makes is in @a, and the draft
 * may go on.
 */
void draft_start(struct cube_draft *d, const struct cube *from);
void draft_put(struct lint *l, struct arena *a, struct cube_draft *d,
	       uint32_t dim, const struct iset *allowed);
void draft_join(struct lint *l, struct arena *a, struct cube_draft *d,
		const struct cube *other);
/* Adds what the constraints imply of other dimensions. */
void draft_close(struct lint *l, struct arena *a, struct cube_draft *d);
struct cube draft_finish(struct arena *a, const struct cube_draft *d);

/* The numbers that it lets through; NULL: any. */
const struct iset *cube_allows(const struct cube *c, uint32_t dim);
/* True if @c has all packets of @other: sure if true. */
bool cube_covers(const struct cube *c, const struct cube *other);
/* False if they have none in common: sure if false. */
bool cube_meets(const struct cube *c, const struct cube *other);

/* l->point becomes one of @c, which is not empty; or is asked, set, cleared. */
void point_of_cube(struct lint *l, const struct cube *c);
u128 point_value(const struct lint *l, uint32_t dim);
void point_set(struct lint *l, uint32_t dim, u128 value);
void point_clear(struct lint *l);
bool point_is_in(const struct lint *l, const struct cube *c);

#endif

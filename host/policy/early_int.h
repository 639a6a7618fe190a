/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * early_int.h - what the parts of early share
 *
 * early.c chooses drops, early_steps.c proves them, early_cover.c says roughly
 * what stands before a broad one, early_draft.c makes a program's list of them.
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

/* Of a gate, in place of a class of frames (path.h). */
#define WALK_GATE UINT8_MAX

/* An item of the policy, with all the stops of its path in one list. */
struct step {
	enum step_kind kind;
	uint8_t walk;	 /* the class of frames that come here */
	bool asks_clock; /* whether an element has ended */
	const struct item *item;
	uint32_t skip_to; /* of SKIP: where it goes on; steps.n: passes */
	uint32_t counter; /* PLAN_NO_COUNTER: counts nothing */
	const struct constraint *sorted; /* the item's, by dimension */
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

#define NO_CHAIN UINT32_MAX

struct cover;

struct early {
	struct arena *arena; /* of the whole's items, and freed with them */
	const struct draft *whole;
	VEC(struct step) steps;
	uint32_t *chain_of;  /* the base chain of each step, in path */
	struct cover *cover; /* NULL: no drop is rough */
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

/*
 * True if @s, taken on the early stage, has to pass its frames, for what it
 * skips might be met on the host all the same.
 */
bool early_is_crossed(const struct early *e, uint32_t s);

/* Notes in @uses, one a step, that @d is dropped, with the guards it needs. */
void early_take(const struct early *e, uint32_t d, uint8_t *uses);

/* As early_take(), but what the cover says roughly needs no guard. */
void early_take_rough(const struct early *e, uint32_t d, uint8_t *uses);

/*
 * The policy of what @uses asks for, in @a: one list, of which the last item
 * passes what is left. Its counters are those that it needs of the whole's, and
 * COUNTER_LEFT if it has guards.
 */
void early_draft(struct arena *a, struct early *e, const uint8_t *uses,
		 struct draft *out);

/* ---- early_measure.c ---- */

struct measure;

struct measure *measure_new(struct early *e);

/* The share of all frames that has a number of @dim in @s; an estimate. */
double measure_set(const struct measure *m, uint32_t dim, const struct iset *s);

/* The share of all frames that meets @s; an estimate. */
double measure_step(const struct measure *m, const struct step *s);

/* ---- early_cover.c ---- */

/*
 * A rough drop is one with so many rules before it that the stage has no room
 * for them. Instead of them it has a few items that take all their frames, and
 * perhaps others: a cover. Who is in the cover is passed.
 */
#define MAX_ROUGH 4

/* How coarse it is: so many items, each set of so many intervals. */
struct cover_grain {
	uint32_t n_parts;
	uint32_t n_intervals;
};

/* What covers the blockers of the @n drops in @rough, in order; not empty. */
struct cover *cover_new(struct early *e, const struct measure *m,
			const uint32_t *rough, uint32_t n);

/* The number of parts that there are; of a new cover the smallest. */
uint32_t cover_parts(const struct cover *c);

/* False if there cannot be so many parts; then there are as many as can be. */
bool cover_set_grain(struct cover *c, struct cover_grain grain);

/* True if @c makes @d a rough drop. */
bool cover_has(const struct cover *c, uint32_t d);

/* True if what stands before @d is there itself. */
bool cover_is_exact(const struct cover *c, uint32_t d);

/* True if a skip from @s to @skip_to would lead past what covers others. */
bool cover_is_skipped(const struct cover *c, uint32_t s, uint32_t skip_to);

/*
 * Appends the items that stand before @d, in @a, for those of its blockers that
 * are not in @uses.
 */
void cover_write(struct arena *a, struct cover *c, uint32_t d,
		 const uint8_t *uses, struct segment *to);

/* The share of the frames of @d that is not in the cover; an estimate. */
double cover_sure(struct cover *c, uint32_t d, const uint8_t *uses);

/* ---- early_choose.c ---- */

/* A step that drops, and whether the stage does it. */
struct candidate {
	uint32_t step;
	uint32_t n_blockers;
	uint64_t packets;
	double share;	 /* of all frames, by a guess */
	bool is_rough;	 /* with a cover for what stands before it */
	const char *why; /* it is not there, or not for all its frames */
};

struct search {
	struct arena *arena; /* of what is reported, and of what is made */
	struct early early;
	const struct profile *profile;
	const struct image_options *opts;
	const struct early_gain *gain;
	VEC(struct candidate) candidates;
	uint8_t *uses; /* of each step, as chosen so far */
	struct measure *measure;
	uint64_t pairs_left; /* that may be compared to take candidates */
	uint32_t form; /* that these fit: what adds to them fits none before */
	struct early_report *report;
	struct early_rule gate; /* of all items of no rule and no chain */
};

/* Fills s->candidates, and chooses s->uses. */
void early_choose(struct search *s);

/* Compiles what @uses asks for; true if it fits, in *@form or behind it. */
bool early_probe(struct search *s, struct arena *a, const uint8_t *uses,
		 uint32_t *form, struct compiled **out,
		 struct check_report *report);

#endif

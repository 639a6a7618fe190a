// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_span.c - numbers looked up in spans.h
 *
 * A search by halves has no jumps that hang on what is read, for a processor
 * would guess every other one of them wrong: the half that is passed is added,
 * or nothing. Most searches are among a few slots, and all of those take
 * FEW_STEPS; in front of them is what takes longer.
 *
 * A word of the answers is loaded, in vain, before the search, and so is a
 * counter that lies about where the frame's will (spans.h), so that a processor
 * that waits for memory waits for all of it at once.
 *
 * Slots are compared with their number before they are used. That is for the
 * kernel's verifier; no spans of ours lead out of themselves.
 */
#include "offload/emit.h"

#include "offload/spans.h"

#include <stddef.h>

/* Of the moment, beside R_VALUE, which is where lasts begin. */
#define R_PLACE	  BPF_REG_1
#define R_LOW	  BPF_REG_2 /* the number's lower half */
#define R_SLOT	  BPF_REG_3
#define R_LEFT	  BPF_REG_4 /* slots from R_SLOT on that it may be */
#define R_HALF	  BPF_REG_5
#define R_RANK	  BPF_REG_4 /* once the slot is found */
#define R_OUTCOME BPF_REG_4
#define R_BEST	  BPF_REG_5 /* the rank that is kept */

/* Behind R_LANES, whose first lane is a tree's. */
#define R_PART BPF_REG_7 /* where the part starts */
#define R_NEAR BPF_REG_8 /* a counter */

#define PLACE_SHIFT 3

_Static_assert(sizeof(struct spans_place) == 1 << PLACE_SHIFT,
	       "a place is a shift away");

#define FEW_STEPS 4
#define FEW_SLOTS (1u << FEW_STEPS)

struct span {
	struct emitter *e;
	const struct plan_spans *spans;
	struct spans_places places;
	bool is_alone; /* nothing else is kept */
	int lost;      /* label: the way led nowhere */
};

/* True if node @at is the only one that keeps something. */
static bool is_alone(const struct emitter *e, uint32_t at)
{
	for (size_t i = 0; i < e->plan->nodes.n; i++) {
		const enum plan_op op = e->plan->nodes.v[i].op;

		if (i != at && op != PLAN_PICK && op != PLAN_TAKE &&
		    emit_is_reached(e, i) && emit_asks_kept(op))
			return false;
	}
	return true;
}

/* R_PART: the number's part. */
static void emit_part(struct span *s, uint32_t map)
{
	struct emitter *e = s->e;

	if (s->spans->part_bits) {
		emit_part_word(e, &s->spans->part, 0);
		emit_alu(e, BPF_RSH, R_MASKED, 32 - s->spans->part_bits);
	} else {
		emit_alu32(e, BPF_MOV, R_MASKED, 0);
	}
	emit_store(e, BPF_W, BPF_REG_10, e->slots.key, R_MASKED);
	emit_lookup(e, map);
	emit_jump(e, BPF_JEQ, R_VALUE, 0, s->lost);
	emit_alu_reg(e, BPF_MOV, R_PART, R_VALUE);
}

/* R_PLACE: where the place of the upper half is; R_LOW: the number. */
static void emit_upper(struct span *s)
{
	struct emitter *e = s->e;

	emit_part_word(e, &s->spans->part, 0);
	emit_alu_reg(e, BPF_MOV, R_PLACE, R_LOW);
	emit_alu(e, BPF_RSH, R_PLACE, SPANS_LOW_BITS);
	emit_alu(e, BPF_AND, R_PLACE, (int32_t)s->places.n_places - 1);
	emit_alu(e, BPF_LSH, R_PLACE, PLACE_SHIFT);
	emit_alu_reg(e, BPF_ADD, R_PLACE, R_PART);
}

static void emit_look_at_counter(struct span *s)
{
	struct emitter *e = s->e;
	int none = emit_label_new(e);

	emit_upper(s);
	emit_load(e, BPF_W, R_NEAR, R_PLACE,
		  offsetof(struct spans_place, near));
	emit_find_counter(e, R_NEAR, none);
	emit_load(e, BPF_W, R_VALUE, R_VALUE, 0);
	emit_label(e, none);
}

/* R_SLOT and R_LEFT: the slots of the number's upper half; R_LOW. */
static void emit_slots_of(struct span *s)
{
	struct emitter *e = s->e;

	emit_upper(s);
	emit_load(e, BPF_W, R_SLOT, R_PLACE,
		  offsetof(struct spans_place, start));
	emit_load(e, BPF_W, R_LEFT, R_PLACE,
		  sizeof(struct spans_place) +
			  offsetof(struct spans_place, start));
	emit_alu_reg(e, BPF_SUB, R_LEFT, R_SLOT);
	emit_jump(e, BPF_JGT, R_SLOT,
		  (int32_t)(s->spans->n_slots - s->spans->most), s->lost);
	emit_jump(e, BPF_JGT, R_LEFT, (int32_t)s->spans->most, s->lost);
	emit_alu(e, BPF_AND, R_LOW, (1 << SPANS_LOW_BITS) - 1);
	emit_alu_reg(e, BPF_MOV, R_VALUE, R_PART);
	emit_alu(e, BPF_ADD, R_VALUE, (int32_t)s->places.lasts);
}

/* R_PLACE: where in the array at @at, of 4 bytes each, R_SLOT is. */
static void emit_place(struct span *s, uint32_t at)
{
	struct emitter *e = s->e;

	emit_alu_reg(e, BPF_MOV, R_PLACE, R_SLOT);
	emit_alu(e, BPF_LSH, R_PLACE, 2);
	emit_alu_reg(e, BPF_ADD, R_PLACE, R_VALUE);
	emit_alu(e, BPF_ADD, R_PLACE, (int32_t)(at - s->places.lasts));
}

static void emit_look_at_answer(struct span *s)
{
	emit_place(s, s->is_alone ? s->places.outcomes : s->places.ranks);
	emit_load(s->e, BPF_W, R_PLACE, R_PLACE, 0);
}

/* Half of the slots are left: those behind it if it ends below the number. */
static void emit_step(struct span *s)
{
	struct emitter *e = s->e;

	emit_alu_reg(e, BPF_MOV, R_HALF, R_LEFT);
	emit_alu(e, BPF_RSH, R_HALF, 1);
	emit_alu_reg(e, BPF_MOV, R_PLACE, R_SLOT);
	emit_alu_reg(e, BPF_ADD, R_PLACE, R_HALF);
	emit_alu(e, BPF_LSH, R_PLACE, 1);
	emit_alu_reg(e, BPF_ADD, R_PLACE, R_VALUE);
	emit_load(e, BPF_H, R_PLACE, R_PLACE, -2);
	emit_alu_reg(e, BPF_SUB, R_PLACE, R_LOW);
	emit_alu(e, BPF_ARSH, R_PLACE, 63);
	emit_alu_reg(e, BPF_AND, R_PLACE, R_HALF);
	emit_alu_reg(e, BPF_ADD, R_SLOT, R_PLACE);
	emit_alu(e, BPF_ADD, R_LEFT, 1);
	emit_alu(e, BPF_RSH, R_LEFT, 1);
}

/* R_SLOT: the number's. */
static void emit_find(struct span *s)
{
	struct emitter *e = s->e;
	int few = emit_label_new(e);
	uint32_t left = s->spans->most;

	for (; left > FEW_SLOTS; left = (left + 1) / 2) {
		emit_jump(e, BPF_JLE, R_LEFT, FEW_SLOTS, few);
		emit_step(s);
	}
	emit_label(e, few);
	if (s->spans->most > FEW_SLOTS)
		left = FEW_SLOTS;
	for (; left > 1; left = (left + 1) / 2)
		emit_step(s);
}

static void emit_keep_alone(struct span *s, int done)
{
	struct emitter *e = s->e;

	emit_place(s, s->places.outcomes);
	emit_load(e, BPF_W, R_OUTCOME, R_PLACE, 0);
	emit_jump32(e, BPF_JEQ, R_OUTCOME, SPANS_NONE, done);
	emit_alu32(e, BPF_MOV, R_BEST, 0);
	emit_store(e, BPF_W, BPF_REG_10, e->slots.kept, R_BEST);
	emit_store(e, BPF_W, BPF_REG_10, e->slots.kept + 4, R_OUTCOME);
}

static void emit_keep_better(struct span *s, int done)
{
	struct emitter *e = s->e;

	emit_place(s, s->places.ranks);
	emit_load(e, BPF_W, R_RANK, R_PLACE, 0);
	emit_load(e, BPF_W, R_BEST, BPF_REG_10, e->slots.kept);
	emit_jump32_reg(e, BPF_JGE, R_RANK, R_BEST, done);
	emit_store(e, BPF_W, BPF_REG_10, e->slots.kept, R_RANK);
	emit_alu(e, BPF_ADD, R_PLACE,
		 (int32_t)(s->places.outcomes - s->places.ranks));
	emit_load(e, BPF_W, R_OUTCOME, R_PLACE, 0);
	emit_store(e, BPF_W, BPF_REG_10, e->slots.kept + 4, R_OUTCOME);
}

void emit_span(struct emitter *e, uint32_t at)
{
	const struct plan_node *n = &e->plan->nodes.v[at];
	const struct plan_spans *spans = &e->plan->spans.v[n->spans];
	struct span s = {
		.e = e,
		.spans = spans,
		.places = spans_places(spans->part_bits, spans->n_slots),
		.is_alone = is_alone(e, at),
		.lost = e->leave[emit_action(e, PLAN_PUNT)],
	};
	int done = emit_label_new(e);

	if (!s.is_alone) {
		emit_load(e, BPF_W, R_BEST, BPF_REG_10, e->slots.kept);
		emit_jump32(e, BPF_JLT, R_BEST, spans->best_rank, done);
	}
	emit_part(&s, e->spans + n->spans);
	emit_look_at_counter(&s);
	emit_slots_of(&s);
	emit_look_at_answer(&s);
	emit_find(&s);
	if (s.is_alone)
		emit_keep_alone(&s, done);
	else
		emit_keep_better(&s, done);
	emit_label(e, done);
	e->held = HELD_NOTHING;
	emit_way(e, at, n->yes);
}

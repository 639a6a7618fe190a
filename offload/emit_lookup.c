// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_lookup.c - nodes that look keys up, and vectors of rules
 *
 * A key is put together at the lowest address of the stack. A vector stands in
 * the registers from R_LANES on, which calls leave alone; the parse stage is
 * over by then and needs them no more.
 */
#include "offload/emit.h"

#include "offload/abi.h"

#include <stddef.h>

/* In emit_vector_first(): the lane's index. */
#define R_LANE BPF_REG_3
/* In emit_ended(): when the value ends. */
#define R_ENDS BPF_REG_1

void emit_part_word(struct emitter *e, const struct plan_part *part,
		    unsigned int i)
{
	const struct plan_value *v = &e->plan->values.v[part->value];
	unsigned int n_words = plan_part_bytes(v->width) / 4;
	uint32_t mask = emit_word_of(part->mask, n_words, i);
	u128 constant = v->base == PLAN_CONST ? v->constant & part->mask : 0;

	if (v->base == PLAN_CONST || !mask) {
		emit_alu32(e, BPF_MOV, R_MASKED,
			   emit_word_of(constant, n_words, i));
	} else {
		emit_load(e, BPF_W, R_MASKED, BPF_REG_10,
			  e->slots.value[part->value] + 4 * i);
		if (mask != emit_word_of(u128_max(v->width), n_words, i))
			emit_alu32(e, BPF_AND, R_MASKED, mask);
	}
}

void emit_key_word(struct emitter *e, const struct plan_part *part,
		   unsigned int i, int base, int to)
{
	emit_part_word(e, part, i);
	emit_store(e, BPF_W, base, to, R_MASKED);
}

static unsigned int part_words(const struct emitter *e,
			       const struct plan_part *part)
{
	return plan_part_bytes(e->plan->values.v[part->value].width) / 4;
}

static void emit_constant(struct emitter *e, int to, uint32_t word)
{
	emit_alu32(e, BPF_MOV, R_MASKED, word);
	emit_store(e, BPF_W, BPF_REG_10, to, R_MASKED);
}

void emit_lookup(struct emitter *e, uint32_t map)
{
	emit_load_map(e, BPF_REG_1, map);
	emit_alu_reg(e, BPF_MOV, BPF_REG_2, BPF_REG_10);
	emit_alu(e, BPF_ADD, BPF_REG_2, e->slots.key);
	emit_call(e, BPF_FUNC_map_lookup_elem);
	e->held = HELD_NOTHING;
}

static void emit_lookup_in(struct emitter *e, uint32_t plan_map)
{
	emit_lookup(e, e->homes[plan_map].map);
}

static void emit_lookup_parts(struct emitter *e, uint32_t at)
{
	const struct plan_node *n = &e->plan->nodes.v[at];
	const struct plan_part *part;
	const struct home *home = &e->homes[n->map];
	int to = e->slots.key;

	if (home->is_shared) {
		emit_constant(e, to, home->tag);
		to += 4;
	}
	vec_for_each(part, &e->plan->maps.v[n->map].parts) {
		for (unsigned int i = 0; i < part_words(e, part); i++, to += 4)
			emit_key_word(e, part, i, BPF_REG_10, to);
	}
	emit_lookup_in(e, n->map);
}

/*
 * Goes on to @no once the value's time is over. The answer lies where the key
 * was while the clock is read, for calls leave no register to it.
 */
static void emit_ended(struct emitter *e, int no)
{
	const int answer = e->slots.key, ends = answer + 8;

	emit_load(e, BPF_DW, R_ENDS, R_VALUE,
		  offsetof(struct nicfw_timed, ends));
	emit_store(e, BPF_DW, BPF_REG_10, ends, R_ENDS);
	emit_store(e, BPF_DW, BPF_REG_10, answer, R_MASKED);
	emit_call(e, BPF_FUNC_ktime_get_coarse_ns);
	emit_load(e, BPF_DW, R_ENDS, BPF_REG_10, ends);
	emit_meet(e, no);
	emit_jump_reg(e, BPF_JGE, BPF_REG_0, R_ENDS, no);
	emit_load(e, BPF_W, R_MASKED, BPF_REG_10, answer);
}

void emit_cases(struct emitter *e, uint32_t at)
{
	const struct plan_node *n = &e->plan->nodes.v[at];
	const struct plan_case *c;

	emit_lookup_parts(e, at);
	/* All 64 bits: the verifier takes no half of a pointer for a test. */
	emit_meet(e, n->no);
	emit_jump(e, BPF_JEQ, R_VALUE, 0, n->no);
	emit_load(e, BPF_W, R_MASKED, R_VALUE, 0);
	if (e->plan->maps.v[n->map].kind == PLAN_MAP_TIMED)
		emit_ended(e, n->no);
	vec_for_each(c, &n->cases) {
		emit_islands(e);
		emit_when(e, BPF_JEQ, R_MASKED, c->result, c->node);
	}
	emit_way(e, at, n->no);
}

/* The verifier does not see that what was not found is 0: see emit.h. */
void emit_ask(struct emitter *e, uint32_t at)
{
	const struct plan_node *n = &e->plan->nodes.v[at];
	const int answer = e->slots.value[n->part.value];
	int none = emit_label_new(e);

	emit_lookup_parts(e, at);
	emit_jump(e, BPF_JEQ, R_VALUE, 0, none);
	emit_load(e, BPF_W, R_MASKED, R_VALUE, 0);
	emit_store(e, BPF_W, BPF_REG_10, answer, R_MASKED);
	emit_meet(e, n->yes);
	emit_goto(e, n->yes);
	emit_label(e, none);
	emit_load(e, BPF_W, R_MASKED, BPF_REG_10, e->slots.nought);
	emit_store(e, BPF_W, BPF_REG_10, answer, R_MASKED);
	emit_way(e, at, n->no);
}

/* What was found is kept if it ranks before what is; goes to @next if not. */
static void emit_keep_better(struct emitter *e, int next)
{
	emit_load(e, BPF_W, R_MASKED, R_VALUE,
		  offsetof(struct nicfw_ranked, rank));
	emit_load(e, BPF_W, R_KEPT, BPF_REG_10, e->slots.kept);
	emit_jump32_reg(e, BPF_JGE, R_MASKED, R_KEPT, next);
	emit_store(e, BPF_W, BPF_REG_10, e->slots.kept, R_MASKED);
	emit_load(e, BPF_W, R_MASKED, R_VALUE,
		  offsetof(struct nicfw_ranked, outcome));
	emit_store(e, BPF_W, BPF_REG_10, e->slots.kept + 4, R_MASKED);
}

void emit_best(struct emitter *e, uint32_t at)
{
	const uint32_t map = e->plan->nodes.v[at].map;
	int next = emit_label_new(e);

	if (e->homes[map].perfect) {
		emit_perfect(e, map, next);
	} else {
		emit_lookup_parts(e, at);
		emit_jump(e, BPF_JEQ, R_VALUE, 0, next);
		emit_keep_better(e, next);
	}
	emit_label(e, next);
	emit_way(e, at, e->plan->nodes.v[at].yes);
}

/* Takes in what the verifier knows nothing of, though it is 0. */
void emit_vector_forget(struct emitter *e, uint32_t at)
{
	const struct plan_node *n = &e->plan->nodes.v[at];

	emit_load(e, BPF_DW, BPF_REG_1, BPF_REG_10, e->slots.nought);
	for (uint32_t i = 0; i < n->n_lanes; i++)
		emit_alu_reg(e, BPF_XOR, R_LANES + i, BPF_REG_1);
	e->held = HELD_NOTHING;
	emit_way(e, at, n->yes);
}

void emit_vector_start(struct emitter *e, uint32_t at)
{
	const struct plan_node *n = &e->plan->nodes.v[at];

	for (uint32_t i = 0; i < n->n_lanes; i++)
		emit_alu_imm64(e, BPF_MOV, R_LANES + i, n->vector->lanes[i]);
	emit_way(e, at, n->yes);
}

void emit_vector_mask(struct emitter *e, uint32_t at)
{
	const struct plan_node *n = &e->plan->nodes.v[at];

	for (uint32_t i = 0; i < n->n_lanes; i++) {
		if (n->vector->lanes[i] != UINT64_MAX)
			emit_alu_imm64(e, BPF_AND, R_LANES + i,
				       n->vector->lanes[i]);
	}
	emit_way(e, at, n->yes);
}

void emit_vector_has(struct emitter *e, uint32_t at)
{
	const struct plan_node *n = &e->plan->nodes.v[at];

	for (uint32_t i = 0; i < n->n_lanes; i++) {
		uint64_t bits = n->vector->lanes[i];

		if (!bits)
			continue;
		if (bits > UINT32_MAX)
			emit_imm64(e, BPF_REG_1, bits);
		emit_meet(e, n->yes);
		if (bits > UINT32_MAX)
			emit_jump_reg(e, BPF_JSET, R_LANES + i, BPF_REG_1,
				      n->yes);
		else
			emit_jump32(e, BPF_JSET, R_LANES + i, bits, n->yes);
	}
	emit_way(e, at, n->no);
}

/* Puts the key of @probe on the stack, where @last was before (NULL: none). */
static void emit_probe_key(struct emitter *e, const struct plan_map *map,
			   const struct plan_probe *probe,
			   const struct plan_probe *last)
{
	unsigned int n_words = part_words(e, &probe->part);
	int to = e->slots.key;

	emit_constant(e, to, probe->tag);
	for (unsigned int i = 0; i < map->n_part_words; i++) {
		to += 4;
		if (i >= n_words) {
			if (!last)
				emit_constant(e, to, 0);
		} else if (!last ||
			   emit_word_of(probe->part.mask, n_words, i) !=
				   emit_word_of(last->part.mask, n_words, i)) {
			emit_key_word(e, &probe->part, i, BPF_REG_10, to);
		}
	}
}

/*
 * The way on which the vector loses what the verifier does not know is the one
 * that it follows first: that state covers those of the other ways.
 */
void emit_vector_narrow(struct emitter *e, uint32_t at)
{
	const struct plan_node *n = &e->plan->nodes.v[at];
	const struct plan_map *map = &e->plan->maps.v[n->map];
	int found = emit_label_new(e);

	for (size_t i = 0; i < n->probes.n; i++) {
		emit_islands(e);
		emit_probe_key(e, map, &n->probes.v[i],
			       i ? &n->probes.v[i - 1] : NULL);
		emit_lookup_in(e, n->map);
		if (i + 1 < n->probes.n)
			emit_jump(e, BPF_JNE, R_VALUE, 0, found);
	}
	emit_meet(e, n->no);
	emit_jump(e, BPF_JEQ, R_VALUE, 0, n->no);
	emit_label(e, found);
	for (uint32_t i = 0; i < map->n_lanes; i++) {
		emit_load(e, BPF_DW, BPF_REG_1, R_VALUE, 8 * i);
		emit_alu_reg(e, BPF_AND, R_LANES + i, BPF_REG_1);
	}
	emit_way(e, at, n->yes);
}

/*
 * The lowest bit of the first lane that has one is v & -v; a map tells whose it
 * is.
 */
void emit_vector_first(struct emitter *e, uint32_t at)
{
	const struct plan_node *n = &e->plan->nodes.v[at];
	const struct plan_map *map = &e->plan->maps.v[n->map];
	int found = emit_label_new(e), next = emit_label_new(e);

	for (uint32_t i = 0; i < map->n_lanes; i++) {
		if (i)
			emit_alu_reg(e, BPF_MOV, R_LANES, R_LANES + i);
		emit_alu32(e, BPF_MOV, R_LANE, i);
		if (i + 1 < map->n_lanes)
			emit_jump(e, BPF_JNE, R_LANES, 0, found);
		else
			emit_jump(e, BPF_JEQ, R_LANES, 0, next);
	}
	emit_label(e, found);
	emit_alu_reg(e, BPF_MOV, BPF_REG_1, R_LANES);
	emit_alu(e, BPF_NEG, BPF_REG_1, 0);
	emit_alu_reg(e, BPF_AND, BPF_REG_1, R_LANES);
	emit_store(e, BPF_DW, BPF_REG_10, e->slots.key, BPF_REG_1);
	emit_store(e, BPF_W, BPF_REG_10, e->slots.key + 8, R_LANE);
	emit_lookup_in(e, n->map);
	emit_jump(e, BPF_JEQ, R_VALUE, 0, next);
	emit_keep_better(e, next);
	emit_label(e, next);
	emit_way(e, at, n->yes);
}

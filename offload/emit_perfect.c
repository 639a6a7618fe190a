// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_perfect.c - keys looked up in tables of perfect.h
 */
#include "offload/emit.h"

#include "offload/perfect.h"
#include "progs/abi.h"

/* Of the moment, beside R_MASKED. */
#define R_HASH	BPF_REG_1
#define R_OTHER BPF_REG_3
#define R_MIX	BPF_REG_4

static uint32_t part_words(const struct emitter *e,
			   const struct plan_part *part)
{
	return plan_part_bytes(e->plan->values.v[part->value].width) / 4;
}

static void emit_hash(struct emitter *e, const struct plan_map *m,
		      const struct perfect *t)
{
	const struct plan_part *part;

	emit_imm64(e, R_MIX, PERFECT_MIX);
	emit_imm64(e, R_HASH, t->seed);
	vec_for_each(part, &m->parts) {
		for (uint32_t i = 0; i < part_words(e, part); i++) {
			emit_part_word(e, part, i);
			emit_alu_reg(e, BPF_XOR, R_HASH, R_MASKED);
			emit_alu_reg(e, BPF_MUL, R_HASH, R_MIX);
			emit_alu_reg(e, BPF_MOV, R_OTHER, R_HASH);
			emit_alu(e, BPF_RSH, R_OTHER, 32);
			emit_alu_reg(e, BPF_XOR, R_HASH, R_OTHER);
		}
	}
}

/* From the table's start and a hash to the one row that may have the key. */
static void emit_row(struct emitter *e, const struct perfect *t, int none)
{
	emit_alu_reg(e, BPF_MOV, R_MASKED, R_HASH);
	emit_alu(e, BPF_RSH, R_MASKED, 64 - t->group_bits);
	emit_alu(e, BPF_LSH, R_MASKED, 1);
	emit_alu_reg(e, BPF_MOV, R_OTHER, R_VALUE);
	emit_alu_reg(e, BPF_ADD, R_OTHER, R_MASKED);
	emit_load(e, BPF_H, R_MASKED, R_OTHER, 0);
	emit_alu_reg(e, BPF_MUL, R_MASKED, R_MIX);
	emit_alu_reg(e, BPF_XOR, R_HASH, R_MASKED);
	emit_alu_reg(e, BPF_MUL, R_HASH, R_MIX);
	emit_alu(e, BPF_RSH, R_HASH, 32);
	emit_alu(e, BPF_MUL, R_HASH, (int32_t)t->n_rows);
	emit_alu(e, BPF_RSH, R_HASH, 32);
	emit_alu(e, BPF_MUL, R_HASH, (int32_t)t->row_bytes);
	/* For a verifier that loses bounds in a product; 6.1 does not. */
	emit_jump(e, BPF_JGT, R_HASH, (int32_t)((t->n_rows - 1) * t->row_bytes),
		  none);
	emit_alu(e, BPF_ADD, R_VALUE, (int32_t)t->rows_at);
	emit_alu_reg(e, BPF_ADD, R_VALUE, R_HASH);
}

void emit_perfect(struct emitter *e, uint32_t plan_map, int none)
{
	const struct plan_map *m = &e->plan->maps.v[plan_map];
	const struct perfect *t = e->homes[plan_map].perfect;
	const struct plan_part *part;
	int at = sizeof(struct nicfw_ranked);

	emit_alu32(e, BPF_MOV, R_MASKED, 0);
	emit_store(e, BPF_W, BPF_REG_10, e->slots.key, R_MASKED);
	emit_lookup(e, e->homes[plan_map].map);
	emit_jump(e, BPF_JEQ, R_VALUE, 0, none);
	emit_hash(e, m, t);
	emit_row(e, t, none);
	vec_for_each(part, &m->parts) {
		for (uint32_t i = 0; i < part_words(e, part); i++, at += 4) {
			emit_part_word(e, part, i);
			emit_load(e, BPF_W, R_OTHER, R_VALUE, at);
			emit_jump32_reg(e, BPF_JNE, R_MASKED, R_OTHER, none);
		}
	}
}

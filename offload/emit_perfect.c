// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_perfect.c - keys looked up in tables of perfect.h
 *
 * A row's counter is known before the row is there. So that it stays so,
 * nothing that leads to it comes from the row: jumps, which a processor
 * guesses, choose what the verdict adds.
 */
#include "offload/emit.h"

#include "offload/perfect.h"

/* Of the moment, beside R_MASKED. */
#define R_HASH	  BPF_REG_1
#define R_OTHER	  BPF_REG_3
#define R_MIX	  BPF_REG_4
#define R_OUTCOME BPF_REG_4 /* once the hash is made */
#define R_WORDS	  BPF_REG_5

/* Behind the key of the lookup: the hash, where there are several parts. */
#define HASH_SLOT(e) ((e)->slots.key + 8)

/* The words of a map's key. */
struct key_words {
	uint32_t n;
	const struct plan_part *part[MAX_KEY_BYTES / 4];
	uint8_t word[MAX_KEY_BYTES / 4]; /* of the part */
	uint8_t bits[MAX_KEY_BYTES / 4]; /* that it may have */
};

static void find_words(const struct emitter *e, uint32_t map,
		       struct key_words *k)
{
	const struct plan_part *part;

	k->n = 0;
	vec_for_each(part, &e->plan->maps.v[map].parts) {
		const uint16_t width = e->plan->values.v[part->value].width;
		const uint32_t n = plan_part_bytes(width) / 4;

		for (uint32_t i = 0; i < n; i++) {
			k->part[k->n] = part;
			k->word[k->n] = i;
			k->bits[k->n++] = perfect_bits(width, i);
		}
	}
}

const struct perfect *emit_perfect_make(struct emitter *e, uint32_t map)
{
	const struct plan_map *m = &e->plan->maps.v[map];
	struct key_words k;
	struct perfect t;

	find_words(e, map, &k);
	if (perfect_build(e->arena, m->n_entries, m->keys, k.bits, k.n,
			  m->values, e->profile->tree_bytes, &t))
		return NULL;
	return arena_memdup(e->arena, &t, sizeof(t));
}

bool emit_perfect_has_parts(const struct emitter *e)
{
	for (size_t i = 0; i < e->plan->maps.n; i++)
		if (e->homes[i].perfect && e->homes[i].perfect->n_parts > 1)
			return true;
	return false;
}

/* R_MASKED: the row's word that begins with the key's word *@i, past which *@i
   gets. */
static void emit_row_word(struct emitter *e, const struct key_words *k,
			  uint32_t *i)
{
	struct perfect_packing packing = {};

	perfect_begins_word(&packing, k->bits[*i]);
	emit_part_word(e, k->part[*i], k->word[*i]);
	while (++*i < k->n && !perfect_begins_word(&packing, k->bits[*i])) {
		emit_alu_reg(e, BPF_MOV, R_OTHER, R_MASKED);
		emit_alu(e, BPF_LSH, R_OTHER, k->bits[*i]);
		emit_part_word(e, k->part[*i], k->word[*i]);
		emit_alu_reg(e, BPF_OR, R_MASKED, R_OTHER);
	}
}

static void emit_hash(struct emitter *e, const struct key_words *k,
		      const struct perfect *t)
{
	emit_imm64(e, R_MIX, PERFECT_MIX);
	emit_imm64(e, R_HASH, t->seed);
	for (uint32_t i = 0; i < k->n;) {
		emit_row_word(e, k, &i);
		if (i < k->n) {
			emit_alu_reg(e, BPF_MOV, R_WORDS, R_MASKED);
			emit_alu(e, BPF_LSH, R_WORDS, 32);
			emit_row_word(e, k, &i);
			emit_alu_reg(e, BPF_OR, R_MASKED, R_WORDS);
		}
		emit_alu_reg(e, BPF_XOR, R_HASH, R_MASKED);
		emit_alu_reg(e, BPF_MUL, R_HASH, R_MIX);
		emit_alu_reg(e, BPF_MOV, R_OTHER, R_HASH);
		emit_alu(e, BPF_RSH, R_OTHER, 32);
		emit_alu_reg(e, BPF_XOR, R_HASH, R_OTHER);
	}
}

/* R_VALUE: the start of the key's part; R_HASH. */
static void emit_part(struct emitter *e, const struct key_words *k,
		      const struct perfect *t, uint32_t map, int none)
{
	emit_alu32(e, BPF_MOV, R_MASKED, 0);
	if (t->n_parts > 1) {
		emit_hash(e, k, t);
		emit_store(e, BPF_DW, BPF_REG_10, HASH_SLOT(e), R_HASH);
		emit_alu_reg(e, BPF_MOV, R_MASKED, R_HASH);
		emit_alu(e, BPF_AND, R_MASKED, (int32_t)t->n_parts - 1);
	}
	emit_store(e, BPF_W, BPF_REG_10, e->slots.key, R_MASKED);
	emit_lookup(e, map);
	emit_jump(e, BPF_JEQ, R_VALUE, 0, none);
	if (t->n_parts > 1) {
		emit_load(e, BPF_DW, R_HASH, BPF_REG_10, HASH_SLOT(e));
		emit_imm64(e, R_MIX, PERFECT_MIX);
	} else {
		emit_hash(e, k, t);
	}
}

/* R_OUTCOME: of the row's counter, and of ACCEPT; R_HASH is the row. */
static void emit_outcome(struct emitter *e, const struct perfect *t,
			 uint32_t first_counter)
{
	emit_alu_reg(e, BPF_MOV, R_OUTCOME, R_HASH);
	if (t->n_parts > 1) {
		emit_load(e, BPF_W, R_MASKED, BPF_REG_10, e->slots.key);
		emit_alu(e, BPF_MUL, R_MASKED, (int32_t)t->n_rows);
		emit_alu_reg(e, BPF_ADD, R_OUTCOME, R_MASKED);
	}
	emit_alu(e, BPF_ADD, R_OUTCOME, (int32_t)first_counter);
	emit_alu(e, BPF_LSH, R_OUTCOME, 2);
}

/* From the part's start and a hash to the one row that may have the key. */
static void emit_row(struct emitter *e, const struct perfect *t,
		     uint32_t first_counter, int none)
{
	emit_alu_reg(e, BPF_MOV, R_MASKED, R_HASH);
	emit_alu(e, BPF_RSH, R_MASKED, 64 - (int32_t)t->group_bits);
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
	emit_outcome(e, t, first_counter);
	emit_alu(e, BPF_MUL, R_HASH, (int32_t)t->row_bytes);
	/* For a verifier that loses bounds in a product; 6.1 does not. */
	emit_jump(e, BPF_JGT, R_HASH, (int32_t)((t->n_rows - 1) * t->row_bytes),
		  none);
	emit_alu(e, BPF_ADD, R_VALUE, (int32_t)t->rows_at);
	emit_alu_reg(e, BPF_ADD, R_VALUE, R_HASH);
}

/* Keeps the answer, at @at in the row, if it ranks before what is kept. That of
   a row without a key does not, whatever is kept: its rank is NO_RANK. */
static void emit_keep(struct emitter *e, int at, int next)
{
	emit_load(e, BPF_W, R_MASKED, R_VALUE, at);
	emit_alu32_reg(e, BPF_MOV, R_OTHER, R_MASKED);
	emit_alu32(e, BPF_ARSH, R_OTHER, 2);
	emit_load(e, BPF_W, R_WORDS, BPF_REG_10, e->slots.kept);
	emit_jump32_reg(e, BPF_JGE, R_OTHER, R_WORDS, next);
	emit_store(e, BPF_W, BPF_REG_10, e->slots.kept, R_OTHER);
	emit_alu32(e, BPF_AND, R_MASKED, 3);
	for (int verdict = PLAN_DROP; verdict <= PLAN_PUNT; verdict++) {
		int other = emit_label_new(e);

		emit_jump32(e, BPF_JNE, R_MASKED, verdict, other);
		emit_alu(e, BPF_OR, R_OUTCOME, verdict);
		emit_label(e, other);
	}
	emit_store(e, BPF_W, BPF_REG_10, e->slots.kept + 4, R_OUTCOME);
}

void emit_perfect(struct emitter *e, uint32_t map, int next)
{
	const struct home *home = &e->homes[map];
	struct key_words k;
	int at = 0;

	find_words(e, map, &k);
	emit_part(e, &k, home->perfect, home->map, next);
	emit_row(e, home->perfect, home->first_counter, next);
	for (uint32_t i = 0; i < k.n; at += 4) {
		emit_row_word(e, &k, &i);
		emit_load(e, BPF_W, R_OTHER, R_VALUE, at);
		emit_jump32_reg(e, BPF_JNE, R_MASKED, R_OTHER, next);
	}
	emit_keep(e, at, next);
}

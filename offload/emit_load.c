// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_load.c - from the packet to the slots
 *
 * A value becomes numbers of 32 bits in host order, the most significant one
 * first, each loaded by the fewest loads of 1, 2 and 4 bytes. Nothing in front
 * of the value's first byte or behind its last one is read.
 */
#include "offload/emit.h"

#include <linux/if_ether.h>

/* Registers of the moment. */
enum {
	R_CHECK = BPF_REG_1,
	R_LOADED = BPF_REG_2,
	R_PIECE = BPF_REG_3,
	R_HEADER = BPF_REG_3,
};

void emit_need(struct emitter *e, int reg, unsigned int end, int fail)
{
	emit_alu_reg(e, BPF_MOV, R_CHECK, reg);
	emit_alu(e, BPF_ADD, R_CHECK, end);
	if (!e->img->has_frags) {
		emit_jump_reg(e, BPF_JGT, R_CHECK, R_END, fail);
		return;
	}

	/* What is behind the linear part cannot be read: another stage may. */
	int there = emit_label_new(e);

	emit_jump_reg(e, BPF_JLE, R_CHECK, R_END, there);
	emit_load(e, BPF_W, R_CHECK, BPF_REG_10, e->slots.beyond);
	emit_jump32(e, BPF_JEQ, R_CHECK, 0, fail);
	emit_goto(e, e->leave[emit_action(e, PLAN_PUNT)]);
	emit_label(e, there);
}

/* One load of @bytes (1, 2 or 4) as a number in host order. */
static void emit_piece(struct emitter *e, int dst, int reg, unsigned int off,
		       unsigned int bytes)
{
	static const int sizes[] = { [1] = BPF_B, [2] = BPF_H, [4] = BPF_W };

	emit_load(e, sizes[bytes], dst, reg, off);
	if (bytes > 1)
		emit_to_be(e, dst, bytes * 8);
}

/* The largest of 4, 2, 1 that is not larger than @bytes. */
static unsigned int piece_bytes(unsigned int bytes)
{
	return bytes >= 4 ? 4 : bytes >= 2 ? 2 : 1;
}

/* Loads @width (1-32) bits from @bit on, into R_LOADED. */
static void emit_bits(struct emitter *e, int reg, unsigned int bit,
		      unsigned int width)
{
	unsigned int off = bit / 8, end = (bit + width + 7) / 8;
	unsigned int n_bits = (end - off) * 8;
	unsigned int tail = end * 8 - bit - width;
	unsigned int bytes = piece_bytes(end - off);

	emit_piece(e, R_LOADED, reg, off, bytes);
	for (off += bytes; off < end; off += bytes) {
		bytes = piece_bytes(end - off);
		emit_alu(e, BPF_LSH, R_LOADED, bytes * 8);
		emit_piece(e, R_PIECE, reg, off, bytes);
		emit_alu_reg(e, BPF_OR, R_LOADED, R_PIECE);
	}
	if (tail)
		emit_alu(e, BPF_RSH, R_LOADED, tail);
	if (n_bits - tail > width && width < 32)
		emit_alu32(e, BPF_AND, R_LOADED, u128_max(width));
}

static void emit_value(struct emitter *e, uint16_t index, int reg)
{
	const struct plan_value *v = &e->plan->values.v[index];
	unsigned int bit = v->bit_off, left = v->width;
	int slot = e->slots.value[index];

	for (; left; slot += 4) {
		unsigned int width = (left - 1) % 32 + 1;

		emit_bits(e, reg, bit, width);
		emit_store(e, BPF_W, BPF_REG_10, slot, R_LOADED);
		bit += width;
		left -= width;
	}
}

void emit_load_values(struct emitter *e, enum plan_base base, int32_t type,
		      int reg, int avail)
{
	/* Of Ethernet the prologue has checked the header. */
	unsigned int checked = base == PLAN_FRAME ? ETH_HLEN : 0;
	int cut = emit_label_new(e);
	const uint16_t *index;

	vec_for_each(index, &e->slots.loads[base]) {
		unsigned int end = emit_value_end(&e->plan->values.v[*index]);

		if (e->slots.type[*index] != type)
			continue;
		if (end > checked) {
			if (avail >= 0)
				emit_jump32(e, BPF_JLT, avail, end, cut);
			emit_need(e, reg, end, cut);
			checked = end;
		}
		emit_value(e, *index, reg);
	}
	emit_label(e, cut);
}

/* R_AVAIL: bytes from R_OFF to where IP or the frame ends; none: to @none. */
static void emit_ext_avail(struct emitter *e, int none)
{
	int shorter = emit_label_new(e);

	emit_alu32_reg(e, BPF_MOV, R_AVAIL, R_IP_END);
	emit_jump32_reg(e, BPF_JLE, R_AVAIL, R_NET_LEN, shorter);
	emit_alu32_reg(e, BPF_MOV, R_AVAIL, R_NET_LEN);
	emit_label(e, shorter);
	emit_jump32_reg(e, BPF_JLT, R_AVAIL, R_OFF, none);
	emit_alu32_reg(e, BPF_SUB, R_AVAIL, R_OFF);
}

/* The values of the header at R_OFF. */
static void emit_ext_values(struct emitter *e, enum plan_base base, int none)
{
	if (!e->slots.loads[base].n && !e->slots.avail[base])
		return;
	emit_jump(e, BPF_JGT, R_OFF, e->profile->reach.ext_bytes, none);
	emit_ext_avail(e, none);
	if (e->slots.avail[base])
		emit_store(e, BPF_W, BPF_REG_10, e->slots.avail[base], R_AVAIL);
	emit_alu_reg(e, BPF_MOV, R_HEADER, R_NET);
	emit_alu_reg(e, BPF_ADD, R_HEADER, R_OFF);
	emit_alu_reg(e, BPF_MOV, R_OFF, R_HEADER);
	emit_load_values(e, base, TYPE_ANY, R_OFF, R_AVAIL);
}

void emit_load_ext(struct emitter *e, enum plan_base base)
{
	int none = emit_label_new(e);

	if (!e->slots.found[base])
		return;
	emit_load(e, BPF_W, R_OFF, BPF_REG_10, e->slots.found[base]);
	emit_jump32(e, BPF_JEQ, R_OFF, 0, none);
	if (e->slots.exists[base]) {
		emit_alu32(e, BPF_MOV, R_LOADED, 1);
		emit_store(e, BPF_W, BPF_REG_10, e->slots.exists[base],
			   R_LOADED);
	}
	emit_ext_values(e, base, none);
	emit_label(e, none);
}

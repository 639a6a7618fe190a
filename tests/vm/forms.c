// SPDX-License-Identifier: GPL-2.0-only
/*
 * forms.c - a program for each form that an instruction has
 *
 * What an instruction works on is loaded from a map's value before it, so that
 * the verifier knows nothing of it.
 */
#include "vm/forms.h"

#include "lib/insns.h"

/* Registers: the map's value, and the operands. */
#define R_VALUE	 BPF_REG_6
#define R_PACKET BPF_REG_7
#define R_LEFT	 BPF_REG_8
#define R_RIGHT	 BPF_REG_9

static const int32_t constants[] = {
	0,	   1,	     0x7f,	 0x80,	      0xff,	  0x100,
	0xffff,	   0x10000,  0xff00,	 0xffff00,    0x7fff0000, 0x12345678,
	INT32_MAX, -1,	     -2,	 -0x7f,	      -0x80,	  -0x100,
	-0x101,	   -0x10000, -0x1000000, -0x12345678, -INT32_MAX
};

static const int32_t amounts[] = { 0, 1, 8, 31, 32, 33, 63 };

#define LEN(array) (sizeof(array) / sizeof((array)[0]))

static void put(struct batch *batch, struct batch_program *p,
		struct bpf_insn insn)
{
	*(struct bpf_insn *)vec_push(batch->arena, &p->insns) = insn;
}

/* Looks the value up; where there is none the program ends. */
static struct batch_program *start(struct batch *batch, const char *name)
{
	const struct bpf_insn head[] = {
		MOV_K(0, 0),
		STORE(BPF_W, 10, -4, 0),
		MOV_X(2, 10),
		ALU64_K(BPF_ADD, 2, -4),
		LD_MAP(1, 0),
		CALL(map_lookup_elem),
		IF_K(BPF_JNE, 0, 0, 2),
		MOV_K(0, 2),
		EXIT(),
		MOV_X(R_VALUE, 0),
	};
	struct batch_program *p = batch_add(batch, name);
	struct batch_map *map = vec_push(batch->arena, &p->maps);

	*map = (struct batch_map){ BPF_MAP_TYPE_ARRAY, 4, FORMS_VALUE_BYTES,
				   1 };
	for (size_t i = 0; i < LEN(head); i++)
		put(batch, p, head[i]);
	return p;
}

static void finish(struct batch *batch, struct batch_program *p)
{
	put(batch, p, (struct bpf_insn)MOV_K(0, 2));
	put(batch, p, (struct bpf_insn)EXIT());
}

static void load_operands(struct batch *batch, struct batch_program *p)
{
	put(batch, p, (struct bpf_insn)LOAD(BPF_DW, R_LEFT, R_VALUE, 0));
	put(batch, p, (struct bpf_insn)LOAD(BPF_DW, R_RIGHT, R_VALUE, 8));
}

/* The instruction, once read by halves and once as a whole. */
static void add_form(struct batch *batch, struct batch_program *p,
		     struct bpf_insn insn)
{
	load_operands(batch, p);
	put(batch, p, insn);
	put(batch, p, (struct bpf_insn)ALU32_X(BPF_MOV, 0, R_LEFT));
	load_operands(batch, p);
	put(batch, p, insn);
	put(batch, p, (struct bpf_insn)MOV_X(0, R_LEFT));
}

static void add_constants(struct batch *batch, struct batch_program *p,
			  uint8_t code)
{
	uint8_t op = BPF_OP(code);
	bool is_alu = BPF_CLASS(code) == BPF_ALU ||
		      BPF_CLASS(code) == BPF_ALU64;
	bool is_shift = is_alu &&
			(op == BPF_LSH || op == BPF_RSH || op == BPF_ARSH);
	bool is_wide = BPF_CLASS(code) == BPF_ALU64;
	struct bpf_insn insn = { .code = code, .dst_reg = R_LEFT };

	for (size_t i = 0; is_shift && i < LEN(amounts); i++) {
		insn.imm = amounts[i];
		if (insn.imm < (is_wide ? 64 : 32))
			add_form(batch, p, insn);
	}
	for (size_t i = 0; !is_shift && i < LEN(constants); i++) {
		insn.imm = constants[i];
		add_form(batch, p, insn);
	}
}

static void add_operation(struct batch *batch, uint8_t code)
{
	struct batch_program *p =
		start(batch, arena_printf(batch->arena, "form-%02x", code));

	if (BPF_SRC(code) == BPF_X)
		add_form(batch, p,
			 (struct bpf_insn){ .code = code,
					    .dst_reg = R_LEFT,
					    .src_reg = R_RIGHT });
	else
		add_constants(batch, p, code);
	finish(batch, p);
}

static void add_operations(struct batch *batch)
{
	static const uint8_t alu[] = { BPF_ADD, BPF_SUB, BPF_OR,
				       BPF_AND, BPF_XOR, BPF_MOV };
	static const uint8_t shifts[] = { BPF_LSH, BPF_RSH, BPF_ARSH };
	static const uint8_t tests[] = { BPF_JEQ,  BPF_JNE,  BPF_JGT,  BPF_JGE,
					 BPF_JLT,  BPF_JLE,  BPF_JSGT, BPF_JSGE,
					 BPF_JSLT, BPF_JSLE, BPF_JSET };

	for (size_t i = 0; i < LEN(alu); i++) {
		add_operation(batch, BPF_ALU64 | BPF_K | alu[i]);
		add_operation(batch, BPF_ALU64 | BPF_X | alu[i]);
		add_operation(batch, BPF_ALU | BPF_K | alu[i]);
		add_operation(batch, BPF_ALU | BPF_X | alu[i]);
	}
	for (size_t i = 0; i < LEN(shifts); i++) {
		add_operation(batch, BPF_ALU64 | BPF_K | shifts[i]);
		add_operation(batch, BPF_ALU | BPF_K | shifts[i]);
	}
	for (size_t i = 0; i < LEN(tests); i++) {
		add_operation(batch, BPF_JMP | BPF_K | tests[i]);
		add_operation(batch, BPF_JMP | BPF_X | tests[i]);
		add_operation(batch, BPF_JMP32 | BPF_K | tests[i]);
		add_operation(batch, BPF_JMP32 | BPF_X | tests[i]);
	}
}

/* Negation, byte orders, constants of 64 bits. */
static void add_others(struct batch *batch)
{
	static const uint64_t wide[] = { 0,
					 1,
					 UINT64_MAX,
					 0x123456789abcdef0,
					 0x100000001,
					 0x1234567812345678,
					 0xffff00000000ffff };
	struct batch_program *p = start(batch, "form-others");

	add_form(batch, p, (struct bpf_insn){ BPF_ALU64 | BPF_NEG, R_LEFT });
	add_form(batch, p, (struct bpf_insn){ BPF_ALU | BPF_NEG, R_LEFT });
	for (int bits = 16; bits <= 64; bits *= 2)
		add_form(batch, p, (struct bpf_insn)TO_BE(R_LEFT, bits));
	for (size_t i = 0; i < LEN(wide); i++) {
		const struct bpf_insn both[] = { LD_IMM(R_LEFT, wide[i]) };

		put(batch, p, both[0]);
		put(batch, p, both[1]);
	}
	finish(batch, p);
}

/* Loads from and stores to each place of a frame of @frame bytes. */
static void add_stack(struct batch *batch, int frame)
{
	static const uint8_t sizes[] = { BPF_B, BPF_H, BPF_W, BPF_DW };
	struct batch_program *p = start(
		batch, arena_printf(batch->arena, "form-stack-%d", frame));

	load_operands(batch, p);
	for (size_t i = 0; i < LEN(sizes); i++) {
		int bytes = 1 << i;

		for (int off = -frame; off < 0; off += bytes) {
			put(batch, p,
			    (struct bpf_insn)STORE(sizes[i], 10, off, R_LEFT));
			put(batch, p,
			    (struct bpf_insn)LOAD(sizes[i], 0, 10, off));
			if (off % 3)
				put(batch, p,
				    (struct bpf_insn)MOV_X(R_RIGHT, 0));
		}
	}
	finish(batch, p);
}

/* Loads from and additions to a value at each distance that matters. */
static void add_value(struct batch *batch)
{
	static const int16_t offs[] = { 0, 4, 8, 0x78, 0x80, 0xf8, 0x100 };
	static const uint8_t sizes[] = { BPF_B, BPF_H, BPF_W, BPF_DW };
	struct batch_program *p = start(batch, "form-value");

	for (size_t i = 0; i < LEN(offs); i++) {
		for (size_t j = 0; j < LEN(sizes); j++) {
			put(batch, p,
			    (struct bpf_insn)LOAD(sizes[j], R_LEFT, R_VALUE,
						  offs[i]));
			put(batch, p, (struct bpf_insn)MOV_X(0, R_LEFT));
		}
	}
	finish(batch, p);
}

static void add_sum(struct batch *batch, struct batch_program *p, uint8_t size,
		    int16_t off)
{
	struct bpf_insn insn = { .code = BPF_STX | BPF_ATOMIC | size,
				 .dst_reg = R_VALUE,
				 .src_reg = R_LEFT,
				 .off = off,
				 .imm = BPF_ADD };

	put(batch, p, (struct bpf_insn)MOV_K(R_LEFT, 1));
	put(batch, p, insn);
	put(batch, p, (struct bpf_insn)LOAD(BPF_H, R_LEFT, R_VALUE, 0));
	put(batch, p, insn);
	put(batch, p, (struct bpf_insn)LOAD(BPF_W, R_LEFT, R_VALUE, 0));
	put(batch, p, insn);
	put(batch, p, (struct bpf_insn)LOAD(BPF_DW, R_LEFT, R_VALUE, 0));
	put(batch, p, insn);
}

static void add_sums(struct batch *batch)
{
	struct batch_program *p = start(batch, "form-sums");
	static const int16_t offs[] = { 8, 16, 0xf8, 0x100, 0x180 };

	for (size_t i = 0; i < LEN(offs); i++) {
		add_sum(batch, p, BPF_DW, offs[i]);
		add_sum(batch, p, BPF_W, offs[i] + 8);
	}
	finish(batch, p);
}

/* Two loads of the packet by one read, of which the second one widens it. */
static void add_window(struct batch *batch, struct batch_program *p,
		       uint8_t size, int first, int second)
{
	put(batch, p, (struct bpf_insn)LOAD(size, R_LEFT, R_PACKET, first));
	put(batch, p, (struct bpf_insn)LOAD(BPF_B, 0, R_PACKET, second));
	put(batch, p, (struct bpf_insn)MOV_X(0, R_LEFT));
	/* What is read elsewhere ends the window. */
	put(batch, p, (struct bpf_insn)LOAD(BPF_W, 0, 10, -4));
}

/* Loads from the packet, at each distance from a word and from the start. */
static void add_packet(struct batch *batch)
{
	static const int seconds[] = { -8, -3, -2, -1, 0, 1, 9, 30, 31, 50 };
	static const int starts[] = { 8, 124, 136 };
	static const uint8_t sizes[] = { BPF_B, BPF_H, BPF_W, BPF_DW };
	const struct bpf_insn head[] = {
		MOV_K(0, 0),
		STORE(BPF_W, 10, -4, 0),
		LOAD(BPF_W, R_PACKET, 1, 0),
		LOAD(BPF_W, 2, 1, 4),
		MOV_X(3, R_PACKET),
		ALU64_K(BPF_ADD, 3, 256),
		IF_X(BPF_JLE, 3, 2, 2),
		MOV_K(0, 2),
		EXIT(),
	};
	struct batch_program *p = batch_add(batch, "form-packet");

	for (size_t i = 0; i < LEN(head); i++)
		put(batch, p, head[i]);
	for (size_t i = 0; i < LEN(starts) * 4; i++) {
		int first = starts[i / 4] + i % 4;

		for (size_t j = 0; j < LEN(sizes) * LEN(seconds); j++)
			add_window(batch, p, sizes[j / LEN(seconds)], first,
				   first + seconds[j % LEN(seconds)]);
	}
	finish(batch, p);
}

void forms_add(struct batch *batch)
{
	static const int frames[] = { 8, 64, 72, 136, 256, 264, 512 };

	add_operations(batch);
	add_others(batch);
	for (size_t i = 0; i < LEN(frames); i++)
		add_stack(batch, frames[i]);
	add_value(batch);
	add_sums(batch);
	add_packet(batch);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_isa.c - which instructions there are, who takes them, and their price
 *
 * nfp's column follows the driver's own table (drivers/net/ethernet/netronome/
 * nfp/bpf/jit.c, instr_cb), with two exceptions: multiplications and divisions
 * are taken there if the operands are proved to be small (verifier.c,
 * nfp_bpf_check_alu), which nobody proves here; and stores of constants are
 * listed there, but fail later (jit.c, mem_st).
 *
 * The words were counted in the output of that JIT in Linux 6.1.
 */
#include "offload/check_isa.h"

#include <linux/bpf.h>
#include <stddef.h>

#define V4	  "an instruction of cpu v4, which kernels before 6.6 do not know"
#define NO_MODULO "a modulo, which the NIC does not have"
#define UNPROVED \
	"a product or quotient, which the NIC takes of proved values only"
#define NO_LE	    "a conversion to little endian, which the NIC does not have"
#define NO_ST	    "a store of a constant, which the NIC's driver cannot translate"
#define NO_SKB	    "the old access to socket buffers, which XDP does not have"
#define NO_INDIRECT "an indirect call, which no kernel takes here"

#define ROW(code, w, why_bpf, why_nfp) [(code)] = { true, why_bpf, why_nfp, w }

/* A register's and a constant's form of 64 and 32 bits. */
#define ALU(op, w, why_nfp)                                      \
	ROW(BPF_ALU64 | (op) | BPF_X, w, NULL, why_nfp),         \
		ROW(BPF_ALU64 | (op) | BPF_K, w, NULL, why_nfp), \
		ROW(BPF_ALU | (op) | BPF_X, w, NULL, why_nfp),   \
		ROW(BPF_ALU | (op) | BPF_K, w, NULL, why_nfp)

#define JUMP(op, x64, k64, w32)                                 \
	ROW(BPF_JMP | (op) | BPF_X, x64, NULL, NULL),           \
		ROW(BPF_JMP | (op) | BPF_K, k64, NULL, NULL),   \
		ROW(BPF_JMP32 | (op) | BPF_X, w32, NULL, NULL), \
		ROW(BPF_JMP32 | (op) | BPF_K, w32, NULL, NULL)

/* The word of 8 bytes costs twice the others. */
#define MEMORY(how, why_nfp)                          \
	ROW((how) | BPF_B, 1, NULL, why_nfp),         \
		ROW((how) | BPF_H, 1, NULL, why_nfp), \
		ROW((how) | BPF_W, 1, NULL, why_nfp), \
		ROW((how) | BPF_DW, 2, NULL, why_nfp)

#define SOCKET(mode)                                             \
	ROW(BPF_LD | (mode) | BPF_B, 0, NO_SKB, NO_SKB),         \
		ROW(BPF_LD | (mode) | BPF_H, 0, NO_SKB, NO_SKB), \
		ROW(BPF_LD | (mode) | BPF_W, 0, NO_SKB, NO_SKB)

/* A load that extends the sign, of cpu v4; <linux/bpf.h> is older. */
#define MEMSX 0x80

const struct isa_row check_isa[256] = {
	ALU(BPF_ADD, 2, NULL),
	ALU(BPF_SUB, 2, NULL),
	ALU(BPF_MUL, 7, UNPROVED),
	ALU(BPF_DIV, 10, UNPROVED),
	ALU(BPF_OR, 2, NULL),
	ALU(BPF_AND, 2, NULL),
	ALU(BPF_LSH, 2, NULL),
	ALU(BPF_RSH, 2, NULL),
	ALU(BPF_MOD, 0, NO_MODULO),
	ALU(BPF_XOR, 2, NULL),
	ALU(BPF_MOV, 2, NULL),
	ALU(BPF_ARSH, 2, NULL),
	ROW(BPF_ALU64 | BPF_NEG, 2, NULL, NULL),
	ROW(BPF_ALU | BPF_NEG, 2, NULL, NULL),
	ROW(BPF_ALU | BPF_END | BPF_TO_BE, 2, NULL, NULL),
	ROW(BPF_ALU | BPF_END | BPF_TO_LE, 0, NULL, NO_LE),
	ROW(BPF_ALU64 | BPF_END, 0, V4, V4),

	JUMP(BPF_JEQ, 4, 3, 2),
	JUMP(BPF_JNE, 4, 4, 2),
	JUMP(BPF_JGT, 3, 3, 2),
	JUMP(BPF_JGE, 3, 3, 2),
	JUMP(BPF_JLT, 3, 3, 2),
	JUMP(BPF_JLE, 3, 3, 2),
	JUMP(BPF_JSGT, 3, 3, 2),
	JUMP(BPF_JSGE, 3, 3, 2),
	JUMP(BPF_JSLT, 3, 3, 2),
	JUMP(BPF_JSLE, 3, 3, 2),
	JUMP(BPF_JSET, 4, 2, 2),
	ROW(BPF_JMP | BPF_JA, 1, NULL, NULL),
	ROW(BPF_JMP | BPF_CALL, 3, NULL, NULL),
	ROW(BPF_JMP | BPF_EXIT, 1, NULL, NULL),
	ROW(BPF_JMP32 | BPF_JA, 0, V4, V4),
	ROW(BPF_JMP | BPF_CALL | BPF_X, 0, NO_INDIRECT, NO_INDIRECT),

	ROW(BPF_LD | BPF_IMM | BPF_DW, 2, NULL, NULL),
	SOCKET(BPF_ABS),
	SOCKET(BPF_IND),
	MEMORY(BPF_LDX | BPF_MEM, NULL),
	MEMORY(BPF_STX | BPF_MEM, NULL),
	MEMORY(BPF_ST | BPF_MEM, NO_ST),
	ROW(BPF_STX | BPF_ATOMIC | BPF_W, 3, NULL, NULL),
	ROW(BPF_STX | BPF_ATOMIC | BPF_DW, 3, NULL, NULL),
	ROW(BPF_LDX | MEMSX | BPF_B, 0, V4, V4),
	ROW(BPF_LDX | MEMSX | BPF_H, 0, V4, V4),
	ROW(BPF_LDX | MEMSX | BPF_W, 0, V4, V4),
};

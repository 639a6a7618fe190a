// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_isa.c - which instructions there are, and who takes them
 *
 * nfp's column follows the driver's own table (drivers/net/ethernet/netronome/
 * nfp/bpf/jit.c, instr_cb), with two exceptions: multiplications and divisions
 * are taken there if the operands are proved to be small (verifier.c,
 * nfp_bpf_check_alu), which nobody proves here; and stores of constants are
 * listed there, but fail later (jit.c, mem_st).
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

#define ROW(code, why_bpf, why_nfp) [(code)] = { true, why_bpf, why_nfp }

/* A register's and a constant's form of 64 and 32 bits. */
#define ALU(op, why_nfp)                                      \
	ROW(BPF_ALU64 | (op) | BPF_X, NULL, why_nfp),         \
		ROW(BPF_ALU64 | (op) | BPF_K, NULL, why_nfp), \
		ROW(BPF_ALU | (op) | BPF_X, NULL, why_nfp),   \
		ROW(BPF_ALU | (op) | BPF_K, NULL, why_nfp)

#define JUMP(op)                                           \
	ROW(BPF_JMP | (op) | BPF_X, NULL, NULL),           \
		ROW(BPF_JMP | (op) | BPF_K, NULL, NULL),   \
		ROW(BPF_JMP32 | (op) | BPF_X, NULL, NULL), \
		ROW(BPF_JMP32 | (op) | BPF_K, NULL, NULL)

#define MEMORY(how, why_nfp)                                                  \
	ROW((how) | BPF_B, NULL, why_nfp), ROW((how) | BPF_H, NULL, why_nfp), \
		ROW((how) | BPF_W, NULL, why_nfp),                            \
		ROW((how) | BPF_DW, NULL, why_nfp)

#define SOCKET(mode)                                          \
	ROW(BPF_LD | (mode) | BPF_B, NO_SKB, NO_SKB),         \
		ROW(BPF_LD | (mode) | BPF_H, NO_SKB, NO_SKB), \
		ROW(BPF_LD | (mode) | BPF_W, NO_SKB, NO_SKB)

/* A load that extends the sign, of cpu v4; <linux/bpf.h> is older. */
#define MEMSX 0x80

const struct isa_row check_isa[256] = {
	ALU(BPF_ADD, NULL),
	ALU(BPF_SUB, NULL),
	ALU(BPF_MUL, UNPROVED),
	ALU(BPF_DIV, UNPROVED),
	ALU(BPF_OR, NULL),
	ALU(BPF_AND, NULL),
	ALU(BPF_LSH, NULL),
	ALU(BPF_RSH, NULL),
	ALU(BPF_MOD, NO_MODULO),
	ALU(BPF_XOR, NULL),
	ALU(BPF_MOV, NULL),
	ALU(BPF_ARSH, NULL),
	ROW(BPF_ALU64 | BPF_NEG, NULL, NULL),
	ROW(BPF_ALU | BPF_NEG, NULL, NULL),
	ROW(BPF_ALU | BPF_END | BPF_TO_BE, NULL, NULL),
	ROW(BPF_ALU | BPF_END | BPF_TO_LE, NULL, NO_LE),
	ROW(BPF_ALU64 | BPF_END, V4, V4),

	JUMP(BPF_JEQ),
	JUMP(BPF_JNE),
	JUMP(BPF_JGT),
	JUMP(BPF_JGE),
	JUMP(BPF_JLT),
	JUMP(BPF_JLE),
	JUMP(BPF_JSGT),
	JUMP(BPF_JSGE),
	JUMP(BPF_JSLT),
	JUMP(BPF_JSLE),
	JUMP(BPF_JSET),
	ROW(BPF_JMP | BPF_JA, NULL, NULL),
	ROW(BPF_JMP | BPF_CALL, NULL, NULL),
	ROW(BPF_JMP | BPF_EXIT, NULL, NULL),
	ROW(BPF_JMP32 | BPF_JA, V4, V4),
	ROW(BPF_JMP | BPF_CALL | BPF_X, NO_INDIRECT, NO_INDIRECT),

	ROW(BPF_LD | BPF_IMM | BPF_DW, NULL, NULL),
	SOCKET(BPF_ABS),
	SOCKET(BPF_IND),
	MEMORY(BPF_LDX | BPF_MEM, NULL),
	MEMORY(BPF_STX | BPF_MEM, NULL),
	MEMORY(BPF_ST | BPF_MEM, NO_ST),
	ROW(BPF_STX | BPF_ATOMIC | BPF_W, NULL, NULL),
	ROW(BPF_STX | BPF_ATOMIC | BPF_DW, NULL, NULL),
	ROW(BPF_LDX | MEMSX | BPF_B, V4, V4),
	ROW(BPF_LDX | MEMSX | BPF_H, V4, V4),
	ROW(BPF_LDX | MEMSX | BPF_W, V4, V4),
};

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nfp_machine.h - the state of a microengine's thread, for nfp*.c alone
 *
 * Each value knows which of its bytes were ever written. An undefined value may
 * be moved and computed with, as the JIT does with halves of registers that
 * nothing reads; it may not decide a branch, be an address, a key or an answer,
 * or go to memory.
 */
#ifndef NICFW_NFP_MACHINE_H
#define NICFW_NFP_MACHINE_H

#include "offload/nfp.h"
#include "offload/nfp_decode.h"

#include <stdarg.h>

#define NFP_N_GPRS   32
#define NFP_N_XFERS  32
#define NFP_N_TABLES 128 /* more have no address */

/* BPF's r0 to r9 are registers 2n and 2n + 1, in both banks (jit.c). */
#define NFP_N_BPF_GPRS 20
#define NFP_REG_STACK  22 /* in bank A: the stack's place in local memory */

/* Local memory, in bytes; where in it things lie is the firmware's choice. */
enum {
	NFP_LM_BYTES = 2048,
	NFP_LM_VECTOR = 0x40, /* the packet vector (bpf/main.h, enum pkt_vec) */
	NFP_LM_STACK = 0x200,
	NFP_STACK_BYTES = 512,
};

#define NFP_ALL_BYTES 0xf

struct nfp_value {
	uint32_t v;
	uint8_t known; /* bit i: byte i was written */
};

struct nfp_flags {
	bool zero;
	bool negative;
	bool carry;
	bool overflow;
	bool is_sign_known; /* zero and negative */
	bool is_carry_known;
};

struct nfp_index {
	uint32_t addr;
	bool is_known;
	uint64_t ready; /* the cycle from which it may be used */
};

struct nfp {
	struct arena *arena;
	const struct image *img;
	const struct nfp_code *code;
	struct nfp_insn *insns;
	struct interp_map *maps;
	uint8_t **added; /* of each map: a byte a word that is added to */
	/* What follows belongs to one run. */
	struct nfp_value gpr[2][NFP_N_GPRS];
	bool is_paired[NFP_N_GPRS]; /* written in both banks at once */
	struct nfp_value xfer_in[NFP_N_XFERS];
	struct nfp_value xfer_out[NFP_N_XFERS];
	struct nfp_value lm[NFP_LM_BYTES / 4];
	struct nfp_index index[4];
	struct nfp_flags flags;
	struct nfp_value prev;	 /* the previous result */
	struct nfp_value prev_a; /* its A operand */
	struct nfp_value product[2];
	struct nfp_value factor[2];
	uint8_t mul_step; /* 0: none is under way */
	bool is_csr_read; /* the next immed takes the value that was read */
	uint32_t csr_value;
	uint32_t random;
	size_t pc; /* the word that runs */
	uint64_t cycle;
	uint64_t steps;
	/* What takes effect after so many more words; NULL: nothing. */
	const struct nfp_insn *late;
	uint8_t late_after;
	uint16_t late_target;
	uint8_t *frame;
	size_t frame_cap;
	size_t len;
	int answer;
	char why[192];
};

/* Writes m->why, with the word's number, and returns @err. */
int nfp_fail(struct nfp *m, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static inline struct nfp_value nfp_known(uint32_t v)
{
	return (struct nfp_value){ v, NFP_ALL_BYTES };
}

static inline bool nfp_is_known(struct nfp_value v)
{
	return v.known == NFP_ALL_BYTES;
}

/*
 * Operands. 0; -EFAULT for local memory that is out of reach and for an index
 * that is not set, or not yet.
 */
int nfp_read(struct nfp *m, const struct nfp_operand *o, struct nfp_value *v);
int nfp_write(struct nfp *m, const struct nfp_operand *o, bool is_both,
	      struct nfp_value v);

/* As nfp_read(), of a value that must be known; @what names it. */
int nfp_read_known(struct nfp *m, const struct nfp_operand *o, const char *what,
		   uint32_t *v);

/* The word of local memory that index register @index and @n more reach. */
int nfp_lm_word(struct nfp *m, unsigned int index, unsigned int n,
		struct nfp_value **word);

/* After instructions whose effect on condition codes is not known. */
void nfp_forget_flags(struct nfp *m);

/* The forms: 0 or -errno with m->why. */
int nfp_run_alu(struct nfp *m, const struct nfp_insn *insn);
int nfp_run_shf(struct nfp *m, const struct nfp_insn *insn);
int nfp_run_ld_field(struct nfp *m, const struct nfp_insn *insn);
int nfp_run_immed(struct nfp *m, const struct nfp_insn *insn);
int nfp_run_mul(struct nfp *m, const struct nfp_insn *insn);
int nfp_run_csr(struct nfp *m, const struct nfp_insn *insn);
int nfp_run_cmd(struct nfp *m, const struct nfp_insn *insn);

/* The firmware's part of map_lookup_elem, up to its return. */
int nfp_run_lookup(struct nfp *m);

/* Where the packet is in the NIC's memory, as a program sees it. */
uint32_t nfp_frame_address(void);

/* Begins a run: nothing is written but what the firmware sets. */
void nfp_start(struct nfp *m, const uint8_t *frame, size_t len);

#endif

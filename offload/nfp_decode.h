/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nfp_decode.h - what a word of microcode says
 *
 * Only what jit.c emits has a form; each bit of a word belongs to a field or
 * must be 0. The encodings are those of nfp_asm.h and nfp_asm.c.
 */
#ifndef NICFW_NFP_DECODE_H
#define NICFW_NFP_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum nfp_form {
	NFP_ALU,
	NFP_SHF,
	NFP_LD_FIELD,
	NFP_IMMED,
	NFP_MUL,
	NFP_BR,
	NFP_BR_BIT,
	NFP_RTN,
	NFP_CSR,
	NFP_CMD,
	N_NFP_FORMS,
};

enum nfp_operand_kind {
	NFP_NONE,
	NFP_GPR, /* of bank A or B */
	NFP_XFER,
	NFP_LM,
	NFP_IMM,
};

struct nfp_operand {
	enum nfp_operand_kind kind;
	uint8_t bank;  /* of a GPR: 0 is A, 1 is B */
	uint8_t n;     /* register; of local memory: words, ORed to the index */
	uint8_t index; /* of local memory: which index register */
	int8_t step;   /* of local memory: words that the index moves by */
	uint32_t value; /* of an immediate */
};

enum nfp_alu_op {
	NFP_ALU_MOV = 0x00,
	NFP_ALU_ADD = 0x01,
	NFP_ALU_NOT = 0x04,
	NFP_ALU_ADD_2B = 0x05,
	NFP_ALU_AND = 0x08,
	NFP_ALU_SUB_C = 0x0d,
	NFP_ALU_AND_NOT_B = 0x10,
	NFP_ALU_ADD_C = 0x11,
	NFP_ALU_OR = 0x14,
	NFP_ALU_SUB = 0x15,
	NFP_ALU_XOR = 0x18,
};

enum nfp_shf_op {
	NFP_SHF_MOV = 0,
	NFP_SHF_AND = 2,
	NFP_SHF_OR = 5,
	NFP_SHF_ASHR = 6,
};

enum nfp_shift {
	NFP_ROTATE,
	NFP_RIGHT,
	NFP_LEFT,
	NFP_DOUBLE,
};

enum nfp_br_op {
	NFP_BEQ = 0x00,
	NFP_BNE = 0x01,
	NFP_BMI = 0x02,
	NFP_BHS = 0x04,
	NFP_BLO = 0x05,
	NFP_BGE = 0x08,
	NFP_BLT = 0x09,
	NFP_BR_ALWAYS = 0x18,
};

enum nfp_mul_step {
	NFP_MUL_START,
	NFP_MUL_STEP, /* step 1, 2, ... of so many bits */
	NFP_MUL_LOW,
	NFP_MUL_HIGH,
};

enum nfp_cmd_op {
	NFP_READ8,
	NFP_READ32_SWAP,
	NFP_WRITE8_SWAP,
	NFP_WRITE32_SWAP,
	NFP_ADD,
	NFP_ADD_IMM,
	N_NFP_CMDS,
};

struct nfp_insn {
	enum nfp_form form;
	uint8_t op; /* the enum of its form */
	struct nfp_operand dst;
	bool is_both; /* dst is written in both banks */
	struct nfp_operand left;
	struct nfp_operand right;
	bool is_swapped;      /* left is the word's B operand */
	enum nfp_shift shift; /* of shf and ld_field */
	uint8_t amount;	      /* 0 and not a rotation: indirect */
	uint8_t byte_mask;
	bool is_cleared; /* ld_field: bytes outside of the mask are 0 */
	bool is_half;	 /* immed: only the upper half is written */
	uint8_t step;	 /* of mul: 1 ..., */
	uint8_t bits;	 /* on operands of so many */
	uint16_t target; /* of branches */
	uint8_t defer;	 /* words that run before it takes effect */
	bool is_set;	 /* br_bit: branch if the bit is 1 */
	uint8_t bit;
	uint16_t csr; /* its address */
	bool is_write;
	uint8_t xfer;	  /* cmd: the first transfer register */
	uint8_t count;	  /* as encoded */
	bool is_indirect; /* the previous result overrides count */
	bool is_wide;	  /* 40-bit address, right:left; else left + right */
	bool waits;	  /* the thread sleeps until the command is done */
};

/*
 * Decodes @word, with check bits, into *@out. Returns 0, or -EINVAL with *@why
 * saying what is wrong with it.
 */
int nfp_decode(uint64_t word, struct nfp_insn *out, const char **why);

/* The form's name. */
extern const char *const nfp_form_names[N_NFP_FORMS];

/* The bits of branches that hold their target. */
uint16_t nfp_word_target(uint64_t word);
uint64_t nfp_word_with_target(uint64_t word, uint16_t target);

#endif

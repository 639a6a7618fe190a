/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nfp_bits.h - which bits of a word of microcode hold what
 *
 * For nfp_decode.c and nfp_relocate.c alone. The encodings are those of
 * nfp_asm.h.
 */
#ifndef NICFW_NFP_BITS_H
#define NICFW_NFP_BITS_H

#include <stdint.h>

#define WORD_BITS  45
#define CHECK_BITS 7
#define WORD_MASK  ((1ULL << WORD_BITS) - 1)

/* Bits that mean the same in several forms. */
#define WRITE_BOTH   (1ULL << 41)
#define SOURCE_HIGH  (1ULL << 42) /* index registers 2 and 3, not 0 and 1 */
#define DEST_HIGH    (1ULL << 43)
#define DEST_IS_B    (1ULL << 36)
#define UR_A	     0x3ffULL /* operands of 10 bits */
#define UR_B	     0xffc00ULL
#define RE_A	     0xffULL /* operands of 8 bits */
#define RE_B	     0x3fc00ULL
#define RE_SHIFT     0x300ULL
#define RE_IMM_8     (1ULL << 18) /* bit 7 of an immediate */
#define RE_SWAP	     (1ULL << 19)
#define SHIFT_AMOUNT 0x1f0000000ULL
#define DEFER	     0x300000ULL
#define TARGET_LOW   0x7ffc00000ULL
#define TARGET_HIGH  (1ULL << 40)

#define ALU_DST	 0x3ff00000ULL
#define ALU_SWAP (1ULL << 30)
#define ALU_OP	 0xf80000000ULL

#define SHF_DST 0xff00000ULL
#define SHF_OP	0xe00000000ULL

#define LDF_CLEAR (1ULL << 20)
#define LDF_MASK  0xf000000ULL

#define IMMED_HIGH   0xff00000ULL
#define IMMED_WIDTH  0x60000000ULL
#define IMMED_INVERT (1ULL << 31)
#define IMMED_SHIFT  0x600000000ULL

#define MUL_STEP 0x700000ULL
#define MUL_DST	 (1ULL << 23)
#define MUL_SWAP (1ULL << 30)
#define MUL_TYPE 0x180000000ULL

#define BR_OP	  0x1fULL
#define BR_PIPE	  0x300ULL
#define BR_SIGNAL 0x3c000ULL
#define BIT_SET	  (1ULL << 18)
#define RTN_IMM	  0x7fc00000ULL

#define CSR_WRITE (1ULL << 21)
#define CSR_ADDR  0x1ffc00000ULL

#define CMD_CTX	   0x300ULL
#define CMD_TOKEN  0xc0000ULL
#define CMD_XFER   0x1f00000ULL
#define CMD_COUNT  0xe000000ULL
#define CMD_SIGNAL 0xf0000000ULL
#define CMD_CODE   0x7f00000000ULL
#define CMD_INDIR  (1ULL << 41)
#define CMD_MODE   0x1c0000000000ULL

static inline uint32_t nfp_field(uint64_t word, uint64_t mask)
{
	return (word & mask) / (mask & -mask);
}

#endif

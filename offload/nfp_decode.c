// SPDX-License-Identifier: GPL-2.0-only
/*
 * nfp_decode.c - what a word of microcode says
 */
#include "offload/nfp_decode.h"

#include "offload/nfp.h"
#include "offload/nfp_bits.h"

#include <errno.h>

/* Where a word is wrong; one text at a time. */
static const char *const bad_operand = "an operand that is not known";

const char *const nfp_form_names[N_NFP_FORMS] = {
	[NFP_ALU] = "alu",	     [NFP_SHF] = "alu_shf",
	[NFP_LD_FIELD] = "ld_field", [NFP_IMMED] = "immed",
	[NFP_MUL] = "mul_step",	     [NFP_BR] = "br",
	[NFP_BR_BIT] = "br_bit",     [NFP_RTN] = "rtn",
	[NFP_CSR] = "local_csr",     [NFP_CMD] = "cmd",
};

static struct nfp_operand gpr(unsigned int bank, uint32_t n)
{
	return (struct nfp_operand){ .kind = NFP_GPR, .bank = bank, .n = n };
}

static struct nfp_operand imm(uint32_t value)
{
	return (struct nfp_operand){ .kind = NFP_IMM, .value = value };
}

/* An operand of 10 bits, which as a register is one of @bank. */
static int unrestricted(uint32_t code, unsigned int bank, bool high,
			struct nfp_operand *out)
{
	if ((code & 0x300) == 0x300) {
		*out = imm(code & 0xff);
		return 0;
	}
	if ((code & 0x3c0) == 0x200) {
		*out = (struct nfp_operand){
			.kind = NFP_LM, .index = (code >> 5 & 1) | high << 1
		};
		if (!(code & 0x10))
			out->n = code & 0xf;
		else if (code & 0xe)
			return -EINVAL;
		else
			out->step = code & 1 ? -1 : 1;
		return 0;
	}
	if ((code & ~0x1fU) == 0x180) {
		*out = (struct nfp_operand){ .kind = NFP_XFER,
					     .n = code & 0x1f };
		return 0;
	}
	*out = gpr(bank, code);
	return code < 32 ? 0 : -EINVAL;
}

/* An operand of 8 bits; @bit7 is the bit that an immediate has beside it. */
static int restricted(uint32_t code, unsigned int bank, bool high, bool bit7,
		      struct nfp_operand *out)
{
	if (code & 0x20) {
		*out = imm((code & 0x1f) | (code >> 1 & 0x60) | bit7 << 7);
		return 0;
	}
	if ((code & 0xf0) == 0x50) {
		*out = (struct nfp_operand){ .kind = NFP_LM,
					     .n = code & 7,
					     .index = (code >> 3 & 1) |
						      high << 1 };
		return 0;
	}
	if ((code & ~0x1fU) == 0x80) {
		*out = (struct nfp_operand){ .kind = NFP_XFER,
					     .n = code & 0x1f };
		return 0;
	}
	*out = gpr(bank, code);
	return code < 32 ? 0 : -EINVAL;
}

/* What is an immediate among sources is no destination. */
static void make_dst(struct nfp_operand *dst)
{
	if (dst->kind == NFP_IMM)
		dst->kind = NFP_NONE;
}

static bool is_lm(const struct nfp_operand *o)
{
	return o->kind == NFP_LM;
}

/* The bits for index registers 2 and 3 stand only beside such an operand. */
static int check_high(uint64_t word, const struct nfp_insn *insn)
{
	bool is_source = is_lm(&insn->left) || is_lm(&insn->right) ||
			 (insn->form == NFP_IMMED && is_lm(&insn->dst)) ||
			 (insn->form == NFP_LD_FIELD && is_lm(&insn->dst));

	if ((word & SOURCE_HIGH && !is_source) ||
	    (word & DEST_HIGH && !is_lm(&insn->dst)))
		return -EINVAL;
	return 0;
}

static void swap_sources(struct nfp_insn *insn, bool is_swapped)
{
	struct nfp_operand a = insn->left;

	insn->is_swapped = is_swapped;
	if (!is_swapped)
		return;
	insn->left = insn->right;
	insn->right = a;
}

static int unrestricted_sources(uint64_t word, struct nfp_insn *insn)
{
	bool high = word & SOURCE_HIGH;

	return unrestricted(nfp_field(word, UR_A), 0, high, &insn->left)
		       ?: unrestricted(nfp_field(word, UR_B), 1, high,
				       &insn->right);
}

static int restricted_sources(uint64_t word, struct nfp_insn *insn, bool bit7)
{
	bool high = word & SOURCE_HIGH;

	return restricted(nfp_field(word, RE_A), 0, high, bit7, &insn->left)
		       ?: restricted(nfp_field(word, RE_B), 1, high, bit7,
				     &insn->right);
}

static int decode_alu(uint64_t word, struct nfp_insn *insn)
{
	insn->op = nfp_field(word, ALU_OP);
	insn->is_both = word & WRITE_BOTH;
	if (unrestricted_sources(word, insn) ||
	    unrestricted(nfp_field(word, ALU_DST), nfp_field(word, DEST_IS_B),
			 word & DEST_HIGH, &insn->dst))
		return -EINVAL;
	make_dst(&insn->dst);
	swap_sources(insn, word & ALU_SWAP);
	return check_high(word, insn);
}

/* A shift to the left is stored as what is missing to 32. */
static void decode_shift(uint64_t word, struct nfp_insn *insn)
{
	insn->shift = nfp_field(word, RE_SHIFT);
	insn->amount = nfp_field(word, SHIFT_AMOUNT);
	if (insn->shift == NFP_LEFT && insn->amount)
		insn->amount = 32 - insn->amount;
}

static int decode_shf(uint64_t word, struct nfp_insn *insn)
{
	insn->op = nfp_field(word, SHF_OP);
	insn->is_both = word & WRITE_BOTH;
	decode_shift(word, insn);
	if (restricted_sources(word, insn, word & RE_IMM_8) ||
	    restricted(nfp_field(word, SHF_DST), nfp_field(word, DEST_IS_B),
		       word & DEST_HIGH, false, &insn->dst))
		return -EINVAL;
	make_dst(&insn->dst);
	swap_sources(insn, word & RE_SWAP);
	return check_high(word, insn);
}

/* The left source is the destination, too. */
static int decode_ld_field(uint64_t word, struct nfp_insn *insn)
{
	insn->is_both = word & WRITE_BOTH;
	insn->byte_mask = nfp_field(word, LDF_MASK);
	insn->is_cleared = word & LDF_CLEAR;
	decode_shift(word, insn);
	if (restricted_sources(word, insn, word & RE_IMM_8))
		return -EINVAL;
	if (insn->shift == NFP_DOUBLE ||
	    (insn->shift != NFP_ROTATE && !insn->amount))
		return -EINVAL;
	swap_sources(insn, word & RE_SWAP);
	insn->dst = insn->left;
	if (insn->dst.kind == NFP_IMM || insn->dst.kind == NFP_XFER)
		return -EINVAL;
	return check_high(word, insn);
}

/*
 * The immediate's low byte is in the operand that does not name the
 * destination. Where both are immediates there is none.
 */
static int decode_immed(uint64_t word, struct nfp_insn *insn)
{
	uint32_t width = nfp_field(word, IMMED_WIDTH);
	uint32_t shift = nfp_field(word, IMMED_SHIFT);
	uint32_t value;

	if (unrestricted_sources(word, insn))
		return -EINVAL;
	swap_sources(insn,
		     insn->left.kind == NFP_IMM && insn->right.kind != NFP_IMM);
	insn->dst = insn->left;
	insn->left = (struct nfp_operand){};
	make_dst(&insn->dst);
	if (insn->right.kind != NFP_IMM || shift > 2)
		return -EINVAL;
	value = nfp_field(word, IMMED_HIGH) << 8 | insn->right.value;
	value <<= 8 * shift;
	insn->right.value = word & IMMED_INVERT ? ~value : value;
	insn->is_both = word & WRITE_BOTH;
	insn->is_half = width == 2;
	if ((width && width != 2) || (insn->is_half && shift != 2))
		return -EINVAL;
	return check_high(word, insn);
}

static int decode_mul(uint64_t word, struct nfp_insn *insn)
{
	uint32_t type = nfp_field(word, MUL_TYPE),
		 step = nfp_field(word, MUL_STEP);

	if (unrestricted_sources(word, insn) || type == 1 || (!type && step) ||
	    step > 5)
		return -EINVAL;
	insn->bits = type == 2 ? 16 : 32;
	insn->step = step + 1;
	insn->op = !type ? NFP_MUL_START : NFP_MUL_STEP;
	if (step >= 4) {
		insn->op = step == 4 ? NFP_MUL_LOW : NFP_MUL_HIGH;
		insn->dst = insn->left;
		if (insn->dst.kind == NFP_GPR)
			insn->dst.bank = nfp_field(word, MUL_DST);
		make_dst(&insn->dst);
		insn->left = insn->right = (struct nfp_operand){};
		insn->is_both = word & WRITE_BOTH;
	} else if (word & (WRITE_BOTH | MUL_DST)) {
		return -EINVAL;
	}
	swap_sources(insn, word & MUL_SWAP);
	return check_high(word, insn);
}

static int decode_br(uint64_t word, struct nfp_insn *insn)
{
	bool is_conditional;

	insn->op = nfp_field(word, BR_OP);
	insn->target = nfp_word_target(word);
	insn->defer = nfp_field(word, DEFER);
	is_conditional = insn->op != NFP_BR_ALWAYS;
	/* 2: no signal is waited for */
	if (nfp_field(word, BR_PIPE) != is_conditional ||
	    nfp_field(word, BR_SIGNAL) != 2)
		return -EINVAL;
	return 0;
}

/* The bit is given as the rotation to the right that makes it the highest. */
static int decode_br_bit(uint64_t word, struct nfp_insn *insn)
{
	if (restricted_sources(word, insn, false))
		return -EINVAL;
	swap_sources(insn, insn->left.kind == NFP_IMM);
	if (insn->left.kind != NFP_GPR || insn->right.kind != NFP_IMM ||
	    insn->right.value < 1 || insn->right.value > 32)
		return -EINVAL;
	insn->bit = insn->right.value - 1;
	insn->right = (struct nfp_operand){};
	insn->target = nfp_word_target(word);
	insn->defer = nfp_field(word, DEFER);
	insn->is_set = word & BIT_SET;
	return 0;
}

static int decode_rtn(uint64_t word, struct nfp_insn *insn)
{
	if (unrestricted_sources(word, insn) || nfp_field(word, RTN_IMM))
		return -EINVAL;
	swap_sources(insn, insn->left.kind == NFP_IMM);
	if (insn->left.kind != NFP_GPR || insn->right.kind != NFP_IMM ||
	    insn->right.value)
		return -EINVAL;
	insn->right = (struct nfp_operand){};
	insn->defer = nfp_field(word, DEFER);
	return 0;
}

/* An immediate to be written stands in both operands. */
static int decode_csr(uint64_t word, struct nfp_insn *insn)
{
	insn->csr = nfp_field(word, CSR_ADDR) * 4;
	insn->is_write = word & CSR_WRITE;
	if (unrestricted_sources(word, insn))
		return -EINVAL;
	if (!insn->is_write) {
		insn->left = insn->right = (struct nfp_operand){};
		return nfp_field(word, UR_A) || nfp_field(word, UR_B) ? -EINVAL
								      : 0;
	}
	swap_sources(insn, insn->left.kind == NFP_IMM);
	if (insn->right.kind != NFP_IMM ||
	    (insn->left.kind == NFP_IMM &&
	     insn->left.value != insn->right.value))
		return -EINVAL;
	insn->right = (struct nfp_operand){};
	return check_high(word, insn);
}

static int decode_cmd(uint64_t word, struct nfp_insn *insn)
{
	static const struct {
		uint8_t token;
		uint8_t code;
	} cmds[N_NFP_CMDS] = {
		[NFP_READ8] = { 1, 0x43 },
		[NFP_READ32_SWAP] = { 2, 0x5c },
		[NFP_WRITE8_SWAP] = { 2, 0x42 },
		[NFP_WRITE32_SWAP] = { 2, 0x5f },
		[NFP_ADD] = { 0, 0x47 },
		[NFP_ADD_IMM] = { 2, 0x47 },
	};
	uint32_t ctx = nfp_field(word, CMD_CTX),
		 mode = nfp_field(word, CMD_MODE);

	for (insn->op = 0; insn->op < N_NFP_CMDS; insn->op++) {
		if (cmds[insn->op].token == nfp_field(word, CMD_TOKEN) &&
		    cmds[insn->op].code == nfp_field(word, CMD_CODE))
			break;
	}
	insn->waits = ctx != 3;
	insn->defer = insn->waits ? ctx : 0;
	insn->is_wide = mode == 1;
	insn->xfer = nfp_field(word, CMD_XFER);
	insn->count = nfp_field(word, CMD_COUNT);
	insn->is_indirect = word & CMD_INDIR;
	if (insn->op == N_NFP_CMDS || (mode != 1 && mode != 4) ||
	    nfp_field(word, CMD_SIGNAL) != insn->waits)
		return -EINVAL;
	return restricted_sources(word & ~CMD_MODE, insn, false);
}

/* A form is told by the bits of mask; only those of fields may vary. */
static const struct {
	uint64_t mask;
	uint64_t match;
	uint64_t fields;
	int (*decode)(uint64_t word, struct nfp_insn *insn);
} forms[N_NFP_FORMS] = {
	[NFP_ALU] = { 0xe000000000, 0xa000000000,
		      UR_A | UR_B | ALU_DST | ALU_SWAP | ALU_OP | DEST_IS_B |
			      WRITE_BOTH | SOURCE_HIGH | DEST_HIGH,
		      decode_alu },
	[NFP_SHF] = { 0xe000000000, 0x8000000000,
		      RE_A | RE_SHIFT | RE_B | RE_IMM_8 | RE_SWAP | SHF_DST |
			      SHIFT_AMOUNT | SHF_OP | DEST_IS_B | WRITE_BOTH |
			      SOURCE_HIGH | DEST_HIGH,
		      decode_shf },
	[NFP_LD_FIELD] = { 0xfe00000000, 0xc000000000,
			   RE_A | RE_SHIFT | RE_B | RE_IMM_8 | RE_SWAP |
				   LDF_CLEAR | LDF_MASK | SHIFT_AMOUNT |
				   WRITE_BOTH | SOURCE_HIGH | DEST_HIGH,
			   decode_ld_field },
	[NFP_IMMED] = { 0xf800000000, 0xf000000000,
			UR_A | UR_B | IMMED_HIGH | IMMED_WIDTH | IMMED_INVERT |
				IMMED_SHIFT | WRITE_BOTH | SOURCE_HIGH |
				DEST_HIGH,
			decode_immed },
	[NFP_MUL] = { 0xfc00000000, 0xf800000000,
		      UR_A | UR_B | MUL_STEP | MUL_DST | MUL_SWAP | MUL_TYPE |
			      WRITE_BOTH | SOURCE_HIGH | DEST_HIGH,
		      decode_mul },
	[NFP_BR] = { 0xf800000020, 0xd800000020,
		     BR_OP | BR_PIPE | BR_SIGNAL | DEFER | TARGET_LOW |
			     TARGET_HIGH,
		     decode_br },
	[NFP_BR_BIT] = { 0xf800000000, 0xd000000000,
			 RE_A | RE_B | BIT_SET | DEFER | TARGET_LOW |
				 TARGET_HIGH,
			 decode_br_bit },
	[NFP_RTN] = { 0xff80000000, 0xe800000000, UR_A | UR_B | DEFER | RTN_IMM,
		      decode_rtn },
	[NFP_CSR] = { 0xfc00000000, 0xfc00000000,
		      UR_A | UR_B | CSR_WRITE | CSR_ADDR | SOURCE_HIGH,
		      decode_csr },
	[NFP_CMD] = { 0x8000000000, 0,
		      RE_A | CMD_CTX | RE_B | CMD_TOKEN | CMD_XFER | CMD_COUNT |
			      CMD_SIGNAL | CMD_CODE | CMD_INDIR | CMD_MODE,
		      decode_cmd },
};

int nfp_decode(uint64_t word, struct nfp_insn *out, const char **why)
{
	if (nfp_word_with_check(word) != word) {
		*why = "wrong check bits";
		return -EINVAL;
	}
	word &= WORD_MASK;
	for (int i = 0; i < N_NFP_FORMS; i++) {
		if ((word & forms[i].mask) != forms[i].match)
			continue;
		*out = (struct nfp_insn){ .form = i };
		*why = "bits that no field has";
		if (word & ~(forms[i].match | forms[i].fields))
			return -EINVAL;
		*why = bad_operand;
		return forms[i].decode(word, out);
	}
	*why = "an instruction that is not known";
	return -EINVAL;
}

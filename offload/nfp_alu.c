// SPDX-License-Identifier: GPL-2.0-only
/*
 * nfp_alu.c - arithmetic, shifts, fields, immediates, multiplication
 */
#include "offload/nfp_machine.h"

#include <errno.h>

/*
 * The sum as the hardware forms it: carry is that of 33 bits, so a subtraction
 * sets it when nothing is borrowed (BPF_JGE takes BR_BHS after a SUB).
 */
static uint32_t add(struct nfp_flags *f, uint32_t a, uint32_t b, bool carry)
{
	uint64_t sum = (uint64_t)a + b + carry;
	uint32_t v = sum;

	f->carry = sum >> 32;
	f->overflow = (~(a ^ b) & (a ^ v)) >> 31;
	f->is_carry_known = true;
	return v;
}

static int compute(struct nfp *m, uint8_t op, uint32_t a, uint32_t b,
		   struct nfp_flags *f, uint32_t *v)
{
	bool carry = m->flags.carry;

	switch (op) {
	case NFP_ALU_MOV:
		*v = b;
		return 0;
	case NFP_ALU_NOT:
		*v = ~b;
		return 0;
	case NFP_ALU_AND:
		*v = a & b;
		return 0;
	case NFP_ALU_AND_NOT_B:
		*v = a & ~b;
		return 0;
	case NFP_ALU_OR:
		*v = a | b;
		return 0;
	case NFP_ALU_XOR:
		*v = a ^ b;
		return 0;
	case NFP_ALU_ADD:
		*v = add(f, a, b, false);
		return 0;
	case NFP_ALU_ADD_2B:
		*v = (a + b) & 0xffff;
		return 0;
	case NFP_ALU_ADD_C:
		*v = add(f, a, b, carry);
		return 0;
	case NFP_ALU_SUB:
		*v = add(f, a, ~b, true);
		return 0;
	case NFP_ALU_SUB_C:
		*v = add(f, a, ~b, carry);
		return 0;
	default:
		return nfp_fail(m, -EINVAL, "unknown alu operation %#x", op);
	}
}

static bool uses_left(uint8_t op)
{
	return op != NFP_ALU_MOV && op != NFP_ALU_NOT;
}

static bool uses_carry(uint8_t op)
{
	return op == NFP_ALU_ADD_C || op == NFP_ALU_SUB_C;
}

/* What is made of something undefined is undefined; a move keeps bytes. */
static uint8_t known_bytes(const struct nfp *m, const struct nfp_insn *insn,
			   struct nfp_value a, struct nfp_value b)
{
	if (!uses_left(insn->op))
		return insn->op == NFP_ALU_MOV
			       ? b.known
			       : nfp_is_known(b) * NFP_ALL_BYTES;
	if (uses_carry(insn->op) && !m->flags.is_carry_known)
		return 0;
	return nfp_is_known(a) && nfp_is_known(b) ? NFP_ALL_BYTES : 0;
}

int nfp_run_alu(struct nfp *m, const struct nfp_insn *insn)
{
	struct nfp_value a = {}, b, v = {};
	struct nfp_flags f = {};
	int err = 0;

	if (uses_left(insn->op))
		err = nfp_read(m, &insn->left, &a);
	if (!err)
		err = nfp_read(m, &insn->right, &b);
	if (!err)
		err = compute(m, insn->op, a.v, b.v, &f, &v.v);
	if (err)
		return err;
	v.known = known_bytes(m, insn, a, b);
	f.zero = !v.v;
	f.negative = v.v >> 31;
	f.is_sign_known = nfp_is_known(v);
	f.is_carry_known = f.is_carry_known && f.is_sign_known;
	m->flags = f;
	m->prev = v;
	m->prev_a = insn->is_swapped ? (struct nfp_value){} : a;
	return nfp_write(m, &insn->dst, insn->is_both, v);
}

/*
 * The amount of a shift. An indirect one is in the low five bits of the
 * previous instruction's A operand (jit.c, shl_reg64_lt32_low). What a double
 * shift does with 32 is said nowhere.
 */
static int shift_amount(struct nfp *m, const struct nfp_insn *insn,
			unsigned int *amount)
{
	*amount = insn->amount;
	if (insn->amount || insn->shift == NFP_ROTATE)
		return 0;
	if (!nfp_is_known(m->prev_a))
		return nfp_fail(m, -EFAULT, "a shift's amount is not defined");
	*amount = m->prev_a.v % 32;
	if (insn->shift == NFP_DOUBLE && m->prev_a.v % 64 == 32)
		return nfp_fail(m, -EFAULT, "a double shift by 32");
	return 0;
}

/* Bits that a shift moves in are known; those of a byte come from two. */
static uint8_t shift_known(const struct nfp_insn *insn, unsigned int amount,
			   uint8_t known)
{
	unsigned int bytes = amount / 8;

	if (known == NFP_ALL_BYTES)
		return known;
	if (amount % 8 || insn->shift == NFP_DOUBLE)
		return 0;
	if (insn->shift == NFP_RIGHT)
		return known >> bytes | (NFP_ALL_BYTES << (4 - bytes));
	if (insn->shift == NFP_LEFT)
		return known << bytes | ((1U << bytes) - 1);
	return known >> bytes | known << (4 - bytes);
}

static struct nfp_value shift(const struct nfp_insn *insn, unsigned int amount,
			      struct nfp_value high, struct nfp_value low)
{
	struct nfp_value v = {};
	uint64_t both;

	switch (insn->shift) {
	case NFP_ROTATE:
		both = (uint64_t)low.v << 32 | low.v;
		v.v = both >> amount;
		break;
	case NFP_RIGHT:
		v.v = low.v >> amount;
		break;
	case NFP_LEFT:
		v.v = low.v << amount;
		break;
	case NFP_DOUBLE:
		both = (uint64_t)high.v << 32 | low.v;
		v.v = both >> amount;
		low.known &= high.known;
		break;
	}
	v.known = shift_known(insn, amount, low.known) & NFP_ALL_BYTES;
	return v;
}

/* The sign is the highest bit of the previous result (jit.c, __ashr_imm64). */
static int shift_signed(struct nfp *m, const struct nfp_insn *insn,
			unsigned int amount, struct nfp_value b,
			struct nfp_value *v)
{
	bool sign = m->prev.v >> 31;

	if (insn->shift != NFP_RIGHT)
		return nfp_fail(m, -EINVAL, "a signed shift to the left");
	if (!(m->prev.known >> 3))
		b.known = 0;
	v->v = (uint64_t)(((uint64_t)(sign ? UINT32_MAX : 0) << 32) | b.v) >>
	       amount;
	v->known = nfp_is_known(b) ? NFP_ALL_BYTES : 0;
	return 0;
}

static int combine(struct nfp *m, const struct nfp_insn *insn,
		   unsigned int amount, struct nfp_value a, struct nfp_value b,
		   struct nfp_value *v)
{
	bool is_known;

	if (insn->op == NFP_SHF_ASHR)
		return shift_signed(m, insn, amount, b, v);
	*v = shift(insn, amount, a, b);
	if (insn->op == NFP_SHF_MOV)
		return 0;
	is_known = nfp_is_known(a) && nfp_is_known(*v);
	v->known = is_known ? NFP_ALL_BYTES : 0;
	if (insn->op == NFP_SHF_AND)
		v->v &= a.v;
	else if (insn->op == NFP_SHF_OR)
		v->v |= a.v;
	else
		return nfp_fail(m, -EINVAL, "unknown shift operation %#x",
				insn->op);
	return 0;
}

int nfp_run_shf(struct nfp *m, const struct nfp_insn *insn)
{
	bool needs_left = insn->op == NFP_SHF_AND || insn->op == NFP_SHF_OR ||
			  insn->shift == NFP_DOUBLE;
	struct nfp_value a = {}, b, v = {};
	unsigned int amount;
	int err = shift_amount(m, insn, &amount);

	if (!err && needs_left)
		err = nfp_read(m, &insn->left, &a);
	if (!err)
		err = nfp_read(m, &insn->right, &b);
	if (!err)
		err = combine(m, insn, amount, a, b, &v);
	if (err)
		return err;
	nfp_forget_flags(m);
	m->prev = v;
	m->prev_a = (struct nfp_value){};
	return nfp_write(m, &insn->dst, insn->is_both, v);
}

int nfp_run_ld_field(struct nfp *m, const struct nfp_insn *insn)
{
	struct nfp_value old = nfp_known(0), v;
	uint32_t mask = 0;
	int err = nfp_read(m, &insn->right, &v);

	if (!err && !insn->is_cleared)
		err = nfp_read(m, &insn->left, &old);
	if (err)
		return err;
	for (unsigned int i = 0; i < 4; i++)
		if (insn->byte_mask >> i & 1)
			mask |= 0xffU << 8 * i;
	v = shift(insn, insn->amount, v, v);
	v.v = (v.v & mask) | (old.v & ~mask);
	v.known = (v.known & insn->byte_mask) | (old.known & ~insn->byte_mask);
	nfp_forget_flags(m);
	m->prev = v;
	m->prev_a = (struct nfp_value){};
	return nfp_write(m, &insn->dst, insn->is_both, v);
}

/* Condition codes stay: a compare loads its high half in between (cmp_imm). */
int nfp_run_immed(struct nfp *m, const struct nfp_insn *insn)
{
	struct nfp_value v = nfp_known(insn->right.value);
	struct nfp_value old;
	int err;

	if (m->is_csr_read) {
		m->is_csr_read = false;
		v.v = m->csr_value;
	}
	if (insn->is_half) {
		if (insn->dst.kind == NFP_XFER)
			return nfp_fail(m, -EINVAL,
					"half of a transfer register");
		err = nfp_read(m, &insn->dst, &old);
		if (err)
			return err;
		if (insn->dst.kind == NFP_NONE)
			old = m->prev;
		v.v = (v.v & 0xffff0000) | (old.v & 0xffff);
		v.known = 0xc | (old.known & 0x3);
	}
	m->prev = v;
	m->prev_a = (struct nfp_value){};
	return nfp_write(m, &insn->dst, insn->is_both, v);
}

static int start_mul(struct nfp *m, const struct nfp_insn *insn)
{
	m->mul_step = 1;
	return nfp_read(m, &insn->left, &m->factor[0])
		       ?: nfp_read(m, &insn->right, &m->factor[1]);
}

/* Each step names the operands again; the last one forms the product. */
static int step_mul(struct nfp *m, const struct nfp_insn *insn)
{
	uint32_t mask = insn->bits == 16 ? 0xffff : UINT32_MAX;
	struct nfp_value a, b;
	uint64_t product;
	bool is_known;
	int err = nfp_read(m, &insn->left, &a) ?: nfp_read(m, &insn->right, &b);

	if (err)
		return err;
	if (m->mul_step != insn->step || a.v != m->factor[0].v ||
	    b.v != m->factor[1].v)
		return nfp_fail(m, -EINVAL,
				"step %u of a multiplication "
				"that is not under way",
				insn->step);
	m->mul_step++;
	product = (uint64_t)(a.v & mask) * (b.v & mask);
	is_known = nfp_is_known(a) && nfp_is_known(b);
	m->product[0] = (struct nfp_value){ product, is_known * NFP_ALL_BYTES };
	m->product[1] =
		(struct nfp_value){ product >> 32, is_known * NFP_ALL_BYTES };
	return 0;
}

int nfp_run_mul(struct nfp *m, const struct nfp_insn *insn)
{
	/* Steps of 8 bits of one factor each (jit.c, wrp_mul_u32). */
	uint8_t n_steps = insn->bits / 8;

	nfp_forget_flags(m);
	m->prev = m->prev_a = (struct nfp_value){};
	if (insn->op == NFP_MUL_START)
		return start_mul(m, insn);
	if (insn->op == NFP_MUL_STEP)
		return insn->step <= n_steps
			       ? step_mul(m, insn)
			       : nfp_fail(m, -EINVAL, "step %u of %u bits",
					  insn->step, insn->bits);
	if (m->mul_step != n_steps + 1)
		return nfp_fail(m, -EINVAL,
				"takes a product that is not complete");
	return nfp_write(m, &insn->dst, insn->is_both,
			 m->product[insn->op == NFP_MUL_HIGH]);
}

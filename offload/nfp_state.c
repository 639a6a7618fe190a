// SPDX-License-Identifier: GPL-2.0-only
/*
 * nfp_state.c - registers, local memory, and what the firmware leaves in them
 */
#include "offload/nfp_machine.h"

#include <errno.h>
#include <stdio.h>

/*
 * What jit.c leaves between setting an index register and using it: three
 * words, or a branch's empty slots.
 */
#define INDEX_DELAY 4

/* The index registers that the firmware sets. */
enum {
	INDEX_STACK = 0,
	INDEX_VECTOR = 1,
};

/* Words of the packet vector (bpf/main.h, enum pkt_vec). */
enum {
	VECTOR_LEN = 0,
	VECTOR_FRAME = 2,
	VECTOR_QUEUE_SET = 4,
	VECTOR_QUEUE = 6,
};

#define LEN_MASK 0x3fffU

int nfp_fail(struct nfp *m, int err, const char *fmt, ...)
{
	int n = snprintf(m->why, sizeof(m->why), "word %zu: ", m->pc);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(m->why + n, sizeof(m->why) - n, fmt, ap);
	va_end(ap);
	return err;
}

int nfp_lm_word(struct nfp *m, unsigned int index, unsigned int n,
		struct nfp_value **word)
{
	const struct nfp_index *x = &m->index[index];
	uint32_t at;

	if (!x->is_known)
		return nfp_fail(m, -EFAULT, "index register %u is not set",
				index);
	if (m->cycle < x->ready)
		return nfp_fail(m, -EFAULT,
				"index register %u is used too soon", index);
	at = x->addr / 4 | n;
	if (at >= NFP_LM_BYTES / 4)
		return nfp_fail(m, -EFAULT, "there is no local memory at %#x",
				at * 4);
	*word = &m->lm[at];
	return 0;
}

/* The stack and the packet vector are all that a program has. */
static int own_word(struct nfp *m, const struct nfp_operand *o,
		    struct nfp_value **word)
{
	int err = nfp_lm_word(m, o->index, o->n, word);
	size_t at;

	if (err)
		return err;
	at = (*word - m->lm) * 4;
	if ((at < NFP_LM_STACK || at >= NFP_LM_STACK + NFP_STACK_BYTES) &&
	    (at < NFP_LM_VECTOR || at >= NFP_LM_VECTOR + 64))
		return nfp_fail(m, -EFAULT,
				"local memory at %#zx is not the program's",
				at);
	m->index[o->index].addr += 4 * o->step;
	return 0;
}

int nfp_read(struct nfp *m, const struct nfp_operand *o, struct nfp_value *v)
{
	struct nfp_value *word;
	int err;

	switch (o->kind) {
	case NFP_GPR:
		*v = m->gpr[o->bank][o->n];
		return 0;
	case NFP_XFER:
		*v = m->xfer_in[o->n];
		return 0;
	case NFP_LM:
		err = own_word(m, o, &word);
		if (!err)
			*v = *word;
		return err;
	case NFP_IMM:
		*v = nfp_known(o->value);
		return 0;
	default:
		*v = (struct nfp_value){};
		return 0;
	}
}

/*
 * Where a BPF register that is in both banks is written in one, it is not that
 * register any more, and what the other bank holds is stale.
 */
static void write_gpr(struct nfp *m, const struct nfp_operand *o, bool is_both,
		      struct nfp_value v)
{
	m->gpr[o->bank][o->n] = v;
	if (is_both)
		m->gpr[!o->bank][o->n] = v;
	else if (m->is_paired[o->n] && o->n < NFP_N_BPF_GPRS)
		m->gpr[!o->bank][o->n].known = 0;
	m->is_paired[o->n] = is_both;
}

int nfp_write(struct nfp *m, const struct nfp_operand *o, bool is_both,
	      struct nfp_value v)
{
	struct nfp_value *word;
	int err;

	switch (o->kind) {
	case NFP_GPR:
		write_gpr(m, o, is_both, v);
		return 0;
	case NFP_XFER:
		m->xfer_out[o->n] = v;
		return 0;
	case NFP_LM:
		err = own_word(m, o, &word);
		if (!err)
			*word = v;
		return err;
	default:
		return 0;
	}
}

int nfp_read_known(struct nfp *m, const struct nfp_operand *o, const char *what,
		   uint32_t *v)
{
	struct nfp_value value;
	int err = nfp_read(m, o, &value);

	if (err)
		return err;
	if (!nfp_is_known(value))
		return nfp_fail(m, -EFAULT, "%s is not defined", what);
	*v = value.v;
	return 0;
}

void nfp_forget_flags(struct nfp *m)
{
	m->flags = (struct nfp_flags){};
}

/* Bits below a word are dropped (jit.c, mem_op_stack). */
static int write_csr(struct nfp *m, const struct nfp_insn *insn)
{
	static const uint16_t index_csrs[4] = { 0x64, 0x6c, 0x94, 0x9c };
	uint32_t addr = 0;
	int err = nfp_read_known(m, &insn->left, "an address of local memory",
				 &addr);

	for (unsigned int i = 0; !err && i < 4; i++) {
		if (insn->csr != index_csrs[i] || i == INDEX_VECTOR)
			continue;
		m->index[i] = (struct nfp_index){ addr & ~3U, true,
						  m->cycle + INDEX_DELAY };
		return 0;
	}
	return err ?: nfp_fail(m, -EINVAL, "writes register %#x", insn->csr);
}

int nfp_run_csr(struct nfp *m, const struct nfp_insn *insn)
{
	const uint16_t random_csr = 0x148;

	if (insn->is_write)
		return write_csr(m, insn);
	if (insn->csr != random_csr)
		return nfp_fail(m, -EINVAL, "reads register %#x", insn->csr);
	/* Any sequence will do; this one is that of Numerical Recipes. */
	m->random = m->random * 1664525 + 1013904223;
	m->csr_value = m->random;
	m->is_csr_read = true;
	return 0;
}

static void set_vector(struct nfp *m, unsigned int word, uint32_t v)
{
	m->lm[NFP_LM_VECTOR / 4 + word] = nfp_known(v);
}

void nfp_start(struct nfp *m, const uint8_t *frame, size_t len)
{
	memset(m->gpr, 0, sizeof(m->gpr));
	memset(m->is_paired, 0, sizeof(m->is_paired));
	memset(m->xfer_in, 0, sizeof(m->xfer_in));
	memset(m->xfer_out, 0, sizeof(m->xfer_out));
	memset(m->lm, 0, sizeof(m->lm));
	memset(m->index, 0, sizeof(m->index));
	nfp_forget_flags(m);
	m->prev = m->prev_a = (struct nfp_value){};
	m->mul_step = 0;
	m->is_csr_read = false;
	m->late = NULL;
	m->pc = 0;
	m->cycle = m->steps = 0;
	if (len > m->frame_cap) {
		m->frame = arena_alloc(m->arena, len);
		m->frame_cap = len;
	}
	if (len)
		memcpy(m->frame, frame, len);
	m->len = len;
	/* The bits above the length are the firmware's, and set. */
	set_vector(m, VECTOR_LEN, ~LEN_MASK | len);
	set_vector(m, VECTOR_FRAME, nfp_frame_address());
	set_vector(m, VECTOR_QUEUE_SET, 0);
	set_vector(m, VECTOR_QUEUE, 0);
	m->index[INDEX_STACK] = (struct nfp_index){ NFP_LM_STACK, true, 0 };
	m->index[INDEX_VECTOR] = (struct nfp_index){ NFP_LM_VECTOR, true, 0 };
	m->gpr[0][NFP_REG_STACK] = nfp_known(NFP_LM_STACK);
}

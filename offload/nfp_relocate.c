// SPDX-License-Identifier: GPL-2.0-only
/*
 * nfp_relocate.c - addresses and check bits of a program's words
 */
#include "offload/nfp.h"

#include "offload/nfp_bits.h"
#include "offload/nfp_decode.h"

#include <errno.h>

static bool parity(uint64_t v)
{
	return __builtin_parityll(v);
}

/* Each check bit is the parity of the bits in its mask (nfp_asm.c). */
uint64_t nfp_word_with_check(uint64_t word)
{
	static const uint64_t masks[CHECK_BITS] = {
		0x0ff800007fffULL, 0x11f801ff801fULL, 0x1e387e0781e1ULL,
		0x17cb8e388e22ULL, 0x1af5b2c93244ULL, 0x1f56d5525488ULL,
		0x0daf69a46910ULL,
	};

	word &= WORD_MASK;
	for (unsigned int i = 0; i < CHECK_BITS; i++)
		word |= (uint64_t)parity(masks[i] & word) << (WORD_BITS + i);
	return word;
}

uint16_t nfp_word_target(uint64_t word)
{
	return nfp_field(word, TARGET_HIGH) << 13 | nfp_field(word, TARGET_LOW);
}

uint64_t nfp_word_with_target(uint64_t word, uint16_t target)
{
	word &= ~(TARGET_HIGH | TARGET_LOW);
	word |= (uint64_t)(target & 0x1fff) << 22;
	return target >> 13 & 1 ? word | TARGET_HIGH : word;
}

/*
 * What the driver leaves in the top byte of words that hold an address
 * (bpf/main.h, enum nfp_relo_type).
 */
enum relocation {
	RELO_NONE,
	RELO_INSIDE,
	RELO_OUT,
	RELO_ABORT,
	RELO_PUSH,
	RELO_POP,
	RELO_DONE,
	RELO_HELPER,
	RELO_IMMEDIATE,
};

#define RELO_SHIFT 56

/* Helpers stand there by their number, this much higher (BR_OFF_RELO). */
#define RELO_OFFSET 15000

/* The words between the targets of aborts and exits (nfp_outro_xdp). */
#define ABORT_WORDS 3

static int fail(struct arena *a, const char **why, size_t i, const char *text)
{
	*why = arena_printf(a, "word %zu: %s", i, text);
	return -EINVAL;
}

/*
 * Where aborted programs go: to the first of the two branches to the next
 * packet, and to those that exit a few words behind it. @n: there is none.
 */
static size_t find_abort(const uint64_t *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (words[i] >> RELO_SHIFT == RELO_DONE)
			break;
	return i;
}

/* An immediate is an address when it is loaded as 16 bits without shift. */
static int add_to_immediate(uint64_t *word, uint16_t start)
{
	struct nfp_insn insn;
	const char *why;
	uint32_t value;
	uint64_t low;

	if (nfp_decode(nfp_word_with_check(*word), &insn, &why) ||
	    insn.form != NFP_IMMED || *word & (IMMED_INVERT | IMMED_SHIFT))
		return -EINVAL;
	value = insn.right.value + start;
	low = insn.is_swapped ? UR_A : UR_B;
	if (value > UINT16_MAX)
		return -EINVAL;
	*word &= ~(IMMED_HIGH | (low & -low) * 0xff);
	*word |= (uint64_t)(value >> 8) << 20 | (low & -low) * (value & 0xff);
	return 0;
}

static int relocate_word(uint64_t *word, size_t abort,
			 const struct nfp_addresses *at)
{
	enum relocation kind = *word >> RELO_SHIFT;
	uint16_t target;

	*word &= ~(0xffULL << RELO_SHIFT);
	target = nfp_word_target(*word);
	switch (kind) {
	case RELO_NONE:
		return 0;
	case RELO_INSIDE:
		target += at->start;
		break;
	case RELO_OUT:
		target = at->start + abort + ABORT_WORDS;
		break;
	case RELO_ABORT:
		target = at->start + abort;
		break;
	case RELO_DONE:
		target = at->done;
		break;
	case RELO_HELPER:
		if (target != RELO_OFFSET + BPF_FUNC_map_lookup_elem)
			return -EINVAL;
		target = at->lookup;
		break;
	case RELO_IMMEDIATE:
		return add_to_immediate(word, at->start);
	default:
		return -EINVAL;
	}
	*word = nfp_word_with_target(*word, target);
	return 0;
}

int nfp_relocate(struct arena *a, uint64_t *words, size_t n,
		 const struct nfp_addresses *at, const char **why)
{
	size_t abort = find_abort(words, n);

	for (size_t i = 0; i < n; i++) {
		if (relocate_word(&words[i], abort, at))
			return fail(a, why, i,
				    "a relocation that is not known");
		words[i] = nfp_word_with_check(words[i]);
	}
	return 0;
}

static bool is_call(const struct nfp_insn *insn, const struct nfp_code *code)
{
	return insn->form == NFP_BR && insn->op == NFP_BR_ALWAYS &&
	       insn->target == code->at.lookup;
}

/* What is known of the first argument of a helper: the low word of r1. */
struct argument {
	bool is_known;
	uint32_t value;
};

/* Numbers of more than 16 bits take two words, the upper half's second. */
static void track_argument(const struct nfp_insn *insn, struct argument *arg)
{
	if (!insn->is_both || insn->dst.kind != NFP_GPR || insn->dst.n != 2)
		return;
	if (insn->form != NFP_IMMED)
		arg->is_known = false;
	else if (insn->is_half)
		arg->value = (arg->value & 0xffff) |
			     (insn->right.value & 0xffff0000);
	else
		*arg = (struct argument){ true, insn->right.value };
}

int nfp_call_tables(struct arena *a, const struct nfp_code *code,
		    uint32_t *tables, size_t max, const char **why)
{
	struct argument arg = {};
	int n = 0;

	for (size_t i = 0; i < code->n_words; i++) {
		struct nfp_insn insn;
		const char *text;

		if (nfp_decode(code->words[i], &insn, &text))
			return fail(a, why, i, text);
		track_argument(&insn, &arg);
		if (!is_call(&insn, code))
			continue;
		if (!arg.is_known)
			return fail(a, why, i, "a lookup in no known table");
		if ((size_t)n < max)
			tables[n] = arg.value;
		n++;
	}
	return n;
}

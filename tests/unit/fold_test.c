// SPDX-License-Identifier: GPL-2.0-only
/*
 * fold_test.c - tests are taken out that the kernel's verifier sees through
 *
 * What it does not see through may stay: that words are counted right by that
 * tests/vm/refuse_test.sh proves.
 */
#include "lib/insns.h"
#include "offload/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define R0  BPF_REG_0
#define R1  BPF_REG_1
#define R2  BPF_REG_2
#define R10 BPF_REG_10

/* R1 is a word of which nothing is known, R2 a byte. */
#define NUMBERS LOAD(BPF_W, R1, R1, 0), LOAD(BPF_B, R2, R1, 0)

#define LAST MOV_K(R0, 1), MOV_K(R0, 2), EXIT()

/* The jump in front of LAST, which leads over its first instruction. */
static const struct {
	const char *text;
	bool is_taken_out;
	struct bpf_insn insns[16];
} programs[] = {
	{ "a byte is tested for more than it holds",
	  true,
	  { NUMBERS, IF32_K(BPF_JGT, R2, 0xff, 1), LAST } },
	{ "a byte is tested for what it may hold",
	  false,
	  { NUMBERS, IF32_K(BPF_JGT, R2, 0xfe, 1), LAST } },
	{ "a bit is tested again where it was found",
	  true,
	  { NUMBERS, IF32_K(BPF_JSET, R1, 8, 1), EXIT(),
	    IF32_K(BPF_JSET, R1, 8, 1), LAST } },
	{ "an address is tested again where it was found",
	  true,
	  { NUMBERS, IF_K(BPF_JNE, R1, 0, 1), EXIT(), IF_K(BPF_JEQ, R1, 0, 1),
	    LAST } },
	{ "a number with bounds starts a slot",
	  true,
	  { NUMBERS, STORE(BPF_W, R10, -8, R2), LOAD(BPF_W, R1, R10, -8),
	    IF32_K(BPF_JGT, R1, 0xff, 1), LAST } },
	{ "a number is on the stack in fewer bytes than it has",
	  true,
	  { MOV_K(R2, -1), STORE(BPF_H, R10, -8, R2), LOAD(BPF_H, R1, R10, -8),
	    IF32_K(BPF_JNE, R1, 0xffff, 1), LAST } },
	{ "a number with bounds does not start a slot",
	  false,
	  { NUMBERS, STORE(BPF_W, R10, -4, R2), LOAD(BPF_W, R1, R10, -4),
	    IF32_K(BPF_JGT, R1, 0xff, 1), LAST } },
	{ "the rest of the slot is stored behind it",
	  false,
	  { NUMBERS, STORE(BPF_W, R10, -8, R2), STORE(BPF_W, R10, -4, R2),
	    LOAD(BPF_W, R1, R10, -8), IF32_K(BPF_JGT, R1, 0xff, 1), LAST } },
	{ "a zero is anywhere",
	  true,
	  { MOV_K(R2, 0), STORE(BPF_W, R10, -4, R2), LOAD(BPF_W, R1, R10, -4),
	    IF32_K(BPF_JNE, R1, 0, 1), LAST } },
	{ "a zero is in a slot that remembers another number",
	  false,
	  { MOV_K(R2, 0), STORE(BPF_W, R10, -4, R2), MOV_K(R2, 1),
	    STORE(BPF_W, R10, -8, R2), LOAD(BPF_W, R1, R10, -4),
	    IF32_K(BPF_JNE, R1, 0, 1), LAST } },
	{ "two ways store different numbers, which both fit",
	  true,
	  { NUMBERS, MOV_K(R0, 1), IF32_K(BPF_JEQ, R1, 5, 1), MOV_K(R0, 2),
	    STORE(BPF_W, R10, -8, R0), LOAD(BPF_W, R1, R10, -8),
	    IF32_K(BPF_JGT, R1, 2, 1), LAST } },
	{ "two ways store different numbers, of which one fits",
	  false,
	  { NUMBERS, MOV_K(R0, 1), IF32_K(BPF_JEQ, R1, 5, 1), MOV_K(R0, 2),
	    STORE(BPF_W, R10, -8, R0), LOAD(BPF_W, R1, R10, -8),
	    IF32_K(BPF_JGT, R1, 1, 1), LAST } },
};

static size_t count_insns(const struct bpf_insn *insns)
{
	size_t n = 0;

	for (size_t i = 0; i < 16; i++)
		n = insns[i].code ? i + 1 : n;
	return n;
}

static void takes_out_what_the_verifier_knows(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		size_t n = count_insns(programs[i].insns);
		struct image *img = make_image(a, programs[i].insns, n);

		fold_image(img);
		if ((img->insns.v[n - 4].code == (BPF_JMP | BPF_JA)) !=
		    programs[i].is_taken_out)
			fail_msg("%s", programs[i].text);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest unit[] = {
		cmocka_unit_test(takes_out_what_the_verifier_knows),
	};

	return cmocka_run_group_tests(unit, NULL, NULL);
}

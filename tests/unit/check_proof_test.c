// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_proof_test.c - what the kernel's verifier would refuse is found
 */
#include "lib/checker.h"
#include "offload/insn.h"

#define R3 BPF_REG_3
#define R6 BPF_REG_6
#define R7 BPF_REG_7

/* The packet from R6 to R7, of which @n bytes are there. */
#define PACKET(n)                                                      \
	LOAD(BPF_W, R6, R1, 0), LOAD(BPF_W, R7, R1, 4), MOV_X(R2, R6), \
		ALU64_K(BPF_ADD, R2, n), IF_X(BPF_JLE, R2, R7, 2),     \
		MOV_K(R0, 2), EXIT()

/* R0 is the address of a value, and not NULL. */
#define FIND(map)                                                             \
	MOV_K(R0, 0), STORE(BPF_W, R10, -8, R0), MOV_X(R2, R10),              \
		ALU64_K(BPF_ADD, R2, -8), LD_MAP(R1, map),                    \
		CALL(map_lookup_elem), IF_K(BPF_JNE, R0, 0, 2), MOV_K(R0, 2), \
		EXIT()

static const struct {
	const char *text; /* NULL: passes */
	struct bpf_insn insns[24];
} programs[] = {
	{ NULL, { PACKET(14), LOAD(BPF_H, R0, R6, 12), PASS } },
	{ "not be there of the packet",
	  { PACKET(14), LOAD(BPF_H, R0, R6, 13), PASS } },
	{ "not be there of the packet",
	  { PACKET(14), LOAD(BPF_H, R0, R6, -2), PASS } },
	{ "may hold nothing", { MOV_X(R0, R3), EXIT() } },
	{ "without a verdict", { MOV_X(R0, R1), EXIT() } },
	{ "not written on the stack", { LOAD(BPF_W, R0, R10, -8), EXIT() } },
	{ "not written on the stack",
	  { MOV_K(R0, 0), STORE(BPF_W, R10, -8, R0), LOAD(BPF_DW, R0, R10, -8),
	    EXIT() } },
	{ "changes the frame pointer", { MOV_K(R10, 0), PASS } },
	{ "shifts by more",
	  { MOV_K(R0, 1), ALU32_K(BPF_LSH, R0, 32), EXIT() } },
	{ "field that it does not use",
	  { INSN(BPF_ALU64 | BPF_MOV | BPF_K, R0, 1, 0, 2), EXIT() } },
	{ "no number", { MOV_K(R0, 2), IF_K(BPF_JEQ, R1, 0, 0), EXIT() } },
	{ NULL, { FIND(0), LOAD(BPF_W, R0, R0, 4), PASS } },
	{ "nothing to read", { FIND(0), LOAD(BPF_W, R0, R0, 8), PASS } },
	{ "nothing to read", { FIND(0), LOAD(BPF_W, R0, R0, -4), PASS } },
	{ "nothing to read",
	  { MOV_K(R0, 0), STORE(BPF_W, R10, -8, R0), MOV_X(R2, R10),
	    ALU64_K(BPF_ADD, R2, -8), LD_MAP(R1, 0), CALL(map_lookup_elem),
	    LOAD(BPF_W, R0, R0, 0), PASS } },
	{ "no key on the stack",
	  { MOV_X(R2, R10), ALU64_K(BPF_ADD, R2, -8), LD_MAP(R1, 0),
	    CALL(map_lookup_elem), PASS } },
	{ "not bounded",
	  { PACKET(14), LOAD(BPF_W, R3, R6, 0), ALU64_X(BPF_ADD, R6, R3),
	    PASS } },
	{ "not be there of the packet",
	  { PACKET(14), LOAD(BPF_B, R3, R6, 0), ALU64_X(BPF_ADD, R6, R3),
	    LOAD(BPF_B, R0, R6, 0), PASS } },
	{ NULL,
	  { PACKET(14), LOAD(BPF_B, R3, R6, 0), MOV_X(R2, R6),
	    ALU64_X(BPF_ADD, R2, R3), MOV_X(R1, R2), ALU64_K(BPF_ADD, R1, 4),
	    IF_X(BPF_JGT, R1, R7, 1), LOAD(BPF_W, R0, R2, 0), PASS } },
	/* One read of the packet, or two: that hangs on the verifier. */
	{ "behind a test as in front",
	  { PACKET(14), LOAD(BPF_B, R3, R6, 0), ALU64_X(BPF_ADD, R6, R3),
	    MOV_X(R2, R6), ALU64_K(BPF_ADD, R2, 4), IF_X(BPF_JGT, R2, R7, 3),
	    LOAD(BPF_B, R3, R6, 0), IF32_K(BPF_JEQ, R3, 7, 1),
	    LOAD(BPF_B, R0, R6, 1), PASS } },
	/* The verifier follows what cannot be. */
	{ "too far",
	  { PACKET(14), LOAD(BPF_B, R3, R6, 0), IF32_K(BPF_JEQ, R3, 0x10000, 1),
	    MOV_K(R3, 0x10000), ALU64_X(BPF_ADD, R6, R3), PASS } },
	{ "not bounded",
	  { PACKET(14), MOV_K(R0, -1), LOAD(BPF_B, R3, R6, 0),
	    STORE(BPF_W, R10, -8, R0), LOAD(BPF_W, R0, R10, -8),
	    IF32_X(BPF_JNE, R3, R0, 1), ALU64_X(BPF_ADD, R6, R3), PASS } },
	/* What is behind the end has no bytes, though it had some before. */
	{ "not be there of the packet",
	  { PACKET(14), IF_X(BPF_JGT, R6, R7, 0), LOAD(BPF_H, R0, R6, 12),
	    PASS } },
	{ "not be there of the packet",
	  { PACKET(14), IF_X(BPF_JLE, R6, R7, 0), LOAD(BPF_H, R0, R6, 12),
	    PASS } },
	/* What is known on one way only is not known where two meet. */
	{ "may hold nothing",
	  { PACKET(14), LOAD(BPF_B, R3, R6, 0), IF32_K(BPF_JEQ, R3, 1, 1),
	    MOV_K(BPF_REG_4, 0), MOV_X(R0, BPF_REG_4), EXIT() } },
};

static void finds_what_the_verifier_refuses(void **state)
{
	struct checker *f = *state;

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		struct image *img = make_image(f->arena, NULL, 0);
		char *name = arena_printf(f->arena, "row %zu", i);
		struct check_report report;

		for (int j = 0; j < 24; j++) {
			const struct bpf_insn *insn = &programs[i].insns[j];

			if (!insn->code && !(j && insn_is_wide(insn - 1)))
				break;
			add_insn(f->arena, img, *insn, 0);
		}
		add_usual_maps(f->arena, img, 1);
		report = check(f, img, f->nfp);
		expect(&report, programs[i].text, name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CHECKER_TEST(finds_what_the_verifier_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

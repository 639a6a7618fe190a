// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_limits_test.c - the checker counts what a program takes of a NIC
 */
#include "lib/checker.h"
#include "lib/loaded.h"
#include "offload/insn.h"

#include <errno.h>

/* A map that fits every profile. */
static const struct image_map small_map = { .role = MAP_KEYS,
					    .name = "small",
					    .type = BPF_MAP_TYPE_HASH,
					    .key_bytes = 4,
					    .value_bytes = 4,
					    .max_entries = 2 };

/* What one map more than small_map makes the checker say. */
static void expect_of_map(struct checker *f, struct image_map map,
			  const struct profile *profile, const char *text)
{
	const struct bpf_insn pass[] = { PASS };
	struct image *img = make_image_of(f->arena, pass);
	struct check_report report;

	add_map(f->arena, img, small_map);
	add_map(f->arena, img, map);
	report = check(f, img, profile);
	expect(&report, text, profile->name);
}

static void checks_each_limit_of_a_map(void **state)
{
	struct checker *f = *state;
	struct image_map m = small_map;

	expect_of_map(f, m, f->nfp, NULL);
	expect_of_map(f, m, f->netdevsim, NULL);
	m.type = BPF_MAP_TYPE_PERCPU_ARRAY;
	expect_of_map(f, m, f->nfp, "of a type that is not there");
	expect_of_map(f, m, f->driver, NULL);
	m.type = 4000;
	expect_of_map(f, m, f->driver, "of a type that is not there");
	m = small_map;
	m.key_bytes = 57;
	expect_of_map(f, m, f->nfp, "keys of 57 bytes in map small");
	m.key_bytes = 49;
	expect_of_map(f, m, f->nfp, NULL);
	m.value_bytes = 9;
	expect_of_map(f, m, f->nfp, "elements of 72 bytes in map small");
	m.value_bytes = 57;
	expect_of_map(f, m, f->nfp, "values of 57 bytes");
	m = small_map;
	m.max_entries = 3;
	expect_of_map(f, m, f->netdevsim, "needs 3 elements in map small");
	m.max_entries = 3072000;
	expect_of_map(f, m, f->nfp, "needs 3072002 elements in all maps");
	m.max_entries = 3071998;
	expect_of_map(f, m, f->nfp, NULL);
	m.max_entries = 2;
	m.n_entries = 3;
	expect_of_map(f, m, f->nfp, "fills map small");
}

static void counts_the_maps(void **state)
{
	const struct bpf_insn pass[] = { PASS };
	struct checker *f = *state;
	struct image *img = make_image_of(f->arena, pass);
	struct check_report report;

	for (int i = 0; i < 32; i++)
		add_map(f->arena, img, small_map);
	report = check(f, img, f->nfp);
	expect(&report, NULL, "32 maps");
	add_map(f->arena, img, small_map);
	report = check(f, img, f->nfp);
	expect(&report, "needs 33 maps, and there are 32", "33 maps");
}

static void refuses_a_program_longer_than_the_nic_can_hold(void **state)
{
	const struct bpf_insn end[] = { PASS };
	struct checker *f = *state;
	struct image *img = make_image(f->arena, NULL, 0);
	struct check_report report;

	/* 2 words each, 23 + 3 beside them */
	for (int i = 0; i < (2800 - 26) / 2; i++)
		add_insn(f->arena, img, MOV_K(R0, 1), 7);
	add_insn(f->arena, img, end[0], 7);
	add_insn(f->arena, img, end[1], 7);
	report = check(f, img, f->nfp);
	assert_int_equal(report.insns, 2800);
	expect(&report, NULL, "2800 words");
	img->insns.v[0].imm = 0x12345678;
	report = check(f, img, f->nfp);
	expect(&report, "takes 2801 words", "2801 words");
	assert_int_equal(report.violations.v[0].rule, PLAN_NO_RULE);
	report = check(f, img, f->driver);
	expect(&report, NULL, "driver");
}

static void refuses_frames_in_several_buffers_on_a_nic(void **state)
{
	const struct bpf_insn pass[] = { PASS };
	struct checker *f = *state;
	struct image *img = make_image_of(f->arena, pass);
	struct check_report report;

	img->has_frags = true;
	report = check(f, img, f->nfp);
	expect(&report, "several buffers", "nfp");
	report = check(f, img, f->driver);
	expect(&report, NULL, "driver");
}

static void refuses_more_stack_than_there_is(void **state)
{
	const struct bpf_insn insns[] = { MOV_K(R0, 0),
					  STORE(BPF_DW, R10, -72, R0), PASS };
	struct checker *f = *state;
	struct image *img = make_image_of(f->arena, insns);
	struct check_report report;

	f->nfp->stack_bytes = 64;
	report = check(f, img, f->nfp);
	expect(&report, "takes 128 bytes of stack, and there are 64", "nfp");
}

/* Byte 60 of the packet is read, or one as many bytes behind as byte 0 says. */
static void refuses_to_read_beyond_what_the_nic_has_of_a_frame(void **state)
{
	const struct bpf_insn insns[] = {
		LOAD(BPF_W, BPF_REG_6, R1, 0),
		LOAD(BPF_W, BPF_REG_7, R1, 4),
		MOV_X(R2, BPF_REG_6),
		ALU64_K(BPF_ADD, R2, 1),
		IF_X(BPF_JGT, R2, BPF_REG_7, 6),
		LOAD(BPF_B, R0, BPF_REG_6, 0),
		ALU64_X(BPF_ADD, BPF_REG_6, R0),
		MOV_X(R2, BPF_REG_6),
		ALU64_K(BPF_ADD, R2, 61),
		IF_X(BPF_JGT, R2, BPF_REG_7, 1),
		LOAD(BPF_B, R0, BPF_REG_6, 60),
		PASS,
	};
	struct checker *f = *state;
	struct image *img = make_image_of(f->arena, insns);
	struct check_report report;

	img->rules.v[10] = 3;
	f->nfp->packet_bytes = 315;
	report = check(f, img, f->nfp);
	expect(&report, NULL, "315");
	assert_int_equal(report.last_byte, 315);
	f->nfp->packet_bytes = 314;
	report = check(f, img, f->nfp);
	expect(&report, "may read byte 315 of a frame", "314");
	assert_int_equal(report.violations.v[0].rule, 3);
	assert_int_equal(report.violations.v[0].insn, 10);
	f->nfp->packet_bytes = 0;
	report = check(f, img, f->nfp);
	expect(&report, NULL, "all");
}

static void refuses_what_no_branch_reaches(void **state)
{
	struct checker *f = *state;
	struct image *img = make_image(f->arena, NULL, 0);
	struct check_report report;

	f->nfp->max_insns = UINT16_MAX;
	for (int i = 0; i < 8190; i++)
		add_insn(f->arena, img, MOV_K(R0, XDP_PASS), PLAN_NO_RULE);
	add_insn(f->arena, img, EXIT(), PLAN_NO_RULE);
	report = check(f, img, f->nfp);
	assert_int_equal(report.insns, 16404);
	expect(&report, "a branch reaches 16384", "nfp");
}

/* @n tests, one behind the other, each of which leads to the end. */
static struct image *make_tests(struct arena *a, uint32_t n)
{
	struct image *img = make_image(a, NULL, 0);

	/* The receive queue: the verifier knows nothing of it. */
	add_insn(a, img, LOAD(BPF_W, R2, R1, 16), PLAN_NO_RULE);
	for (uint32_t i = 0; i < n; i++)
		add_insn(a, img, IF_K(BPF_JEQ, R2, 1000 + 2 * i, n - 1 - i),
			 PLAN_NO_RULE);
	add_insn(a, img, MOV_K(R0, XDP_PASS), PLAN_NO_RULE);
	add_insn(a, img, EXIT(), PLAN_NO_RULE);
	return img;
}

static void refuses_more_tests_in_a_row_than_the_verifier_follows(void **state)
{
	struct checker *f = *state;
	struct check_report report;

	report = check(f, make_tests(f->arena, 8192), f->driver);
	expect(&report, NULL, "8192 tests");
	report = check(f, make_tests(f->arena, 8193), f->driver);
	expect(&report, "has 8193 tests in a row", "8193 tests");
	assert_int_equal(report.violations.v[0].rule, PLAN_NO_RULE);
	f->driver->max_pending_jumps = 0;
	report = check(f, make_tests(f->arena, 8193), f->driver);
	expect(&report, NULL, "no limit");
}

/* The last test is met on the first way, and not followed on the second. */
static void follows_no_instruction_twice(void **state)
{
	const struct bpf_insn insns[] = {
		LOAD(BPF_W, R2, R1, 16),
		IF_K(BPF_JEQ, R2, 7, 1),
		GOTO(2),
		IF_K(BPF_JEQ, R2, 1, 2),
		IF_K(BPF_JEQ, R2, 2, 1),
		IF_K(BPF_JEQ, R2, 3, 0),
		PASS,
	};
	struct checker *f = *state;
	struct image *img = make_image_of(f->arena, insns);
	struct check_report report;

	f->driver->max_pending_jumps = 2;
	report = check(f, img, f->driver);
	expect(&report, NULL, "2");
	f->driver->max_pending_jumps = 1;
	report = check(f, img, f->driver);
	expect(&report, "has 2 tests in a row", "1");
}

static void agrees_with_the_kernel_on_tests_in_a_row(void **state)
{
	struct checker *f = *state;
	struct loaded loaded;
	const char *why = "";
	int err;

	err = loaded_open(f->arena, make_tests(f->arena, 8192), &loaded, &why);
	if (err == -EPERM)
		skip();
	assert_int_equal(err, 0);
	loaded_close(&loaded);
	assert_int_not_equal(loaded_open(f->arena, make_tests(f->arena, 8193),
					 &loaded, &why),
			     0);
}

static void refuses_a_program_without_an_end(void **state)
{
	const struct bpf_insn insns[] = { MOV_K(R0, 0) };
	struct checker *f = *state;
	struct check_report report =
		check(f, make_image_of(f->arena, insns), f->nfp);

	expect(&report, "does not end with an exit", "no end");
	report = check(f, make_image(f->arena, NULL, 0), f->nfp);
	expect(&report, "does not end with an exit", "nothing at all");
}

/*
 * Instructions, and the words that the JIT of Linux 6.1 makes of them. They are
 * counted whether or not the verifier would take what they work on.
 */
static const struct {
	uint32_t words;
	struct bpf_insn insns[12];
} measured[] = {
	{ 2, { MOV_K(R0, 1) } },
	{ 3, { MOV_K(R0, 0x12345678) } },
	{ 2, { MOV_X(R0, R1) } },
	{ 4, { LD_IMM(R0, 0x123456789abcdef0) } },
	{ 2, { ALU32_K(BPF_AND, R0, 0xffffff00) } },
	/* 1 more where all 64 bits are read */
	{ 3 + 2, { ALU32_K(BPF_AND, R0, 0xffffff00), MOV_X(R2, R0) } },
	{ 3, { TO_BE(R0, 32) } },
	{ 5, { TO_BE(R0, 64) } },
	{ 3, { IF_K(BPF_JEQ, R0, 1, 0) } },
	{ 5, { IF_K(BPF_JEQ, R0, 0x12345678, 0) } },
	{ 2, { IF_K(BPF_JNE, R0, 0, 0) } },
	{ 2, { IF32_K(BPF_JEQ, R0, 1, 0) } },
	{ 4, { IF32_K(BPF_JEQ, R0, 0x12345678, 0) } },
	{ 3, { IF32_K(BPF_JGT, R0, 1000, 0) } },
	{ 2, { IF32_X(BPF_JGT, R0, R1, 0) } },
	{ 0, { GOTO(0) } },
	/* 2 of the context; then 1 to read, 1 each to take over */
	{ 2 + 1 + 1 + 1,
	  { LOAD(BPF_W, R2, R1, 0), LOAD(BPF_W, R0, R2, 12),
	    LOAD(BPF_W, R0, R2, 16) } },
	/* the second is too far away for the first's read */
	{ 2 + 2 + 2,
	  { LOAD(BPF_W, R2, R1, 0), LOAD(BPF_W, R0, R2, 0),
	    LOAD(BPF_W, R0, R2, 64) } },
	/* 1 more where a read is longer than 32 bytes */
	{ 2 + 2 + 2,
	  { LOAD(BPF_W, R2, R1, 0), LOAD(BPF_W, R0, R2, 0),
	    LOAD(BPF_W, R0, R2, 40) } },
	/* a word across two registers */
	{ 2 + 2 + 2,
	  { LOAD(BPF_W, R2, R1, 0), LOAD(BPF_W, R0, R2, 0),
	    LOAD(BPF_W, R0, R2, 6) } },
	/* a key at the frame's lowest address: 5 with the map's load */
	{ 2 + 2 + 5,
	  { MOV_X(R2, R10), ALU64_K(BPF_ADD, R2, -8), LD_MAP(R1, 0),
	    CALL(map_lookup_elem) } },
	/* and 10 elsewhere */
	{ 1 + 2 + 2 + 10,
	  { STORE(BPF_W, R10, -8, R1), MOV_X(R2, R10), ALU64_K(BPF_ADD, R2, -4),
	    LD_MAP(R1, 0), CALL(map_lookup_elem) } },
};

static void counts_the_words_that_were_measured(void **state)
{
	struct checker *f = *state;

	for (size_t i = 0; i < sizeof(measured) / sizeof(measured[0]); i++) {
		const struct bpf_insn end[] = { PASS };
		struct image *img = make_image(f->arena, NULL, 0);
		struct check_report report;

		for (int j = 0; j < 12 && measured[i].insns[j].code; j++) {
			const struct bpf_insn *insn = &measured[i].insns[j];

			add_insn(f->arena, img, *insn, 0);
			if (insn_is_wide(insn))
				add_insn(f->arena, img, measured[i].insns[++j],
					 0);
		}
		add_insn(f->arena, img, end[0], 0);
		add_insn(f->arena, img, end[1], 0);
		add_usual_maps(f->arena, img, 1);
		report = check(f, img, f->nfp);
		if (report.insns != 26 + measured[i].words)
			fail_msg("row %zu: %u words, not %u", i, report.insns,
				 26 + measured[i].words);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CHECKER_TEST(checks_each_limit_of_a_map),
		CHECKER_TEST(counts_the_maps),
		CHECKER_TEST(refuses_a_program_longer_than_the_nic_can_hold),
		CHECKER_TEST(refuses_frames_in_several_buffers_on_a_nic),
		CHECKER_TEST(refuses_more_stack_than_there_is),
		CHECKER_TEST(
			refuses_to_read_beyond_what_the_nic_has_of_a_frame),
		CHECKER_TEST(refuses_what_no_branch_reaches),
		CHECKER_TEST(
			refuses_more_tests_in_a_row_than_the_verifier_follows),
		CHECKER_TEST(follows_no_instruction_twice),
		CHECKER_TEST(agrees_with_the_kernel_on_tests_in_a_row),
		CHECKER_TEST(refuses_a_program_without_an_end),
		CHECKER_TEST(counts_the_words_that_were_measured),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_test.c - the checker finds the instructions that a NIC would refuse,
 * and no others
 */
#include "lib/checker.h"
#include "offload/check_isa.h"
#include "offload/insn.h"

#include <limits.h>

static void accepts_a_program_of_every_usual_part(void **state)
{
	const struct bpf_insn insns[] = {
		LOAD(BPF_W, BPF_REG_6, R1, 0),
		LOAD(BPF_W, BPF_REG_7, R1, 4),
		MOV_X(R2, BPF_REG_6),
		ALU64_K(BPF_ADD, R2, 14),
		IF_X(BPF_JGT, R2, BPF_REG_7, 14),
		LOAD(BPF_H, R0, BPF_REG_6, 12),
		IF32_K(BPF_JNE, R0, 8, 12),
		LOOK_UP(1),
		MOV_K(R1, 1),
		ADD_TO(BPF_DW, R0, 0, R1),
		MOV_K(R1, 60),
		ADD_TO(BPF_DW, R0, 8, R1),
		PASS,
	};
	struct checker *f = *state;
	struct image *img = make_image_of(f->arena, insns);
	struct check_report report;

	add_usual_maps(f->arena, img, 2);
	report = check(f, img, f->nfp);
	expect(&report, NULL, "nfp");
	assert_int_equal(report.stack_bytes, 64);
	assert_int_equal(report.maps, 2);
	assert_int_equal(report.entries, 3);
	assert_int_equal(report.max_insns, 2800);
	assert_in_range(report.insns, 60, 90);
	report = check(f, img, f->driver);
	expect(&report, NULL, "driver");
	assert_int_equal(report.stack_bytes, 4);
	assert_int_equal(report.insns, sizeof(insns) / sizeof(insns[0]));
}

/* Operands that no check but that of the opcode has words about. */
static struct bpf_insn plain_insn(uint8_t code)
{
	if (BPF_CLASS(code) == BPF_JMP && BPF_OP(code) == BPF_CALL)
		return INSN(code, 0, 0, 0, BPF_FUNC_map_lookup_elem);
	if (BPF_CLASS(code) == BPF_LDX)
		return INSN(code, R0, R10, -8, 0);
	if (BPF_CLASS(code) == BPF_STX && BPF_MODE(code) == BPF_ATOMIC)
		return INSN(code, BPF_REG_3, R0, 0, BPF_ADD);
	if (BPF_CLASS(code) == BPF_STX || BPF_CLASS(code) == BPF_ST)
		return INSN(code, R10, R0, -8, 0);
	return INSN(code, R0, R0, 0, 16);
}

/* The text about the opcode of an instruction of its own; NULL: none. */
static const char *opcode_text(struct checker *f, uint8_t code,
			       const struct profile *profile)
{
	const struct bpf_insn insns[] = { plain_insn(code), INSN(0, 0, 0, 0, 0),
					  PASS };
	struct image *img = make_image_of(f->arena, insns);
	struct check_report report = check(f, img, profile);
	const struct violation *v;

	vec_for_each(v, &report.violations)
		if (v->insn == 0 && (strstr(v->text, "needs ") == v->text ||
				     strstr(v->text, "has the code")))
			return v->text;
	return NULL;
}

static void judges_every_opcode_as_its_row_says(void **state)
{
	struct checker *f = *state;

	for (unsigned int code = 0; code < 256; code++) {
		const struct isa_row *row = &check_isa[code];
		const char *nfp = opcode_text(f, code, f->nfp);
		const char *bpf = opcode_text(f, code, f->driver);

		if (!row->is_known) {
			assert_non_null(strstr(nfp, "no BPF instruction"));
			assert_non_null(strstr(bpf, "no BPF instruction"));
			continue;
		}
		if (!nfp != !row->nfp || (nfp && !strstr(nfp, row->nfp)))
			fail_msg("0x%02x on nfp: '%s'", code, nfp);
		if (!bpf != !row->bpf || (bpf && !strstr(bpf, row->bpf)))
			fail_msg("0x%02x on the host: '%s'", code, bpf);
	}
}

/*
 * jit.c of nfp lists 115 opcodes. It takes 6 for TC alone, and 8 of products
 * and quotients and 4 stores of constants that check_isa.c tells about.
 */
static void takes_as_many_opcodes_as_the_driver(void **state)
{
	int n = 0;

	(void)state;
	for (unsigned int code = 0; code < 256; code++)
		n += check_isa[code].is_known && !check_isa[code].nfp;
	assert_int_equal(n, 115 - 6 - 8 - 4);
}

/* One row or more for each check of check_insn.c. */
static const struct {
	const char *text;
	bool also_netdevsim; /* is said there as well, and so on */
	bool also_driver;
	struct bpf_insn insns[16];
} rows[] = {
	{ "code 0xff", true, true, { INSN(0xff, 0, 0, 0, 0) } },
	{ "never reached", true, true, { GOTO(1), MOV_K(R0, 1) } },
	{ "register that does not exist",
	  true,
	  true,
	  { INSN(BPF_ALU64 | BPF_MOV | BPF_X, 11, 0, 0, 0) } },
	{ "signed move",
	  true,
	  true,
	  { INSN(BPF_ALU64 | BPF_MOV | BPF_X, R0, R1, 8, 0) } },
	{ "swaps neither", true, true, { TO_BE(R1, 24) } },
	{ "gives the old value",
	  false,
	  false,
	  { INSN(BPF_STX | BPF_ATOMIC | BPF_DW, BPF_REG_3, R0, 0,
		 BPF_ADD | BPF_FETCH) } },
	{ "other than addition",
	  false,
	  false,
	  { INSN(BPF_STX | BPF_ATOMIC | BPF_DW, BPF_REG_3, R0, 0, BPF_OR) } },
	{ "cut in half",
	  true,
	  true,
	  { INSN(BPF_LD | BPF_IMM | BPF_DW, R0, 0, 0, 1) } },
	{ "map by its index",
	  true,
	  true,
	  { INSN(BPF_LD | BPF_IMM | BPF_DW, R0, BPF_PSEUDO_MAP_IDX, 0, 0),
	    INSN(0, 0, 0, 0, 0) } },
	{ "no map",
	  true,
	  true,
	  { INSN(BPF_LD | BPF_IMM | BPF_DW, R0, BPF_PSEUDO_FUNC, 0, 0),
	    INSN(0, 0, 0, 0, 0) } },
	{ "uses map 2, which is not there", true, true, { LD_MAP(R1, 2) } },
	{ "needs the helper xdp_get_buff_len, which this NIC's firmware does not offer",
	  false,
	  false,
	  { CALL(xdp_get_buff_len) } },
	{ "needs a clock for timeouts, the helper ktime_get_coarse_ns",
	  true,
	  false,
	  { CALL(ktime_get_coarse_ns) } },
	{ "needs the helper 99999",
	  true,
	  true,
	  { INSN(BPF_JMP | BPF_CALL, 0, 0, 0, 99999) } },
	{ "no helper",
	  true,
	  true,
	  { INSN(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_CALL, 0, 1) } },
	{ "backwards", true, true, { GOTO(-1) } },
	{ "backwards", true, true, { IF32_K(BPF_JEQ, R1, 0, -1) } },
	{ "out of the program", true, true, { IF_K(BPF_JEQ, R1, 0, 100) } },
	{ "into the middle",
	  true,
	  true,
	  { IF_K(BPF_JEQ, R1, 0, 1), LD_IMM(R0, 1) } },
	{ "-2147483648", false, false, { ALU64_K(BPF_ADD, R0, INT32_MIN) } },
	{ "-2147483648", false, false, { ALU64_K(BPF_SUB, R0, INT32_MIN) } },
	{ "-2147483648", false, false, { IF_K(BPF_JGE, R0, INT32_MIN, 0) } },
	{ "-2147483648", false, false, { IF_K(BPF_JLT, R0, INT32_MIN, 0) } },
	{ "-2147483648", false, false, { IF_K(BPF_JSGE, R0, INT32_MIN, 0) } },
	{ "-2147483648", false, false, { IF_K(BPF_JSLT, R0, INT32_MIN, 0) } },
	{ "other words than", true, false, { LOAD(BPF_W, R0, R1, 12) } },
	{ "other words than", true, false, { LOAD(BPF_H, R0, R1, 0) } },
	{ "writes into the packet's context",
	  true,
	  false,
	  { STORE(BPF_W, R1, 16, R0) } },
	{ "two kinds of memory",
	  false,
	  false,
	  { LOAD(BPF_W, R2, R1, 0), IF_X(BPF_JEQ, R2, R1, 1), MOV_X(R2, R10),
	    LOAD(BPF_B, R0, R2, 0) } },
	{ "not constant",
	  false,
	  false,
	  { MOV_X(R2, R10), ALU64_X(BPF_ADD, R2, R0),
	    LOAD(BPF_B, R0, R2, 0) } },
	{ "does only by adding",
	  false,
	  false,
	  { LOOK_UP(1), STORE(BPF_W, R0, 0, R0) } },
	{ "where there is no map value",
	  false,
	  false,
	  { ADD_TO(BPF_DW, R10, -8, R0) } },
	{ "not on the stack",
	  false,
	  false,
	  { LOAD(BPF_W, R2, R1, 0), CALL(map_lookup_elem) } },
	{ "offset of the stack",
	  false,
	  false,
	  { MOV_X(R2, R10), ALU64_X(BPF_ADD, R2, R0), CALL(map_lookup_elem) } },
	{ "-6 of the stack",
	  false,
	  false,
	  { MOV_X(R2, R10), ALU64_K(BPF_ADD, R2, -6), CALL(map_lookup_elem) } },
	{ "reads and adds to the same word of map counters",
	  false,
	  false,
	  { LOOK_UP(1), LOAD(BPF_DW, R1, R0, 0), ADD_TO(BPF_W, R0, 4, R1) } },
};

static struct image *row_image(struct checker *f, size_t row)
{
	struct image *img = make_image(f->arena, rows[row].insns, 0);
	const struct bpf_insn end[] = { PASS };
	size_t n = 16;

	while (n && !memcmp(&rows[row].insns[n - 1], &(struct bpf_insn){},
			    sizeof(struct bpf_insn)))
		n--;
	for (size_t i = 0; i < n; i++)
		add_insn(f->arena, img, rows[row].insns[i], row);
	/* The second half of a 64-bit constant is 0 as well. */
	if (insn_is_wide(&rows[row].insns[n - 1]) &&
	    !strstr(rows[row].text, "cut in half"))
		add_insn(f->arena, img, rows[row].insns[n], row);
	for (int i = 0; i < 4; i++)
		add_insn(f->arena, img, MOV_K(R0, 0), PLAN_NO_RULE);
	add_insn(f->arena, img, end[0], PLAN_NO_RULE);
	add_insn(f->arena, img, end[1], PLAN_NO_RULE);
	add_usual_maps(f->arena, img, 4);
	return img;
}

/* Fails unless the violation of @row is there, with its rule, or is not. */
static void expect_row(struct checker *f, size_t row,
		       const struct profile *profile, bool is_expected)
{
	struct check_report report = check(f, row_image(f, row), profile);
	const struct violation *v;
	bool is_found = false;

	vec_for_each(v, &report.violations) {
		if (!strstr(v->text, rows[row].text))
			continue;
		is_found = true;
		assert_int_equal(v->rule, row);
		assert_true(v->insn < 16);
	}
	if (is_found != is_expected)
		fail_msg("%s: '%s' was %s", profile->name, rows[row].text,
			 is_found ? "found" : "not found");
}

static void finds_what_each_row_breaks(void **state)
{
	struct checker *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		expect_row(f, i, f->nfp, true);
		expect_row(f, i, f->netdevsim, rows[i].also_netdevsim);
		expect_row(f, i, f->driver, rows[i].also_driver);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CHECKER_TEST(accepts_a_program_of_every_usual_part),
		CHECKER_TEST(judges_every_opcode_as_its_row_says),
		CHECKER_TEST(takes_as_many_opcodes_as_the_driver),
		CHECKER_TEST(finds_what_each_row_breaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

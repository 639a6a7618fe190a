// SPDX-License-Identifier: GPL-2.0-only
/*
 * nfp_test.c - the microcode model knows what it knows, and nothing else
 *
 * Words are put together here bit by bit, apart from the decoder.
 */
#include "lib/insns.h"
#include "offload/nfp.h"
#include "offload/nfp_decode.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define START  0x100
#define DONE   0x40
#define LOOKUP 0x1000
#define TABLE  7

/* Operands of 10 bits. */
#define A(n)	 (n)
#define B(n)	 (n)
#define IMM(v)	 (0x300 | (v))
#define NONE	 0x300
#define XFER(n)	 (0x180 | (n))
#define LM(i, n) (0x200 | (i) << 5 | (n))

#define BOTH (1ULL << 41)
#define TO_B (1ULL << 36)

#define ALU(op, dst, a, b)                                             \
	(0xa000000000 | (uint64_t)(op) << 31 | (uint64_t)(dst) << 20 | \
	 (uint64_t)(b) << 10 | (a))
#define IMMED(dst, v)                                                      \
	(0xf000000000 | (uint64_t)((v) >> 8) << 20 | IMM((v)&0xff) << 10 | \
	 (dst))
#define IMMED_B(dst, v)                                                      \
	(0xf000000000 | (uint64_t)((v) >> 8) << 20 | (uint64_t)(dst) << 10 | \
	 IMM((v)&0xff))
#define SHIFTED(word, bytes) ((word) | (uint64_t)(bytes) << 33)
#define NOP		     IMMED(NONE, 0)
#define BR_TO(op, target, defer)                                            \
	(0xd800008020 | (op) | ((op) == 0x18 ? 0 : 0x100) | (defer) << 20 | \
	 (uint64_t)(target) << 22)
#define BR(op, word, defer) BR_TO(op, START + (word), defer)
/* A read of words at register a plus an immediate, into transfer register 0. */
#define READ(a, off, n)                                        \
	(0x5c00000000ULL | (0x20ULL | (off)) << 10 | 2 << 18 | \
	 (uint64_t)((n)-1) << 25 | 1ULL << 28 | 4ULL << 42 | (a))
#define CSR_WRITE(csr, a) \
	(0xfc00200000 | (uint64_t)((csr) / 4) << 22 | IMM(0) << 10 | (a))

/* The answer: a code in the upper half of A0. */
#define ANSWER(code) SHIFTED(IMMED(A(0), code), 2), BR_TO(0x18, DONE, 0)
#define DROP	     ANSWER(0x22)
#define PASS	     ANSWER(0x11)

static const uint8_t frame[64] = { 1, 2, 3, 4, 5, 6, 7, 8, [63] = 99 };

static const char *why;

static struct nfp *make(struct arena *a, const uint64_t *words, size_t n)
{
	static const uint32_t tables[] = { TABLE };
	struct nfp_code *code = arena_new_of(a, struct nfp_code);
	struct image *img = arena_new_of(a, struct image);
	uint64_t *checked = arena_calloc(a, n, sizeof(*checked));
	struct nfp *m = NULL;

	for (size_t i = 0; i < n; i++)
		checked[i] = nfp_word_with_check(words[i]);
	add_map(a, img,
		(struct image_map){ .role = MAP_COUNTERS,
				    .name = "counters",
				    .type = BPF_MAP_TYPE_ARRAY,
				    .key_bytes = 4,
				    .value_bytes = 16,
				    .max_entries = 4 });
	*code = (struct nfp_code){ .words = checked,
				   .n_words = n,
				   .at = { START, DONE, LOOKUP },
				   .tables = tables };
	if (nfp_new(a, img, code, &m, &why))
		print_message("# %s\n", why);
	return m;
}

/* What the program answers; said has why it does not. */
static char said[256];

static int answer(const uint64_t *words, size_t n)
{
	struct arena *a = arena_new();
	struct nfp *m = make(a, words, n);
	int ret = m ? nfp_run(m, frame, sizeof(frame), &why) : -EPROTO;

	snprintf(said, sizeof(said), "%s", ret < 0 ? why : "");
	arena_free(a);
	return ret;
}

#define RUN(...)                                  \
	answer((const uint64_t[]){ __VA_ARGS__ }, \
	       sizeof((const uint64_t[]){ __VA_ARGS__ }) / sizeof(uint64_t))

/* It must stop, and say so. */
#define STOPS(text, ...)                             \
	do {                                         \
		assert_true(RUN(__VA_ARGS__) < 0);   \
		assert_non_null(strstr(said, text)); \
	} while (0)

/* Drops if @op is taken, after A4 - 5 of a register that holds @v. */
#define COMPARED(v, op)                                           \
	RUN(IMMED(A(4), v) | BOTH, ALU(0x15, NONE, A(4), IMM(5)), \
	    BR(op, 5, 0), PASS, DROP)

static void answers_by_the_codes_of_the_outro(void **state)
{
	assert_int_equal(RUN(DROP), XDP_DROP);
	assert_int_equal(RUN(PASS), XDP_PASS);
	assert_int_equal(RUN(ANSWER(0x82)), XDP_ABORTED);
	assert_int_equal(RUN(ANSWER(0x44)), XDP_TX);
	STOPS("unknown answer 0x330000", ANSWER(0x33));
	STOPS("the answer is not defined", BR_TO(0x18, DONE, 0));
}

static void carry_of_a_subtraction_means_nothing_borrowed(void **state)
{
	assert_int_equal(COMPARED(4, 0x04), XDP_PASS); /* BHS */
	assert_int_equal(COMPARED(5, 0x04), XDP_DROP);
	assert_int_equal(COMPARED(4, 0x05), XDP_DROP); /* BLO */
	assert_int_equal(COMPARED(5, 0x00), XDP_DROP); /* BEQ */
	assert_int_equal(COMPARED(6, 0x00), XDP_PASS);
	assert_int_equal(COMPARED(4, 0x09), XDP_DROP); /* BLT */
	assert_int_equal(COMPARED(4, 0x08), XDP_PASS); /* BGE */
}

static void a_word_with_a_wrong_bit_is_refused(void **state)
{
	const uint64_t word = nfp_word_with_check(NOP);
	struct nfp_insn insn;
	const char *text;

	assert_int_equal(nfp_decode(word, &insn, &text), 0);
	for (unsigned int bit = 0; bit < 64; bit++)
		assert_int_equal(nfp_decode(word ^ 1ULL << bit, &insn, &text),
				 -EINVAL);
}

static void bits_that_no_field_has_are_refused(void **state)
{
	struct nfp_insn insn;
	const char *text;

	assert_int_equal(
		nfp_decode(nfp_word_with_check(NOP | 1ULL << 28), &insn, &text),
		-EINVAL);
	assert_string_equal(text, "bits that no field has");
	assert_int_equal(
		nfp_decode(nfp_word_with_check(0xe000000000), &insn, &text),
		-EINVAL);
	assert_int_equal(nfp_decode(nfp_word_with_check(ALU(1, A(0), 0x280, 0)),
				    &insn, &text),
			 -EINVAL);
	STOPS("unknown alu operation 0x1f", ALU(0x1f, A(4), IMM(1), B(0)),
	      PASS);
}

static void what_was_never_written_decides_nothing(void **state)
{
	/* A move of it is no harm, a branch on it is. */
	assert_int_equal(RUN(ALU(0, A(6) | 0, 0, B(4)), PASS), XDP_PASS);
	STOPS("condition is not defined", ALU(0x14, NONE, A(4), IMM(0)),
	      BR(0, 0, 0), PASS);
	STOPS("condition is not defined", BR(0x04, 0, 0), PASS);
	STOPS("an address is not defined", READ(4, 0, 1), PASS);
}

static void a_register_in_one_bank_is_stale_in_the_other(void **state)
{
	STOPS("condition is not defined", IMMED(A(4), 1) | BOTH, IMMED(A(4), 2),
	      ALU(0, NONE, 0, B(4)), BR(1, 0, 0), PASS);
	/* Scratch registers are two of their own. */
	assert_int_equal(RUN(IMMED(A(21), 1) | BOTH, IMMED(A(21), 2),
			     ALU(0, NONE, 0, B(21)), BR(0, 0, 0), PASS),
			 XDP_PASS);
}

static void deferred_words_run_before_the_branch(void **state)
{
	/* The second word is skipped without a defer, and runs with one. */
	assert_int_equal(RUN(IMMED(A(4), 1), BR(0x18, 3, 0), IMMED(A(4), 2),
			     ALU(0x15, NONE, A(4), IMM(2)), BR(0, 7, 0), PASS,
			     DROP),
			 XDP_PASS);
	assert_int_equal(RUN(IMMED(A(4), 1), BR(0x18, 3, 1), IMMED(A(4), 2),
			     ALU(0x15, NONE, A(4), IMM(2)), BR(0, 7, 0), PASS,
			     DROP),
			 XDP_DROP);
	STOPS("br in a slot of another", BR(0x18, 2, 1), BR(0x18, 2, 0), PASS);
}

/* The packet's address is in the packet vector, word 2. */
#define FRAME_TO(reg) ALU(0, reg, 0, LM(1, 2))

static void reads_the_packet_and_not_what_lies_behind(void **state)
{
	/* Bytes 1 to 4 as the host has them, and a branch on them. */
	assert_int_equal(
		RUN(FRAME_TO(A(4)), READ(4, 1, 1), ALU(0, A(6), 0, XFER(0)),
		    ALU(0x15, NONE, A(6), IMM(2)), BR(0, 7, 0), PASS, DROP),
		XDP_PASS);
	/* What a joined load takes from behind the end is not defined. */
	assert_int_equal(RUN(FRAME_TO(A(4)), IMMED_B(B(21), 62),
			     ALU(1, A(4), A(4), B(21)), READ(4, 0, 1), PASS),
			 XDP_PASS);
	STOPS("condition is not defined", FRAME_TO(A(4)), IMMED_B(B(21), 62),
	      ALU(1, A(4), A(4), B(21)), READ(4, 0, 1),
	      ALU(0, NONE, 0, XFER(0)), BR(0, 0, 0), PASS);
	STOPS("byte 200 of a packet of 64", FRAME_TO(A(4)), IMMED_B(B(21), 200),
	      ALU(1, A(4), A(4), B(21)), READ(4, 0, 1), PASS);
}

static void an_index_takes_time_to_be_set(void **state)
{
	const uint64_t set = CSR_WRITE(0x64, 22),
		       use = ALU(0, LM(0, 0), 0, B(4));

	assert_int_equal(RUN(set, NOP, NOP, NOP, use, PASS), XDP_PASS);
	STOPS("used too soon", set, NOP, NOP, use, PASS);
	STOPS("writes register 0x68", CSR_WRITE(0x68, 22), PASS);
}

/* A lookup of @key, which ends at the word behind. */
#define LOOK_UP(at, table, key)                             \
	IMMED(A(6), key) | BOTH, ALU(0, LM(0, 0), 0, B(6)), \
		BR_TO(0x18, LOOKUP, 2), IMMED(A(0), table), \
		IMMED_B(B(0), START + (at) + 5)

static void looks_up_what_the_table_holds(void **state)
{
	/* r0 is 0 where nothing is found: B0 tells. */
	assert_int_equal(RUN(LOOK_UP(0, TABLE, 3), ALU(0, NONE, 0, B(1)),
			     BR(1, 9, 0), PASS, DROP),
			 XDP_DROP);
	assert_int_equal(RUN(LOOK_UP(0, TABLE, 4), ALU(0, NONE, 0, B(1)),
			     BR(1, 9, 0), PASS, DROP),
			 XDP_PASS);
	STOPS("there is no table 8", LOOK_UP(0, TABLE + 1, 3), PASS);
}

static void a_call_leaves_no_argument_behind(void **state)
{
	STOPS("condition is not defined", LOOK_UP(0, TABLE, 3),
	      ALU(0, NONE, 0, B(6)), BR(1, 9, 0), PASS, DROP);
}

static void a_key_must_be_written(void **state)
{
	STOPS("byte 0 of a key is not defined", BR_TO(0x18, LOOKUP, 2),
	      IMMED(A(0), TABLE), IMMED_B(B(0), START + 3), PASS);
}

static void stops_a_program_that_does_not_end(void **state)
{
	STOPS("no end after", BR(0x18, 0, 0));
	STOPS("beyond the program", NOP);
	STOPS("goes to 0x20", BR_TO(0x18, 0x20, 0));
}

static void an_unrelocated_program_gets_its_addresses(void **state)
{
	const struct nfp_addresses at = { START, DONE, LOOKUP };
	uint64_t words[] = {
		BR_TO(0x18, 3, 0) | 1ULL << 56, /* inside */
		BR_TO(0x18, 0, 2) | 6ULL << 56, /* to the next packet */
		NOP,
		BR_TO(0x18, 15001, 0) | 7ULL << 56, /* a helper */
		IMMED_B(B(0), 0x1fe) | 8ULL << 56,
		BR_TO(0x18, 15000, 0) | 2ULL << 56, /* out */
	};
	struct arena *a = arena_new();
	struct nfp_insn insn;

	/* 15000 is beyond 13 bits, as the driver leaves it. */
	words[3] = nfp_word_with_target(words[3], 15001);
	words[5] = nfp_word_with_target(words[5], 15000);
	assert_int_equal(nfp_relocate(a, words, 6, &at, &why), 0);
	for (int i = 0; i < 6; i++)
		assert_int_equal(nfp_decode(words[i], &insn, &why), 0);
	assert_int_equal(nfp_word_target(words[0]), START + 3);
	assert_int_equal(nfp_word_target(words[1]), DONE);
	assert_int_equal(nfp_word_target(words[3]), LOOKUP);
	nfp_decode(words[4], &insn, &why);
	assert_int_equal(insn.right.value, START + 0x1fe);
	assert_int_equal(nfp_word_target(words[5]), START + 1 + 3);
	words[0] = 9ULL << 56;
	assert_int_equal(nfp_relocate(a, words, 1, &at, &why), -EINVAL);
	arena_free(a);
}

static void a_calls_table_may_have_many_digits(void **state)
{
	const uint64_t half = 2ULL << 29;
	const uint64_t words[] = {
		nfp_word_with_check(IMMED(A(2), 7) | BOTH),
		nfp_word_with_check(BR_TO(0x18, LOOKUP, 0)),
		nfp_word_with_check(IMMED(A(2), 0x86a0) | BOTH),
		nfp_word_with_check(SHIFTED(IMMED(A(2), 1), 2) | half | BOTH),
		nfp_word_with_check(BR_TO(0x18, LOOKUP, 0)),
		nfp_word_with_check(ALU(0, A(2), 0, B(4)) | BOTH),
		nfp_word_with_check(BR_TO(0x18, LOOKUP, 0)),
	};
	struct nfp_code code = { .words = words,
				 .n_words = 5,
				 .at = { START, DONE, LOOKUP } };
	struct arena *a = arena_new();
	uint32_t tables[4] = {};

	assert_int_equal(nfp_call_tables(a, &code, tables, 4, &why), 2);
	assert_int_equal(tables[0], 7);
	assert_int_equal(tables[1], 100000);
	code.n_words = 7;
	assert_int_equal(nfp_call_tables(a, &code, tables, 4, &why), -EINVAL);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_by_the_codes_of_the_outro),
		cmocka_unit_test(carry_of_a_subtraction_means_nothing_borrowed),
		cmocka_unit_test(a_word_with_a_wrong_bit_is_refused),
		cmocka_unit_test(bits_that_no_field_has_are_refused),
		cmocka_unit_test(what_was_never_written_decides_nothing),
		cmocka_unit_test(a_register_in_one_bank_is_stale_in_the_other),
		cmocka_unit_test(deferred_words_run_before_the_branch),
		cmocka_unit_test(reads_the_packet_and_not_what_lies_behind),
		cmocka_unit_test(an_index_takes_time_to_be_set),
		cmocka_unit_test(looks_up_what_the_table_holds),
		cmocka_unit_test(a_call_leaves_no_argument_behind),
		cmocka_unit_test(a_key_must_be_written),
		cmocka_unit_test(stops_a_program_that_does_not_end),
		cmocka_unit_test(an_unrelocated_program_gets_its_addresses),
		cmocka_unit_test(a_calls_table_may_have_many_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

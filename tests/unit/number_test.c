// SPDX-License-Identifier: GPL-2.0-only
/*
 * number_test.c - what is said of a number holds of each number it may be
 */
#include "lib/rng.h"
#include "offload/number.h"

#include <linux/bpf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define N_ROUNDS 20000
#define N_STEPS	 12

static const uint8_t alu_ops[] = { BPF_ADD, BPF_SUB, BPF_AND, BPF_OR,
				   BPF_XOR, BPF_LSH, BPF_RSH, BPF_MOV };

static const uint8_t tests[] = { BPF_JEQ, BPF_JNE, BPF_JGT, BPF_JGE,
				 BPF_JLT, BPF_JLE, BPF_JSET };

/* A register, and what is known of it. */
struct known {
	uint64_t v;
	struct number n;
};

static bool may_be(const struct number *n, uint64_t v)
{
	uint32_t low = v;

	return v >= n->min && v <= n->max && low >= n->min32 &&
	       low <= n->max32 && !((v ^ n->bits) & ~n->unknown);
}

/* Small ones, large ones, and those around what programs compare with. */
static uint64_t random_value(struct rng *r)
{
	static const uint64_t edges[] = { 0,	      1,	  0xff,
					  0x100,      0xffff,	  0x7fffffff,
					  0x80000000, UINT32_MAX, 1ULL << 32,
					  INT64_MAX,  UINT64_MAX };
	uint64_t v = rng_pick(r, edges);

	if (rng_one_in(r, 2))
		v = rng_bits(r, rng_between(r, 1, 64));
	return v + rng_below(r, 3) - 1;
}

static struct known random_known(struct rng *r)
{
	int bytes = 1 << rng_below(r, 4);
	uint64_t v = random_value(r);

	if (rng_one_in(r, 3))
		return (struct known){ v, number_constant(v) };
	if (bytes < 8)
		v &= (1ULL << 8 * bytes) - 1;
	return (struct known){ v, number_of_bytes(bytes) };
}

static uint64_t alu(uint8_t op, bool wide, uint64_t a, uint64_t b)
{
	uint64_t v = b;

	if (!wide) {
		a = (uint32_t)a;
		b = (uint32_t)b;
	}
	v = op == BPF_ADD   ? a + b
	    : op == BPF_SUB ? a - b
	    : op == BPF_AND ? a & b
	    : op == BPF_OR  ? a | b
	    : op == BPF_XOR ? a ^ b
	    : op == BPF_LSH ? a << b
	    : op == BPF_RSH ? a >> b
			    : b;
	return wide ? v : (uint32_t)v;
}

static bool holds(uint8_t op, bool wide, uint64_t a, uint64_t b)
{
	if (!wide) {
		a = (uint32_t)a;
		b = (uint32_t)b;
	}
	return op == BPF_JEQ   ? a == b
	       : op == BPF_JNE ? a != b
	       : op == BPF_JGT ? a > b
	       : op == BPF_JGE ? a >= b
	       : op == BPF_JLT ? a < b
	       : op == BPF_JLE ? a <= b
			       : (a & b) != 0;
}

static void calculate(struct rng *r, struct known *k)
{
	uint8_t op = rng_pick(r, alu_ops);
	bool wide = rng_one_in(r, 2);
	struct known other = random_known(r);

	if (op == BPF_LSH || op == BPF_RSH) {
		other.v = rng_below(r, wide ? 64 : 32);
		other.n = number_constant(other.v);
	}
	k->n = number_after(op, wide, &k->n, &other.n);
	k->v = alu(op, wide, k->v, other.v);
}

static void compare(struct rng *r, struct known *k)
{
	uint8_t op = rng_pick(r, tests);
	bool wide = rng_one_in(r, 2);
	uint64_t v = rng_one_in(r, 3) ? k->v : random_value(r);
	bool is_true = holds(op, wide, k->v, v);
	int said = number_test(op, wide, &k->n, v);

	assert_true(said == -1 || said == is_true);
	k->n = number_refined(op, wide, &k->n, v, is_true);
}

static void holds_of_random_numbers(void **state)
{
	struct rng r = { .state = 7 };

	(void)state;
	for (int round = 0; round < N_ROUNDS; round++) {
		struct known k = random_known(&r);

		for (int i = 0; i < N_STEPS; i++) {
			struct number before = k.n, joined;

			if (rng_one_in(&r, 2))
				calculate(&r, &k);
			else
				compare(&r, &k);
			if (!may_be(&k.n, k.v))
				fail_msg("round %d: %#lx is left out", round,
					 k.v);
			joined = number_join(&before, &k.n);
			assert_true(number_covers(&joined, &k.n));
			assert_true(number_covers(&joined, &before));
		}
	}
}

static void knows_what_the_verifier_knows(void **state)
{
	struct number word = number_of_bytes(4), mask = number_constant(0x100);
	struct number masked = number_after(BPF_AND, false, &word, &mask);
	struct number above;

	(void)state;
	assert_int_equal(number_test(BPF_JGE, false, &masked, 0), 1);
	assert_int_equal(number_test(BPF_JGT, false, &masked, 0x100), 0);
	assert_int_equal(number_test(BPF_JEQ, false, &masked, 0x80), 0);
	assert_int_equal(number_test(BPF_JEQ, false, &masked, 0x100), -1);
	above = number_refined(BPF_JLT, false, &masked, 0x100, false);
	assert_int_equal(number_test(BPF_JEQ, false, &above, 0x100), 1);
	above = number_any();
	assert_true(number_is_any(&above));
}

int main(void)
{
	const struct CMUnitTest unit[] = {
		cmocka_unit_test(holds_of_random_numbers),
		cmocka_unit_test(knows_what_the_verifier_knows),
	};

	return cmocka_run_group_tests(unit, NULL, NULL);
}

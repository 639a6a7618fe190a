// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_bounds_test.c - bounds hold, and say no more than number.h does
 *
 * Between the two is what the kernel's verifier knows: no program can ask it.
 */
#include "lib/rng.h"
#include "offload/check_bounds.h"
#include "offload/number.h"

#include <linux/bpf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define N_ROUNDS 20000
#define N_STEPS	 8

/* The same register, known in two ways. */
struct known {
	uint64_t v;
	struct bounds b;
	struct number n;
};

static struct known random_known(struct rng *r)
{
	int bytes = 1 << rng_below(r, 4);
	uint64_t v = rng_bits(r, rng_between(r, 1, 8 * bytes));

	if (rng_one_in(r, 2))
		return (struct known){ v, bounds_constant(v),
				       number_constant(v) };
	return (struct known){ v, bounds_of_bytes(bytes),
			       number_of_bytes(bytes) };
}

static uint64_t reckon(uint8_t op, bool wide, uint64_t a, uint64_t b)
{
	uint64_t top = wide ? UINT64_MAX : UINT32_MAX;

	a &= top;
	b &= top;
	switch (op) {
	case BPF_ADD:
		return (a + b) & top;
	case BPF_SUB:
		return (a - b) & top;
	case BPF_AND:
		return a & b;
	case BPF_OR:
		return a | b;
	case BPF_XOR:
		return a ^ b;
	case BPF_LSH:
		return a << b & top;
	case BPF_RSH:
		return a >> b;
	default:
		return b;
	}
}

static void calculate(struct rng *r, struct known *k)
{
	static const uint8_t ops[] = { BPF_ADD, BPF_SUB, BPF_AND, BPF_OR,
				       BPF_XOR, BPF_LSH, BPF_RSH, BPF_MOV };
	uint8_t op = rng_pick(r, ops);
	bool wide = rng_one_in(r, 2);
	struct known other = random_known(r);

	if (op == BPF_LSH || op == BPF_RSH) {
		other.v = rng_below(r, wide ? 64 : 32);
		other.b = bounds_constant(other.v);
		other.n = number_constant(other.v);
	}
	k->b = bounds_after(op, wide, k->b, other.b);
	k->n = number_after(op, wide, &k->n, &other.n);
	k->v = reckon(op, wide, k->v, other.v);
}

static bool holds(uint8_t op, uint64_t a, uint64_t b)
{
	switch (op) {
	case BPF_JEQ:
		return a == b;
	case BPF_JNE:
		return a != b;
	case BPF_JGT:
		return a > b;
	case BPF_JGE:
		return a >= b;
	case BPF_JLT:
		return a < b;
	default:
		return a <= b;
	}
}

static void compare(struct rng *r, struct known *k)
{
	static const uint8_t ops[] = { BPF_JEQ, BPF_JNE, BPF_JGT,
				       BPF_JGE, BPF_JLT, BPF_JLE };
	uint8_t op = rng_pick(r, ops);
	bool wide = rng_one_in(r, 2), is_true;
	uint64_t v = rng_one_in(r, 3) ? k->v : rng_bits(r, 16);

	is_true = wide ? holds(op, k->v, v)
		       : holds(op, (uint32_t)k->v, (uint32_t)v);
	k->b = bounds_refined(op, wide, k->b, v, is_true);
	k->n = number_refined(op, wide, &k->n, v, is_true);
}

static void hold_and_say_no_more_than_numbers(void **state)
{
	struct rng r = { .state = 11 };

	(void)state;
	for (int round = 0; round < N_ROUNDS; round++) {
		struct known k = random_known(&r);

		for (int i = 0; i < N_STEPS; i++) {
			struct bounds before = k.b, joined;

			if (rng_one_in(&r, 2))
				calculate(&r, &k);
			else
				compare(&r, &k);
			if (k.v < k.b.min || k.v > k.b.max)
				fail_msg("round %d: %#lx is left out", round,
					 k.v);
			if (k.b.min > k.n.min || k.b.max < k.n.max)
				fail_msg("round %d: more is known", round);
			joined = bounds_join(&before, &k.b);
			assert_true(joined.min <= k.b.min &&
				    joined.max >= k.b.max);
		}
	}
}

int main(void)
{
	const struct CMUnitTest unit[] = {
		cmocka_unit_test(hold_and_say_no_more_than_numbers),
	};

	return cmocka_run_group_tests(unit, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * number.h - what is known of a number in a register
 *
 * As much as the kernel's verifier knows of it (kernel/bpf/verifier.c,
 * struct bpf_reg_state), or more: bounds of all 64 bits, bounds of the lower
 * half, and which bits are known.
 */
#ifndef NICFW_NUMBER_H
#define NICFW_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

struct number {
	uint64_t min, max;
	uint32_t min32, max32;
	uint64_t bits;	  /* those known to be 1 */
	uint64_t unknown; /* those not known */
};

struct number number_any(void);
struct number number_constant(uint64_t v);

/* A number of so many bytes, 1 to 8. */
struct number number_of_bytes(int bytes);

bool number_is_any(const struct number *n);

/* True if all that may be @b may be @a too. */
bool number_covers(const struct number *a, const struct number *b);

/* What holds of both. */
struct number number_join(const struct number *a, const struct number *b);

/*
 * After `a op= b`, where @op is BPF_ADD ... BPF_MOV; of 32 bits if not @wide.
 */
struct number number_after(uint8_t op, bool wide, const struct number *a,
			   const struct number *b);

/* 1: the test `n op v` always holds, 0: never; -1: not known. */
int number_test(uint8_t op, bool wide, const struct number *n, uint64_t v);

/* What is known once the test was found to hold, or not to (if not @holds). */
struct number number_refined(uint8_t op, bool wide, const struct number *n,
			     uint64_t v, bool holds);

#endif

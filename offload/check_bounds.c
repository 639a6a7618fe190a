// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_bounds.c - between what a number surely is, to the kernel's verifier
 *
 * Functions named are those of kernel/bpf/verifier.c in Linux 6.1.
 */
#include "offload/check_bounds.h"

#include <linux/bpf.h>

#define LOWER(a, b) ((a) < (b) ? (a) : (b))
#define UPPER(a, b) ((a) > (b) ? (a) : (b))

struct bounds bounds_any(void)
{
	return (struct bounds){ 0, UINT64_MAX };
}

struct bounds bounds_constant(uint64_t v)
{
	return (struct bounds){ v, v };
}

struct bounds bounds_of_bytes(int bytes)
{
	return (struct bounds){ 0, UINT64_MAX >> (64 - 8 * bytes) };
}

bool bounds_are_one(const struct bounds *b)
{
	return b->min == b->max;
}

struct bounds bounds_join(const struct bounds *a, const struct bounds *b)
{
	return (struct bounds){ LOWER(a->min, b->min), UPPER(a->max, b->max) };
}

/* Up to all bits that @v has, and those below: the verifier's are no more. */
static struct bounds up_to_bits_of(uint64_t v)
{
	return (struct bounds){ 0, v ? UINT64_MAX >> __builtin_clzll(v) : 0 };
}

/* The lower half, which is extended by zeroes (zext_32_to_64). */
static struct bounds lower_half(struct bounds b)
{
	if (bounds_are_one(&b))
		return bounds_constant((uint32_t)b.min);
	return b.max <= UINT32_MAX ? b : bounds_of_bytes(4);
}

/* scalar_min_max_add and the like, of numbers that are no larger than @top. */
static struct bounds sum(struct bounds a, struct bounds b, uint64_t top)
{
	if (b.max > top - a.max)
		return (struct bounds){ 0, top };
	return (struct bounds){ a.min + b.min, a.max + b.max };
}

static struct bounds difference(struct bounds a, struct bounds b, uint64_t top)
{
	if (bounds_are_one(&a) && bounds_are_one(&b))
		return bounds_constant((a.min - b.min) & top);
	if (a.min < b.max)
		return (struct bounds){ 0, top };
	return (struct bounds){ a.min - b.max, a.max - b.min };
}

static struct bounds shifted_left(struct bounds a, uint64_t n, uint64_t top)
{
	if (bounds_are_one(&a))
		return bounds_constant(a.min << n & top);
	if (a.max > (top / 2 + 1) >> n)
		return (struct bounds){ 0, top };
	/* Of the lower half it may know bits only. */
	if (a.max << n > INT32_MAX)
		return up_to_bits_of(a.max << n);
	return (struct bounds){ a.min << n, a.max << n };
}

/* scalar_min_max_rsh: of the lower half it knows bits only. */
static struct bounds shifted_right(struct bounds a, uint64_t n)
{
	if (bounds_are_one(&a))
		return bounds_constant(a.min >> n);
	return up_to_bits_of(a.max >> n);
}

/* Of a constant and a constant. */
static struct bounds bits_of_two(uint8_t op, uint64_t a, uint64_t b)
{
	return bounds_constant(op == BPF_AND  ? a & b
			       : op == BPF_OR ? a | b
					      : a ^ b);
}

static struct bounds bits_after(uint8_t op, struct bounds a, struct bounds b,
				uint64_t top)
{
	if (bounds_are_one(&a) && bounds_are_one(&b))
		return bits_of_two(op, a.min, b.min);
	if (op == BPF_AND)
		return (struct bounds){ 0, LOWER(a.max, b.max) };
	if (op == BPF_OR)
		return (struct bounds){ UPPER(a.min, b.min), top };
	return (struct bounds){ 0, top };
}

struct bounds bounds_after(uint8_t op, bool wide, struct bounds a,
			   struct bounds b)
{
	uint64_t top = wide ? UINT64_MAX : UINT32_MAX;
	bool is_shift = bounds_are_one(&b) && b.min < (wide ? 64 : 32);

	if (!wide) {
		a = lower_half(a);
		b = lower_half(b);
	}
	switch (op) {
	case BPF_MOV:
		return b;
	case BPF_ADD:
		return sum(a, b, top);
	case BPF_SUB:
		return difference(a, b, top);
	case BPF_AND:
	case BPF_OR:
	case BPF_XOR:
		return bits_after(op, a, b, top);
	case BPF_LSH:
		if (is_shift)
			return shifted_left(a, b.min, top);
		break;
	case BPF_RSH:
		if (is_shift)
			return shifted_right(a, b.min);
		break;
	}
	return (struct bounds){ 0, top };
}

/*
 * reg_set_min_max. A test of 32 bits bounds what has no more, and leaves of
 * others the bits that it knows (__reg_combine_32_into_64).
 */
struct bounds bounds_refined(uint8_t op, bool wide, struct bounds a, uint64_t v,
			     bool holds)
{
	struct bounds n = a;

	if (!wide)
		v = (uint32_t)v;
	if (!wide && a.max > UINT32_MAX)
		return up_to_bits_of(a.max);
	/* The verifier goes on with @v where it could know that it is not. */
	if ((op == BPF_JEQ && holds) || (op == BPF_JNE && !holds))
		return bounds_constant(v);
	if ((op == BPF_JGT && holds) || (op == BPF_JLE && !holds))
		n.min = UPPER(n.min, v + 1);
	else if ((op == BPF_JGE && holds) || (op == BPF_JLT && !holds))
		n.min = UPPER(n.min, v);
	else if ((op == BPF_JLT && holds) || (op == BPF_JGE && !holds))
		n.max = LOWER(n.max, v - 1);
	else if ((op == BPF_JLE && holds) || (op == BPF_JGT && !holds))
		n.max = LOWER(n.max, v);
	/* Else nobody comes this way. */
	return n.min >= a.min && n.max <= a.max && n.min <= n.max ? n : a;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * number.c - what is known of a number in a register
 */
#include "offload/number.h"

#include <linux/bpf.h>

#define LOW(v)	    ((uint32_t)(v))
#define HIGH(v)	    ((v) & ~(uint64_t)UINT32_MAX)
#define LOWER(a, b) ((a) < (b) ? (a) : (b))
#define UPPER(a, b) ((a) > (b) ? (a) : (b))

struct number number_any(void)
{
	return (struct number){ .max = UINT64_MAX,
				.max32 = UINT32_MAX,
				.unknown = UINT64_MAX };
}

struct number number_constant(uint64_t v)
{
	return (struct number){
		.min = v, .max = v, .min32 = LOW(v), .max32 = LOW(v), .bits = v
	};
}

/* All bits below the highest one of @v, and that one. */
static uint64_t fill(uint64_t v)
{
	return v ? UINT64_MAX >> __builtin_clzll(v) : 0;
}

/* Takes over known bits, where they do not say the opposite of others. */
static void know_bits(struct number *n, uint64_t bits, uint64_t unknown)
{
	n->bits |= bits & n->unknown;
	n->unknown &= unknown;
	n->bits &= ~n->unknown;
}

/* Lets each part know what the others say. */
static void sync(struct number *n)
{
	for (int i = 0; i < 2; i++) {
		n->min = UPPER(n->min, n->bits);
		n->max = LOWER(n->max, n->bits | n->unknown);
		n->min32 = UPPER(n->min32, LOW(n->bits));
		n->max32 = LOWER(n->max32, LOW(n->bits | n->unknown));
		if (HIGH(n->min) == HIGH(n->max)) {
			n->min32 = UPPER(n->min32, LOW(n->min));
			n->max32 = LOWER(n->max32, LOW(n->max));
			n->min = HIGH(n->min) | n->min32;
			n->max = HIGH(n->max) | n->max32;
		}
		uint64_t open = fill(n->min ^ n->max);
		uint64_t open32 = fill(n->min32 ^ n->max32);

		know_bits(n, n->min & ~open, open);
		know_bits(n, n->min32 & ~open32,
			  open32 | ~(uint64_t)UINT32_MAX);
	}
}

struct number number_of_bytes(int bytes)
{
	struct number n = number_any();

	if (bytes < 8)
		n.max = n.unknown = (1ULL << 8 * bytes) - 1;
	sync(&n);
	return n;
}

bool number_is_any(const struct number *n)
{
	return n->unknown == UINT64_MAX && !n->min && n->max == UINT64_MAX &&
	       !n->min32 && n->max32 == UINT32_MAX;
}

bool number_covers(const struct number *a, const struct number *b)
{
	return a->min <= b->min && a->max >= b->max && a->min32 <= b->min32 &&
	       a->max32 >= b->max32 && !(b->unknown & ~a->unknown) &&
	       !((a->bits ^ b->bits) & ~a->unknown);
}

struct number number_join(const struct number *a, const struct number *b)
{
	struct number n = { .min = LOWER(a->min, b->min),
			    .max = UPPER(a->max, b->max),
			    .min32 = LOWER(a->min32, b->min32),
			    .max32 = UPPER(a->max32, b->max32) };

	n.unknown = a->unknown | b->unknown | (a->bits ^ b->bits);
	n.bits = a->bits & ~n.unknown;
	return n;
}

static bool is_constant(const struct number *n)
{
	return !n->unknown;
}

/* The lower half, as a number of its own. */
static struct number lower_half(const struct number *n)
{
	struct number half = { .min = n->min32,
			       .max = n->max32,
			       .min32 = n->min32,
			       .max32 = n->max32,
			       .bits = LOW(n->bits),
			       .unknown = LOW(n->unknown) };

	return half;
}

/* Known bits of a sum: those that no carry can change (tnum_add). */
static void add_bits(struct number *n, const struct number *a,
		     const struct number *b)
{
	uint64_t least = a->bits + b->bits;
	uint64_t most = least + a->unknown + b->unknown;

	n->unknown = (least ^ most) | a->unknown | b->unknown;
	n->bits = least & ~n->unknown;
}

static struct number sum(const struct number *a, const struct number *b)
{
	struct number n = number_any();

	add_bits(&n, a, b);
	if (a->max + b->max >= a->max) {
		n.min = a->min + b->min;
		n.max = a->max + b->max;
	}
	if (a->max32 + b->max32 >= a->max32) {
		n.min32 = a->min32 + b->min32;
		n.max32 = a->max32 + b->max32;
	}
	return n;
}

/* Known bits of a difference: those that no borrow can change (tnum_sub). */
static void subtract_bits(struct number *n, const struct number *a,
			  const struct number *b)
{
	uint64_t off = a->bits - b->bits;

	n->unknown = ((off + a->unknown) ^ (off - b->unknown)) | a->unknown |
		     b->unknown;
	n->bits = off & ~n->unknown;
}

static struct number difference(const struct number *a, const struct number *b)
{
	struct number n = number_any();

	subtract_bits(&n, a, b);
	if (a->min >= b->max) {
		n.min = a->min - b->max;
		n.max = a->max - b->min;
	}
	if (a->min32 >= b->max32) {
		n.min32 = a->min32 - b->max32;
		n.max32 = a->max32 - b->min32;
	}
	return n;
}

static struct number bits_after(uint8_t op, const struct number *a,
				const struct number *b)
{
	struct number n = number_any();
	uint64_t may_a = a->bits | a->unknown, may_b = b->bits | b->unknown;

	n.bits = op == BPF_AND ? a->bits & b->bits : a->bits | b->bits;
	n.unknown = (op == BPF_AND ? may_a & may_b : may_a | may_b) & ~n.bits;
	if (op == BPF_AND) {
		n.max = LOWER(a->max, b->max);
		n.max32 = LOWER(a->max32, b->max32);
	} else {
		n.min = UPPER(a->min, b->min);
		n.min32 = UPPER(a->min32, b->min32);
	}
	return n;
}

static struct number shifted(uint8_t op, const struct number *a,
			     uint64_t amount)
{
	struct number n = number_any();

	if (op == BPF_RSH) {
		n.bits = a->bits >> amount;
		n.unknown = a->unknown >> amount;
		n.min = a->min >> amount;
		n.max = a->max >> amount;
		return n;
	}
	n.bits = a->bits << amount;
	n.unknown = a->unknown << amount;
	if (a->max << amount >> amount == a->max) {
		n.min = a->min << amount;
		n.max = a->max << amount;
	}
	if (amount < 32 && LOW(a->max32 << amount) >> amount == a->max32) {
		n.min32 = a->min32 << amount;
		n.max32 = a->max32 << amount;
	}
	return n;
}

struct number number_after(uint8_t op, bool wide, const struct number *a,
			   const struct number *b)
{
	struct number low_a = lower_half(a), low_b = lower_half(b);
	struct number n = number_any();

	if (!wide) {
		a = &low_a;
		b = &low_b;
	}
	if (op == BPF_MOV)
		n = *b;
	else if (op == BPF_ADD)
		n = sum(a, b);
	else if (op == BPF_SUB)
		n = difference(a, b);
	else if (op == BPF_AND || op == BPF_OR)
		n = bits_after(op, a, b);
	else if ((op == BPF_LSH || op == BPF_RSH) && is_constant(b) &&
		 b->bits < (wide ? 64 : 32))
		n = shifted(op, a, b->bits);
	else if (op == BPF_XOR && is_constant(a) && is_constant(b))
		n = number_constant(a->bits ^ b->bits);
	sync(&n);
	if (wide)
		return n;
	n = lower_half(&n);
	sync(&n);
	return n;
}

static int compared(bool always, bool never)
{
	return always ? 1 : never ? 0 : -1;
}

int number_test(uint8_t op, bool wide, const struct number *n, uint64_t v)
{
	uint64_t top = wide ? UINT64_MAX : UINT32_MAX;
	uint64_t min = wide ? n->min : n->min32;
	uint64_t max = wide ? n->max : n->max32;
	uint64_t bits = n->bits & top, unknown = n->unknown & top;
	bool differs;

	v &= top;
	differs = v < min || v > max || ((v ^ bits) & ~unknown);

	switch (op) {
	case BPF_JEQ:
		return compared(min == max && !differs, differs);
	case BPF_JNE:
		return compared(differs, min == max && !differs);
	case BPF_JGT:
		return compared(min > v, max <= v);
	case BPF_JGE:
		return compared(min >= v, max < v);
	case BPF_JLT:
		return compared(max < v, min >= v);
	case BPF_JLE:
		return compared(max <= v, min > v);
	case BPF_JSET:
		return compared(bits & v, !((bits | unknown) & v));
	default:
		return -1;
	}
}

/* Bounds, of the half that was tested. */
static void bound(struct number *n, bool wide, uint64_t min, uint64_t max)
{
	if (wide) {
		n->min = UPPER(n->min, min);
		n->max = LOWER(n->max, max);
	} else {
		n->min32 = UPPER(n->min32, min);
		n->max32 = LOWER(n->max32, max);
	}
}

/* A number that is not @v, which says something of one that is a bound. */
static void exclude(struct number *n, bool wide, uint64_t v)
{
	uint64_t min = wide ? n->min : n->min32;
	uint64_t max = wide ? n->max : n->max32;

	if (min == max)
		return;
	if (v == min)
		bound(n, wide, v + 1, max);
	else if (v == max)
		bound(n, wide, min, v - 1);
}

struct number number_refined(uint8_t op, bool wide, const struct number *from,
			     uint64_t v, bool holds)
{
	struct number n = *from;
	uint64_t top = wide ? UINT64_MAX : UINT32_MAX;

	v &= top;
	if (op == BPF_JNE || op == BPF_JSET) {
		holds = !holds;
		op = op == BPF_JNE ? BPF_JEQ : op;
	}
	if (op == BPF_JEQ && holds)
		bound(&n, wide, v, v);
	else if (op == BPF_JEQ)
		exclude(&n, wide, v);
	else if (op == BPF_JSET && holds)
		know_bits(&n, 0, ~v);
	else if (op == BPF_JSET && v && !(v & (v - 1)))
		know_bits(&n, v, ~v);
	else if ((op == BPF_JGT && holds) || (op == BPF_JLE && !holds))
		bound(&n, wide, v + 1, top);
	else if ((op == BPF_JGE && holds) || (op == BPF_JLT && !holds))
		bound(&n, wide, v, top);
	else if ((op == BPF_JLT && holds) || (op == BPF_JGE && !holds))
		bound(&n, wide, 0, v - 1);
	else if ((op == BPF_JLE && holds) || (op == BPF_JGT && !holds))
		bound(&n, wide, 0, v);
	sync(&n);
	return n;
}

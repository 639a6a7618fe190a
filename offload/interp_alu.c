// SPDX-License-Identifier: GPL-2.0-only
/*
 * interp_alu.c - what BPF's arithmetic and comparisons give
 */
#include "offload/interp_alu.h"

#include <endian.h>
#include <errno.h>
#include <linux/bpf.h>

static int64_t signed_of(uint64_t v, bool wide)
{
	return wide ? (int64_t)v : (int32_t)v;
}

int interp_compute(uint8_t op, bool wide, uint64_t *v, uint64_t src)
{
	unsigned int shift = src & (wide ? 63 : 31);

	switch (op) {
	case BPF_MOV:
		*v = src;
		return 0;
	case BPF_ADD:
		*v += src;
		return 0;
	case BPF_SUB:
		*v -= src;
		return 0;
	case BPF_MUL:
		*v *= src;
		return 0;
	case BPF_DIV: /* by 0 is 0, in the kernel too */
		*v = src ? *v / src : 0;
		return 0;
	case BPF_MOD:
		*v = src ? *v % src : *v;
		return 0;
	case BPF_AND:
		*v &= src;
		return 0;
	case BPF_OR:
		*v |= src;
		return 0;
	case BPF_XOR:
		*v ^= src;
		return 0;
	case BPF_LSH:
		*v <<= shift;
		return 0;
	case BPF_RSH:
		*v >>= shift;
		return 0;
	case BPF_ARSH:
		*v = signed_of(*v, wide) >> shift;
		return 0;
	case BPF_NEG:
		*v = -*v;
		return 0;
	default:
		return -EINVAL;
	}
}

int interp_compare(uint8_t op, bool wide, uint64_t a, uint64_t b)
{
	int64_t sa = signed_of(a, wide), sb = signed_of(b, wide);

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
	case BPF_JLE:
		return a <= b;
	case BPF_JSET:
		return (a & b) != 0;
	case BPF_JSGT:
		return sa > sb;
	case BPF_JSGE:
		return sa >= sb;
	case BPF_JSLT:
		return sa < sb;
	case BPF_JSLE:
		return sa <= sb;
	default:
		return -EINVAL;
	}
}

uint64_t interp_swap(uint64_t v, int bits)
{
	switch (bits) {
	case 16:
		return htobe16(v);
	case 32:
		return htobe32(v);
	default:
		return htobe64(v);
	}
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_nfproto.c - meta nfproto as meta protocol
 *
 * A chain of the inet family sees IPv4 and IPv6 only, and meta nfproto says
 * which. A frame says it by its EtherType, which is what stages read.
 */
#include "policy/resolve_int.h"

#include <errno.h>
#include <stdlib.h>

static const struct {
	uint8_t nfproto;
	uint16_t ether_type;
} protocols[] = {
	{ 2, 0x0800 },	/* NFPROTO_IPV4 */
	{ 10, 0x86dd }, /* NFPROTO_IPV6 */
};

#define N_PROTOCOLS (sizeof(protocols) / sizeof(protocols[0]))

/* Adds what @e becomes with its part @i translated: none, one or two. */
static void push(struct arena *a, struct policy_set *out,
		 const struct element *e, uint32_t i, u128 mask)
{
	size_t bytes = out->n_parts * sizeof(*e->parts);

	for (size_t p = 0; p < N_PROTOCOLS; p++) {
		u128 v = protocols[p].nfproto & mask;
		struct element *copy;

		if (v < e->parts[i].lo || v > e->parts[i].hi)
			continue;
		copy = vec_push(a, &out->elements);
		*copy = *e;
		copy->parts = arena_memdup(a, e->parts, bytes);
		copy->parts[i].lo = protocols[p].ether_type;
		copy->parts[i].hi = protocols[p].ether_type;
	}
}

static int number_cmp(u128 a, u128 b)
{
	return (a > b) - (a < b);
}

static int by_parts(const void *a, const void *b, void *n_parts)
{
	const struct element *x = a;
	const struct element *y = b;
	int diff = 0;

	for (uint32_t i = 0; !diff && i < *(const uint32_t *)n_parts; i++) {
		diff = number_cmp(x->parts[i].lo, y->parts[i].lo);
		if (!diff)
			diff = number_cmp(x->parts[i].hi, y->parts[i].hi);
	}
	return diff;
}

static struct policy_set *
translated(struct arena *a, const struct policy_set *set, uint32_t i, u128 mask)
{
	struct policy_set *out = arena_memdup(a, set, sizeof(*set));
	uint16_t *widths =
		arena_memdup(a, set->widths, set->n_parts * sizeof(*widths));
	enum datatype *types =
		arena_memdup(a, set->types, set->n_parts * sizeof(*types));
	const struct element *e;

	widths[i] = fields[FIELD_META_PROTOCOL].width;
	types[i] = fields[FIELD_META_PROTOCOL].type;
	out->widths = widths;
	out->types = types;
	out->elements.v = NULL;
	out->elements.n = out->elements.cap = 0;
	vec_for_each(e, &set->elements)
		push(a, out, e, i, mask);
	if (out->elements.n)
		qsort_r(out->elements.v, out->elements.n,
			sizeof(*out->elements.v), by_parts, &out->n_parts);
	return out;
}

struct policy_set *nfproto_declare(struct arena *a, struct policy_set *set)
{
	for (uint32_t i = 0; i < set->n_parts; i++) {
		if (set->types[i] == TYPE_NF_PROTO)
			set = translated(a, set, i, u128_max(set->widths[i]));
	}
	return set;
}

int nfproto_translate(struct arena *a, const struct policy_set **set,
		      struct operand *left)
{
	for (uint32_t i = 0; i < left->key.n_parts; i++) {
		struct part *part = &left->parts[i];
		u128 all;

		if (part->field != FIELD_META_NFPROTO)
			continue;
		all = u128_max(fields[FIELD_META_NFPROTO].width);
		if (!(*set)->name)
			*set = translated(a, *set, i, part->mask);
		else if (part->mask != all)
			return NOT_PLACED;
		part->field = FIELD_META_PROTOCOL;
		part->mask = u128_max(fields[FIELD_META_PROTOCOL].width);
	}
	return 0;
}

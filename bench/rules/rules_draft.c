// SPDX-License-Identifier: GPL-2.0-only
/*
 * rules_draft.c - a ruleset while its family makes it
 */
#include "rules_draft.h"

#include <errno.h>

/* So many draws in a row that bring nothing new end a family. */
#define MAX_DRAWS 10000

const struct rules_box rules_any = {
	.sport = { 0, UINT16_MAX },
	.dport = { 0, UINT16_MAX },
};

struct rules_draft rules_draft_new(struct arena *a, size_t cap)
{
	struct rules_draft d = { .cap = cap, .n_slots = 16 };

	while (d.n_slots < 2 * cap)
		d.n_slots *= 2;
	d.boxes = arena_calloc(a, cap, sizeof(*d.boxes));
	d.slots = arena_calloc(a, d.n_slots, sizeof(*d.slots));
	return d;
}

static size_t hash_box(const struct rules_box *box)
{
	struct rng mix = { (uint64_t)box->saddr << 32 | box->daddr };

	mix.state = rng_next(&mix) ^ (uint64_t)box->sport[0] << 48 ^
		    (uint64_t)box->sport[1] << 32 ^
		    (uint32_t)box->dport[0] << 16 ^ box->dport[1];
	mix.state = rng_next(&mix) ^ box->saddr_len << 16 ^
		    box->daddr_len << 8 ^ box->proto;
	return rng_next(&mix);
}

static bool is_same(const struct rules_box *a, const struct rules_box *b)
{
	return a->saddr == b->saddr && a->saddr_len == b->saddr_len &&
	       a->daddr == b->daddr && a->daddr_len == b->daddr_len &&
	       a->sport[0] == b->sport[0] && a->sport[1] == b->sport[1] &&
	       a->dport[0] == b->dport[0] && a->dport[1] == b->dport[1] &&
	       a->proto == b->proto;
}

/* False: one is there that matches the same. */
static bool add(struct rules_draft *d, const struct rules_box *box)
{
	size_t at = hash_box(box);

	while (d->slots[at & (d->n_slots - 1)]) {
		size_t i = d->slots[at & (d->n_slots - 1)] - 1;

		if (is_same(&d->boxes[i], box))
			return false;
		at++;
	}
	d->boxes[d->n++] = *box;
	d->slots[at & (d->n_slots - 1)] = (uint32_t)d->n;
	return true;
}

int rules_draft_fill(struct rules_draft *d, struct rng *r,
		     void (*draw)(struct rng *r, const void *ctx,
				  struct rules_box *box),
		     const void *ctx)
{
	unsigned int n_draws = 0;

	while (d->n < d->cap) {
		struct rules_box box = rules_any;

		draw(r, ctx, &box);
		if (add(d, &box))
			n_draws = 0;
		else if (++n_draws == MAX_DRAWS)
			return -ENOSPC;
	}
	return 0;
}

bool rules_is_unicast(uint32_t addr)
{
	uint32_t first = addr >> 24;

	return first > 0 && first < 224 && first != 127;
}

uint32_t rules_draw_unicast(struct rng *r)
{
	for (;;) {
		uint32_t addr = (uint32_t)rng_next(r);

		if (rules_is_unicast(addr))
			return addr;
	}
}

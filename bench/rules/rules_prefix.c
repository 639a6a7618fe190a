// SPDX-License-Identifier: GPL-2.0-only
/*
 * rules_prefix.c - source prefixes, some in others
 *
 * Each network (first octet) has a ladder of at most six lengths, and all of
 * its prefixes are of those: so no more than six can lie in each other. About
 * half of the prefixes are drawn within one that is there.
 */
#include "rules_draft.h"

#define N_NETWORKS 256
#define N_RUNGS	   6

struct ladders {
	uint8_t lengths[N_NETWORKS][N_RUNGS]; /* a length may come again */
	const struct rules_draft *draft;      /* what is there */
};

static uint8_t draw_length(struct rng *r, const struct rules_lengths *lengths)
{
	uint32_t sum = 0, at;
	uint8_t len = 0;

	for (size_t i = 0; i <= 32; i++)
		sum += lengths->weights[i];
	at = rng_below(r, sum);
	while (at >= lengths->weights[len])
		at -= lengths->weights[len++];
	return len;
}

static void draw_ladders(struct rng *r, const struct rules_lengths *lengths,
			 struct ladders *out)
{
	for (size_t net = 0; net < N_NETWORKS; net++)
		for (size_t i = 0; i < N_RUNGS; i++)
			out->lengths[net][i] = draw_length(r, lengths);
}

static void draw_prefix(struct rng *r, const void *ctx, struct rules_box *box)
{
	const struct ladders *ladders = ctx;
	const struct rules_draft *d = ladders->draft;
	uint32_t addr = rules_draw_unicast(r);
	uint8_t len;

	if (d->n && rng_one_in(r, 2)) {
		const struct rules_box *outer = &d->boxes[rng_below(r, d->n)];

		addr = outer->saddr | (addr & ~rules_mask(outer->saddr_len));
	}
	len = ladders->lengths[addr >> 24][rng_below(r, N_RUNGS)];
	box->saddr = addr & rules_mask(len);
	box->saddr_len = len;
}

int rules_draw_prefixes(struct rules_draft *d, struct rng *r,
			const struct rules_lengths *lengths)
{
	struct ladders ladders = { .draft = d };

	draw_ladders(r, lengths, &ladders);
	return rules_draft_fill(d, r, draw_prefix, &ladders);
}

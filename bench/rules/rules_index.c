// SPDX-License-Identifier: GPL-2.0-only
/*
 * rules_index.c - the first rule that matches, found fast
 */
#include "rules_index.h"

#include "rules_draft.h"

#include <stdlib.h>

#define NONE	UINT32_MAX
#define LENGTHS (33 * 33)

/* Rules whose prefixes are so long. */
struct lengths {
	uint8_t saddr, daddr;
	uint32_t first; /* of the rules; NONE: there are none */
};

struct rules_index {
	const struct rules *rules;
	struct lengths lengths[LENGTHS]; /* by their first rules, ascending */
	size_t n_lengths;
	uint32_t *slots; /* a hash table of first rules, or NONE */
	size_t n_slots;	 /* a power of two */
	uint32_t *next;	 /* the next rule of the same two prefixes, or NONE */
};

static uint64_t hash_pair(uint32_t saddr, uint8_t saddr_len, uint32_t daddr,
			  uint8_t daddr_len)
{
	struct rng mix = { (uint64_t)saddr << 32 | daddr };

	mix.state = rng_next(&mix) ^ (saddr_len * 33 + daddr_len);
	return rng_next(&mix);
}

/* The slot of the rules that have these prefixes, or where it would be. */
static uint32_t *find_slot(const struct rules_index *index, uint32_t saddr,
			   uint8_t saddr_len, uint32_t daddr, uint8_t daddr_len)
{
	uint64_t at = hash_pair(saddr, saddr_len, daddr, daddr_len);

	for (;; at++) {
		uint32_t *slot = &index->slots[at & (index->n_slots - 1)];
		const struct rules_box *box;

		if (*slot == NONE)
			return slot;
		box = &index->rules->boxes[*slot];
		if (box->saddr == saddr && box->saddr_len == saddr_len &&
		    box->daddr == daddr && box->daddr_len == daddr_len)
			return slot;
	}
}

/* Rules are added from the last one on, so that each list ascends. */
static void add_rule(struct rules_index *index, uint32_t rule)
{
	const struct rules_box *box = &index->rules->boxes[rule];
	uint32_t *slot = find_slot(index, box->saddr, box->saddr_len,
				   box->daddr, box->daddr_len);

	index->next[rule] = *slot;
	*slot = rule;
	index->lengths[box->saddr_len * 33 + box->daddr_len].first = rule;
}

static int compare_lengths(const void *a, const void *b)
{
	const struct lengths *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

struct rules_index *rules_index_new(struct arena *a, const struct rules *rules)
{
	struct rules_index *index = arena_new_of(a, struct rules_index);

	index->rules = rules;
	index->n_slots = 16;
	while (index->n_slots < 2 * rules->n)
		index->n_slots *= 2;
	index->slots = arena_calloc(a, index->n_slots, sizeof(*index->slots));
	for (size_t i = 0; i < index->n_slots; i++)
		index->slots[i] = NONE;
	index->next = arena_calloc(a, rules->n, sizeof(*index->next));
	for (uint32_t i = 0; i < LENGTHS; i++)
		index->lengths[i] = (struct lengths){ i / 33, i % 33, NONE };
	for (size_t i = rules->n; i-- > 0;)
		add_rule(index, (uint32_t)i);
	qsort(index->lengths, LENGTHS, sizeof(*index->lengths),
	      compare_lengths);
	while (index->n_lengths < LENGTHS &&
	       index->lengths[index->n_lengths].first != NONE)
		index->n_lengths++;
	return index;
}

size_t rules_index_match(const struct rules_index *index,
			 const struct rules_tuple *t)
{
	const struct lengths *end = index->lengths + index->n_lengths;
	size_t best = index->rules->n;

	for (const struct lengths *l = index->lengths; l < end; l++) {
		uint32_t rule;

		if (l->first >= best)
			break;
		rule = *find_slot(index, t->saddr & rules_mask(l->saddr),
				  l->saddr, t->daddr & rules_mask(l->daddr),
				  l->daddr);
		while (rule < best &&
		       !rules_box_has(&index->rules->boxes[rule], t))
			rule = index->next[rule];
		if (rule < best)
			best = rule;
	}
	return best;
}

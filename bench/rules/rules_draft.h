/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rules_draft.h - a ruleset while its family makes it
 *
 * A draft takes no box twice, so that no rule is there in vain. Only the files
 * that make rules include this.
 */
#ifndef NICFW_BENCH_RULES_DRAFT_H
#define NICFW_BENCH_RULES_DRAFT_H

#include "rules.h"

#include "lib/rng.h"

struct rules_draft {
	struct rules_box *boxes;
	size_t n, cap;
	uint32_t *slots; /* a hash table of boxes: their numbers and 1, or 0 */
	size_t n_slots;	 /* a power of two */
};

/* Matches all, drops. */
extern const struct rules_box rules_any;

/* An empty draft for @cap boxes. */
struct rules_draft rules_draft_new(struct arena *a, size_t cap);

/*
 * Draws boxes until @d is full. -ENOSPC: @draw makes too many that are there
 * already; so many different ones there are not.
 */
int rules_draft_fill(struct rules_draft *d, struct rng *r,
		     void (*draw)(struct rng *r, const void *ctx,
				  struct rules_box *box),
		     const void *ctx);

/* An address that a router takes: not of 0/8, 127/8, 224/3. */
bool rules_is_unicast(uint32_t addr);
uint32_t rules_draw_unicast(struct rng *r);

/* Bits of the first @len that an address has. */
static inline uint32_t rules_mask(uint8_t len)
{
	return len ? ~0u << (32 - len) : 0;
}

/* How often each length of a prefix comes, set against the others. */
struct rules_lengths {
	uint8_t weights[33]; /* none is less than 8 */
};

/*
 * Fills @d with boxes of source prefixes. No more than six prefixes lie in each
 * other, as in rulesets that people write.
 */
int rules_draw_prefixes(struct rules_draft *d, struct rng *r,
			const struct rules_lengths *lengths);

/* Fills @d with boxes of RULES_ACL, RULES_FW or RULES_IPC. */
int rules_draw_filters(struct arena *a, struct rules_draft *d, struct rng *r,
		       enum rules_family family);

#endif

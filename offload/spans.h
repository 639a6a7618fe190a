/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * spans.h - in which of many spans a number of 32 bits is
 *
 * All numbers are cut into spans, each of which has one answer. The upper half
 * of a number says in which few spans it can be, and among those a search by
 * halves finds it. So a frame reads one place of a small array, a few words
 * that stand beside each other, and the answer.
 *
 * The spans are an array. Each value is a part of it, for the kernel bounds the
 * bytes of one: the numbers with the same highest bits.
 *
 *	struct spans_place[n_places + 1]  of each upper half
 *	__u16 last[n_slots]         the lower half of a span's last number
 *	__u32 rank[n_slots]         of struct nicfw_ranked
 *	__u32 outcome[n_slots]
 *
 * A span that goes over several upper halves has a slot in each. Ranks and
 * outcomes stand apart, for where nothing else is kept no frame asks for ranks,
 * and caches need not hold them. Behind the last slot there are as many more as
 * a search looks at.
 */
#ifndef NICFW_SPANS_H
#define NICFW_SPANS_H

#include "offload/abi.h"
#include "offload/plan.h"

/* Bits of a number that the search is among. */
#define SPANS_LOW_BITS 16

/* Rank and outcome of numbers that have no answer. */
#define SPANS_NONE UINT32_MAX

struct spans_place {
	uint32_t start; /* its first slot */
	uint32_t near;	/* the counter that those of its answers are around */
};

/* Where in a part its arrays are. */
struct spans_places {
	uint32_t n_places;
	uint32_t lasts, ranks, outcomes; /* bytes from the start */
	uint32_t n_bytes;		 /* a multiple of 8 */
};

struct spans_places spans_places(uint32_t part_bits, uint32_t n_slots);

/*
 * Makes the array of @n spans, in @a: span i begins with number @firsts[i] and
 * ends in front of the next; the first begins with 0. Sets all of @out but its
 * part. -E2BIG if even many parts have more than @max_bytes each, or would for
 * the most part be empty.
 */
int spans_build(struct arena *a, uint32_t n, const uint32_t *firsts,
		const struct nicfw_ranked *answers, uint32_t max_bytes,
		struct plan_spans *out);

/*
 * Numbers counters in the order of the spans that have them, from *@n on, for
 * those that are UINT32_MAX in @counters, which has one for each of the plan's.
 */
void spans_number(const struct plan_spans *spans, uint32_t *counters,
		  uint32_t *n);

/*
 * The array, in @a, with these counters for the plan's, and with places that
 * say which they are around.
 */
uint8_t *spans_with_counters(struct arena *a, const struct plan_spans *spans,
			     const uint32_t *counters);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * spans.c - spans as the program reads them
 */
#include "offload/spans.h"

#include <errno.h>
#include <string.h>

/* Parts share one map, and all of its values are as long as the longest. */
#define MAX_PART_BITS 6

/* Parts take so many times what one would at most; if most numbers are in few
   of them, the others are in vain. */
#define MAX_TIMES 2

/* The kernel's array has values so far apart, or a multiple (arraymap.c,
   array_map_alloc), and they are written as they lie there. */
#define VALUE_ALIGN 8

#define N_UPPER (1u << (32 - SPANS_LOW_BITS))
#define LOW	((1u << SPANS_LOW_BITS) - 1)

/* The slots of all parts, one behind the other. */
struct slots {
	uint32_t start[N_UPPER + 1]; /* of each upper half */
	uint16_t *last;
	uint32_t *span;
	uint32_t most; /* of one upper half */
};

struct spans_places spans_places(uint32_t part_bits, uint32_t n_slots)
{
	struct spans_places p = { .n_places = N_UPPER >> part_bits };

	p.lasts = (p.n_places + 1) * sizeof(struct spans_place);
	p.ranks = p.lasts + (n_slots + 1) / 2 * sizeof(uint32_t);
	p.outcomes = p.ranks + n_slots * sizeof(uint32_t);
	p.n_bytes = p.outcomes + n_slots * sizeof(uint32_t);
	p.n_bytes = (p.n_bytes + VALUE_ALIGN - 1) / VALUE_ALIGN * VALUE_ALIGN;
	return p;
}

static struct slots *cut(struct arena *a, uint32_t n, const uint32_t *firsts)
{
	struct slots *s = arena_calloc(a, 1, sizeof(*s));
	uint32_t at = 0, i = 0;

	s->last = arena_calloc(a, n + N_UPPER, sizeof(*s->last));
	s->span = arena_calloc(a, n + N_UPPER, sizeof(*s->span));
	for (uint32_t upper = 0; upper < N_UPPER; upper++) {
		const uint32_t end = upper << SPANS_LOW_BITS | LOW;

		s->start[upper] = at;
		for (; i + 1 < n && firsts[i + 1] <= end; i++) {
			/* One that ends where the half before does is past. */
			if (firsts[i + 1] == (end & ~LOW))
				continue;
			s->last[at] = (firsts[i + 1] - 1) & LOW;
			s->span[at++] = i;
		}
		s->last[at] = LOW;
		s->span[at++] = i;
		if (at - s->start[upper] > s->most)
			s->most = at - s->start[upper];
	}
	s->start[N_UPPER] = at;
	return s;
}

/* Slots that a part has to have, with those that only a search looks at. */
static uint32_t most_slots(const struct slots *s, uint32_t part_bits)
{
	const uint32_t n_places = N_UPPER >> part_bits;
	uint32_t most = 0;

	for (uint32_t upper = 0; upper < N_UPPER; upper += n_places) {
		const uint32_t n = s->start[upper + n_places] - s->start[upper];

		most = n > most ? n : most;
	}
	return most + s->most;
}

static void write_part(const struct slots *s, const struct plan_spans *spans,
		       const struct spans_places *places, uint32_t part,
		       const struct nicfw_ranked *answers, uint8_t *to)
{
	const uint32_t *start = s->start + part * places->n_places;
	const uint32_t n = start[places->n_places] - start[0];
	struct spans_place *place = (struct spans_place *)to;
	uint32_t *ranks = (uint32_t *)(to + places->ranks);
	uint32_t *outcomes = (uint32_t *)(to + places->outcomes);

	for (uint32_t i = 0; i <= places->n_places; i++)
		place[i] = (struct spans_place){ start[i] - start[0], 0 };
	memcpy(to + places->lasts, s->last + start[0], n * sizeof(*s->last));
	for (uint32_t i = 0; i < spans->n_slots; i++) {
		const struct nicfw_ranked none = { SPANS_NONE, SPANS_NONE };
		const struct nicfw_ranked *answer =
			i < n ? &answers[s->span[start[0] + i]] : &none;

		ranks[i] = answer->rank;
		outcomes[i] = answer->outcome;
	}
}

int spans_build(struct arena *a, uint32_t n, const uint32_t *firsts,
		const struct nicfw_ranked *answers, uint32_t max_bytes,
		struct plan_spans *out)
{
	struct arena *scratch = arena_new();
	const struct slots *s = cut(scratch, n, firsts);
	struct plan_spans spans = { .most = s->most, .best_rank = UINT32_MAX };
	struct spans_places places;
	const uint64_t most_bytes =
		MAX_TIMES * (uint64_t)spans_places(0, most_slots(s, 0)).n_bytes;
	int err = -E2BIG;

	for (uint32_t bits = 0; bits <= MAX_PART_BITS && err; bits++) {
		spans.part_bits = bits;
		spans.n_slots = most_slots(s, bits);
		places = spans_places(bits, spans.n_slots);
		if (places.n_bytes <= max_bytes &&
		    (uint64_t)places.n_bytes << bits <= most_bytes)
			err = 0;
	}
	for (uint32_t i = 0; i < n; i++)
		if (answers[i].rank < spans.best_rank)
			spans.best_rank = answers[i].rank;
	if (!err) {
		uint8_t *bytes =
			arena_calloc(a, 1u << spans.part_bits, places.n_bytes);

		for (uint32_t i = 0; i < 1u << spans.part_bits; i++)
			write_part(s, &spans, &places, i, answers,
				   bytes + (size_t)i * places.n_bytes);
		spans.bytes = bytes;
		spans.n_bytes = places.n_bytes;
		*out = spans;
	}
	arena_free(scratch);
	return err;
}

static uint32_t *words_at(const struct plan_spans *spans, uint8_t *bytes,
			  uint32_t part, uint32_t at)
{
	return (uint32_t *)(bytes + (size_t)part * spans->n_bytes + at);
}

void spans_number(const struct plan_spans *spans, uint32_t *counters,
		  uint32_t *n)
{
	const struct spans_places p =
		spans_places(spans->part_bits, spans->n_slots);

	for (uint32_t part = 0; part < 1u << spans->part_bits; part++) {
		const uint32_t *outcome =
			(const uint32_t *)(spans->bytes +
					   (size_t)part * spans->n_bytes +
					   p.outcomes);

		for (uint32_t i = 0; i < spans->n_slots; i++) {
			uint32_t *c;

			if (outcome[i] == SPANS_NONE)
				continue;
			c = &counters[outcome[i] >> 2];
			if (*c == UINT32_MAX)
				*c = (*n)++;
		}
	}
}

/* The middle of the counters that are first met in the slots from @from to @to,
   of which the highest one before is @highest; it becomes theirs. */
static uint32_t find_near(const uint32_t *outcome, uint32_t from, uint32_t to,
			  uint32_t *highest)
{
	uint32_t first = *highest;

	for (uint32_t i = from; i < to; i++) {
		if (outcome[i] != SPANS_NONE && outcome[i] >> 2 > *highest)
			*highest = outcome[i] >> 2;
	}
	return first + (*highest - first + 1) / 2;
}

uint8_t *spans_with_counters(struct arena *a, const struct plan_spans *spans,
			     const uint32_t *counters)
{
	const struct spans_places p =
		spans_places(spans->part_bits, spans->n_slots);
	const uint32_t n_parts = 1u << spans->part_bits;
	uint8_t *bytes =
		arena_memdup(a, spans->bytes, (size_t)spans->n_bytes * n_parts);
	uint32_t highest = 0;

	for (uint32_t part = 0; part < n_parts; part++) {
		struct spans_place *place =
			(struct spans_place *)words_at(spans, bytes, part, 0);
		uint32_t *outcome = words_at(spans, bytes, part, p.outcomes);

		for (uint32_t i = 0; i < spans->n_slots; i++) {
			if (outcome[i] != SPANS_NONE)
				outcome[i] = counters[outcome[i] >> 2] << 2 |
					     (outcome[i] & 3);
		}
		for (uint32_t i = 0; i < p.n_places; i++)
			place[i].near = find_near(outcome, place[i].start,
						  place[i + 1].start, &highest);
	}
	return bytes;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * simplify.c - first-match items that say the same in fewer
 */
#include "policy/simplify_int.h"

#include <stdlib.h>

const char *const simplify_names[N_SIMPLIFY_PASSES] = {
	[SIMPLIFY_SHADOWED] = "shadowed",
	[SIMPLIFY_MERGED] = "merged",
};

static void (*const passes[N_SIMPLIFY_PASSES])(struct simplify *s) = {
	[SIMPLIFY_SHADOWED] = simplify_shadowed,
	[SIMPLIFY_MERGED] = simplify_merged,
};

/* A return, by its place and where it ends. */
struct skip {
	uint32_t from;
	uint32_t to;
};

struct skips {
	VEC(struct skip) v;
};

static int compare_ends(const void *x, const void *y)
{
	const struct skip *a = x, *b = y;

	return a->to < b->to ? -1 : a->to > b->to;
}

/* The first item from @i on that no return was found to skip. */
static uint32_t next_open(uint32_t *next, uint32_t i)
{
	while (next[i] != i) {
		next[i] = next[next[i]];
		i = next[i];
	}
	return i;
}

/* The returns of the segment, by where they end. */
static void find_skips(struct simplify *s, struct skips *out)
{
	for (uint32_t i = 0; i < s->segment->items.n; i++) {
		const struct item *it = &s->segment->items.v[i];

		if (it->kind == ITEM_RETURN)
			*vec_push(s->own, &out->v) =
				(struct skip){ i, it->skip_to };
	}
	if (out->v.n)
		qsort(out->v.v, out->v.n, sizeof(*out->v.v), compare_ends);
}

/*
 * How far items reach: the nearest end of the returns that skip them. These are
 * looked at by their ends, so that the first one to skip an item is it.
 */
static void find_reach(struct simplify *s)
{
	const uint32_t n = s->segment->items.n;
	struct skips skips = {};
	const struct skip *skip;
	uint32_t *next;

	s->reach = NULL;
	find_skips(s, &skips);
	if (!skips.v.n)
		return;
	s->reach = arena_alloc(s->own, n * sizeof(*s->reach));
	next = arena_alloc(s->own, (n + 1ul) * sizeof(*next));
	for (uint32_t i = 0; i < n; i++)
		s->reach[i] = n;
	for (uint32_t i = 0; i <= n; i++)
		next[i] = i;
	vec_for_each(skip, &skips.v) {
		uint32_t i = next_open(next, skip->from + 1);

		for (; i < skip->to; i = next_open(next, i)) {
			s->reach[i] = skip->to;
			next[i] = i + 1;
		}
	}
}

struct item *simplify_items(struct simplify *s)
{
	struct segment *segment = s->segment;

	if (!s->is_own)
		segment->items.v =
			arena_memdup(s->arena, segment->items.v,
				     segment->items.n * sizeof(struct item));
	s->is_own = true;
	return segment->items.v;
}

/* Takes out what is gone; returns end where what is left of it begins. */
static void close_gaps(struct simplify *s)
{
	const uint32_t n = s->segment->items.n;
	uint32_t *place = arena_alloc(s->own, (n + 1ul) * sizeof(*place));
	struct item *items = simplify_items(s);
	uint32_t n_left = 0;

	for (uint32_t i = 0; i < n; i++) {
		place[i] = n_left;
		n_left += !s->is_gone[i];
	}
	place[n] = n_left;
	for (uint32_t i = 0; i < n; i++) {
		struct item *it = &items[i];

		if (it->kind == ITEM_RETURN)
			it->skip_to = place[it->skip_to];
		if (!s->is_gone[i])
			items[place[i]] = *it;
	}
	s->segment->items.n = n_left;
}

/* Returns how many items it took. */
static uint32_t run(struct simplify *s, enum simplify_pass pass)
{
	const uint32_t n = s->segment->items.n;
	uint32_t n_gone = 0;

	s->own = arena_child(s->arena);
	s->is_gone = arena_calloc(s->own, n, sizeof(bool));
	find_reach(s);
	passes[pass](s);
	for (uint32_t i = 0; i < n; i++)
		n_gone += s->is_gone[i];
	if (n_gone)
		close_gaps(s);
	arena_free(s->own);
	return n_gone;
}

void simplify(struct arena *a, const struct lowered *low, uint32_t which,
	      struct lowered *out, uint32_t n_gone[N_SIMPLIFY_PASSES])
{
	const struct segment *segment;

	*out = *low;
	memset(&out->segments, 0, sizeof(out->segments));
	vec_for_each(segment, &low->segments) {
		struct simplify s = {
			.arena = a,
			.low = low,
			.segment = vec_push(a, &out->segments),
		};

		*s.segment = *segment;
		s.segment->items.cap = segment->items.n;
		for (enum simplify_pass p = 0; p < N_SIMPLIFY_PASSES; p++) {
			uint32_t n = 0;

			if (which & 1u << p)
				n = run(&s, p);
			if (n_gone)
				n_gone[p] += n;
		}
	}
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_spans.c - many boxes of one number: spans
 *
 * All places where a box begins or has ended cut the numbers into pieces. Boxes
 * take their pieces, the best one first, and pass over those that are taken:
 * each piece knows the next one that was free, so that none is passed twice.
 */
#include "policy/classify_spans.h"

#include "offload/spans.h"

#include <stdlib.h>

/* Numbers from @first on, up to the next piece. */
struct piece {
	uint32_t first;
	uint32_t next; /* piece that may be free: itself, or one behind */
	struct nicfw_ranked answer;
};

struct pieces {
	uint32_t n;
	struct piece *v;
	uint32_t *first, *end; /* of each box: its pieces */
};

/* Where box @edge / 2 begins, or, with the lowest bit, where it has ended. */
struct edge {
	uint32_t at;
	uint32_t edge;
};

static int compare_edges(const void *x, const void *y)
{
	const struct edge *a = x, *b = y;

	return a->at < b->at ? -1 : a->at > b->at;
}

static bool can_be_spans(const struct tree_boxes *boxes)
{
	if (boxes->n_words != 1 || boxes->width[0] != 32 || boxes->n_facts ||
	    boxes->ends_nothing)
		return false;
	for (uint32_t i = 0; i < boxes->n; i++) {
		if (boxes->v[i].skip_to)
			return false;
	}
	return true;
}

/* The edges of all boxes, by where they are; those at 0 and 2^32 are no cuts.
 */
static struct edge *sort_edges(struct arena *a, const struct tree_boxes *boxes,
			       uint32_t *n)
{
	struct edge *edges = arena_calloc(a, 2ul * boxes->n, sizeof(*edges));

	*n = 0;
	for (uint32_t i = 0; i < boxes->n; i++) {
		const struct tree_range *r = &boxes->ranges[i];

		if (r->first)
			edges[(*n)++] = (struct edge){ r->first, 2 * i };
		if (r->last < UINT32_MAX)
			edges[(*n)++] = (struct edge){ r->last + 1, 2 * i + 1 };
	}
	qsort(edges, *n, sizeof(*edges), compare_edges);
	return edges;
}

static void add_piece(struct pieces *p, uint32_t first)
{
	p->v[p->n] = (struct piece){ .first = first,
				     .next = p->n,
				     .answer = { SPANS_NONE, SPANS_NONE } };
	p->n++;
}

static struct pieces cut_pieces(struct arena *a, const struct tree_boxes *boxes)
{
	struct pieces p = {
		.v = arena_calloc(a, 2ul * boxes->n + 2, sizeof(*p.v)),
		.first = arena_calloc(a, boxes->n, sizeof(*p.first)),
		.end = arena_calloc(a, boxes->n, sizeof(*p.end)),
	};
	uint32_t n;
	const struct edge *edges = sort_edges(a, boxes, &n);

	add_piece(&p, 0);
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t box = edges[i].edge / 2;

		if (edges[i].at != p.v[p.n - 1].first)
			add_piece(&p, edges[i].at);
		*(edges[i].edge % 2 ? &p.end[box] : &p.first[box]) = p.n - 1;
	}
	for (uint32_t i = 0; i < boxes->n; i++) {
		if (boxes->ranges[i].last == UINT32_MAX)
			p.end[i] = p.n;
	}
	p.v[p.n].next = p.n;
	return p;
}

/* The first piece from @i on that is free. */
static uint32_t find_free(struct pieces *p, uint32_t i)
{
	while (p->v[i].next != i) {
		p->v[i].next = p->v[p->v[i].next].next;
		i = p->v[i].next;
	}
	return i;
}

static void take_pieces(struct pieces *p, const struct tree_boxes *boxes)
{
	for (uint32_t b = 0; b < boxes->n; b++) {
		const struct nicfw_ranked answer = { boxes->v[b].rank,
						     boxes->v[b].outcome };
		uint32_t i = find_free(p, p->first[b]);

		for (; i < p->end[b]; i = find_free(p, i)) {
			p->v[i].answer = answer;
			p->v[i].next = i + 1;
		}
	}
}

bool spans_of_boxes(struct arena *a, const struct tree_boxes *boxes,
		    uint32_t max_bytes, struct plan_spans *out)
{
	struct arena *scratch;
	struct nicfw_ranked *answers;
	struct pieces p;
	uint32_t *firsts, n = 0;
	int err;

	if (!can_be_spans(boxes))
		return false;
	scratch = arena_new();
	p = cut_pieces(scratch, boxes);
	take_pieces(&p, boxes);
	firsts = arena_calloc(scratch, p.n, sizeof(*firsts));
	answers = arena_calloc(scratch, p.n, sizeof(*answers));
	for (uint32_t i = 0; i < p.n; i++) {
		if (n && p.v[i].answer.rank == answers[n - 1].rank)
			continue;
		firsts[n] = p.v[i].first;
		answers[n++] = p.v[i].answer;
	}
	err = spans_build(a, n, firsts, answers, max_bytes, out);
	arena_free(scratch);
	return !err;
}

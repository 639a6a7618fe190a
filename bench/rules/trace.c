// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace.c - the frames that a ruleset is measured with
 *
 * Frames are drawn in a rule's box and kept if no rule before it takes them.
 * Whether a rule can be reached at all is found by trying: one of which less
 * than a part in some hundreds is left by the rules before it counts as out of
 * reach.
 */
#include "trace.h"

#include "rules_draft.h"
#include "rules_index.h"
#include "trace_frame.h"

#include <errno.h>
#include <netinet/in.h>

#define MAX_TRIES 256

const char *const trace_kind_names[N_TRACE_KINDS] = {
	[TRACE_FIRST] = "first",   [TRACE_LAST] = "last",
	[TRACE_MISS] = "miss",	   [TRACE_SPREAD] = "spread",
	[TRACE_ZIPF] = "zipf",	   [TRACE_ACCEPT] = "accept",
	[TRACE_CORNER] = "corner",
};

/* What frames are drawn from. */
struct source {
	const struct rules *rules;
	struct rules_index *index;
	struct rng rng;
	uint32_t *targets; /* rules */
	size_t n_targets;
	double *sums; /* of Zipf's weights of targets, or NULL */
};

static bool has_ports(const struct rules_tuple *t)
{
	return t->proto == IPPROTO_TCP || t->proto == IPPROTO_UDP;
}

/* False for a tuple that no frame of a router has. */
static bool settle_tuple(struct rules_tuple *t)
{
	if (!has_ports(t))
		t->sport = t->dport = 0;
	return rules_is_unicast(t->saddr) && rules_is_unicast(t->daddr);
}

static uint32_t draw_addr(struct rng *r, uint32_t prefix, uint8_t len)
{
	return len ? prefix | ((uint32_t)rng_next(r) & ~rules_mask(len))
		   : rules_draw_unicast(r);
}

static uint8_t draw_proto(struct rng *r)
{
	return rng_one_in(r, 2) ? IPPROTO_TCP : IPPROTO_UDP;
}

static bool draw_in_box(struct rng *r, const struct rules_box *box,
			struct rules_tuple *t)
{
	t->saddr = draw_addr(r, box->saddr, box->saddr_len);
	t->daddr = draw_addr(r, box->daddr, box->daddr_len);
	t->proto = box->proto ? box->proto : draw_proto(r);
	t->sport = (uint16_t)rng_between(r, box->sport[0], box->sport[1]);
	t->dport = (uint16_t)rng_between(r, box->dport[0], box->dport[1]);
	return settle_tuple(t);
}

/* In @rule and in none before it; rules->n: in none at all. */
static bool draw_for_rule(struct source *s, size_t rule, struct rules_tuple *t)
{
	const struct rules_box *box =
		rule < s->rules->n ? &s->rules->boxes[rule] : &rules_any;

	for (int i = 0; i < MAX_TRIES; i++)
		if (draw_in_box(&s->rng, box, t) &&
		    rules_index_match(s->index, t) == rule)
			return true;
	return false;
}

/* An edge of @first to @last, or beside one; numbers wrap around. */
static uint32_t draw_edge(struct rng *r, uint32_t first, uint32_t last,
			  bool is_beside)
{
	if (rng_one_in(r, 2))
		return is_beside ? first - 1 : first;
	return is_beside ? last + 1 : last;
}

static bool draw_corner(struct rng *r, const struct rules_box *box,
			struct rules_tuple *t)
{
	/* The field that is beside its edge; 5, 6: none. */
	uint32_t beside = rng_below(r, 7);

	t->saddr = draw_edge(r, box->saddr,
			     box->saddr | ~rules_mask(box->saddr_len),
			     beside == 0 && box->saddr_len);
	t->daddr = draw_edge(r, box->daddr,
			     box->daddr | ~rules_mask(box->daddr_len),
			     beside == 1 && box->daddr_len);
	if (!box->saddr_len)
		t->saddr = rules_draw_unicast(r);
	if (!box->daddr_len)
		t->daddr = rules_draw_unicast(r);
	t->proto = box->proto ? box->proto : draw_proto(r);
	if (beside == 2)
		t->proto = rng_one_in(r, 4) ? IPPROTO_ICMP : draw_proto(r);
	t->sport = (uint16_t)draw_edge(r, box->sport[0], box->sport[1],
				       beside == 3);
	t->dport = (uint16_t)draw_edge(r, box->dport[0], box->dport[1],
				       beside == 4);
	return settle_tuple(t);
}

static void add_targets(struct arena *a, struct source *s, bool accept)
{
	s->targets = arena_calloc(a, s->rules->n, sizeof(*s->targets));
	for (size_t i = 0; i < s->rules->n; i++) {
		struct rules_tuple t;

		if (s->rules->boxes[i].accept == accept &&
		    draw_for_rule(s, i, &t))
			s->targets[s->n_targets++] = (uint32_t)i;
	}
	for (size_t i = s->n_targets; i > 1; i--) {
		size_t k = rng_below(&s->rng, (uint32_t)i);
		uint32_t swapped = s->targets[i - 1];

		s->targets[i - 1] = s->targets[k];
		s->targets[k] = swapped;
	}
}

static void add_target(struct arena *a, struct source *s, size_t rule)
{
	s->targets = arena_calloc(a, 1, sizeof(*s->targets));
	s->targets[0] = (uint32_t)rule;
	s->n_targets = 1;
}

static void weigh_targets(struct arena *a, struct source *s)
{
	double sum = 0;

	s->sums = arena_calloc(a, s->n_targets + 1, sizeof(*s->sums));
	for (size_t i = 0; i < s->n_targets; i++)
		s->sums[i] = sum += 1 / (double)(i + 1);
}

static void find_first(struct arena *a, struct source *s)
{
	for (size_t i = 0; i < s->rules->n; i++)
		if (!s->rules->boxes[i].accept) {
			add_target(a, s, i);
			return;
		}
}

static void find_last(struct arena *a, struct source *s)
{
	struct rules_tuple t;

	for (size_t i = s->rules->n; i-- > 0;)
		if (!s->rules->boxes[i].accept && draw_for_rule(s, i, &t)) {
			add_target(a, s, i);
			return;
		}
}

static void find_targets(struct arena *a, struct source *s,
			 enum trace_kind kind)
{
	switch (kind) {
	case TRACE_FIRST:
		find_first(a, s);
		break;
	case TRACE_LAST:
		find_last(a, s);
		break;
	case TRACE_MISS:
		add_target(a, s, s->rules->n);
		break;
	case TRACE_ZIPF:
		add_targets(a, s, false);
		weigh_targets(a, s);
		break;
	case TRACE_SPREAD:
	case TRACE_ACCEPT:
		add_targets(a, s, kind == TRACE_ACCEPT);
		break;
	default:
		break;
	}
}

/* The first target whose sum of weights is above a random part of all. */
static uint32_t draw_zipf(struct source *s)
{
	double part = (double)(rng_next(&s->rng) >> 11) / (double)(1ull << 53);
	double at = part * s->sums[s->n_targets - 1];
	size_t lo = 0, hi = s->n_targets - 1;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (s->sums[mid] > at)
			hi = mid;
		else
			lo = mid + 1;
	}
	return s->targets[lo];
}

static int draw_frames(struct source *s, struct trace_frame *frames, size_t n)
{
	if (!s->n_targets)
		return -ENOENT;
	for (size_t i = 0; i < n; i++) {
		uint32_t rule = s->sums ? draw_zipf(s)
					: s->targets[i % s->n_targets];
		int more = 64;

		/* What can be reached was once, and is if it is tried enough.
		 */
		while (!draw_for_rule(s, rule, &frames[i].tuple))
			if (!more--)
				return -ENOENT;
	}
	return 0;
}

static void draw_corners(struct source *s, struct trace_frame *frames, size_t n)
{
	uint32_t n_rules = (uint32_t)s->rules->n;

	for (size_t i = 0; i < n; i++) {
		size_t rule = n < n_rules ? rng_below(&s->rng, n_rules)
					  : i % n_rules;

		while (!draw_corner(&s->rng, &s->rules->boxes[rule],
				    &frames[i].tuple))
			;
	}
}

/* Rules may have been made with the same seed: these are other numbers. */
static struct rng start_rng(uint64_t seed)
{
	struct rng frames = { seed ^ 0x6672616d6573 };

	return (struct rng){ rng_next(&frames) };
}

int trace_make(struct arena *a, const struct rules *rules, enum trace_kind kind,
	       uint64_t seed, size_t n, const uint8_t smac[6],
	       const uint8_t dmac[6], struct trace *out)
{
	struct source s = {
		.rules = rules,
		.index = rules_index_new(a, rules),
		.rng = start_rng(seed),
	};
	struct trace_frame *frames = arena_calloc(a, n, sizeof(*frames));
	int err = 0;

	find_targets(a, &s, kind);
	if (kind == TRACE_CORNER)
		draw_corners(&s, frames, n);
	else
		err = draw_frames(&s, frames, n);
	if (err)
		return err;
	/* An order without a period is harder to foresee than turns. */
	rng_shuffle(&s.rng, frames, n);
	for (size_t i = 0; i < n; i++) {
		struct trace_frame *f = &frames[i];

		f->rule = (uint32_t)rules_index_match(s.index, &f->tuple);
		f->accept = f->rule < rules->n ? rules->boxes[f->rule].accept
					       : rules->accept;
		trace_frame_write(f, rules->boxes[0].is_v6, smac, dmac);
	}
	*out = (struct trace){ frames, n };
	return 0;
}

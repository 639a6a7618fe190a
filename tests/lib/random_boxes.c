// SPDX-License-Identifier: GPL-2.0-only
/*
 * random_boxes.c - boxes of several kinds, and keys in them and beside
 */
#include "lib/random_boxes.h"

#define N_FACTS	      4
#define N_COUNTERS    (1u << 16)
#define ADDRESS_WORDS 4

static void add_part(struct random_boxes *f, uint8_t width)
{
	const uint8_t part = f->table.parts.n;
	uint16_t v = plan_add_value(f->arena, f->plan,
				    (struct plan_value){ .base = PLAN_NET,
							 .bit_off = 128 * part,
							 .width = width });

	*(struct plan_part *)vec_push(f->arena, &f->table.parts) =
		(struct plan_part){ v, u128_max(width) };
	for (uint32_t at = 0; at < width; at += 32) {
		const uint32_t w = f->boxes.n_words++;

		f->boxes.width[w] = width < 32 ? width : 32;
		f->boxes.part[w] = part;
	}
}

struct random_boxes *boxes_new(const uint8_t *part_widths)
{
	struct arena *a = arena_new();
	struct random_boxes *f = arena_new_of(a, struct random_boxes);

	f->arena = a;
	f->plan = arena_new_of(a, struct plan);
	f->plan->n_counters = N_COUNTERS;
	f->boxes.n_facts = N_FACTS;
	while (*part_widths)
		add_part(f, *part_widths++);
	return f;
}

static uint32_t max_of(const struct random_boxes *f, uint32_t w)
{
	const uint8_t width = f->boxes.width[w];

	return width < 32 ? (1u << width) - 1 : UINT32_MAX;
}

static uint32_t any(struct random_boxes *f, uint32_t w)
{
	return (uint32_t)rng_next(&f->rng) & max_of(f, w);
}

static struct tree_range prefix(struct random_boxes *f, uint32_t w,
				uint32_t len)
{
	uint32_t open = len < f->boxes.width[w] ? max_of(f, w) >> len : 0;
	uint32_t v = any(f, w);

	return (struct tree_range){ v & ~open, v | open };
}

static struct tree_range range_of(struct random_boxes *f, enum boxes_kind kind,
				  uint32_t i, uint32_t w)
{
	uint32_t a = any(f, w), span = any(f, w) >> (i % 5 + 2);

	switch (kind) {
	case KIND_EXACT:
		return (struct tree_range){ a, a };
	case KIND_PREFIXES:
		return prefix(f, w, rng_between(&f->rng, 0, f->boxes.width[w]));
	case KIND_RANGES:
		return (struct tree_range){ a, max_of(f, w) - a < span
						       ? max_of(f, w)
						       : a + span };
	case KIND_NESTED:
		/* The narrowest first: otherwise the first covers all. */
		return (struct tree_range){
			0, max_of(f, w) >> (f->boxes.n - i) % f->boxes.width[w]
		};
	default:
		return i % f->boxes.n_words == w
			       ? (struct tree_range){ 0, max_of(f, w) }
			       : (struct tree_range){ a, a };
	}
}

/* One of few numbers that have most of their bits in common. */
static uint32_t sparse(struct random_boxes *f)
{
	static const uint16_t halves[] = { 0x370, 0x8a2e, 0x8a6e };

	return (uint32_t)halves[rng_between(&f->rng, 0, 2)] << 16 |
	       halves[rng_between(&f->rng, 0, 2)];
}

/* A prefix, or any address; the first word is the same in all. */
static void make_deep(struct random_boxes *f, struct tree_range *r)
{
	const uint32_t kind = rng_between(&f->rng, 0, 15);
	uint32_t len = 32 * ADDRESS_WORDS;

	if (kind == 0)
		len = 8 * rng_between(&f->rng, 0, 8);
	else if (kind < 4)
		len = rng_between(&f->rng, 48, len);
	for (uint32_t w = 0; w < ADDRESS_WORDS; w++) {
		const uint32_t in = len < 32 * w ? 0 : len - 32 * w;
		const uint32_t open = in < 32 ? UINT32_MAX >> in : 0;
		const uint32_t v = w ? sparse(f) : 0x20010db8;

		r[w] = (struct tree_range){ v & ~open, v | open };
	}
}

void boxes_make(struct random_boxes *f, enum boxes_kind kind, uint32_t n)
{
	const uint32_t n_words = f->boxes.n_words;

	f->box = arena_calloc(f->arena, n, sizeof(*f->box));
	f->ranges = arena_calloc(f->arena, n, n_words * sizeof(*f->ranges));
	f->met = arena_calloc(f->arena, n, sizeof(*f->met));
	f->boxes.n = n;
	f->boxes.ends_nothing = false;
	f->boxes.v = f->box;
	f->boxes.ranges = f->ranges;
	for (uint32_t i = 0; i < n; i++) {
		f->box[i] = (struct tree_box){
			.need = rng_between(&f->rng, 0, 3)
					? 0
					: (uint32_t)rng_next(&f->rng) %
						  (1u << N_FACTS),
			.rank = 2 * i,
			.outcome = plan_outcome(i % 3, i),
		};
		for (uint32_t w = 0; w < n_words; w++)
			f->ranges[i * n_words + w] = range_of(f, kind, i, w);
	}
}

void boxes_make_deep(struct random_boxes *f, uint32_t n)
{
	boxes_make(f, KIND_EXACT, n);
	for (uint32_t i = 0; i < n; i++) {
		struct tree_range *r = f->ranges + i * f->boxes.n_words;

		make_deep(f, r);
		make_deep(f, r + ADDRESS_WORDS);
		for (uint32_t w = 2 * ADDRESS_WORDS; w < f->boxes.n_words; w++)
			r[w] = (struct tree_range){ 0, max_of(f, w) };
	}
}

void boxes_make_wide(struct random_boxes *f, uint32_t n)
{
	for (uint32_t i = 0; i < f->boxes.n; i++) {
		struct tree_range *r = f->ranges + i * f->boxes.n_words;
		const uint32_t part = rng_between(&f->rng, 0, 2);

		if (rng_between(&f->rng, 1, n) > 1)
			continue;
		f->box[i].need = 0;
		for (uint32_t w = 0; w < 2 * ADDRESS_WORDS; w++)
			if (part == 2 || w / ADDRESS_WORDS == part)
				r[w] = (struct tree_range){ 0, UINT32_MAX };
	}
}

/* A run ends where a return stands, and where one leads. */
static void find_runs(struct random_boxes *f)
{
	const uint32_t n = f->boxes.n;

	for (uint32_t i = 0; i < n; i++)
		f->box[i].run = 0;
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t to = f->box[i].skip_to;

		f->box[i].run |= to != 0;
		if (to && to / 2 < n)
			f->box[to / 2].run = 1;
	}
	for (uint32_t i = 1; i < n; i++)
		f->box[i].run += f->box[i - 1].run;
}

void boxes_make_returns(struct random_boxes *f, uint32_t every)
{
	for (uint32_t i = 0; i < f->boxes.n; i += every) {
		f->box[i].skip_to = 2 * (i + rng_between(&f->rng, 2, 40));
		f->box[i].outcome = plan_skip(f->box[i].skip_to);
	}
	find_runs(f);
}

static uint32_t within(struct random_boxes *f, const struct tree_range *r)
{
	const uint64_t span = (uint64_t)r->last - r->first + 1;

	return r->first + (uint32_t)(rng_next(&f->rng) % span);
}

/* A number in the range, at one of its edges or beside it. */
static uint32_t near(struct random_boxes *f, const struct tree_range *r,
		     uint32_t w)
{
	switch (rng_between(&f->rng, 0, 5)) {
	case 0:
		return r->first;
	case 1:
		return r->last;
	case 2:
		return (r->first - 1) & max_of(f, w);
	case 3:
		return (r->last + 1) & max_of(f, w);
	default:
		return within(f, r);
	}
}

void boxes_make_key(struct random_boxes *f, uint32_t key[PLAN_TABLE_WORDS])
{
	const uint32_t box = rng_between(&f->rng, 0, f->boxes.n - 1);
	const uint32_t odd = rng_between(&f->rng, 0, 2 * f->boxes.n_words - 1);

	key[0] = (uint32_t)rng_next(&f->rng) % (1u << N_FACTS);
	if (rng_between(&f->rng, 0, 1))
		key[0] |= f->box[box].need;
	for (uint32_t w = 0; w < f->boxes.n_words; w++) {
		const struct tree_range *r =
			&f->ranges[box * f->boxes.n_words + w];

		key[w + 1] = odd < f->boxes.n_words && odd != w ? within(f, r)
								: near(f, r, w);
		if (!rng_between(&f->rng, 0, 4 * f->boxes.n_words))
			key[w + 1] = any(f, w);
	}
}

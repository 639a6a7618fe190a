// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_counters.c - which counters a program has
 *
 * They are the plan's, unless there are perfect tables, of which each row has a
 * counter of its own (perfect.h), or spans, whose counters come first, in their
 * order (spans.h). The plan's that nothing but rows of such tables leads to are
 * left out then, for each processor has all of them. Trees and hash maps have
 * the plan's numbers in them, so beside one of those all are the plan's, and
 * none is left out. Rows of trees that stand for several have numbers behind
 * the plan's own.
 */
#include "offload/emit.h"

#include "offload/perfect.h"
#include "offload/spans.h"

#include <string.h>

static bool has_perfect(const struct emitter *e)
{
	for (size_t i = 0; i < e->plan->maps.n; i++)
		if (e->homes[i].perfect)
			return true;
	return false;
}

/* True if data has numbers of the plan's counters in it. */
static bool is_in_data(const struct emitter *e)
{
	for (size_t i = 0; i < e->plan->maps.n; i++) {
		enum plan_map_kind kind = e->plan->maps.v[i].kind;

		if (kind == PLAN_MAP_RULES ||
		    (kind == PLAN_MAP_RANKED && !e->homes[i].perfect))
			return true;
	}
	return e->plan->tables.n > 0;
}

/* Those that nodes lead to, or all. */
static bool *find_used(struct emitter *e, bool all)
{
	bool *is_used = arena_calloc(e->arena, e->plan->n_counters + 1ul,
				     sizeof(*is_used));
	const struct plan_node *n;

	for (uint32_t i = 0; i < e->plan->n_counters; i++)
		is_used[i] = all;
	vec_for_each(n, &e->plan->nodes) {
		if (plan_op_has(n->op, "counter") &&
		    n->counter != PLAN_NO_COUNTER)
			is_used[n->counter] = true;
	}
	return is_used;
}

/* Whose the counters of the rows of @map are. */
static void add_rows(const struct emitter *e, size_t map, uint32_t *counter_of)
{
	const struct perfect *t = e->homes[map].perfect;
	const uint32_t *values = e->plan->maps.v[map].values;

	for (uint32_t i = 0; i < t->n_parts * t->n_rows; i++) {
		const uint32_t key = t->key_of_row[i];
		uint32_t *of = &counter_of[e->homes[map].first_counter + i];

		*of = key == PERFECT_NO_KEY ? IMAGE_NO_COUNTER
					    : values[2ul * key + 1] >> 2;
	}
}

/* Numbers the plan's counters; returns how many there are. */
static uint32_t number_counters(struct emitter *e, bool is_free)
{
	const struct plan *plan = e->plan;
	const bool *is_used = find_used(e, !has_perfect(e) || !is_free);
	const struct plan_spans *s;
	uint32_t n = 0;

	e->counters = arena_alloc(e->arena, (plan->n_counters + 1ul) *
						    sizeof(*e->counters));
	memset(e->counters, 0xff, plan->n_counters * sizeof(*e->counters));
	if (is_free)
		vec_for_each(s, &plan->spans)
			spans_number(s, e->counters, &n);
	for (uint32_t i = 0; i < plan->n_counters; i++) {
		if (is_used[i] && e->counters[i] == IMAGE_NO_COUNTER)
			e->counters[i] = n++;
	}
	return n;
}

void emit_counters(struct emitter *e)
{
	const struct plan *plan = e->plan;
	const bool is_free = !is_in_data(e);
	uint32_t *counter_of, n = number_counters(e, is_free) + plan->n_joint;

	for (size_t i = 0; i < plan->maps.n; i++) {
		const struct perfect *t = e->homes[i].perfect;

		e->homes[i].first_counter = n;
		n += t ? t->n_parts * t->n_rows : 0;
	}
	e->img->n_plan_counters = plan->n_counters;
	e->img->n_counters = n;
	e->img->sums = plan->sums.v;
	e->img->n_sums = plan->sums.n;
	if (!has_perfect(e) && !(is_free && plan->spans.n) && !plan->n_joint)
		return;
	counter_of = arena_calloc(e->arena, n, sizeof(*counter_of));
	for (uint32_t i = 0; i < plan->n_counters; i++)
		if (e->counters[i] != IMAGE_NO_COUNTER)
			counter_of[e->counters[i]] = i;
	for (uint32_t i = 0; i < plan->n_joint; i++)
		counter_of[plan->n_counters + i] = IMAGE_NO_COUNTER;
	for (size_t i = 0; i < plan->maps.n; i++)
		if (e->homes[i].perfect)
			add_rows(e, i, counter_of);
	e->img->counter_of = counter_of;
}

uint32_t image_sum_room(const struct image *img)
{
	return img->n_plan_counters + (img->n_sums ? img->n_counters : 0);
}

static void add_counter(struct nicfw_counter *to,
			const struct nicfw_counter *from)
{
	to->packets += from->packets;
	to->bytes += from->bytes;
}

/* What each of the image's counters has with what others count for it. */
static const struct nicfw_counter *add_joint(const struct image *img,
					     const struct nicfw_counter *each,
					     struct nicfw_counter *all)
{
	memcpy(all, each, img->n_counters * sizeof(*all));
	for (uint32_t i = 0; i < img->n_sums; i++)
		add_counter(&all[img->sums[i].to], &all[img->sums[i].from]);
	return all;
}

const struct nicfw_counter *image_sum_counters(const struct image *img,
					       const struct nicfw_counter *each,
					       struct nicfw_counter *sums)
{
	if (!img->counter_of)
		return each;
	if (img->n_sums)
		each = add_joint(img, each, sums + img->n_plan_counters);
	memset(sums, 0, img->n_plan_counters * sizeof(*sums));
	for (uint32_t i = 0; i < img->n_counters; i++) {
		const uint32_t counter = img->counter_of[i];

		if (counter != IMAGE_NO_COUNTER)
			add_counter(&sums[counter], &each[i]);
	}
	return sums;
}

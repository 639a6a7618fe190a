// SPDX-License-Identifier: GPL-2.0-only
/*
 * trees_join.c - boxes that have all of a part of space, as one
 *
 * A node joins what has all of its part and not of its parent's. What is joined
 * there is joined with more further down, so boxes stand for boxes, and each
 * stands for a few: it is a list of what came in at one node.
 */
#include "policy/trees_int.h"

#include <string.h>

/* Parts beside each other often join the same: so many are looked at. */
#define RECENT 16

struct tree_joined *joined_new(struct arena *a, const struct tree_boxes *boxes,
			       const struct plan *plan)
{
	struct tree_joined *j = arena_new_of(a, struct tree_joined);

	j->boxes = *boxes;
	j->first_counter = plan->n_counters + plan->n_joint;
	vec_reserve(a, &j->box, 2ul * boxes->n);
	vec_reserve(a, &j->ranges, 2ul * boxes->n * boxes->n_words);
	for (uint32_t i = 0; i < boxes->n; i++)
		*vec_push(a, &j->box) = boxes->v[i];
	for (uint32_t i = 0; i < boxes->n * boxes->n_words; i++)
		*vec_push(a, &j->ranges) = boxes->ranges[i];
	j->boxes.v = j->box.v;
	j->boxes.ranges = j->ranges.v;
	return j;
}

/* Adds the box that stands for @of; returns its index. */
static uint32_t add_box(struct arena *a, struct tree_joined *j,
			const struct tree_joint *of)
{
	const struct tree_box *first = &j->box.v[j->members.v[of->first]];
	const struct tree_box box = {
		.rank = first->rank,
		.run = first->run,
		.outcome = plan_outcome(PLAN_ACCEPT, j->first_counter + j->v.n),
	};

	*vec_push(a, &j->v) = *of;
	*vec_push(a, &j->box) = box;
	for (uint32_t w = 0; w < j->boxes.n_words; w++)
		*vec_push(a, &j->ranges) = (struct tree_range){
			0, (uint32_t)u128_max(j->boxes.width[w])
		};
	j->boxes.v = j->box.v;
	j->boxes.ranges = j->ranges.v;
	return j->box.n - 1;
}

/* The box that stands for the members from @first on, of which there are. */
static uint32_t find_box(struct arena *a, struct tree_joined *j, uint32_t first)
{
	const struct tree_joint new = { first, j->members.n - first };
	const uint32_t *members = j->members.v + first;
	uint32_t i = j->v.n;

	while (i > 0 && j->v.n - i < RECENT) {
		const struct tree_joint *old = &j->v.v[--i];

		if (old->n == new.n &&
		    !memcmp(j->members.v + old->first, members,
			    new.n * sizeof(*members))) {
			j->members.n = first;
			return j->boxes.n + i;
		}
	}
	return add_box(a, j, &new);
}

/* True if what counts for box @i counts for all that come to @region. */
static bool is_sure(const struct tree_joined *j, uint32_t i,
		    const struct tree_region *region)
{
	return !j->boxes.v[i].skip_to && tree_has_region(&j->boxes, i, region);
}

/*
 * Moves the boxes of one run, list[@i] up to before list[@end], to list[@to]
 * on, those that are sure as one, in the place of the first. Returns where the
 * next ones go.
 */
static uint32_t take_run(struct arena *a, struct tree_joined *j, uint32_t *list,
			 uint32_t i, uint32_t end, uint32_t to,
			 const struct tree_region *region)
{
	const uint32_t first = j->members.n;
	uint32_t at = UINT32_MAX;

	for (; i < end; i++) {
		const uint32_t box = list[i];

		if (!is_sure(j, box, region)) {
			list[to++] = box;
			continue;
		}
		if (j->members.n == first)
			at = to++;
		*vec_push(a, &j->members) = box;
	}
	if (j->members.n == first)
		return to;
	list[at] = j->members.v[first];
	if (j->members.n == first + 1)
		j->members.n = first;
	else
		list[at] = find_box(a, j, first);
	return to;
}

uint32_t joined_take(struct arena *a, struct tree_joined *j, uint32_t *list,
		     uint32_t n, const struct tree_region *region)
{
	uint32_t to = 0;

	for (uint32_t i = 0, end; i < n; i = end) {
		const uint32_t run = j->boxes.v[list[i]].run;

		for (end = i + 1; end < n; end++)
			if (j->boxes.v[list[end]].run != run)
				break;
		to = take_run(a, j, list, i, end, to, region);
	}
	return to;
}

void joined_write(struct arena *a, const struct tree_joined *j,
		  struct plan *plan)
{
	for (uint32_t i = j->v.n; i-- > 0;) {
		const struct tree_joint *of = &j->v.v[i];

		for (uint32_t m = 0; m < of->n; m++) {
			const uint32_t box = j->members.v[of->first + m];

			*vec_push(a, &plan->sums) = (struct plan_sum){
				j->first_counter + i,
				j->boxes.v[box].outcome >> 2,
			};
		}
	}
	plan->n_joint += j->v.n;
}

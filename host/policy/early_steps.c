// SPDX-License-Identifier: GPL-2.0-only
/*
 * early_steps.c - which drops of a policy are sure, and of what
 *
 * Let a frame of a drop D come to it on the early stage, and let some step X
 * before D be the first that would have dropped it on the host, or skipped D.
 * X and D meet in that frame, so X is a blocker of D and has a guard; the frame
 * came by without meeting it, so a guard R skipped X, and not D. If R is met on
 * the host, X is skipped there as well. If not, some step R' skipped R there,
 * and not X. So the two cross: R' is before R, ends behind it, and before R
 * does. What is skipped is a chain's rest, or in a front a stop's, so hardly
 * any do; an R that is crossed passes its frames. Otherwise X is not met: there
 * is no such X, and the host drops the frame at D. What it counts before D is
 * what D's tolls count, in their order.
 *
 * In a front the gates are all there, first and exact, so that a frame is in
 * the same walk on both stages; steps of other walks are no blockers then.
 *
 * Where D is rough, X may be in its cover instead, right before D. A guard R
 * behind X that skips the cover and not D passes its frames too. One before X
 * skips X with it, and the above holds of it.
 */
#include "policy/early_int.h"

#include <stdlib.h>

static int compare_dims(const void *x, const void *y)
{
	const struct constraint *a = x, *b = y;

	return a->dim < b->dim ? -1 : a->dim > b->dim;
}

/* Steps that a segment's frames go on at; those that pass at the last's end. */
struct ways {
	uint32_t start;
	uint32_t accept;
	uint32_t drop; /* 0: it is a drop */
	uint32_t end;
};

static uint32_t skip_to(const struct item *it, const struct ways *ways)
{
	if (it->kind == ITEM_RETURN)
		return ways->start + it->skip_to;
	switch (it->verdict) {
	case PLAN_ACCEPT:
		return ways->accept;
	case PLAN_DROP:
		return ways->drop;
	case PLAN_PUNT:
		break;
	}
	return ways->end;
}

/* What a frame adds to on its way. Who is dropped in the end is not left. */
static uint32_t counter_of(const struct early *e, const struct item *it,
			   const struct ways *ways)
{
	const bool goes_on = it->kind == ITEM_VERDICT &&
			     it->verdict == PLAN_DROP && ways->drop;

	if (it->kind == ITEM_RETURN || it->counter == PLAN_NO_COUNTER ||
	    goes_on)
		return PLAN_NO_COUNTER;
	if (e->whole->out.counters.v[it->counter].kind == COUNTER_LEFT)
		return PLAN_NO_COUNTER;
	return it->counter;
}

/* @it's constraints by dimension: those that it has, where they are that. */
static const struct constraint *sort_constraints(const struct early *e,
						 const struct item *it)
{
	const size_t bytes = it->n_constraints * sizeof(*it->constraints);
	struct constraint *sorted;
	uint32_t i = 1;

	while (i < it->n_constraints &&
	       it->constraints[i - 1].dim < it->constraints[i].dim)
		i++;
	if (i >= it->n_constraints)
		return it->constraints;
	sorted = arena_memdup(e->arena, it->constraints, bytes);
	qsort(sorted, it->n_constraints, sizeof(*sorted), compare_dims);
	return sorted;
}

static bool asks_clock(const struct early *e, const struct item *it)
{
	const struct draft *whole = e->whole;

	for (uint32_t k = 0; k < it->n_constraints; k++) {
		const struct dim *d =
			&whole->low.dims.v[it->constraints[k].dim];
		const uint32_t *map;

		vec_for_each(map, &d->maps)
			if (whole->base.maps.v[*map].kind == PLAN_MAP_TIMED)
				return true;
	}
	return false;
}

static struct step *add_step(struct early *e, const struct item *it,
			     const struct ways *ways)
{
	struct step *s = vec_push(e->arena, &e->steps);

	*s = (struct step){
		.item = it,
		.counter = counter_of(e, it, ways),
		.asks_clock = asks_clock(e, it),
		.sorted = sort_constraints(e, it),
	};
	if (it->kind == ITEM_COUNT) {
		s->kind = STEP_COUNT;
	} else if (it->kind == ITEM_VERDICT && it->verdict == PLAN_DROP &&
		   !ways->drop) {
		s->kind = STEP_DROP;
	} else {
		s->kind = STEP_SKIP;
		s->skip_to = skip_to(it, ways);
	}
	return s;
}

static uint32_t find_chain(const struct early *e, const struct stop *stop)
{
	const struct compiled *whole = &e->whole->out;

	for (uint32_t i = 0; i < whole->path.n; i++) {
		if (stop->kind == STOP_CHAIN && whole->path.v[i] == stop->chain)
			return i;
	}
	return NO_CHAIN;
}

/* The step that a segment's @to stands for; @next is the one behind it. */
static uint32_t way_to(const uint32_t *starts, uint32_t n, uint32_t to,
		       uint32_t next)
{
	if (to == PATH_PASS)
		return starts[n];
	return to ? starts[to] : next;
}

void early_make_steps(struct early *e)
{
	const struct lowered *low = &e->whole->low;
	const struct path *walk = e->whole->out.walk;
	const uint32_t n = low->segments.n;
	uint32_t *starts = arena_calloc(e->arena, n + 1ul, sizeof(*starts));

	for (uint32_t i = 0; i < n; i++)
		starts[i + 1] = starts[i] + low->segments.v[i].items.n;
	vec_reserve(e->arena, &e->steps, starts[n]);
	e->chain_of =
		arena_calloc(e->arena, starts[n] + 1ul, sizeof(*e->chain_of));
	for (uint32_t i = 0; i < n; i++) {
		const struct segment *segment = &low->segments.v[i];
		const struct stop *stop = &walk->stops.v[i];
		const struct ways ways = {
			.start = starts[i],
			.accept = way_to(starts, n, segment->on_accept,
					 starts[i + 1]),
			.drop = way_to(starts, n, segment->on_drop, 0),
			.end = starts[n],
		};
		const uint32_t chain = find_chain(e, stop);
		const struct item *it;

		vec_for_each(it, &segment->items) {
			struct step *s = add_step(e, it, &ways);

			s->walk = stop->kind == STOP_GATE ? WALK_GATE
							  : stop->view.frames;
			e->chain_of[e->steps.n - 1] = chain;
		}
	}
}

static bool is_disjoint(const struct iset *x, const struct iset *y)
{
	if (x->v[0].lo > y->v[y->n - 1].hi || y->v[0].lo > x->v[x->n - 1].hi)
		return true;
	if (x->n == 1 && y->n == 1)
		return false;
	return x->n < y->n ? iset_relate(y, x) == ISET_DISJOINT
			   : iset_relate(x, y) == ISET_DISJOINT;
}

/* True if some frame meets both; a lookup has one answer for a frame. */
static bool can_meet(const struct step *x, const struct step *y)
{
	const uint32_t n_x = x->item->n_constraints;
	const uint32_t n_y = y->item->n_constraints;
	uint32_t i = 0, k = 0;

	while (i < n_x && k < n_y) {
		const struct constraint *a = &x->sorted[i], *b = &y->sorted[k];

		if (a->dim < b->dim) {
			i++;
		} else if (b->dim < a->dim) {
			k++;
		} else {
			if (is_disjoint(a->allowed, b->allowed))
				return false;
			i++;
			k++;
		}
	}
	return true;
}

bool early_is_blocker(const struct early *e, uint32_t s, uint32_t d)
{
	const struct step *x = &e->steps.v[s];

	if (x->walk != e->steps.v[d].walk && x->walk != WALK_GATE)
		return false;
	if (x->kind == STEP_COUNT || (x->kind == STEP_SKIP && x->skip_to <= d))
		return false;
	return can_meet(x, &e->steps.v[d]);
}

/* True if @s counts frames that go on to @d. */
static bool is_counted_at(const struct early *e, uint32_t s, uint32_t d)
{
	const struct step *x = &e->steps.v[s];

	return x->walk == e->steps.v[d].walk && x->counter != PLAN_NO_COUNTER &&
	       x->kind != STEP_DROP && x->skip_to <= d &&
	       can_meet(x, &e->steps.v[d]);
}

/* True if @s, before @d, skips one of @tolls but not @d itself. */
static bool skips_toll(const struct early *e, uint32_t s, uint32_t d,
		       const struct tolls *tolls)
{
	const struct step *x = &e->steps.v[s];

	if (x->kind != STEP_SKIP || x->skip_to > d ||
	    x->walk != e->steps.v[d].walk)
		return false;
	for (uint32_t i = 0; i < tolls->n; i++) {
		if (tolls->v[i] > s && tolls->v[i] < x->skip_to)
			return can_meet(x, &e->steps.v[d]);
	}
	return false;
}

/* True if the constraints of @d and of each toll fit one item. */
static bool fit_items(const struct early *e, uint32_t d,
		      const struct tolls *tolls)
{
	for (uint32_t i = 0; i < tolls->n; i++) {
		if (e->steps.v[tolls->v[i]].item->n_constraints +
			    e->steps.v[d].item->n_constraints >
		    ITEM_MAX_CONSTRAINTS)
			return false;
	}
	return true;
}

const char *early_find_tolls(struct early *e, uint32_t d, struct tolls *out)
{
	struct tolls found = {};

	/* From the last to the first: what is skipped is known before. */
	for (uint32_t s = d; s-- > 0;) {
		if (!is_counted_at(e, s, d) && !skips_toll(e, s, d, &found))
			continue;
		if (found.n == MAX_TOLLS)
			return "too many rules before it count its frames";
		found.v[found.n++] = s;
	}
	if (!fit_items(e, d, &found))
		return "with the rules that count its frames, it depends on more than 32 things at once";
	out->n = found.n;
	for (uint32_t i = 0; i < found.n; i++)
		out->v[i] = found.v[found.n - 1 - i];
	return NULL;
}

bool early_is_crossed(const struct early *e, uint32_t s)
{
	const struct step *steps = e->steps.v;
	const uint32_t to = steps[s].skip_to;

	if (e->cover && cover_is_skipped(e->cover, s, to))
		return true;
	/* Chains' rests are within each other. */
	if (!e->whole->out.walk->why_front)
		return false;
	for (uint32_t r = 0; r < s; r++) {
		if (steps[r].kind == STEP_SKIP && steps[r].skip_to > s &&
		    steps[r].skip_to < to && can_meet(&steps[r], &steps[s]))
			return true;
	}
	return false;
}

/* All gates, so that frames walk among their like alone. */
static void take_gates(const struct early *e, uint8_t *uses)
{
	const struct step *steps = e->steps.v;

	for (uint32_t s = 0; s < e->steps.n && steps[s].walk == WALK_GATE; s++)
		if (steps[s].skip_to != s + 1)
			uses[s] = USE_GUARD;
}

void early_take(const struct early *e, uint32_t d, uint8_t *uses)
{
	take_gates(e, uses);
	for (uint32_t s = 0; s < d; s++) {
		if (!uses[s] && early_is_blocker(e, s, d))
			uses[s] = USE_GUARD;
	}
	uses[d] = USE_DROP;
}

void early_take_rough(const struct early *e, uint32_t d, uint8_t *uses)
{
	take_gates(e, uses);
	for (uint32_t s = 0; s < d; s++) {
		if (e->chain_of[s] == NO_CHAIN && early_is_blocker(e, s, d))
			uses[s] = USE_GUARD;
	}
	uses[d] = USE_DROP;
}

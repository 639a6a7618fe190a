// SPDX-License-Identifier: GPL-2.0-only
/*
 * early_steps.c - which drops of a policy are sure, and of what
 *
 * Let a frame of a drop D come to it on the early stage, and let some step X
 * before D be the first that would have dropped it on the host, or skipped D.
 * X and D meet in that frame, so X is a blocker of D and has a guard; the frame
 * came by without meeting it, so a guard R skipped X, and not D. If R is met on
 * the host, X is skipped there as well. If not, some step R' skipped R there:
 * what is skipped is a chain's rest, so R' skipped all that R does, or D too.
 * Either way X is not met: there is no such X, and the host drops the frame at
 * D. What it counts before D is what D's tolls count, in their order.
 */
#include "policy/early_int.h"

#include <stdlib.h>

static int compare_dims(const void *x, const void *y)
{
	const struct constraint *a = x, *b = y;

	return a->dim < b->dim ? -1 : a->dim > b->dim;
}

/* @start, @end: of the item's base chain among all steps. */
static void add_step(struct early *e, const struct item *it, uint32_t start,
		     uint32_t end)
{
	const size_t bytes = it->n_constraints * sizeof(*it->constraints);
	struct step *s = vec_push(e->arena, &e->steps);

	*s = (struct step){ .item = it, .counter = PLAN_NO_COUNTER };
	s->sorted = arena_memdup(e->arena, it->constraints, bytes);
	if (it->n_constraints)
		qsort(s->sorted, it->n_constraints, sizeof(*s->sorted),
		      compare_dims);
	if (it->kind != ITEM_RETURN)
		s->counter = it->counter;
	if (it->kind == ITEM_COUNT) {
		s->kind = STEP_COUNT;
	} else if (it->kind == ITEM_VERDICT && it->verdict == PLAN_DROP) {
		s->kind = STEP_DROP;
	} else {
		s->kind = STEP_SKIP;
		s->skip_to = it->kind == ITEM_RETURN ? start + it->skip_to
						     : end;
	}
}

void early_make_steps(struct early *e)
{
	const struct lowered *low = &e->whole->low;
	const struct segment *segment;
	uint32_t n = 0, chain = 0;

	vec_for_each(segment, &low->segments)
		n += segment->items.n;
	e->chain_of = arena_calloc(e->arena, n, sizeof(*e->chain_of));
	vec_for_each(segment, &low->segments) {
		const uint32_t start = e->steps.n;
		const struct item *it;

		vec_for_each(it, &segment->items) {
			e->chain_of[e->steps.n] = chain;
			add_step(e, it, start, start + segment->items.n);
		}
		chain++;
	}
}

static bool is_disjoint(const struct iset *x, const struct iset *y)
{
	if (x->v[0].lo > y->v[y->n - 1].hi || y->v[0].lo > x->v[x->n - 1].hi)
		return true;
	return x->n < y->n ? iset_relate(y, x) == ISET_DISJOINT
			   : iset_relate(x, y) == ISET_DISJOINT;
}

/* False if no frame can meet both; a lookup has one answer for a frame. */
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

	if (x->kind == STEP_COUNT || (x->kind == STEP_SKIP && x->skip_to <= d))
		return false;
	return can_meet(x, &e->steps.v[d]);
}

/* True if @s counts frames that go on to @d. */
static bool is_counted_at(const struct early *e, uint32_t s, uint32_t d)
{
	const struct step *x = &e->steps.v[s];

	return x->counter != PLAN_NO_COUNTER && x->kind != STEP_DROP &&
	       x->skip_to <= d && can_meet(x, &e->steps.v[d]);
}

/* True if @s, before @d, skips one of @tolls but not @d itself. */
static bool skips_toll(const struct early *e, uint32_t s, uint32_t d,
		       const struct tolls *tolls)
{
	const struct step *x = &e->steps.v[s];

	if (x->kind != STEP_SKIP || x->skip_to > d)
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

void early_take(const struct early *e, uint32_t d, uint8_t *uses)
{
	for (uint32_t s = 0; s < d; s++) {
		if (!uses[s] && early_is_blocker(e, s, d))
			uses[s] = USE_GUARD;
	}
	uses[d] = USE_DROP;
}

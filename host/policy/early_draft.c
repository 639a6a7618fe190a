// SPDX-License-Identifier: GPL-2.0-only
/*
 * early_draft.c - the drops that are taken, as a policy of their own
 *
 * One list whatever the number of base chains. In front of each drop stand its
 * tolls, with its constraints added: they are met by its frames alone.
 */
#include "policy/early_int.h"

/* A return that is written before it is known where its step's item is. */
struct skip {
	uint32_t item; /* of the segment */
	uint32_t
		to_step; /* it goes on at what stands for this step, or later */
};

struct skips {
	VEC(struct skip) v;
};

struct writer {
	struct arena *arena;
	struct early *early;
	const uint8_t *uses;
	struct draft *draft;
	struct segment *segment;
	struct skips guards; /* that skip something */
	uint32_t *first; /* of each step, the first item that is not before */
	uint32_t last;	 /* the last drop */
	uint32_t left;	 /* the counter of frames that meet a guard */
};

static struct item *add_item(struct writer *w, const struct item *like)
{
	struct item *it = vec_push(w->arena, &w->segment->items);

	*it = *like;
	it->rank = 0;
	return it;
}

/* As @like, but goes on at @to_step. */
static void add_return(struct writer *w, const struct item *like,
		       uint32_t to_step, struct skips *skips)
{
	const uint32_t item = w->segment->items.n;

	add_item(w, like)->kind = ITEM_RETURN;
	*vec_push(w->arena, &skips->v) = (struct skip){ item, to_step };
}

/* As @like, but passes on. */
static void add_pass(struct writer *w, const struct item *like,
		     uint32_t counter)
{
	struct item *it = add_item(w, like);

	it->kind = ITEM_VERDICT;
	it->verdict = PLAN_PUNT;
	it->counter = counter;
}

/* Adds what @more asks for to @it. */
static void narrow(struct arena *a, struct item *it, const struct item *more)
{
	const uint32_t n = it->n_constraints + more->n_constraints;
	struct constraint *c = arena_calloc(a, n, sizeof(*c));

	memcpy(c, it->constraints, it->n_constraints * sizeof(*c));
	it->constraints = c;
	for (uint32_t i = 0; i < more->n_constraints; i++) {
		const struct constraint *m = &more->constraints[i];
		uint32_t k = 0;

		while (k < it->n_constraints && c[k].dim != m->dim)
			k++;
		if (k == it->n_constraints)
			c[it->n_constraints++] = *m;
		else
			c[k].allowed =
				iset_intersect(a, c[k].allowed, m->allowed);
	}
}

/* Where the items of the first toll from @step on begin. */
static uint32_t toll_end(const struct tolls *tolls, const uint32_t *at,
			 uint32_t n_items, uint32_t step)
{
	for (uint32_t i = 0; i < tolls->n; i++) {
		if (tolls->v[i] >= step)
			return at[i];
	}
	return n_items;
}

static bool skips_any(const struct tolls *tolls, uint32_t i, uint32_t skip_to)
{
	return i + 1 < tolls->n && tolls->v[i + 1] < skip_to;
}

static void write_tolls(struct writer *w, uint32_t d)
{
	const struct step *steps = w->early->steps.v;
	const struct item *drop = steps[d].item;
	struct skips skips = {};
	const struct skip *skip;
	uint32_t at[MAX_TOLLS];
	struct tolls tolls;

	early_find_tolls(w->early, d, &tolls);
	for (uint32_t i = 0; i < tolls.n; i++) {
		const struct step *s = &steps[tolls.v[i]];
		struct item toll = *s->item;

		narrow(w->arena, &toll, drop);
		at[i] = w->segment->items.n;
		if (s->counter != PLAN_NO_COUNTER) {
			toll.kind = ITEM_COUNT;
			add_item(w, &toll);
		}
		if (s->kind == STEP_SKIP && skips_any(&tolls, i, s->skip_to))
			add_return(w, &toll, s->skip_to, &skips);
	}
	vec_for_each(skip, &skips.v)
		w->segment->items.v[skip->item].skip_to = toll_end(
			&tolls, at, w->segment->items.n, skip->to_step);
}

static void write_cover(struct writer *w, uint32_t d)
{
	struct segment items = {};
	const struct item *it;

	cover_write(w->arena, w->early->cover, d, w->uses, &items);
	vec_for_each(it, &items.items)
		add_pass(w, it, w->left);
}

static void write_step(struct writer *w, uint32_t s)
{
	const struct step *step = &w->early->steps.v[s];

	if (w->uses[s] == USE_DROP) {
		if (w->early->cover && cover_has(w->early->cover, s))
			write_cover(w, s);
		write_tolls(w, s);
		add_item(w, step->item);
	} else if (step->kind == STEP_SKIP && step->skip_to <= w->last &&
		   !early_is_crossed(w->early, s)) {
		add_return(w, step->item, step->skip_to, &w->guards);
	} else {
		add_pass(w, step->item, w->left);
	}
}

/* True if @s starts a walk that frames come to from the gates alone. */
static bool starts_walk(const struct early *e, uint32_t s)
{
	return s && e->steps.v[s].walk != e->steps.v[s - 1].walk &&
	       e->steps.v[s - 1].walk != WALK_GATE;
}

static void write_steps(struct writer *w)
{
	const uint32_t n = w->early->steps.n;
	const struct item pass = { .rule = PLAN_NO_RULE,
				   .verdict = PLAN_PUNT,
				   .counter = PLAN_NO_COUNTER };
	const struct skip *skip;

	w->first = arena_calloc(w->arena, n + 1ul, sizeof(*w->first));
	for (uint32_t s = 0; s < n; s++) {
		if (w->uses[s] == USE_DROP)
			w->last = s;
	}
	for (uint32_t s = 0; s < n; s++) {
		if (starts_walk(w->early, s))
			add_item(w, &pass);
		w->first[s] = w->segment->items.n;
		if (w->uses[s])
			write_step(w, s);
	}
	w->first[n] = w->segment->items.n;
	add_item(w, &pass);
	vec_for_each(skip, &w->guards.v)
		w->segment->items.v[skip->item].skip_to =
			w->first[skip->to_step];
}

/* Leaves the plan those maps that some item looks up. */
static void keep_maps(struct writer *w, const struct draft *whole)
{
	struct draft *d = w->draft;
	bool *is_used = arena_calloc(w->arena, d->low.dims.n, sizeof(*is_used));
	const struct item *it;

	vec_for_each(it, &w->segment->items) {
		for (uint32_t i = 0; i < it->n_constraints; i++)
			is_used[it->constraints[i].dim] = true;
	}
	memset(&d->base.maps, 0, sizeof(d->base.maps));
	for (uint32_t i = 0; i < d->low.dims.n; i++) {
		const struct dim *from = &whole->low.dims.v[i];
		struct dim *to = &d->low.dims.v[i];

		memset(&to->maps, 0, sizeof(to->maps));
		for (uint32_t m = 0; is_used[i] && m < from->maps.n; m++) {
			*vec_push(w->arena, &to->maps) = d->base.maps.n;
			*vec_push(w->arena, &d->base.maps) =
				whole->base.maps.v[from->maps.v[m]];
		}
	}
}

/* Leaves the plan those counters that some item adds to, and w->left. */
static void keep_counters(struct writer *w, const struct draft *whole)
{
	const uint32_t n = whole->out.counters.n;
	struct compiled *out = &w->draft->out;
	uint32_t *at = arena_calloc(w->arena, n + 1ul, sizeof(*at));
	struct item *it;

	memset(&out->counters, 0, sizeof(out->counters));
	vec_for_each(it, &w->segment->items) {
		if (it->kind == ITEM_RETURN || it->counter == PLAN_NO_COUNTER)
			continue;
		if (!at[it->counter]) {
			*vec_push(w->arena, &out->counters) =
				it->counter == w->left
					? (struct counter_of){ COUNTER_LEFT, 0,
							       out->path.v[0],
							       NULL }
					: whole->out.counters.v[it->counter];
			at[it->counter] = out->counters.n;
		}
		it->counter = at[it->counter] - 1;
	}
	w->draft->base.n_counters = out->counters.n;
}

void early_draft(struct arena *a, struct early *e, const uint8_t *uses,
		 struct draft *out)
{
	const struct draft *whole = e->whole;
	struct writer w = { .arena = a,
			    .early = e,
			    .uses = uses,
			    .draft = out,
			    .left = whole->out.counters.n };

	*out = *whole;
	out->low.arena = a; /* what is simplified is freed with the draft */
	out->low.dims.v =
		arena_memdup(a, whole->low.dims.v,
			     whole->low.dims.n * sizeof(*whole->low.dims.v));
	out->low.dims.cap = out->low.dims.n;
	memset(&out->low.segments, 0, sizeof(out->low.segments));
	w.segment = vec_push(a, &out->low.segments);
	write_steps(&w);
	keep_counters(&w, whole);
	keep_maps(&w, whole);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * early_cover.c - few items that take all that many items take
 *
 * A part of a cover stands for some steps: of each dimension that all of them
 * ask for, it allows what any of them allows. It takes their frames, and those
 * that mix what several ask for. At first there is one part for each rough
 * drop; a part is split where that is guessed to free most frames, so covers of
 * more parts are within those of fewer.
 */
#include "policy/early_int.h"

#include <stdlib.h>

/* Places at which a part may be split in one dimension; fewer of large ones. */
#define MAX_CUTS  7
#define CUT_STEPS 16384
/*
 * Steps that all cuts look at, each time that one is considered: 10,000 rules
 * of an access list take a third. Behind these no part is split any more.
 */
#define MAX_LOOKED_AT 5000000

/* Steps of a part; parts share one array, each has a run of it. */
struct run {
	uint32_t *v;
	uint32_t n;
};

/* How a run falls in two: those that ask for dim, or those up to a number. */
struct cut {
	uint32_t dim;
	bool is_value;
	u128 at;
	double volume; /* of both sides; negative: the run is all alike */
};

struct cover_part {
	uint32_t drop;
	struct run run;
	double volume;
	bool is_mixed; /* its steps ask for different dimensions */
	bool is_cut_known;
	struct cut cut;
	uint32_t born; /* with so many parts it is there, */
	uint32_t died; /* and with so many no more; 0: always */
};

struct cover {
	struct early *early;
	const struct measure *measure;
	VEC(struct cover_part) parts; /* also those that were split */
	uint32_t n_leaves;
	struct cover_grain grain;
	uint64_t n_looked_at; /* steps of runs, each time that one was cut */
	uint32_t n_rough;
	uint32_t rough[MAX_ROUGH];
	uint32_t first[MAX_ROUGH]; /* step in its part */
};

/* ---- What a run has in common ---- */

struct intervals {
	VEC(struct interval) v;
};

static void add_intervals(struct arena *a, struct intervals *to,
			  const struct iset *s)
{
	for (uint32_t i = 0; i < s->n; i++)
		*vec_push(a, &to->v) = s->v[i];
}

static const struct iset *allowed_by(const struct cover *c, uint32_t step,
				     uint32_t dim)
{
	const struct item *it = c->early->steps.v[step].item;
	const struct constraint *k = item_constraint(it, dim);

	return k ? k->allowed : NULL;
}

/* What some step of @run allows of @dim; NULL: anything. */
static const struct iset *join_dim(struct arena *a, const struct cover *c,
				   const struct run *run, uint32_t dim)
{
	const struct iset *first = allowed_by(c, run->v[0], dim), *all;
	const u128 max = c->early->whole->low.dims.v[dim].max;
	struct intervals in = {};
	bool are_alike = true;

	for (uint32_t i = 0; i < run->n; i++) {
		const struct iset *s = allowed_by(c, run->v[i], dim);

		if (!s)
			return NULL;
		if (!iset_equal(s, first) && are_alike) {
			are_alike = false;
			add_intervals(a, &in, first);
		}
		if (!are_alike)
			add_intervals(a, &in, s);
	}
	if (are_alike)
		return first;
	all = iset_union(a, in.v.v, in.v.n);
	return all->v[0].lo == 0 && all->v[0].hi == max ? NULL : all;
}

static double volume_of(const struct cover *c, const struct run *run)
{
	const struct step *first;
	struct arena *scratch;
	double volume = 1;

	if (!run->n)
		return 0;
	scratch = arena_new();
	first = &c->early->steps.v[run->v[0]];
	for (uint32_t i = 0; i < first->item->n_constraints; i++) {
		const uint32_t dim = first->sorted[i].dim;
		const struct iset *s = join_dim(scratch, c, run, dim);

		volume *= s ? measure_set(c->measure, dim, s) : 1;
	}
	arena_free(scratch);
	return volume;
}

/* ---- Where a run is cut ---- */

static bool is_first_side(const struct cover *c, const struct cut *cut,
			  uint32_t step)
{
	const struct iset *s = allowed_by(c, step, cut->dim);

	return cut->is_value ? s->v[0].lo < cut->at : s != NULL;
}

/* Moves the first side's steps to the front of @run; returns how many. */
static uint32_t divide(struct arena *a, const struct cover *c,
		       const struct cut *cut, struct run *run)
{
	uint32_t *others = arena_calloc(a, run->n, sizeof(*others));
	uint32_t n = 0, n_others = 0;

	for (uint32_t i = 0; i < run->n; i++) {
		if (is_first_side(c, cut, run->v[i]))
			run->v[n++] = run->v[i];
		else
			others[n_others++] = run->v[i];
	}
	memcpy(run->v + n, others, n_others * sizeof(*others));
	return n;
}

static void consider(struct arena *a, struct cover *c, const struct run *run,
		     struct cut cut, struct cut *best)
{
	struct run first = { arena_memdup(a, run->v, run->n * sizeof(*run->v)),
			     run->n };
	struct run second;

	c->n_looked_at += run->n;
	first.n = divide(a, c, &cut, &first);
	if (!first.n || first.n == run->n)
		return;
	second = (struct run){ first.v + first.n, run->n - first.n };
	cut.volume = volume_of(c, &first) + volume_of(c, &second);
	if (best->volume < 0 || cut.volume < best->volume)
		*best = cut;
}

/* Cuts between numbers at which the sets of the steps start. */
static void consider_values(struct arena *a, struct cover *c,
			    const struct run *run, uint32_t dim,
			    struct cut *best)
{
	uint32_t n_cuts = CUT_STEPS / run->n;
	u128 *starts = arena_calloc(a, run->n, sizeof(*starts));
	uint32_t n = 0;

	n_cuts = n_cuts > MAX_CUTS ? MAX_CUTS : n_cuts ? n_cuts : 1;
	for (uint32_t i = 0; i < run->n; i++)
		starts[i] = allowed_by(c, run->v[i], dim)->v[0].lo;
	qsort(starts, run->n, sizeof(*starts), u128_compare);
	for (uint32_t i = 1; i < run->n; i++) {
		if (starts[i] != starts[n])
			starts[++n] = starts[i];
	}
	n_cuts = n_cuts < n ? n_cuts : n;
	for (uint32_t i = 1; i <= n_cuts; i++) {
		const struct cut cut = {
			.dim = dim,
			.is_value = true,
			.at = starts[(n * i + n_cuts - 1) / n_cuts],
		};

		consider(a, c, run, cut, best);
	}
}

/* How many of the run's steps ask for each dimension. */
static uint32_t *count_dims(struct arena *a, const struct cover *c,
			    const struct run *run)
{
	uint32_t *n =
		arena_calloc(a, c->early->whole->low.dims.n + 1ul, sizeof(*n));

	for (uint32_t i = 0; i < run->n; i++) {
		const struct item *it = c->early->steps.v[run->v[i]].item;

		for (uint32_t k = 0; k < it->n_constraints; k++)
			n[it->constraints[k].dim]++;
	}
	return n;
}

/* Steps that ask for different dimensions are kept apart first. */
static struct cut find_cut(struct cover *c, struct cover_part *p)
{
	struct arena *a = arena_new();
	const uint32_t *n = count_dims(a, c, &p->run);
	struct cut best = { .volume = -1 };

	for (uint32_t d = 0; d < c->early->whole->low.dims.n; d++) {
		if (n[d] && n[d] < p->run.n)
			consider(a, c, &p->run, (struct cut){ .dim = d },
				 &best);
	}
	p->is_mixed = best.volume >= 0;
	for (uint32_t d = 0; d < c->early->whole->low.dims.n && !p->is_mixed;
	     d++) {
		if (n[d] && n[d] == p->run.n)
			consider_values(a, c, &p->run, d, &best);
	}
	arena_free(a);
	return best;
}

/* ---- Parts ---- */

static void add_part(struct cover *c, uint32_t drop, struct run run)
{
	c->n_leaves++;
	*vec_push(c->early->arena, &c->parts) = (struct cover_part){
		.drop = drop,
		.run = run,
		.volume = volume_of(c, &run),
		.born = c->n_leaves,
	};
}

/* True if @x is split before @y. */
static bool is_better(const struct cover_part *x, const struct cover_part *y)
{
	if (x->is_mixed != y->is_mixed)
		return x->is_mixed;
	if (x->is_mixed)
		return x->volume > y->volume;
	return x->volume - x->cut.volume > y->volume - y->cut.volume;
}

/* Splits one part more; false if none can be, or that was looked for enough. */
static bool split_one(struct cover *c)
{
	struct cover_part *best = NULL, *p;
	struct cover_part from;
	uint32_t n;

	if (c->n_looked_at > MAX_LOOKED_AT)
		return false;
	vec_for_each(p, &c->parts) {
		if (p->died)
			continue;
		if (!p->is_cut_known)
			p->cut = find_cut(c, p);
		p->is_cut_known = true;
		if (p->cut.volume >= 0 && (!best || is_better(p, best)))
			best = p;
	}
	if (!best)
		return false;
	best->died = c->n_leaves + 1;
	from = *best;
	n = divide(c->early->arena, c, &from.cut, &from.run);
	c->n_leaves--;
	add_part(c, from.drop, (struct run){ from.run.v, n });
	c->parts.v[c->parts.n - 1].born++;
	add_part(c, from.drop, (struct run){ from.run.v + n, from.run.n - n });
	return true;
}

static bool is_there(const struct cover *c, const struct cover_part *p)
{
	return p->born <= c->grain.n_parts &&
	       (!p->died || p->died > c->grain.n_parts);
}

/* The blockers of the drops behind @from that stand before @rough[@j]. */
static struct run find_run(struct cover *c, uint32_t j, uint32_t from)
{
	const struct early *e = c->early;
	struct run run = {
		.v = arena_calloc(e->arena, c->rough[j] + 1ul, sizeof(*run.v)),
	};

	for (uint32_t s = from; s < c->rough[j]; s++) {
		bool blocks = false;

		for (uint32_t k = j; k < c->n_rough && !blocks; k++)
			blocks = early_is_blocker(e, s, c->rough[k]);
		if (blocks && e->chain_of[s] != NO_CHAIN)
			run.v[run.n++] = s;
	}
	return run;
}

struct cover *cover_new(struct early *e, const struct measure *m,
			const uint32_t *rough, uint32_t n)
{
	struct cover *c = arena_calloc(e->arena, 1, sizeof(*c));

	c->early = e;
	c->measure = m;
	c->n_rough = n;
	memcpy(c->rough, rough, n * sizeof(*rough));
	for (uint32_t j = 0; j < n; j++) {
		struct run run = find_run(c, j, j ? rough[j - 1] + 1 : 0);

		c->first[j] = run.n ? run.v[0] : rough[j];
		if (run.n)
			add_part(c, rough[j], run);
	}
	/* With fewer parts than these there is no cover. */
	for (uint32_t i = 0; i < c->parts.n; i++)
		c->parts.v[i].born = 0;
	c->grain.n_parts = c->n_leaves;
	return c;
}

uint32_t cover_parts(const struct cover *c)
{
	return c->grain.n_parts;
}

bool cover_set_grain(struct cover *c, struct cover_grain grain)
{
	while (c->n_leaves < grain.n_parts && split_one(c))
		;
	c->grain = grain;
	if (grain.n_parts <= c->n_leaves)
		return true;
	c->grain.n_parts = c->n_leaves;
	return false;
}

bool cover_has(const struct cover *c, uint32_t d)
{
	for (uint32_t j = 0; j < c->n_rough; j++) {
		if (c->rough[j] == d)
			return true;
	}
	return false;
}

bool cover_is_exact(const struct cover *c, uint32_t d)
{
	const struct cover_part *p;

	vec_for_each(p, &c->parts) {
		if (p->drop == d && is_there(c, p) && p->run.n > 1)
			return false;
	}
	return c->grain.n_intervals == UINT32_MAX;
}

bool cover_is_skipped(const struct cover *c, uint32_t s, uint32_t skip_to)
{
	const uint32_t last = c->rough[c->n_rough - 1];

	for (uint32_t j = 0; j < c->n_rough; j++) {
		if (c->first[j] < s && s < c->rough[j] &&
		    c->rough[j] < skip_to && skip_to <= last)
			return true;
	}
	return false;
}

/* ---- Items ---- */

/* @s with its smallest gaps closed, so that @n intervals are left. */
static const struct iset *close_gaps(struct arena *a, const struct iset *s,
				     uint32_t n)
{
	struct intervals out = {};
	uint32_t n_close, n_same = 0;
	u128 *gaps, limit;

	if (s->n <= n)
		return s;
	n_close = s->n - n;
	gaps = arena_calloc(a, s->n, sizeof(*gaps));
	for (uint32_t i = 1; i < s->n; i++)
		gaps[i - 1] = s->v[i].lo - s->v[i - 1].hi;
	qsort(gaps, s->n - 1, sizeof(*gaps), u128_compare);
	limit = gaps[n_close - 1];
	for (uint32_t i = 0; i < n_close; i++)
		n_same += gaps[i] == limit;
	*vec_push(a, &out.v) = s->v[0];
	for (uint32_t i = 1; i < s->n; i++) {
		const u128 gap = s->v[i].lo - s->v[i - 1].hi;
		const bool is_closed = gap < limit ||
				       (gap == limit && n_same && n_same--);

		if (is_closed)
			out.v.v[out.v.n - 1].hi = s->v[i].hi;
		else
			*vec_push(a, &out.v) = s->v[i];
	}
	return iset_union(a, out.v.v, out.v.n);
}

/* The steps of @run that the stage does not have themselves. */
static struct run not_in(struct arena *a, const struct run *run,
			 const uint8_t *uses)
{
	struct run left = { arena_calloc(a, run->n, sizeof(*left.v)), 0 };

	for (uint32_t i = 0; i < run->n; i++) {
		if (!uses[run->v[i]])
			left.v[left.n++] = run->v[i];
	}
	return left;
}

static void write_part(struct arena *a, const struct cover *c,
		       const struct run *run, struct item *out)
{
	const struct step *first = &c->early->steps.v[run->v[0]];

	*out = (struct item){ .rule = first->item->rule };
	out->constraints = arena_calloc(a, first->item->n_constraints,
					sizeof(*out->constraints));
	for (uint32_t i = 0; i < first->item->n_constraints; i++) {
		const uint32_t dim = first->sorted[i].dim;
		const struct iset *s = join_dim(a, c, run, dim);

		if (s)
			s = close_gaps(a, s, c->grain.n_intervals);
		if (s && (s->v[0].lo ||
			  s->v[0].hi != c->early->whole->low.dims.v[dim].max))
			out->constraints[out->n_constraints++] =
				(struct constraint){ dim, s };
	}
}

void cover_write(struct arena *a, struct cover *c, uint32_t d,
		 const uint8_t *uses, struct segment *to)
{
	const struct cover_part *p;

	vec_for_each(p, &c->parts) {
		struct run left;

		if (p->drop != d || !is_there(c, p))
			continue;
		left = not_in(a, &p->run, uses);
		if (left.n)
			write_part(a, c, &left, vec_push(a, &to->items));
	}
}

double cover_sure(struct cover *c, uint32_t d, const uint8_t *uses)
{
	const double all = measure_step(c->measure, &c->early->steps.v[d]);
	struct arena *a = arena_new();
	struct segment items = {};
	double sure = 1;
	const struct item *it;

	cover_write(a, c, d, uses, &items);
	vec_for_each(it, &items.items) {
		double share = 1;

		for (uint32_t i = 0; i < it->n_constraints; i++)
			share *= measure_set(c->measure, it->constraints[i].dim,
					     it->constraints[i].allowed);
		sure *= share < all ? 1 - share / all : 0;
	}
	arena_free(a);
	return sure;
}

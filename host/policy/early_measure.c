// SPDX-License-Identifier: GPL-2.0-only
/*
 * early_measure.c - how large a set of frames is, by a guess
 *
 * The guess: values are independent of each other, and half of the frames have
 * any value of a dimension, half one that some rule asks for. What arrives at a
 * firewall is mostly for the addresses and services that its rules are about.
 */
#include "policy/early_int.h"

struct measure {
	uint32_t n_dims;
	double *asked; /* how many values of each dimension steps ask for */
	const struct dim *dims;
};

static double size_of(const struct iset *s)
{
	double n = 0;

	for (uint32_t i = 0; i < s->n; i++)
		n += (double)(s->v[i].hi - s->v[i].lo) + 1;
	return n;
}

/* How many numbers the @n sets have together. */
static double size_of_all(const struct iset *const *sets, uint32_t n)
{
	struct arena *scratch = arena_new();
	VEC(struct interval) all = {};
	double size;

	for (uint32_t i = 0; i < n; i++)
		all.cap += sets[i]->n;
	vec_reserve(scratch, &all, all.cap);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < sets[i]->n; k++)
			all.v[all.n++] = sets[i]->v[k];
	size = size_of(iset_union(scratch, all.v, all.n));
	arena_free(scratch);
	return size;
}

/* One dimension after the other: the numbers of all take too much at once. */
static void find_asked(const struct early *e, struct measure *m)
{
	struct arena *scratch = arena_new();
	/* Where the sets of each dimension end; at first, where they begin. */
	uint32_t *ends = arena_calloc(scratch, m->n_dims + 1ul, sizeof(*ends));
	const struct iset **sets;
	const struct step *s;

	vec_for_each(s, &e->steps)
		for (uint32_t i = 0; i < s->item->n_constraints; i++)
			ends[s->sorted[i].dim + 1]++;
	for (uint32_t d = 0; d < m->n_dims; d++)
		ends[d + 1] += ends[d];
	sets = arena_calloc(scratch, ends[m->n_dims], sizeof(*sets));
	vec_for_each(s, &e->steps)
		for (uint32_t i = 0; i < s->item->n_constraints; i++)
			sets[ends[s->sorted[i].dim]++] = s->sorted[i].allowed;
	for (uint32_t d = 0, first = 0; d < m->n_dims; first = ends[d++])
		if (first < ends[d])
			m->asked[d] =
				size_of_all(&sets[first], ends[d] - first);
	arena_free(scratch);
}

struct measure *measure_new(struct early *e)
{
	const struct lowered *low = &e->whole->low;
	struct measure *m = arena_calloc(e->arena, 1, sizeof(*m));

	m->n_dims = low->dims.n;
	m->dims = low->dims.v;
	m->asked = arena_calloc(e->arena, low->dims.n + 1ul, sizeof(*m->asked));
	find_asked(e, m);
	return m;
}

double measure_set(const struct measure *m, uint32_t dim, const struct iset *s)
{
	const double size = size_of(s);

	return size / ((double)m->dims[dim].max + 1) / 2 +
	       size / m->asked[dim] / 2;
}

double measure_step(const struct measure *m, const struct step *s)
{
	double share = 1;

	for (uint32_t i = 0; i < s->item->n_constraints; i++)
		share *= measure_set(m, s->sorted[i].dim, s->sorted[i].allowed);
	return share;
}

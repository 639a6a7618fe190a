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

struct numbers {
	VEC(struct interval) v;
};

static void add_set(struct arena *a, struct numbers *to, const struct iset *s)
{
	for (uint32_t i = 0; i < s->n; i++)
		*vec_push(a, &to->v) = s->v[i];
}

struct measure *measure_new(struct early *e)
{
	const struct lowered *low = &e->whole->low;
	struct measure *m = arena_calloc(e->arena, 1, sizeof(*m));
	struct arena *scratch = arena_child(e->arena);
	struct numbers *all =
		arena_calloc(scratch, low->dims.n + 1ul, sizeof(*all));
	const struct step *s;

	m->n_dims = low->dims.n;
	m->dims = low->dims.v;
	m->asked = arena_calloc(e->arena, low->dims.n + 1ul, sizeof(*m->asked));
	vec_for_each(s, &e->steps) {
		for (uint32_t i = 0; i < s->item->n_constraints; i++)
			add_set(scratch, &all[s->sorted[i].dim],
				s->sorted[i].allowed);
	}
	for (uint32_t d = 0; d < m->n_dims; d++) {
		if (all[d].v.n)
			m->asked[d] = size_of(
				iset_union(scratch, all[d].v.v, all[d].v.n));
	}
	arena_free(scratch);
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

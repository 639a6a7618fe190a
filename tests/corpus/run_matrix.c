// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_matrix.c - corpus files by engines: how many packets agreed
 */
#include "corpus/run_matrix.h"

#include <stdio.h>

/* "25", "23+2~" with two marked differences, "24 1-" with one n/a. */
static const char *print_cell(struct arena *a, const struct cell *c)
{
	const char *s;

	if (!c->is_run)
		return "skip";
	s = arena_printf(a, "%u", c->n[JUDGED_RIGHT]);
	if (c->n[JUDGED_MARKED])
		s = arena_printf(a, "%s+%u~", s, c->n[JUDGED_MARKED]);
	if (c->n[JUDGED_NONE])
		s = arena_printf(a, "%s %u-", s, c->n[JUDGED_NONE]);
	if (c->n[JUDGED_WRONG])
		s = arena_printf(a, "%s %u!", s, c->n[JUDGED_WRONG]);
	return s;
}

static void print_row(const struct matrix *m, const struct matrix_row *row)
{
	printf("# %-24s", row->name);
	for (size_t i = 0; i < m->columns.n; i++)
		printf(" %-17s", print_cell(m->arena, &row->cells[i]));
	printf("\n");
}

static void add_row(const struct matrix *m, struct cell *sums,
		    const struct matrix_row *row)
{
	for (size_t i = 0; i < m->columns.n; i++) {
		sums[i].is_run |= row->cells[i].is_run;
		for (size_t j = 0; j < N_JUDGEMENTS; j++)
			sums[i].n[j] += row->cells[i].n[j];
	}
}

struct matrix_row *matrix_add_row(struct matrix *m, const char *name)
{
	struct matrix_row *row = vec_push(m->arena, &m->rows);

	row->name = name;
	row->cells =
		arena_calloc(m->arena, m->columns.n + 1, sizeof(*row->cells));
	return row;
}

void matrix_print(const struct matrix *m)
{
	struct matrix_row sum = {
		.name = "total",
		.cells = arena_calloc(m->arena, m->columns.n + 1,
				      sizeof(struct cell)),
	};
	const struct matrix_row *row;
	unsigned int n_wrong = 0;

	printf("# packets that agree (~ nft differs as marked, - n/a, ! wrong)\n");
	printf("# %-24s", "");
	for (size_t i = 0; i < m->columns.n; i++)
		printf(" %-17s", m->columns.v[i]);
	printf("\n");
	vec_for_each(row, &m->rows) {
		print_row(m, row);
		add_row(m, sum.cells, row);
	}
	print_row(m, &sum);
	for (size_t i = 0; i < m->columns.n; i++)
		n_wrong += sum.cells[i].n[JUDGED_WRONG];
	printf("# %zu files, %u unexplained mismatches\n", m->rows.n, n_wrong);
}

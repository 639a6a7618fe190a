/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run_matrix.h - corpus files by engines: how many packets agreed
 */
#ifndef NICFW_TESTS_RUN_MATRIX_H
#define NICFW_TESTS_RUN_MATRIX_H

#include "corpus/run_judge.h"

/* How many packets of a file got which judgement on an engine. */
struct cell {
	bool is_run;
	unsigned int n[N_JUDGEMENTS];
};

struct matrix_row {
	const char *name;
	struct cell *cells; /* one for each column */
};

struct matrix {
	struct arena *arena;
	VEC(const char *) columns; /* names of engines */
	VEC(struct matrix_row) rows;
};

/* A row of zeroes. */
struct matrix_row *matrix_add_row(struct matrix *m, const char *name);

/* Prints the matrix, a row of sums and a closing line, as comments of TAP. */
void matrix_print(const struct matrix *m);

#endif

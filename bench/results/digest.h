/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * digest.h - of all that a run measured, what a reader asks for first
 *
 * A few tables: who costs what at which number of rules. Which rows stand there
 * is a table of its own (digest.c); pages have all the others below.
 */
#ifndef NICFW_BENCH_DIGEST_H
#define NICFW_BENCH_DIGEST_H

#include "groups.h"

struct digest_row {
	const char *what; /* "exact, miss" */
	const char *opponent;
	const struct groups_panel *panel; /* that it is of */
};

struct digest_table {
	const char *title;
	VEC(uint32_t) sizes; /* numbers of rules: columns, ascending */
	VEC(struct digest_row) rows;
};

extern const size_t n_digests;

/* The table @i of @groups, in @a; false if it has no row. */
bool digest_make(struct arena *a, const struct groups *groups, size_t i,
		 struct digest_table *out);

/* As report_cell(), of the row's group of @n_rules. */
const char *digest_cell(struct arena *a, const struct groups *groups,
			const struct digest_row *row, uint32_t n_rules);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rows.h - what benchmarks wrote, read again
 *
 * Reads the files of result.h. A run that was killed has lines up to there, and
 * they are all read; a line that is none is left out and said.
 */
#ifndef NICFW_BENCH_ROWS_H
#define NICFW_BENCH_ROWS_H

#include "base/diag.h"
#include "bench/result.h"
#include "bench/stats.h"

#include <jansson.h>

struct rows_row {
	struct result result; /* strings and samples in the arena */
	struct stats stats;   /* if there are samples */
	size_t file;
};

struct rows_file {
	const char *path;
	json_t *machine; /* of machine.h; NULL: the line is not there */
	json_t *end;	 /* NULL: the program did not come to its end */
};

struct rows {
	VEC(struct rows_row) rows; /* in the order of files and lines */
	VEC(struct rows_file) files;
};

/*
 * Adds what @path has to @rows, in @a: a file of results, or a folder with
 * files SUITE.jsonl, and SUITE.reason, a text, where a suite could not run:
 * that is a row which was skipped. Returns 0 or -errno, with an error in @diag;
 * what is wrong with a line is a warning there.
 */
int rows_read(struct arena *a, struct diag *diag, const char *path,
	      struct rows *rows);

/* Frees what is not in the arena. */
void rows_free(struct rows *rows);

/*
 * What is taken for the true value: the least of a cost, the most of a rate,
 * for others on the machine only ever make things slower. NAN without samples.
 */
double rows_estimate(const struct rows_row *row);

/*
 * How many times @row is as costly as @other, of the same unit; NAN if that
 * cannot be said, as where a value is 0 or a row is not ok.
 */
double rows_ratio(const struct rows_row *row, const struct rows_row *other);

/* Are both strings NULL, or the same? */
bool rows_same_text(const char *a, const char *b);

#endif

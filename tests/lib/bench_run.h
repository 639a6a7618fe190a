/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bench_run.h - a run of benchmarks that is made up, for tests of its readers
 *
 * Written and read as a real one is: through files.
 */
#ifndef NICFW_TESTS_BENCH_RUN_H
#define NICFW_TESTS_BENCH_RUN_H

#include "bench/results/groups.h"
#include "bench/result.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

struct bench_run {
	struct arena *arena;
	char folder[sizeof("/tmp/nicfw-bench-XXXXXX")];
	char path[64];
	struct result_file *file;
	struct diag *diag;
	struct rows rows;
	struct groups groups;
};

static inline void bench_run_start(struct bench_run *run)
{
	char *argv[] = { "packet", "--quick", NULL };

	*run = (struct bench_run){ .arena = arena_new(),
				   .folder = "/tmp/nicfw-bench-XXXXXX" };
	assert_non_null(mkdtemp(run->folder));
	snprintf(run->path, sizeof(run->path), "%s/packet.jsonl", run->folder);
	run->diag = diag_new(run->arena);
	assert_int_equal(result_open(run->path, 2, argv, &run->file), 0);
}

/* A row of the suite packet, "exact", "miss", with the cost @ns. */
static inline struct result bench_run_row(const char *opponent,
					  uint32_t n_rules, const double *ns)
{
	return (struct result){ .suite = "packet",
				.family = "exact",
				.n_rules = n_rules,
				.traffic = "miss",
				.opponent = opponent,
				.quantity = "cpu",
				.unit = "ns/packet",
				.fed = "redirect",
				.control = 1.01,
				.samples = ns,
				.n_samples = 1 };
}

static inline void bench_run_add(struct bench_run *run, struct result row)
{
	assert_int_equal(result_write(run->file, &row), 0);
}

static inline void bench_run_add_cost(struct bench_run *run,
				      const char *opponent, uint32_t n_rules,
				      double ns)
{
	bench_run_add(run, bench_run_row(opponent, n_rules, &ns));
}

/* What was written is on disk, and read and grouped. */
static inline void bench_run_read(struct bench_run *run)
{
	result_close(run->file);
	run->file = NULL;
	assert_int_equal(
		rows_read(run->arena, run->diag, run->folder, &run->rows), 0);
	groups_make(run->arena, &run->rows, &run->groups);
}

static inline void bench_run_end(struct bench_run *run)
{
	result_close(run->file);
	unlink(run->path);
	assert_int_equal(rmdir(run->folder), 0);
	rows_free(&run->rows);
	arena_free(run->arena);
}

#endif

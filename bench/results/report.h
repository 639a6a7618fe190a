/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * report.h - a run of benchmarks, for people and for programs
 *
 * What a run wrote is text of any origin to those who write pages: each escapes
 * all that it prints.
 */
#ifndef NICFW_BENCH_REPORT_H
#define NICFW_BENCH_REPORT_H

#include "bars.h"
#include "groups.h"
#include "plots.h"

struct report {
	struct arena *arena;
	struct diag *diag; /* what was wrong with the files */
	struct rows rows;
	struct groups groups;
	struct bars bars;
	struct plots plots;
};

/* One page without scripts or anything that is elsewhere. */
void report_write_html(const struct report *report, FILE *out);

/* The machine, the bars, and the tables of digest.h. */
void report_write_markdown(const struct report *report, FILE *out);

/* All rows with what is said of them, machines, headlines, bars. 0 or -errno.
 */
int report_write_json(const struct report *report, FILE *out);

/* The headlines, a line each, and the bars' count, for a terminal. */
void report_write_headlines(const struct report *report, FILE *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * report.h - a run of benchmarks, for people and for programs
 *
 * What a run wrote is text of any origin to those who write pages: each escapes
 * all that it prints.
 */
#ifndef NICFW_BENCH_REPORT_H
#define NICFW_BENCH_REPORT_H

#include "groups.h"
#include "plots.h"

struct report {
	struct arena *arena;
	struct diag *diag; /* what was wrong with the files */
	struct rows rows;
	struct groups groups;
	struct plots plots;
};

/* One page without scripts or anything that is elsewhere. */
void report_write_html(const struct report *report, FILE *out);

/* Headlines and a table of each suite and family. */
void report_write_markdown(const struct report *report, FILE *out);

/* All rows with what is said of them, machines and headlines. 0 or -errno. */
int report_write_json(const struct report *report, FILE *out);

/* The headlines, a line each, for a terminal. */
void report_write_headlines(const struct report *report, FILE *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * report.h - what trials found, for readers and for the file of results
 */
#ifndef NICFW_BENCH_DPDK_REPORT_H
#define NICFW_BENCH_DPDK_REPORT_H

#include "setup.h"

/* A figure of the device under test; @n samples. */
struct figure {
	const char *quantity;
	const char *unit;
	const double *samples;
	size_t n;
	enum result_status status;
	const char *reason;
};

/* Writes @figure, if results were asked for. Errors go to the setup's diag. */
void report_figure(const struct setup *s, const struct figure *figure);

/* Prints @t, a line a thing that was counted. */
void report_print(const struct trial *t);

/* What was sent, lost, leaked, and the rates of @t, as results. */
void report_trial(const struct setup *s, const struct trial *t);

/* EXIT_DONE where all frames met the verdict that the rules have for them. */
int report_status(const struct trial *t);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plot_lines.h - times against rules, a line for each opponent
 */
#ifndef NICFW_BENCH_PLOT_LINES_H
#define NICFW_BENCH_PLOT_LINES_H

#include "plots.h"

/* False where @panel has no times at two numbers of rules, or more. */
bool plot_lines_write(struct arena *a, const struct groups *groups,
		      const struct groups_panel *panel, struct plots_plot *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plot_style.h - how an opponent looks in each plot
 *
 * Colours are those of Okabe and Ito ("Color Universal Design", 2008), which
 * the colour-blind can tell apart, without yellow and black, which vanish on
 * light and dark pages. Opponents of one colour differ in dashes and points.
 */
#ifndef NICFW_BENCH_PLOT_STYLE_H
#define NICFW_BENCH_PLOT_STYLE_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

struct plot_style {
	const char *colour; /* "#0072b2" */
	int dash, point;    /* gnuplot's numbers */
	double width;
};

/* Looks of @n opponents that stand in one plot, in @a. */
const struct plot_style *plot_style_of(struct arena *a,
				       const char *const *opponents, size_t n);

/*
 * @text as it may stand within quotes of a script of gnuplot and in its SVG:
 * what is not a letter, a digit or harmless is a "?". NULL is "".
 */
const char *plot_style_text(struct arena *a, const char *text);

/* The mark of @n_rules on an axis, "100" or "160k". */
const char *plot_style_rules(struct arena *a, uint32_t n_rules);

#endif

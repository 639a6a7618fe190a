/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plots.h - results as SVG, by gnuplot
 */
#ifndef NICFW_BENCH_PLOTS_H
#define NICFW_BENCH_PLOTS_H

#include "groups.h"

struct plots_plot {
	const struct groups_panel *panel; /* NULL: the graph remade */
	const char *file; /* its name, "packet-exact-miss.svg" */
	const char *title;
	const char *note;   /* what has to be known to read it; NULL */
	const char *script; /* for gnuplot, which prints the SVG */
	const char *svg;    /* an <svg> element; NULL where gnuplot fails */
};

struct plots {
	VEC(struct plots_plot) plots;
	const char *missing; /* why plots have no svg; NULL: they all have */
};

/*
 * The scripts, in @a: a plot for each panel of times at two numbers of rules or
 * more, against rules; and the graph remade, where there are packets: what one
 * costs by iptables, nftables and BPF in software, and beside it, on an axis of
 * its own, what a model of a card says. Words are never turned into time.
 */
void plots_write(struct arena *a, const struct groups *groups,
		 struct plots *out);

/* The panel's plot, or NULL. */
const struct plots_plot *plots_find(const struct plots *plots,
				    const struct groups_panel *panel);

/* Runs gnuplot for each. */
void plots_draw(struct arena *a, struct plots *plots);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plot_remade.h - iptables, nftables, BPF, and BPF on a card: that graph,
 * remade
 */
#ifndef NICFW_BENCH_PLOT_REMADE_H
#define NICFW_BENCH_PLOT_REMADE_H

#include "plots.h"

/* False where there are no packets of iptables, nftables or nicfw. */
bool plot_remade_write(struct arena *a, const struct groups *groups,
		       struct plots_plot *out);

#endif

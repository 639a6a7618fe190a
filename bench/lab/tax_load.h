/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tax_load.h - what links carry, a slice of a millisecond at a time
 *
 * Client and server are one thread: each system call's frames get to the other
 * end, through the firewall there, in softirqs at the call's end, so the
 * thread's clock has all of it, and nobody has to be woken.
 */
#ifndef NICFW_BENCH_TAX_LOAD_H
#define NICFW_BENCH_TAX_LOAD_H

#include "tax_link.h"

struct tax_slice {
	double cpu_ns, wall_ns;
	double n; /* bytes, connections, or round trips */
	double least_ns, median_ns, p99_ns; /* of round trips */
	bool was_alone; /* nobody else had the CPU, and no ksoftirqd */
};

struct tax_quantity {
	const char *name, *unit; /* as in result.h */
	bool more_is_better;
	bool is_cpu; /* it is of the thread's clock */
	double (*value)(const struct tax_slice *s);
};

#define TAX_MAX_QUANTITIES 4

struct tax_load {
	const char *traffic; /* in results */
	const char *fed;
	bool has_tso;	  /* see tax_link_set_tso() */
	bool has_payload; /* its n are bytes */
	size_t n_quantities;
	struct tax_quantity quantities[TAX_MAX_QUANTITIES];
	/* Sets n and the times of round trips. 0 or -errno. */
	int (*carry)(const struct tax_link *link, struct tax_slice *s);
};

#define N_TAX_LOADS 4

extern const struct tax_load tax_loads[N_TAX_LOADS];

#endif

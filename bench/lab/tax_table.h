/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tax_table.h - what links took for a load, as a table and as results
 *
 * What counts is a link's best slice, as in stats.h, if both halves of its
 * slices found it.
 */
#ifndef NICFW_BENCH_TAX_TABLE_H
#define NICFW_BENCH_TAX_TABLE_H

#include "tax_turns.h"

#include <stdio.h>

struct tax_table {
	struct arena *arena; /* for what is worked out */
	const struct tax_load *load;
	const struct rules *rules;
	const struct tax_runner *runners; /* the floor and its twin included */
	size_t n;
};

/* Of one runner and one quantity of the load. */
struct tax_cell {
	double best;	 /* NAN: there is none */
	double to_floor; /* NAN: there is none */
	enum result_status status;
	const char *reason; /* of another status than ok */
};

struct tax_cell tax_table_cell(const struct tax_table *table,
			       const struct tax_runner *r,
			       const struct tax_quantity *q);

void tax_table_print(const struct tax_table *table, FILE *out);

/* Writes its results. 0 or -errno. */
int tax_table_write(const struct tax_table *table, struct result_file *file);

#endif

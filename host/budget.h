/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * budget.h - what a program takes of what a stage has, in words
 */
#ifndef NICFW_BUDGET_H
#define NICFW_BUDGET_H

#include "offload/check.h"
#include "policy/compile.h"

/*
 * "1,688 of 2,800 instructions, 5 of 32 maps, ..."; the violations of @report
 * are not looked at.
 */
const char *budget_text(struct arena *a, const struct check_report *report);

/*
 * Names those of @profile's figures that no maker of a device vouches for, as
 * "max_insns, max_entries"; NULL: none.
 */
const char *budget_hearsay(struct arena *a, const struct profile *profile);

/* What a plan is made of. */
struct budget_parts {
	size_t nodes;
	size_t trees;
	size_t spans; /* arrays of them */
	size_t mask_hashes;
	size_t vectors; /* maps of them */
};

void budget_count_parts(const struct plan *plan, struct budget_parts *out);

/* "graphs and mask hashes: 131 nodes, 2 mask hashes" */
const char *budget_form(struct arena *a, const struct compiled *c);

/*
 * "the rules come to 847 items, of which 393 shadowed, 9 merged"; NULL: all are
 * there.
 */
const char *budget_simplified(struct arena *a, const struct compiled *c);

/*
 * "640 kB of kernel memory on this host, with 4 CPUs"; NULL: the profile is a
 * NIC's, which has its own.
 */
const char *budget_memory(struct arena *a, const struct image *img);

#endif

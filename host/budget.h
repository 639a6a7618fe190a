/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * budget.h - what a program takes of what a stage has, in words
 */
#ifndef NICFW_BUDGET_H
#define NICFW_BUDGET_H

#include "offload/check.h"

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

#endif

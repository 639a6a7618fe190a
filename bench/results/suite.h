/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * suite.h - what each suite is about, in the order of a report
 */
#ifndef NICFW_BENCH_SUITE_H
#define NICFW_BENCH_SUITE_H

#include <stddef.h>

/* "Cost of a packet"; the name itself for a suite that is not known. */
const char *suite_subject(const char *suite);

/* Its place in a report; those that are not known come last. */
size_t suite_rank(const char *suite);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compared.h - which rows bars hold against others
 *
 * Such a bar is not measured unless both rows are conclusive. So a suite whose
 * time is short measures them longer than the rest.
 */
#ifndef NICFW_BENCH_COMPARED_H
#define NICFW_BENCH_COMPARED_H

#include "result.h"

#include <stdbool.h>

/* Does a bar of bars.def hold @row against another, or another against it? */
bool compared_by_bar(const struct result *row);

#endif

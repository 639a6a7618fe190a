/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * mapped.h - the address space of a test
 *
 * For programs with cmocka alone.
 */
#ifndef NICFW_TESTS_MAPPED_H
#define NICFW_TESTS_MAPPED_H

#include "lib/fixture.h"

#include <stdio.h>
#include <unistd.h>

/* Megabytes that the process has mapped: proc(5), statm, in pages. */
static inline long mapped_mb(void)
{
	FILE *in = fopen("/proc/self/statm", "re");
	long pages = 0;

	assert_non_null(in);
	assert_int_equal(fscanf(in, "%ld", &pages), 1);
	fclose(in);
	return pages * (sysconf(_SC_PAGESIZE) / 1024) / 1024;
}

#endif

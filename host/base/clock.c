// SPDX-License-Identifier: GPL-2.0-only
/*
 * clock.c - the clock that programs have as well
 */
#include "base/clock.h"

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#define NS_PER_S 1000000000ll

/* How far CLOCK_MONOTONIC is ahead of the host's, since the process began. */
static int64_t read_offset(void)
{
	FILE *f = fopen("/proc/self/timens_offsets", "re");
	long long s = 0, ns = 0;

	if (!f)
		return 0; /* the kernel has no time namespaces */
	if (fscanf(f, "monotonic %lld %lld", &s, &ns) != 2)
		s = ns = 0;
	fclose(f);
	return s * NS_PER_S + ns;
}

uint64_t clock_now_ns(void)
{
	static bool is_known;
	static int64_t offset;
	struct timespec now;

	if (!is_known)
		offset = read_offset();
	is_known = true;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec - offset;
}

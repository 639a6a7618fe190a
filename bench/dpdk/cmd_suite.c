// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_suite.c - all that is measured on virtual cables
 *
 * A process can be in one network namespace and start DPDK once, so that a
 * script starts one for each thing that is measured.
 */
#include "commands.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int cmd_suite(char **argv)
{
	char exe[PATH_MAX] = "", copy[PATH_MAX], script[2 * PATH_MAX];

	if (readlink("/proc/self/exe", exe, sizeof(exe) - 1) < 0) {
		perror("nicfw-bench: /proc/self/exe");
		return EXIT_MACHINE;
	}
	/* It stands in build/bench. */
	memcpy(copy, exe, sizeof(copy));
	snprintf(script, sizeof(script), "%s/../../bench/dpdk/suite.sh",
		 dirname(copy));
	setenv("NICFW_BENCH", exe, 1);
	execv(script, argv);
	fprintf(stderr, "nicfw-bench: %s: %s\n", script, strerror(errno));
	return EXIT_MACHINE;
}

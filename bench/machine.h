/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * machine.h - what a benchmark ran on
 *
 * Both return a new object of JSON, a line of a file of results, or NULL when
 * there is no memory. What cannot be found out is null there.
 */
#ifndef NICFW_BENCH_MACHINE_H
#define NICFW_BENCH_MACHINE_H

#include <jansson.h>

/*
 * "line": "machine", the date (UTC), the command line, kernel, CPU, cores
 * online, memory in MB, the load of 1, 5 and 15 minutes, whether the kernel
 * takes the time of interrupts off the thread that they interrupt
 * (CONFIG_IRQ_TIME_ACCOUNTING, and then thread clocks miss what a frame costs),
 * and the versions of the tools. Runs those.
 */
json_t *machine_describe(int argc, char *const *argv);

/* "line": "end", the date and the load. */
json_t *machine_describe_end(void);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * commands.h - the commands of nicfw-bench, a file each
 *
 * Each gets its options and the command line as it was, and returns the exit
 * status.
 */
#ifndef NICFW_BENCH_DPDK_COMMANDS_H
#define NICFW_BENCH_DPDK_COMMANDS_H

#include "args.h"

int cmd_gen(const struct args *args, int argc, char **argv);
int cmd_sink(const struct args *args, int argc, char **argv);
int cmd_loop(const struct args *args, int argc, char **argv);
int cmd_rate(const struct args *args, int argc, char **argv);
int cmd_latency(const struct args *args, int argc, char **argv);
int cmd_rules(const struct args *args, int argc, char **argv);

/* As a suite of `make bench`: becomes suite.sh, with the same options. */
int cmd_suite(char **argv);

#endif

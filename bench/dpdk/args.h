/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * args.h - the options of nicfw-bench
 *
 * All commands read them from one table, of which each takes some rows.
 */
#ifndef NICFW_BENCH_DPDK_ARGS_H
#define NICFW_BENCH_DPDK_ARGS_H

#include "port.h"

/* Commands, as bits: whose option is it? */
enum {
	FOR_GEN = 1,
	FOR_SINK = 2,
	FOR_LOOP = 4,
	FOR_RATE = 8,
	FOR_LATENCY = 16,
	FOR_RULES = 32,
};

#define FOR_SENDERS (FOR_GEN | FOR_TRIALS)
#define FOR_TRIALS  (FOR_LOOP | FOR_RATE | FOR_LATENCY)
#define FOR_PORTS   (FOR_SENDERS | FOR_SINK)

struct args {
	unsigned int command; /* FOR_GEN, ... */
	const char *ports[PORTS_MAX];
	size_t n_ports;
	const char *pcap, *rules, *device, *family, *traffic, *only;
	uint64_t n_rules, n_distinct, min_len, seed;
	uint64_t n_frames;
	double seconds, mpps, wait_s;
	double max_mpps, resolution, confirm_s; /* of rate */
	uint64_t core;				/* UINT64_MAX: any */
	const char *eal, *results, *dut;
};

struct args_command {
	const char *name;
	unsigned int bit;
	int (*run)(const struct args *args, int argc, char **argv);
	size_t min_ports, max_ports;
	const char *help;
};

/* Exit statuses. */
enum {
	EXIT_DONE = 0,
	EXIT_WRONG = 1, /* frames were lost or leaked; rules were refused */
	EXIT_USAGE = 2,
	EXIT_MACHINE = 3,
};

/*
 * Reads @argv of @cmd, with defaults, and checks what can be without a machine.
 * True to go on; else *@status is how to end: after --help, or a wrong option,
 * which was told on stderr.
 */
bool args_read(const struct args_command *cmd, int argc, char **argv,
	       struct args *out, int *status);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * traffic.h - frames of known verdicts, while something changes
 *
 *	sent0 ---- cable ---- eth0, the firewall, then the sink
 *
 * In a namespace of netns.h. The sink is iptables' table filter: it tells who
 * got there by the sender's MAC address, counts, and drops. What a firewall
 * does to frames in the tables raw and bench, or ahead of the stack, is so
 * counted behind it. Each batch is sent when the one before has arrived, so
 * that the cable loses none: a frame that is missing was dropped.
 */
#ifndef NICFW_BENCH_TRAFFIC_H
#define NICFW_BENCH_TRAFFIC_H

#include "bench/rules/trace.h"

enum traffic_class {
	TRAFFIC_ACCEPTED, /* all the time */
	TRAFFIC_DROPPED,  /* all the time */
	TRAFFIC_CHANGED,  /* as what changes says */
	N_TRAFFIC_CLASSES,
};

/* Where the frames of a class come from, and where all go to. */
extern const uint8_t traffic_smacs[N_TRAFFIC_CLASSES][6];
extern const uint8_t traffic_dmac[6];

/*
 * Makes the sink, and eth0 a host for all addresses. Returns 0, or -errno with
 * the tool's words in @answer.
 */
int traffic_prepare(char *answer, size_t answer_len);

/*
 * Sends all frames of @trace once. Returns 0; -EIO: some did not arrive at
 * eth0, or others did.
 */
int traffic_send(const struct trace *trace);

/* How many frames of each class the sink has seen so far. 0 or -errno. */
int traffic_count(uint64_t seen[N_TRAFFIC_CLASSES]);

/* Sends by a process of its own. */
struct traffic;

/*
 * Starts to send frames of both traces, over and over, and waits until some of
 * each have arrived. 0 or -errno.
 */
int traffic_start(const struct trace *accepted, const struct trace *dropped,
		  struct traffic **out);

/* Ends and frees @t. 0, or the error that the process met, as traffic_send().
 */
int traffic_stop(struct traffic *t, uint64_t sent[N_TRAFFIC_CLASSES]);

#endif

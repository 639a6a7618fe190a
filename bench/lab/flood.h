/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * flood.h - frames made in the kernel, and the CPU time that they take
 *
 * An XDP program copies the frames of a trace, one after the other, into the
 * frames of BPF_PROG_TEST_RUN and redirects them into veth devices (live
 * frames: net/bpf/test_run.c, bpf_test_run_xdp_live, since Linux 5.18). A frame
 * costs some 20 ns to make and no skb, so that what the receiver does is most
 * of what is measured. Batches of 64 frames are received within the system
 * call, in the softirq at its end, and charged to the calling thread; what
 * ksoftirqd took over is added.
 */
#ifndef NICFW_BENCH_FLOOD_H
#define NICFW_BENCH_FLOOD_H

#include "lab.h"

#include "bench/rules/trace.h"

/* A trace has no more frames than this. */
#define FLOOD_MAX_FRAMES 65536

/* Frames are sent in batches of so many, or all at once if they are fewer. */
#define FLOOD_BATCH 64

struct flood;

/*
 * What the frames of a slice cost. If frames were lost, @delivered is not
 * @sent. If another thread had the CPU meanwhile, or if frames were left when
 * the system call ended, softirqs may have worked for this slice in the time of
 * others, and then the CPU time is too little: it was not alone.
 */
struct flood_slice {
	uint64_t sent, delivered;
	double cpu_ns, wall_ns; /* of all frames, and of starting to send */
	bool was_alone;
};

/*
 * Loads the generator for @cpu, to which the caller is pinned. Returns 0 or
 * -errno; @why says what the kernel lacks.
 */
int flood_open(int cpu, struct flood **out, const char **why);

/* NULL is fine. */
void flood_close(struct flood *flood);

/* From now on the frames of @trace are sent, from the first on. */
void flood_set_trace(struct flood *flood, const struct trace *trace);

/*
 * Sends @n frames to @port, from number @first of the trace on and over again,
 * and waits until all are received, for 2 seconds at most. Without a port the
 * generator drops them itself, and what it costs is what it takes to make
 * frames. Returns 0 or -errno.
 */
int flood_send(struct flood *flood, const struct lab_port *port, uint64_t first,
	       uint64_t n, struct flood_slice *out);

#endif

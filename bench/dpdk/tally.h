/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tally.h - counts what a port receives
 *
 * A frame counts once, however often it comes; frames without a stamp, or of
 * another trial, are strangers (ARP, neighbour discovery, what was late).
 */
#ifndef NICFW_BENCH_DPDK_TALLY_H
#define NICFW_BENCH_DPDK_TALLY_H

#include "port.h"

struct tally {
	const struct port *port;
	bool is_of_any_run;
	uint16_t run;
	uint64_t n_received; /* that were to be accepted, each once */
	uint64_t n_leaked;   /* that were to be dropped, each once */
	uint64_t n_again;    /* that had been received before */
	uint64_t n_strangers;
	uint64_t n_bytes;    /* of all that are ours, without checksums */
	uint64_t first_tick; /* at which the first and the last of ours came */
	uint64_t last_tick;

	uint8_t *seen;	     /* a bit a sequence; NULL: not looked for */
	uint64_t n_seen_cap; /* sequences that it has room for */

	/* Round trips of received frames, until there is no more room. */
	uint32_t *latencies_ns;
	size_t n_latencies, n_latencies_cap;
	double ns_per_tick;
};

/* Of frames of the sender's run @run. */
void tally_start(struct tally *t, const struct port *port, uint16_t run);

/* Of any sender's, in another process; none is looked for twice. */
void tally_start_any(struct tally *t, const struct port *port);

/*
 * Makes room to tell sequences below @n apart. Returns 0 or -ENOMEM. Then
 * free with tally_stop().
 */
int tally_expect(struct tally *t, uint64_t n);

/* Takes what is there, a burst at most. Returns how many were ours. */
unsigned int tally_receive(struct tally *t);

void tally_stop(struct tally *t);

#endif

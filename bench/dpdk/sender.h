/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sender.h - sends traffic out of a port, at a pace
 *
 * Frame after frame, numbered from 0, and from the first again behind the last.
 * A port that takes no more makes the sender late, never a frame lost. Time
 * that the sender lost, as others had its core, is not made up by sending
 * faster than the pace: the offered rate is what was offered.
 */
#ifndef NICFW_BENCH_DPDK_SENDER_H
#define NICFW_BENCH_DPDK_SENDER_H

#include "port.h"
#include "traffic.h"

struct sender {
	const struct port *port;
	const struct traffic *traffic;
	uint16_t run;
	unsigned int burst;	/* frames at a time, at most PORT_BURST */
	double ticks_per_frame; /* 0: as fast as can be */
	double start;		/* ticks at which frame 0 was due */
	uint64_t max;		/* frames to send in all */
	uint64_t n_sent;
	uint64_t n_sent_drop; /* of them, those that must be dropped */
	uint64_t n_made;
	size_t made_at, sent_at;	      /* in the traffic */
	struct rte_mbuf *waiting[PORT_BURST]; /* made, not yet sent */
	unsigned int first, n_waiting;
};

/* @mpps 0: as fast as can be. The pace begins now. */
void sender_start(struct sender *s, const struct port *port,
		  const struct traffic *traffic, double mpps, uint64_t max);

/* Sends what is due, a burst at most. Returns how many were sent. */
unsigned int sender_send(struct sender *s);

static inline bool sender_is_done(const struct sender *s)
{
	return s->n_sent == s->max;
}

/* Frees what was made and not sent. */
void sender_stop(struct sender *s);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live_run.h - conversations sent through a router, and what became of each
 */
#ifndef NICFW_TESTS_LIVE_RUN_H
#define NICFW_TESTS_LIVE_RUN_H

#include "live/live_net.h"
#include "live/live_talk.h"

/* What became of the frame of a number. */
struct live_fate {
	const struct live_step *step;
	uint8_t *frame; /* as it was sent; NULL: it was not */
	size_t len;
	bool met_eth0;	     /* it arrived there, else elsewhere */
	bool was_joined;     /* it was seen in one packet with another */
	unsigned int places; /* where it was seen: 1 << enum live_place */
};

/*
 * Sends the steps of @talks that are not left out; replies to what did not
 * arrive are not sent. @fates has an entry a number and is filled, with frames
 * in @a. 0 or -errno.
 */
int live_run(struct arena *a, struct live_net *net,
	     const struct live_talks *talks, struct live_fate *fates);

/*
 * The reply of @number to @frame, which was seen somewhere else than where it
 * came from: TCP with the flags @how, an ICMP error about it if @how is
 * "error", or what its protocol answers. An Ethernet frame in @a; NULL: there
 * is no reply.
 */
uint8_t *live_reply(struct arena *a, const uint8_t *frame, size_t len,
		    const char *how, uint32_t number, enum live_side side,
		    size_t *reply_len);

/* True if @frame holds an ICMP error or redirect: what follows it is quoted. */
bool live_is_error(const uint8_t *frame, size_t len);

#endif

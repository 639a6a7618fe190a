/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trace_frame.h - the bytes of a frame
 */
#ifndef NICFW_BENCH_TRACE_FRAME_H
#define NICFW_BENCH_TRACE_FRAME_H

#include "trace.h"

/*
 * Ethernet, IPv4 and behind it a TCP segment that opens a connection, a UDP
 * datagram, an ICMP echo request, or zeros.
 */
void trace_frame_write(const struct rules_tuple *t, const uint8_t smac[6],
		       const uint8_t dmac[6], uint8_t out[TRACE_FRAME_LEN]);

#endif

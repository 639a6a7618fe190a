/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trace_frame.h - the bytes of a frame
 */
#ifndef NICFW_BENCH_TRACE_FRAME_H
#define NICFW_BENCH_TRACE_FRAME_H

#include "trace.h"

/*
 * Writes the bytes of @f, of its tuple: Ethernet, IPv4 (or, with @is_v6, IPv6
 * of the addresses that these stand for) and behind it a TCP segment that opens
 * a connection, a UDP datagram, an ICMP echo request, or zeros.
 */
void trace_frame_write(struct trace_frame *f, bool is_v6, const uint8_t smac[6],
		       const uint8_t dmac[6]);

#endif

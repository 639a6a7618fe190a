/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stamp.h - what tells the frames of a benchmark from strangers
 *
 * The last bytes of a frame say that it is ours, which one it is, whether the
 * firewall must drop it, and when it was sent. A stamp's words sum to zero, as
 * checksums sum them, so that checksums of the frame stay right whatever it
 * says.
 *
 *	 0  magic			 8  run
 *	 4  sequence, the top bit:	10  ticks, of which 48 bits
 *	    must be dropped		16  what makes the sum zero
 */
#ifndef NICFW_BENCH_DPDK_STAMP_H
#define NICFW_BENCH_DPDK_STAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* With a UDP header over IPv4 it makes the shortest frame that there is. */
#define STAMP_LEN 18

#define STAMP_MAX_SEQUENCE 0x7fffffffu
#define STAMP_TICKS_MASK   0xffffffffffffull

struct stamp {
	uint32_t sequence; /* at most STAMP_MAX_SEQUENCE */
	uint16_t run;	   /* of one trial, so that late frames are strangers */
	bool must_drop;
	uint64_t ticks; /* of a clock that only the sender knows */
};

/*
 * Gives @frame of @len bytes, in a buffer of @cap, a place for a stamp at its
 * end, and at least @min bytes. What no protocol reads is used if there is room
 * (payload, padding), else the frame grows; lengths and checksums of a sound
 * packet are right afterwards. Returns its new length, of which the last
 * STAMP_LEN bytes are the stamp's; 0 where it does not fit.
 */
size_t stamp_make_room(uint8_t *frame, size_t len, size_t cap, size_t min);

/* Writes the STAMP_LEN bytes at @at. */
void stamp_write(uint8_t *at, const struct stamp *stamp);

/*
 * Finds the stamp of a received frame: at its end or, where a port padded it,
 * at the end of its IP packet. False for a stranger.
 */
bool stamp_read(const uint8_t *frame, size_t len, struct stamp *out);

#endif

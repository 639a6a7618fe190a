/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * packet_text.h - a frame written as a line of text
 *
 * The corpus and `nicfw trace --packet` write frames as layers, outermost
 * first, with " / " between them. A layer is a name and NAME=VALUE fields;
 * what is not given is filled in: types and protocols from the next layer,
 * lengths from what follows, checksums from the bytes.
 *
 *	ip src=10.0.0.1 dst=10.0.0.2 ttl=3 / tcp sport=9 dport=22 flags=S
 *	eth / vlan id=10 pcp=3 / ip6 / hbh / frag off=1 more / udp dport=53
 *	ip len=24 / udp / raw 12 / pad 60
 *	hex 0102030405060708090a0b0c0800
 *
 * An `eth` layer is added in front where none is written and the line does not
 * start with `hex`. The layers at the end, `raw N` (N bytes 00 01 02 ...),
 * `hex BYTES`, `text "..."`, `pad N` (zeroes up to a frame of N bytes) and
 * `cut N` (the frame ends after N bytes) shape the frame itself.
 * docs/language.md lists layers and fields; the table is in packet_text.c.
 */
#ifndef NICFW_PACKET_TEXT_H
#define NICFW_PACKET_TEXT_H

#include "base/diag.h"

#include <stdint.h>

#define PACKET_MAX_BYTES 65549 /* an IPv4 packet of 65,535 in an Ethernet frame */

/*
 * Builds the frame that @text describes. @loc is the place of its first
 * character, for messages. On success sets *@frame (in @a) and *@len and
 * returns 0, else -EINVAL with an error in @diag.
 */
int packet_text_parse(struct arena *a, struct diag *diag, struct loc loc,
		      const char *text, uint8_t **frame, size_t *len);

#endif

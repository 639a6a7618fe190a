/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * packet_text.h - a frame written as a line of text
 *
 * The corpus and `nicfw trace --packet` write frames as layers, outermost
 * first, with " / " between them. A layer is a name and NAME=VALUE fields;
 * what is not given is filled in: types and protocols from the next layer,
 * lengths from what follows, checksums from the bytes. A packet within an ICMP
 * error or a tunnel is just more layers. A layer that its outer layer has no
 * number for (tcp in eth) is an error unless the outer type is given.
 *
 *	ip src=10.0.0.1 dst=10.0.0.2 ttl=3 / tcp sport=9 dport=22 flags=S
 *	eth / vlan id=10 pcp=3 / ip6 / hbh / frag off=1 more / udp dport=53
 *	vlan tpid=0x88a8 id=5 / vlan id=6 / ip dscp=ef df / icmp type=0
 *	ip / icmp type=destination-unreachable / ip / udp dport=domain
 *	ip len=24 / udp / raw 12 / pad 60
 *	hex 0102030405060708090a0b0c0800
 *
 * An `eth` layer is added in front where none is written and the line does not
 * start with `hex`.
 *
 * A value is written as in nft (datatype.h: numbers, addresses, names of the
 * field's type); TCP flags are letters of FSRPAUEC as well. A field of one bit
 * may stand alone: `df` is `df=1`. opts= and icv= take hex bytes, padded by
 * zeroes to what the header needs. Any field can be given, also wrongly, and
 * only what is given is wrong: ihl=15 writes the field and adds no bytes.
 *
 * Layers without fields: `raw N` (N bytes 00 01 02 ...), `hex BYTES` (blanks
 * between bytes are fine) and `text "..."` are payload, and may stand before
 * other layers. At the end `pad N` (zeroes up to a frame of N bytes, in no
 * length and no checksum) and `cut N` (the frame ends after N bytes, whatever
 * its headers say) shape the frame itself.
 *
 * docs/language.md lists layers, fields and defaults; the table is
 * packet_text.def.
 */
#ifndef NICFW_PACKET_TEXT_H
#define NICFW_PACKET_TEXT_H

#include "base/diag.h"

#include <stdint.h>

#define PACKET_MAX_BYTES \
	65549 /* an IPv4 packet of 65,535 in an Ethernet frame */

/*
 * Builds the frame that @text describes. @loc is the place of its first
 * character, for messages. On success sets *@frame (in @a) and *@len and
 * returns 0, else -EINVAL with an error in @diag at the word that is wrong.
 */
int packet_text_parse(struct arena *a, struct diag *diag, struct loc loc,
		      const char *text, uint8_t **frame, size_t *len);

#endif

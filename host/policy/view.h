/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * view.h - what a stage knows of what a chain will see
 *
 * A chain of the kernel does not always see the frame that XDP saw: segments
 * are joined (GRO), fragments are put together, addresses are translated, a hop
 * is counted. A field of which the chain may see another value is unknown to
 * the stage. docs/semantics.md has the kernel's function for each row.
 */
#ifndef NICFW_VIEW_H
#define NICFW_VIEW_H

#include "policy/policy.h"

/*
 * Frames that are placed apart, since less is known of them. Whole ones have a
 * transport header of which nothing is cut off, or none that the rules read.
 */
enum frame_class {
	FRAMES_WHOLE,
	FRAMES_ODD4, /* IPv4 fragments, and those with a cut transport header */
	FRAMES_ODD6, /* the same, and all that have extension headers */
	N_FRAME_CLASSES,
};

struct view {
	bool is_front; /* else the stage is the firewall: it sees what it sees
			*/
	enum hook at;
	enum frame_class frames;
	bool is_dst_translated; /* NAT may have rewritten where it goes */
	bool is_src_translated; /* and where it comes from as well */
	bool is_rewritten;	/* rules may have set TOS or TTL */
};

enum view_answer {
	VIEW_KNOWN,
	VIEW_UNKNOWN,
	/* Known of a TCP segment with SYN, which GRO never joins to another. */
	VIEW_KNOWN_OF_SYN,
};

/* What is known of @field's bits in @mask. */
enum view_answer view_of(const struct view *view, enum field_id field,
			 u128 mask);

/*
 * True if @s asks whether the device is lo. That is known whatever the view: lo
 * has no fragments, for its MTU holds any packet (drivers/net/loopback.c).
 */
bool view_is_of_loopback(const struct policy_stmt *s);

/*
 * Where @s is a match of TCP's flags, KNOWN_OF_SYN, against one value: the bits
 * of it that are known of any segment, and what they have to be. False: none.
 */
bool view_known_bits(const struct policy_stmt *s, u128 *mask, u128 *value);

/* TCP's flags. */
#define TCP_SYN 0x02u
/*
 * Bits that joined segments have in common: tcp_gro_receive() compares them
 * (and more, which differs by kernel).
 */
#define TCP_JOINED_ALIKE 0x16u /* ACK, RST, SYN */
/* What --assume syn-is-new asks for: SYN alone of these. */
#define TCP_FIRST_MASK 0x17u /* ACK, RST, SYN, FIN */

#endif

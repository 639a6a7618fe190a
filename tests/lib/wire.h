/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wire.h - a firewalled device at the other end of a cable
 *
 *	PEER ---- cable ---- NIC  <- XDP, and behind it a packet socket collects
 *
 * Two devices of this machine that are there already: real ports, or a veth.
 * Frames are sent out of PEER; what XDP on NIC passes is collected there.
 * Nothing about either device is changed but NIC's program, which is attached
 * by a link that ends with this process, and its promiscuous mode, likewise.
 *
 * A device may have several queues, and then frames overtake each other. So a
 * frame that has not arrived counts as dropped only when the program's counters
 * have moved: they say that it has been there.
 */
#ifndef NICFW_TESTS_WIRE_H
#define NICFW_TESTS_WIRE_H

#include "offload/image.h"

struct wire;

/* A frame on a wire has so many bytes at least, without its checksum. */
#define WIRE_FRAME_MIN 60

/*
 * Opens the wire from @peer to @nic, both up. Returns 0, or -errno with *@why
 * in @a: a device is not there, or nothing that @peer sends arrives on @nic.
 * @out lives in @a; close with wire_close().
 */
int wire_open(struct arena *a, const char *nic, const char *peer,
	      struct wire **out, const char **why);
void wire_close(struct wire *w);

/*
 * Sends @frame while no program is attached. Returns 1 if it arrived, 0 if not;
 * -EINVAL, -EMSGSIZE if it is too short or too long to be sent, -ETIMEDOUT if
 * what was sent behind it was lost too.
 */
int wire_try(struct wire *w, const uint8_t *frame, size_t len);

/*
 * Why no program for @profile can run on NIC at @stage, in @a; NULL: it may.
 */
const char *wire_why_not(struct wire *w, struct arena *a,
			 enum profile_stage stage, const char *profile);

/*
 * Loads @img, which must outlive it, and attaches it at @stage; waits until the
 * device is there again, which some drivers restart. Returns 0, or -errno and
 * *@why, in @a. Undone by wire_detach(), which is fine in any case.
 */
int wire_attach(struct wire *w, struct arena *a, const struct image *img,
		enum profile_stage stage, const char **why);
void wire_detach(struct wire *w);

/*
 * Sends @frame through the program; @before and @after it are the packets that
 * each of its @n counters has. Returns 1 if the frame arrived, 0 if it was
 * counted and did not; -ETIMEDOUT for neither, -EBADMSG if the frame that was
 * asked about before arrived now, or another -errno.
 */
int wire_ask(struct wire *w, const uint8_t *frame, size_t len, size_t n,
	     uint64_t *before, uint64_t *after);

/* How many frames arrived that were sent by others. */
unsigned int wire_strangers(const struct wire *w);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rig.h - a firewalled device in a network namespace of its own
 *
 *	sender0 ----- eth0 \
 *	                    br0  <- a packet socket collects
 *	sender1 ----- mark0 /
 *
 * Frames are sent through sender0 and meet, in this order, XDP and the netdev
 * ingress hook of eth0. What passes both reaches the bridge and is collected
 * there, whatever its destination: a packet socket on eth0 itself would see a
 * frame before the hook drops it. Behind every frame a mark is sent through
 * the other port. Both are queued on one CPU in this order, so a frame that
 * has not been collected when its mark arrives is lost: no waiting, no sleeps.
 */
#ifndef NICFW_TESTS_RIG_H
#define NICFW_TESTS_RIG_H

#include "policy/eval.h"

struct rig;

/* The device under test, the same in every rig: name, index, MAC address. */
extern const struct device rig_device;

/* MTUs of the sender; a program without BPF_F_XDP_HAS_FRAGS needs the small. */
enum {
	RIG_MTU = 65535,
	RIG_MTU_NATIVE = 3500,
};

/*
 * Moves this process into a new network namespace, pins it to one CPU and
 * builds the rig. On success sets *@out and returns 0, else -errno, and *@why
 * says what the machine lacks. Close with rig_close().
 */
int rig_open(struct rig **out, const char **why);
void rig_close(struct rig *rig);

/* Sets how long a packet may be that sender0 sends. 0 or -errno. */
int rig_set_mtu(struct rig *rig, int mtu);

/*
 * Sends @frame. Returns 1 if it was collected unchanged, 0 if it was lost; or
 * -EINVAL, -EMSGSIZE if it is too short or too long to be sent, -EBADMSG if
 * another frame was collected, -ETIMEDOUT if the mark behind it was lost.
 */
int rig_try(struct rig *rig, const uint8_t *frame, size_t len);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * attach.h - which program meets a device's frames
 *
 * A program is attached by a BPF link, and the link is pinned: as long as the
 * pin is there the program runs, whoever dies. A device has two slots, for the
 * NIC's program and for the host's; each has a pin of its own. All calls can be
 * repeated: they make it so, from whatever there is.
 */
#ifndef NICFW_ATTACH_H
#define NICFW_ATTACH_H

#include "load/objects.h"

enum attach_slot {
	SLOT_HOST, /* driver or generic mode */
	SLOT_NIC,
	N_SLOTS,
};

/* "host", "nic": the prefix of what is pinned. */
extern const char *const attach_slot_names[N_SLOTS];

enum attach_slot attach_slot_of(enum profile_stage stage);

/* What a pinned link says of a device. */
struct attached {
	uint32_t ifindex; /* the link's; 0: there is none, or no device more */
	uint32_t prog_id; /* 0: none of the link's runs on the device */
	enum profile_stage stage;
};

/*
 * Reads the link pinned at @pin, for @nic, whose xdp_prog must be up to date.
 * -errno if it cannot be told.
 */
int attach_read(const char *pin, const struct nic *nic, struct attached *out);

/*
 * Sets *@ifindex to the index of the device that the link at @pin is for; 0:
 * there is no link, or its device is gone. -errno if it cannot be told.
 */
int attach_ifindex(const char *pin, uint32_t *ifindex);

/*
 * Makes program @prog run on @nic at @stage, by the link pinned at @pin. A
 * program of ours at the same stage is replaced in one step; at another stage
 * of the host the kernel allows but one, and frames pass unfiltered between
 * detaching and attaching, unless they are held (hold.h): that ends once a
 * program of the host's is there. -errno with *@refusal in @a; then the old
 * program still runs, except after a change of stage. -EBUSY where a program of
 * ours runs on the NIC: its firmware replaces none that runs, and
 * attach_clear() has to come first.
 */
int attach_set(struct arena *a, const struct nic *nic, const char *pin,
	       enum profile_stage stage, int prog, struct refusal *refusal);

/*
 * The same for a device in whichever network namespace, which has to be named
 * for attaching and not for replacing: @prog runs by the link at @pin, in the
 * mode that it has. No link, or none with a device, is fine.
 */
int attach_replace(struct arena *a, const char *pin, int prog,
		   struct refusal *refusal);

/* Detaches and unpins the link at @pin; nothing there is fine. */
void attach_clear(const char *pin);

/*
 * True if program @prog_id is still there although nobody attaches or pins it
 * any more: its NIC did not let go of it. The kernel takes no refusal to detach
 * for an answer, and shows the program no longer (net/core/dev.c,
 * dev_xdp_detach_link; nfp: offload.c, nfp_net_bpf_stop). Programs end some
 * time after their last user, which is waited for.
 */
bool attach_is_left(uint32_t prog_id);

/*
 * Throws out the program that something else attached at @stage. Returns its
 * descriptor, or -errno with *@refusal.
 */
int attach_evict(struct arena *a, const struct nic *nic,
		 enum profile_stage stage, struct refusal *refusal);

/* Attaches @prog at @stage by netlink, as `ip link` does. */
int attach_put_back(const struct nic *nic, enum profile_stage stage, int prog);

/* The name of program @id, for messages; "?" if it cannot be had. */
const char *attach_prog_name(struct arena *a, uint32_t id);

#endif

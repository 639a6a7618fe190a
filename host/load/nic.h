/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nic.h - what a network device is and can do
 *
 * Everything the loader wants to know before it touches a device, read once:
 * by libnl (link), ethtool (driver, features), netdev-genl (XDP features, Linux
 * 6.3 and later). Nothing here changes anything.
 */
#ifndef NICFW_NIC_H
#define NICFW_NIC_H

#include "base/diag.h"
#include "offload/profile.h"

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#define N_STAGES (STAGE_GENERIC + 1)

/* Bits of nic.xdp_features: enum netdev_xdp_act of Documentation/netlink. */
#define NIC_XDP_BASIC	   (1u << 0)
#define NIC_XDP_HW_OFFLOAD (1u << 4)
#define NIC_XDP_RX_SG	   (1u << 5)

struct nic {
	char name[IFNAMSIZ];
	uint32_t ifindex;
	uint8_t mac[6];
	uint32_t mtu;
	unsigned int arptype; /* ARPHRD_ETHER, ... */
	bool is_up;
	uint64_t netns; /* inode of the network namespace it is in */

	char driver[32];   /* "": it has no ethtool driver name */
	char firmware[32]; /* "": unknown */
	char bus_info[32]; /* the card: all its ports have one; "": none */
	const char *kind;  /* "veth", "bond", ...; NULL: a plain device */
	VEC(const char *) ports; /* devices whose master it is */
	bool strips_vlan; /* hands tags beside the frame: rxvlan, rx-vlan-stag
			   */

	bool has_xdp_features; /* the kernel tells them */
	uint64_t xdp_features;
	uint32_t xdp_prog[N_STAGES]; /* program id by stage; 0: none */
};

/* Inode of the caller's network namespace; 0 if /proc does not tell. */
uint64_t nic_netns(void);

/*
 * Reads what there is to know of device @name. Returns 0, or -ENODEV, or
 * another -errno, with an error in @diag; texts of @out live in @a.
 */
int nic_probe(struct arena *a, struct diag *diag, const char *name,
	      struct nic *out);

/*
 * The same without what other devices and the driver have to be asked for: the
 * link and its namespace, which is enough to ask what runs there.
 */
int nic_find(struct arena *a, struct diag *diag, const char *name,
	     struct nic *out);

struct nic_names {
	VEC(const char *) names;
};

/* The names of all devices of this namespace, in the order of their index. */
int nic_list(struct arena *a, struct diag *diag, struct nic_names *out);

/* True if no device of this namespace has @nic's index any more. */
bool nic_is_gone(const struct nic *nic);

/* Reads the programs on @nic again. -errno if the kernel does not tell. */
int nic_read_xdp(struct nic *nic);

/*
 * 1: there are programs at the device's ingress hook of tcx; 0: none, or the
 * kernel has no tcx. -errno.
 */
int nic_has_tcx(uint32_t ifindex);

/*
 * True if no frame of its own arrives on such a device, so that a program must
 * go to its ports: bond and team.
 */
bool nic_is_only_ports(const struct nic *nic);

/*
 * The profile for @stage on @nic: of those in the profiles folder the one that
 * lists the device's driver, else the one named as the stage, "driver" or
 * "generic". Sets *@out, to NULL if a NIC has none. -errno with an error in
 * @diag for a profile that cannot be read.
 */
int nic_find_profile(struct arena *a, struct diag *diag, const struct nic *nic,
		     enum profile_stage stage, struct profile **out);

/* True if @profile was made for @nic's driver. */
bool nic_is_listed(const struct nic *nic, const struct profile *profile);

/* "offload", "driver", "generic" */
const char *nic_stage_name(enum profile_stage stage);

#endif

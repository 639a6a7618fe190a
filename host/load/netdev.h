/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netdev.h - the kernel's network devices, as this namespace has them
 */
#ifndef NICFW_NETDEV_H
#define NICFW_NETDEV_H

#include "base/arena.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct netdev {
	const char *name;
	const char *kind; /* "veth", "bond", ...; NULL: a plain device */
	uint32_t ifindex;
	uint32_t master;  /* the index of what it is a port of; 0: of nothing */
	uint32_t lower;	  /* of what it is on; 0: of nothing, or elsewhere */
	uint16_t vlan_id; /* of kind "vlan" */
	uint8_t mac[6];	  /* zeroes: its address is none of six bytes */
	uint32_t mtu;
	unsigned int arptype; /* ARPHRD_ETHER, ... */
	bool is_up;
};

struct netdevs {
	VEC(struct netdev) v;
};

/* Reads device @name; its texts are in @a. -ENODEV: there is none; -errno. */
int netdev_find(struct arena *a, const char *name, struct netdev *out);

/* All devices; -errno. */
int netdev_list(struct arena *a, struct netdevs *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netdev_genl.h - the XDP features that a driver declares
 */
#ifndef NICFW_NETDEV_GENL_H
#define NICFW_NETDEV_GENL_H

#include <stdint.h>

/*
 * Sets *@features to what the kernel's generic netlink family "netdev" says of
 * the device. -errno where it says nothing: -ENOENT before Linux 6.3.
 */
int netdev_genl_xdp_features(uint32_t ifindex, uint64_t *features);

#endif

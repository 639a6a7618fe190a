/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ethtool.h - driver, firmware and features of a device
 */
#ifndef NICFW_ETHTOOL_H
#define NICFW_ETHTOOL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The driver's name, the firmware's version and where the card is on its bus,
 * "" where there is none.
 */
void ethtool_read_driver(const char *ifname, char driver[32], char firmware[32],
			 char bus_info[32]);

/*
 * True if any of the @n features called @names (those of the kernel's
 * net/ethtool/common.c, netdev_features_strings) is on.
 */
bool ethtool_any_feature(const char *ifname, const char *const *names,
			 size_t n);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ethtool.c - driver, firmware and features of a device
 */
#include "load/ethtool.h"
#include "base/fd.h"

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* One request; 0 or -1, as most drivers leave some requests out. */
static int ask(const char *ifname, void *request)
{
	_cleanup_(close_fd) int fd =
		socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq ifr = {};

	if (fd < 0)
		return -1;
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", ifname);
	ifr.ifr_data = request;
	return ioctl(fd, SIOCETHTOOL, &ifr);
}

void ethtool_read_driver(const char *ifname, char driver[32], char firmware[32],
			 char bus_info[32])
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };

	*driver = '\0';
	*firmware = '\0';
	*bus_info = '\0';
	if (ask(ifname, &info))
		return;
	snprintf(driver, 32, "%.31s", info.driver);
	snprintf(firmware, 32, "%.31s", info.fw_version);
	snprintf(bus_info, 32, "%.31s", info.bus_info);
}

static size_t count_features(const char *ifname)
{
	struct {
		struct ethtool_sset_info head;
		__u32 n;
	} info = { { .cmd = ETHTOOL_GSSET_INFO,
		     .sset_mask = 1ull << ETH_SS_FEATURES } };

	if (ask(ifname, &info) || !info.head.sset_mask)
		return 0;
	return info.n;
}

static bool is_named(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strncmp(name, names[i], ETH_GSTRING_LEN))
			return true;
	return false;
}

bool ethtool_any_feature(const char *ifname, const char *const *names, size_t n)
{
	size_t n_features = count_features(ifname);
	size_t blocks = (n_features + 31) / 32;
	struct ethtool_gfeatures *values;
	struct ethtool_gstrings *strings;
	bool is_on = false;

	values = calloc(1,
			sizeof(*values) + blocks * sizeof(values->features[0]));
	strings = calloc(1, sizeof(*strings) + n_features * ETH_GSTRING_LEN);
	if (!values || !strings)
		goto out;
	values->cmd = ETHTOOL_GFEATURES;
	values->size = blocks;
	strings->cmd = ETHTOOL_GSTRINGS;
	strings->string_set = ETH_SS_FEATURES;
	strings->len = n_features;
	if (ask(ifname, strings) || ask(ifname, values))
		goto out;
	for (size_t i = 0; i < n_features; i++) {
		const char *name = (char *)strings->data + i * ETH_GSTRING_LEN;

		if (values->features[i / 32].active & 1u << i % 32 &&
		    is_named(name, names, n))
			is_on = true;
	}
out:
	free(values);
	free(strings);
	return is_on;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * card.c - what the maps of a card take of its room
 */
#include "load/card.h"
#include "base/fd.h"
#include "load/ethtool.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>

static bool is_of_card(uint32_t ifindex, const struct nic *nic)
{
	char name[IFNAMSIZ], driver[32], firmware[32], bus_info[32];

	if (ifindex == nic->ifindex)
		return true;
	if (!*nic->bus_info || !if_indextoname(ifindex, name))
		return false;
	ethtool_read_driver(name, driver, firmware, bus_info);
	return !strcmp(driver, nic->driver) && !strcmp(bus_info, nic->bus_info);
}

static void add_map(int fd, const struct nic *nic, struct card_use *use)
{
	struct bpf_map_info info = {};
	uint32_t len = sizeof(info);
	struct card_share *share;

	if (bpf_obj_get_info_by_fd(fd, &info, &len) || !info.ifindex ||
	    info.netns_ino != nic->netns || !is_of_card(info.ifindex, nic))
		return;
	share = info.ifindex == nic->ifindex ? &use->port : &use->others;
	share->maps++;
	share->entries += info.max_entries;
}

int card_read(const struct nic *nic, struct card_use *out)
{
	struct card_use use = {};
	uint32_t id = 0;
	int err;

	while (!(err = bpf_map_get_next_id(id, &id))) {
		_cleanup_(close_fd) int fd = bpf_map_get_fd_by_id(id);

		/* One that was freed meanwhile takes no room. */
		if (fd >= 0)
			add_map(fd, nic, &use);
	}
	if (err != -ENOENT)
		return err;
	*out = use;
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * dispatcher.c - programs whose test runs start at once
 */
#include "dispatcher.h"

#include "base/fd.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <sched.h>
#include <stdlib.h>

#define NETNS "/proc/thread-self/ns/net"

static int open_netns(void)
{
	int fd = open(NETNS, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int attach(int prog_fd)
{
	return bpf_xdp_attach((int)if_nametoindex("lo"), prog_fd,
			      XDP_FLAGS_SKB_MODE, NULL);
}

int dispatcher_keep(int prog_fd)
{
	_cleanup_(close_fd) int before = open_netns();
	int own, err;

	if (before < 0)
		return before;
	if (unshare(CLONE_NEWNET))
		return -errno;
	own = open_netns();
	err = own < 0 ? own : attach(prog_fd);
	/* It came from there: nothing can refuse this. */
	if (setns(before, CLONE_NEWNET))
		abort();
	if (err)
		close_fd(&own);
	return err ? err : own;
}

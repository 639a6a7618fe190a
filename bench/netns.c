// SPDX-License-Identifier: GPL-2.0-only
/*
 * netns.c - a network namespace for each measurement
 */
#include "netns.h"

#include "base/fd.h"
#include "command.h"
#include "own_mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <sched.h>
#include <stddef.h>
#include <unistd.h>

/* IPv6 would send frames of its own. */
static const char cable[] =
	"echo 1 2>/dev/null >/proc/sys/net/ipv6/conf/default/disable_ipv6;"
	"ip link add " NETNS_DEVICE " address " NETNS_DEVICE_MAC
	" numrxqueues 1 numtxqueues 1"
	" type veth peer name " NETNS_PEER " numrxqueues 1 numtxqueues 1 &&"
	"ethtool -K " NETNS_DEVICE " gro on &&"
	"ip link set " NETNS_DEVICE " up && ip link set " NETNS_PEER " up";

int netns_renew(const char **why)
{
	char answer[128];
	int err;

	*why = "no right to make namespaces";
	if (unshare(CLONE_NEWNET))
		return -errno;
	*why = "/run and /sys/fs/bpf cannot be mounted";
	err = own_mounts_renew();
	if (err)
		return err;
	*why = "no veth can be made";
	return command_run(cable, 60, NULL, answer, sizeof(answer));
}

int netns_keep(struct netns *ns)
{
	_cleanup_(close_fd) int net_fd =
		open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	_cleanup_(close_fd) int mnt_fd =
		open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);

	if (net_fd < 0 || mnt_fd < 0)
		return -errno;
	ns->net_fd = take_fd(&net_fd);
	ns->mnt_fd = take_fd(&mnt_fd);
	return 0;
}

int netns_enter(const struct netns *ns)
{
	char cwd[PATH_MAX];

	/* Entering a mount namespace leads to its root. */
	if (!getcwd(cwd, sizeof(cwd)) || setns(ns->net_fd, CLONE_NEWNET) ||
	    setns(ns->mnt_fd, CLONE_NEWNS) || chdir(cwd))
		return -errno;
	return 0;
}

void netns_drop(struct netns *ns)
{
	close_fd(&ns->net_fd);
	close_fd(&ns->mnt_fd);
}

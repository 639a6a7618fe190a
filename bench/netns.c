// SPDX-License-Identifier: GPL-2.0-only
/*
 * netns.c - a network namespace for each measurement
 */
#include "netns.h"

#include "command.h"

#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mount.h>

static const struct {
	const char *kind, *path;
} own_mounts[] = {
	{ "tmpfs", "/run" },
	{ "bpf", "/sys/fs/bpf" },
};

#define N_OWN_MOUNTS (sizeof(own_mounts) / sizeof(*own_mounts))

/* IPv6 would send frames of its own. */
static const char cable_up[] =
	"sysctl -qw net.ipv6.conf.default.disable_ipv6=1;"
	"ip link add " NETNS_DEVICE " numrxqueues 1 numtxqueues 1"
	" type veth peer name " NETNS_PEER " numrxqueues 1 numtxqueues 1 &&"
	" ip link set " NETNS_DEVICE " up && ip link set " NETNS_PEER " up";

static int renew_mounts(void)
{
	static bool has_mounts;

	if (!has_mounts) {
		if (unshare(CLONE_NEWNS) ||
		    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
			return -errno;
	}
	for (size_t i = 0; i < N_OWN_MOUNTS; i++) {
		if (has_mounts && umount2(own_mounts[i].path, MNT_DETACH))
			return -errno;
		if (mount(own_mounts[i].kind, own_mounts[i].path,
			  own_mounts[i].kind, 0, NULL))
			return -errno;
	}
	has_mounts = true;
	return 0;
}

int netns_renew(const char **why)
{
	char answer[128];
	int err;

	*why = "no right to make namespaces";
	if (unshare(CLONE_NEWNET))
		return -errno;
	*why = "/run and /sys/fs/bpf cannot be mounted";
	err = renew_mounts();
	if (err)
		return err;
	*why = "no veth can be made";
	return command_run(cable_up, 60, NULL, answer, sizeof(answer));
}

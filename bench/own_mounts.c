// SPDX-License-Identifier: GPL-2.0-only
/*
 * own_mounts.c - /run and the BPF file system, for this process alone
 */
#include "own_mounts.h"

#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mount.h>

static const struct {
	const char *kind, *path;
} mounts[] = {
	{ "tmpfs", "/run" },
	{ "bpf", "/sys/fs/bpf" },
};

/* Those of the namespace before this one are in the new one, too, at first. */
int own_mounts_renew(void)
{
	static bool has_mounts;

	if (unshare(CLONE_NEWNS) ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return -errno;
	for (size_t i = 0; i < sizeof(mounts) / sizeof(*mounts); i++) {
		if (has_mounts && umount2(mounts[i].path, MNT_DETACH))
			return -errno;
		if (mount(mounts[i].kind, mounts[i].path, mounts[i].kind, 0,
			  NULL))
			return -errno;
	}
	has_mounts = true;
	return 0;
}

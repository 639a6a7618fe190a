// SPDX-License-Identifier: GPL-2.0-only
/*
 * bpffs.c - the file system that pins live in
 */
#include "load/bpffs.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

static const struct loc nowhere;

static bool is_bpffs(void)
{
	struct statfs fs;

	return !statfs(BPFFS_DIR, &fs) && fs.f_type == BPF_FS_MAGIC;
}

static pid_t parent_of(pid_t pid)
{
	char path[64], line[512];
	pid_t parent = 0;
	char *end;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	/* The command's name may hold anything, brackets too. */
	end = fgets(line, sizeof(line), f) ? strrchr(line, ')') : NULL;
	if (!end || sscanf(end + 1, " %*c %d", &parent) != 1)
		parent = 0;
	fclose(f);
	return parent;
}

/*
 * True if some process that we descend from has another mount namespace: then
 * ours was made for us, and may end with us. Those that may not be looked at
 * do not count.
 */
static bool mounts_are_private(void)
{
	struct stat ours, theirs;

	if (stat("/proc/self/ns/mnt", &ours))
		return false;
	for (pid_t pid = getppid(); pid > 0; pid = parent_of(pid)) {
		char path[64];

		snprintf(path, sizeof(path), "/proc/%d/ns/mnt", pid);
		if (!stat(path, &theirs) && theirs.st_ino != ours.st_ino)
			return true;
	}
	return false;
}

static int refuse_private(struct diag *diag, const char *why, const char *also)
{
	diag_error(
		diag, nowhere,
		"no bpffs at " BPFFS_DIR
		" in this mount namespace, %s; enter by `nsenter --net=/run/netns/NAME` instead of `ip netns exec`%s",
		why, also);
	return -EPERM;
}

int bpffs_look(struct diag *diag)
{
	if (is_bpffs() || !mounts_are_private())
		return 0;
	/* One mounted now would be empty, whatever is loaded. */
	return refuse_private(diag, "so what is loaded cannot be seen", "");
}

int bpffs_require(struct diag *diag)
{
	if (is_bpffs())
		return 0;
	if (mounts_are_private())
		return refuse_private(
			diag,
			"and one mounted now would end with the command, and the filter with it",
			", or mount bpffs there first");
	if (mount("bpf", BPFFS_DIR, "bpf", MS_NOSUID | MS_NODEV | MS_NOEXEC,
		  "mode=0700")) {
		diag_error(diag, nowhere,
			   "cannot mount bpffs at " BPFFS_DIR
			   ": %m; run as root");
		return -errno;
	}
	diag_note(diag, nowhere, "mounted bpffs at " BPFFS_DIR);
	return 0;
}

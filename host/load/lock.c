// SPDX-License-Identifier: GPL-2.0-only
/*
 * lock.c - one nicfw at a time
 */
#include "load/lock.h"
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#define POLL_MS 50

/* More digits than a process id has. */
#define PID_BYTES 15

static bool is_still_at(int fd, const char *path)
{
	struct stat ours, there;

	return !fstat(fd, &ours) && !stat(path, &there) &&
	       ours.st_ino == there.st_ino;
}

/*
 * Tells who holds the lock, for whoever waits for it. Empty lines behind it
 * cover what was there: a file that was emptied and written ext4 writes to the
 * disk when it is closed (fs/ext4/file.c, ext4_release_file()).
 */
static void sign(int fd)
{
	char text[PID_BYTES];
	const int len = snprintf(text, sizeof(text), "%d", getpid());

	memset(text + len, '\n', sizeof(text) - len);
	(void)!pwrite(fd, text, sizeof(text), 0);
}

int lock_take(const char *path, int flags, int wait_ms)
{
	_cleanup_(close_fd) int fd =
		open(path, O_RDWR | O_CLOEXEC | flags, 0600);

	if (fd < 0)
		return -errno;
	for (int ms = 0; flock(fd, LOCK_EX | LOCK_NB); ms += POLL_MS) {
		if (errno != EWOULDBLOCK)
			return -errno;
		if (ms >= wait_ms)
			return -EBUSY;
		poll(NULL, 0, POLL_MS);
	}
	if (!is_still_at(fd, path))
		return -ENOENT;
	sign(fd);
	return take_fd(&fd);
}

void lock_read_holder(const char *path, char pid[16])
{
	_cleanup_(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, pid, PID_BYTES);

	if (len > 0)
		pid[len] = '\0';
	else
		strcpy(pid, "?");
	pid[strcspn(pid, "\n")] = '\0';
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fd.h - who owns a file descriptor
 *
 *	_cleanup_(close_fd) int fd = open(...);
 *	...
 *	*out = take_fd(&fd);
 *
 * A variable that is marked owns its descriptor until take_fd() hands it on.
 */
#ifndef NICFW_FD_H
#define NICFW_FD_H

#include <unistd.h>

#define _cleanup_(fn) __attribute__((cleanup(fn)))

/* Closes *@fd, unless it is negative, and leaves -1 there. */
static inline void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* The descriptor in *@fd, which is -1 from now on. */
static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

#endif

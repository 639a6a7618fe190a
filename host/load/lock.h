/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lock.h - one nicfw at a time
 *
 * A lock is a file that its holder may remove: who gets the lock of a file that
 * is no longer the one at its path has got nothing.
 */
#ifndef NICFW_LOCK_H
#define NICFW_LOCK_H

/*
 * Takes the lock of file @path, made if @flags has O_CREAT, and writes the
 * caller's process id into it. Returns its descriptor; closing it frees the
 * lock. -EBUSY if another holds it for @wait_ms, -ENOENT if there is no such
 * file, or none any more, other -errno.
 */
int lock_take(const char *path, int flags, int wait_ms);

/* The process id that the holder of @path wrote; "?": none can be read. */
void lock_read_holder(const char *path, char pid[16]);

#endif

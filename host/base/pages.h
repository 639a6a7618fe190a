/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pages.h - memory in huge pages
 *
 * What is given back is kept for who asks next: clearing what was touched costs
 * a fifth of what the kernel takes to give a page for the first time, in a
 * virtual machine. So a process that lets go of a tree of many megabytes before
 * it makes the next one touches that memory once. It is no larger for that:
 * what is mapped anew takes the place of what is kept and was too short for it.
 * What somebody else is to have is the kernel's: pages_return().
 *
 * The process has one pool, for one thread.
 */
#ifndef NICFW_PAGES_H
#define NICFW_PAGES_H

#include <stddef.h>

/* Of x86 and of most kernels elsewhere; what is no huge page there is small. */
#define PAGES_SIZE ((size_t)2 * 1024 * 1024)

/*
 * @size bytes, rounded up to whole pages, zeroed, from where a page starts;
 * NULL: there is no room. As far as they are not touched they may take none.
 */
void *pages_new(size_t size);

/*
 * @size bytes at @data, of pages_new(), as the first of @new_size, more than
 * these; the rest is zeroed. NULL: there is no room, and @data may be gone.
 */
void *pages_grow(void *data, size_t size, size_t new_size);

/* Gives back @size bytes of pages_new(). */
void pages_free(void *data, size_t size);

/* Gives all that was given back, and nobody has, to the kernel. */
void pages_return(void);

#endif

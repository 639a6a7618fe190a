/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * programs.h - programs of the kernel that are under way
 */
#ifndef NICFW_PROGRAMS_H
#define NICFW_PROGRAMS_H

/*
 * Waits until no CPU runs a program as it was before: one that was replaced, or
 * what a map held. 0, or -errno.
 */
int programs_wait(void);

#endif

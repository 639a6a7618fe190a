/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * own_mounts.h - /run and the BPF file system, for this process alone
 *
 * Pins, states and locks of loaders lie there, and are to end with the
 * namespaces that they are of.
 */
#ifndef NICFW_BENCH_OWN_MOUNTS_H
#define NICFW_BENCH_OWN_MOUNTS_H

/*
 * Moves the process, which has one thread, into a mount namespace with empty
 * ones. It may be asked again, and has new ones then; those of before stay with
 * their namespace. Returns 0 or -errno.
 */
int own_mounts_renew(void);

#endif

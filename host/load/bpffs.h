/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bpffs.h - the file system that pins live in
 */
#ifndef NICFW_BPFFS_H
#define NICFW_BPFFS_H

#include "base/diag.h"

#define BPFFS_DIR "/sys/fs/bpf"

/*
 * Sees to it that BPFFS_DIR is a bpffs, and mounts one, with a note in @diag,
 * if it is not. Refuses with -EPERM to mount it in a mount namespace that will
 * end with the command (that of `ip netns exec`): the pins would go with it,
 * and the filter too.
 */
int bpffs_require(struct diag *diag);

/*
 * For who only reads: refuses with -EPERM where BPFFS_DIR is no bpffs in such a
 * mount namespace, for the pins may be in another one. Elsewhere none are.
 */
int bpffs_look(struct diag *diag);

#endif

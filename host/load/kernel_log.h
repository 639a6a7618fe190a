/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kernel_log.h - what the kernel logs of a device while it is asked something
 *
 * An nfp tells most reasons nowhere else: its translator's (drivers/net/
 * ethernet/netronome/nfp/bpf/jit.c), those of maps that do not fit (offload.c,
 * nfp_bpf_map_alloc), and that a program which was taken could not be turned on
 * (offload.c, nfp_net_bpf_start, and nfp_net_common.c, "Reconfig error").
 */
#ifndef NICFW_KERNEL_LOG_H
#define NICFW_KERNEL_LOG_H

#include "load/nic.h"

struct kernel_log {
	int fd; /* -1: it may not be read */
};

/* What is logged from now on will be read. */
struct kernel_log kernel_log_open(void);
void kernel_log_close(struct kernel_log *log);

/*
 * What was logged of @nic or its card, or by its driver of no device, since the
 * log was opened or read: the texts, each once; NULL if there are none.
 * *@n_errors (may be NULL) counts the records that are errors.
 */
const char *kernel_log_read(struct arena *a, const struct kernel_log *log,
			    const struct nic *nic, unsigned int *n_errors);

#endif

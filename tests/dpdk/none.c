// SPDX-License-Identifier: GPL-2.0-only
/*
 * none.c - where there is no libdpdk
 */
#include "dpdk/dpdk.h"

#include <errno.h>

int dpdk_new(struct arena *a, const struct image *img, bool by_jit,
	     struct dpdk **out, const char **why)
{
	*why = "no libdpdk";
	return -ENOTSUP;
}

void dpdk_free(struct dpdk *d)
{
}

int dpdk_run(struct dpdk *d, const uint8_t *frame, size_t len, const char **why)
{
	return -ENOTSUP;
}

const struct nicfw_counter *dpdk_counters(const struct dpdk *d)
{
	return NULL;
}

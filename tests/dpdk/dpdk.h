/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dpdk.h - a translation of an image, run by DPDK's librte_bpf
 *
 * librte_bpf is two engines that share no code with ours or the kernel's: an
 * interpreter and a JIT. They run what translate.h makes of the image. Where
 * the machine had no libdpdk when this was built, there is none (none.c).
 */
#ifndef NICFW_TESTS_DPDK_DPDK_H
#define NICFW_TESTS_DPDK_DPDK_H

#include "offload/abi.h"
#include "offload/image.h"

struct dpdk;

/*
 * Takes the image's seeds into maps of its own; control is ready, counters are
 * 0. The image and @a must outlive it. Returns 0; -ENOTSUP if there is no
 * libdpdk, or no JIT in it for this machine; -E2BIG if the image is too long;
 * -EINVAL if it has no translation, or librte_bpf refuses that. Then *@why (in
 * @a) says more.
 */
int dpdk_new(struct arena *a, const struct image *img, bool by_jit,
	     struct dpdk **out, const char **why);

/* NULL is fine. */
void dpdk_free(struct dpdk *d);

/*
 * Runs the program on @frame. Returns its answer; -EMSGSIZE if the frame is too
 * long; -EFAULT with *@why for a call of a helper that makes no sense.
 */
int dpdk_run(struct dpdk *d, const uint8_t *frame, size_t len,
	     const char **why);

/* As interp_counters(). */
const struct nicfw_counter *dpdk_counters(const struct dpdk *d);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * translate.h - an image in the BPF that DPDK's librte_bpf takes
 *
 * librte_bpf has no struct xdp_md, no maps and no comparisons of 32 bits. And
 * its validator (lib/bpf/bpf_validate.c of 22.11.11) walks each way through a
 * program that leaves other bounds of registers or another stack behind, up to
 * about two at each test: of our programs, that is more than it ever gets
 * through. So what the program has in registers and on its stack is in memory
 * here, of which the validator keeps no bounds, and one way is like another.
 *
 * An instruction becomes a few, in its place: its operands are loaded, the same
 * operation is done on them, and the result is stored. Addresses are offsets in
 * the memory, cut to its size; comparisons of 32 bits are of 64, of the lower
 * halves. A helper is called with the memory, and finds its arguments there.
 */
#ifndef NICFW_TESTS_DPDK_TRANSLATE_H
#define NICFW_TESTS_DPDK_TRANSLATE_H

#include "offload/image.h"

/* What stands first in the memory: register n is 8 bytes at 8 * n. */
#define DPDK_N_REGS (BPF_REG_10 + 1)

/* The numbers of its helpers. */
enum dpdk_helper {
	DPDK_LOOKUP,   /* map_lookup_elem */
	DPDK_BUFF_LEN, /* xdp_get_buff_len */
	DPDK_CLOCK,    /* ktime_get_coarse_ns */
	N_DPDK_HELPERS,
};

struct dpdk_program {
	VEC(struct bpf_insn) insns;
};

/*
 * Translates @img into @out, in @a, for a memory of @size bytes, a power of 2,
 * and 8 more. A map's descriptor is its index. Returns 0, or -EINVAL with
 * *@why for what cannot be translated.
 */
int dpdk_translate(struct arena *a, const struct image *img, uint32_t size,
		   struct dpdk_program *out, const char **why);

#endif

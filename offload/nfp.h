/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nfp.h - runs what the nfp driver's JIT makes of an image
 *
 * A model of the few microengine instructions that drivers/net/ethernet/
 * netronome/nfp/bpf/jit.c emits, on a memory of its own. It models the JIT's
 * output, not silicon: docs/nfp-model.md lists what was read in the driver and
 * what was inferred. Whatever is not known to be right stops the program with
 * an error: an unknown encoding, a value that nothing has written, a register
 * that a call leaves undefined, an address that is no memory.
 */
#ifndef NICFW_NFP_H
#define NICFW_NFP_H

#include "offload/abi.h"
#include "offload/interp_map.h"

/* Where the firmware has things, in words of its code (below 16384). */
struct nfp_addresses {
	uint16_t start;	 /* the program */
	uint16_t done;	 /* where a program goes with its answer */
	uint16_t lookup; /* map_lookup_elem */
};

/* A program as the NIC fetches it: relocated, with check bits. */
struct nfp_code {
	const uint64_t *words;
	size_t n_words;
	struct nfp_addresses at;
	const uint32_t *tables; /* the NIC's number of each map of the image */
};

struct nfp;

/*
 * Decodes @code, which was made of @img, and makes maps as interp_new() does.
 * All of it lives in @a and points into @img and @code. Returns 0, or -EINVAL
 * with *@why in @a naming the first word that is wrong.
 */
int nfp_new(struct arena *a, const struct image *img,
	    const struct nfp_code *code, struct nfp **out, const char **why);

/*
 * Runs the program on @frame. Returns XDP_ABORTED, XDP_DROP, XDP_PASS or
 * XDP_TX; -EINVAL, -EFAULT or -ELOOP for what nfp.h's head says, -EMSGSIZE for
 * a frame that the NIC's length field cannot hold; *@why then says where.
 */
int nfp_run(struct nfp *m, const uint8_t *frame, size_t len, const char **why);

/* The frame as the last run left it, and how many words that run took. */
const uint8_t *nfp_frame(const struct nfp *m);
uint64_t nfp_steps(const struct nfp *m);

/* The maps, in the image's order, as a host sees them. */
struct interp_map *nfp_maps(struct nfp *m);

/* As interp_counters(). */
const struct nicfw_counter *nfp_counters(const struct nfp *m);

/* @word without its check bits, with those that belong to it. */
uint64_t nfp_word_with_check(uint64_t word);

/*
 * Puts addresses into the @n words that BPF_OBJ_GET_INFO_BY_FD gives of an
 * offloaded program, and check bits. Returns 0, or -EINVAL with *@why in @a.
 */
int nfp_relocate(struct arena *a, uint64_t *words, size_t n,
		 const struct nfp_addresses *at, const char **why);

/*
 * The table that each call of map_lookup_elem in relocated code is made for,
 * in the order of the calls, at most @max of them; the number of calls, or
 * -EINVAL with *@why in @a where it cannot be told.
 */
int nfp_call_tables(struct arena *a, const struct nfp_code *code,
		    uint32_t *tables, size_t max, const char **why);

#endif

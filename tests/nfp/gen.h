/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gen.h - random programs that the nfp driver translates
 *
 * A program keeps the packet in r7 and r8 and works on scalars in r0, r2 to r5
 * and r9. It consists of groups of instructions that leave all of these
 * defined, so that a jump may skip any number of groups. What it computed it
 * adds to an array at its end, where a wrong bit shows.
 *
 * What the driver translates wrongly is left out by name: see known.h.
 */
#ifndef NICFW_NFP_GEN_H
#define NICFW_NFP_GEN_H

#include "lib/insns.h"
#include "lib/rng.h"

struct gen_packet {
	const uint8_t *frame;
	size_t len;
};

struct nfp_case {
	const char *name;
	struct image *img;
	VEC(struct gen_packet) packets;
	/* Of a program that is known to be translated wrongly: how. */
	const char *known;
};

/* What a program is made with. */
struct gen {
	struct arena *arena;
	struct rng rng;
	struct image *img;
	uint32_t reach;	    /* bytes of the packet that were tested */
	uint32_t key_bytes; /* of the hash */
	int16_t slots[12];  /* words of the stack, all written */
	uint32_t n_slots;
};

/* The maps: an array and a hash, whose first half is read, and rest added to.
 */
enum {
	GEN_ARRAY,
	GEN_HASH,
	GEN_ARRAY_ENTRIES = 4,
	GEN_ARRAY_READ = 16,
	GEN_ARRAY_VALUE = 32,
	GEN_HASH_ENTRIES = 8,
	GEN_HASH_READ = 8,
	GEN_HASH_VALUE = 16,
};

/* More than any program has. */
#define GEN_MAX_GROUPS 40

/*
 * The program and packets of @seed, in @a, with its first @n_groups groups
 * only, of which it has GEN_MAX_GROUPS at most.
 */
void gen_case(struct arena *a, uint64_t seed, unsigned int n_groups,
	      struct nfp_case *out);

/* Maps with random contents for a program, and random packets. */
void gen_maps(struct gen *g);
void gen_packets(struct gen *g, struct nfp_case *c, unsigned int n);

void gen_emit(struct gen *g, const struct bpf_insn *insns, size_t n);

#define GEN(g, ...)                                                 \
	gen_emit(g, (const struct bpf_insn[]){ __VA_ARGS__ },       \
		 sizeof((const struct bpf_insn[]){ __VA_ARGS__ }) / \
			 sizeof(struct bpf_insn))

/* A register that holds a scalar. */
uint8_t gen_scalar(struct gen *g);

/*
 * Loads a number of the packet into @reg. Where the driver's translation
 * depends on bounds they are of such a number, which are the same on each way
 * that leads there (known.c, bounds-by-pruning).
 */
void gen_unknown(struct gen *g, uint8_t reg);

/* A number such as programs contain. */
int32_t gen_imm(struct gen *g);

/* One group of arithmetic. */
void gen_alu(struct gen *g);

#endif

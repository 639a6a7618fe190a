/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image.h - a program as it is loaded: instructions and maps
 *
 * An instruction that loads a map's address is BPF_LD | BPF_IMM | BPF_DW with
 * src_reg BPF_PSEUDO_MAP_FD and, as immediate, the map's index in the image;
 * the loader puts the descriptor there. (PSEUDO_MAP_IDX would load on an nfp
 * and look keys up in a wrong table: jit.c replaces PSEUDO_MAP_FD only.)
 */
#ifndef NICFW_IMAGE_H
#define NICFW_IMAGE_H

#include "base/vec.h"
#include "offload/abi.h"
#include "offload/plan.h"
#include "offload/profile.h"

#include <linux/bpf.h>

enum map_role {
	MAP_CONTROL,  /* ARRAY, 1 entry, struct nicfw_control */
	MAP_COUNTERS, /* ARRAY or PERCPU_ARRAY, struct nicfw_counter */
	MAP_KEYS,     /* HASH, seeded from plan_map */
	MAP_TREE,     /* ARRAY, 1 entry, seeded from plan_tree, or several from
			 a plan_map as perfect.h has it, or of plan_spans;
			 mapped to memory when it is filled, so several are a
			 multiple of 8 bytes each */
	MAP_SCRATCH,  /* PERCPU_ARRAY, 1 entry: the key that a tree is asked */
};

#define NO_PLAN_MAP UINT32_MAX

struct image_map {
	enum map_role role;
	char name[BPF_OBJ_NAME_LEN];
	enum bpf_map_type type;
	uint32_t key_bytes;
	uint32_t value_bytes;
	uint32_t max_entries;
	uint32_t plan_map; /* which of the plan's it is; NO_PLAN_MAP */
	const struct perfect *perfect; /* its table; NULL: it is none */
	uint32_t first_counter;	       /* of that table's rows */
	/* What it holds when the program starts, of MAP_KEYS and MAP_TREE. */
	uint32_t n_entries;
	const uint8_t *keys;
	const uint8_t *values;
};

#define IMAGE_NO_COUNTER UINT32_MAX

struct image {
	const struct profile *profile;
	VEC(struct bpf_insn) insns;
	VEC(uint32_t) rules; /* the rule of each instruction; PLAN_NO_RULE */
	VEC(struct image_map) maps;
	bool has_frags; /* load with BPF_F_XDP_HAS_FRAGS */
	uint32_t n_plan_counters;
	uint32_t n_counters; /* that it counts in; the map may have more */
	/* Of each of them: the plan's counter that it is a part of, or
	   IMAGE_NO_COUNTER. NULL: each is the plan's of the same number. */
	const uint32_t *counter_of;
	/* The plan's, of the same numbers; then there is counter_of. */
	const struct plan_sum *sums;
	uint32_t n_sums;
};

struct image_options {
	bool shadow;	 /* count what would be dropped, pass everything */
	bool last_stage; /* nothing decides behind it: what punts is dropped */
	bool frags;	 /* may get frames in several buffers */
	bool standalone; /* filters although nobody says that it is ready */
};

/* The plan's counter that the image's @i is a part of; IMAGE_NO_COUNTER. */
static inline uint32_t image_counter_of(const struct image *img, uint32_t i)
{
	return img->counter_of ? img->counter_of[i] : i;
}

/*
 * Makes the program for @plan that keeps to @profile. @opts may be NULL. The
 * image lives in @a and points into @plan. Returns 0; -E2BIG if the program
 * needs jumps over more than 32,767 instructions or more than 512 bytes of
 * stack; -EFBIG if it is longer than any kernel takes. Whether it fits the NIC
 * is for check_image() to say.
 */
int image_emit(struct arena *a, const struct plan *plan,
	       const struct profile *profile, const struct image_options *opts,
	       struct image **out);

/* Counters that image_sum_counters() needs room for. */
uint32_t image_sum_room(const struct image *img);

/*
 * The plan's counters of what the image's have: @each itself where they are the
 * same, else @sums, with room for image_sum_room(), which is written.
 */
const struct nicfw_counter *image_sum_counters(const struct image *img,
					       const struct nicfw_counter *each,
					       struct nicfw_counter *sums);

/* One line an instruction, for `nicfw show --insns`. */
void image_print(const struct image *img, FILE *out);

/*
 * Writes the image as an ELF object that `ip link set ... xdp obj` and
 * `bpftool prog load` take: section "xdp", ".maps" with sizes only, license.
 * Refused with -EINVAL where a map has to be filled, unless @unseeded: others
 * would load it empty; and where there are trees, which only nicfw can write.
 * -errno where writing fails; then no file is left.
 */
int image_write_elf(const struct image *img, bool unseeded, const char *path);

#endif

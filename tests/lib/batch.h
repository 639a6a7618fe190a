/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * batch.h - programs on their way into the VM, and what became of them
 *
 * The host writes many programs into one file, vm-translate loads them one
 * after the other in the guest, and the host reads a file of results: booting
 * for each program would take a second each. Host and guest are the same
 * machine to the compiler, so numbers are written as they are in memory.
 */
#ifndef NICFW_TESTS_BATCH_H
#define NICFW_TESTS_BATCH_H

#include "offload/image.h"

#include <stdio.h>

struct batch_map {
	uint32_t type; /* enum bpf_map_type */
	uint32_t key_bytes;
	uint32_t value_bytes;
	uint32_t max_entries;
};

struct batch_program {
	const char *name;
	/* As in an image: maps by their index in maps. */
	VEC(struct bpf_insn) insns;
	VEC(struct batch_map) maps;
};

struct batch {
	struct arena *arena;
	VEC(struct batch_program) programs;
};

#define BATCH_NO_MAP UINT32_MAX

struct batch_result {
	const char *name;
	/* 0 or an errno. Where one is not 0, what comes behind did not happen.
	 */
	int32_t map_error;
	int32_t load_error;
	int32_t attach_error;
	uint32_t failed_map; /* which one map_error is of; BATCH_NO_MAP */
	/* The verifier's last lines, the kernel's messages, the attachment's
	 * text; empty where nothing was refused. */
	const char *reason;
	/* What the JIT made, as the NIC fetches it: relocated, with parity.
	 * From the program's information where it could not be attached. */
	VEC(uint64_t) words;
	VEC(uint32_t) tables; /* the NIC's number of each map; 0: not known */
};

struct batch_results {
	struct arena *arena;
	VEC(struct batch_result) results; /* in the order of the programs */
};

/* A program of @batch, to be filled in; @name is copied. */
struct batch_program *batch_add(struct batch *batch, const char *name);

/* Adds the program of @img. */
void batch_add_image(struct batch *batch, const char *name,
		     const struct image *img);

/*
 * Each returns 0; -errno for a file that cannot be opened or written; -EPROTO
 * for one that is cut off or none of these. Readers fill an empty container,
 * of which the arena is set.
 */
int batch_write(const struct batch *batch, const char *path);
int batch_read(struct batch *batch, const char *path);
int batch_write_results(const struct batch_results *results, const char *path);
int batch_read_results(struct batch_results *results, const char *path);

#endif

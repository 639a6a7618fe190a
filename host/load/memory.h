/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memory.h - what an image takes of a host's memory, and what there is
 *
 * Nothing here asks the kernel for memory: both are known before a load begins.
 * What is counted is what stays: maps and program. While the kernel checks a
 * program it takes more, for a moment, which nobody can tell before.
 */
#ifndef NICFW_MEMORY_H
#define NICFW_MEMORY_H

#include "offload/image.h"

/* What sizes in the kernel depend on. */
struct memory_host {
	uint32_t n_cpus; /* that are possible: per-CPU maps have a part each */
	uint32_t page_bytes;
};

/* This host; n_cpus is 1 where the kernel does not tell. */
struct memory_host memory_this_host(void);

/*
 * Bytes of one map in the kernel: kernel/bpf/arraymap.c, array_map_alloc and
 * array_map_mem_usage; hashtab.c, htab_map_alloc and htab_map_mem_usage; and
 * syscall.c, __bpf_map_area_alloc, for what is rounded up. All elements of a
 * hash are there from the start. Between Linux 5.10 and 6.18 sizes differ by
 * some bytes for a map and for a CPU; these are at least as large.
 */
uint64_t memory_of_map(const struct image_map *m,
		       const struct memory_host *host);

/* The same of a program of so many instructions, with its machine code. */
uint64_t memory_of_program(size_t n_insns, const struct memory_host *host);

/* Both, of an image for the host; a NIC's maps are not in its memory. */
uint64_t memory_of_image(const struct image *img,
			 const struct memory_host *host);

/* The least that somebody has left. */
struct memory_room {
	uint64_t left;	 /* bytes */
	const char *who; /* "the machine has", "cgroup /a has"; NULL: unknown */
};

/*
 * Reads what the machine has (MemAvailable) and each memory cgroup that this
 * process is in, of version 1 or 2: its limit without what it uses, but with
 * the page cache of files, which is given up first. Kernels before 5.11 do not
 * charge maps to cgroups but hold them against RLIMIT_MEMLOCK, which is raised
 * if that is allowed. @root stands before /proc and before where cgroups are
 * mounted: "" but in tests. What cannot be read limits nothing.
 */
void memory_read_room(struct arena *a, const char *root,
		      struct memory_room *out);

/* "maps and program need 12.4 MB, and the machine has 3.2 MB left"; NULL: it
 * fits. */
const char *memory_no_room(struct arena *a, uint64_t bytes,
			   const struct memory_room *room);

/* "640 kB", "12.4 MB": of 1000 and 1000000 bytes, rounded up. */
const char *memory_text(struct arena *a, uint64_t bytes);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * loaded.h - an image in the kernel, for tests
 *
 * Loads an image without pins, links or fallbacks: what tests need to ask the
 * kernel's verifier and JIT about a program. host/load/ is the product's way.
 */
#ifndef NICFW_TESTS_LOADED_H
#define NICFW_TESTS_LOADED_H

#include "offload/abi.h"
#include "offload/image.h"

struct loaded {
	const struct image *img;
	int prog_fd;
	int *map_fds;
	uint32_t n_maps;
	int control_fd;	     /* one of map_fds, or -1 */
	int counters_fd;     /* the same */
	uint32_t n_of_value; /* counters that one value has */
	uint32_t n_cpus;     /* values of each counter; 1: not per CPU */
	uint8_t *values;     /* room for one value of each CPU */
};

#define LOADED_NONE \
	((struct loaded){ .prog_fd = -1, .control_fd = -1, .counters_fd = -1 })

/*
 * Makes the maps of @img, seeds them, sets control to ready and loads the
 * program. Returns 0, or -errno with *@why (in @a) telling what the kernel
 * said; then nothing is left open. Close with loaded_close().
 */
int loaded_open(struct arena *a, const struct image *img, struct loaded *out,
		const char **why);
void loaded_close(struct loaded *l);

/* The same for the NIC with index @ifindex, 0: for the host; sets @control. */
int loaded_open_on(struct arena *a, const struct image *img, uint32_t ifindex,
		   struct nicfw_control control, struct loaded *out,
		   const char **why);

/* 0 or -errno. */
int loaded_set_control(const struct loaded *l, struct nicfw_control control);

/* Reads the packets of the plan's @n counters, summed over CPUs. 0 or -errno.
 */
int loaded_read_packets(const struct loaded *l, size_t n, uint64_t *packets);

/*
 * Runs the program on @frame by BPF_PROG_TEST_RUN. Returns its answer, or
 * -errno: the kernel refuses frames under 14 bytes and those that do not fit a
 * page.
 */
int loaded_run(const struct loaded *l, const uint8_t *frame, size_t len);

#endif

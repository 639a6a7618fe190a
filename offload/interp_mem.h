/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * interp_mem.h - the memory that a program may reach
 *
 * Registers hold plain numbers, as in the kernel, so a pointer must be told
 * from a number when it is used, not when it is made. What a program may reach
 * therefore lies in an address space of its own:
 *
 *	63   60 59      48 47        20 19       0
 *	region  map        element      ORIGIN + offset
 *
 * An address that was computed wrongly falls beside its element: elements
 * begin in a quarter of their MiB, so an offset has to err by 256 KiB to reach
 * a neighbour.
 */
#ifndef NICFW_INTERP_MEM_H
#define NICFW_INTERP_MEM_H

#include "offload/interp_map.h"

#define INTERP_STACK_BYTES 512
#define INTERP_MAX_MAPS	   256 /* more have no address */

enum interp_region {
	REGION_NONE, /* small numbers are no addresses, NULL above all */
	REGION_CTX,
	REGION_PACKET,
	REGION_STACK,
	REGION_MAP,    /* what a map load gives: for helpers alone */
	REGION_VALUES, /* of the map and the element in the address */
	N_REGIONS,
};

struct interp_mem {
	struct interp_map *maps;
	uint32_t n_maps;
	const uint8_t *frame;
	size_t len;
	uint8_t stack[INTERP_STACK_BYTES];
	bool written[INTERP_STACK_BYTES];
	char error[128]; /* of the last call that failed */
};

/* Begins a run: another frame, a stack with nothing in it. */
void interp_mem_start(struct interp_mem *mem, const uint8_t *frame, size_t len);

/* The address of the first byte; @map and @element are 0 where none is meant.
 */
uint64_t interp_mem_address(enum interp_region region, uint32_t map,
			    uint64_t element);

/* The map that the result of a map load stands for; NULL: it is none. */
const struct interp_map *interp_mem_map(const struct interp_mem *mem,
					uint64_t addr);

/*
 * These return 0, or -EFAULT with the reason in mem->error if any of the bytes
 * is out of reach, is a byte of the stack that was never written, or is
 * written to where that is forbidden.
 */
int interp_mem_reach(struct interp_mem *mem, uint64_t addr, size_t size,
		     bool write, uint8_t **p);
int interp_mem_load(struct interp_mem *mem, uint64_t addr, size_t size,
		    uint64_t *v);
int interp_mem_store(struct interp_mem *mem, uint64_t addr, size_t size,
		     uint64_t v);
int interp_mem_add(struct interp_mem *mem, uint64_t addr, size_t size,
		   uint64_t v);

#endif

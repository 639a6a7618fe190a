// SPDX-License-Identifier: GPL-2.0-only
/*
 * interp_mem.c - may the program reach these bytes?
 */
#include "offload/interp_mem.h"

#include <errno.h>
#include <stdarg.h>

#define REGION_SHIFT  60
#define MAP_SHIFT     52
#define ELEMENT_SHIFT 24
#define MAX_ELEMENTS  (1ULL << (MAP_SHIFT - ELEMENT_SHIFT))
#define ORIGIN	      0x40000ULL

_Static_assert(INTERP_MAX_MAPS == 1 << (REGION_SHIFT - MAP_SHIFT),
	       "a map's number fills its bits");

static const char *const region_names[N_REGIONS] = {
	[REGION_NONE] = "nothing",    [REGION_CTX] = "the context",
	[REGION_PACKET] = "a packet", [REGION_STACK] = "a stack",
	[REGION_MAP] = "a map",	      [REGION_VALUES] = "a map value",
};

__attribute__((format(printf, 2, 3))) static int fail(struct interp_mem *mem,
						      const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(mem->error, sizeof(mem->error), fmt, ap);
	va_end(ap);
	return -EFAULT;
}

static uint64_t addr_region(uint64_t addr)
{
	return addr >> REGION_SHIFT;
}

static uint32_t addr_map(uint64_t addr)
{
	return (addr >> MAP_SHIFT) % INTERP_MAX_MAPS;
}

static uint64_t addr_element(uint64_t addr)
{
	return (addr >> ELEMENT_SHIFT) % MAX_ELEMENTS;
}

static int64_t addr_offset(uint64_t addr)
{
	return (int64_t)(addr % (1 << ELEMENT_SHIFT)) - (int64_t)ORIGIN;
}

/* The element that @addr lies in, or near, and its length; NULL: none. */
static uint8_t *find_element(struct interp_mem *mem, uint64_t addr, size_t *len)
{
	uint32_t map = addr_map(addr);
	uint64_t element = addr_element(addr);
	bool is_first = !map && !element;

	switch (addr_region(addr)) {
	case REGION_PACKET:
		*len = mem->len;
		return is_first ? (uint8_t *)mem->frame : NULL;
	case REGION_STACK:
		*len = INTERP_STACK_BYTES;
		return is_first ? mem->stack : NULL;
	case REGION_VALUES:
		if (map >= mem->n_maps)
			return NULL;
		*len = mem->maps[map].spec->value_bytes;
		return interp_map_value(&mem->maps[map], element);
	default:
		return NULL;
	}
}

static int use_stack(struct interp_mem *mem, size_t off, size_t size,
		     bool write)
{
	for (size_t i = off; i < off + size; i++) {
		if (!write && !mem->written[i])
			return fail(
				mem,
				"reads the stack at %d before it is written",
				(int)i - INTERP_STACK_BYTES);
		mem->written[i] = true;
	}
	return 0;
}

void interp_mem_start(struct interp_mem *mem, const uint8_t *frame, size_t len)
{
	mem->frame = frame;
	mem->len = len;
	memset(mem->written, 0, sizeof(mem->written));
}

uint64_t interp_mem_address(enum interp_region region, uint32_t map,
			    uint64_t element)
{
	return (uint64_t)region << REGION_SHIFT | (uint64_t)map << MAP_SHIFT |
	       element << ELEMENT_SHIFT | ORIGIN;
}

const struct interp_map *interp_mem_map(const struct interp_mem *mem,
					uint64_t addr)
{
	uint32_t map = addr_map(addr);

	if (addr != interp_mem_address(REGION_MAP, map, 0) ||
	    map >= mem->n_maps)
		return NULL;
	return &mem->maps[map];
}

int interp_mem_reach(struct interp_mem *mem, uint64_t addr, size_t size,
		     bool write, uint8_t **p)
{
	const char *verb = write ? "writes" : "reads";
	uint64_t region = addr_region(addr);
	int64_t off = addr_offset(addr);
	size_t len = 0;
	uint8_t *element = find_element(mem, addr, &len);

	if (!element)
		return fail(mem, "%s at %#llx, which is no memory", verb,
			    (unsigned long long)addr);
	if (off < 0 || (size_t)off > len || len - off < size)
		return fail(mem, "%s bytes %lld to %lld of %s of %zu", verb,
			    (long long)off, (long long)(off + size - 1),
			    region_names[region], len);
	if (write && region == REGION_PACKET)
		return fail(mem, "writes into the packet");
	*p = element + off;
	return region == REGION_STACK ? use_stack(mem, off, size, write) : 0;
}

/* The kernel bears odd addresses elsewhere, but on the stack on no machine. */
static int reach_word(struct interp_mem *mem, uint64_t addr, size_t size,
		      bool write, uint8_t **p)
{
	if (addr_region(addr) == REGION_STACK && addr % size)
		return fail(mem, "stack offset %lld is not a multiple of %zu",
			    (long long)addr_offset(addr) - INTERP_STACK_BYTES,
			    size);
	return interp_mem_reach(mem, addr, size, write, p);
}

/*
 * struct xdp_md as a program sees it: its 32-bit fields data and data_end give
 * whole pointers, for the verifier rewrites these loads (net/core/filter.c,
 * xdp_convert_ctx_access).
 */
static int load_ctx(struct interp_mem *mem, int64_t off, size_t size,
		    uint64_t *v)
{
	*v = interp_mem_address(REGION_PACKET, 0, 0);
	if (size == sizeof(__u32) && off == offsetof(struct xdp_md, data))
		return 0;
	*v += mem->len;
	if (size == sizeof(__u32) && off == offsetof(struct xdp_md, data_end))
		return 0;
	return fail(mem, "reads %zu bytes at %lld of the context", size,
		    (long long)off);
}

static uint64_t get_word(const uint8_t *p, size_t size)
{
	uint64_t v64;
	uint32_t v32;
	uint16_t v16;

	switch (size) {
	case 1:
		return *p;
	case 2:
		memcpy(&v16, p, sizeof(v16));
		return v16;
	case 4:
		memcpy(&v32, p, sizeof(v32));
		return v32;
	default:
		memcpy(&v64, p, sizeof(v64));
		return v64;
	}
}

static void put_word(uint8_t *p, size_t size, uint64_t v)
{
	uint32_t v32 = v;
	uint16_t v16 = v;

	switch (size) {
	case 1:
		*p = v;
		return;
	case 2:
		memcpy(p, &v16, sizeof(v16));
		return;
	case 4:
		memcpy(p, &v32, sizeof(v32));
		return;
	default:
		memcpy(p, &v, sizeof(v));
	}
}

int interp_mem_load(struct interp_mem *mem, uint64_t addr, size_t size,
		    uint64_t *v)
{
	uint8_t *p;
	int err;

	if (addr_region(addr) == REGION_CTX)
		return load_ctx(mem, addr_offset(addr), size, v);
	err = reach_word(mem, addr, size, false, &p);
	if (!err)
		*v = get_word(p, size);
	return err;
}

int interp_mem_store(struct interp_mem *mem, uint64_t addr, size_t size,
		     uint64_t v)
{
	uint8_t *p;
	int err = reach_word(mem, addr, size, true, &p);

	if (!err)
		put_word(p, size, v);
	return err;
}

int interp_mem_add(struct interp_mem *mem, uint64_t addr, size_t size,
		   uint64_t v)
{
	uint8_t *p;
	int err;

	if (addr % size)
		return fail(mem, "adds to %zu bytes at an odd address", size);
	err = interp_mem_reach(mem, addr, size, false, &p)
		      ?: interp_mem_reach(mem, addr, size, true, &p);
	if (!err)
		put_word(p, size, get_word(p, size) + v);
	return err;
}

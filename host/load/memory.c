// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory.c - what an image takes of a host's memory
 */
#include "load/memory.h"

#include <bpf/libbpf.h>
#include <inttypes.h>
#include <unistd.h>

/* struct bpf_array and struct bpf_htab with the pointers that it has. */
#define ARRAY_BYTES 512
#define HTAB_BYTES  1024

/* Before 6.18, kernel/bpf/hashtab.c, HASHTAB_MAP_LOCK_COUNT, an int each. */
#define LOCK_BYTES_OF_CPU 32

#define BUCKET_BYTES  16 /* struct bucket */
#define ELEMENT_BYTES 48 /* struct htab_elem */

/* Whose each 4 bytes of all CPUs are (mm/percpu-internal.h,
   pcpu_obj_full_size): twice as much as what one CPU has. */
#define OWNED_BY_PARTS 2

#define MB 1000000

/* An instruction: as BPF and, at most about as long, as machine code. */
#define INSN_BYTES (2 * sizeof(struct bpf_insn))

struct memory_host memory_this_host(void)
{
	int n = libbpf_num_possible_cpus();

	return (struct memory_host){
		.n_cpus = n > 0 ? (uint32_t)n : 1,
		.page_bytes = (uint32_t)sysconf(_SC_PAGESIZE),
	};
}

static uint64_t round_up(uint64_t n, uint64_t unit)
{
	return (n + unit - 1) / unit * unit;
}

static uint64_t round_up_to_power(uint64_t n)
{
	uint64_t power = 1;

	while (power < n)
		power *= 2;
	return power;
}

/* Small areas come of kmalloc(), larger ones are made of pages. */
static uint64_t area(uint64_t bytes, const struct memory_host *host)
{
	return bytes <= 8ull * host->page_bytes
		       ? round_up_to_power(bytes)
		       : round_up(bytes, host->page_bytes);
}

static uint64_t of_array(const struct image_map *m,
			 const struct memory_host *host)
{
	uint64_t element = round_up(m->value_bytes, 8);
	uint64_t bytes = element * m->max_entries;

	/* A tree may be mapped, so that it has pages of its own. */
	if (m->role == MAP_TREE)
		return round_up(ARRAY_BYTES, host->page_bytes) +
		       round_up(bytes, host->page_bytes);
	return area(ARRAY_BYTES + bytes, host);
}

static uint64_t of_percpu_array(const struct image_map *m,
				const struct memory_host *host)
{
	uint64_t element = round_up(m->value_bytes, 8);

	return area(ARRAY_BYTES + sizeof(uint64_t) * m->max_entries, host) +
	       element * m->max_entries * (host->n_cpus + OWNED_BY_PARTS);
}

/* Each CPU has an element in hand, beside those that there is room for. */
static uint64_t of_hash(const struct image_map *m,
			const struct memory_host *host)
{
	uint64_t element = ELEMENT_BYTES + round_up(m->key_bytes, 8) +
			   round_up(m->value_bytes, 8);
	uint64_t n = (uint64_t)m->max_entries + host->n_cpus;
	uint64_t of_cpu = LOCK_BYTES_OF_CPU + sizeof(uint64_t);

	return HTAB_BYTES + of_cpu * (host->n_cpus + OWNED_BY_PARTS) +
	       area(round_up_to_power(m->max_entries) * BUCKET_BYTES, host) +
	       area(n * element, host);
}

uint64_t memory_of_map(const struct image_map *m,
		       const struct memory_host *host)
{
	switch (m->type) {
	case BPF_MAP_TYPE_HASH:
		return of_hash(m, host);
	case BPF_MAP_TYPE_PERCPU_ARRAY:
		return of_percpu_array(m, host);
	default:
		return of_array(m, host);
	}
}

uint64_t memory_of_program(size_t n_insns, const struct memory_host *host)
{
	return round_up(n_insns * INSN_BYTES, host->page_bytes) +
	       host->page_bytes;
}

uint64_t memory_of_image(const struct image *img,
			 const struct memory_host *host)
{
	uint64_t bytes = memory_of_program(img->insns.n, host);
	const struct image_map *m;

	vec_for_each(m, &img->maps)
		bytes += memory_of_map(m, host);
	return bytes;
}

const char *memory_text(struct arena *a, uint64_t bytes)
{
	uint64_t tenths = (bytes + MB / 10 - 1) / (MB / 10);

	if (bytes < MB)
		return arena_printf(a, "%" PRIu64 " kB", (bytes + 999) / 1000);
	return arena_printf(a, "%" PRIu64 ".%" PRIu64 " MB", tenths / 10,
			    tenths % 10);
}

const char *memory_no_room(struct arena *a, uint64_t bytes,
			   const struct memory_room *room)
{
	/* What is left is rounded down. */
	const uint64_t unit = room->left < MB ? 1000 : MB / 10;

	if (!room->who || bytes <= room->left)
		return NULL;
	return arena_printf(a, "maps and program need %s, and %s %s left",
			    memory_text(a, bytes), room->who,
			    memory_text(a, room->left - room->left % unit));
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * pages.c - memory in huge pages
 *
 * Those that were given back are runs, by address, that touch no other. A run
 * is taken from where it is lowest and long enough.
 */
#include "base/pages.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, size)
#define ASAN_UNPOISON_MEMORY_REGION(at, size)
#endif

struct run {
	char *start;
	size_t size;
};

/*
 * Of a process that has more of them the shortest go to the kernel: all that
 * it takes then is time.
 */
#define MAX_RUNS 256

static struct {
	struct run v[MAX_RUNS];
	size_t n;
} pool;

static size_t round_up(size_t size)
{
	return (size + PAGES_SIZE - 1) / PAGES_SIZE * PAGES_SIZE;
}

static void *map_any(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

/*
 * A mapping that starts where a huge page can. The kernel gives addresses from
 * above to below, so that what is cut off is at the lower end: then the next
 * one ends where this one starts, and they can become one run.
 */
static void *map(size_t size)
{
	char *at = map_any(size);
	size_t ahead;

	if (!at || (uintptr_t)at % PAGES_SIZE == 0)
		return at;
	munmap(at, size);
	at = map_any(size + PAGES_SIZE);
	if (!at)
		return NULL;
	ahead = PAGES_SIZE - (uintptr_t)at % PAGES_SIZE;
	munmap(at, ahead);
	if (ahead < PAGES_SIZE)
		munmap(at + ahead + size, PAGES_SIZE - ahead);
	return at + ahead;
}

static void remove_run(size_t i)
{
	pool.n--;
	memmove(&pool.v[i], &pool.v[i + 1], (pool.n - i) * sizeof(*pool.v));
}

/* NULL: none is long enough. */
static void *take(size_t size)
{
	struct run *run = pool.v;
	char *start;

	while (run < pool.v + pool.n && run->size < size)
		run++;
	if (run == pool.v + pool.n)
		return NULL;
	start = run->start;
	run->start += size;
	run->size -= size;
	if (!run->size)
		remove_run(run - pool.v);
	ASAN_UNPOISON_MEMORY_REGION(start, size);
	return start;
}

/* Makes room for one more; returns the bytes that went. */
static size_t drop_shortest(void)
{
	size_t least = 0, size;

	for (size_t i = 1; i < pool.n; i++)
		if (pool.v[i].size < pool.v[least].size)
			least = i;
	size = pool.v[least].size;
	ASAN_UNPOISON_MEMORY_REGION(pool.v[least].start, size);
	munmap(pool.v[least].start, size);
	remove_run(least);
	return size;
}

void pages_return(void)
{
	while (pool.n)
		drop_shortest();
}

/* As much of the pool as @size bytes take goes, the shortest runs first. */
static void give_way(size_t size)
{
	size_t gone = 0;

	while (pool.n && gone < size)
		gone += drop_shortest();
}

/*
 * Whole ones for what is asked for; of a last one only what is touched. Of it
 * @added bytes are new, and runs that were too short for it make way for them:
 * a process is not to be larger than it would be without any. All go where
 * there is no room otherwise.
 */
static void *map_huge(size_t size, size_t added)
{
	void *at;

	give_way(added);
	at = map(round_up(size));
	if (!at && pool.n) {
		pages_return();
		at = map(round_up(size));
	}
	if (at)
		madvise(at, size / PAGES_SIZE * PAGES_SIZE, MADV_HUGEPAGE);
	return at;
}

void *pages_new(size_t size)
{
	void *start = take(round_up(size));

	return start ? memset(start, 0, round_up(size)) : map_huge(size, size);
}

/*
 * The kernel moves its pages: nothing is copied, or touched. One after the
 * other, for those of several mappings it moves at once from 6.17 on only
 * (mm/mremap.c); what is within one is of one mapping.
 */
static bool move(char *to, char *from, size_t size)
{
	for (size_t at = 0; at < size; at += PAGES_SIZE)
		if (mremap(from + at, PAGES_SIZE, PAGES_SIZE,
			   MREMAP_MAYMOVE | MREMAP_FIXED,
			   to + at) == MAP_FAILED)
			return false;
	return true;
}

void *pages_grow(void *data, size_t size, size_t new_size)
{
	const size_t room = round_up(new_size);
	char *grown;

	size = round_up(size);
	if (size == room)
		return data;
	grown = take(room);
	if (grown) {
		memcpy(grown, data, size);
		memset(grown + size, 0, room - size);
		pages_free(data, size);
		return grown;
	}
	grown = map_huge(new_size, room - size);
	if (!grown)
		return NULL;
	return move(grown, data, size) ? grown : NULL;
}

/* Makes run @i and the one behind it one, if nothing is between them. */
static void join(size_t i)
{
	if (i + 1 >= pool.n ||
	    pool.v[i].start + pool.v[i].size != pool.v[i + 1].start)
		return;
	pool.v[i].size += pool.v[i + 1].size;
	remove_run(i + 1);
}

void pages_free(void *data, size_t size)
{
	size_t i = 0;

	size = round_up(size);
	ASAN_POISON_MEMORY_REGION(data, size);
	if (pool.n == MAX_RUNS)
		drop_shortest();
	while (i < pool.n && pool.v[i].start < (char *)data)
		i++;
	memmove(&pool.v[i + 1], &pool.v[i], (pool.n - i) * sizeof(*pool.v));
	pool.v[i] = (struct run){ data, size };
	pool.n++;
	join(i);
	if (i)
		join(i - 1);
}

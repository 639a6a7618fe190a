// SPDX-License-Identifier: GPL-2.0-only
/*
 * perfect.c - a hash table in which no two keys meet
 */
#include "offload/perfect.h"

#include "progs/abi.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define KEYS_OF_GROUP 4 /* at most, on average */
#define ROWS_FOR(n)   ((n) + (n) / 8 + 1)
#define N_NUMBERS     65536u
#define N_SEEDS	      8

struct building {
	const struct perfect *table;
	uint64_t *hashes;  /* of each key */
	uint32_t *first;   /* of each group, in members; one more ends them */
	uint32_t *members; /* keys, by their groups */
	uint32_t *order;   /* groups, the largest first */
	uint32_t *row;	   /* of each key */
	bool *is_taken;	   /* of each row */
	uint16_t *numbers;
};

static uint64_t hash_of(uint64_t seed, const uint8_t *key, uint32_t key_bytes)
{
	uint64_t h = seed;

	for (uint32_t at = 0; at < key_bytes; at += 4) {
		uint32_t word;

		memcpy(&word, key + at, sizeof(word));
		h = (h ^ word) * PERFECT_MIX;
		h ^= h >> 32;
	}
	return h;
}

static uint32_t group_of(const struct building *b, uint32_t key)
{
	return b->hashes[key] >> (64 - b->table->group_bits);
}

static uint32_t row_of(const struct building *b, uint32_t key, uint32_t number)
{
	uint64_t mixed = (b->hashes[key] ^ number * PERFECT_MIX) * PERFECT_MIX;

	return (mixed >> 32) * b->table->n_rows >> 32;
}

static void sort_keys(struct building *b, uint32_t n)
{
	const uint32_t n_groups = 1u << b->table->group_bits;

	memset(b->first, 0, (n_groups + 1ul) * sizeof(*b->first));
	for (uint32_t i = 0; i < n; i++)
		b->first[group_of(b, i)]++;
	for (uint32_t g = 1; g <= n_groups; g++)
		b->first[g] += b->first[g - 1];
	/* Each group's end goes down to where it begins. */
	for (uint32_t i = n; i-- > 0;)
		b->members[--b->first[group_of(b, i)]] = i;
}

static uint32_t group_size(const struct building *b, uint32_t group)
{
	return b->first[group + 1] - b->first[group];
}

static void sort_groups(struct building *b)
{
	const uint32_t n_groups = 1u << b->table->group_bits;
	uint32_t most = 0, at = 0;

	for (uint32_t g = 0; g < n_groups; g++)
		most = group_size(b, g) > most ? group_size(b, g) : most;
	for (uint32_t size = most + 1; size-- > 0;) {
		for (uint32_t g = 0; g < n_groups; g++) {
			if (group_size(b, g) == size)
				b->order[at++] = g;
		}
	}
}

/* Takes rows for all keys of @group, or none. */
static bool take_rows(struct building *b, uint32_t group, uint32_t number)
{
	const uint32_t first = b->first[group], end = b->first[group + 1];
	uint32_t i = first;

	for (; i < end; i++) {
		const uint32_t row = row_of(b, b->members[i], number);

		if (b->is_taken[row])
			break;
		b->is_taken[row] = true;
		b->row[b->members[i]] = row;
	}
	if (i == end)
		return true;
	while (i-- > first)
		b->is_taken[b->row[b->members[i]]] = false;
	return false;
}

static bool find_numbers(struct building *b)
{
	const uint32_t n_groups = 1u << b->table->group_bits;

	memset(b->is_taken, 0, b->table->n_rows * sizeof(*b->is_taken));
	for (uint32_t i = 0; i < n_groups; i++) {
		const uint32_t group = b->order[i];
		uint32_t number = 0;

		while (number < N_NUMBERS && !take_rows(b, group, number))
			number++;
		if (number == N_NUMBERS)
			return false;
		b->numbers[group] = (uint16_t)number;
	}
	return true;
}

static bool place_keys(struct building *b, uint32_t n, const uint8_t *keys,
		       uint32_t key_bytes)
{
	for (uint32_t i = 0; i < n; i++)
		b->hashes[i] = hash_of(b->table->seed,
				       keys + (size_t)i * key_bytes, key_bytes);
	sort_keys(b, n);
	sort_groups(b);
	return find_numbers(b);
}

static const uint8_t *write_table(struct arena *a, const struct building *b,
				  uint32_t n, const uint8_t *keys,
				  uint32_t key_bytes, const uint32_t *values)
{
	const struct perfect *t = b->table;
	const struct nicfw_ranked none = { .rank = UINT32_MAX };
	uint8_t *bytes = arena_calloc(a, 1, t->n_bytes);
	uint8_t *rows = bytes + t->rows_at;

	memcpy(bytes, b->numbers, sizeof(*b->numbers) << t->group_bits);
	for (uint32_t i = 0; i < t->n_rows; i++)
		memcpy(rows + (size_t)i * t->row_bytes, &none, sizeof(none));
	for (uint32_t i = 0; i < n; i++) {
		uint8_t *row = rows + (size_t)b->row[i] * t->row_bytes;

		memcpy(row, values + 2ul * i, sizeof(none));
		memcpy(row + sizeof(none), keys + (size_t)i * key_bytes,
		       key_bytes);
	}
	return bytes;
}

/* Sets all but the seed and the bytes. */
static int size_table(uint32_t n, uint32_t key_bytes, uint32_t max_bytes,
		      struct perfect *t)
{
	uint64_t bytes;

	*t = (struct perfect){ .group_bits = 1,
			       .row_bytes = sizeof(struct nicfw_ranked) +
					    key_bytes };
	while ((uint64_t)KEYS_OF_GROUP << t->group_bits < n)
		t->group_bits++;
	t->rows_at = (uint32_t)sizeof(uint16_t) << t->group_bits;
	bytes = t->rows_at + ROWS_FOR((uint64_t)n) * t->row_bytes;
	if (bytes > max_bytes)
		return -E2BIG;
	t->n_rows = ROWS_FOR(n);
	t->n_bytes = (uint32_t)bytes;
	return 0;
}

int perfect_build(struct arena *a, uint32_t n, const uint8_t *keys,
		  uint32_t key_bytes, const uint32_t *values,
		  uint32_t max_bytes, struct perfect *out)
{
	struct perfect t;
	struct building b = { .table = &t };
	int err = size_table(n, key_bytes, max_bytes, &t);
	uint32_t n_groups;
	struct arena *scratch;

	if (err)
		return err;
	n_groups = 1u << t.group_bits;
	scratch = arena_new();
	b.hashes = arena_calloc(scratch, n, sizeof(*b.hashes));
	b.first = arena_calloc(scratch, n_groups + 1ul, sizeof(*b.first));
	b.members = arena_calloc(scratch, n, sizeof(*b.members));
	b.order = arena_calloc(scratch, n_groups, sizeof(*b.order));
	b.row = arena_calloc(scratch, n, sizeof(*b.row));
	b.is_taken = arena_calloc(scratch, t.n_rows, sizeof(*b.is_taken));
	b.numbers = arena_calloc(scratch, n_groups, sizeof(*b.numbers));
	err = -ENOSPC;
	for (uint32_t i = 1; i <= N_SEEDS && err; i++) {
		t.seed = i * PERFECT_MIX;
		err = place_keys(&b, n, keys, key_bytes) ? 0 : -ENOSPC;
	}
	if (!err) {
		t.bytes = write_table(a, &b, n, keys, key_bytes, values);
		*out = t;
	}
	arena_free(scratch);
	return err;
}

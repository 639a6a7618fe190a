// SPDX-License-Identifier: GPL-2.0-only
/*
 * perfect.c - a hash table in which no two keys meet
 */
#include "offload/perfect.h"

#include <errno.h>
#include <string.h>

#define KEYS_OF_GROUP 4 /* at most, on average */
#define ROWS_FOR(n)   ((n) + (n) / 8 + 1)
#define N_NUMBERS     65536u
#define N_SEEDS	      8
#define MAX_PARTS     4096u
#define RANK_BITS     29

/* Parts begin with a cache line, and so do their rows. */
#define LINE_BYTES 64

struct building {
	struct perfect *table;
	uint32_t n;	/* keys */
	uint32_t *keys; /* their packed words */
	uint32_t n_words;
	uint64_t *hashes;  /* of each key */
	uint32_t *first;   /* of each group, in members; one more ends them */
	uint32_t *members; /* keys, by their groups */
	uint32_t *order;   /* groups, the largest first */
	uint32_t *row;	   /* of each key */
	bool *is_taken;	   /* of each row */
	uint16_t *numbers;
};

static uint32_t n_groups_of(const struct perfect *t)
{
	return t->n_parts << t->group_bits;
}

static void sort_keys(struct building *b)
{
	const uint32_t n_groups = n_groups_of(b->table);

	for (uint32_t i = 0; i < b->n; i++)
		b->first[perfect_group(b->table, b->hashes[i])]++;
	for (uint32_t g = 1; g <= n_groups; g++)
		b->first[g] += b->first[g - 1];
	/* Each group's end goes down to where it begins. */
	for (uint32_t i = b->n; i-- > 0;)
		b->members[--b->first[perfect_group(b->table, b->hashes[i])]] =
			i;
}

static uint32_t group_size(const struct building *b, uint32_t group)
{
	return b->first[group + 1] - b->first[group];
}

static void sort_groups(struct building *b)
{
	const uint32_t n_groups = n_groups_of(b->table);
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
		const uint32_t key = b->members[i];
		const uint32_t row =
			perfect_row(b->table, b->hashes[key], number);

		if (b->is_taken[row])
			break;
		b->is_taken[row] = true;
		b->row[key] = row;
	}
	if (i == end)
		return true;
	while (i-- > first)
		b->is_taken[b->row[b->members[i]]] = false;
	return false;
}

static bool find_numbers(struct building *b)
{
	const uint32_t n_groups = n_groups_of(b->table);

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

static bool place_keys(struct building *b, struct arena *scratch)
{
	const struct perfect *t = b->table;
	const size_t n_groups = n_groups_of(t);

	b->first = arena_calloc(scratch, n_groups + 1, sizeof(*b->first));
	b->order = arena_calloc(scratch, n_groups, sizeof(*b->order));
	b->numbers = arena_calloc(scratch, n_groups, sizeof(*b->numbers));
	b->is_taken = arena_calloc(scratch, (size_t)t->n_parts * t->n_rows,
				   sizeof(*b->is_taken));
	sort_keys(b);
	sort_groups(b);
	return find_numbers(b);
}

static void write_row(const struct building *b, uint8_t *bytes, uint32_t row,
		      uint32_t key, uint32_t answer)
{
	const struct perfect *t = b->table;
	uint8_t *to = bytes + (size_t)(row / t->n_rows) * t->n_bytes +
		      t->rows_at + (size_t)(row % t->n_rows) * t->row_bytes;

	memcpy(to, b->keys + (size_t)key * b->n_words,
	       b->n_words * sizeof(*b->keys));
	memcpy(to + b->n_words * sizeof(*b->keys), &answer, sizeof(answer));
}

static void write_table(struct arena *a, const struct building *b,
			const uint32_t *values)
{
	struct perfect *t = b->table;
	const uint32_t n_rows = t->n_parts * t->n_rows;
	const uint32_t numbers_of = 1u << t->group_bits;
	uint8_t *bytes = arena_calloc(a, t->n_parts, t->n_bytes);
	uint32_t *key_of_row = arena_alloc(a, n_rows * sizeof(*key_of_row));

	for (uint32_t p = 0; p < t->n_parts; p++)
		memcpy(bytes + (size_t)p * t->n_bytes,
		       b->numbers + (size_t)p * numbers_of,
		       numbers_of * sizeof(*b->numbers));
	for (uint32_t i = 0; i < n_rows; i++) {
		key_of_row[i] = PERFECT_NO_KEY;
		if (!b->is_taken[i])
			write_row(b, bytes, i, 0, PERFECT_FREE);
	}
	for (uint32_t i = 0; i < b->n; i++) {
		key_of_row[b->row[i]] = i;
		write_row(b, bytes, b->row[i], i,
			  values[2ul * i] << 2 | (values[2ul * i + 1] & 3));
	}
	t->bytes = bytes;
	t->key_of_row = key_of_row;
}

/* Packs the keys, which are made of @n_words words of @word_bits. */
static void pack_keys(struct building *b, struct arena *scratch,
		      const uint8_t *keys, const uint8_t *word_bits,
		      uint32_t n_words)
{
	struct perfect_packing p = {};

	for (uint32_t i = 0; i < n_words; i++)
		b->n_words += perfect_begins_word(&p, word_bits[i]);
	b->keys = arena_calloc(scratch, b->n, b->n_words * sizeof(*b->keys));
	for (size_t i = 0; i < b->n; i++)
		perfect_pack(keys + i * n_words * sizeof(*b->keys), word_bits,
			     n_words, b->keys + i * b->n_words);
}

/* The keys of the part that has most of them. */
static uint32_t most_keys(const struct building *b, uint32_t *counts)
{
	const struct perfect *t = b->table;
	uint32_t most = 0;

	memset(counts, 0, t->n_parts * sizeof(*counts));
	for (uint32_t i = 0; i < b->n; i++) {
		uint32_t n = ++counts[perfect_part(t, b->hashes[i])];

		most = n > most ? n : most;
	}
	return most;
}

static uint64_t round_up(uint64_t n)
{
	return (n + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
}

/* As few parts as have at most @max_bytes. */
static int size_table(struct building *b, uint32_t *counts, uint32_t max_bytes)
{
	struct perfect *t = b->table;

	for (t->n_parts = 1; t->n_parts <= MAX_PARTS; t->n_parts *= 2) {
		const uint32_t n = most_keys(b, counts);
		uint64_t bytes;

		t->group_bits = 1;
		while ((uint64_t)KEYS_OF_GROUP << t->group_bits < n)
			t->group_bits++;
		t->rows_at = (uint32_t)round_up(sizeof(*b->numbers)
						<< t->group_bits);
		t->n_rows = ROWS_FOR(n);
		bytes = round_up(t->rows_at +
				 (uint64_t)t->n_rows * t->row_bytes);
		t->n_bytes = (uint32_t)bytes;
		if (bytes <= max_bytes)
			return bytes * t->n_parts > INT32_MAX ? -E2BIG : 0;
	}
	return -E2BIG;
}

static bool ranks_fit(uint32_t n, const uint32_t *values)
{
	for (uint32_t i = 0; i < n; i++)
		if (values[2ul * i] >> RANK_BITS)
			return false;
	return true;
}

static int try_seed(struct building *b, struct arena *scratch,
		    uint32_t max_bytes)
{
	uint32_t *counts = arena_alloc(scratch, MAX_PARTS * sizeof(*counts));
	int err;

	for (uint32_t i = 0; i < b->n; i++)
		b->hashes[i] = perfect_hash(b->table->seed,
					    b->keys + (size_t)i * b->n_words,
					    b->n_words);
	err = size_table(b, counts, max_bytes);
	if (!err && !place_keys(b, scratch))
		err = -ENOSPC;
	return err;
}

int perfect_build(struct arena *a, uint32_t n, const uint8_t *keys,
		  const uint8_t *word_bits, uint32_t n_words,
		  const uint32_t *values, uint32_t max_bytes,
		  struct perfect *out)
{
	struct perfect t = {};
	struct building b = { .table = &t, .n = n };
	struct arena *scratch = arena_new();
	int err = ranks_fit(n, values) ? -ENOSPC : -ERANGE;

	pack_keys(&b, scratch, keys, word_bits, n_words);
	t.row_bytes = (b.n_words + 1) * sizeof(*b.keys);
	b.hashes = arena_calloc(scratch, n, sizeof(*b.hashes));
	b.members = arena_calloc(scratch, n, sizeof(*b.members));
	b.row = arena_calloc(scratch, n, sizeof(*b.row));
	for (uint32_t i = 1; i <= N_SEEDS && err == -ENOSPC; i++) {
		t.seed = i * PERFECT_MIX;
		err = try_seed(&b, scratch, max_bytes);
	}
	if (!err) {
		write_table(a, &b, values);
		*out = t;
	}
	arena_free(scratch);
	return err;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * perfect_test.c - does a program find each key of a table, and no other?
 */
#include "lib/program.h"
#include "offload/perfect.h"
#include "progs/abi.h"

#include <errno.h>

#define N_KEYS	 3000
#define N_WORDS	 2
#define N_SECOND 8	/* numbers that the second word is of */
#define MASK	 0xfff0 /* of the key's second word */

/*
 * Rules of even numbers drop. A frame's key is at byte 14. Keys share their
 * words with others, so that each word has to be looked at.
 */
static void make_keys(struct program *p, uint32_t *keys, uint32_t *values)
{
	for (uint32_t i = 0; i < N_KEYS; i++) {
		keys[N_WORDS * i] = 2 * (i / N_SECOND);
		keys[N_WORDS * i + 1] = 32 * (i % N_SECOND);
		values[2 * i] = i;
		values[2 * i + 1] =
			plan_outcome(i % 2 ? PLAN_ACCEPT : PLAN_DROP, i);
	}
	p->plan.n_counters = N_KEYS + 1;
}

static void make_plan(struct program *p, const uint32_t *keys, uint32_t *values)
{
	struct plan_map map = {
		.name = "rules",
		.kind = PLAN_MAP_RANKED,
		.max_entries = N_KEYS,
		.n_entries = N_KEYS,
		.keys = (uint8_t *)keys,
		.values = values,
	};

	*vec_push(p->arena, &map.parts) =
		(struct plan_part){ program_add_value(p, PLAN_NET, 0, 32),
				    u128_max(32) };
	*vec_push(p->arena, &map.parts) =
		(struct plan_part){ program_add_value(p, PLAN_NET, 32, 16),
				    MASK };
	*(struct plan_map *)vec_push(p->arena, &p->plan.maps) = map;
	program_add_node(
		p, (struct plan_node){ .op = PLAN_BEST, NO_RULE, .yes = 1 });
	program_add_node(
		p, (struct plan_node){ .op = PLAN_PICK, NO_RULE, .no = 2 });
	program_add_verdict(p, PLAN_ACCEPT, N_KEYS);
}

static int answer_to(struct program *p, const uint32_t *key)
{
	const uint8_t bytes[] = { key[0] >> 24, key[0] >> 16, key[0] >> 8,
				  key[0],	key[1] >> 8,  key[1] };

	memcpy(p->frame + 14, bytes, sizeof(bytes));
	return program_answer(p);
}

/* Bits that the mask leaves out do not matter; each other one does. */
static void assert_finds(struct program *p, const uint32_t *keys)
{
	for (uint32_t i = 0; i < N_KEYS; i++) {
		uint32_t key[N_WORDS] = { keys[N_WORDS * i],
					  keys[N_WORDS * i + 1] | i % 16 };

		assert_int_equal(answer_to(p, key),
				 i % 2 ? XDP_PASS : XDP_DROP);
		key[0]++;
		assert_int_equal(answer_to(p, key), XDP_PASS);
		key[0]--;
		key[1] ^= 16;
		assert_int_equal(answer_to(p, key), XDP_PASS);
	}
	for (uint32_t i = 0; i < N_KEYS; i += 97)
		assert_int_equal(program_packets(p, i), 1);
	assert_int_equal(program_packets(p, N_KEYS), 2 * N_KEYS);
}

static void many_keys_are_found_in_a_table_or_a_map(void **state)
{
	struct program *p = *state;
	uint32_t keys[N_WORDS * N_KEYS], values[2 * N_KEYS];
	struct profile roomy = host, narrow = host;

	make_keys(p, keys, values);
	make_plan(p, keys, values);
	roomy.tree_bytes = 1 << 20;
	program_emit(p, &roomy, (struct image_options){});
	assert_int_equal(p->img->maps.v[2].role, MAP_TREE);
	assert_finds(p, keys);
	narrow.tree_bytes = 1000;
	program_emit(p, &narrow, (struct image_options){});
	assert_int_equal(p->img->maps.v[2].role, MAP_KEYS);
	assert_finds(p, keys);
}

/* Rows that have no key look like those of a key of zeroes, and never win. */
static void assert_rows(const struct perfect *table, uint32_t n)
{
	uint32_t n_free = 0;

	for (uint32_t i = 0; i < table->n_rows; i++) {
		struct nicfw_ranked row;

		memcpy(&row,
		       table->bytes + table->rows_at + i * table->row_bytes,
		       sizeof(row));
		n_free += row.rank == UINT32_MAX;
		assert_true(row.rank == UINT32_MAX || row.rank < n);
	}
	assert_int_equal(n_free, table->n_rows - n);
}

static void tables_of_any_size_are_made(void **state)
{
	struct program *p = *state;
	uint32_t keys[N_WORDS * N_KEYS], values[2 * N_KEYS];
	struct perfect table;

	make_keys(p, keys, values);
	for (uint32_t n = 1; n <= N_KEYS; n += n < 40 ? 1 : n / 3) {
		assert_int_equal(perfect_build(p->arena, n, (uint8_t *)keys,
					       4 * N_WORDS, values, UINT32_MAX,
					       &table),
				 0);
		assert_true(table.n_bytes >=
			    table.rows_at + n * table.row_bytes);
		assert_rows(&table, n);
		assert_int_equal(perfect_build(p->arena, n, (uint8_t *)keys,
					       4 * N_WORDS, values,
					       table.n_bytes - 1, &table),
				 -E2BIG);
	}
}

static void equal_keys_have_no_table(void **state)
{
	struct program *p = *state;
	const uint32_t keys[] = { 1, 2, 1, 2 }, values[4] = {};
	struct perfect table;

	assert_int_equal(perfect_build(p->arena, 2, (const uint8_t *)keys,
				       4 * N_WORDS, values, UINT32_MAX, &table),
			 -ENOSPC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PROGRAM_TEST(many_keys_are_found_in_a_table_or_a_map),
		PROGRAM_TEST(tables_of_any_size_are_made),
		PROGRAM_TEST(equal_keys_have_no_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

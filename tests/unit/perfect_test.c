// SPDX-License-Identifier: GPL-2.0-only
/*
 * perfect_test.c - does a program find each key of a table, and no other?
 */
#include "lib/program.h"
#include "offload/abi.h"
#include "offload/perfect.h"

#include <errno.h>
#include <stdlib.h>

#define N_KEYS	 3000
#define N_WORDS	 2
#define N_SECOND 8	      /* numbers that the second word is of */
#define MASK	 0xfff0	      /* of the key's second word */
#define LINE	 64	      /* bytes: too few for a part */
#define MISSED	 (N_KEYS / 2) /* counter of frames that have no key */

static const uint8_t word_bits[N_WORDS] = { 32, 16 };

/*
 * Rules of even numbers drop; each has two keys, one behind the other, that
 * share its counter. A frame's key is at byte 14. Keys share their words with
 * others, so that each word has to be looked at.
 */
static bool is_accepted(uint32_t key)
{
	return key / 2 % 2;
}

static void make_keys(struct program *p, uint32_t *keys, uint32_t *values)
{
	for (uint32_t i = 0; i < N_KEYS; i++) {
		keys[N_WORDS * i] = 2 * (i / N_SECOND);
		keys[N_WORDS * i + 1] = 32 * (i % N_SECOND);
		values[2 * i] = i;
		values[2 * i + 1] = plan_outcome(
			is_accepted(i) ? PLAN_ACCEPT : PLAN_DROP, i / 2);
	}
	p->plan.n_counters = MISSED + 1;
}

static void add_map(struct program *p, const uint32_t *keys, uint32_t *values,
		    uint32_t n)
{
	struct plan_map map = {
		.name = "rules",
		.kind = PLAN_MAP_RANKED,
		.max_entries = n,
		.n_entries = n,
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
}

static void make_plan(struct program *p, const uint32_t *keys, uint32_t *values)
{
	add_map(p, keys, values, N_KEYS);
	program_add_node(
		p, (struct plan_node){ .op = PLAN_BEST, NO_RULE, .yes = 1 });
	program_add_node(
		p, (struct plan_node){ .op = PLAN_PICK, NO_RULE, .no = 2 });
	program_add_verdict(p, PLAN_ACCEPT, MISSED);
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
				 is_accepted(i) ? XDP_PASS : XDP_DROP);
		key[0]++;
		assert_int_equal(answer_to(p, key), XDP_PASS);
		key[0]--;
		key[1] ^= 16;
		assert_int_equal(answer_to(p, key), XDP_PASS);
	}
	for (uint32_t i = 0; i < N_KEYS / 2; i += 97)
		assert_int_equal(program_packets(p, i), 2);
	assert_int_equal(program_packets(p, MISSED), 2 * N_KEYS);
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
	assert_int_equal(p->img->maps.v[2].n_entries, 1);
	assert_finds(p, keys);
	narrow.tree_bytes = 64;
	program_emit(p, &narrow, (struct image_options){});
	assert_int_equal(p->img->maps.v[2].role, MAP_KEYS);
	assert_null(p->img->counter_of);
	assert_finds(p, keys);
}

static void a_table_has_as_many_parts_as_it_needs(void **state)
{
	struct program *p = *state;
	uint32_t keys[N_WORDS * N_KEYS], values[2 * N_KEYS];
	struct profile profile = host;

	make_keys(p, keys, values);
	make_plan(p, keys, values);
	profile.tree_bytes = 6000;
	program_emit(p, &profile, (struct image_options){});
	assert_int_equal(p->img->maps.v[2].role, MAP_TREE);
	assert_true(p->img->maps.v[2].value_bytes <= profile.tree_bytes);
	assert_true(p->img->maps.v[2].n_entries >= 8);
	assert_finds(p, keys);
}

/* A map has the plan's numbers of counters, and a rule may be in both. */
static void a_table_counts_beside_a_map(void **state)
{
	struct program *p = *state;
	uint32_t keys[N_WORDS * N_KEYS], values[2 * N_KEYS];
	const uint32_t key[N_WORDS] = { 1, 0 };
	uint32_t value[] = { 7, plan_outcome(PLAN_DROP, 7) };
	struct profile profile = host;

	make_keys(p, keys, values);
	add_map(p, keys, values, N_KEYS);
	add_map(p, key, value, 1);
	program_add_node(
		p, (struct plan_node){ .op = PLAN_BEST, NO_RULE, .yes = 1 });
	program_add_node(
		p, (struct plan_node){
			   .op = PLAN_BEST, NO_RULE, .map = 1, .yes = 2 });
	program_add_node(
		p, (struct plan_node){ .op = PLAN_PICK, NO_RULE, .no = 3 });
	program_add_verdict(p, PLAN_ACCEPT, MISSED);
	profile.tree_bytes = 1 << 20;
	program_emit(p, &profile, (struct image_options){});
	assert_int_equal(p->img->maps.v[2].role, MAP_TREE);
	assert_int_equal(p->img->maps.v[3].role, MAP_KEYS);
	assert_int_equal(answer_to(p, key), XDP_DROP);
	assert_int_equal(answer_to(p, keys + (size_t)N_WORDS * 14),
			 is_accepted(14) ? XDP_PASS : XDP_DROP);
	assert_int_equal(program_packets(p, 7), 2);
	assert_int_equal(program_packets(p, 6), 0);
	assert_int_equal(program_packets(p, MISSED), 0);
}

/* Short words share one of a row: how a key of 16, 9 and 128 bits looks. */
static void words_of_32_bits_are_packed(void **state)
{
	static const uint8_t bits[] = { 16, 9, 32, 32, 32, 32, 8, 16, 8, 1 };
	static const bool begins[] = { 1, 0, 1, 1, 1, 1, 1, 0, 0, 1 };
	struct perfect_packing packing = {};

	(void)state;
	for (size_t i = 0; i < sizeof(bits); i++)
		assert_int_equal(perfect_begins_word(&packing, bits[i]),
				 begins[i]);
}

/* Keys whose words are packed: protocol, port and port. */
static void packed_keys_are_found(void **state)
{
	struct program *p = *state;
	const uint16_t port = program_add_value(p, PLAN_NET, 16, 16);
	const uint16_t first = program_add_value(p, PLAN_NET, 0, 8);
	const uint16_t last = program_add_value(p, PLAN_NET, 32, 13);
	uint32_t keys[3 * 600], values[2 * 600];
	struct plan_map map = { .name = "rules",
				.kind = PLAN_MAP_RANKED,
				.max_entries = 600,
				.n_entries = 600,
				.keys = (uint8_t *)keys,
				.values = values };

	for (uint32_t i = 0; i < 600; i++) {
		keys[3 * i] = i % 3;
		keys[3 * i + 1] = 100 * i;
		keys[3 * i + 2] = i % 7;
		values[2 * i] = i;
		values[2 * i + 1] = plan_outcome(PLAN_DROP, i);
	}
	*vec_push(p->arena, &map.parts) =
		(struct plan_part){ first, u128_max(8) };
	*vec_push(p->arena, &map.parts) =
		(struct plan_part){ port, u128_max(16) };
	*vec_push(p->arena, &map.parts) =
		(struct plan_part){ last, u128_max(13) };
	*(struct plan_map *)vec_push(p->arena, &p->plan.maps) = map;
	program_add_node(
		p, (struct plan_node){ .op = PLAN_BEST, NO_RULE, .yes = 1 });
	program_add_node(
		p, (struct plan_node){ .op = PLAN_PICK, NO_RULE, .no = 2 });
	p->plan.n_counters = 600;
	program_add_verdict(p, PLAN_ACCEPT, PLAN_NO_COUNTER);

	struct profile profile = host;

	profile.tree_bytes = 1 << 20;
	program_emit(p, &profile, (struct image_options){});
	assert_int_equal(p->img->maps.v[2].role, MAP_TREE);
	for (uint32_t i = 0; i < 600; i++) {
		const uint16_t word = (i % 7) << 3;
		const uint8_t bytes[] = { i % 3,   0,	      100 * i >> 8,
					  100 * i, word >> 8, word };

		memcpy(p->frame + 14, bytes, sizeof(bytes));
		assert_int_equal(program_answer(p), XDP_DROP);
		p->frame[14] ^= 8;
		assert_int_equal(program_answer(p), XDP_PASS);
	}
	for (uint32_t i = 0; i < 600; i += 97)
		assert_int_equal(program_packets(p, i), 1);
}

/* Each key has one row, and no key has the other rows. */
static void assert_rows(const struct perfect *table, uint32_t n)
{
	uint32_t *n_rows = calloc(n, sizeof(*n_rows)), n_free = 0;

	for (uint32_t i = 0; i < table->n_parts * table->n_rows; i++) {
		if (table->key_of_row[i] == PERFECT_NO_KEY) {
			n_free++;
			continue;
		}
		assert_true(table->key_of_row[i] < n);
		n_rows[table->key_of_row[i]]++;
	}
	for (uint32_t i = 0; i < n; i++)
		assert_int_equal(n_rows[i], 1);
	assert_int_equal(n_free, table->n_parts * table->n_rows - n);
	free(n_rows);
}

static void tables_of_any_size_are_made(void **state)
{
	struct program *p = *state;
	uint32_t keys[N_WORDS * N_KEYS], values[2 * N_KEYS];
	struct perfect table, parts;

	make_keys(p, keys, values);
	for (uint32_t n = 1; n <= N_KEYS; n += n < 40 ? 1 : n / 3) {
		assert_int_equal(perfect_build(p->arena, n, (uint8_t *)keys,
					       word_bits, N_WORDS, values,
					       UINT32_MAX, &table),
				 0);
		assert_int_equal(table.n_parts, 1);
		assert_true(table.n_bytes >=
			    table.rows_at + n * table.row_bytes);
		assert_rows(&table, n);
		assert_int_equal(perfect_build(p->arena, n, (uint8_t *)keys,
					       word_bits, N_WORDS, values, LINE,
					       &parts),
				 -E2BIG);
		if (n < 100)
			continue;
		assert_int_equal(perfect_build(p->arena, n, (uint8_t *)keys,
					       word_bits, N_WORDS, values,
					       table.n_bytes - 1, &parts),
				 0);
		assert_true(parts.n_parts > 1);
		assert_rows(&parts, n);
	}
}

static void keys_that_cannot_be_told_apart_have_no_table(void **state)
{
	struct program *p = *state;
	const uint32_t keys[] = { 1, 2, 1, 2 };
	uint32_t values[4] = {};
	struct perfect table;

	assert_int_equal(perfect_build(p->arena, 2, (const uint8_t *)keys,
				       word_bits, N_WORDS, values, UINT32_MAX,
				       &table),
			 -ENOSPC);
	values[0] = 1u << 30;
	assert_int_equal(perfect_build(p->arena, 1, (const uint8_t *)keys,
				       word_bits, N_WORDS, values, UINT32_MAX,
				       &table),
			 -ERANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PROGRAM_TEST(many_keys_are_found_in_a_table_or_a_map),
		PROGRAM_TEST(a_table_has_as_many_parts_as_it_needs),
		PROGRAM_TEST(a_table_counts_beside_a_map),
		PROGRAM_TEST(words_of_32_bits_are_packed),
		PROGRAM_TEST(packed_keys_are_found),
		PROGRAM_TEST(tables_of_any_size_are_made),
		PROGRAM_TEST(keys_that_cannot_be_told_apart_have_no_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

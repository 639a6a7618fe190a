// SPDX-License-Identifier: GPL-2.0-only
/*
 * perfect_edit_test.c - does who reads a table that changes find what was or is
 * there, and is each row counted for one rule?
 */
#include "offload/perfect_edit.h"
#include "lib/fixture.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>

#define N_KEYS	2000 /* that the table is made of */
#define N_ALL	2200 /* keys that come and go */
#define N_WORDS 3

static const uint8_t word_bits[N_WORDS] = { 32, 32, 32 };

struct edited {
	struct arena *a;
	struct perfect table;
	struct perfect_edit e;
	uint32_t keys[N_ALL][N_WORDS];
	bool is_there[N_ALL];
	uint32_t answer[N_ALL];
	unsigned int n_used; /* rows that another key had */
};

static uint32_t mix(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/* The first key is all zeroes. Tables have parts of so many bytes at most. */
static struct edited *make_of(uint32_t first, uint32_t max_bytes)
{
	struct arena *a = arena_new();
	struct edited *f = arena_new_of(a, struct edited);
	uint32_t *values = arena_calloc(a, N_KEYS, 2 * sizeof(*values));

	f->a = a;
	for (uint32_t i = 0; i < N_ALL; i++) {
		f->keys[i][0] = i / 16;
		f->keys[i][2] = i % 16;
		f->answer[i] = 4 * i;
	}
	for (uint32_t i = 0; i < N_KEYS; i++) {
		values[2 * i] = i + first;
		f->is_there[i + first] = true;
	}
	assert_int_equal(perfect_build(a, N_KEYS, (uint8_t *)f->keys[first],
				       word_bits, N_WORDS, values, max_bytes,
				       &f->table),
			 0);
	f->e = (struct perfect_edit){
		.table = &f->table,
		.bytes = arena_memdup(a, f->table.bytes,
				      (size_t)f->table.n_parts *
					      f->table.n_bytes),
	};
	return f;
}

static struct edited *make(uint32_t first)
{
	return make_of(first, 1u << 20);
}

static void assert_is(const struct edited *f)
{
	for (uint32_t i = 0; i < N_ALL; i++) {
		uint32_t row = perfect_find(&f->e, f->keys[i]);

		assert_int_equal(row != PERFECT_NO_ROW, f->is_there[i]);
		if (f->is_there[i])
			assert_int_equal(perfect_answer(&f->e, row),
					 f->answer[i]);
	}
}

static void assert_moved(struct edited *f, const struct perfect_moves *moves)
{
	const struct perfect_move *m;
	const struct perfect_moved *k;

	vec_for_each(m, &moves->v)
		vec_for_each(k, &m->keys) {
			assert_int_equal(perfect_find(&f->e, k->key), k->to);
			assert_int_not_equal(k->from, k->to);
			f->n_used += k->is_used;
		}
}

/* @waits: rows that were left can be had, and others make way. */
static int put_as(struct edited *f, uint32_t i, uint32_t answer, bool waits)
{
	const struct perfect_put put = { f->keys[i], answer };
	struct perfect_moves moves;
	int err = perfect_plan(f->a, &f->e, &put, 1, false, &moves);

	if (err && waits)
		err = perfect_plan(f->a, &f->e, &put, 1, true, &moves);
	for (int times = 0; times < 3 && err && waits; times++) {
		if (perfect_plan_room(f->a, &f->e, &put, 1, times, &moves))
			continue;
		perfect_do(&f->e, &moves);
		assert_is(f);
		err = perfect_plan(f->a, &f->e, &put, 1, true, &moves);
	}
	if (err)
		return err;
	perfect_do(&f->e, &moves);
	f->is_there[i] = true;
	f->answer[i] = answer;
	assert_moved(f, &moves);
	perfect_do(&f->e, &moves);
	return 0;
}

static int put(struct edited *f, uint32_t i, bool waits)
{
	return put_as(f, i, f->answer[i], waits);
}

static void take(struct edited *f, uint32_t i)
{
	perfect_remove(&f->e, perfect_find(&f->e, f->keys[i]));
	f->is_there[i] = false;
}

static void a_key_comes(void **state)
{
	struct edited *f = make(0);

	for (uint32_t i = N_KEYS; i < N_KEYS + 20; i++)
		assert_int_equal(put(f, i, true), 0);
	assert_is(f);
	arena_free(f->a);
}

static void a_key_of_zeroes_comes(void **state)
{
	struct edited *f = make(1);

	assert_is(f);
	assert_int_equal(put(f, 0, true), 0);
	assert_is(f);
	arena_free(f->a);
}

/* All others' rows that are free have the table's first key. */
static void the_key_of_free_rows_goes(void **state)
{
	struct edited *f = make(0);

	take(f, 0);
	for (uint32_t i = N_KEYS; i < N_KEYS + 20; i++) {
		assert_int_equal(put(f, i, true), 0);
		assert_is(f);
	}
	assert_int_equal(put(f, 0, true), 0);
	assert_is(f);
	arena_free(f->a);
}

static void a_key_goes_and_comes_back(void **state)
{
	struct edited *f = make(0);

	for (int times = 0; times < 3; times++) {
		take(f, 7);
		assert_is(f);
		assert_int_equal(put_as(f, 7, f->answer[7] + 4, true), 0);
		assert_is(f);
	}
	arena_free(f->a);
}

/* Another rule is counted by another row. */
static void a_key_has_another_rule(void **state)
{
	struct edited *f = make(0);
	uint32_t row = perfect_find(&f->e, f->keys[9]);

	assert_int_equal(put_as(f, 9, f->answer[9] | 1, true), 0);
	assert_int_not_equal(perfect_find(&f->e, f->keys[9]), row);
	assert_is(f);
	arena_free(f->a);
}

static void several_keys_of_a_group_come_at_once(void **state)
{
	struct edited *f = make(0);
	struct perfect_put puts[8];
	struct perfect_moves moves;

	for (uint32_t i = 0; i < 8; i++) {
		puts[i] = (struct perfect_put){ f->keys[N_KEYS + i],
						f->answer[N_KEYS + i] };
		f->is_there[N_KEYS + i] = true;
	}
	assert_int_equal(perfect_plan(f->a, &f->e, puts, 8, true, &moves), 0);
	perfect_do(&f->e, &moves);
	assert_moved(f, &moves);
	assert_is(f);
	arena_free(f->a);
}

static void tables_of_parts_change(void **state)
{
	struct edited *f = make_of(0, 16384);

	assert_true(f->table.n_parts > 1);
	for (uint32_t i = N_KEYS; i < N_KEYS + 40; i++) {
		put(f, i, true);
		take(f, i - N_KEYS);
	}
	assert_is(f);
	arena_free(f->a);
}

/* Rows are used again, but not those that anybody may get to. */
static void there_is_room_for_many_changes(void **state)
{
	struct edited *f = make(0);
	unsigned int n = 0;

	/* Each writes some five rows, and 250 are free. */
	for (uint32_t i = 0; i < 60; i++)
		n += !put_as(f, i, i << 2 | 1, true);
	assert_true(n > 50);
	assert_true(f->n_used);
	assert_is(f);
	arena_free(f->a);
}

static void without_a_wait_rows_are_not_used_again(void **state)
{
	struct edited *f = make(0);
	uint32_t i = 0;

	while (i < N_KEYS && !put_as(f, i, f->answer[i] | 1, false))
		i++;
	assert_true(i < N_KEYS);
	assert_int_equal(f->n_used, 0);
	assert_is(f);
	arena_free(f->a);
}

static void keys_come_and_go_in_any_order(void **state)
{
	for (uint32_t seed = 1; seed <= 10; seed++) {
		struct edited *f = make(seed % 2);
		uint32_t r = seed;

		for (int times = 0; times < 60; times++) {
			uint32_t i = mix(&r) % N_ALL;

			if (f->is_there[i])
				take(f, i);
			else if (put(f, i, true))
				break;
			assert_is(f);
		}
		arena_free(f->a);
	}
}

/* ---- Readers meanwhile ---- */

struct reader {
	struct edited *f;
	bool is_over;
	unsigned long n, n_wrong;
};

/* Keys below this one stay, so each of them is found at each moment. */
#define N_STAY 1000

static void *read_on(void *arg)
{
	struct reader *r = arg;
	uint32_t state = 1;

	while (!__atomic_load_n(&r->is_over, __ATOMIC_RELAXED)) {
		uint32_t i = mix(&state) % N_STAY;
		uint32_t row = perfect_find(&r->f->e, r->f->keys[i]);

		r->n++;
		if (row == PERFECT_NO_ROW ||
		    perfect_answer(&r->f->e, row) != 4 * i)
			r->n_wrong++;
	}
	return NULL;
}

static void others_are_found_meanwhile(void **state)
{
	struct edited *f = make(0);
	struct reader r = { .f = f };
	uint32_t random = 5;
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, read_on, &r), 0);
	for (int times = 0; times < 300; times++) {
		uint32_t i = N_STAY + mix(&random) % (N_ALL - N_STAY);

		if (f->is_there[i])
			take(f, i);
		else
			put(f, i, false);
	}
	__atomic_store_n(&r.is_over, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	assert_true(r.n);
	assert_int_equal(r.n_wrong, 0);
	arena_free(f->a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_key_comes),
		test(a_key_of_zeroes_comes),
		test(the_key_of_free_rows_goes),
		test(a_key_goes_and_comes_back),
		test(a_key_has_another_rule),
		test(several_keys_of_a_group_come_at_once),
		test(tables_of_parts_change),
		test(there_is_room_for_many_changes),
		test(without_a_wait_rows_are_not_used_again),
		test(keys_come_and_go_in_any_order),
		test(others_are_found_meanwhile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

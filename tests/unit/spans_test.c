// SPDX-License-Identifier: GPL-2.0-only
/*
 * spans_test.c - does a program find the span of each number?
 */
#include "lib/program.h"
#include "lib/rng.h"
#include "offload/spans.h"

#include <errno.h>

#define MANY	 6000
#define DENSE	 40000 /* spans of two numbers: more than a few halves have */
#define SEED	 7
#define N_PROBED 3000

struct spans {
	uint32_t n;
	uint32_t *firsts;
	struct nicfw_ranked *answers;
	struct plan_spans plan;
};

/* Of three spans two have answers; some share a counter. */
static struct nicfw_ranked answer_of(uint32_t i)
{
	if (i % 3 == 2)
		return (struct nicfw_ranked){ SPANS_NONE, SPANS_NONE };
	return (struct nicfw_ranked){
		.rank = 100 + i % 50,
		.outcome = plan_outcome(i % 2 ? PLAN_DROP : PLAN_ACCEPT, i / 2),
	};
}

static void make_room(struct program *p, struct spans *s, uint32_t n)
{
	*s = (struct spans){
		.n = n,
		.firsts = arena_calloc(p->arena, n, sizeof(*s->firsts)),
		.answers = arena_calloc(p->arena, n, sizeof(*s->answers)),
	};
	for (uint32_t i = 0; i < n; i++)
		s->answers[i] = answer_of(i);
}

static int compare(const void *x, const void *y)
{
	const uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

	return a < b ? -1 : a > b;
}

/* Some lie far apart, some many together, and some begin with an upper half. */
static void make_spans(struct program *p, struct spans *s, uint32_t n)
{
	struct rng r = { SEED };
	uint32_t kept = 1;

	make_room(p, s, n);
	for (uint32_t i = 1; i < n; i++) {
		s->firsts[i] = (uint32_t)rng_next(&r);
		if (i % 4 == 0)
			s->firsts[i] = s->firsts[i] % 1000000 + 0x0a000000;
		if (i % 16 == 1)
			s->firsts[i] &= 0xffff0000;
	}
	s->firsts[n - 1] = UINT32_MAX;
	qsort(s->firsts, n, sizeof(*s->firsts), compare);
	for (uint32_t i = 1; i < n; i++) {
		if (s->firsts[i] != s->firsts[kept - 1])
			s->firsts[kept++] = s->firsts[i];
	}
	s->n = kept;
}

static void make_dense(struct program *p, struct spans *s)
{
	make_room(p, s, DENSE);
	for (uint32_t i = 1; i < DENSE; i++)
		s->firsts[i] = 0xc0a80000 + 2 * i;
}

static int build(struct program *p, struct spans *s, uint32_t max_bytes)
{
	return spans_build(p->arena, s->n, s->firsts, s->answers, max_bytes,
			   &s->plan);
}

/* Nodes behind those that there are: SPAN, PICK, and a drop. */
static void add_nodes(struct program *p, struct spans *s)
{
	const uint32_t at = p->plan.nodes.n;

	s->plan.part =
		(struct plan_part){ program_add_value(p, PLAN_NET, 0, 32),
				    u128_max(32) };
	*vec_push(p->arena, &p->plan.spans) = s->plan;
	program_add_node(p, (struct plan_node){
				    .op = PLAN_SPAN, NO_RULE, .yes = at + 1 });
	program_add_node(p, (struct plan_node){
				    .op = PLAN_PICK, NO_RULE, .no = at + 2 });
	program_add_verdict(p, PLAN_DROP, s->n);
}

static void emit(struct program *p)
{
	struct profile profile = host;

	profile.tree_bytes = 1 << 22;
	program_emit(p, &profile, (struct image_options){});
}

static int answer_to(struct program *p, uint32_t number)
{
	const uint8_t bytes[] = { number >> 24, number >> 16, number >> 8,
				  number };

	memcpy(p->frame + 14, bytes, sizeof(bytes));
	return program_answer(p);
}

/* Of each span, or of some of many: its ends, and a number between. What ranks
   @worst or behind is not found, and what decides then is @else_counter. */
static void assert_finds(struct program *p, const struct spans *s,
			 uint32_t worst, uint32_t else_counter)
{
	uint64_t *counts =
		arena_calloc(p->arena, p->plan.n_counters, sizeof(*counts));

	for (uint32_t i = 0; i < s->n; i += s->n / N_PROBED + 1) {
		const struct nicfw_ranked *answer = &s->answers[i];
		const uint32_t first = s->firsts[i];
		const uint32_t last = i + 1 < s->n ? s->firsts[i + 1] - 1
						   : UINT32_MAX;
		const uint32_t numbers[] = { first, last,
					     first + (last - first) / 2 };
		const bool is_found = answer->rank < worst;
		const bool drops = !is_found ||
				   (answer->outcome & 3) == PLAN_DROP;

		for (size_t k = 0; k < 3; k++) {
			assert_int_equal(answer_to(p, numbers[k]),
					 drops ? XDP_DROP : XDP_PASS);
			counts[is_found ? answer->outcome >> 2
					: else_counter]++;
		}
	}
	for (uint32_t i = 0; i < p->plan.n_counters;
	     i += p->plan.n_counters / 50 + 1)
		assert_int_equal(program_packets(p, i), counts[i]);
}

static void each_number_is_found(void **state)
{
	static const uint32_t sizes[] = { 1, 2, 17, 300, MANY };
	struct program *p = *state;
	struct spans s;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		p->plan = (struct plan){};
		make_spans(p, &s, sizes[i]);
		assert_int_equal(build(p, &s, 1 << 22), 0);
		add_nodes(p, &s);
		emit(p);
		assert_finds(p, &s, UINT32_MAX, s.n);
	}
}

static void many_spans_of_one_upper_half_are_found(void **state)
{
	struct program *p = *state;
	struct spans s;

	make_dense(p, &s);
	assert_int_equal(build(p, &s, 1 << 22), 0);
	assert_true(s.plan.most > 30000);
	add_nodes(p, &s);
	emit(p);
	assert_finds(p, &s, UINT32_MAX, s.n);
}

static void spans_have_as_many_parts_as_they_need(void **state)
{
	const uint32_t max_bytes = 200000;
	struct program *p = *state;
	const struct image_map *map;
	struct spans s;

	make_spans(p, &s, MANY);
	assert_int_equal(build(p, &s, max_bytes), 0);
	add_nodes(p, &s);
	emit(p);
	map = &p->img->maps.v[p->img->maps.n - 1];
	assert_int_equal(map->role, MAP_TREE);
	assert_true(map->value_bytes <= max_bytes && map->n_entries >= 8);
	assert_finds(p, &s, UINT32_MAX, s.n);
}

/* The kernel's array has its values 8 bytes apart, or a multiple. */
static void parts_lie_as_the_kernel_has_them(void **state)
{
	struct program *p = *state;
	struct spans s;

	for (uint32_t n = 300; n < 304; n++) {
		make_spans(p, &s, n);
		assert_int_equal(build(p, &s, 100000), 0);
		assert_true(s.plan.part_bits > 0);
		assert_int_equal(s.plan.n_bytes % 8, 0);
	}
}

static void spans_that_are_too_many_are_refused(void **state)
{
	struct program *p = *state;
	struct spans s;

	make_dense(p, &s);
	assert_int_equal(build(p, &s, 100000), -E2BIG);
}

/* All parts are as long as the longest one, be they empty. */
static void spans_that_fill_few_parts_are_refused(void **state)
{
	struct program *p = *state;
	struct spans s;

	make_dense(p, &s);
	assert_int_equal(build(p, &s, 1000000), -E2BIG);
}

/* Where a drop of @rank is kept, spans of @worst or behind do not decide. */
static void assert_decides(struct program *p, uint32_t rank, uint32_t worst)
{
	struct spans s;

	make_spans(p, &s, 300);
	assert_int_equal(build(p, &s, 1 << 22), 0);
	program_add_node(p, (struct plan_node){ .op = PLAN_KEEP,
						NO_RULE,
						.rank = rank,
						.counter = 298,
						.verdict = PLAN_DROP,
						.yes = 1 });
	add_nodes(p, &s);
	emit(p);
	assert_finds(p, &s, worst, 298);
}

/* A span that ranks behind what is kept says nothing. */
static void the_better_answer_decides(void **state)
{
	assert_decides(*state, 120, 120);
}

/* Nor does one where what is kept ranks before all. */
static void what_ranks_before_all_spans_decides(void **state)
{
	assert_decides(*state, 1, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PROGRAM_TEST(each_number_is_found),
		PROGRAM_TEST(many_spans_of_one_upper_half_are_found),
		PROGRAM_TEST(spans_have_as_many_parts_as_they_need),
		PROGRAM_TEST(parts_lie_as_the_kernel_has_them),
		PROGRAM_TEST(spans_that_are_too_many_are_refused),
		PROGRAM_TEST(spans_that_fill_few_parts_are_refused),
		PROGRAM_TEST(the_better_answer_decides),
		PROGRAM_TEST(what_ranks_before_all_spans_decides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * plan_test.c - plans are built, checked and printed as plan.h says
 */
#include "offload/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static const struct plan_value port = { PLAN_TRANS, 16, 16 };
static const struct plan_value address = { PLAN_NET, 64, 128 };

static struct plan_node *add_node(struct arena *a, struct plan *plan,
				  struct plan_node node)
{
	struct plan_node *added = vec_push(a, &plan->nodes);

	*added = node;
	return added;
}

/* Node 0 tests the port; 1 drops, 2 accepts. */
static struct plan *make_plan(struct arena *a)
{
	struct plan *plan = arena_new_of(a, struct plan);

	plan->n_counters = 8;
	plan_add_value(a, plan, port);
	add_node(a, plan,
		 (struct plan_node){ .op = PLAN_EQ,
				     .rule = 4,
				     .part = { 0, 0xff00 },
				     .imm = 0x1600,
				     .yes = 1,
				     .no = 2 });
	add_node(a, plan,
		 (struct plan_node){ .op = PLAN_VERDICT,
				     .rule = 4,
				     .verdict = PLAN_DROP,
				     .counter = 7 });
	add_node(a, plan,
		 (struct plan_node){ .op = PLAN_VERDICT,
				     .rule = PLAN_NO_RULE,
				     .counter = PLAN_NO_COUNTER });
	return plan;
}

/* A map of port and address, that node 0 looks up. */
static void make_lookup(struct arena *a, struct plan *plan)
{
	struct plan_map *m = vec_push(a, &plan->maps);

	m->name = "web";
	m->max_entries = 10;
	*(struct plan_part *)vec_push(a, &m->parts) =
		(struct plan_part){ 0, 0xffff };
	*(struct plan_part *)vec_push(a, &m->parts) =
		(struct plan_part){ plan_add_value(a, plan, address),
				    (u128)0xff << 120 };
	plan->nodes.v[0].op = PLAN_LOOKUP;
	*(struct plan_case *)vec_push(a, &plan->nodes.v[0].cases) =
		(struct plan_case){ 3, 1 };
}

static void keeps_equal_values_once(void **state)
{
	struct arena *a = arena_new();
	struct plan plan = {};
	struct plan_value one = { PLAN_CONST, 0, 32, 1 };
	struct plan_value two = { PLAN_CONST, 0, 32, 2 };

	assert_int_equal(plan_add_value(a, &plan, port), 0);
	assert_int_equal(plan_add_value(a, &plan, one), 1);
	assert_int_equal(plan_add_value(a, &plan, two), 2);
	assert_int_equal(plan_add_value(a, &plan, one), 1);
	assert_int_equal(plan_add_value(a, &plan, port), 0);
	assert_int_equal(plan.values.n, 3);
	arena_free(a);
}

static void a_copy_can_be_added_to_alone(void **state)
{
	struct arena *a = arena_new();
	struct plan *plan = make_plan(a), *x, *y;

	make_lookup(a, plan); /* an array with room for more */
	x = plan_copy(a, plan);
	y = plan_copy(a, plan);
	((struct plan_map *)vec_push(a, &x->maps))->name = "x";
	((struct plan_map *)vec_push(a, &y->maps))->name = "y";
	assert_int_equal(plan->maps.n, 1);
	assert_string_equal(x->maps.v[1].name, "x");
	assert_string_equal(y->maps.v[1].name, "y");
	x->maps.v[0].name = "x";
	assert_string_equal(plan->maps.v[0].name, "web");
	arena_free(a);
}

static void makes_keys_of_words(void **state)
{
	struct arena *a = arena_new();
	struct plan *plan = make_plan(a);
	uint8_t key[8];

	make_lookup(a, plan);
	assert_int_equal(plan_map_key_bytes(plan, &plan->maps.v[0]), 4 + 16);
	assert_int_equal(plan_part_bytes(1), 4);
	assert_int_equal(plan_part_bytes(33), 8);
	plan_put_part(key, 48, 0x010203040506);
	assert_memory_equal(key, "\2\1\0\0\6\5\4\3", 8);
	arena_free(a);
}

static void assert_printed(const struct plan *plan, const char *expected)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	plan_print(plan, out);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
}

static void prints_a_line_a_node(void **state)
{
	struct arena *a = arena_new();
	struct plan *plan = make_plan(a);

	assert_printed(plan,
		       "    0: eq trans[16:16] & 0xff00, 0x1600 -> 1, else 2"
		       " ; rule 4\n"
		       "    1: verdict drop counter 7 ; rule 4\n"
		       "    2: verdict accept\n");
	make_lookup(a, plan);
	assert_printed(
		plan,
		"    0: lookup web {trans[16:16], net[64:128] &"
		" 0xff000000000000000000000000000000} 3 -> 1, else 2 ; rule 4\n"
		"    1: verdict drop counter 7 ; rule 4\n"
		"    2: verdict accept\n");
	arena_free(a);
}

/* True if plan_validate() ends the process. */
static bool is_refused(const struct plan *plan)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		signal(SIGABRT, SIG_DFL);
		fclose(stderr);
		plan_validate(plan);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void accepts_a_sound_plan(void **state)
{
	struct arena *a = arena_new();
	struct plan *plan = make_plan(a);

	assert_false(is_refused(plan));
	make_lookup(a, plan);
	assert_false(is_refused(plan));
	arena_free(a);
}

#define REFUSES(change)                            \
	do {                                       \
		struct arena *a = arena_new();     \
		struct plan *plan = make_plan(a);  \
                                                   \
		change;                            \
		if (!is_refused(plan))             \
			fail_msg("took " #change); \
		arena_free(a);                     \
	} while (0)

static void refuses_what_breaks_the_rules(void **state)
{
	REFUSES(plan->nodes.n = 0);
	REFUSES(plan->nodes.v[0].yes = 0);
	REFUSES(plan->nodes.v[0].no = 3);
	REFUSES(plan->nodes.v[0].op = N_PLAN_OPS);
	REFUSES(plan->nodes.v[0].part.value = 1);
	REFUSES(plan->nodes.v[0].part.mask = 0);
	REFUSES(plan->nodes.v[0].part.mask = 0x10000);
	REFUSES(plan->nodes.v[1].counter = 8);
	REFUSES(plan->nodes.v[1].verdict = PLAN_PUNT + 1);
	REFUSES(plan->values.v[0].width = 0);
	REFUSES(plan->values.v[0].width = 129);
	REFUSES(plan->values.v[0].base = PLAN_ANSWER + 1);
	REFUSES(plan->values.v[0].base = PLAN_META);
	REFUSES(make_lookup(a, plan); plan->nodes.v[0].map = 1);
	REFUSES(make_lookup(a, plan); plan->maps.v[0].kind = PLAN_MAP_RANKED);
	REFUSES(make_lookup(a, plan); plan->maps.v[0].n_entries = 11);
	REFUSES(make_lookup(a, plan); plan->nodes.v[0].cases.v[0].result = 0);
}

/* 0 looks map 0 up; behind it are 1 and 2, which look @second and @third up. */
static bool asks_twice(uint32_t second, uint32_t third, bool are_in_a_row)
{
	struct arena *a = arena_new();
	struct plan plan = {};
	bool ret;

	add_node(a, &plan,
		 (struct plan_node){ .op = PLAN_LOOKUP, .map = 0, .no = 1 });
	*(struct plan_case *)vec_push(a, &plan.nodes.v[0].cases) =
		(struct plan_case){ 1, 2 };
	add_node(a, &plan,
		 (struct plan_node){ .op = PLAN_LOOKUP,
				     .map = second,
				     .no = are_in_a_row ? 2 : 3 });
	add_node(
		a, &plan,
		(struct plan_node){ .op = PLAN_LOOKUP, .map = third, .no = 3 });
	add_node(a, &plan, (struct plan_node){ .op = PLAN_VERDICT });
	ret = plan_asks_twice(a, &plan, 1);
	arena_free(a);
	return ret;
}

static void finds_lookups_on_one_way(void **state)
{
	assert_false(asks_twice(2, 2, true));
	assert_false(asks_twice(1, 2, true));
	assert_false(asks_twice(1, 1, false));
	assert_true(asks_twice(1, 1, true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_equal_values_once),
		cmocka_unit_test(a_copy_can_be_added_to_alone),
		cmocka_unit_test(makes_keys_of_words),
		cmocka_unit_test(prints_a_line_a_node),
		cmocka_unit_test(accepts_a_sound_plan),
		cmocka_unit_test(refuses_what_breaks_the_rules),
		cmocka_unit_test(finds_lookups_on_one_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

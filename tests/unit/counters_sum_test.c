// SPDX-License-Identifier: GPL-2.0-only
/*
 * counters_sum_test.c - what becomes of a NIC's counters and its host's?
 */
#include "counters_sum.h"
#include "lib/fixture.h"

static void add(struct fixture *f, struct counted *to, const char *kind,
		const char *rule, const char *place, uint64_t packets)
{
	*vec_push(f->arena, &to->rows) = (struct counted_row){
		.label = { {
			[LABEL_PLACE] = place,
			[LABEL_KIND] = kind,
			[LABEL_CHAIN] = "netdev t c",
			[LABEL_RULE] = rule,
		} },
		.counter = { packets, 10 * packets },
	};
}

static void assert_row(const struct counted *counted, size_t i,
		       const char *rule, uint64_t packets)
{
	const struct counted_row *row = &counted->rows.v[i];

	assert_string_equal(label_text(&row->label, LABEL_RULE), rule);
	assert_int_equal(row->counter.packets, packets);
	assert_int_equal(row->counter.bytes, 10 * packets);
}

static void rules_of_both_have_the_counts_of_both(void **state)
{
	struct fixture *f = *state;
	struct counted host = {}, nic = {}, sum;

	add(f, &host, "decided", "a", "x:1", 1);
	add(f, &host, "reached", "a", "x:1", 2);
	add(f, &host, "decided", "a", "x:2", 4);
	add(f, &host, "decided", NULL, "x:0", 8);
	add(f, &nic, "decided", "a", "x:2", 100);
	add(f, &nic, "reached", "a", "x:1", 200);
	sum = counters_sum(f->arena, &host, &nic);
	assert_int_equal(sum.rows.n, 4);
	assert_row(&sum, 0, "a", 1);
	assert_row(&sum, 1, "a", 202);
	assert_row(&sum, 2, "a", 104);
	assert_row(&sum, 3, "", 8);
	assert_int_equal(host.rows.v[1].counter.packets, 2);
}

static void what_the_nic_alone_has_comes_last(void **state)
{
	struct fixture *f = *state;
	struct counted host = {}, nic = {}, sum;

	add(f, &host, "decided", "a", "x:1", 1);
	add(f, &host, "decided", "b", "x:2", 2);
	add(f, &host, "decided", "a", "x:1", 4);
	add(f, &nic, "decided", "c", "x:3", 8);
	add(f, &nic, "left", NULL, "x:1", 16);
	sum = counters_sum(f->arena, &host, &nic);
	assert_int_equal(sum.rows.n, 3);
	assert_row(&sum, 0, "a", 5);
	assert_row(&sum, 1, "b", 2);
	assert_row(&sum, 2, "c", 8);
}

static void only_a_part_of_the_policy_is_added(void **state)
{
	static const struct {
		const char *meta;
		bool has_sum;
	} cases[] = {
		{ "{ \"nic\": { \"part\": {} }, \"host\": {} }", true },
		{ "{ \"nic\": { \"part\": null }, \"host\": {} }", false },
		{ "{ \"nic\": { \"part\": {} }, \"host\": null }", false },
		{ "{ \"nic\": null, \"host\": {} }", false },
		{ "{ \"nic\": { \"part\": {} }, \"host\": {}, \"shadow\": true }",
		  false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *meta = json_loads(cases[i].meta, 0, NULL);

		assert_int_equal(counters_have_sum(meta), cases[i].has_sum);
		json_decref(meta);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(rules_of_both_have_the_counts_of_both),
		test(what_the_nic_alone_has_comes_last),
		test(only_a_part_of_the_policy_is_added),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

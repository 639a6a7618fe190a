// SPDX-License-Identifier: GPL-2.0-only
/*
 * rule_edits_test.c - what is kept of rules, with what changed of them since
 */
#include "load/rule_edits.h"

#include "lib/fixture.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define IFACE "v0"
#define GEN   1

static const char lines[] = "host\ta.nft:2\tdecided\tc\t\\N\t\\N\tfirst\n"
			    "host\ta.nft:3\tdecided\tc\t\\N\t\\N\tsecond\n"
			    "host\ta.nft:1\tdecided\tc\t\\N\taccept\t\\N\n";

/* A state in a folder of its own, with three rows and these edits. */
static struct state make_state(struct arena *a, const char *edits)
{
	char *run = arena_strdup(a, "/tmp/rule_edits_XXXXXX");
	struct state st = { .a = a, .pins = run, .run = run, .lock = -1 };

	assert_non_null(mkdtemp(run));
	assert_int_equal(state_write_text(&st, IFACE, GEN, STATE_LABELS, lines),
			 0);
	assert_int_equal(state_write_text(&st, IFACE, GEN, STATE_EDITS, edits),
			 0);
	return st;
}

static void remove_state(const struct state *st)
{
	state_remove_texts(st, IFACE, GEN);
	rmdir(arena_printf(st->a, "%s/" IFACE, st->run));
	rmdir(st->run);
}

static const char edits[] =
	"{\"source\":\"b.nft\",\"at\":7,"
	"\"hunks\":[{\"line\":2,\"old\":0,\"new\":1,\"rules\":[]},"
	"{\"line\":3,\"old\":1,\"new\":0,\"rules\":[]}],"
	"\"gone\":[1],\"rows\":[{\"counter\":3,\"chain\":\"c\","
	"\"rule\":\"x\",\"line\":2}]}\n"
	"{\"source\":\"c.nft\",\"at\":8,"
	"\"hunks\":[{\"line\":1,\"old\":0,\"new\":2,\"rules\":[]}],"
	"\"gone\":[],\"rows\":[{\"counter\":4,\"chain\":\"c\","
	"\"rule\":\"y\",\"line\":2}]}\n"
	"{\"source\":\"not done\"}\t";

/* "RULE@PLACE ..." of rows, by their numbers or in @order; uses them up. */
static const char *print_rows(struct arena *a, struct labels *labels,
			      const uint32_t *order, size_t n)
{
	const char *all = "";

	for (size_t i = 0; i < n; i++) {
		const struct label label =
			label_split(labels->lines.v[order ? order[i] : i]);

		all = arena_printf(a, "%s%s%s@%s", all, *all ? " " : "",
				   label.fields[LABEL_RULE] ?: "-",
				   label.fields[LABEL_PLACE] ?: "-");
	}
	return all;
}

static struct labels read_labels(const struct state *st)
{
	struct labels labels[N_SLOTS];

	assert_int_equal(labels_read(st, IFACE, GEN, NULL, labels), 0);
	return labels[SLOT_HOST];
}

static void rows_go_by_counters_and_are_put_in_order(void **state)
{
	struct fixture *f = *state;
	const struct state st = make_state(f->arena, edits);
	struct labels labels = read_labels(&st);

	assert_string_equal(print_rows(f->arena, &labels, NULL, labels.lines.n),
			    "first@c.nft:5 -@- -@c.nft:3 x@c.nft:4 y@c.nft:2");
	labels = read_labels(&st);
	assert_string_equal(
		print_rows(f->arena, &labels, labels.order.v, labels.order.n),
		"y@c.nft:2 x@c.nft:4 first@c.nft:5 -@c.nft:3");
	remove_state(&st);
}

/* The name is longer, and has what a field writes in another way. */
static void places_are_those_of_the_text_now(void **state)
{
	static const char longer[] =
		"{\"source\":\"a\\tname:of\\\\another\",\"at\":7,"
		"\"hunks\":[{\"line\":2,\"old\":0,\"new\":1200,\"rules\":[]}],"
		"\"gone\":[],\"rows\":[]}\n";
	struct fixture *f = *state;
	const struct state st = make_state(f->arena, longer);
	struct labels labels = read_labels(&st);

	assert_string_equal(
		print_rows(f->arena, &labels, labels.order.v, labels.order.n),
		"first@a\tname:of\\another:1202 second@a\tname:of\\another:1203 "
		"-@a\tname:of\\another:1");
	remove_state(&st);
}

static void a_meta_names_the_text_that_it_is_of_now(void **state)
{
	struct fixture *f = *state;
	const struct state st = make_state(f->arena, edits);
	json_t *meta =
		json_pack("{s:s, s:i}", "source", "a.nft", "loaded_at", 1);

	rule_edits_apply_meta(&st, IFACE, GEN, meta);
	assert_string_equal(json_string_value(json_object_get(meta, "source")),
			    "c.nft");
	assert_int_equal(json_integer_value(json_object_get(meta, "loaded_at")),
			 8);
	json_decref(meta);
	remove_state(&st);
}

/* Memory would be had for as many rows as that. */
static void numbers_of_no_row_are_refused(void **state)
{
	static const char *const damaged[] = {
		"{\"rows\":[{\"counter\":-1}]}\n",
		"{\"rows\":[{\"counter\":99999999999}]}\n",
		"{\"rows\":\n",
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
		const struct state st = make_state(f->arena, damaged[i]);
		struct labels labels[N_SLOTS];
		struct rule_edits all;

		assert_int_equal(rule_edits_read(&st, IFACE, GEN, &all),
				 -EINVAL);
		assert_int_equal(labels_read(&st, IFACE, GEN, NULL, labels),
				 -EINVAL);
		remove_state(&st);
	}
}

static void counters_have_their_lines(void **state)
{
	struct fixture *f = *state;
	const struct state st = make_state(f->arena, edits);
	struct rule_edits all;

	assert_int_equal(rule_edits_read(&st, IFACE, GEN, &all), 0);
	assert_int_equal(all.v.n, 2);
	assert_int_equal(rule_edits_line_of(&all, 0, 2), 5);
	assert_int_equal(rule_edits_line_of(&all, 1, 3), 0);
	assert_int_equal(rule_edits_line_of(&all, 3, 0), 4);
	assert_int_equal(rule_edits_line_of(&all, 4, 0), 2);
	assert_int_equal(rule_edits_line_of(&all, 7, 0), 0);
	assert_int_equal(rule_edits_next_row(&all, 3), 5);
	assert_int_equal(rule_edits_next_row(&all, 9), 9);
	rule_edits_free(&all);
	remove_state(&st);
}

/* Keys of counters 10 and 11, of rows 0 and 1, move; then row 3 has 10. */
static const char moves[] =
	"{\"kept\":[],\"moves\":[{\"keys\":[[\"k\",1,10,12],[\"l\",1,11,13]]}]}\n"
	"{\"source\":\"b\",\"kept\":[[10,100,1000]],\"gone\":[1],"
	"\"rows\":[{\"counter\":3,\"line\":8,\"at\":10}],"
	"\"moves\":[{\"keys\":[[\"k\",1,12,14],[\"m\",1,-1,10]]}]}\n";

static void rules_have_all_counters_of_their_keys(void **state)
{
	struct fixture *f = *state;
	const struct state st = make_state(f->arena, moves);
	struct nicfw_counter counters[15] = {
		[2] = { 7, 70 },    [10] = { 105, 1050 }, [11] = { 3, 30 },
		[12] = { 20, 200 }, [13] = { 4, 40 },	  [14] = { 1, 10 },
	};
	uint32_t row_of[15] = { 9, 9, 2, 9, 9, 9, 9, 9, 9, 9, 0, 1, 9, 9, 9 };
	struct nicfw_counter *sums;
	struct rule_edits all;
	uint32_t n_rows = 3;

	assert_int_equal(rule_edits_read(&st, IFACE, GEN, &all), 0);
	sums = rule_edits_sum(f->arena, &all, counters, 15, row_of, &n_rows);
	assert_int_equal(n_rows, 4);
	assert_int_equal(sums[0].packets, 100 + 20 + 1);
	assert_int_equal(sums[0].bytes, 1000 + 200 + 10);
	assert_int_equal(sums[1].packets, 3 + 4);
	assert_int_equal(sums[2].packets, 7);
	assert_int_equal(sums[3].packets, 5);
	assert_int_equal(sums[3].bytes, 50);
	rule_edits_free(&all);
	remove_state(&st);
}

/* Whoever reads edits last may have read a counter before it was given on. */
static void a_counter_that_was_read_before_has_nothing_of_another(void **state)
{
	struct fixture *f = *state;
	const struct state st = make_state(f->arena, moves);
	struct nicfw_counter counters[15] = { [10] = { 90, 900 } };
	uint32_t row_of[15] = { [11] = 1, [12] = 9, [13] = 9, [14] = 9 };
	struct nicfw_counter *sums;
	struct rule_edits all;
	uint32_t n_rows = 3;

	assert_int_equal(rule_edits_read(&st, IFACE, GEN, &all), 0);
	sums = rule_edits_sum(f->arena, &all, counters, 15, row_of, &n_rows);
	assert_int_equal(sums[0].packets, 100);
	assert_int_equal(sums[3].packets, 0);
	rule_edits_free(&all);
	remove_state(&st);
}

static void counters_that_there_are_not_are_nobodys(void **state)
{
	static const char damaged[] =
		"{\"kept\":[[-2,1,1],[4,1,1]],\"moves\":[{\"keys\":"
		"[[\"k\",1,0,-1],[\"k\",1,0,4],[\"k\",1,4,1],[\"k\",1,-1,1]]}],"
		"\"rows\":[{\"counter\":1,\"line\":8,\"at\":-1},"
		"{\"counter\":1,\"line\":8,\"at\":4}]}\n";
	struct fixture *f = *state;
	const struct state st = make_state(f->arena, damaged);
	const struct nicfw_counter counters[4] = { { 1, 10 }, { 2, 20 } };
	uint32_t row_of[4] = { 0, 1 };
	struct nicfw_counter *sums;
	struct rule_edits all;
	uint32_t n_rows = 2;

	assert_int_equal(rule_edits_read(&st, IFACE, GEN, &all), 0);
	sums = rule_edits_sum(f->arena, &all, counters, 4, row_of, &n_rows);
	assert_int_equal(n_rows, 2);
	assert_int_equal(sums[0].packets, 1);
	assert_int_equal(sums[1].packets, 2);
	rule_edits_free(&all);
	remove_state(&st);
}

static void counters_lead_back_to_their_rules(void **state)
{
	struct fixture *f = *state;
	const struct state st = make_state(f->arena, moves);
	struct rule_edits all;
	uint32_t was = 0;

	assert_int_equal(rule_edits_read(&st, IFACE, GEN, &all), 0);
	assert_int_equal(rule_edits_row_of(&all, 10, &was), 3);
	assert_int_equal(rule_edits_row_of(&all, 14, &was), RULE_EDITS_NO_ROW);
	assert_int_equal(was, 10);
	assert_int_equal(rule_edits_row_of(&all, 13, &was), RULE_EDITS_NO_ROW);
	assert_int_equal(was, 11);
	assert_int_equal(rule_edits_row_of(&all, 2, &was), RULE_EDITS_NO_ROW);
	assert_int_equal(was, 2);
	rule_edits_free(&all);
	remove_state(&st);
}

static void without_edits_all_stays(void **state)
{
	struct fixture *f = *state;
	const struct state st = make_state(f->arena, "");
	struct labels labels = read_labels(&st);
	json_t *meta = json_pack("{s:s}", "source", "a.nft");
	json_t *same = json_deep_copy(meta);

	rule_edits_apply_meta(&st, IFACE, GEN, meta);
	assert_true(json_equal(meta, same));
	assert_string_equal(
		print_rows(f->arena, &labels, labels.order.v, labels.order.n),
		"first@a.nft:2 second@a.nft:3 -@a.nft:1");
	json_decref(meta);
	json_decref(same);
	remove_state(&st);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(rows_go_by_counters_and_are_put_in_order),
		test(places_are_those_of_the_text_now),
		test(a_meta_names_the_text_that_it_is_of_now),
		test(numbers_of_no_row_are_refused),
		test(counters_have_their_lines),
		test(rules_have_all_counters_of_their_keys),
		test(a_counter_that_was_read_before_has_nothing_of_another),
		test(counters_that_there_are_not_are_nobodys),
		test(counters_lead_back_to_their_rules),
		test(without_edits_all_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

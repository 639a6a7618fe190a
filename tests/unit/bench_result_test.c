// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_result_test.c - what is measured is written whole, and read back
 */
#include "lib/bench_run.h"

#include "bench/stats.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>

static struct bench_run run;

static int setup(void **state)
{
	bench_run_start(&run);
	return 0;
}

static int teardown(void **state)
{
	bench_run_end(&run);
	return 0;
}

static void append(const char *text)
{
	FILE *out = fopen(run.path, "a");

	assert_non_null(out);
	assert_int_equal(fputs(text, out) < 0, 0);
	fclose(out);
}

static off_t size_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}

static void a_row_is_read_as_it_was_written(void **state)
{
	const double samples[] = { 3.25, 1.5, 1e9 };
	struct result row = bench_run_row("nicfw-driver", 160000, samples);
	const struct rows_row *back;

	row.n_samples = 3;
	row.reason = "a remark";
	bench_run_add(&run, row);
	bench_run_read(&run);
	assert_int_equal(run.rows.rows.n, 1);
	assert_int_equal(run.diag->msgs.n, 0);
	back = &run.rows.rows.v[0];
	assert_string_equal(back->result.suite, "packet");
	assert_string_equal(back->result.family, "exact");
	assert_string_equal(back->result.traffic, "miss");
	assert_string_equal(back->result.opponent, "nicfw-driver");
	assert_string_equal(back->result.quantity, "cpu");
	assert_string_equal(back->result.unit, "ns/packet");
	assert_string_equal(back->result.fed, "redirect");
	assert_string_equal(back->result.reason, "a remark");
	assert_int_equal(back->result.status, RESULT_OK);
	assert_int_equal(back->result.n_rules, 160000);
	assert_int_equal(back->result.n_samples, 3);
	assert_memory_equal(back->result.samples, samples, sizeof(samples));
	assert_true(back->result.control == 1.01);
	assert_true(back->stats.min == 1.5 && back->stats.median == 3.25);
}

static void texts_that_are_null_stay_so(void **state)
{
	bench_run_add(&run, (struct result){ .suite = "dpdk",
					     .status = RESULT_SKIPPED,
					     .reason = "no libdpdk" });
	bench_run_read(&run);
	assert_int_equal(run.rows.rows.n, 1);
	assert_null(run.rows.rows.v[0].result.family);
	assert_null(run.rows.rows.v[0].result.unit);
	assert_true(run.rows.rows.v[0].result.control == 0);
	assert_int_equal(run.groups.groups.n, 0);
}

static void bytes_of_any_kind_are_still_one_line_of_json(void **state)
{
	bench_run_add_cost(&run, "\"\\\n\xff\xc3\x28<b>\x01", 1, 5);
	bench_run_read(&run);
	assert_int_equal(run.diag->msgs.n, 0);
	assert_int_equal(run.rows.rows.n, 1);
	assert_string_equal(run.rows.rows.v[0].result.opponent,
			    "\"\\\\x0a\\xff\\xc3(<b>\\x01");
}

static void what_says_nothing_is_not_written(void **state)
{
	const double good = 1, not_a_number = NAN, infinite = INFINITY;
	off_t before = size_of(run.path);
	struct result rows[] = {
		bench_run_row("a", 1, &not_a_number),
		bench_run_row("a", 1, &infinite),
		bench_run_row("a", 1, &good),
		bench_run_row("a", 1, &good),
		bench_run_row("a", 1, &good),
	};

	rows[2].n_samples = 0;
	rows[3].status = RESULT_VOID; /* without a reason */
	rows[4].control = NAN;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(result_write(run.file, &rows[i]), -EINVAL);
	assert_int_equal(size_of(run.path), before);
}

/* A limit of the file's size stops a write in the middle, as a full disk. */
static void a_line_is_there_as_a_whole_or_not_at_all(void **state)
{
	off_t before = size_of(run.path);
	struct rlimit limit, none;
	const double ns = 7;
	struct result row = bench_run_row("nicfw-driver", 1, &ns);

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &none), 0);
	limit = none;
	limit.rlim_cur = (rlim_t)before + 20;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(result_write(run.file, &row), -ENOSPC);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(size_of(run.path), before);
	bench_run_add(&run, row);
	bench_run_read(&run);
	assert_int_equal(run.rows.rows.n, 1);
}

static void a_run_that_was_killed_has_what_came_before(void **state)
{
	bench_run_add_cost(&run, "nicfw-driver", 1, 10);
	append("{\"line\":\"result\",\"suite\":\"packet\",\"fam");
	assert_int_equal(rows_read(run.arena, run.diag, run.path, &run.rows),
			 0);
	assert_int_equal(run.rows.rows.n, 1);
	assert_null(run.rows.files.v[0].end);
	assert_non_null(run.rows.files.v[0].machine);
	assert_int_equal(run.diag->msgs.n, 1);
	assert_non_null(strstr(run.diag->msgs.v[0].text, "cut short"));
	assert_int_equal(run.diag->msgs.v[0].loc.line, 3);
}

static void a_line_that_is_no_result_is_left_out_and_said(void **state)
{
	static const char *const lines[] = {
		"\n",
		"[]\n",
		"{\"line\":\"result\"}\n",
		"{\"line\":\"machine\"}\n", /* a second one */
		"{\"line\":\"result\",\"suite\":\"packet\",\"family\":null,"
		"\"rules\":-1,\"traffic\":null,\"opponent\":null,"
		"\"quantity\":\"cpu\",\"unit\":\"s\",\"fed\":null,"
		"\"status\":\"ok\",\"reason\":null,\"control\":null,"
		"\"samples\":[1]}\n",
		"{\"line\":\"result\",\"suite\":\"packet\",\"family\":null,"
		"\"rules\":1,\"traffic\":null,\"opponent\":null,"
		"\"quantity\":\"cpu\",\"unit\":\"s\",\"fed\":null,"
		"\"status\":\"fine\",\"reason\":null,\"control\":null,"
		"\"samples\":[1]}\n",
		"{\"line\":\"result\",\"suite\":\"packet\",\"family\":null,"
		"\"rules\":1,\"traffic\":null,\"opponent\":null,"
		"\"quantity\":\"cpu\",\"unit\":\"s\",\"fed\":null,"
		"\"status\":\"ok\",\"reason\":null,\"control\":null,"
		"\"samples\":[\"1\"]}\n",
	};
	size_t n = sizeof(lines) / sizeof(lines[0]);

	for (size_t i = 0; i < n; i++)
		append(lines[i]);
	bench_run_add_cost(&run, "nicfw-driver", 1, 10);
	bench_run_read(&run);
	assert_int_equal(run.rows.rows.n, 1);
	assert_int_equal(run.diag->msgs.n, n);
	assert_int_equal(run.diag->n_errors, 0);
}

static void a_suite_that_refused_is_a_row_with_its_reason(void **state)
{
	char path[96];
	FILE *out;

	snprintf(path, sizeof(path), "%s/dpdk.reason", run.folder);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs("no libdpdk\n(make deps-bench)\n", out);
	fclose(out);
	bench_run_read(&run);
	unlink(path);
	assert_int_equal(run.rows.rows.n, 1);
	assert_string_equal(run.rows.rows.v[0].result.suite, "dpdk");
	assert_int_equal(run.rows.rows.v[0].result.status, RESULT_SKIPPED);
	assert_string_equal(run.rows.rows.v[0].result.reason,
			    "no libdpdk (make deps-bench)");
}

static void a_folder_without_results_is_an_error(void **state)
{
	assert_int_equal(
		rows_read(run.arena, run.diag, "/nonexistent", &run.rows),
		-ENOENT);
	assert_int_equal(run.diag->n_errors, 1);
}

/* Nothing in the machine's line says whose machine it is. */
static void the_machine_is_described_without_its_name(void **state)
{
	char name[256], *text;
	const json_t *machine;

	bench_run_read(&run);
	machine = run.rows.files.v[0].machine;
	assert_non_null(machine);
	assert_non_null(run.rows.files.v[0].end);
	assert_true(json_is_string(json_object_get(machine, "date")));
	assert_int_equal(json_array_size(json_object_get(machine, "command")),
			 2);
	assert_true(json_integer_value(json_object_get(machine, "cores")) > 0);
	assert_int_equal(json_array_size(json_object_get(machine, "load")), 3);
	assert_non_null(json_object_get(json_object_get(machine, "versions"),
					"libdpdk"));
	assert_int_equal(gethostname(name, sizeof(name)), 0);
	text = json_dumps(machine, 0);
	/* A name of a few letters is in other words too. */
	if (strlen(name) > 6)
		assert_null(strstr(text, name));
	free(text);
}

static void each_status_has_a_name(void **state)
{
	for (int i = 0; i < N_RESULT_STATUSES; i++)
		assert_non_null(result_status_names[i]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_row_is_read_as_it_was_written),
		TEST(texts_that_are_null_stay_so),
		TEST(bytes_of_any_kind_are_still_one_line_of_json),
		TEST(what_says_nothing_is_not_written),
		TEST(a_line_is_there_as_a_whole_or_not_at_all),
		TEST(a_run_that_was_killed_has_what_came_before),
		TEST(a_line_that_is_no_result_is_left_out_and_said),
		TEST(a_suite_that_refused_is_a_row_with_its_reason),
		TEST(a_folder_without_results_is_an_error),
		TEST(the_machine_is_described_without_its_name),
		cmocka_unit_test(each_status_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_command_test.c - is what a command costs what it has cost?
 */
#include "bench/command.h"

#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct command_cost cost;
static char answer[64];

static int run(const char *text, unsigned int most_s)
{
	memset(&cost, 0, sizeof(cost));
	return command_run(text, most_s, &cost, answer, sizeof(answer));
}

static void the_first_line_is_the_answer(void **state)
{
	assert_int_equal(run("echo one; echo two", 60), 0);
	assert_string_equal(answer, "one");
	assert_int_equal(run("echo wrong >&2; exit 3", 60), -EIO);
	assert_string_equal(answer, "wrong");
	assert_int_equal(run("false", 60), -EIO);
	assert_string_equal(answer, "it fails without a word");
	assert_int_equal(run("true", 60), 0);
	assert_string_equal(answer, "");
	assert_int_equal(run("printf '%0100d' 0", 60), 0);
	assert_int_equal(strlen(answer), sizeof(answer) - 1);
}

static void what_takes_too_long_is_ended(void **state)
{
	assert_int_equal(run("echo begun; sleep 60 | cat", 1), -ETIMEDOUT);
	assert_string_equal(answer, "it takes longer than 1 seconds");
	assert_true(cost.wall_s >= 1 && cost.wall_s < 30);
}

/* A loop takes CPU time in a child of the shell's, dd has a buffer. */
static void costs_are_those_of_all_that_it_starts(void **state)
{
	const char *loop =
		"sh -c 'i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done'";

	assert_int_equal(run(loop, 60), 0);
	assert_true(cost.cpu_s > 0.01);
	assert_true(cost.cpu_s <= 1.1 * cost.wall_s);
	assert_int_equal(run("true; dd if=/dev/zero of=/dev/null bs=200M "
			     "count=1; true",
			     60),
			 0);
	assert_true(cost.rss_mb >= 200 && cost.rss_mb < 300);
	assert_int_equal(run("exec sleep 0.2", 60), 0);
	assert_true(cost.wall_s >= 0.2 && cost.cpu_s < 0.1);
}

/* As its 41st field /proc/PID/stat has the policy (man 5 proc). */
static void what_is_measured_runs_ahead_of_others(void **state)
{
	const struct sched_param most = { .sched_priority = 1 };
	const char *text = "cut -d ' ' -f 41 /proc/self/stat";

	if (sched_setscheduler(0, SCHED_RR, &most))
		skip();
	assert_int_equal(
		sched_setscheduler(0, SCHED_OTHER, &(struct sched_param){ 0 }),
		0);
	assert_int_equal(run(text, 60), 0);
	assert_int_equal(atoi(answer), SCHED_RR);
	assert_int_equal(command_run(text, 60, NULL, answer, sizeof(answer)),
			 0);
	assert_int_equal(atoi(answer), SCHED_OTHER);
	assert_int_equal(sched_getscheduler(0), SCHED_OTHER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_line_is_the_answer),
		cmocka_unit_test(what_takes_too_long_is_ended),
		cmocka_unit_test(costs_are_those_of_all_that_it_starts),
		cmocka_unit_test(what_is_measured_runs_ahead_of_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

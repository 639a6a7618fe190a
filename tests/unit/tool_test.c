// SPDX-License-Identifier: GPL-2.0-only
/*
 * tool_test.c - programs of the system, and what a live ruleset reads by them
 */
#include "load/tool.h"

#include "lib/fixture.h"
#include "load/live.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void what_a_tool_prints_is_kept_whole(void **state)
{
	static const struct tool tool = { { "cat" }, "a\nb", 3 };
	struct fixture *f = *state;
	char *out;
	size_t len;

	assert_int_equal(tool_run(f->arena, f->diag, &tool, &out, &len), 0);
	assert_int_equal(len, 3);
	assert_string_equal(out, "a\nb");
	assert_int_equal(f->diag->n_errors, 0);
}

static void more_than_a_pipe_holds_hangs_nobody(void **state)
{
	const size_t size = 1 << 20;
	struct fixture *f = *state;
	struct tool tool = { { "cat" }, NULL, size };
	char *text = arena_alloc(f->arena, size), *out;
	size_t len;

	memset(text, 'x', size);
	tool.input = text;
	assert_int_equal(tool_run(f->arena, f->diag, &tool, &out, &len), 0);
	assert_int_equal(len, size);
	assert_memory_equal(out, text, size);
}

static void a_tool_that_fails_is_told_with_what_it_said(void **state)
{
	static const struct tool tool = {
		{ "sh", "-c", "echo first >&2; echo second >&2; exit 4" }
	};
	struct fixture *f = *state;
	char *out;
	size_t len;

	assert_int_equal(tool_run(f->arena, f->diag, &tool, &out, &len), -EIO);
	assert_int_equal(f->diag->n_errors, 1);
	assert_string_equal(
		f->diag->msgs.v[0].text,
		"sh -c echo first >&2; echo second >&2; exit 4: failed: first");
}

static void a_tool_that_is_killed_has_failed(void **state)
{
	static const struct tool tool = { { "sh", "-c", "kill -9 $$" } };
	struct fixture *f = *state;
	char *out;
	size_t len;

	assert_int_equal(tool_run(f->arena, f->diag, &tool, &out, &len), -EIO);
	assert_int_equal(f->diag->n_errors, 1);
}

static void a_tool_that_is_not_there_is_named(void **state)
{
	static const struct tool tool = { { "no-such-tool-of-nicfw" } };
	struct fixture *f = *state;
	char *out;
	size_t len;

	assert_int_equal(tool_run(f->arena, f->diag, &tool, &out, &len),
			 -ENOENT);
	assert_non_null(strstr(f->diag->msgs.v[0].text,
			       "no-such-tool-of-nicfw: no such program"));
}

static int say_hello(const struct tool *tool)
{
	printf("hello %s", tool->argv[1]);
	fflush(stdout);
	return 0;
}

static void a_function_runs_in_a_process_of_its_own(void **state)
{
	static const struct tool tool = { .argv = { "hello", "you" },
					  .run = say_hello };
	struct fixture *f = *state;
	char *out;
	size_t len;

	assert_int_equal(tool_run(f->arena, f->diag, &tool, &out, &len), 0);
	assert_string_equal(out, "hello you");
}

/* As a terminal does, which asks all of a process group to end. */
static int interrupt(const struct tool *tool)
{
	(void)tool;
	kill(-atoi(tool->argv[1]), SIGINT);
	return 0;
}

static int run_interrupted(struct fixture *f)
{
	struct tool tool = { .run = interrupt };
	sigset_t set;
	char *out;
	size_t len;

	setpgid(0, 0);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	tool.argv[0] = "interrupt";
	tool.argv[1] = arena_printf(f->arena, "%d", getpid());
	return tool_run(f->arena, f->diag, &tool, &out, &len);
}

static void whoever_holds_signals_back_holds_them_back_for_a_tool(void **state)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(run_interrupted(*state) ? 1 : 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* Without a pause, for three times as long as it may do nothing; longer than
 * others have the processor. */
static int work(const struct tool *tool)
{
	while (clock() < CLOCKS_PER_SEC / 1000 * 3 * tool->idle_ms)
		;
	return 0;
}

static void a_tool_that_works_is_waited_for(void **state)
{
	static const struct tool tool = { .argv = { "work" },
					  .run = work,
					  .idle_ms = 400 };
	struct fixture *f = *state;
	char *out;
	size_t len;

	assert_int_equal(tool_run(f->arena, f->diag, &tool, &out, &len), 0);
	assert_int_equal(f->diag->n_errors, 0);
}

static void a_tool_that_waits_is_ended(void **state)
{
	static const struct tool tool = { .argv = { "sleep", "1000" },
					  .idle_ms = 1000 };
	struct fixture *f = *state;
	char *out;
	size_t len;

	assert_int_equal(tool_run(f->arena, f->diag, &tool, &out, &len),
			 -ETIMEDOUT);
	assert_string_equal(f->diag->msgs.v[0].text,
			    "sleep 1000: was ended: it did nothing for 1 s");
}

/* Says that it runs, then waits for ever. */
static int hang(const struct tool *tool)
{
	if (write(atoi(tool->argv[1]), "", 1) == 1)
		pause();
	return 0;
}

static void a_tool_ends_with_who_waits_for_it(void **state)
{
	struct fixture *f = *state;
	struct tool tool = { .run = hang };
	int ends[2];
	size_t len;
	char *out, byte;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	tool.argv[0] = "hang";
	tool.argv[1] = arena_printf(f->arena, "%d", ends[1]);
	pid = fork();
	if (!pid)
		_exit(tool_run(f->arena, f->diag, &tool, &out, &len) != 0);
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	/* It held the other end. */
	assert_int_equal(poll(&(struct pollfd){ ends[0], POLLIN }, 1, 10000),
			 1);
	close(ends[0]);
}

static void add_line(const char *line, size_t len, void *arg)
{
	live_silent_add_line(arg, line, len);
}

static void lines_of_a_tool_are_numbered_as_its_text_is(void **state)
{
	static const char text[] = "# at noon\n:a DROP [1:2]\n-A a\nlast";
	static const struct tool tool = { { "cat" }, text, sizeof(text) - 1 };
	struct live_silent by_text = {}, by_line = {};
	struct fixture *f = *state;

	live_silent_add(&by_text, text);
	assert_int_equal(
		tool_run_lines(f->arena, f->diag, &tool, add_line, &by_line),
		0);
	assert_memory_equal(&by_text, &by_line, sizeof(by_text));
}

static bool is_as(const char *a, const char *b)
{
	struct live_silent one = {}, other = {};

	live_silent_add(&one, a);
	live_silent_add(&other, b);
	return !memcmp(&one, &other, sizeof(one));
}

static void times_and_counters_of_chains_change_no_dump(void **state)
{
	(void)state;
	assert_true(is_as("# at 1\n:a DROP [1:2]\n-A a\n",
			  "# at 2\n:a DROP [3:4]\n-A a\n# end\n"));
	assert_false(is_as(":a DROP [1:2]\n", ":a ACCEPT [1:2]\n"));
	assert_false(is_as("-A a\n-A b\n", "-A b\n-A a\n"));
	assert_false(is_as("-A a\n-A b\n", "-A a\n"));
	assert_false(is_as("-A a [1:2]\n", "-A a [3:4]\n"));
}

static void names_of_legacy_tables_are_lines(void **state)
{
	char text[] = "nat\nfilter\n", none[] = "", many[] = "a\nb\nc";
	const char *names[2] = {};

	(void)state;
	assert_int_equal(live_legacy_names(text, names, 2), 2);
	assert_string_equal(names[0], "nat");
	assert_string_equal(names[1], "filter");
	assert_int_equal(live_legacy_names(none, names, 2), 0);
	assert_int_equal(live_legacy_names(many, names, 2), 2);
}

static void tables_are_called_by_whose_they_are(void **state)
{
	static const struct {
		struct ast_table table;
		const char *name;
	} rows[] = {
		{ { .family = FAMILY_INET, .name = "t" }, "inet t" },
		{ { .family = FAMILY_IP,
		    .name = "filter",
		    .syntax = SYNTAX_IPTABLES_NFT },
		  "ip filter" },
		{ { .family = FAMILY_IP6,
		    .name = "raw",
		    .syntax = SYNTAX_IPTABLES_LEGACY },
		  "legacy ip6 raw" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(live_table_name(f->arena, &rows[i].table),
				    rows[i].name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(what_a_tool_prints_is_kept_whole),
		test(more_than_a_pipe_holds_hangs_nobody),
		test(a_tool_that_fails_is_told_with_what_it_said),
		test(a_tool_that_is_killed_has_failed),
		test(a_tool_that_is_not_there_is_named),
		test(a_function_runs_in_a_process_of_its_own),
		test(whoever_holds_signals_back_holds_them_back_for_a_tool),
		test(a_tool_that_works_is_waited_for),
		test(a_tool_that_waits_is_ended),
		test(a_tool_ends_with_who_waits_for_it),
		test(lines_of_a_tool_are_numbered_as_its_text_is),
		test(times_and_counters_of_chains_change_no_dump),
		test(names_of_legacy_tables_are_lines),
		test(tables_are_called_by_whose_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

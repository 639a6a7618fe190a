// SPDX-License-Identifier: GPL-2.0-only
/*
 * objects_log_test.c - what is said of a program that the verifier refuses
 *
 * The kernel's answers are made up here: those that depend on its version, or
 * that take a program of a million instructions.
 */
#include "lib/insns.h"
#include "load/objects.h"

#include <setjmp.h>
#include <stdarg.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>

#include <cmocka.h>

/* Without a log, and with one, which it leaves behind. */
static struct {
	int plain;
	int logging;
	const char *log;
	bool has_ticks; /* knows ktime_get_coarse_ns */
} answers = { .has_ticks = true };

/* In the place of libbpf's. */
int bpf_prog_load(enum bpf_prog_type type, const char *name,
		  const char *license, const struct bpf_insn *insns,
		  size_t n_insns, const struct bpf_prog_load_opts *opts)
{
	(void)type;
	(void)name;
	(void)license;
	for (size_t i = 0; i < n_insns; i++)
		if (insns[i].code == (BPF_JMP | BPF_CALL) &&
		    insns[i].imm == BPF_FUNC_ktime_get_coarse_ns &&
		    !answers.has_ticks)
			return -EINVAL;
	if (!opts->log_buf)
		return answers.plain;
	strcpy(opts->log_buf, answers.log);
	return answers.logging;
}

static void is_refused(int err, const char *why, const char *log)
{
	struct nicfw_control control = { .ready = 1 };
	struct arena *a = arena_new();
	struct image img = {};
	struct refusal refusal;
	struct objects o;

	add_insn(a, &img, CALL(ktime_get_coarse_ns), PLAN_NO_RULE);
	add_insn(a, &img, EXIT(), PLAN_NO_RULE);
	assert_int_equal(
		objects_load(a, &img, NULL, control, NULL, &o, &refusal), err);
	assert_string_equal(refusal.why, why);
	assert_string_equal(refusal.log ? refusal.log : "none", log);
	arena_free(a);
}

static void says_the_line_that_tells_why(void **state)
{
	(void)state;
	answers.plain = answers.logging = -EACCES;
	answers.log = "0: (95) exit\nR0 !read_ok\nprocessed 1 insns\n";
	is_refused(-EACCES, "program: not allowed: R0 !read_ok", answers.log);
	answers.plain = answers.logging = -EOPNOTSUPP;
	answers.log = "0: (95) exit\n[nfp] no exit\nprocessed 1 insns\n";
	is_refused(-EOPNOTSUPP,
		   "program: Operation not supported: [nfp] no exit",
		   answers.log);
}

static void says_what_was_wrong_where_the_log_has_no_room(void **state)
{
	(void)state;
	answers.plain = -E2BIG;
	answers.logging = -ENOSPC;
	answers.log = "0: (b7) r0 = 2\n1: (95) ex";
	is_refused(-E2BIG, "program: Argument list too long", answers.log);
}

static void says_what_was_wrong_where_there_is_no_log(void **state)
{
	(void)state;
	answers.plain = answers.logging = -EPERM;
	answers.log = "";
	is_refused(
		-EPERM,
		"program: not permitted; run as root (needs CAP_BPF and CAP_NET_ADMIN)",
		"none");
}

/* Linux 5.10: all that is wrong is what is made up here. */
static void takes_another_clock_where_the_first_is_not_there(void **state)
{
	(void)state;
	answers.has_ticks = false;
	answers.plain = answers.logging = -EACCES;
	answers.log = "R0 !read_ok\n";
	is_refused(-EACCES, "program: not allowed: R0 !read_ok", answers.log);
	answers.has_ticks = true;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_the_line_that_tells_why),
		cmocka_unit_test(says_what_was_wrong_where_the_log_has_no_room),
		cmocka_unit_test(says_what_was_wrong_where_there_is_no_log),
		cmocka_unit_test(
			takes_another_clock_where_the_first_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_tools_test.c - do the tools take what rulesets say in their words?
 *
 * nft, iptables and ipset are asked, in network namespaces of their own. What
 * is not there, or not allowed, is skipped.
 */
#include "lib/bench_rules.h"

#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the shell ends with where a tool, or a namespace, is not to be had. */
#define NOT_HERE 127

/* Prints @rules to one file or to two. -ENOTSUP: there is no such form. */
typedef int print_fn(const struct rules *rules, enum rules_hook hook,
		     FILE *first, FILE *second);

static int print_nft(const struct rules *rules, enum rules_hook hook,
		     FILE *first, FILE *second)
{
	(void)second;
	rules_print_nft(rules, hook, "lo", first);
	return 0;
}

static int print_nft_set(const struct rules *rules, enum rules_hook hook,
			 FILE *first, FILE *second)
{
	(void)second;
	return rules_print_nft_set(rules, hook, "lo", first);
}

static int print_iptables(const struct rules *rules, enum rules_hook hook,
			  FILE *first, FILE *second)
{
	(void)second;
	return rules_print_iptables(rules, hook, first);
}

static _Noreturn void run_child(const char *command, int first, int second)
{
	char text[256];

	snprintf(text, sizeof(text), "a=/proc/%d/fd/%d b=/proc/%d/fd/%d; %s",
		 getpid(), first, getpid(), second, command);
	if (!unshare(CLONE_NEWNET))
		execlp("sh", "sh", "-c", text, NULL);
	_exit(NOT_HERE);
}

/* Runs @command, which has the files $a and $b. */
static void assert_takes(const char *command, int first, int second)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		run_child(command, first, second);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_HERE)
		skip();
	if (status)
		fail_msg("refused (%d): %s", status, command);
}

static void assert_takes_rules(const char *command, print_fn *print,
			       const struct rules *rules, enum rules_hook hook)
{
	int first = memfd_create("first", 0);
	int second = memfd_create("second", 0);
	FILE *out = fdopen(dup(first), "w"), *rest = fdopen(dup(second), "w");
	int err;

	assert_non_null(out);
	assert_non_null(rest);
	err = print(rules, hook, out, rest);
	fclose(out);
	fclose(rest);
	if (err != -ENOTSUP) {
		assert_int_equal(err, 0);
		assert_takes(command, first, second);
	}
	close(first);
	close(second);
}

static void assert_takes_all(void **state, const char *command, print_fn *print)
{
	struct fixture *f = *state;

	for (enum rules_family family = 0; family < N_RULES_FAMILIES; family++)
		for (enum rules_hook hook = 0; hook < N_RULES_HOOKS; hook++)
			assert_takes_rules(command, print,
					   make(f->arena, family, 1, 300),
					   hook);
}

static void nft_takes_rules(void **state)
{
	assert_takes_all(state, "exec timeout 60 nft -c -f $a", print_nft);
}

static void nft_takes_sets(void **state)
{
	assert_takes_all(state, "exec timeout 60 nft -c -f $a", print_nft_set);
}

static void iptables_legacy_takes_rules(void **state)
{
	assert_takes_all(state, "exec iptables-legacy-restore --test <$a",
			 print_iptables);
}

static void iptables_nft_takes_rules(void **state)
{
	assert_takes_all(state, "exec iptables-nft-restore --test <$a",
			 print_iptables);
}

/* Rules that use sets are not tested without them. */
static void ipset_takes_sets(void **state)
{
	assert_takes_all(state,
			 "ipset restore <$a && "
			 "exec iptables-legacy-restore <$b",
			 rules_print_ipset);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(nft_takes_rules),
		test(nft_takes_sets),
		test(iptables_legacy_takes_rules),
		test(iptables_nft_takes_rules),
		test(ipset_takes_sets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * lang.c - does nicfw read what nft reads?
 *
 * lang [CORPORA [SEED]] - CORPORA is the folder with rulesets of others, which
 * are no part of the project: ../shared/corpora unless given. Where it is not
 * there, what needs it is skipped.
 */
#include "lang/lang.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static unsigned int n_results, n_failed;

void tap_result(bool is_ok, const char *fmt, ...)
{
	va_list ap;

	n_failed += !is_ok;
	printf("%sok %u - ", is_ok ? "" : "not ", ++n_results);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

static __attribute__((format(printf, 1, 2))) void tap_skip(const char *fmt, ...)
{
	va_list ap;

	printf("ok %u # SKIP ", ++n_results);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

void tap_say(const char *fmt, ...)
{
	va_list ap;

	fputs("# ", stdout);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

void tap_say_lines(const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		tap_say("%.*s", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

void tap_census(struct census *c)
{
	const char *why = "";
	int err = census_check(c, &why);

	if (err == -ENOTSUP)
		tap_skip("docs/compat.md says so: %s", why);
	else
		tap_result(!err, "docs/compat.md says so: %s", why);
}

static void check_corpora(const char *corpora)
{
	if (access(corpora, R_OK))
		return tap_skip("%s is not there: rulesets of others", corpora);
	check_files(corpora);
	check_lines(corpora);
}

int main(int argc, char **argv)
{
	const char *corpora = argc > 1 ? argv[1] : "../shared/corpora";
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 0) : time(NULL);
	const char *why = "";

	if (lang_start(&why)) {
		tap_skip("nft's language: %s", why);
	} else {
		check_listings();
		check_commands(seed);
		check_corpora(corpora);
	}
	lang_stop();
	printf("1..%u\n", n_results);
	return n_failed != 0;
}

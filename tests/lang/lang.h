/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lang.h - nicfw's reading of rules beside nft's own
 *
 * The reference is libnftables on the running kernel, in a network namespace
 * of this process. Each function of the second part is a group of tests that
 * prints its TAP lines.
 */
#ifndef NICFW_TESTS_LANG_H
#define NICFW_TESTS_LANG_H

#include "lib/census.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What nft says of a text. */
enum answer {
	TAKEN,
	NO_SYNTAX, /* "syntax error": not a text of its language */
	REFUSED,   /* for another reason, which may be the kernel's */
};

/*
 * Starts nft. 0, or -errno, and *@why is what the machine lacks; lang_stop()
 * is fine either way.
 */
int lang_start(const char **why);
void lang_stop(void);

/* As `nft -c` of a text or a file; *@why is its message, in @a. */
enum answer nft_checks(struct arena *a, const char *text, const char **why);
enum answer nft_checks_file(struct arena *a, const char *path,
			    const char **why);

/* Runs a text on the kernel; false: *@why is the message, in @a. */
bool nft_runs(struct arena *a, const char *text, const char **why);

/* `nft list ruleset` with NFT_CTX_OUTPUT_... in @flags: a text in @a. */
const char *nft_lists(struct arena *a, unsigned int flags);

/* How a process ended. */
enum outcome {
	PASSED,
	FAILED,
	FELL, /* in nft */
};

/* Calls @fn in a process of its own: true is PASSED. */
enum outcome lang_in_child(bool (*fn)(void *data), void *data);

/* What nicfw made of a text. */
struct reading {
	bool is_read;
	const char *printed; /* the tree as text */
	const char *why;     /* the first error, if it is not read */
	bool is_fixpoint;    /* what was printed is read and prints the same */
};

/* @file is its name in messages. */
struct reading nicfw_reads(struct arena *a, const char *file, const char *text);

struct policy;

/* What a text means, in @a; NULL: *@why is the first error. */
const struct policy *nicfw_means(struct arena *a, const char *file,
				 const char *text, const char **why);

/*
 * Loads @text, in place of what is there, reads each kind of listing of it, and
 * leaves no ruleset; *@n counts them. True if all are read, and mean @loaded
 * unless it is NULL, or the kernel does not take the text.
 */
bool listings_check(struct arena *a, const char *text,
		    const struct policy *loaded, unsigned int *n);

/* nft's answer as docs/compat.md has it. */
enum tool_answer tool_answer(enum answer said);

/* A file's text, in @a; ends the process where there is none. */
const char *lang_file(struct arena *a, const char *path);

/* The next TAP line; a message about a failed test is a line of its own. */
void tap_result(bool is_ok, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void tap_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Adds @text, lines, as messages. */
void tap_say_lines(const char *text);

/* Holds @c against docs/compat.md, as a test. */
void tap_census(struct census *c);

/* Groups of tests. @corpora is the folder with nft/, which is there. */
void check_files(const char *corpora);
void check_lines(const char *corpora);

/* Those that need no corpora; @seed is of the random numbers. */
void check_listings(void);
void check_commands(uint64_t seed);

#endif

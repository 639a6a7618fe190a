/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * census.h - how rulesets of others were read, as docs/compat.md has it
 *
 * Each program that asks a tool and nicfw about rulesets of others keeps a
 * census of what it asked. Its result is a section of docs/compat.md: a table
 * of sources, and one of what stays unknown to a stage.
 */
#ifndef NICFW_TESTS_CENSUS_H
#define NICFW_TESTS_CENSUS_H

#include "policy/policy.h"

/* What a tool says of a text. */
enum tool_answer {
	TOOL_TAKES,
	TOOL_REFUSES, /* no syntax of its */
	/* For no reason of syntax: the host has not got it, a value is wrong */
	TOOL_REFUSES_OTHERWISE,
};

struct census;

/* A census in @a; @section is its name in docs/compat.md. */
struct census *census_new(struct arena *a, const char *section);

/*
 * A text of @source, the folder that it comes from: what the tool says of it,
 * and whether nicfw reads it.
 */
void census_count(struct census *c, const char *source, enum tool_answer tool,
		  bool is_read);

/* The rules of a text that nicfw reads. */
void census_add_rules(struct census *c, const char *source,
		      const struct policy *policy);

/* What follows the folder @below in @path, up to the file: "generated-ufw". */
const char *census_source(struct arena *a, const char *path, const char *below);

/*
 * Holds the census against its section of docs/compat.md, or, where the
 * environment has BLESS, writes it there. 0 if the section says the same;
 * -ESTALE if it does not; -ENOTSUP if it was made on another kernel. *@why, in
 * the arena, says what is wrong.
 */
int census_check(struct census *c, const char **why);

#endif

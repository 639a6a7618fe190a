/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_ask.h - asks iptables' tools and nicfw about one rule
 *
 * The running kernel is asked through all four tools, in the network namespace
 * of this process.
 */
#ifndef NICFW_TESTS_IPT_ASK_H
#define NICFW_TESTS_IPT_ASK_H

#include "lib/census.h"

#include <stdbool.h>

struct tool {
	const char *path;
	const char *header; /* "iptables-save v1.8.9", as its dumps start */
	bool is_v6;
	bool is_legacy;
};

#define N_TOOLS 4
extern const struct tool tools[N_TOOLS];

struct counts {
	unsigned int n;
	unsigned int n_taken;
	unsigned int n_refused;
	unsigned int n_other; /* tool and test differ */
	unsigned int n_wrong;
	struct census *census; /* NULL: none is kept */
	const char *source;
};

/* A rule, and what has to be there for it. */
struct question {
	const char *table;
	const char *chains; /* ":NAME - [0:0]" lines, or "" */
	const char *chain;
	const char *rule;
};

/* What the extensions' own tests say of a rule. */
enum verdict_of_test { NONE, OK, FAIL };

/* False, and *@why, in @why_len bytes, is the tool's message. */
bool tool_takes(const struct tool *tool, const char *text, char *why,
		size_t why_len);

/* Asks both sides, counts, and says where they differ and should not. */
void ask_rule(struct counts *c, const struct tool *tool,
	      const struct question *q, enum verdict_of_test test);

#endif

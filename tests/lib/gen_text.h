/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gen_text.h - a text of which parts can be left out
 *
 * Who writes a ruleset marks chains, rules, statements and elements as spans.
 * Who looks for the smallest ruleset that still shows a fault leaves spans out,
 * one after the other. Spans lie side by side or within each other.
 */
#ifndef NICFW_TESTS_GEN_TEXT_H
#define NICFW_TESTS_GEN_TEXT_H

#include "base/vec.h"

#include <stdbool.h>

struct gen_span {
	size_t start;
	size_t end;
	bool is_left_out;
};

struct gen_text {
	VEC(char) bytes;
	VEC(struct gen_span) spans; /* an outer one stands before its inner */
};

void gen_text_add(struct arena *a, struct gen_text *t, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Opens a span at the end of the text; returns its index for closing. */
size_t gen_text_open(struct arena *a, struct gen_text *t);
void gen_text_close(struct gen_text *t, size_t span);

/* The text without what is left out. */
char *gen_text_print(struct arena *a, const struct gen_text *t);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live_silent.h - what changes without a word, as one number
 *
 * Tables of iptables-legacy and ipsets have no generation. Whether they are
 * what they were is told by what their tools print: lines are numbered one
 * after the other, so that nothing of them is kept, and nothing is parsed.
 */
#ifndef NICFW_LIVE_SILENT_H
#define NICFW_LIVE_SILENT_H

#include "base/siphash.h"

struct live_silent {
	uint8_t number[SIPHASH_BYTES];
};

/*
 * Adds a line of @len bytes. Comments, which have the time, and what a chain
 * counted, the end of ":INPUT DROP [1:2]", are left out.
 */
void live_silent_add_line(struct live_silent *s, const char *line, size_t len);

/* Adds each line of @text. */
void live_silent_add(struct live_silent *s, const char *text);

#endif

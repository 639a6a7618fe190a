/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rule_text.h - lines of long texts that are looked at where they are
 */
#ifndef NICFW_RULE_TEXT_H
#define NICFW_RULE_TEXT_H

#include "base/line_diff.h"

/* The text of the file @fd; s is NULL if it has none, or cannot be mapped. */
struct line_text rule_text_map(int fd);
void rule_text_unmap(struct line_text *text);

/* The line in front of @at, where a line of @text begins; empty: there is none.
 */
struct line_text rule_text_before(struct line_text text, const char *at);

/* The line of @text that begins at @at. */
struct line_text rule_text_at(struct line_text text, const char *at);

/* True if what @line says may go on in the next one. */
bool rule_text_goes_on(struct line_text line);

#endif

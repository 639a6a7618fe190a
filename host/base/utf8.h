/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * utf8.h - text of any origin, for people and for JSON
 *
 * File names, comments and names in rulesets are bytes. JSON is UTF-8, and
 * jansson makes nothing of a string that is not; a terminal takes control
 * characters for commands, and a newline would begin a line that nicfw never
 * said.
 */
#ifndef NICFW_UTF8_H
#define NICFW_UTF8_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdio.h>

/* Is all of @text UTF-8? Control characters are. */
bool utf8_is_valid(const char *text);

/*
 * @text with each byte that is not part of UTF-8, or is part of a control
 * character other than a tab, written "\xNN", in @a, or @text itself if there
 * is none.
 */
const char *utf8_text(struct arena *a, const char *text);

/* Prints @text, which is as utf8_text() makes it, as a string of JSON. */
void utf8_print_json(const char *text, FILE *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * utf8.h - text of any origin as UTF-8
 *
 * File names and comments are bytes; JSON is UTF-8, and jansson makes nothing
 * of a string that is not.
 */
#ifndef NICFW_UTF8_H
#define NICFW_UTF8_H

#include "base/arena.h"

/*
 * @text with each byte that is not part of UTF-8 written "\xNN", in @a, or
 * @text itself if there is none.
 */
const char *utf8_text(struct arena *a, const char *text);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * term.c - colours, where a person reads
 */
#include "base/term.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ECMA-48, SGR. */
static const char *const codes[] = {
	[TERM_PLAIN] = "",   [TERM_PLACE] = "2",    [TERM_GOOD] = "32",
	[TERM_NOTE] = "36",  [TERM_WARNING] = "33", [TERM_BAD] = "31",
	[TERM_STRONG] = "1",
};
_Static_assert(sizeof(codes) / sizeof(codes[0]) == N_TERM_STYLES,
	       "each style has its code");

bool term_has_colours(FILE *out)
{
	const char *off = getenv("NO_COLOR"), *term = getenv("TERM");

	if (off && *off)
		return false;
	return term && *term && strcmp(term, "dumb") && isatty(fileno(out));
}

const char *term_text(struct arena *a, bool colours, enum term_style style,
		      const char *text)
{
	if (!colours || style == TERM_PLAIN || !*text)
		return text;
	return arena_printf(a, "\033[%sm%s\033[m", codes[style], text);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * term.h - colours, where a person reads
 *
 * Colours say nothing that the words do not. They are for terminals alone, and
 * off where the user says so: NO_COLOR (no-color.org), TERM=dumb.
 */
#ifndef NICFW_TERM_H
#define NICFW_TERM_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdio.h>

enum term_style {
	TERM_PLAIN,
	TERM_PLACE, /* where something stands: file and line */
	TERM_GOOD,
	TERM_NOTE,
	TERM_WARNING,
	TERM_BAD,
	TERM_STRONG, /* what is read first */
	N_TERM_STYLES,
};

/* True if @out is a terminal that shows colours, and the user wants them. */
bool term_has_colours(FILE *out);

/* @text in @style, in @a; @text itself if @colours is false. */
const char *term_text(struct arena *a, bool colours, enum term_style style,
		      const char *text);

#endif

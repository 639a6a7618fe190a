/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * html.h - text of any origin on a page
 */
#ifndef NICFW_BENCH_HTML_H
#define NICFW_BENCH_HTML_H

#include "base/arena.h"

/*
 * @text as it may stand in an element or within double quotes; NULL is "".
 * Controls other than tab and newline are "?".
 */
const char *html_text(struct arena *a, const char *text);

/* The style of report_html.c's page, light and dark. */
extern const char html_style[];

#endif

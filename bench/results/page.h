/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * page.h - parts of report_html.c's page
 *
 * All but page_plot() escape what they print.
 */
#ifndef NICFW_BENCH_PAGE_H
#define NICFW_BENCH_PAGE_H

#include "report.h"

struct page {
	const struct report *report;
	struct arena *a;
	FILE *out;
};

/* A cell of a table, "td" or "th", with @text. */
void page_cell(struct page *p, const char *tag, const char *text);

/* @class is "text" for tables of words. Rows and page_close_table() follow. */
void page_open_table(struct page *p, const char *class,
		     const char *const *heads, size_t n);
void page_close_table(struct page *p);

/* Nothing for NULL, and where there is no SVG. */
void page_plot(struct page *p, const struct plots_plot *plot);

/* Heading, plots and tables of the suite that @first is of. */
void page_suite(struct page *p, const struct groups_panel *first);

#endif

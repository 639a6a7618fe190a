/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * report_text.h - what pages in each format say alike
 *
 * Texts are in the arena and not escaped.
 */
#ifndef NICFW_BENCH_REPORT_TEXT_H
#define NICFW_BENCH_REPORT_TEXT_H

#include "report.h"

/* How frames, times and ratios are got, in three sentences. */
extern const char report_method[];

/* Three digits, thousands apart: "4,078", "42.7", "0.0312"; "-" for NAN. */
const char *report_number(struct arena *a, double value);

/* "31.2x"; "-" for NAN. */
const char *report_ratio(struct arena *a, double ratio);

/* "exact, 1,000 rules, miss" */
const char *report_where(struct arena *a, const struct result *r);

/* "Cost of a packet: exact, miss; cpu in ns/packet" */
const char *report_title(struct arena *a, const struct result *key);

/*
 * What @opponent costs in @group and how many times nicfw's cost that is,
 * "4,078 (31.2x)"; nicfw's cost itself stands alone. The status of a row that
 * is not ok; "" without a row.
 */
const char *report_cell(struct arena *a, const struct groups_group *group,
			const char *opponent);

/* "1,000 rules"; and whether ratios of the group are none. */
const char *report_column(struct arena *a, const struct groups_group *group);

/*
 * The value @name of a machine's line: a string, a list of words, "-" for null.
 * Of a kernel that is its version without what is local: "Linux 6.18 x86_64".
 */
const char *report_machine_text(struct arena *a, const char *name,
				const json_t *value);

/* @text for a terminal (utf8_text); "-" for NULL. */
const char *report_plain(struct arena *a, const char *text);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lint_report.h - what lint found, in words
 */
#ifndef NICFW_LINT_REPORT_H
#define NICFW_LINT_REPORT_H

#include "policy/lint.h"

#include <jansson.h>

/*
 * One line without a newline, behind the rule's place: "warning: shadowed by
 * web.nft:7, e.g. 'ip / tcp'". @n_more rules behind it have the same fault.
 */
const char *lint_text(struct arena *a, const struct lint_finding *f,
		      size_t n_more);

/* How many of the @n findings from @f on say the same as it, all in a row. */
size_t lint_alike(const struct lint_finding *f, size_t n);

/* "web.nft:12" */
const char *lint_place(struct arena *a, const struct lint_finding *f);

json_t *lint_json(struct arena *a, const struct lint_finding *f);

#endif

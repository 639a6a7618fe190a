// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_text.c - what pages in each format say alike
 */
#include "report_text.h"

#include "suite.h"

#include "base/utf8.h"

#include <math.h>

const char report_method[] =
	"Frames are made within the kernel and reach every opponent on the "
	"same way; a slice counts only if as many frames arrived as were sent, "
	"and its cost is the CPU time of the one thread that carries them. "
	"Opponents take turns in slices of a few milliseconds; others on the "
	"machine only ever make a slice longer, so the least of its slices is "
	"what an opponent costs, and only ratios within such a group are "
	"claimed. In each group one opponent runs against itself: where that "
	"ratio leaves 0.9 to 1.1, the group is inconclusive and makes no "
	"headline.";

/* A whole number, thousands apart. */
static const char *thousands(struct arena *a, double value)
{
	char *digits = arena_printf(a, "%.0f", value);
	size_t len = strlen(digits), n = 0;
	char *text = arena_alloc(a, len + len / 3 + 1);

	for (size_t i = 0; i < len; i++) {
		if (i && digits[i - 1] != '-' && (len - i) % 3 == 0)
			text[n++] = ',';
		text[n++] = digits[i];
	}
	return text;
}

const char *report_number(struct arena *a, double value)
{
	double size = fabs(value);

	if (!isfinite(value))
		return "-";
	if (size >= 99.95 || value == rint(value))
		return size < 1e15 ? thousands(a, value)
				   : arena_printf(a, "%.3g", value);
	return arena_printf(a,
			    size >= 9.995    ? "%.1f"
			    : size >= 0.9995 ? "%.2f"
					     : "%.3g",
			    value);
}

const char *report_ratio(struct arena *a, double ratio)
{
	return isnan(ratio) ? "-"
			    : arena_printf(a, "%sx", report_number(a, ratio));
}

/* "1,000 rules", or "" where none are meant. */
static const char *rules_text(struct arena *a, uint32_t n_rules)
{
	return n_rules ? arena_printf(a, "%s %s", report_number(a, n_rules),
				      n_rules == 1 ? "rule" : "rules")
		       : "";
}

/* @head, @tail with a comma between them where both say something. */
static const char *join(struct arena *a, const char *head, const char *tail)
{
	if (!head || !*head)
		return tail ? tail : "";
	return tail && *tail ? arena_printf(a, "%s, %s", head, tail) : head;
}

const char *report_where(struct arena *a, const struct result *r)
{
	return join(a, join(a, r->family, rules_text(a, r->n_rules)),
		    r->traffic);
}

const char *report_title(struct arena *a, const struct result *key)
{
	const char *which = join(a, key->family, key->traffic);

	return arena_printf(a, "%s%s%s; %s in %s", suite_subject(key->suite),
			    *which ? ": " : "", which, key->quantity,
			    key->unit ? key->unit : "-");
}

const char *report_cell(struct arena *a, const struct groups_group *group,
			const char *opponent)
{
	const struct rows_row *row = groups_find(group, opponent);
	const char *value;

	if (!row)
		return "";
	if (row->result.status != RESULT_OK)
		return result_status_names[row->result.status];
	value = report_number(a, rows_estimate(row));
	if (!group->nicfw || row == group->nicfw)
		return value;
	return arena_printf(a, "%s (%s)", value,
			    report_ratio(a, rows_ratio(row, group->nicfw)));
}

const char *report_column(struct arena *a, const struct groups_group *group)
{
	const char *rules = rules_text(a, group->rows.v[0]->result.n_rules);

	if (group->control == 0 || groups_is_conclusive(group))
		return *rules ? rules : "value";
	return join(a, rules,
		    arena_printf(a, "inconclusive: control %s",
				 report_number(a, group->control)));
}

static const char *number_text(struct arena *a, const json_t *value)
{
	return arena_printf(a, "%.15g", json_number_value(value));
}

/* "Linux 6.18.44-local x86_64" without all but the first two numbers. */
static const char *kernel_text(struct arena *a, const char *kernel)
{
	char name[32], machine[32];
	unsigned int major, minor;

	if (sscanf(kernel, "%31s %u.%u%*s %31s", name, &major, &minor,
		   machine) != 4)
		return kernel;
	return arena_printf(a, "%s %u.%u %s", name, major, minor, machine);
}

const char *report_machine_text(struct arena *a, const char *name,
				const json_t *value)
{
	const char *all = "";
	const json_t *item;
	size_t i;

	if (json_is_string(value) && !strcmp(name, "kernel"))
		return kernel_text(a, json_string_value(value));
	if (json_is_string(value))
		return arena_strdup(a, json_string_value(value));
	if (json_is_boolean(value))
		return json_is_true(value) ? "yes" : "no";
	if (json_is_number(value))
		return number_text(a, value);
	if (!json_is_array(value))
		return "-";
	json_array_foreach(value, i, item)
	{
		const char *text =
			json_is_string(item)
				? json_string_value(item)
				: arena_printf(a, "%.2f",
					       json_number_value(item));

		all = arena_printf(a, "%s%s%s", all, i ? " " : "", text);
	}
	return all;
}

const char *report_plain(struct arena *a, const char *text)
{
	return text ? utf8_text(a, text) : "-";
}

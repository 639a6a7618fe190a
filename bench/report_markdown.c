// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_markdown.c - a run of benchmarks, for docs/bench.md and for terminals
 */
#include "report_text.h"

#include <ctype.h>

/* What Markdown and HTML would take up is told from what they would not. */
static const char *escape(struct arena *a, const char *text)
{
	char *safe, *to;

	if (!text)
		return "";
	safe = to = arena_alloc(a, 5 * strlen(text) + 1);
	for (; *text; text++) {
		if (*text == '<' || *text == '>' || *text == '&') {
			to = stpcpy(to, *text == '<'   ? "&lt;"
					: *text == '>' ? "&gt;"
						       : "&amp;");
			continue;
		}
		if (strchr("\\`*_{}[]#!|~$", *text))
			*to++ = '\\';
		*to++ = iscntrl(*text) ? ' ' : *text;
	}
	return safe;
}

static void write_headlines(const struct report *report, FILE *out)
{
	struct arena *a = report->arena;
	const struct groups_headline *line;

	fprintf(out, "| | against | costs, at the least | at the most | groups "
		     "|\n|---|---|---|---|---|\n");
	vec_for_each(line, &report->groups.headlines)
		fprintf(out, "| %s, %s: %s | %s | %s (%s) | %s (%s) | %zu |\n",
			escape(a, line->key->suite),
			escape(a, line->key->quantity),
			escape(a, line->key->opponent), escape(a, line->nicfw),
			report_ratio(a, line->min),
			escape(a, report_where(a, line->min_at)),
			report_ratio(a, line->max),
			escape(a, report_where(a, line->max_at)), line->n);
	if (!report->groups.headlines.n)
		fprintf(out,
			"| no conclusive group has a row of nicfw | | | | |\n");
}

static void write_panel(const struct report *report,
			const struct groups_panel *panel, FILE *out)
{
	const struct groups_group *groups = report->groups.groups.v;
	struct arena *a = report->arena;

	fprintf(out, "\n%s\n\n|", escape(a, report_title(a, panel->key)));
	for (size_t g = 0; g < panel->groups.n; g++)
		fprintf(out, " | %s",
			escape(a,
			       report_column(a, &groups[panel->groups.v[g]])));
	fprintf(out, " |\n|---|");
	for (size_t g = 0; g < panel->groups.n; g++)
		fprintf(out, "---|");
	fprintf(out, "\n");
	for (size_t o = 0; o < panel->opponents.n; o++) {
		const char *opponent = panel->opponents.v[o];

		fprintf(out, "| %s", escape(a, opponent));
		for (size_t g = 0; g < panel->groups.n; g++)
			fprintf(out, " | %s",
				report_cell(a, &groups[panel->groups.v[g]],
					    opponent));
		fprintf(out, " |\n");
	}
}

/* Is it the first of its suite, family and quantity? The page has the others.
 */
static bool is_first(const struct report *report,
		     const struct groups_panel *panel)
{
	const struct groups_panel *before;

	for (before = report->groups.panels.v; before < panel; before++) {
		if (rows_same_text(before->key->suite, panel->key->suite) &&
		    rows_same_text(before->key->family, panel->key->family) &&
		    rows_same_text(before->key->quantity, panel->key->quantity))
			return false;
	}
	return true;
}

/* Of the first file that has one: all are of one run. */
static void write_machine(const struct report *report, FILE *out)
{
	static const char *const keys[] = { "date",  "kernel",	  "cpu",
					    "cores", "memory_mb", "load" };
	struct arena *a = report->arena;
	const struct rows_file *file;
	const json_t *machine = NULL, *value;
	const char *name;

	vec_for_each(file, &report->rows.files) {
		if (!machine)
			machine = file->machine;
	}
	fprintf(out, "| machine | |\n|---|---|\n");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		fprintf(out, "| %s | %s |\n", escape(a, keys[i]),
			escape(a,
			       report_json_text(
				       a, json_object_get(machine, keys[i]))));
	json_object_foreach(json_object_get(machine, "versions"), name, value)
		fprintf(out, "| %s | %s |\n", escape(a, name),
			escape(a, report_json_text(a, value)));
	fprintf(out, "\n");
}

void report_write_markdown(const struct report *report, FILE *out)
{
	const struct groups_panel *panel;

	write_machine(report, out);
	write_headlines(report, out);
	vec_for_each(panel, &report->groups.panels) {
		if (is_first(report, panel))
			write_panel(report, panel, out);
	}
}

/* "3x (exact, 1 rule)", and of more than one group " to 83x (...)" */
static const char *range_text(struct arena *a,
			      const struct groups_headline *line)
{
	const char *least = arena_printf(a, "%s (%s)",
					 report_ratio(a, line->min),
					 report_where(a, line->min_at));

	if (line->n == 1)
		return least;
	return arena_printf(a, "%s to %s (%s)", least,
			    report_ratio(a, line->max),
			    report_where(a, line->max_at));
}

void report_write_headlines(const struct report *report, FILE *out)
{
	struct arena *a = report->arena;
	const struct groups_headline *line;

	vec_for_each(line, &report->groups.headlines)
		fprintf(out, "%s, %s: %s costs %s of %s, %zu group%s\n",
			report_plain(a, line->key->suite),
			report_plain(a, line->key->quantity),
			report_plain(a, line->key->opponent),
			report_plain(a, range_text(a, line)),
			report_plain(a, line->nicfw), line->n,
			line->n == 1 ? "" : "s");
	if (!report->groups.headlines.n)
		fprintf(out, "no conclusive group has a row of nicfw: no "
			     "headline ratios\n");
}

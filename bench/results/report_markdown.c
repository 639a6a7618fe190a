// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_markdown.c - a run of benchmarks, for docs/bench.md and for terminals
 */
#include "digest.h"
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

static void write_bars(const struct report *report, FILE *out)
{
	struct arena *a = report->arena;
	const struct bars *bars = &report->bars;
	const struct bars_bar *bar;

	fprintf(out,
		"Bars: %zu met, %zu missed, %zu not measured.\n\n"
		"| where | bar | measured | |\n|---|---|---|---|\n",
		bars->n[BARS_MET], bars->n[BARS_MISSED],
		bars->n[BARS_NOT_MEASURED]);
	vec_for_each(bar, &bars->bars)
		fprintf(out, "| %s | %s | %s | %s |\n", escape(a, bar->where),
			escape(a, bar->bar), escape(a, bar->measured),
			bars_verdict_names[bar->verdict]);
}

static void write_digest(const struct report *report,
			 const struct digest_table *table, FILE *out)
{
	struct arena *a = report->arena;
	const struct digest_row *row;
	const uint32_t *size;

	fprintf(out, "\n%s\n\n| rules | ", escape(a, table->title));
	vec_for_each(size, &table->sizes)
		fprintf(out, " | %s", report_number(a, *size));
	fprintf(out, " |\n|---|---|");
	for (size_t i = 0; i < table->sizes.n; i++)
		fprintf(out, "---|");
	fprintf(out, "\n");
	vec_for_each(row, &table->rows) {
		fprintf(out, "| %s | %s", escape(a, row->what),
			escape(a, row->opponent));
		vec_for_each(size, &table->sizes)
			fprintf(out, " | %s",
				digest_cell(a, &report->groups, row, *size));
		fprintf(out, " |\n");
	}
}

/* Of the first file that has one: all are of one run. */
static void write_machine(const struct report *report, FILE *out)
{
	static const char *const keys[] = { "date", "kernel", "cpu", "cores",
					    "load" };
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
			escape(a, report_machine_text(
					  a, keys[i],
					  json_object_get(machine, keys[i]))));
	fprintf(out, "| versions | ");
	json_object_foreach(json_object_get(machine, "versions"), name, value)
		fprintf(out, "%s %s; ", escape(a, name),
			escape(a, report_machine_text(a, name, value)));
	fprintf(out, "|\n\n");
}

void report_write_markdown(const struct report *report, FILE *out)
{
	struct digest_table table;

	write_machine(report, out);
	write_bars(report, out);
	for (size_t i = 0; i < n_digests; i++) {
		if (digest_make(report->arena, &report->groups, i, &table))
			write_digest(report, &table, out);
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
	fprintf(out, "bars: %zu met, %zu missed, %zu not measured\n",
		report->bars.n[BARS_MET], report->bars.n[BARS_MISSED],
		report->bars.n[BARS_NOT_MEASURED]);
}

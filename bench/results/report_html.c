// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_html.c - a run of benchmarks as one page
 */
#include "digest.h"
#include "html.h"
#include "page.h"
#include "report_text.h"
#include "suite.h"

static void write_headline(struct page *p, const struct groups_headline *line)
{
	const char *least = report_ratio(p->a, line->min);
	const char *most = report_ratio(p->a, line->max);

	fprintf(p->out, "<tr>");
	page_cell(p, "td",
		  arena_printf(p->a, "%s, %s", line->key->suite,
			       line->key->quantity));
	page_cell(p, "td", line->key->opponent);
	page_cell(p, "td", line->nicfw);
	page_cell(p, "td",
		  arena_printf(p->a, "%s (%s)", least,
			       report_where(p->a, line->min_at)));
	page_cell(p, "td",
		  arena_printf(p->a, "%s (%s)", most,
			       report_where(p->a, line->max_at)));
	page_cell(p, "td", arena_printf(p->a, "%zu", line->n));
	fprintf(p->out, "</tr>\n");
}

/* Of everything, folded. */
static void write_headlines(struct page *p)
{
	static const char *const heads[] = {
		"suite",    "opponent",	   "costs, times that of",
		"at least", "at the most", "groups",
	};
	const struct groups_headline *line;

	fprintf(p->out, "<details><summary>every opponent, at the least and at "
			"the most</summary>\n<p>How many times what nicfw "
			"costs: below 1, the opponent is cheaper. Of all "
			"conclusive groups, the one that speaks least for "
			"nicfw and the one that speaks most.</p>\n");
	page_open_table(p, "text", heads, sizeof(heads) / sizeof(heads[0]));
	vec_for_each(line, &p->report->groups.headlines)
		write_headline(p, line);
	page_close_table(p);
	fprintf(p->out, "</details>\n");
}

static void write_digest(struct page *p, const struct digest_table *table)
{
	const size_t n = table->sizes.n + 2;
	const char **heads = arena_calloc(p->a, n, sizeof(*heads));
	const struct digest_row *row;

	heads[0] = "";
	heads[1] = "rules";
	for (size_t i = 0; i < table->sizes.n; i++)
		heads[i + 2] = report_number(p->a, table->sizes.v[i]);
	page_open_table(p, "digest", heads, n);
	vec_for_each(row, &table->rows) {
		bool own = !strncmp(row->opponent, "nicfw", 5);

		fprintf(p->out, "<tr%s>", own ? " class=own" : "");
		page_cell(p, "td", row->what);
		page_cell(p, "td", row->opponent);
		for (size_t i = 0; i < table->sizes.n; i++)
			page_cell(p, "td",
				  digest_cell(p->a, &p->report->groups, row,
					      table->sizes.v[i]));
		fprintf(p->out, "</tr>\n");
	}
	page_close_table(p);
}

/* What a reader asks for: packets in full view, the other suites folded. */
static void write_answers(struct page *p)
{
	struct digest_table table;

	fprintf(p->out, "<h2 id=headlines>Headlines</h2>\n<p>In brackets: how "
			"many times what nicfw costs in the same group. Below "
			"1, the opponent is cheaper.</p>\n");
	if (!p->report->groups.headlines.n)
		fprintf(p->out,
			"<p class=warn>No conclusive group has a row of nicfw, so there is no headline.</p>\n");
	for (size_t i = 0; i < n_digests; i++) {
		if (!digest_make(p->a, &p->report->groups, i, &table))
			continue;
		fprintf(p->out,
			i ? "<details><summary>%s</summary>\n"
			  : "<h3>%s</h3>\n",
			html_text(p->a, table.title));
		write_digest(p, &table);
		fprintf(p->out, "%s", i ? "</details>\n" : "");
	}
	write_headlines(p);
}

static void write_bars(struct page *p)
{
	static const char *const heads[] = { "where", "bar", "", "measured" };
	static const char *const classes[N_BARS_VERDICTS] = {
		[BARS_MET] = "met",
		[BARS_MISSED] = "warn",
		[BARS_NOT_MEASURED] = "no",
	};
	const struct bars *bars = &p->report->bars;
	const struct bars_bar *bar;

	fprintf(p->out,
		"<h2 id=bars>Bars</h2>\n<p>What nicfw is to reach, and whether "
		"this run saw it: %zu met, %zu missed, %zu not measured.</p>\n",
		bars->n[BARS_MET], bars->n[BARS_MISSED],
		bars->n[BARS_NOT_MEASURED]);
	page_open_table(p, "text", heads, sizeof(heads) / sizeof(heads[0]));
	vec_for_each(bar, &bars->bars) {
		fprintf(p->out, "<tr>");
		page_cell(p, "td", bar->where);
		page_cell(p, "td", bar->bar);
		fprintf(p->out, "<td class=%s>%s</td>", classes[bar->verdict],
			bars_verdict_names[bar->verdict]);
		page_cell(p, "td", bar->measured);
		fprintf(p->out, "</tr>\n");
	}
	page_close_table(p);
}

static bool is_first_of_suite(const struct page *p,
			      const struct groups_panel *panel)
{
	const struct groups_panel *before;

	for (before = p->report->groups.panels.v; before < panel; before++) {
		if (rows_same_text(before->key->suite, panel->key->suite))
			return false;
	}
	return true;
}

static void write_unmeasured_row(struct page *p, const struct rows_row *row)
{
	const struct result *r = &row->result;

	fprintf(p->out, "<tr>");
	page_cell(p, "td", r->suite);
	page_cell(p, "td", report_where(p->a, r));
	page_cell(p, "td", r->opponent ? r->opponent : "-");
	page_cell(p, "td", r->quantity ? r->quantity : "-");
	page_cell(p, "td", result_status_names[r->status]);
	page_cell(p, "td", r->reason ? r->reason : "-");
	fprintf(p->out, "</tr>\n");
}

static void write_noisy_group(struct page *p, const struct groups_group *group)
{
	const struct result *r = &group->rows.v[0]->result;

	fprintf(p->out, "<tr>");
	page_cell(p, "td", r->suite);
	page_cell(p, "td", report_where(p->a, r));
	page_cell(p, "td", "all of the group");
	page_cell(p, "td", r->quantity);
	page_cell(p, "td", "inconclusive");
	page_cell(p, "td",
		  arena_printf(p->a, "the control is %s, not within 0.9 to 1.1",
			       report_number(p->a, group->control)));
	fprintf(p->out, "</tr>\n");
}

static void write_unmeasured(struct page *p)
{
	static const char *const heads[] = { "suite",	 "where",  "opponent",
					     "quantity", "status", "reason" };
	const struct groups_group *group;
	const struct rows_row *row;

	fprintf(p->out, "<h2 id=unmeasured>Not measured, or not to be relied "
			"on</h2>\n");
	page_open_table(p, "text", heads, sizeof(heads) / sizeof(heads[0]));
	vec_for_each(row, &p->report->rows.rows) {
		if (row->result.status != RESULT_OK)
			write_unmeasured_row(p, row);
	}
	vec_for_each(group, &p->report->groups.groups) {
		if (group->control != 0 && !groups_is_conclusive(group))
			write_noisy_group(p, group);
	}
	page_close_table(p);
}

static void write_machine_row(struct page *p, const char *name,
			      const json_t *value)
{
	fprintf(p->out, "<tr>");
	page_cell(p, "td", name);
	page_cell(p, "td", report_machine_text(p->a, name, value));
	fprintf(p->out, "</tr>\n");
}

static void write_machine(struct page *p, const struct rows_file *file)
{
	static const char *const heads[] = { "", "" };
	const json_t *value;
	const char *name;

	if (!file->machine)
		return;
	page_open_table(p, "text", heads, 2);
	json_object_foreach((json_t *)file->machine, name, value)
	{
		if (!json_is_object(value) && !rows_same_text(name, "line"))
			write_machine_row(p, name, value);
	}
	json_object_foreach(json_object_get(file->machine, "versions"), name,
			    value) write_machine_row(p, name, value);
	write_machine_row(p, "ended", json_object_get(file->end, "date"));
	write_machine_row(p, "load at the end",
			  json_object_get(file->end, "load"));
	page_close_table(p);
	if (!file->end)
		fprintf(p->out, "<p class=warn>It did not come to its "
				"end.</p>\n");
}

static void write_machines(struct page *p)
{
	const struct rows_file *file;

	fprintf(p->out, "<h2 id=machine>Machine</h2>\n");
	vec_for_each(file, &p->report->rows.files) {
		if (!file->machine)
			continue;
		fprintf(p->out, "<details open><summary>%s</summary>\n",
			html_text(p->a, file->path));
		write_machine(p, file);
		fprintf(p->out, "</details>\n");
	}
}

static void write_messages(struct page *p)
{
	const struct diag_msg *msg;

	vec_for_each(msg, &p->report->diag->msgs)
		fprintf(p->out, "<p class=warn>%s: %s</p>\n",
			html_text(p->a, loc_text(p->a, msg->loc)),
			html_text(p->a, msg->text));
	if (p->report->plots.missing)
		fprintf(p->out,
			"<p class=warn>Without plots: %s. The tables "
			"have all figures.</p>\n",
			html_text(p->a, p->report->plots.missing));
}

static void write_links(struct page *p)
{
	const struct groups_panel *panel;

	fprintf(p->out, "<nav><a href=#headlines>Headlines</a>"
			"<a href=#bars>Bars</a>");
	vec_for_each(panel, &p->report->groups.panels) {
		if (is_first_of_suite(p, panel))
			fprintf(p->out, "<a href=\"#suite-%s\">%s</a>",
				html_text(p->a, panel->key->suite),
				html_text(p->a,
					  suite_subject(panel->key->suite)));
	}
	fprintf(p->out, "<a href=#unmeasured>Not measured</a>"
			"<a href=#machine>Machine</a>"
			"<a href=#method>Method</a></nav>\n");
}

void report_write_html(const struct report *report, FILE *out)
{
	struct page p = { report, report->arena, out };
	const struct groups_panel *panel;

	fprintf(out,
		"<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8>"
		"<meta name=viewport content=\"width=device-width\">"
		"<meta name=color-scheme content=\"light dark\">"
		"<title>nicfw: benchmarks</title><style>\n%s</style></head>\n"
		"<body><h1>nicfw: benchmarks</h1>\n",
		html_style);
	write_links(&p);
	write_messages(&p);
	write_answers(&p);
	write_bars(&p);
	page_plot(&p, plots_find(&report->plots, NULL));
	vec_for_each(panel, &report->groups.panels) {
		if (is_first_of_suite(&p, panel))
			page_suite(&p, panel);
	}
	write_unmeasured(&p);
	write_machines(&p);
	fprintf(out,
		"<h2 id=method>Method</h2>\n<p>%s</p>\n"
		"<p class=soft>All rows are in report.json, all samples in the "
		"files of the run.</p>\n</body></html>\n",
		html_text(p.a, report_method));
}

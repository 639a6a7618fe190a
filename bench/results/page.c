// SPDX-License-Identifier: GPL-2.0-only
/*
 * page.c - parts of report_html.c's page
 */
#include "page.h"

#include "html.h"
#include "report_text.h"
#include "suite.h"

#include <math.h>

void page_cell(struct page *p, const char *tag, const char *text)
{
	fprintf(p->out, "<%s>%s</%s>", tag, html_text(p->a, text), tag);
}

void page_open_table(struct page *p, const char *class,
		     const char *const *heads, size_t n)
{
	fprintf(p->out, "<div class=wide><table class=\"%s\"><thead><tr>",
		class);
	for (size_t i = 0; i < n; i++)
		page_cell(p, "th", heads[i]);
	fprintf(p->out, "</tr></thead><tbody>\n");
}

void page_close_table(struct page *p)
{
	fprintf(p->out, "</tbody></table></div>\n");
}

void page_plot(struct page *p, const struct plots_plot *plot)
{
	if (!plot || !plot->svg)
		return;
	/* The SVG is gnuplot's, of a script whose texts are plain. */
	fprintf(p->out, "<figure role=img aria-label=\"%s\">%s\n<figcaption>",
		html_text(p->a, plot->title), plot->svg);
	fprintf(p->out, "%s</figcaption></figure>\n",
		html_text(p->a, plot->note ? plot->note : plot->title));
}

static void write_figure(struct page *p, const struct groups_group *group,
			 const char *opponent)
{
	const struct rows_row *row = groups_find(group, opponent);
	const char *class = "";

	if (!row || row->result.status != RESULT_OK)
		class = " class=no";
	fprintf(p->out, "<td%s title=\"%s\">%s</td>", class,
		row ? html_text(p->a, row->result.reason) : "",
		html_text(p->a, report_cell(p->a, group, opponent)));
}

static const struct groups_group *
group_at(const struct page *p, const struct groups_panel *panel, size_t i)
{
	return &p->report->groups.groups.v[panel->groups.v[i]];
}

/* Opponents down, rules across. */
static void write_table(struct page *p, const struct groups_panel *panel)
{
	const char **heads =
		arena_calloc(p->a, panel->groups.n + 1, sizeof(*heads));

	heads[0] = panel->key->unit ? panel->key->unit : "";
	for (size_t g = 0; g < panel->groups.n; g++)
		heads[g + 1] = report_column(p->a, group_at(p, panel, g));
	page_open_table(p, "", heads, panel->groups.n + 1);
	for (size_t o = 0; o < panel->opponents.n; o++) {
		const char *opponent = panel->opponents.v[o];
		bool own = opponent && !strncmp(opponent, "nicfw", 5);

		fprintf(p->out, "<tr%s>", own ? " class=own" : "");
		page_cell(p, "td", opponent ? opponent : "-");
		for (size_t g = 0; g < panel->groups.n; g++)
			write_figure(p, group_at(p, panel, g), opponent);
		fprintf(p->out, "</tr>\n");
	}
	page_close_table(p);
}

static void write_samples_row(struct page *p, const struct groups_group *group,
			      const struct rows_row *row)
{
	const double figures[] = {
		row->stats.min,
		row->stats.q05,
		row->stats.median,
		row->stats.max,
	};
	const struct result *r = &row->result;
	double to_floor = group->floor ? rows_ratio(row, group->floor) : NAN;
	double control = r->control != 0 ? r->control : NAN;

	fprintf(p->out, "<tr>");
	page_cell(p, "td", r->opponent ? r->opponent : "-");
	page_cell(p, "td", report_number(p->a, r->n_rules));
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
		page_cell(p, "td",
			  report_number(p->a, r->n_samples ? figures[i] : NAN));
	page_cell(p, "td", report_number(p->a, (double)r->n_samples));
	page_cell(p, "td", report_ratio(p->a, to_floor));
	page_cell(p, "td", report_number(p->a, control));
	page_cell(p, "td",
		  r->reason ? arena_printf(p->a, "%s: %s",
					   result_status_names[r->status],
					   r->reason)
			    : result_status_names[r->status]);
	fprintf(p->out, "</tr>\n");
}

/* All that is known of a panel's rows, folded. */
static void write_samples(struct page *p, const struct groups_panel *panel)
{
	static const char *const heads[] = {
		"opponent", "rules",   "min",	  "5 %",     "median",
		"max",	    "samples", "x floor", "control", "status",
	};

	fprintf(p->out, "<details><summary>all figures</summary>\n");
	page_open_table(p, "", heads, sizeof(heads) / sizeof(heads[0]));
	for (size_t g = 0; g < panel->groups.n; g++) {
		const struct groups_group *group = group_at(p, panel, g);

		for (size_t i = 0; i < group->rows.n; i++)
			write_samples_row(p, group, group->rows.v[i]);
	}
	page_close_table(p);
	fprintf(p->out, "</details>\n");
}

static void write_panel(struct page *p, const struct groups_panel *panel)
{
	fprintf(p->out, "<h3>%s</h3>\n",
		html_text(p->a, report_title(p->a, panel->key)));
	if (panel->key->fed)
		fprintf(p->out, "<p class=soft>Fed by: %s.</p>\n",
			html_text(p->a, panel->key->fed));
	page_plot(p, plots_find(&p->report->plots, panel));
	write_table(p, panel);
	write_samples(p, panel);
}

void page_suite(struct page *p, const struct groups_panel *first)
{
	const struct groups_panel *panel;

	fprintf(p->out, "<h2 id=\"suite-%s\">%s</h2>\n",
		html_text(p->a, first->key->suite),
		html_text(p->a, suite_subject(first->key->suite)));
	fprintf(p->out,
		"<p class=soft>Suite %s. In brackets: how many times "
		"what nicfw costs in the same group.</p>\n",
		html_text(p->a, first->key->suite));
	vec_for_each(panel, &p->report->groups.panels) {
		if (rows_same_text(panel->key->suite, first->key->suite))
			write_panel(p, panel);
	}
}

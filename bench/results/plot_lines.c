// SPDX-License-Identifier: GPL-2.0-only
/*
 * plot_lines.c - times against rules, a line for each opponent
 */
#include "plot_lines.h"

#include "plot_style.h"
#include "suite.h"
#include "unit.h"

#include <ctype.h>
#include <float.h>
#include <stdlib.h>
#include <string.h>

/* Of a plot, in pixels. */
#define LEAST_HEIGHT ((size_t)460)
#define AROUND_AXIS  120
#define LEGEND_LINE  24

/* A line: where it ends decides where it stands in the legend. */
struct line {
	const char *opponent;
	const struct plot_style *style;
	double last;
};

/* What is in a plot, to set its axes. */
struct extent {
	uint32_t n_min, n_max;
	double min, max;
};

static uint32_t n_rules_of(const struct groups_group *group)
{
	return group->rows.v[0]->result.n_rules;
}

/* The value of @opponent in @group, above 0; else 0: nothing to draw. */
static double value_in(const struct groups_group *group, const char *opponent)
{
	const struct rows_row *row = groups_find(group, opponent);
	double value;

	if (!row || row->result.status != RESULT_OK || !n_rules_of(group))
		return 0;
	value = rows_estimate(row);
	return value > 0 ? value : 0;
}

static void extend(struct extent *extent, uint32_t n_rules, double value)
{
	if (n_rules < extent->n_min)
		extent->n_min = n_rules;
	if (n_rules > extent->n_max)
		extent->n_max = n_rules;
	if (value < extent->min)
		extent->min = value;
	if (value > extent->max)
		extent->max = value;
}

static struct extent extent_of(const struct groups *groups,
			       const struct groups_panel *panel)
{
	struct extent extent = { UINT32_MAX, 0, DBL_MAX, 0 };

	for (size_t g = 0; g < panel->groups.n; g++) {
		const struct groups_group *group =
			&groups->groups.v[panel->groups.v[g]];

		for (size_t o = 0; o < panel->opponents.n; o++) {
			double value = value_in(group, panel->opponents.v[o]);

			if (value > 0)
				extend(&extent, n_rules_of(group), value);
		}
	}
	return extent;
}

static void print_points(const struct groups *groups,
			 const struct groups_panel *panel, const char *opponent,
			 size_t i, FILE *out)
{
	fprintf(out, "$line%zu << END\n", i);
	for (size_t g = 0; g < panel->groups.n; g++) {
		const struct groups_group *group =
			&groups->groups.v[panel->groups.v[g]];
		double value = value_in(group, opponent);

		if (value > 0)
			fprintf(out, "%u %.9g\n", n_rules_of(group), value);
	}
	fprintf(out, "END\n");
}

static int compare_lines(const void *va, const void *vb)
{
	const struct line *a = va, *b = vb;

	return (a->last < b->last) - (a->last > b->last);
}

/* The legend goes from top to bottom as the lines do at their ends. */
static size_t make_lines(struct arena *a, const struct groups *groups,
			 const struct groups_panel *panel, struct line *lines)
{
	const struct plot_style *styles =
		plot_style_of(a, panel->opponents.v, panel->opponents.n);
	size_t n = 0;

	for (size_t o = 0; o < panel->opponents.n; o++) {
		struct line line = { panel->opponents.v[o], &styles[o] };

		for (size_t g = 0; g < panel->groups.n; g++) {
			double value =
				value_in(&groups->groups.v[panel->groups.v[g]],
					 line.opponent);

			if (value > 0)
				line.last = value;
		}
		if (line.last > 0)
			lines[n++] = line;
	}
	qsort(lines, n, sizeof(*lines), compare_lines);
	return n;
}

static void print_tics(struct arena *a, const struct groups *groups,
		       const struct groups_panel *panel, FILE *out)
{
	const char *comma = "";

	fprintf(out, "set xtics (");
	for (size_t g = 0; g < panel->groups.n; g++) {
		uint32_t n = n_rules_of(&groups->groups.v[panel->groups.v[g]]);

		if (!n)
			continue;
		fprintf(out, "%s'%s' %u", comma, plot_style_rules(a, n), n);
		comma = ", ";
	}
	fprintf(out, ") nomirror\n");
}

/* "10k" for nanoseconds; seconds are small numbers. */
static const char *tic_format(const char *unit)
{
	return strncmp(unit, "ns", 2) ? "%g" : "%.0s%c";
}

/*
 * @n lines are in the legend, one below the other: where they are higher than
 * the axis, gnuplot makes two columns of them, and the plot narrow.
 */
static void print_axes(struct arena *a, const struct result *key,
		       const struct extent *extent, size_t n, FILE *out)
{
	size_t legend = AROUND_AXIS + LEGEND_LINE * n;

	fprintf(out,
		"set terminal svg size 900,%zu dynamic noenhanced "
		"font 'sans-serif,14' linewidth 1 background 'white'\n"
		"set logscale xy\n"
		"set border 3 linecolor '#808890'\n"
		"set grid xtics ytics mytics linetype 1 linecolor '#88888855' "
		"linewidth 0.5\n"
		"set key outside right top Left reverse samplen 3 spacing 1.15\n"
		"set xlabel 'rules'\n"
		"set ylabel '%s'\n"
		"set format y '%s'\n"
		"set tics out textcolor 'black'\n"
		"set ytics nomirror\n"
		"set xrange [%.9g:%.9g]\n"
		"set yrange [%.9g:%.9g]\n",
		legend > LEAST_HEIGHT ? legend : LEAST_HEIGHT,
		plot_style_text(a, key->unit), tic_format(key->unit),
		extent->n_min / 1.3, extent->n_max * 1.3, extent->min / 1.3,
		extent->max * 1.3);
}

static void print_script(struct arena *a, const struct groups *groups,
			 const struct groups_panel *panel,
			 const struct extent *extent, FILE *out)
{
	struct line *lines =
		arena_calloc(a, panel->opponents.n, sizeof(*lines));
	size_t n = make_lines(a, groups, panel, lines);

	print_axes(a, panel->key, extent, n, out);
	print_tics(a, groups, panel, out);
	for (size_t i = 0; i < n; i++)
		print_points(groups, panel, lines[i].opponent, i, out);
	for (size_t i = 0; i < n; i++)
		fprintf(out,
			"%s $line%zu using 1:2 with linespoints title '%s' "
			"linecolor '%s' linewidth %.1f dashtype %d "
			"pointtype %d pointsize 0.7",
			i ? ", \\\n" : "plot", i,
			plot_style_text(a, lines[i].opponent),
			lines[i].style->colour, lines[i].style->width,
			lines[i].style->dash, lines[i].style->point);
	fprintf(out, "\n");
}

/* "packet-exact-miss-cpu.svg": letters, digits and "-" only. */
static const char *file_name(struct arena *a, const struct result *key)
{
	char *name = arena_printf(a, "%s-%s-%s-%s.svg", key->suite,
				  key->family ? key->family : "all",
				  key->traffic ? key->traffic : "all",
				  key->quantity);

	for (char *c = name; *c; c++) {
		if (!isascii(*c) || (!isalnum(*c) && *c != '.'))
			*c = '-';
	}
	return name;
}

static const char *title_of(struct arena *a, const struct result *key)
{
	return arena_printf(
		a, "%s: %s%s%s, %s in %s", suite_subject(key->suite),
		key->family ? key->family : "",
		key->family && key->traffic ? ", " : "",
		key->traffic ? key->traffic : "", key->quantity, key->unit);
}

/* Which of its points are not to be relied on; NULL: none. */
static const char *note_of(struct arena *a, const struct groups *groups,
			   const struct groups_panel *panel)
{
	const char *note = NULL;

	for (size_t g = 0; g < panel->groups.n; g++) {
		const struct groups_group *group =
			&groups->groups.v[panel->groups.v[g]];

		if (group->control == 0 || groups_is_conclusive(group))
			continue;
		note = arena_printf(a, "%s %u",
				    note ? arena_printf(a, "%s,", note)
					 : "Inconclusive, for the control was "
					   "off: rules",
				    n_rules_of(group));
	}
	return note;
}

bool plot_lines_write(struct arena *a, const struct groups *groups,
		      const struct groups_panel *panel, struct plots_plot *out)
{
	struct extent extent = extent_of(groups, panel);
	char *script = NULL;
	size_t len;
	FILE *to;

	if (unit_kind_of(panel->key->unit) != UNIT_TIME ||
	    extent.n_min >= extent.n_max)
		return false;
	to = open_memstream(&script, &len);
	if (!to)
		return false;
	print_script(a, groups, panel, &extent, to);
	fclose(to);
	*out = (struct plots_plot){
		.panel = panel,
		.file = file_name(a, panel->key),
		.title = title_of(a, panel->key),
		.note = note_of(a, groups, panel),
		.script = arena_strdup(a, script),
	};
	free(script);
	return true;
}

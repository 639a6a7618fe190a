// SPDX-License-Identifier: GPL-2.0-only
/*
 * plot_remade.c - iptables, nftables, BPF, and BPF on a card: that graph,
 * remade
 *
 * The graph that everyone knows has a bar each for iptables, nftables, BPF on
 * the host and BPF on a card, in packets a second. Here no card was at hand:
 * its place is taken by words a packet, of a model, on an axis of its own.
 */
#include "plot_remade.h"

#include "plot_style.h"

#include <stdlib.h>
#include <string.h>

#define SUITE	    "packet"
#define UNIT_PACKET "ns/packet"
#define UNIT_MODEL  "words/packet"

/* Bars, each of the cheapest opponent whose name starts so. */
static const struct bar {
	const char *title;
	const char *prefix;
	const char *without; /* not in the name; NULL */
	const char *colour;
} bars[] = {
	{ "iptables", "iptables-legacy", NULL, "#d55e00" },
	{ "nftables", "nft", "set", "#009e73" },
	{ "BPF, generic", "nicfw-generic", NULL, "#56b4e9" },
	{ "BPF, driver", "nicfw-driver", NULL, "#0072b2" },
};

#define N_BARS (sizeof(bars) / sizeof(bars[0]))

static bool is_of(const struct bar *bar, const struct rows_row *row)
{
	const char *name = row->result.opponent;

	return name && !strncmp(name, bar->prefix, strlen(bar->prefix)) &&
	       !(bar->without && strstr(name, bar->without));
}

/* The least that @bar costs in @group; 0: nothing to draw. */
static double least_of(const struct groups_group *group, const struct bar *bar)
{
	double least = 0;

	for (size_t i = 0; i < group->rows.n; i++) {
		const struct rows_row *row = group->rows.v[i];
		double value = rows_estimate(row);

		if (row->result.status == RESULT_OK && is_of(bar, row) &&
		    value > 0 && (!least || value < least))
			least = value;
	}
	return least;
}

/* gnuplot makes nothing of a column without a value. */
static bool is_there(const struct groups *groups,
		     const struct groups_panel *panel, const struct bar *bar)
{
	for (size_t g = 0; g < panel->groups.n; g++) {
		if (least_of(&groups->groups.v[panel->groups.v[g]], bar) > 0)
			return true;
	}
	return false;
}

static size_t count_bars_in(const struct groups_group *group)
{
	size_t n = 0;

	for (size_t b = 0; b < N_BARS; b++)
		n += least_of(group, &bars[b]) > 0;
	return n;
}

static size_t count_bars(const struct groups *groups,
			 const struct groups_panel *panel)
{
	size_t n = 0;

	for (size_t g = 0; g < panel->groups.n; g++)
		n += count_bars_in(&groups->groups.v[panel->groups.v[g]]);
	return n;
}

/* The words of the first opponent that is ok in @group; 0: none. */
static double words_of(const struct groups_group *group)
{
	for (size_t i = 0; i < group->rows.n; i++) {
		if (group->rows.v[i]->result.status == RESULT_OK)
			return rows_estimate(group->rows.v[i]);
	}
	return 0;
}

static bool has_words(const struct groups *groups,
		      const struct groups_panel *panel)
{
	for (size_t g = 0; g < panel->groups.n; g++) {
		if (words_of(&groups->groups.v[panel->groups.v[g]]) > 0)
			return true;
	}
	return false;
}

/* The model's panel for the family of @key, of the same @traffic rather than
 * another. */
static const struct groups_panel *model_for(const struct groups *groups,
					    const struct result *key)
{
	const struct groups_panel *panel, *found = NULL;

	vec_for_each(panel, &groups->panels) {
		if (!rows_same_text(panel->key->unit, UNIT_MODEL) ||
		    !rows_same_text(panel->key->family, key->family) ||
		    !has_words(groups, panel))
			continue;
		if (!found || rows_same_text(panel->key->traffic, key->traffic))
			found = panel;
	}
	return found;
}

/*
 * How much of the graph @panel can show: its bars, which count thrice where the
 * model has words for the same rules, and more if for the same traffic.
 */
static size_t score_of(const struct groups *groups,
		       const struct groups_panel *panel)
{
	const struct groups_panel *model = model_for(groups, panel->key);
	size_t n = count_bars(groups, panel);

	if (!rows_same_text(panel->key->suite, SUITE) ||
	    !rows_same_text(panel->key->unit, UNIT_PACKET))
		return 0;
	if (!model)
		return n;
	return rows_same_text(model->key->traffic, panel->key->traffic) ? 4 * n
									: 3 * n;
}

/* The first of those that show most, or NULL. */
static const struct groups_panel *choose(const struct groups *groups)
{
	const struct groups_panel *panel, *best = NULL;
	size_t best_score = 0;

	vec_for_each(panel, &groups->panels) {
		size_t score = score_of(groups, panel);

		if (score > best_score) {
			best = panel;
			best_score = score;
		}
	}
	return best;
}

static void print_value(double value, FILE *out)
{
	if (value > 0)
		fprintf(out, " %.9g", value);
	else
		fprintf(out, " NaN");
}

static void print_rules(struct arena *a, const struct groups_group *group,
			FILE *out)
{
	fprintf(out, "%s",
		plot_style_rules(a, group->rows.v[0]->result.n_rules));
}

static void print_data(struct arena *a, const struct groups *groups,
		       const struct groups_panel *panel, FILE *out)
{
	fprintf(out, "$packets << END\n");
	for (size_t g = 0; g < panel->groups.n; g++) {
		const struct groups_group *group =
			&groups->groups.v[panel->groups.v[g]];

		if (!count_bars_in(group))
			continue;
		print_rules(a, group, out);
		for (size_t b = 0; b < N_BARS; b++)
			print_value(least_of(group, &bars[b]), out);
		fprintf(out, "\n");
	}
	fprintf(out, "END\n");
}

static void print_model_data(struct arena *a, const struct groups *groups,
			     const struct groups_panel *model, FILE *out)
{
	fprintf(out, "$model << END\n");
	for (size_t g = 0; g < model->groups.n; g++) {
		const struct groups_group *group =
			&groups->groups.v[model->groups.v[g]];

		print_rules(a, group, out);
		print_value(words_of(group), out);
		fprintf(out, "\n");
	}
	fprintf(out, "END\n");
}

static void print_packets(const struct groups *groups,
			  const struct groups_panel *panel, bool has_model,
			  FILE *out)
{
	const char *before = "plot";

	fprintf(out,
		"set size %s,1\n"
		"set origin 0,0\n"
		"set title 'MEASURED: time of one core for a packet'\n"
		"set xlabel 'rules'\n"
		"set ylabel 'ns/packet'\n"
		"set logscale y\n"
		"set key at screen %s,0.105 center top\n",
		has_model ? "0.68" : "1", has_model ? "0.36" : "0.5");
	for (size_t b = 0; b < N_BARS; b++) {
		if (!is_there(groups, panel, &bars[b]))
			continue;
		fprintf(out,
			"%s $packets using %zu:xtic(1) title '%s' "
			"linecolor '%s' fillstyle solid noborder",
			before, b + 2, bars[b].title, bars[b].colour);
		before = ", \\\n";
	}
	fprintf(out, "\n");
}

/* Hatched, so that it is not taken for what was measured. */
static void print_model(FILE *out)
{
	fprintf(out,
		"set size 0.32,1\n"
		"set origin 0.68,0\n"
		"set title 'MODEL of a card: not a time'\n"
		"set key at screen 0.85,0.105 center top\n"
		"set ylabel 'words executed for a packet'\n"
		"unset logscale y\n"
		"set yrange [0:*]\n"
		"plot $model using 2:xtic(1) title 'BPF, offloaded (model)' "
		"linecolor '#a06cc8' fillstyle pattern 4\n");
}

static void print_script(struct arena *a, const struct groups *groups,
			 const struct groups_panel *panel,
			 const struct groups_panel *model, FILE *out)
{
	print_data(a, groups, panel, out);
	if (model)
		print_model_data(a, groups, model, out);
	fprintf(out, "set terminal svg size 960,480 dynamic noenhanced "
		     "font 'sans-serif,14' background 'white'\n"
		     "set style data histograms\n"
		     "set style histogram clustered gap 1\n"
		     "set boxwidth 0.9\n"
		     "set border 3 linecolor '#808890'\n"
		     "set grid ytics linetype 1 linecolor '#88888855' "
		     "linewidth 0.5\n"
		     "set xtics nomirror\n"
		     "set ytics nomirror\n"
		     "set format y '%%.0s%%c'\n"
		     "set tics out textcolor 'black'\n"
		     "set yrange [10:*]\n"
		     "set tmargin 3\n"
		     "set bmargin 6\n"
		     "set key horizontal Left reverse samplen 1.5 width 1\n"
		     "set multiplot\n");
	print_packets(groups, panel, model, out);
	if (model)
		print_model(out);
	fprintf(out, "unset multiplot\n");
}

static const char *note_of(struct arena *a, const struct groups_panel *panel,
			   const struct groups_panel *model)
{
	const char *what = arena_printf(
		a,
		"Rules of the family %s, frames %s. iptables and nftables are "
		"each the cheapest of their hooks. ",
		panel->key->family ? panel->key->family : "-",
		panel->key->traffic ? panel->key->traffic : "-");

	if (!model)
		return arena_printf(a,
				    "%sThe model of a card has no figures "
				    "in this run.",
				    what);
	return arena_printf(
		a,
		"%sRight: no card was at hand. The bars count the words that a "
		"model of the card executes for a packet (%s); they are no "
		"time, and nothing here turns them into one.",
		what, model->key->traffic ? model->key->traffic : "-");
}

bool plot_remade_write(struct arena *a, const struct groups *groups,
		       struct plots_plot *out)
{
	const struct groups_panel *panel = choose(groups), *model;
	char *script = NULL;
	size_t len;
	FILE *to;

	if (!panel)
		return false;
	to = open_memstream(&script, &len);
	if (!to)
		return false;
	model = model_for(groups, panel->key);
	print_script(a, groups, panel, model, to);
	fclose(to);
	*out = (struct plots_plot){
		.file = "remade.svg",
		.title = "That graph remade: iptables, nftables, BPF, and BPF "
			 "on a card (a model)",
		.note = note_of(a, panel, model),
		.script = arena_strdup(a, script),
	};
	free(script);
	return true;
}

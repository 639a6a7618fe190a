// SPDX-License-Identifier: GPL-2.0-only
/*
 * plots.c - results as SVG, by gnuplot
 */
#include "plots.h"

#include "load/tool.h"
#include "plot_lines.h"
#include "plot_remade.h"

#include <errno.h>
#include <string.h>

static bool is_taken(const struct plots *plots, const char *file)
{
	const struct plots_plot *plot;

	vec_for_each(plot, &plots->plots) {
		if (!strcmp(plot->file, file))
			return true;
	}
	return false;
}

/* Names are made of a part of what panels differ in. */
static void add_plot(struct arena *a, struct plots *out,
		     const struct plots_plot *plot)
{
	struct plots_plot own = *plot;

	for (size_t n = 2; is_taken(out, own.file); n++)
		own.file = arena_printf(a, "%zu-%s", n, plot->file);
	*vec_push(a, &out->plots) = own;
}

void plots_write(struct arena *a, const struct groups *groups,
		 struct plots *out)
{
	const struct groups_panel *panel;
	struct plots_plot plot;

	*out = (struct plots){};
	if (plot_remade_write(a, groups, &plot))
		add_plot(a, out, &plot);
	vec_for_each(panel, &groups->panels) {
		if (plot_lines_write(a, groups, panel, &plot))
			add_plot(a, out, &plot);
	}
}

const struct plots_plot *plots_find(const struct plots *plots,
				    const struct groups_panel *panel)
{
	const struct plots_plot *plot;

	vec_for_each(plot, &plots->plots) {
		if (plot->panel == panel)
			return plot;
	}
	return NULL;
}

/* Returns NULL or why there is no SVG. */
static const char *draw(struct arena *a, struct plots_plot *plot)
{
	const struct tool tool = {
		.argv = { "gnuplot", "-", NULL },
		.input = plot->script,
		.input_len = strlen(plot->script),
	};
	struct diag *diag = diag_new(a);
	char *text;
	size_t len;
	int err = tool_run(a, diag, &tool, &text, &len);

	if (err == -ENOENT)
		return "gnuplot is not installed (make deps-bench)";
	if (err)
		return diag->msgs.n ? diag->msgs.v[0].text : strerror(-err);
	/* Behind the prologue of XML, which a page of HTML has no place for. */
	plot->svg = strstr(text, "<svg");
	return plot->svg ? NULL : "gnuplot did not print an SVG";
}

void plots_draw(struct arena *a, struct plots *plots)
{
	struct plots_plot *plot;

	vec_for_each(plot, &plots->plots) {
		const char *reason = draw(a, plot);

		if (reason && !plots->missing)
			plots->missing = reason;
	}
}

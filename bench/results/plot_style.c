// SPDX-License-Identifier: GPL-2.0-only
/*
 * plot_style.c - how an opponent looks in each plot
 */
#include "plot_style.h"

#include <ctype.h>
#include <string.h>

/* By the beginning of the name; the first that fits. */
static const struct {
	const char *prefix;
	const char *colour;
	double width;
} colours[] = {
	{ "nicfw-driver", "#0072b2", 3 }, { "nicfw", "#56b4e9", 2.2 },
	{ "nft", "#009e73", 1.6 },	  { "iptables-nft", "#e69f00", 1.6 },
	{ "iptables", "#d55e00", 1.6 },	  { "ipset", "#cc79a7", 1.6 },
	{ "xdp", "#8b5a2b", 1.6 },	  { "tc", "#8b5a2b", 1.6 },
	{ "", "#888888", 1.6 },
};

#define N_COLOURS (sizeof(colours) / sizeof(colours[0]))

/* Of gnuplot's SVG terminal: filled ones first, they are told apart best. */
static const int points[] = { 7, 5, 9, 13, 11, 6, 4, 8, 12, 10 };

#define N_POINTS (sizeof(points) / sizeof(points[0]))
#define N_DASHES 5

static size_t colour_of(const char *opponent)
{
	size_t i = 0;

	while (strncmp(opponent, colours[i].prefix, strlen(colours[i].prefix)))
		i++;
	return i;
}

const struct plot_style *plot_style_of(struct arena *a,
				       const char *const *opponents, size_t n)
{
	struct plot_style *styles = arena_calloc(a, n, sizeof(*styles));
	size_t n_of[N_COLOURS] = {};

	for (size_t i = 0; i < n; i++) {
		size_t c = colour_of(opponents[i] ? opponents[i] : "");

		styles[i] = (struct plot_style){
			.colour = colours[c].colour,
			.dash = 1 + (int)(n_of[c] % N_DASHES),
			.point = points[(c + n_of[c]) % N_POINTS],
			.width = colours[c].width,
		};
		n_of[c]++;
	}
	return styles;
}

const char *plot_style_text(struct arena *a, const char *text)
{
	char *clean = arena_strdup(a, text ? text : "");

	for (char *c = clean; *c; c++) {
		if (!isascii(*c) ||
		    (!isalnum(*c) && !strchr(" -_.,:/+()%", *c)))
			*c = '?';
	}
	return clean;
}

const char *plot_style_rules(struct arena *a, uint32_t n_rules)
{
	if (!n_rules || n_rules % 1000)
		return arena_printf(a, "%u", n_rules);
	return arena_printf(a, "%uk", n_rules / 1000);
}

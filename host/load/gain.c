// SPDX-License-Identifier: GPL-2.0-only
/*
 * gain.c - what the rules of a load have counted, for the next one
 */
#include "load/gain.h"
#include "load/control.h"
#include "load/labels.h"
#include "load/live.h"
#include "load/meta.h"

#include <stdlib.h>

static void read_slot(struct gain *g, enum attach_slot slot,
		      const struct labels *labels)
{
	struct nicfw_counter *c;
	size_t n;

	if (control_counters(g->st, g->ifname, g->gen, slot, &c, &n))
		return;
	for (size_t i = 0; i < labels->lines.n && i < n; i++) {
		const struct label label = label_split(labels->lines.v[i]);

		if (label_is(&label, "decided"))
			*vec_push(g->a, &g->rows) = (struct gain_row){
				label_text(&label, LABEL_CHAIN),
				label_text(&label, LABEL_RULE), c[i].packets
			};
	}
}

static int compare_rows(const void *x, const void *y)
{
	const struct gain_row *a = x, *b = y;
	int order = strcmp(a->rule, b->rule);

	return order ? order : strcmp(a->chain, b->chain);
}

/* Rows of one rule become one: there is one for each stage. */
static void add_up(struct gain *g)
{
	size_t n = 0;

	if (g->rows.n)
		qsort(g->rows.v, g->rows.n, sizeof(*g->rows.v), compare_rows);
	for (size_t i = 0; i < g->rows.n; i++) {
		if (n && !compare_rows(&g->rows.v[n - 1], &g->rows.v[i]))
			g->rows.v[n - 1].packets += g->rows.v[i].packets;
		else
			g->rows.v[n++] = g->rows.v[i];
	}
	g->rows.n = n;
}

static void read_rows(struct gain *g)
{
	json_t *meta = state_read_meta(g->st, g->ifname, g->gen);
	struct labels labels[N_SLOTS];

	if (meta && !labels_read(g->st, g->ifname, g->gen, meta, labels))
		for (enum attach_slot slot = 0; slot < N_SLOTS; slot++)
			read_slot(g, slot, &labels[slot]);
	json_decref(meta);
	add_up(g);
}

struct gain gain_of(const struct state *st, const char *ifname,
		    unsigned int gen)
{
	return (struct gain){
		.a = st->a,
		.st = st,
		.ifname = ifname,
		.gen = gen,
		.is_read = !gen,
	};
}

uint64_t gain_packets(void *gain, const struct counter_of *of)
{
	struct gain *g = gain;
	struct gain_row wanted = { .chain = live_chain_name(g->a, of->chain),
				   .rule = "" };
	const struct gain_row *found;

	if (!g->is_read)
		read_rows(g);
	g->is_read = true;
	if (of->rule)
		wanted.rule = meta_rule_text(g->a, of->rule);
	found = g->rows.n ? bsearch(&wanted, g->rows.v, g->rows.n,
				    sizeof(wanted), compare_rows)
			  : NULL;
	return found ? found->packets : 0;
}

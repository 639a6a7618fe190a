// SPDX-License-Identifier: GPL-2.0-only
/*
 * gain.c - what the rules of a load have counted, for the next one
 */
#include "load/gain.h"
#include "load/live.h"

#include "load/control.h"
#include "load/meta.h"

#include <stdlib.h>

static const char *text_of(struct arena *a, const json_t *row, const char *key)
{
	const char *text = json_string_value(json_object_get(row, key));

	return text ? arena_strdup(a, text) : "";
}

static void read_slot(const struct state *st, const char *ifname,
		      unsigned int gen, enum attach_slot slot,
		      const json_t *meta, struct gain *out)
{
	json_t *rows, *row;
	struct nicfw_counter *c;
	size_t i, n;

	rows = json_object_get(json_object_get(meta, attach_slot_names[slot]),
			       "counters");
	if (!rows || control_counters(st, ifname, gen, slot, &c, &n))
		return;
	json_array_foreach(rows, i, row)
	{
		if (i >= n || strcmp(text_of(out->a, row, "kind"), "decided"))
			continue;
		*vec_push(out->a, &out->rows) =
			(struct gain_row){ text_of(out->a, row, "chain"),
					   text_of(out->a, row, "rule"),
					   c[i].packets };
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

void gain_read(const struct state *st, const char *ifname, unsigned int gen,
	       struct gain *out)
{
	json_t *meta = gen ? state_read_meta(st, ifname, gen) : NULL;

	*out = (struct gain){ .a = st->a };
	for (enum attach_slot slot = 0; meta && slot < N_SLOTS; slot++)
		read_slot(st, ifname, gen, slot, meta, out);
	json_decref(meta);
	add_up(out);
}

uint64_t gain_packets(void *gain, const struct counter_of *of)
{
	const struct gain *g = gain;
	struct gain_row wanted = { .chain = live_chain_name(g->a, of->chain),
				   .rule = "" };
	const struct gain_row *found;

	if (of->rule)
		wanted.rule = meta_rule_text(g->a, of->rule);
	found = g->rows.n ? bsearch(&wanted, g->rows.v, g->rows.n,
				    sizeof(wanted), compare_rows)
			  : NULL;
	return found ? found->packets : 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * groups.c - which results may be set against each other
 */
#include "groups.h"

#include "suite.h"

#include <math.h>
#include <string.h>

#define NICFW	     "nicfw"
#define NICFW_DRIVER "nicfw-driver"

/* Told so that others can be understood: they filter nothing. */
static const char *const references[] = {
	RESULT_FLOOR,	   "generator",	       "no-firewall",
	"xdp-drop",	   "tc-drop",	       "nft-input-again",
	"xdp-pass-driver", "xdp-pass-generic", "start-nicfw",
};

static bool is_firewall(const struct result *r)
{
	for (size_t i = 0; i < sizeof(references) / sizeof(references[0]);
	     i++) {
		if (rows_same_text(r->opponent, references[i]))
			return false;
	}
	return true;
}

static bool is_nicfw(const struct result *r)
{
	return r->opponent && !strncmp(r->opponent, NICFW, strlen(NICFW));
}

static bool share_quantity(const struct result *a, const struct result *b)
{
	return rows_same_text(a->suite, b->suite) &&
	       rows_same_text(a->quantity, b->quantity) &&
	       rows_same_text(a->unit, b->unit);
}

/* What was skipped was fed by nothing, and is told beside the others. */
static bool share_feed(const struct result *a, const struct result *b)
{
	return !a->fed || !b->fed || !strcmp(a->fed, b->fed);
}

static bool share_panel(const struct result *a, const struct result *b)
{
	return share_quantity(a, b) && rows_same_text(a->family, b->family) &&
	       rows_same_text(a->traffic, b->traffic) && share_feed(a, b);
}

static struct groups_group *group_of(struct arena *a, struct groups *out,
				     const struct rows_row *row)
{
	struct groups_group *group;

	vec_for_each(group, &out->groups) {
		const struct rows_row *first = group->rows.v[0];

		if (first->file == row->file &&
		    first->result.n_rules == row->result.n_rules &&
		    share_panel(&first->result, &row->result))
			return group;
	}
	return vec_push(a, &out->groups);
}

static double distance(double control)
{
	return control > 0 ? fabs(log(control)) : INFINITY;
}

static void add_to_group(struct arena *a, struct groups_group *group,
			 const struct rows_row *row)
{
	const struct result *r = &row->result;

	*vec_push(a, &group->rows) = row;
	if (r->control != 0 &&
	    (group->control == 0 ||
	     distance(r->control) > distance(group->control)))
		group->control = r->control;
	if (r->status != RESULT_OK)
		return;
	if (!group->floor && rows_same_text(r->opponent, RESULT_FLOOR))
		group->floor = row;
	if (is_nicfw(r) &&
	    (!group->nicfw || rows_same_text(r->opponent, NICFW_DRIVER)))
		group->nicfw = row;
}

bool groups_is_conclusive(const struct groups_group *group)
{
	return stats_is_conclusive(group->control);
}

double groups_ratio(const struct groups_group *group,
		    const struct rows_row *row)
{
	if (!group->nicfw || row == group->nicfw ||
	    !groups_is_conclusive(group) || !is_firewall(&row->result))
		return NAN;
	return rows_ratio(row, group->nicfw);
}

static bool is_measured(const struct result *r)
{
	return r->status == RESULT_OK || r->status == RESULT_INCONCLUSIVE;
}

bool groups_has_ratio(const struct groups_group *group,
		      const struct rows_row *row)
{
	const struct rows_row *nicfw = NULL;

	for (size_t i = 0; i < group->rows.n; i++) {
		const struct result *r = &group->rows.v[i]->result;

		if (is_nicfw(r) && is_measured(r) &&
		    (!nicfw || rows_same_text(r->opponent, NICFW_DRIVER)))
			nicfw = group->rows.v[i];
	}
	return group->control && nicfw && row != nicfw &&
	       is_firewall(&row->result) && is_measured(&row->result);
}

const struct groups_group *groups_find_same(const struct groups *groups,
					    const struct groups_group *group)
{
	const struct result *key = &group->rows.v[0]->result;
	const struct groups_group *other;

	vec_for_each(other, &groups->groups) {
		const struct result *r = &other->rows.v[0]->result;

		if (r->n_rules == key->n_rules && share_panel(r, key))
			return other;
	}
	return NULL;
}

const struct rows_row *groups_find(const struct groups_group *group,
				   const char *opponent)
{
	for (size_t i = 0; i < group->rows.n; i++) {
		const struct rows_row *row = group->rows.v[i];

		if (rows_same_text(row->result.opponent, opponent))
			return row;
	}
	return NULL;
}

static struct groups_panel *panel_of(struct arena *a, struct groups *out,
				     const struct result *key)
{
	struct groups_panel *panel;

	vec_for_each(panel, &out->panels) {
		if (share_panel(panel->key, key))
			return panel;
	}
	panel = vec_push(a, &out->panels);
	panel->key = key;
	return panel;
}

/* Keeps the groups of a panel in order, equals as they came. */
static void add_to_panel(struct arena *a, const struct groups *groups,
			 struct groups_panel *panel, size_t group)
{
	uint32_t n_rules = groups->groups.v[group].rows.v[0]->result.n_rules;
	size_t at = panel->groups.n;

	vec_push(a, &panel->groups);
	for (; at; at--) {
		size_t before = panel->groups.v[at - 1];

		if (groups->groups.v[before].rows.v[0]->result.n_rules <=
		    n_rules)
			break;
		panel->groups.v[at] = before;
	}
	panel->groups.v[at] = group;
}

static void add_opponent(struct arena *a, struct groups_panel *panel,
			 const char *opponent)
{
	for (size_t i = 0; i < panel->opponents.n; i++) {
		if (rows_same_text(panel->opponents.v[i], opponent))
			return;
	}
	*vec_push(a, &panel->opponents) = opponent;
}

static void make_panels(struct arena *a, struct groups *out)
{
	for (size_t g = 0; g < out->groups.n; g++) {
		const struct groups_group *group = &out->groups.v[g];
		struct groups_panel *panel =
			panel_of(a, out, &group->rows.v[0]->result);

		add_to_panel(a, out, panel, g);
		for (size_t i = 0; i < group->rows.n; i++)
			add_opponent(a, panel,
				     group->rows.v[i]->result.opponent);
	}
}

static struct groups_headline *headline_of(struct arena *a, struct groups *out,
					   const struct result *key,
					   const char *nicfw)
{
	struct groups_headline *line;

	vec_for_each(line, &out->headlines) {
		if (share_quantity(line->key, key) &&
		    rows_same_text(line->key->opponent, key->opponent) &&
		    rows_same_text(line->nicfw, nicfw))
			return line;
	}
	line = vec_push(a, &out->headlines);
	line->key = key;
	line->nicfw = nicfw;
	return line;
}

static void add_headline(struct arena *a, struct groups *out,
			 const struct groups_group *group,
			 const struct rows_row *row)
{
	double ratio = groups_ratio(group, row);
	struct groups_headline *line;

	if (isnan(ratio))
		return;
	line = headline_of(a, out, &row->result, group->nicfw->result.opponent);
	if (!line->n || ratio < line->min) {
		line->min = ratio;
		line->min_at = &row->result;
	}
	if (!line->n || ratio > line->max) {
		line->max = ratio;
		line->max_at = &row->result;
	}
	line->n++;
}

static void make_headlines(struct arena *a, struct groups *out)
{
	for (size_t p = 0; p < out->panels.n; p++) {
		const struct groups_panel *panel = &out->panels.v[p];

		for (size_t g = 0; g < panel->groups.n; g++) {
			const struct groups_group *group =
				&out->groups.v[panel->groups.v[g]];

			for (size_t i = 0; i < group->rows.n; i++)
				add_headline(a, out, group, group->rows.v[i]);
		}
	}
}

/* Puts panels in the order of a report, those of one suite as they came. */
static void sort_panels(struct groups *out)
{
	for (size_t i = 1; i < out->panels.n; i++) {
		struct groups_panel panel = out->panels.v[i];
		size_t rank = suite_rank(panel.key->suite), at = i;

		for (; at; at--) {
			if (suite_rank(out->panels.v[at - 1].key->suite) <=
			    rank)
				break;
			out->panels.v[at] = out->panels.v[at - 1];
		}
		out->panels.v[at] = panel;
	}
}

void groups_make(struct arena *a, const struct rows *rows, struct groups *out)
{
	const struct rows_row *row;

	*out = (struct groups){};
	vec_for_each(row, &rows->rows) {
		if (row->result.quantity)
			add_to_group(a, group_of(a, out, row), row);
	}
	make_panels(a, out);
	sort_panels(out);
	make_headlines(a, out);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * rule_edits_labels.c - what counters count, with what changed of rules since
 */
#include "load/labels.h"
#include "load/rule_edits_int.h"

#include <stdlib.h>
#include <string.h>

enum row_state {
	ROW_STAYS, /* where the rows around it are */
	ROW_CAME,
	ROW_GONE,
};

struct editing {
	struct arena *a;
	const struct rule_edits *edits;
	const char *file; /* whose rules they are now, as in a place */
	struct labels *labels;
	enum row_state *states; /* of each row */
};

/* The line of the file in a label's place; 0: it has none. */
static uint32_t line_of(const char *label)
{
	const char *colon = memrchr(label, ':', strchrnul(label, '\t') - label);

	return colon ? strtoul(colon + 1, NULL, 10) : 0;
}

/* ---- Rows that stay ---- */

/* Lines of the text that was loaded, by how far they are from there now. */
struct span {
	int64_t first, end;
	int64_t shift;
};

struct spans {
	VEC(struct span) v; /* in order; lines in none are gone */
};

/* What is left of @span after @edit. */
static void cut_span(struct arena *a, const json_t *edit, struct span span,
		     struct spans *out)
{
	const json_t *hunk;
	int64_t by = 0;
	size_t i;

	json_array_foreach(json_object_get(edit, "hunks"), i, hunk)
	{
		const int64_t line = member_number(hunk, "line") - span.shift;
		const int64_t n_old = member_number(hunk, "old");

		if (line >= span.end)
			break;
		if (line > span.first)
			*vec_push(a, &out->v) =
				(struct span){ span.first, line,
					       span.shift + by };
		if (line + n_old > span.first)
			span.first = line + n_old;
		by += member_number(hunk, "new") - n_old;
	}
	span.shift += by;
	if (span.first < span.end)
		*vec_push(a, &out->v) = span;
}

static struct spans find_spans(struct arena *a, const struct rule_edits *edits)
{
	struct spans spans = {};
	json_t *const *edit;
	const struct span *span;

	*vec_push(a, &spans.v) = (struct span){ 1, UINT32_MAX, 0 };
	vec_for_each(edit, &edits->v) {
		struct spans next = {};

		vec_for_each(span, &spans.v)
			cut_span(a, *edit, *span, &next);
		spans = next;
	}
	return spans;
}

static int compare_span(const void *key, const void *element)
{
	const int64_t line = *(const int64_t *)key;
	const struct span *span = element;

	return line < span->first ? -1 : line >= span->end;
}

static char *put_at(const struct editing *e, char *label, int64_t line)
{
	return label_put_at(
		e->a, label,
		arena_printf(e->a, "%s:%u", e->file, (unsigned int)line));
}

static void move_rows(const struct editing *e)
{
	const struct spans spans = find_spans(e->a, e->edits);
	char **label;

	vec_for_each(label, &e->labels->lines) {
		const int64_t line = line_of(*label);
		const struct span *span =
			spans.v.n ? bsearch(&line, spans.v.v, spans.v.n,
					    sizeof(*spans.v.v), compare_span)
				  : NULL;

		if (span)
			*label = put_at(e, *label, line + span->shift);
	}
}

/* ---- Rows that come and go ---- */

static void end_row(const struct editing *e, size_t row)
{
	e->labels->lines.v[row] =
		label_line(e->a, &(struct label){ { [LABEL_KIND] = "gone" } });
	e->states[row] = ROW_GONE;
}

static void end_rows(const struct editing *e, size_t edit)
{
	const json_t *gone = json_object_get(e->edits->v.v[edit], "gone");
	const json_t *row;
	size_t i;

	json_array_foreach(gone, i, row)
	{
		const json_int_t n = json_integer_value(row);

		if (n >= 0 && n < (json_int_t)e->labels->lines.n)
			end_row(e, n);
	}
}

static void add_row(const struct editing *e, size_t edit, const json_t *from)
{
	const size_t row = member_number(from, "counter");
	const struct label label = { {
		[LABEL_KIND] = "decided",
		[LABEL_CHAIN] = rule_edit_text(from, "chain"),
		[LABEL_RULE] = rule_edit_text(from, "rule"),
	} };

	while (e->labels->lines.n <= row) {
		*vec_push(e->a, &e->labels->lines) = NULL;
		end_row(e, e->labels->lines.n - 1);
	}
	e->labels->lines.v[row] =
		put_at(e, label_line(e->a, &label),
		       rule_edits_line_from(e->edits, edit + 1,
					    member_number(from, "line")));
	e->states[row] = ROW_CAME;
}

static void add_rows(const struct editing *e, size_t edit)
{
	const json_t *rows = json_object_get(e->edits->v.v[edit], "rows");
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row) add_row(e, edit, row);
}

/* ---- Their order ---- */

struct came {
	uint32_t line, row;
};

struct cames {
	VEC(struct came) v;
};

static int compare_came(const void *x, const void *y)
{
	const struct came *a = x, *b = y;

	return a->line != b->line ? (a->line > b->line) - (a->line < b->line)
				  : (a->row > b->row) - (a->row < b->row);
}

/* By the lines of their rules. */
static struct cames find_came(const struct editing *e)
{
	struct cames came = {};

	for (uint32_t i = 0; i < e->labels->lines.n; i++)
		if (e->states[i] == ROW_CAME)
			*vec_push(e->a, &came.v) =
				(struct came){ line_of(e->labels->lines.v[i]),
					       i };
	if (came.v.n)
		qsort(came.v.v, came.v.n, sizeof(*came.v.v), compare_came);
	return came;
}

/* Do its rules stand in front of what @row is of? All came to one chain. */
static bool is_before(const struct editing *e, const struct came *came,
		      const char *row)
{
	const char *label = e->labels->lines.v[came->row];

	return label_has_same(label, row, LABEL_CHAIN) &&
	       label_has_same(label, row, LABEL_IN) &&
	       (!label_has(row, LABEL_RULE) || came->line <= line_of(row));
}

static void order_rows(const struct editing *e)
{
	const struct cames came = find_came(e);
	struct labels *labels = e->labels;
	size_t next = 0;

	labels->order.n = 0;
	for (uint32_t i = 0; i < labels->lines.n; i++) {
		if (e->states[i] != ROW_STAYS)
			continue;
		while (next < came.v.n &&
		       is_before(e, &came.v.v[next], labels->lines.v[i]))
			*vec_push(e->a, &labels->order) = came.v.v[next++].row;
		*vec_push(e->a, &labels->order) = i;
	}
	while (next < came.v.n)
		*vec_push(e->a, &labels->order) = came.v.v[next++].row;
}

static void apply(struct arena *a, const struct rule_edits *edits,
		  const json_t *last, struct labels *labels)
{
	const uint32_t n = rule_edits_next_row(edits, labels->lines.n);
	const struct editing e = {
		.a = a,
		.edits = edits,
		.file = label_field_print(a, rule_edit_text(last, "source")),
		.labels = labels,
		.states = arena_calloc(a, n, sizeof(*e.states)),
	};

	move_rows(&e);
	for (size_t i = 0; i < edits->v.n; i++) {
		end_rows(&e, i);
		add_rows(&e, i);
	}
	order_rows(&e);
}

int rule_edits_apply_labels(const struct state *st, const char *ifname,
			    unsigned int gen, struct labels *labels)
{
	struct rule_edits edits;
	int err = rule_edits_read(st, ifname, gen, &edits);
	const json_t *last = err ? NULL : rule_edits_last_text(&edits);

	if (last)
		apply(st->a, &edits, last, labels);
	rule_edits_free(&edits);
	return err;
}

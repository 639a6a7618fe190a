// SPDX-License-Identifier: GPL-2.0-only
/*
 * rule_edits.c - what changed of a generation's rules since it was made
 */
#include "load/rule_edits_int.h"

#include <errno.h>
#include <unistd.h>

/* ---- Reading ---- */

/* Numbers beyond that are no rows: there would be no memory for as many. */
static bool is_whole(const json_t *edit)
{
	const json_t *row;
	size_t i;

	json_array_foreach(json_object_get(edit, "rows"), i, row)
	{
		const json_int_t counter = member_number(row, "counter");

		if (counter < 0 || counter >= LABELS_MAX)
			return false;
	}
	return edit;
}

int rule_edits_read(const struct state *st, const char *ifname,
		    unsigned int gen, struct rule_edits *out)
{
	char *text, *end;
	size_t len;
	int err = state_read_text(st, ifname, gen, STATE_EDITS, &text, &len);

	*out = (struct rule_edits){};
	if (err == -ENOENT &&
	    access(state_text_path(st, ifname, gen, STATE_LINES), F_OK))
		return 0;
	if (err)
		return err;
	for (; (end = memchr(text, '\n', len));
	     len -= end + 1 - text, text = end + 1) {
		json_t *edit = json_loadb(text, end - text, 0, NULL);

		if (!is_whole(edit)) {
			json_decref(edit);
			rule_edits_free(out);
			return -EINVAL;
		}
		*vec_push(st->a, &out->v) = edit;
	}
	return 0;
}

void rule_edits_free(struct rule_edits *edits)
{
	json_t **edit;

	vec_for_each(edit, &edits->v)
		json_decref(*edit);
	*edits = (struct rule_edits){};
}

/* ---- Lines ---- */

uint32_t rule_edit_line(const json_t *edit, uint32_t line)
{
	const json_t *hunk;
	int64_t shift = 0;
	size_t i;

	json_array_foreach(json_object_get(edit, "hunks"), i, hunk)
	{
		const int64_t first = member_number(hunk, "line");
		const int64_t n_old = member_number(hunk, "old");

		if (line < first)
			break;
		if (line < first + n_old)
			return 0;
		shift += member_number(hunk, "new") - n_old;
	}
	return line + shift;
}

uint32_t rule_edits_line_from(const struct rule_edits *edits, size_t from,
			      uint32_t line)
{
	for (size_t i = from; i < edits->v.n && line; i++)
		line = rule_edit_line(edits->v.v[i], line);
	return line;
}

uint32_t rule_edits_line_of(const struct rule_edits *edits, uint32_t row_no,
			    uint32_t line)
{
	size_t from = 0;

	for (size_t i = 0; i < edits->v.n; i++) {
		const json_t *rows = json_object_get(edits->v.v[i], "rows");
		const json_t *row;
		size_t k;

		json_array_foreach(rows, k, row)
		{
			if (member_number(row, "counter") != row_no)
				continue;
			line = member_number(row, "line");
			from = i + 1;
		}
	}
	return rule_edits_line_from(edits, from, line);
}

uint32_t rule_edits_next_row(const struct rule_edits *edits, uint32_t n)
{
	json_t *const *edit;

	vec_for_each(edit, &edits->v) {
		const json_t *row;
		size_t i;

		json_array_foreach(json_object_get(*edit, "rows"), i,
				   row) if (member_number(row, "counter") >= n)
			n = member_number(row, "counter") + 1;
	}
	return n;
}

/* ---- Meta ---- */

const json_t *rule_edits_last_text(const struct rule_edits *edits)
{
	for (size_t i = edits->v.n; i-- > 0;)
		if (rule_edit_has_text(edits->v.v[i]))
			return edits->v.v[i];
	return NULL;
}

void rule_edits_apply_meta(const struct state *st, const char *ifname,
			   unsigned int gen, json_t *meta)
{
	struct rule_edits edits;
	const json_t *last;

	if (!meta || rule_edits_read(st, ifname, gen, &edits))
		return;
	last = rule_edits_last_text(&edits);
	if (last) {
		json_object_set(meta, "source",
				json_object_get(last, "source"));
		json_object_set(meta, "loaded_at", json_object_get(last, "at"));
	}
	rule_edits_free(&edits);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * counters_sum.c - what a NIC with a part of the policy and its host counted
 */
#include "counters_sum.h"
#include "base/text_index.h"

bool counters_have_sum(const json_t *meta)
{
	const json_t *nic = json_object_get(meta, "nic");

	return json_is_object(json_object_get(meta, "host")) &&
	       json_is_object(json_object_get(nic, "part")) &&
	       !json_is_true(json_object_get(meta, "shadow"));
}

/* What a row is known by on both. */
static const char *key_of(struct arena *a, const struct label *label)
{
	return arena_printf(a, "%s\n%s\n%s\n%s", label_text(label, LABEL_KIND),
			    label_text(label, LABEL_CHAIN),
			    label_text(label, LABEL_RULE),
			    label_text(label, LABEL_PLACE));
}

/* What a NIC left to the host is no rule's. */
static void add_rows(struct arena *a, const struct counted *from,
		     struct counted *to)
{
	const struct counted_row *row;

	vec_for_each(row, &from->rows)
		if (!label_is(&row->label, "left"))
			*vec_push(a, &to->rows) = *row;
}

struct counted counters_sum(struct arena *a, const struct counted *host,
			    const struct counted *nic)
{
	struct counted sum = {};
	struct counted_row *rows;
	struct text_index index;
	const char **keys;
	size_t n = 0;

	add_rows(a, host, &sum);
	add_rows(a, nic, &sum);
	rows = sum.rows.v;
	keys = arena_calloc(a, sum.rows.n, sizeof(*keys));
	for (size_t i = 0; i < sum.rows.n; i++)
		keys[i] = key_of(a, &rows[i].label);
	index = text_index_of(a, keys, sum.rows.n);
	/* The first of each stays. */
	for (size_t i = 0; i < sum.rows.n; i++) {
		const uint32_t first = text_index_find(&index, keys[i]);

		if (first == i)
			continue;
		rows[first].counter.packets += rows[i].counter.packets;
		rows[first].counter.bytes += rows[i].counter.bytes;
	}
	for (size_t i = 0; i < sum.rows.n; i++)
		if (text_index_find(&index, keys[i]) == i)
			rows[n++] = rows[i];
	sum.rows.n = n;
	return sum;
}

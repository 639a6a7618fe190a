// SPDX-License-Identifier: GPL-2.0-only
/*
 * rule_edits_counters.c - which counters of a program are whose, as rules
 * change
 */
#include "load/rule_edits_int.h"

#include <string.h>

static json_int_t element(const json_t *array, size_t i)
{
	return json_integer_value(json_array_get(array, i));
}

/* Where a key moved from that @edit moved to *@counter. False: none did. */
static bool find_from(const json_t *edit, uint32_t *counter)
{
	const json_t *move, *key;
	size_t i, k;

	json_array_foreach(json_object_get(edit, "moves"), i, move)
	{
		json_array_foreach(json_object_get(move, "keys"), k, key)
		{
			if (element(key, 3) != *counter || element(key, 2) < 0)
				continue;
			*counter = element(key, 2);
			return true;
		}
	}
	return false;
}

/* The row that came with @edit and is counted at @counter. */
static uint32_t find_came(const json_t *edit, uint32_t counter)
{
	const json_t *row, *at;
	size_t i;

	json_array_foreach(json_object_get(edit, "rows"), i, row)
	{
		at = json_object_get(row, "at");
		if (at && json_integer_value(at) == counter)
			return member_number(row, "counter");
	}
	return RULE_EDITS_NO_ROW;
}

uint32_t rule_edits_row_of(const struct rule_edits *edits, uint32_t counter,
			   uint32_t *was)
{
	for (size_t i = edits->v.n; i-- > 0;) {
		const uint32_t row = find_came(edits->v.v[i], counter);

		if (row != RULE_EDITS_NO_ROW)
			return row;
		find_from(edits->v.v[i], &counter);
	}
	*was = counter;
	return RULE_EDITS_NO_ROW;
}

/* Counters as they were read, and the row that each of them is of. */
struct summing {
	struct nicfw_counter *counters;
	uint32_t *row_of;
	uint32_t n;
	struct nicfw_counter *sums;
	uint32_t n_rows;
};

static void add_to_row(struct summing *s, uint32_t row,
		       struct nicfw_counter counted)
{
	if (row >= s->n_rows)
		return;
	s->sums[row].packets += counted.packets;
	s->sums[row].bytes += counted.bytes;
}

/* What is written of an edit may be damaged. */
static bool is_counter(const struct summing *s, json_int_t counter)
{
	return counter >= 0 && counter < s->n;
}

static uint64_t less(uint64_t from, uint64_t by)
{
	return from > by ? from - by : 0;
}

/* Whoever read counters before they were another rule's has less of them. */
static void keep_counted(struct summing *s, const json_t *edit)
{
	const json_t *kept;
	size_t i;

	json_array_foreach(json_object_get(edit, "kept"), i, kept)
	{
		const struct nicfw_counter was = { element(kept, 1),
						   element(kept, 2) };
		const json_int_t counter = element(kept, 0);
		struct nicfw_counter *now;

		if (!is_counter(s, counter))
			continue;
		now = &s->counters[counter];
		add_to_row(s, s->row_of[counter], was);
		now->packets = less(now->packets, was.packets);
		now->bytes = less(now->bytes, was.bytes);
	}
}

static void move_rows(struct summing *s, const json_t *edit)
{
	const json_t *move, *key, *row, *at;
	size_t i, k;

	json_array_foreach(json_object_get(edit, "moves"), i, move)
	{
		json_array_foreach(json_object_get(move, "keys"), k, key)
		{
			const json_int_t from = element(key, 2);
			const json_int_t to = element(key, 3);

			if (is_counter(s, from) && is_counter(s, to))
				s->row_of[to] = s->row_of[from];
		}
	}
	json_array_foreach(json_object_get(edit, "rows"), i, row)
	{
		at = json_object_get(row, "at");
		if (at && is_counter(s, json_integer_value(at)))
			s->row_of[json_integer_value(at)] =
				member_number(row, "counter");
	}
}

struct nicfw_counter *rule_edits_sum(struct arena *a,
				     const struct rule_edits *edits,
				     const struct nicfw_counter *counters,
				     uint32_t n, uint32_t *row_of,
				     uint32_t *n_rows)
{
	struct summing s = {
		.counters = arena_memdup(a, counters, n * sizeof(*counters)),
		.row_of = row_of,
		.n = n,
		.n_rows = rule_edits_next_row(edits, *n_rows),
	};
	json_t *const *edit;

	s.sums = arena_calloc(a, s.n_rows + 1ul, sizeof(*s.sums));
	vec_for_each(edit, &edits->v) {
		keep_counted(&s, *edit);
		move_rows(&s, *edit);
	}
	for (uint32_t i = 0; i < n; i++)
		add_to_row(&s, row_of[i], s.counters[i]);
	*n_rows = s.n_rows;
	return s.sums;
}

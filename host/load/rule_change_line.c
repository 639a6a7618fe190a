// SPDX-License-Identifier: GPL-2.0-only
/*
 * rule_change_line.c - a change of a table, as a line of rule_edits.h
 */
#include "load/rule_change_int.h"
#include "base/member.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- Printing ---- */

static const char *print_key(const struct doing *d, uint32_t table,
			     const uint32_t *key)
{
	const uint32_t n = perfect_key_words(d->tables->v.v[table].table);
	char *text = arena_alloc(d->st->a, 8ul * n + 1);

	for (uint32_t i = 0; i < n; i++)
		sprintf(text + 8 * i, "%08x", key[i]);
	return text;
}

static json_t *json_of_moves(const struct doing *d)
{
	json_t *all = json_array();

	for (uint32_t i = 0; i < d->index->tables.n; i++) {
		const json_int_t first = d->index->tables.v[i].first_counter;
		const struct perfect_move *m;
		const struct perfect_moved *k;

		vec_for_each(m, &d->moves[i].v) {
			json_t *keys = json_array();

			vec_for_each(k, &m->keys)
				json_array_append_new(
					keys,
					json_pack("[s, I, I, I]",
						  print_key(d, i, k->key),
						  (json_int_t)k->answer,
						  k->from == PERFECT_NO_ROW
							  ? -1
							  : first + k->from,
						  first + k->to));
			json_array_append_new(
				all,
				json_pack("{s:I, s:I, s:I, s:o}", "table",
					  (json_int_t)i, "group",
					  (json_int_t)m->group, "number",
					  (json_int_t)m->number, "keys", keys));
		}
	}
	return all;
}

static json_t *json_of_dels(const struct doing *d, const struct rule_change *c)
{
	json_t *all = json_array();
	const struct rule_key *del;

	vec_for_each(del, &c->dels.v)
		json_array_append_new(
			all,
			json_pack("{s:I, s:s}", "table", (json_int_t)del->table,
				  "key", print_key(d, del->table, del->key)));
	return all;
}

static json_t *json_of_hunks(const struct rule_change *c)
{
	json_t *all = json_array();
	const struct rule_hunk *h;

	vec_for_each(h, &c->hunks) {
		json_t *texts = json_array();

		for (uint32_t i = 0; i < h->n_new; i++)
			json_array_append_new(texts, json_string(h->texts[i]));
		json_array_append_new(
			all, json_pack("{s:I, s:I, s:I, s:o}", "line",
				       (json_int_t)h->line, "old",
				       (json_int_t)h->n_old, "new",
				       (json_int_t)h->n_new, "rules", texts));
	}
	return all;
}

static json_t *json_of_rows(const struct rule_change *c)
{
	json_t *all = json_array();
	const struct rule_counter *row;

	vec_for_each(row, &c->rows) {
		json_t *json = json_pack("{s:I, s:s, s:s, s:I}", "counter",
					 (json_int_t)row->row, "chain",
					 row->chain, "rule", row->rule, "line",
					 (json_int_t)row->line);

		if (row->at != RULE_NO_COUNTER)
			json_object_set_new(json, "at", json_integer(row->at));
		json_array_append_new(all, json);
	}
	return all;
}

static json_t *json_of_gone(const struct rule_change *c)
{
	json_t *all = json_array();
	const uint32_t *row;

	vec_for_each(row, &c->gone)
		json_array_append_new(all, json_integer(*row));
	return all;
}

/* NULL: some text is not what JSON can hold. @json is freed. */
static char *dump(struct arena *a, json_t *json)
{
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	char *copy = text ? arena_strdup(a, text) : NULL;

	free(text);
	json_decref(json);
	return copy;
}

/* What of @c is not of the tables' rows that keys get. */
static json_t *json_of_rules(const struct doing *d, const struct rule_change *c)
{
	return json_pack("{s:s, s:I, s:o, s:o, s:o, s:o}", "source", c->source,
			 "at", (json_int_t)c->at, "hunks", json_of_hunks(c),
			 "rows", json_of_rows(c), "gone", json_of_gone(c),
			 "dels", json_of_dels(d, c));
}

char *rule_change_print(const struct doing *d, const struct rule_change *c)
{
	json_t *json = json_pack("{s:O, s:o}", "kept", d->kept, "moves",
				 json_of_moves(d));
	json_t *rules = c ? json_of_rules(d, c) : json_object();
	bool is_whole = !json_object_update(json, rules);

	json_decref(rules);
	if (!is_whole) {
		json_decref(json);
		json = NULL;
	}
	return dump(d->st->a, json);
}

/* ---- Reading ---- */

/* NULL: it is no key of the table. */
static const uint32_t *scan_key(const struct doing *d, uint32_t table,
				const char *text)
{
	const uint32_t n = perfect_key_words(d->tables->v.v[table].table);
	uint32_t *key = arena_calloc(d->st->a, n, sizeof(*key));

	if (!text || strlen(text) != 8ul * n)
		return NULL;
	for (uint32_t i = 0; i < n; i++)
		if (sscanf(text + 8 * i, "%8x", &key[i]) != 1)
			return NULL;
	return key;
}

static int read_keys(const struct doing *d, uint32_t table, const json_t *json,
		     struct perfect_move *out)
{
	const struct rule_index_table *t = &d->index->tables.v[table];
	const json_t *each;
	size_t i;

	json_array_foreach(json, i, each)
	{
		const json_int_t to =
			json_integer_value(json_array_get(each, 3)) -
			t->first_counter;
		const struct perfect_moved key = {
			.key = scan_key(
				d, table,
				json_string_value(json_array_get(each, 0))),
			.answer = json_integer_value(json_array_get(each, 1)),
			.to = to,
		};

		if (!key.key || to < 0 ||
		    to >= (json_int_t)t->perfect.n_parts * t->perfect.n_rows)
			return -EINVAL;
		*vec_push(d->st->a, &out->keys) = key;
	}
	return 0;
}

static int read_moves(const struct doing *d, const json_t *json)
{
	const json_t *each;
	size_t i;
	int err = 0;

	json_array_foreach(json, i, each)
	{
		const json_int_t table = member_number(each, "table");
		struct perfect_move move = { member_number(each, "group"),
					     member_number(each, "number") };
		const struct perfect *t;

		if (table < 0 || table >= (json_int_t)d->index->tables.n)
			return -EINVAL;
		t = &d->index->tables.v[table].perfect;
		if (move.group >> t->group_bits >= t->n_parts)
			return -EINVAL;
		err = read_keys(d, table, json_object_get(each, "keys"), &move);
		if (err)
			return err;
		*vec_push(d->st->a, &d->moves[table].v) = move;
	}
	return 0;
}

static int read_dels(const struct doing *d, const json_t *json,
		     struct rule_change *out)
{
	const json_t *each;
	size_t i;

	json_array_foreach(json, i, each)
	{
		const json_int_t table = member_number(each, "table");
		struct rule_key *del = vec_push(d->st->a, &out->dels.v);

		if (table < 0 || table >= (json_int_t)d->index->tables.n)
			return -EINVAL;
		del->table = table;
		del->key = scan_key(
			d, table,
			json_string_value(json_object_get(each, "key")));
		if (!del->key)
			return -EINVAL;
	}
	return 0;
}

int rule_change_scan(const struct doing *d, const char *line,
		     struct rule_change *out)
{
	json_t *json = json_loads(line, 0, NULL);
	int err = json ? 0 : -EINVAL;

	*out = (struct rule_change){};
	if (!err)
		err = read_moves(d, json_object_get(json, "moves"));
	if (!err)
		err = read_dels(d, json_object_get(json, "dels"), out);
	json_decref(json);
	return err;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * counters_sum.c - what a NIC with a part of the policy and its host counted
 */
#include "counters_sum.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *text_of(const json_t *row, const char *key)
{
	const char *text = json_string_value(json_object_get(row, key));

	return text ? text : "";
}

/* What a row is known by on both; NULL if there is no memory. */
static char *key_of(const json_t *row)
{
	char *key;

	if (asprintf(&key, "%s\n%s\n%s\n%s", text_of(row, "kind"),
		     text_of(row, "chain"), text_of(row, "rule"),
		     text_of(row, "place")) < 0)
		return NULL;
	return key;
}

static void add_number(json_t *to, const json_t *from, const char *key)
{
	json_int_t n = json_integer_value(json_object_get(to, key)) +
		       json_integer_value(json_object_get(from, key));

	json_object_set_new(to, key, json_integer(n));
}

/* Adds @row to the one of @rows that @known has under its key, or to @rows. */
static void add_row(json_t *rows, json_t *known, const json_t *row)
{
	char *key = key_of(row);
	json_t *sum = key ? json_object_get(known, key) : NULL;

	if (sum) {
		add_number(sum, row, "packets");
		add_number(sum, row, "bytes");
	} else if (key) {
		sum = json_deep_copy(row);
		json_array_append_new(rows, sum);
		json_object_set(known, key, sum);
	}
	free(key);
}

/* What a NIC left to the host is no rule's. */
static void add_slot(json_t *rows, json_t *known, const json_t *slot)
{
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(slot, "counters"), i,
			   row) if (strcmp(text_of(row, "kind"), "left"))
		add_row(rows, known, row);
}

json_t *counters_sum(const json_t *meta)
{
	const json_t *nic = json_object_get(meta, "nic");
	const json_t *host = json_object_get(meta, "host");
	json_t *rows, *known;

	if (!json_is_object(host) ||
	    !json_is_object(json_object_get(nic, "part")) ||
	    json_is_true(json_object_get(meta, "shadow")))
		return NULL;
	rows = json_array();
	known = json_object();
	add_slot(rows, known, host);
	add_slot(rows, known, nic);
	json_decref(known);
	return json_pack("{s:o, s:o}", "mode",
			 json_sprintf("%s and %s", text_of(nic, "mode"),
				      text_of(host, "mode")),
			 "counters", rows);
}

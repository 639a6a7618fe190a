// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_counters_print.c - what nicfw counters prints
 */
#include "cmd_counters_print.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#define JSON_FLAGS (JSON_INDENT(2) | JSON_ENSURE_ASCII | JSON_ENCODE_ANY)

const char *counted_name(int i)
{
	return i == COUNTED_SUM ? "sum" : attach_slot_names[i];
}

static void print_row(const struct counted_row *row)
{
	const struct label *label = &row->label;
	const char *rule = label_text(label, LABEL_RULE);

	if (label_is(label, "left"))
		rule = "left to the host";
	printf("%12lld %14lld  %s%s  (%s%s)\n", (long long)row->counter.packets,
	       (long long)row->counter.bytes, *rule ? rule : "policy ",
	       *rule ? "" : label_text(label, LABEL_POLICY),
	       label_text(label, LABEL_PLACE),
	       label_is(label, "reached") ? ", counter" : "");
}

static void print_counted(const char *ifname, const json_t *slot,
			  const struct counted *counted)
{
	const struct counted_row *row;
	const char *chain = "";

	if (!json_is_object(slot))
		return;
	printf("%s, %s mode\n%12s %14s\n", ifname,
	       json_string_value(json_object_get(slot, "mode")) ?: "",
	       "packets", "bytes");
	vec_for_each(row, &counted->rows) {
		const char *of = label_text(&row->label, LABEL_CHAIN);

		if (strcmp(chain, of))
			printf("chain %s\n", of);
		chain = of;
		print_row(row);
	}
}

void counters_print(const char *ifname, const struct counters_report *report)
{
	const bool has_sum = json_object_get(report->meta, "sum");

	for (int i = has_sum ? COUNTED_SUM : N_SLOTS - 1; i >= 0; i--) {
		print_counted(ifname,
			      json_object_get(report->meta, counted_name(i)),
			      &report->counted[i]);
		if (has_sum)
			return;
	}
}

/* @before: "{", or "," behind another one. */
static void print_key(const char *before, const char *key)
{
	printf("%s\n\"%s\": ", before, key);
}

static void print_json_row(const struct counted_row *row)
{
	for (int i = 0; i < N_LABEL_FIELDS; i++) {
		const char *text = row->label.fields[i];

		print_key(i ? "," : "{", label_field_names[i]);
		if (text)
			utf8_print_json(text, stdout);
		else
			fputs("null", stdout);
	}
	printf(",\n\"packets\": %lld,\n\"bytes\": %lld }",
	       (long long)row->counter.packets, (long long)row->counter.bytes);
}

static void print_json_rows(const struct counted *counted)
{
	const struct counted_row *row;
	const char *before = "";

	fputs("[", stdout);
	vec_for_each(row, &counted->rows) {
		printf("%s\n", before);
		print_json_row(row);
		before = ",";
	}
	fputs(" ]", stdout);
}

static void print_slot(const json_t *slot, const struct counted *counted)
{
	const char *before = "{", *key;
	json_t *value;

	json_object_foreach((json_t *)slot, key, value)
	{
		print_key(before, key);
		json_dumpf(value, stdout, JSON_FLAGS);
		before = ",";
	}
	print_key(before, "counters");
	print_json_rows(counted);
	fputs(" }", stdout);
}

static const struct counted *find(const struct counters_report *report,
				  const char *name)
{
	for (int i = 0; i < N_COUNTED; i++)
		if (!strcmp(counted_name(i), name))
			return &report->counted[i];
	return NULL;
}

void counters_print_json(const struct counters_report *report)
{
	const char *before = "{", *key;
	json_t *value;

	json_object_foreach(report->meta, key, value)
	{
		const struct counted *counted = find(report, key);

		print_key(before, key);
		if (counted && json_is_object(value))
			print_slot(value, counted);
		else
			json_dumpf(value, stdout, JSON_FLAGS);
		before = ",";
	}
	puts(" }");
}

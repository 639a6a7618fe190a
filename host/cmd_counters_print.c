// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_counters_print.c - what nicfw counters prints
 */
#include "cmd_counters_print.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Its name in the meta. */
static const char *name_of(int i)
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
		print_counted(ifname, json_object_get(report->meta, name_of(i)),
			      &report->counted[i]);
		if (has_sum)
			return;
	}
}

/* ---- As json_dumpf() with JSON_INDENT prints a tree, without making one ----
 */

#define INDENT	   2
#define JSON_FLAGS (JSON_INDENT(INDENT) | JSON_ENSURE_ASCII | JSON_ENCODE_ANY)

static void print_line(int depth)
{
	printf("\n%*s", INDENT * depth, "");
}

/* @before: "{", or "," behind another one. */
static void print_key(const char *before, int depth, const char *key)
{
	fputs(before, stdout);
	print_line(depth);
	printf("\"%s\": ", key);
}

static void print_value(const json_t *value, int depth)
{
	char *text = json_dumps(value, JSON_FLAGS);

	for (const char *c = text; c && *c; c++) {
		if (*c == '\n')
			print_line(depth);
		else
			putchar(*c);
	}
	free(text);
}

static void print_json_row(const struct counted_row *row, int depth)
{
	for (int i = 0; i < N_LABEL_FIELDS; i++) {
		const char *text = row->label.fields[i];

		print_key(i ? "," : "{", depth + 1, label_field_names[i]);
		if (text)
			utf8_print_json(text, stdout);
		else
			fputs("null", stdout);
	}
	print_key(",", depth + 1, "packets");
	printf("%lld", (long long)row->counter.packets);
	print_key(",", depth + 1, "bytes");
	printf("%lld", (long long)row->counter.bytes);
	print_line(depth);
	putchar('}');
}

static void print_json_rows(const struct counted *counted, int depth)
{
	const struct counted_row *row;
	const char *before = "";

	putchar('[');
	vec_for_each(row, &counted->rows) {
		fputs(before, stdout);
		print_line(depth + 1);
		print_json_row(row, depth + 1);
		before = ",";
	}
	if (counted->rows.n)
		print_line(depth);
	putchar(']');
}

static void print_slot(const json_t *slot, const struct counted *counted,
		       int depth)
{
	const char *before = "{", *key;
	json_t *value;

	json_object_foreach((json_t *)slot, key, value)
	{
		print_key(before, depth + 1, key);
		print_value(value, depth + 1);
		before = ",";
	}
	print_key(before, depth + 1, "counters");
	print_json_rows(counted, depth + 1);
	print_line(depth);
	putchar('}');
}

static const struct counted *find(const struct counters_report *report,
				  const char *name)
{
	for (int i = 0; i < N_COUNTED; i++)
		if (!strcmp(name_of(i), name))
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

		print_key(before, 1, key);
		if (counted && json_is_object(value))
			print_slot(value, counted, 1);
		else
			print_value(value, 1);
		before = ",";
	}
	puts("\n}");
}

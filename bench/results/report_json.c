// SPDX-License-Identifier: GPL-2.0-only
/*
 * report_json.c - a run of benchmarks, for programs
 */
#include "report.h"

#include <errno.h>
#include <math.h>

static json_t *text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *number_or_null(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

/* What the row was measured as. */
static void set_key(json_t *object, const struct result *r)
{
	set(object, "suite", text_or_null(r->suite));
	set(object, "family", text_or_null(r->family));
	set(object, "rules", json_integer(r->n_rules));
	set(object, "traffic", text_or_null(r->traffic));
	set(object, "opponent", text_or_null(r->opponent));
	set(object, "quantity", text_or_null(r->quantity));
	set(object, "unit", text_or_null(r->unit));
}

static void set_summary(json_t *object, const struct rows_row *row)
{
	if (!row->result.n_samples)
		return;
	set(object, "min", json_real(row->stats.min));
	set(object, "q05", json_real(row->stats.q05));
	set(object, "median", json_real(row->stats.median));
	set(object, "max", json_real(row->stats.max));
}

static double ratio_to(const struct rows_row *row, const struct rows_row *other)
{
	return other ? rows_ratio(row, other) : NAN;
}

static json_t *row_json(const struct rows_row *row,
			const struct groups_group *group)
{
	const struct result *r = &row->result;
	json_t *object = json_object();

	set_key(object, r);
	set(object, "fed", text_or_null(r->fed));
	set(object, "status", json_string(result_status_names[r->status]));
	set(object, "reason", text_or_null(r->reason));
	set(object, "samples", json_integer((json_int_t)r->n_samples));
	set_summary(object, row);
	if (!group)
		return object;
	set(object, "estimate", number_or_null(rows_estimate(row)));
	set(object, "control",
	    group->control != 0 ? json_real(group->control) : json_null());
	set(object, "conclusive", json_boolean(groups_is_conclusive(group)));
	set(object, "ratio_to_floor",
	    number_or_null(ratio_to(row, group->floor)));
	set(object, "ratio_to_nicfw",
	    number_or_null(ratio_to(row, group->nicfw)));
	return object;
}

static json_t *rows_json(const struct report *report)
{
	json_t *list = json_array();
	const struct rows_row *row;
	const struct groups_group *group;

	vec_for_each(group, &report->groups.groups) {
		for (size_t i = 0; i < group->rows.n; i++)
			json_array_append_new(
				list, row_json(group->rows.v[i], group));
	}
	vec_for_each(row, &report->rows.rows) {
		if (!row->result.quantity)
			json_array_append_new(list, row_json(row, NULL));
	}
	return list;
}

static json_t *headlines_json(const struct report *report)
{
	json_t *list = json_array();
	const struct groups_headline *line;

	vec_for_each(line, &report->groups.headlines) {
		json_t *object = json_object();

		set(object, "suite", text_or_null(line->key->suite));
		set(object, "quantity", text_or_null(line->key->quantity));
		set(object, "opponent", text_or_null(line->key->opponent));
		set(object, "nicfw", text_or_null(line->nicfw));
		set(object, "groups", json_integer((json_int_t)line->n));
		set(object, "min_ratio", json_real(line->min));
		set(object, "max_ratio", json_real(line->max));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *bars_json(const struct report *report)
{
	json_t *list = json_array();
	const struct bars_bar *bar;

	vec_for_each(bar, &report->bars.bars) {
		json_t *object = json_object();

		set(object, "where", json_string(bar->where));
		set(object, "bar", json_string(bar->bar));
		set(object, "measured", text_or_null(bar->measured));
		set(object, "verdict",
		    json_string(bars_verdict_names[bar->verdict]));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *files_json(const struct report *report)
{
	json_t *list = json_array();
	const struct rows_file *file;

	vec_for_each(file, &report->rows.files) {
		json_t *object = json_object();

		json_object_set(object, "machine",
				file->machine ? file->machine : json_null());
		json_object_set(object, "end",
				file->end ? file->end : json_null());
		json_array_append_new(list, object);
	}
	return list;
}

int report_write_json(const struct report *report, FILE *out)
{
	json_t *all = json_pack("{s:o, s:o, s:o, s:o}", "files",
				files_json(report), "headlines",
				headlines_json(report), "bars",
				bars_json(report), "rows", rows_json(report));
	int err;

	if (!all)
		return -ENOMEM;
	err = json_dumpf(all, out, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
	json_decref(all);
	return err || fputc('\n', out) == EOF ? -EIO : 0;
}

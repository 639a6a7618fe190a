// SPDX-License-Identifier: GPL-2.0-only
/*
 * rows.c - what benchmarks wrote, read again
 */
#include "rows.h"

#include "base/utf8.h"
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define RESULTS_END ".jsonl"
#define REASON_END  ".reason"

/* The reading of one file. */
struct reader {
	struct arena *a;
	struct diag *diag;
	struct rows *rows;
	size_t file; /* where it is in rows->files */
	struct loc loc;
};

bool rows_same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* Sets *@out to the string or null at @key; false if it is something else. */
static bool read_text(struct arena *a, const json_t *line, const char *key,
		      const char **out)
{
	const json_t *value = json_object_get(line, key);

	*out = json_is_string(value) ? arena_strdup(a, json_string_value(value))
				     : NULL;
	return json_is_string(value) || json_is_null(value);
}

static bool read_texts(struct arena *a, const json_t *line, struct result *r)
{
	const struct {
		const char *key;
		const char **out;
	} texts[] = {
		{ "suite", &r->suite },	      { "family", &r->family },
		{ "traffic", &r->traffic },   { "opponent", &r->opponent },
		{ "quantity", &r->quantity }, { "unit", &r->unit },
		{ "fed", &r->fed },	      { "reason", &r->reason },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (!read_text(a, line, texts[i].key, texts[i].out))
			return false;
	}
	return r->suite;
}

static bool read_status(const json_t *line, enum result_status *out)
{
	const char *name = json_string_value(json_object_get(line, "status"));

	for (int i = 0; name && i < N_RESULT_STATUSES; i++) {
		if (!strcmp(result_status_names[i], name)) {
			*out = i;
			return true;
		}
	}
	return false;
}

static bool read_samples(struct arena *a, const json_t *line, struct result *r)
{
	const json_t *list = json_object_get(line, "samples");
	double *samples =
		arena_calloc(a, json_array_size(list) + 1, sizeof(*samples));
	const json_t *value;
	size_t i;

	json_array_foreach(list, i, value)
	{
		if (!json_is_number(value))
			return false;
		samples[i] = json_number_value(value);
	}
	r->samples = samples;
	r->n_samples = json_array_size(list);
	return json_is_array(list) && (r->n_samples || r->status != RESULT_OK);
}

static bool read_result(struct arena *a, const json_t *line, struct result *r)
{
	const json_t *control = json_object_get(line, "control");
	const json_t *n_rules = json_object_get(line, "rules");
	json_int_t n = json_integer_value(n_rules);

	r->n_rules = n;
	r->control = json_number_value(control);
	return json_is_integer(n_rules) && n >= 0 && n <= UINT32_MAX &&
	       (json_is_number(control) || json_is_null(control)) &&
	       read_texts(a, line, r) && read_status(line, &r->status) &&
	       read_samples(a, line, r);
}

static int add_result(struct reader *in, const json_t *line)
{
	struct rows_row row = { .file = in->file };

	if (!read_result(in->a, line, &row.result)) {
		diag_warning(in->diag, in->loc,
			     "this is no result of a benchmark; left out");
		return 0;
	}
	if (row.result.n_samples &&
	    stats_of(row.result.samples, row.result.n_samples, &row.stats))
		return -ENOMEM;
	*vec_push(in->a, &in->rows->rows) = row;
	return 0;
}

static int add_line(struct reader *in, const char *text, size_t len)
{
	json_t *line = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	const char *kind = json_string_value(json_object_get(line, "line"));
	struct rows_file *file = &in->rows->files.v[in->file];
	int err = 0;

	if (rows_same_text(kind, "result"))
		err = add_result(in, line);
	else if (rows_same_text(kind, "machine") && !file->machine)
		file->machine = json_incref(line);
	else if (rows_same_text(kind, "end") && !file->end)
		file->end = json_incref(line);
	else
		diag_warning(in->diag, in->loc,
			     "this is no line of results; left out");
	json_decref(line);
	return err;
}

static int read_lines(struct reader *in, FILE *from)
{
	char *text = NULL;
	size_t cap = 0;
	ssize_t len;
	int err = 0;

	while (!err && (len = getline(&text, &cap, from)) > 0) {
		in->loc.line++;
		if (text[len - 1] == '\n')
			err = add_line(in, text, (size_t)len);
		else
			diag_warning(in->diag, in->loc,
				     "the last line is cut short; left out");
	}
	if (!err && ferror(from))
		err = -EIO;
	free(text);
	return err;
}

static int read_file(struct arena *a, struct diag *diag, const char *path,
		     struct rows *rows)
{
	struct reader in = { a, diag, rows, rows->files.n, { path, 0, 1 } };
	FILE *from = fopen(path, "re");
	int err;

	if (!from)
		return -errno;
	vec_push(a, &rows->files)->path = path;
	err = read_lines(&in, from);
	fclose(from);
	return err;
}

/* All of a short text, with a space for what would break a line. */
static int read_reason(struct arena *a, const char *path, const char **out)
{
	FILE *from = fopen(path, "re");
	char text[1024];
	size_t len;

	if (!from)
		return -errno;
	len = fread(text, 1, sizeof(text) - 1, from);
	fclose(from);
	while (len && text[len - 1] == '\n')
		len--;
	text[len] = '\0';
	for (char *c = text; *c; c++) {
		if (*c < ' ' && *c >= 0)
			*c = ' ';
	}
	*out = utf8_text(a, arena_strdup(a, text));
	return 0;
}

static int add_reason(struct arena *a, const char *path, const char *name,
		      struct rows *rows)
{
	size_t len = strlen(name) - strlen(REASON_END);
	struct rows_row row = {
		.result = { .suite = utf8_text(a, arena_strndup(a, name, len)),
			    .status = RESULT_SKIPPED },
		.file = rows->files.n,
	};
	int err = read_reason(a, path, &row.result.reason);

	if (err)
		return err;
	vec_push(a, &rows->files)->path = path;
	*vec_push(a, &rows->rows) = row;
	return 0;
}

static bool ends_in(const char *name, const char *end)
{
	size_t len = strlen(name), end_len = strlen(end);

	return len > end_len && !strcmp(name + len - end_len, end);
}

static int is_of_results(const struct dirent *entry)
{
	return ends_in(entry->d_name, RESULTS_END) ||
	       ends_in(entry->d_name, REASON_END);
}

static int read_folder(struct arena *a, struct diag *diag, const char *path,
		       struct rows *rows)
{
	struct dirent **entries;
	int n = scandir(path, &entries, is_of_results, alphasort), err = 0;

	if (n < 0)
		return -errno;
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		const char *file = arena_printf(a, "%s/%s", path, name);

		if (!err)
			err = ends_in(name, REASON_END)
				      ? add_reason(a, file, name, rows)
				      : read_file(a, diag, file, rows);
		free(entries[i]);
	}
	free(entries);
	return n ? err : -ENOENT;
}

int rows_read(struct arena *a, struct diag *diag, const char *path,
	      struct rows *rows)
{
	struct stat st;
	int err;

	path = arena_strdup(a, path);
	if (stat(path, &st))
		err = -errno;
	else if (S_ISDIR(st.st_mode))
		err = read_folder(a, diag, path, rows);
	else
		err = read_file(a, diag, path, rows);
	if (err)
		diag_error(diag, (struct loc){ path, 0, 0 },
			   "cannot read results: %s", strerror(-err));
	return err;
}

void rows_free(struct rows *rows)
{
	struct rows_file *file;

	vec_for_each(file, &rows->files) {
		json_decref(file->machine);
		json_decref(file->end);
	}
	*rows = (struct rows){};
}

double rows_estimate(const struct rows_row *row)
{
	if (!row->result.n_samples)
		return NAN;
	return unit_kind_of(row->result.unit) == UNIT_RATE ? row->stats.max
							   : row->stats.min;
}

double rows_ratio(const struct rows_row *row, const struct rows_row *other)
{
	double a = rows_estimate(row), b = rows_estimate(other);

	if (row->result.status != RESULT_OK ||
	    other->result.status != RESULT_OK || !(a > 0) || !(b > 0))
		return NAN;
	return unit_kind_of(row->result.unit) == UNIT_RATE ? b / a : a / b;
}

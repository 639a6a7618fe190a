// SPDX-License-Identifier: GPL-2.0-only
/*
 * labels.c - what each counter of a generation counts
 */
#include "load/labels.h"
#include "load/rule_edits.h"

#include <errno.h>

const char *const label_field_names[] = {
	[LABEL_PLACE] = "place",   [LABEL_KIND] = "kind",
	[LABEL_CHAIN] = "chain",   [LABEL_IN] = "in",
	[LABEL_POLICY] = "policy", [LABEL_RULE] = "rule",
};
_Static_assert(sizeof(label_field_names) / sizeof(char *) == N_LABEL_FIELDS,
	       "each field has a name");

static const char none[] = "\\N";

/* What a character of a field is written as behind a backslash; 0: itself. */
static char escape_of(char c)
{
	switch (c) {
	case '\t':
		return 't';
	case '\n':
		return 'n';
	case '\\':
		return c;
	default:
		return 0;
	}
}

static char escaped_by(char c)
{
	switch (c) {
	case 't':
		return '\t';
	case 'n':
		return '\n';
	default:
		return c;
	}
}

static void print_field(const char *text, struct text *out)
{
	if (!text)
		return text_put(out, none);
	while (*text) {
		size_t len = strcspn(text, "\t\n\\");

		text_put_bytes(out, text, len);
		text += len;
		if (*text)
			text_printf(out, "\\%c", escape_of(*text++));
	}
}

void label_print_fields(const struct label *label, enum label_field first,
			enum label_field last, struct text *out)
{
	for (int i = first; i <= (int)last; i++) {
		text_put(out, "\t");
		print_field(label->fields[i], out);
	}
}

void label_print(enum attach_slot slot, const struct label *label,
		 struct text *out)
{
	text_put(out, attach_slot_names[slot]);
	label_print_fields(label, 0, N_LABEL_FIELDS - 1, out);
	text_put(out, "\n");
}

char *label_field_print(struct arena *a, const char *text)
{
	struct text out = {};
	char *printed;

	print_field(text, &out);
	printed = text_take(&out, a);
	text_free(&out);
	return printed;
}

char *label_line(struct arena *a, const struct label *label)
{
	struct text out = {};
	char *line;

	print_field(label->fields[0], &out);
	label_print_fields(label, 1, N_LABEL_FIELDS - 1, &out);
	line = text_take(&out, a);
	text_free(&out);
	return line;
}

char *label_put_at(struct arena *a, char *line, const char *place)
{
	char *const key = label_key(line);
	const size_t len = strlen(place);

	/* Most have room for it, and there are very many. */
	if (!*key || len > (size_t)(key - 1 - line))
		return arena_printf(a, "%s\t%s", place, key);
	return memcpy(key - 1 - len, place, len);
}

/* Where the field begins; its end is a tab, or that of the line. */
static const char *find_field(const char *line, enum label_field field)
{
	for (int i = 0; i < (int)field; i++) {
		line = strchrnul(line, '\t');
		line += *line != '\0';
	}
	return line;
}

static size_t field_len(const char *at)
{
	return strchrnul(at, '\t') - at;
}

bool label_has(const char *line, enum label_field field)
{
	const char *at = find_field(line, field);
	const size_t len = field_len(at);

	return len && (len != strlen(none) || strncmp(at, none, len));
}

bool label_has_same(const char *x, const char *y, enum label_field field)
{
	const char *a = find_field(x, field), *b = find_field(y, field);
	const size_t len = field_len(a);

	return len == field_len(b) && !memcmp(a, b, len);
}

/* In its place; NULL: there is none. */
static const char *read_field(char *text)
{
	char *to = strchr(text, '\\');

	if (!to || !strcmp(text, none))
		return to ? NULL : text;
	for (const char *from = to; *from; from++) {
		if (*from == '\\' && from[1])
			*to++ = escaped_by(*++from);
		else
			*to++ = *from;
	}
	*to = '\0';
	return text;
}

struct label label_split(char *line)
{
	struct label label = {};

	for (int i = 0; i < N_LABEL_FIELDS && line; i++)
		label.fields[i] = read_field(strsep(&line, "\t"));
	return label;
}

bool label_is(const struct label *label, const char *kind)
{
	return !strcmp(label_text(label, LABEL_KIND), kind);
}

char *label_key(char *line)
{
	char *end = strchrnul(line, '\t');

	return *end ? end + 1 : end;
}

const char *label_text(const struct label *label, enum label_field field)
{
	return label->fields[field] ?: "";
}

/* The slot that the line begins with; N_SLOTS: none. */
static enum attach_slot slot_of(const char *name)
{
	enum attach_slot slot = 0;

	while (slot < N_SLOTS && strcmp(attach_slot_names[slot], name))
		slot++;
	return slot;
}

int labels_of_text(struct arena *a, char *text, size_t len,
		   struct labels out[N_SLOTS])
{
	char *const end = text + len;

	memset(out, 0, N_SLOTS * sizeof(*out));
	for (char *line = text, *next; line < end; line = next) {
		enum attach_slot slot;

		next = memchr(line, '\n', end - line);
		if (!next)
			return -EINVAL;
		*next++ = '\0';
		slot = slot_of(strsep(&line, "\t"));
		if (slot == N_SLOTS || !line)
			return -EINVAL;
		*vec_push(a, &out[slot].order) = out[slot].lines.n;
		*vec_push(a, &out[slot].lines) = line;
	}
	return 0;
}

static void print_rows(enum attach_slot slot, const json_t *rows,
		       struct text *out)
{
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row)
	{
		struct label label;

		for (int k = 0; k < N_LABEL_FIELDS; k++)
			label.fields[k] = json_string_value(
				json_object_get(row, label_field_names[k]));
		label_print(slot, &label, out);
	}
}

/* -ENOENT: they are not in it either. */
static int labels_of_meta(struct arena *a, json_t *meta,
			  struct labels out[N_SLOTS])
{
	struct text lines = {};
	size_t len;
	char *kept;
	int err = 0;

	for (enum attach_slot s = 0; s < N_SLOTS; s++) {
		json_t *slot = json_object_get(meta, attach_slot_names[s]);
		json_t *rows = json_object_get(slot, "counters");

		print_rows(s, rows, &lines);
		if (json_is_object(slot) && !rows)
			err = -ENOENT;
		json_object_del(slot, "counters");
	}
	len = lines.len;
	kept = text_take(&lines, a);
	text_free(&lines);
	return err ? err : labels_of_text(a, kept, len, out);
}

int labels_read(const struct state *st, const char *ifname, unsigned int gen,
		json_t *meta, struct labels out[N_SLOTS])
{
	char *text;
	size_t len;
	int err = state_read_text(st, ifname, gen, STATE_LABELS, &text, &len);

	if (err == -ENOENT)
		err = labels_of_meta(st->a, meta, out);
	else if (!err)
		err = labels_of_text(st->a, text, len, out);
	if (!err)
		err = rule_edits_apply_labels(st, ifname, gen, &out[SLOT_HOST]);
	if (err)
		memset(out, 0, N_SLOTS * sizeof(*out));
	return err;
}

static json_t *row_of(const struct label *label)
{
	json_t *json = json_object();

	for (int i = 0; i < N_LABEL_FIELDS; i++)
		json_object_set_new(json, label_field_names[i],
				    label->fields[i]
					    ? json_string(label->fields[i])
					    : json_null());
	return json;
}

static json_t *json_of(const struct labels *labels)
{
	json_t *rows = json_array();
	const uint32_t *line;

	vec_for_each(line, &labels->order) {
		const struct label label = label_split(labels->lines.v[*line]);

		json_array_append_new(rows, row_of(&label));
	}
	return rows;
}

void labels_add_to_meta(struct labels labels[N_SLOTS], json_t *meta)
{
	for (enum attach_slot s = 0; s < N_SLOTS; s++) {
		json_t *slot = json_object_get(meta, attach_slot_names[s]);

		if (json_is_object(slot))
			json_object_set_new(slot, "counters",
					    json_of(&labels[s]));
	}
}

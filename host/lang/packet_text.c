// SPDX-License-Identifier: GPL-2.0-only
/*
 * packet_text.c - a frame written as a line of text
 *
 * Reads the line word by word into layers; packet_text_build.c makes the frame.
 */
#include "lang/packet_text.h"

#include "lang/packet_text_build.h"
#include "lang/packet_text_table.h"

#include <ctype.h>
#include <errno.h>

struct reader {
	struct arena *arena;
	struct diag *diag;
	struct loc start;
	const char *text;
	size_t pos;
	struct packet packet;
};

/* A run of text without blanks and slashes, a slash, or "..." */
struct word {
	const char *text; /* NULL: the end of the line */
	struct loc loc;
	bool is_string;
};

/* A layer without fields. */
struct shaper {
	const char *name;
	int (*read)(struct reader *r, const struct word *name);
};

static struct loc loc_at(const struct reader *r, size_t pos)
{
	struct loc loc = r->start;

	loc.col += pos;
	return loc;
}

/* Length of the word at @from, with its quotes; 0 at the end of the line. */
static size_t word_len(const char *from)
{
	size_t len;

	if (*from == '/')
		return 1;
	if (*from != '"')
		return strcspn(from, " \t\r\n\f\v/\"");
	len = 1 + strcspn(from + 1, "\"");
	return from[len] ? len + 1 : len;
}

static struct word peek_word(const struct reader *r, size_t *end)
{
	size_t at = r->pos, len;
	struct word w = {};

	while (isspace((unsigned char)r->text[at]))
		at++;
	len = word_len(r->text + at);
	*end = at + len;
	w.loc = loc_at(r, at);
	/* Without its closing quote a string is no string. */
	w.is_string = len > 1 && r->text[at] == '"' && r->text[*end - 1] == '"';
	if (w.is_string)
		w.text = arena_strndup(r->arena, r->text + at + 1, len - 2);
	else if (len)
		w.text = arena_strndup(r->arena, r->text + at, len);
	return w;
}

static struct word take_word(struct reader *r)
{
	return peek_word(r, &r->pos);
}

static bool word_is_slash(const struct word *w)
{
	return w->text && !w->is_string && !strcmp(w->text, "/");
}

/* Takes the next word of this layer; false at a slash and at the end. */
static bool take_argument(struct reader *r, struct word *w)
{
	size_t end;

	*w = peek_word(r, &end);
	if (!w->text || word_is_slash(w))
		return false;
	r->pos = end;
	return true;
}

static struct packet_layer *add_layer(struct reader *r, enum packet_layer_id id,
				      struct loc loc)
{
	struct packet_layer *l = vec_push(r->arena, &r->packet.layers);

	l->id = id;
	l->loc = loc;
	return l;
}

static void add_data(struct reader *r, struct loc loc, const uint8_t *bytes,
		     size_t len)
{
	struct packet_layer *l = add_layer(r, LAYER_DATA, loc);

	l->tail = bytes;
	l->tail_len = len;
}

static int read_count(struct reader *r, const struct word *name, size_t *count)
{
	struct word w;
	u128 value;

	if (!take_argument(r, &w)) {
		diag_error(r->diag, name->loc, "'%s' needs a number of bytes",
			   name->text);
		return -EINVAL;
	}
	if (datatype_parse(TYPE_INTEGER, 32, w.text, w.loc, r->diag, &value,
			   NULL))
		return -EINVAL;
	if (value > PACKET_MAX_BYTES) {
		diag_error(r->diag, w.loc,
			   "%s bytes are more than a frame holds (0-%d)",
			   w.text, PACKET_MAX_BYTES);
		return -EINVAL;
	}
	*count = (size_t)value;
	return 0;
}

static int read_raw(struct reader *r, const struct word *name)
{
	uint8_t *bytes;
	size_t n;

	if (read_count(r, name, &n))
		return -EINVAL;
	bytes = arena_alloc(r->arena, n ? n : 1);
	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)i;
	add_data(r, name->loc, bytes, n);
	return 0;
}

static unsigned int hex_digit(char c)
{
	return isdigit((unsigned char)c) ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* Two hex digits a byte; @loc is the place of the first digit. */
static int read_hex_digits(struct reader *r, const char *text, struct loc loc,
			   const uint8_t **bytes, size_t *n_bytes)
{
	size_t len = strlen(text);
	uint8_t *out = arena_alloc(r->arena, len / 2 + 1);

	if (len % 2 || strspn(text, "0123456789abcdefABCDEF") != len) {
		diag_error(r->diag, loc,
			   "'%s' is not made of bytes of two hex digits", text);
		return -EINVAL;
	}
	for (size_t i = 0; i < len / 2; i++)
		out[i] = hex_digit(text[2 * i]) << 4 |
			 hex_digit(text[2 * i + 1]);
	*bytes = out;
	*n_bytes = len / 2;
	return 0;
}

static int read_hex(struct reader *r, const struct word *name)
{
	struct word w;
	bool is_empty = true;

	while (take_argument(r, &w)) {
		const uint8_t *bytes;
		size_t n;

		if (read_hex_digits(r, w.text, w.loc, &bytes, &n))
			return -EINVAL;
		add_data(r, w.loc, bytes, n);
		is_empty = false;
	}
	if (!is_empty)
		return 0;
	diag_error(r->diag, name->loc,
		   "'hex' needs bytes of two hex digits, as in hex 0800 45");
	return -EINVAL;
}

static int read_text(struct reader *r, const struct word *name)
{
	struct word w;

	if (!take_argument(r, &w) || !w.is_string) {
		diag_error(
			r->diag, name->loc,
			"'text' needs a string in quotes, as in text \"GET\"");
		return -EINVAL;
	}
	add_data(r, name->loc, (const uint8_t *)w.text, strlen(w.text));
	return 0;
}

static int read_trim(struct reader *r, const struct word *name)
{
	struct packet_trim *trim;
	size_t n;

	if (read_count(r, name, &n))
		return -EINVAL;
	trim = vec_push(r->arena, &r->packet.trims);
	trim->is_pad = !strcmp(name->text, "pad");
	trim->len = n;
	trim->loc = name->loc;
	return 0;
}

static const struct shaper shapers[] = {
	{ "raw", read_raw },  { "hex", read_hex },  { "text", read_text },
	{ "pad", read_trim }, { "cut", read_trim },
};

#define N_SHAPERS (sizeof(shapers) / sizeof(shapers[0]))

static const struct shaper *find_shaper(const char *name)
{
	for (size_t i = 0; i < N_SHAPERS; i++)
		if (!strcmp(shapers[i].name, name))
			return &shapers[i];
	return NULL;
}

/* "SA" or "FSRPAUEC"; -EINVAL where a letter is none of a TCP flag. */
static int read_flag_letters(const char *text, u128 *value)
{
	static const char letters[] = "FSRPAUEC";
	u128 flags = 0;

	if (!*text)
		return -EINVAL;
	for (; *text; text++) {
		const char *letter = strchr(letters, *text);

		if (!letter)
			return -EINVAL;
		flags |= 1u << (letter - letters);
	}
	*value = flags;
	return 0;
}

static int read_value(struct reader *r, struct packet_layer *l,
		      const struct packet_field *f, const char *text,
		      struct loc loc)
{
	struct packet_given *g;
	u128 value = 1;

	if (f->fill == FILL_TAIL) {
		l->has_tail = true;
		return read_hex_digits(r, text, loc, &l->tail, &l->tail_len);
	}
	if ((f->type != TYPE_TCP_FLAG || read_flag_letters(text, &value)) &&
	    datatype_parse(f->type, f->width, text, loc, r->diag, &value, NULL))
		return -EINVAL;
	g = vec_push(r->arena, &l->given);
	g->field = f;
	g->value = value;
	return 0;
}

static bool field_is_given(const struct packet_layer *l,
			   const struct packet_field *f)
{
	const struct packet_given *g;

	vec_for_each(g, &l->given)
		if (g->field == f)
			return true;
	return f->fill == FILL_TAIL && l->has_tail;
}

/* One NAME=VALUE, or the NAME of a field of one bit. */
static int read_field(struct reader *r, struct packet_layer *l,
		      const struct word *w)
{
	size_t len = strcspn(w->text, "=");
	const char *name = arena_strndup(r->arena, w->text, len);
	const struct packet_field *f = packet_text_find_field(l->id, name);
	struct loc loc = w->loc;

	if (!f) {
		diag_error(r->diag, loc, "'%s' has no field '%s'; it has %s",
			   packet_text_layers[l->id].name, name,
			   packet_text_field_names(r->arena, l->id));
		return -EINVAL;
	}
	if (field_is_given(l, f)) {
		diag_error(r->diag, loc, "'%s' is given twice", name);
		return -EINVAL;
	}
	if (!w->text[len] && f->width != 1) {
		diag_error(r->diag, loc, "'%s' needs a value, as in %s=...",
			   name, name);
		return -EINVAL;
	}
	loc.col += len + 1;
	return read_value(r, l, f, w->text[len] ? w->text + len + 1 : "1", loc);
}

static int read_header(struct reader *r, const struct word *name)
{
	enum packet_layer_id id;
	struct packet_layer *l;
	struct word w;

	if (packet_text_find_layer(name->text, &id)) {
		diag_error(
			r->diag, name->loc,
			"unknown layer '%s'; known: %s, raw, hex, text, pad, cut",
			name->text, packet_text_layer_names(r->arena));
		return -EINVAL;
	}
	l = add_layer(r, id, name->loc);
	while (take_argument(r, &w))
		if (read_field(r, l, &w))
			return -EINVAL;
	return 0;
}

static int read_layer(struct reader *r)
{
	struct word name = take_word(r);
	const struct shaper *s;

	if (!name.text || word_is_slash(&name)) {
		diag_error(r->diag, name.loc,
			   "a layer is missing here, as in ip / tcp dport=22");
		return -EINVAL;
	}
	s = find_shaper(name.text);
	if (r->packet.trims.n && (!s || s->read != read_trim)) {
		diag_error(
			r->diag, name.loc,
			"'%s' stands behind 'pad' or 'cut'; put it before them",
			name.text);
		return -EINVAL;
	}
	if (!r->packet.layers.n && strcmp(name.text, "eth") &&
	    strcmp(name.text, "hex"))
		add_layer(r, LAYER_ETH, name.loc);
	return s ? s->read(r, &name) : read_header(r, &name);
}

/* The slash between two layers; *@more is false at the end of the line. */
static int read_separator(struct reader *r, bool *more)
{
	struct word w = take_word(r);

	*more = w.text;
	if (!w.text || word_is_slash(&w))
		return 0;
	diag_error(r->diag, w.loc, "'%s' is too much here; put a / before it",
		   w.text);
	return -EINVAL;
}

int packet_text_parse(struct arena *a, struct diag *diag, struct loc loc,
		      const char *text, uint8_t **frame, size_t *len)
{
	struct reader r = {
		.arena = a, .diag = diag, .start = loc, .text = text
	};
	bool more = true;

	while (more)
		if (read_layer(&r) || read_separator(&r, &more))
			return -EINVAL;
	return packet_text_build(a, diag, &r.packet, frame, len);
}

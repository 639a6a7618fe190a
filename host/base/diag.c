// SPDX-License-Identifier: GPL-2.0-only
/*
 * diag.c - located messages
 */
#include "base/diag.h"

#include "base/digits.h"
#include "base/utf8.h"

struct diag *diag_new(struct arena *a)
{
	struct diag *d = arena_new_of(a, struct diag);

	d->arena = a;
	return d;
}

void diag_add(struct diag *d, enum diag_level level, struct loc loc,
	      const char *fmt, ...)
{
	struct diag_msg *m = vec_push(d->arena, &d->msgs);
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	m->level = level;
	m->loc = loc;
	m->text = arena_strdup(d->arena, text);
	if (level == DIAG_ERROR)
		d->n_errors++;
}

bool diag_is_full(const struct diag *d)
{
	return d->n_errors >= DIAG_MAX_ERRORS;
}

const char *loc_text(struct arena *a, struct loc loc)
{
	char line[DIGITS_SIZE];
	size_t len;
	char *text;

	if (!loc.file)
		return "?";
	if (!loc.line)
		return loc.file;
	len = strlen(loc.file);
	text = arena_alloc(a, len + 1 + DIGITS_SIZE);
	memcpy(text, loc.file, len);
	text[len] = ':';
	strcpy(text + len + 1, digits_of(loc.line, line));
	return text;
}

void diag_print(const struct diag *d, FILE *out)
{
	static const char *const prefix[] = {
		[DIAG_ERROR] = "",
		[DIAG_WARNING] = "warning: ",
		[DIAG_NOTE] = "note: ",
	};
	const struct diag_msg *m;

	vec_for_each(m, &d->msgs) {
		if (m->loc.file && m->loc.line)
			fprintf(out,
				"%s:%u:%u: ", utf8_text(d->arena, m->loc.file),
				m->loc.line, m->loc.col);
		else if (m->loc.file)
			fprintf(out, "%s: ", utf8_text(d->arena, m->loc.file));
		fprintf(out, "%s%s\n", prefix[m->level],
			utf8_text(d->arena, m->text));
	}
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * utf8.c - text of any origin, for people and for JSON
 */
#include "base/utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/*
 * Table 3-7 of the Unicode standard; a third and fourth byte is 80..bf. The
 * control characters C0 and C1 have rows of their own, but for the tab.
 */
static const struct form {
	uint8_t first_min, first_max;
	uint8_t second_min, second_max;
	uint8_t len;
	bool is_control;
} forms[] = {
	{ 0x01, 0x08, 0x00, 0x00, 1, true },
	{ 0x0a, 0x1f, 0x00, 0x00, 1, true },
	{ 0x7f, 0x7f, 0x00, 0x00, 1, true },
	{ 0xc2, 0xc2, 0x80, 0x9f, 2, true },
	{ 0x09, 0x7e, 0x00, 0x00, 1 },
	{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
	{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
	{ 0xe1, 0xec, 0x80, 0xbf, 3 },
	{ 0xed, 0xed, 0x80, 0x9f, 3 },
	{ 0xee, 0xef, 0x80, 0xbf, 3 },
	{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
	{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

static bool is_within(uint8_t byte, uint8_t min, uint8_t max)
{
	return byte >= min && byte <= max;
}

static bool is_of(const struct form *form, const uint8_t *s)
{
	size_t n = 2;

	if (!is_within(s[0], form->first_min, form->first_max))
		return false;
	if (form->len == 1)
		return true;
	if (!is_within(s[1], form->second_min, form->second_max))
		return false;
	while (n < form->len && is_within(s[n], 0x80, 0xbf))
		n++;
	return n == form->len;
}

/* The first that fits the character at @s, which ends with a zero; or NULL. */
static const struct form *form_of(const uint8_t *s)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (is_of(&forms[i], s))
			return &forms[i];
	return NULL;
}

bool utf8_is_valid(const char *text)
{
	const uint8_t *s = (const uint8_t *)text;
	const struct form *form;

	while (*s && (form = form_of(s)))
		s += form->len;
	return !*s;
}

/* How many bytes from @s on are ASCII and to be shown, as nearly all text is.
 */
static size_t plain_len(const uint8_t *s)
{
	const uint8_t *p = s;

	while (is_within(*p, ' ', '~'))
		p++;
	return p - s;
}

/* The length of the character at @s; 0: it is none, or is not to be shown. */
static size_t char_len(const uint8_t *s)
{
	const struct form *form = form_of(s);

	return form && !form->is_control ? form->len : 0;
}

const char *utf8_text(struct arena *a, const char *text)
{
	const uint8_t *s = (const uint8_t *)text;
	char *clean, *to;
	size_t len;

	while (*s && (len = plain_len(s) ?: char_len(s)))
		s += len;
	if (!*s)
		return text;
	clean = to = arena_alloc(a, 4 * strlen(text) + 1);
	for (s = (const uint8_t *)text; *s; s += len ? len : 1) {
		len = plain_len(s) ?: char_len(s);
		if (len)
			to = mempcpy(to, s, len);
		else
			to += sprintf(to, "\\x%02x", *s);
	}
	*to = '\0';
	return clean;
}

void utf8_print_json(const char *text, FILE *out)
{
	fputc('"', out);
	while (*text) {
		size_t len = strcspn(text, "\"\\\t");

		fwrite(text, 1, len, out);
		text += len;
		if (*text == '\t')
			fputs("\\t", out);
		else if (*text)
			fprintf(out, "\\%c", *text);
		text += *text != '\0';
	}
	fputc('"', out);
}

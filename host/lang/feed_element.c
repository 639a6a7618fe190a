// SPDX-License-Identifier: GPL-2.0-only
/*
 * feed_element.c - an address, a prefix or a range in a list
 *
 * Lists have a million lines: an IPv4 address, the most of them, is read
 * without a call of the library.
 */
#include "lang/feed_element.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* A number of 1 to 3 digits at *@p that is at most @max; -1: there is none. */
static int scan_number(const char **p, const char *end, int max, bool is_padded)
{
	const char *q = *p;
	int n = 0;

	while (q < end && q < *p + 3 && isdigit((unsigned char)*q))
		n = n * 10 + *q++ - '0';
	if (q == *p || n > max || (!is_padded && **p == '0' && q > *p + 1))
		return -1;
	*p = q;
	return n;
}

static size_t scan_v4(const char *p, const char *end, bool is_padded,
		      u128 *value)
{
	const char *q = p;
	uint32_t v = 0;

	for (int i = 0; i < 4; i++) {
		int n;

		if (i && (q == end || *q++ != '.'))
			return 0;
		n = scan_number(&q, end, 255, is_padded);
		if (n < 0)
			return 0;
		v = v << 8 | n;
	}
	*value = v;
	return q - p;
}

static size_t scan_v6(const char *p, size_t len, u128 *value)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t bytes[16];

	if (len >= sizeof(text))
		return 0;
	memcpy(text, p, len);
	text[len] = '\0';
	if (inet_pton(AF_INET6, text, bytes) != 1)
		return 0;
	*value = u128_from_bytes(bytes, sizeof(bytes));
	return len;
}

static bool is_of_address(char c)
{
	return isalnum((unsigned char)c) || c == '.' || c == ':';
}

/*
 * The address at the start of [@p, @end): its length, or 0 if there is none.
 * Letters, digits, dots and colons behind it make it none. With @is_padded its
 * numbers are decimal with any zeroes in front ("001.002.003.004"), otherwise
 * an IPv4 address with such zeroes is none: they mean octal to some.
 */
static size_t scan_address(const char *p, const char *end, bool is_padded,
			   u128 *value, bool *is_v6)
{
	size_t len = scan_v4(p, end, is_padded, value);

	*is_v6 = false;
	if (len && (p + len == end || !is_of_address(p[len])))
		return len;
	*is_v6 = true;
	for (len = 0; p + len < end && is_of_address(p[len]); len++)
		;
	return scan_v6(p, len, value);
}

static const char *scan_length(const char *p, const char *end,
			       struct feed_span *out)
{
	unsigned int width = out->is_v6 ? 128 : 32;
	const char *q = p;
	int n = scan_number(&q, end, width, false);
	u128 host;

	if (n < 0 || (q < end && is_of_address(*q)))
		return "no prefix of such an address has this length";
	host = n == 128 ? 0 : u128_max(width) >> n;
	out->lo &= ~host;
	out->hi = out->lo | host;
	out->len = q - out->text;
	return NULL;
}

const char *feed_scan_element(char *p, const char *end, bool is_padded,
			      struct feed_span *out)
{
	size_t len = scan_address(p, end, is_padded, &out->lo, &out->is_v6);
	const char *q = p + len;
	bool is_v6;

	if (!len)
		return "an address has to be here";
	out->text = p;
	out->len = len;
	out->hi = out->lo;
	if (q < end && *q == '/')
		return scan_length(q + 1, end, out);
	while (q < end && feed_is_blank(*q))
		q++;
	if (q == end || *q != '-')
		return NULL;
	for (q++; q < end && feed_is_blank(*q); q++)
		;
	len = scan_address(q, end, is_padded, &out->hi, &is_v6);
	if (!len || is_v6 != out->is_v6 || out->hi < out->lo)
		return "a range goes from an address to a later one";
	out->len = q + len - p;
	return NULL;
}

static size_t print_v4(char *out, uint32_t v)
{
	return sprintf(out, "%u.%u.%u.%u", v >> 24, v >> 16 & 255, v >> 8 & 255,
		       v & 255);
}

void feed_close_element(struct feed_span *span, bool is_padded)
{
	size_t from, to = 0;

	if (is_padded) {
		span->len = print_v4(span->text, span->lo);
		span->text[span->len++] = '-';
		span->len += print_v4(span->text + span->len, span->hi);
		return;
	}
	for (from = 0; from < span->len; from++)
		if (!feed_is_blank(span->text[from]))
			span->text[to++] = span->text[from];
	span->text[to] = '\0';
	span->len = to;
}

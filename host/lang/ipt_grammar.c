// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_grammar.c - arguments of iptables' options with a grammar of their own
 */
#include "lang/ipt_grammar.h"

#include "lang/ipt_value.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A decimal number of a date. */
static bool read_part(const char **text, unsigned long min, unsigned long max)
{
	char *end;
	unsigned long value;

	value = strtoul(*text, &end, 10);
	*text = end;
	return value >= min && value <= max;
}

bool ipt_is_date(enum ipt_family family, const char *text)
{
	static const struct {
		unsigned long min;
		unsigned long max;
		char behind;
	} parts[] = {
		{ 1970, 2038, '-' }, { 0, 12, '-' }, { 0, 31, 'T' },
		{ 0, 23, ':' },	     { 0, 59, ':' }, { 0, 59, '\0' },
	};

	(void)family;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++, text++) {
		if (!read_part(&text, parts[i].min, parts[i].max))
			return false;
		if (!*text)
			return true;
		if (*text != parts[i].behind)
			return false;
	}
	return false;
}

bool ipt_is_daytime(enum ipt_family family, const char *text)
{
	(void)family;
	if (!read_part(&text, 0, 23) || *text++ != ':' ||
	    !read_part(&text, 0, 59))
		return false;
	if (!*text)
		return true;
	return *text++ == ':' && read_part(&text, 0, 59) && !*text;
}

unsigned int ipt_daytime(const char *text)
{
	unsigned int hours = 0;
	unsigned int minutes = 0;
	unsigned int seconds = 0;

	sscanf(text, "%u:%u:%u", &hours, &minutes, &seconds);
	return hours * 3600 + minutes * 60 + seconds;
}

/* Two letters of a day are enough, but case matters. */
static bool is_weekday(const char *text, size_t len)
{
	const struct ipt_name *day;

	if (len == 1 && *text >= '1' && *text <= '7')
		return true;
	for (day = ipt_weekdays; len >= 2 && day->name; day++) {
		if (!strncmp(text, day->name, 2))
			return true;
	}
	return false;
}

static bool is_monthday(const char *text, size_t len)
{
	char day[4] = "";

	if (!len || len >= sizeof(day))
		return false;
	memcpy(day, text, len);
	return ipt_is_number(day, 0, 31);
}

static bool is_list(const char *text,
		    bool (*is_item)(const char *text, size_t len))
{
	for (;; text++) {
		size_t len = strcspn(text, ",");

		if (!is_item(text, len))
			return false;
		text += len;
		if (!*text)
			return true;
	}
}

bool ipt_is_weekdays(enum ipt_family family, const char *text)
{
	(void)family;
	return is_list(text, is_weekday);
}

bool ipt_is_monthdays(enum ipt_family family, const char *text)
{
	(void)family;
	return is_list(text, is_monthday);
}

#define U32_MAX_PARTS 10

static const char *skip_blanks(const char *text)
{
	while (isspace((unsigned char)*text))
		text++;
	return text;
}

/* The operator in front of a number; its end, or NULL. */
static const char *read_u32_operator(const char *text, bool *is_shift)
{
	*is_shift = *text == '<' || *text == '>';
	if (*text == '&' || *text == '@')
		return text + 1;
	if (*is_shift && text[1] == text[0])
		return text + 2;
	return NULL;
}

/* "NUMBER [OPERATOR NUMBER]... =" */
static const char *read_u32_place(const char *text)
{
	uint64_t number;

	for (int n = 0; text; n++) {
		bool is_shift = false;

		text = skip_blanks(text);
		if (*text == '=')
			return n ? text + 1 : NULL;
		if (n == U32_MAX_PARTS)
			return NULL;
		if (n)
			text = read_u32_operator(text, &is_shift);
		if (text)
			text = ipt_read_number(text, is_shift ? 31 : UINT32_MAX,
					       &number);
	}
	return NULL;
}

/* "N[:N][,N[:N]]..." */
static const char *read_u32_values(const char *text)
{
	uint64_t number;

	for (int n = 0; n < U32_MAX_PARTS; n++) {
		text = ipt_read_number(text, UINT32_MAX, &number);
		if (!text)
			return NULL;
		text = skip_blanks(text);
		if (*text == ':') {
			text = ipt_read_number(text + 1, UINT32_MAX, &number);
			if (!text)
				return NULL;
			text = skip_blanks(text);
		}
		if (*text != ',')
			return text;
		text++;
	}
	return NULL;
}

bool ipt_is_u32(enum ipt_family family, const char *text)
{
	(void)family;
	for (int n = 0; n < U32_MAX_PARTS; n++) {
		text = read_u32_place(text);
		if (text)
			text = read_u32_values(text);
		if (!text)
			return false;
		if (!*text)
			return true;
		if (strncmp(text, "&&", 2) != 0)
			return false;
		text += 2;
	}
	return false;
}

#define MAX_PATTERN 128

bool ipt_is_hex_string(enum ipt_family family, const char *text)
{
	bool is_hex = false;
	int n;

	(void)family;
	if (!*text)
		return false;
	for (n = 0; *text; n++) {
		if (*text == '|') {
			is_hex = !is_hex;
			text++;
			while (is_hex && *text == ' ')
				text++;
			if (!*text)
				break;
		}
		if (is_hex) {
			if (!isxdigit((unsigned char)text[0]) ||
			    !isxdigit((unsigned char)text[1]))
				return false;
			text += 2;
			while (*text == ' ')
				text++;
		} else if (*text == '\\') {
			if (!text[1])
				return false;
			text += 2;
		} else {
			text++;
		}
	}
	return n <= MAX_PATTERN;
}

#define MAX_BYTECODE 64

bool ipt_is_bytecode(enum ipt_family family, const char *text)
{
	unsigned int n_said;
	unsigned int n = 0;
	unsigned int code;
	unsigned int jt;
	unsigned int jf;
	unsigned int k;

	(void)family;
	if (sscanf(text, "%u", &n_said) != 1 || !n_said ||
	    n_said > MAX_BYTECODE || !strchr(text, ','))
		return false;
	while ((text = strchr(text, ',')) && *++text) {
		if (sscanf(text, "%u %u %u %u", &code, &jt, &jf, &k) != 4)
			return false;
		n++;
	}
	return n == n_said;
}

/* 1, or what stands for a thousand or a million of bytes; 0: nothing. */
static bool is_bytes_unit(const char *text)
{
	return !strncmp(text, "b/s", 3) || !strncmp(text, "kb/s", 4) ||
	       !strncmp(text, "mb/s", 4);
}

bool ipt_is_hash_rate(enum ipt_family family, const char *text)
{
	static const struct ipt_name units[] = {
		{ "second" }, { "minute" }, { "hour" }, { "day" }, {}
	};
	const char *slash = strchr(text, '/');
	char *end;
	long long n = strtoll(text, &end, 10);

	(void)family;
	if (n <= 0)
		return false;
	if (is_bytes_unit(end))
		return true;
	return !slash ||
	       ipt_name_find_short(units, slash + 1, strlen(slash + 1));
}

bool ipt_is_hash_burst(enum ipt_family family, const char *text)
{
	uint64_t n;
	const char *end = ipt_read_number(text, UINT64_MAX, &n);

	(void)family;
	return end && n && (*end || n <= 1000000);
}

static bool has_unit(const char *text, const struct ipt_name *units)
{
	char *end;

	strtod(text, &end);
	if (end == text)
		return false;
	return !*end || ipt_name_find(units, end, strlen(end));
}

bool ipt_is_bit_rate(enum ipt_family family, const char *text)
{
	static const struct ipt_name units[] = {
		{ "bit" },   { "Kibit" }, { "kbit" },  { "Mibit" }, { "mbit" },
		{ "Gibit" }, { "gbit" },  { "Tibit" }, { "tbit" },  { "Bps" },
		{ "KiBps" }, { "KBps" },  { "MiBps" }, { "MBps" },  { "GiBps" },
		{ "GBps" },  { "TiBps" }, { "TBps" },  {}
	};

	(void)family;
	return has_unit(text, units);
}

bool ipt_is_interval(enum ipt_family family, const char *text)
{
	static const struct ipt_name units[] = {
		{ "s" },     { "sec" }, { "secs" }, { "ms" },	 { "msec" },
		{ "msecs" }, { "us" },	{ "usec" }, { "usecs" }, {}
	};

	(void)family;
	return has_unit(text, units);
}

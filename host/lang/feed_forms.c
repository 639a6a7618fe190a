// SPDX-License-Identifier: GPL-2.0-only
/*
 * feed_forms.c - lists as DShield, eMule and Spamhaus (JSON) have them
 */
#include "lang/feed_int.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

static bool is_heading_of_dshield(const struct feed_reader *r)
{
	static const char heading[] = "Start\tEnd\t";

	return r->end - r->line >= sizeof(heading) &&
	       !strncmp(r->line, heading, sizeof(heading) - 1);
}

/* "FIRST\tLAST\tLENGTH\t...": the addresses, and where the length is. */
static bool find_dshield(struct feed_reader *r, struct feed_span *first,
			 struct feed_span *last, char **length)
{
	char *p;

	if (!feed_is_element(r, r->line, false, "\t", first))
		return false;
	p = feed_skip_blanks(r->line + first->len, r->end);
	if (!feed_is_element(r, p, false, "\t", last))
		return false;
	*length = feed_skip_blanks(p + last->len, r->end);
	return first->lo == first->hi && last->lo == last->hi;
}

bool feed_begins_dshield(struct feed_reader *r)
{
	struct feed_span first, last;
	char *length;

	return is_heading_of_dshield(r) ||
	       find_dshield(r, &first, &last, &length);
}

int feed_read_dshield(struct feed_reader *r)
{
	struct feed_span first, last, net;
	char text[64], *length;
	size_t n;

	if (r->loc.line == r->first.line && is_heading_of_dshield(r))
		return 0;
	if (!find_dshield(r, &first, &last, &length))
		return feed_refuse(r, r->line,
				   "the first and the last address and the "
				   "length of the prefix have to be here");
	for (n = 0; length + n < r->end && !feed_is_blank(length[n]); n++)
		;
	n = snprintf(text, sizeof(text), "%.*s/%.*s", (int)first.len,
		     first.text, (int)(n < 4 ? n : 4), length);
	if (feed_scan_element(text, text + n, false, &net) || net.len != n ||
	    net.lo != first.lo || net.hi != last.hi)
		return feed_refuse(r, length,
				   "no prefix of this length leads from the "
				   "first address to the last");
	/* The last address is longer than the length. */
	memcpy(r->line, text, n);
	net.text = r->line;
	feed_add(r, &net, false);
	return 0;
}

/* "FIRST - LAST , LEVEL , TEXT"; with no blank before the comma it is CSV. */
static bool is_emule(struct feed_reader *r, struct feed_span *range)
{
	char *behind, *comma;

	if (feed_scan_element(r->line, r->end, true, range) || range->is_v6 ||
	    !memchr(range->text, '-', range->len))
		return false;
	behind = range->text + range->len;
	comma = feed_skip_blanks(behind, r->end);
	return comma > behind && comma < r->end && *comma == ',';
}

bool feed_begins_emule(struct feed_reader *r)
{
	struct feed_span range;

	return is_emule(r, &range);
}

int feed_read_emule(struct feed_reader *r)
{
	struct feed_span range;
	unsigned int level = 0;
	char *p;

	if (!is_emule(r, &range))
		return feed_refuse(r, r->line,
				   "'FIRST - LAST , LEVEL , TEXT' has to be "
				   "here");
	p = memchr(range.text + range.len, ',', r->end - range.text);
	p = feed_skip_blanks(p + 1, r->end);
	if (p == r->end || *p < '0' || *p > '9')
		return feed_refuse(r, p, "a level is a number");
	for (char *q = p; q < r->end && *q >= '0' && *q <= '9'; q++)
		level = level > 127 ? level : level * 10 + *q - '0';
	/* Its manual: what is below 127 is blocked unless one says otherwise.
	 */
	if (level >= 127)
		return feed_refuse(r, p,
				   "eMule lets ranges of this level through");
	feed_add(r, &range, true);
	return 0;
}

bool feed_begins_json(struct feed_reader *r)
{
	return *r->line == '{';
}

static void read_metadata(struct feed_reader *r, const json_t *object)
{
	const json_t *records = json_object_get(object, "records");

	if (!json_is_integer(records))
		return;
	r->n_records = json_integer_value(records);
	r->records = r->loc;
	r->records.col = r->indent + 1;
}

/* The address in an object, as a text in the line. */
static int read_cidr(struct feed_reader *r, const json_t *object)
{
	const json_t *cidr = json_object_get(object, "cidr");
	const char *type = json_string_value(json_object_get(object, "type"));
	struct feed_span span;
	size_t len;
	char *p;

	if (!cidr && type && !strcmp(type, "metadata")) {
		read_metadata(r, object);
		return 0;
	}
	if (!json_is_string(cidr))
		return feed_refuse(r, r->line,
				   "an object has to have a \"cidr\", a text");
	len = json_string_length(cidr);
	p = memmem(r->line, r->end - r->line, json_string_value(cidr), len);
	if (!len || !p || p[len] != '"')
		return feed_refuse(r, r->line,
				   "the \"cidr\" is not written plainly");
	if (!feed_read_element(r, p, false, &span))
		return -EINVAL;
	if (span.len != len)
		return feed_refuse(r, p, "an address alone has to be here");
	feed_add(r, &span, false);
	return 0;
}

int feed_read_json(struct feed_reader *r)
{
	json_error_t error;
	json_t *object = json_loadb(r->line, r->end - r->line,
				    JSON_REJECT_DUPLICATES, &error);
	int err;

	if (!json_is_object(object)) {
		json_decref(object);
		return feed_refuse(r, r->line,
				   "a JSON object has to be in each line");
	}
	err = read_cidr(r, object);
	json_decref(object);
	return err;
}

void feed_check_json(struct feed_reader *r)
{
	if (!r->records.file || r->n_records == r->out.elements.n)
		return;
	diag_error(r->diag, r->records,
		   "the list says that it has %lld records, but it has %zu",
		   r->n_records, r->out.elements.n);
}

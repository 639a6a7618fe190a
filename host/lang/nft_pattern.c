// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_pattern.c - follows a pattern of nft_words.h
 *
 * A pattern is walked as text: `struct view` is a part of it, items are its
 * parts one blank apart, with brackets kept together.
 */
#include "lang/nft_pattern.h"

#include "lang/duration.h"
#include "lang/nft_expr.h"
#include "lang/nft_vars.h"

#include <errno.h>

struct view {
	const char *s;
	const char *end;
};

/* Where the item at @s ends. */
static const char *item_end(const char *s, const char *end)
{
	int depth = 0;

	for (; s < end && (depth || *s != ' '); s++) {
		/* Nearly all are letters, and one comparison tells. */
		switch (*s) {
		case '(':
		case '[':
			depth++;
			break;
		case ')':
		case ']':
			depth--;
			break;
		}
	}
	return s;
}

/* Takes the next item off @v; false at its end. */
static bool next_item(struct view *v, struct view *item)
{
	while (v->s < v->end && *v->s == ' ')
		v->s++;
	item->s = v->s;
	item->end = v->s = item_end(v->s, v->end);
	return item->s < item->end;
}

static bool is_group(struct view item)
{
	return *item.s == '(' || *item.s == '[';
}

/* Taken as often as it fits: "( ... )*". */
static bool is_repeated(struct view item)
{
	return is_group(item) && item.end[-1] == '*';
}

static bool is_optional(struct view item)
{
	return *item.s == '[' || is_repeated(item);
}

static struct view inside(struct view item)
{
	return (struct view){ item.s + 1,
			      item.end - (is_repeated(item) ? 2 : 1) };
}

/* Takes the part before the next | off @v; false at its end. */
static bool next_branch(struct view *v, struct view *branch)
{
	struct view item;

	if (v->s >= v->end)
		return false;
	branch->s = v->s;
	branch->end = v->end;
	while (next_item(v, &item)) {
		if (*item.s == '|') {
			branch->end = item.s;
			break;
		}
	}
	return true;
}

static bool is_named(struct view item, const char *name)
{
	size_t len = item.end - item.s;

	return strlen(name) == len && !memcmp(item.s, name, len);
}

/* ip or ip6 that says how to read what follows, as in "snat ip to ...". */
static bool at_proto(const struct parser *p)
{
	struct token next = parser_peek(p);

	return (parser_at_word(p, "ip") || parser_at_word(p, "ip6")) &&
	       next.kind == TOK_WORD &&
	       words_is_in("to addr interval prefix", next.text, next.len);
}

static bool at_number(const struct parser *p)
{
	return parser_at(p, TOK_NUMBER) || parser_at(p, '$');
}

static bool at_word(const struct parser *p)
{
	return parser_at(p, TOK_WORD) && words_may_be_value(p->tok.word);
}

static bool at_name(const struct parser *p)
{
	return parser_at(p, TOK_WORD) || parser_at(p, TOK_QUOTED) ||
	       parser_at(p, '$');
}

static bool at_quoted(const struct parser *p)
{
	return parser_at(p, TOK_QUOTED);
}

static bool at_names(const struct parser *p)
{
	return parser_at(p, '{') || parser_at(p, '$');
}

static bool at_brace(const struct parser *p)
{
	return parser_at(p, '{');
}

static bool at_bracket(const struct parser *p)
{
	return parser_at(p, '[');
}

static void take_one(struct parser *p)
{
	if (parser_at(p, '$'))
		vars_use(p);
	else
		parser_advance(p);
}

static void take_braces(struct parser *p)
{
	unsigned int outer = p->braces;

	parser_advance(p);
	while (p->braces > outer && !parser_at(p, TOK_END)) {
		if (parser_at(p, TOK_JUNK))
			return parser_expected(p, "a word or a sign");
		if (!parser_at(p, '$'))
			parser_advance(p);
		else if (!vars_use(p))
			return;
	}
	if (parser_at(p, TOK_END))
		parser_expected(p, "'}'");
}

/* { a, "b", $c }, or a variable that is one. */
static void take_names(struct parser *p)
{
	if (parser_at(p, '$'))
		return take_one(p);
	parser_advance(p);
	do {
		parser_skip_newlines(p);
		if (at_name(p))
			take_one(p);
		else if (!parser_at(p, '}'))
			return parser_expected(p, "a name");
		parser_skip_newlines(p);
	} while (parser_take(p, ','));
	parser_expect(p, '}', "',' or '}'");
}

static void take_index(struct parser *p)
{
	parser_advance(p);
	if (!at_number(p))
		return parser_expected(p, "a number");
	take_one(p);
	parser_expect(p, ']', "']'");
}

static void take_expr(struct parser *p)
{
	expr_parse_any(p);
}

static void take_map(struct parser *p)
{
	bool is_hash = parser_at_word(p, "numgen") ||
		       parser_at_word(p, "jhash") ||
		       parser_at_word(p, "symhash");

	if (!expr_parse_any(p) && !is_hash)
		parser_expected(p, "'map'");
}

/* The items that stand for many tokens. */
static const struct kind {
	const char *name;
	const char *what; /* in messages */
	bool (*is_at)(const struct parser *p);
	void (*take)(struct parser *p);
} kinds[] = {
	{ "PROTO", "ip or ip6", at_proto, take_one },
	{ "NUM", "a number", at_number, take_one },
	{ "WORD", "a word", at_word, take_one },
	{ "NAME", "a name", at_name, take_one },
	{ "QUOTED", "\"...\"", at_quoted, take_one },
	{ "NAMES", "'{'", at_names, take_names },
	{ "EXPR", "a value", expr_is_at, take_expr },
	{ "MAP", "a map", expr_is_at, take_map },
	{ "BRACES", "'{'", at_brace, take_braces },
	{ "INDEX", "'['", at_bracket, take_index },
};

static const struct kind *find_kind(struct view item)
{
	size_t i;

	/* Words of the language are small. */
	if (*item.s < 'A' || *item.s > 'Z')
		return NULL;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (is_named(item, kinds[i].name))
			return &kinds[i];
	return NULL;
}

static bool is_token(const struct parser *p, struct view item)
{
	size_t len = item.end - item.s;

	return p->tok.kind != TOK_ERROR && p->tok.kind != TOK_QUOTED &&
	       p->tok.len == len && !memcmp(p->tok.text, item.s, len);
}

/*
 * Can the current token start @seq? Recursion is as deep as the pattern's
 * brackets.
 */
static bool can_start(const struct parser *p, struct view seq)
{
	struct view item, branches, branch;
	const struct kind *kind;

	while (next_item(&seq, &item)) {
		if (is_group(item)) {
			branches = inside(item);
			while (next_branch(&branches, &branch))
				if (can_start(p, branch))
					return true;
			if (!is_optional(item))
				return false;
			continue;
		}
		kind = find_kind(item);
		return kind ? kind->is_at(p) : is_token(p, item);
	}
	return false;
}

/* Adds what @item can start with to a list for a message. */
static void add_starts(struct view item, char *list, size_t size)
{
	struct view branches, branch, first;
	const struct kind *kind;
	size_t len = strlen(list);

	if (is_group(item)) {
		branches = inside(item);
		while (next_branch(&branches, &branch))
			if (next_item(&branch, &first))
				add_starts(first, list, size);
		return;
	}
	kind = find_kind(item);
	if (len)
		len += snprintf(list + len, size - len, ", ");
	if (len >= size)
		return;
	if (kind)
		snprintf(list + len, size - len, "%s", kind->what);
	else
		snprintf(list + len, size - len, "'%.*s'",
			 (int)(item.end - item.s), item.s);
}

static void expected_item(struct parser *p, struct view item)
{
	char list[300] = "";

	add_starts(item, list, sizeof(list));
	parser_expected(p, list);
}

static void match_seq(struct parser *p, struct view seq);

/* One branch of a group; false if none can start here. */
static bool match_branch(struct parser *p, struct view group)
{
	struct view branches = inside(group), branch;

	while (next_branch(&branches, &branch)) {
		if (can_start(p, branch)) {
			match_seq(p, branch);
			return true;
		}
	}
	return false;
}

static void match_item(struct parser *p, struct view item)
{
	const struct kind *kind = find_kind(item);

	if (is_repeated(item)) {
		while (!parser_failed(p) && match_branch(p, item))
			;
	} else if (is_group(item)) {
		if (!match_branch(p, item) && !is_optional(item))
			expected_item(p, item);
	} else if (kind && kind->is_at(p)) {
		kind->take(p);
	} else if (kind) {
		parser_expected(p, kind->what);
	} else if (is_token(p, item)) {
		parser_advance(p);
	} else {
		expected_item(p, item);
	}
}

static void match_seq(struct parser *p, struct view seq)
{
	struct view item;

	while (!parser_failed(p) && next_item(&seq, &item))
		match_item(p, item);
}

void pattern_match(struct parser *p, const char *pattern)
{
	match_seq(p, (struct view){ pattern, pattern + strlen(pattern) });
}

bool pattern_can_start(const struct parser *p, const char *pattern)
{
	return can_start(p,
			 (struct view){ pattern, pattern + strlen(pattern) });
}

bool pattern_is_head(const struct parser *p, const char *head)
{
	size_t n = strchrnul(head, ' ') - head;
	struct token next;

	if (!parser_at(p, TOK_WORD) || n != p->tok.len ||
	    memcmp(head, p->tok.text, n))
		return false;
	if (!head[n])
		return true;
	next = parser_peek(p);
	return next.kind == TOK_WORD && strlen(head + n + 1) == next.len &&
	       !memcmp(head + n + 1, next.text, next.len);
}

const struct pattern_row *pattern_find(const struct parser *p,
				       const struct pattern_row *rows)
{
	const struct pattern_row *row;

	if (!parser_at(p, TOK_WORD))
		return NULL;
	for (row = rows; row->head; row++)
		if (*row->head == *p->tok.text && pattern_is_head(p, row->head))
			return row;
	return NULL;
}

void pattern_match_row(struct parser *p, const struct pattern_row *row)
{
	pattern_match(p, row->head);
	pattern_match(p, row->pattern);
}

uint64_t pattern_match_duration(struct parser *p, const struct pattern_row *row,
				struct loc loc)
{
	size_t record = parser_record(p);
	const char *whole, *text;
	uint64_t ms = 0;
	int err;

	pattern_match_row(p, row);
	whole = parser_recorded(p, record);
	if (parser_failed(p))
		return 0;
	text = whole + strlen(row->head) + 1;
	if (!strcmp(text, "never"))
		return DURATION_NEVER;
	err = duration_read(text, &ms);
	if (err)
		parser_error(p, loc,
			     err == -ERANGE
				     ? "'%s' is longer than 213503d"
				     : "'%s' is no time: write it as 1d2h3m4s",
			     whole);
	return ms;
}

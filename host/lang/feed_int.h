/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * feed_int.h - what the readers of a list's lines share
 */
#ifndef NICFW_FEED_INT_H
#define NICFW_FEED_INT_H

#include "lang/feed.h"
#include "lang/feed_element.h"

struct feed_reader;

/* One of feed.h's forms. */
struct feed_form {
	const char *name;
	/* Is a list of this form whose first line this is? */
	bool (*begins)(struct feed_reader *r);
	/* Reads a line; 0, or -EINVAL with an error in the diag. */
	int (*read)(struct feed_reader *r);
	/* ';' and '#' inside a line begin a comment. */
	bool has_comments;
};

struct feed_reader {
	struct arena *arena;
	struct diag *diag;
	struct loc loc; /* of the line */
	struct loc first;
	const struct feed_form *form;
	char *line; /* it may be written to, and so may the byte behind it */
	char *end;
	const char *text_end;
	size_t indent;	  /* blanks before @line */
	size_t n_columns; /* of the first line; 0: none was read */
	const char *set;  /* of ipset: whose elements these are */
	/* Of JSON: how many elements its metadata says it has, and where. */
	long long n_records;
	struct loc records;
	struct feed out;
};

char *feed_skip_blanks(char *p, const char *end);

/* An error at @at in the line: "TEXT: '...'"; -EINVAL. */
int feed_refuse(struct feed_reader *r, const char *at, const char *text);

/* The element at @p; its length, or 0 with an error in the diag. */
size_t feed_read_element(struct feed_reader *r, char *p, bool is_padded,
			 struct feed_span *out);

/* Adds an element; what is behind it in the line is not needed any more. */
void feed_add(struct feed_reader *r, struct feed_span *span, bool is_padded);

/* Is there an element at @p, and nothing right behind it but one of @next, or
 * the end of the line if @next is ""? */
bool feed_is_element(struct feed_reader *r, char *p, bool is_padded,
		     const char *next, struct feed_span *out);

/* Forms of one publisher or program: feed_forms.c, feed_ipset.c. */
bool feed_begins_dshield(struct feed_reader *r);
int feed_read_dshield(struct feed_reader *r);
bool feed_begins_emule(struct feed_reader *r);
int feed_read_emule(struct feed_reader *r);
bool feed_begins_ipset(struct feed_reader *r);
int feed_read_ipset(struct feed_reader *r);
bool feed_begins_json(struct feed_reader *r);
int feed_read_json(struct feed_reader *r);

/* At the end of the list: does it have as many elements as it says? */
void feed_check_json(struct feed_reader *r);

#endif

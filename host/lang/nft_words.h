/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_words.h - the words of nft's language
 *
 * What is known about single words is data here: which selectors there are,
 * how the statements that nicfw does not place are written, which words cannot
 * be names. All of it was checked against nft 1.0.6.
 *
 * A pattern says how tokens may follow each other. Its items stand one blank
 * apart; the first token of an item decides whether it is taken:
 *
 *	word , : / @	that token
 *	[ a b ]		a b, or nothing
 *	( a | b )	a or b
 *	( a | b )*	any number of them
 *	PROTO		ip or ip6, where no selector starts with it
 *	NUM		a number, or a variable
 *	WORD		a word, none of nft's own but those it takes as values
 *	NAME		a word, "..." or a variable
 *	QUOTED		"..."
 *	NAMES		{ NAME, ... }, or a variable that is one
 *	EXPR		an expression: a value, a selector, a map
 *	MAP		an expression that is a map, or a hash
 *	BRACES		{ ... }, whatever is in it
 *	INDEX		[ NUM ]
 */
#ifndef NICFW_NFT_WORDS_H
#define NICFW_NFT_WORDS_H

#include "lang/ast.h"

#include <stdbool.h>

/* The selectors that begin with @head. */
struct selector_head {
	const char *head;
	/*
	 * What follows @head in selectors that nicfw places, in a list:
	 * "type, saddr ip". NULL: none.
	 */
	const char *fields;
	/* The selectors that only nft knows, as a pattern, or NULL. */
	const char *others;
};

extern const struct selector_head selector_heads[]; /* ends with a NULL head */

/* What follows a selector's head, of selector_head's fields. */
struct selector_field {
	const struct word *words[2]; /* saddr; NULL: it is one word */
	const char *text;	     /* of the selector, as nft reads it */
	const struct selector_field *next; /* of the same head */
};

/* What a word may be, of which it may be several. */
enum word_class {
	WORD_RESERVED = 1 << 0, /* where nft wants a name it refuses it */
	WORD_VALUE = 1 << 1,	/* reserved, and taken as a value: tcp, ip6 */
	WORD_META = 1 << 2,	/* a key of meta's that stands alone: mark */
	WORD_VERDICT = 1 << 3,
	WORD_STMT = 1 << 4,	/* begins one of unknown_stmts */
	WORD_OPERATOR = 1 << 5, /* between values, as & is */
};

/*
 * A word that the parser meets all the time, looked up once: the rest is a
 * comparison of pointers and bits. Words that only patterns have are not here.
 */
struct word {
	const char *text; /* without a closing NUL */
	size_t len;
	unsigned int classes;		      /* enum word_class */
	const struct selector_head *selector; /* that begin with it, or NULL */
	const struct selector_field *fields;  /* of them, or NULL */
};

/* The one of that text, always the same; NULL: none. */
const struct word *words_find(const char *text, size_t len);

/* @word, which may be NULL, is one of @class. */
static inline bool words_is(const struct word *word, enum word_class class)
{
	return word && word->classes & class;
}

/* nft takes @word, NULL where it has no such word, as a value. */
static inline bool words_may_be_value(const struct word *word)
{
	return !words_is(word, WORD_RESERVED) || words_is(word, WORD_VALUE);
}

/* Can @word follow the head of @row? */
bool words_has_field(const struct selector_head *row, const char *word,
		     size_t len);

/*
 * How nft reads the selector @text: as it stands, but for one that nft prints
 * and does not read.
 */
const char *words_selector(const char *text);

/*
 * False where nft reads @word, behind @selector, as a field of it, and so takes
 * it for no value.
 */
bool words_may_follow(const char *selector, const char *word, size_t len);

/* True for the meta keys that `nft list` prints without "meta". */
bool words_is_printed_bare(const char *word, size_t len);

/* A statement, set option or object that nft knows and nicfw does not place. */
struct pattern_row {
	const char *head;    /* its first word, or its first two: "ct count" */
	const char *pattern; /* what follows */
	enum effect_kind effect; /* of a statement */
};

extern const struct pattern_row unknown_stmts[];   /* end with a NULL head */
extern const struct pattern_row set_options[];	   /* lines of a set */
extern const struct pattern_row element_options[]; /* behind an element */

/* A stateful object or flowtable. */
struct object_row {
	const char *head; /* "counter", "ct helper" */
	const char *spec; /* in place of its block; NULL: it has a block */
	const char *line; /* of its block */
	bool ends_itself; /* nft asks for no newline or ';' behind a line */
	bool is_updated;  /* the kernel takes what a second one says */
};

#define N_OBJECT_KINDS 9
/* The last has a NULL head. */
extern const struct object_row object_rows[N_OBJECT_KINDS + 1];

/* What follows "list", "get" and "reset", which change no rule. */
extern const char words_lists[], words_gets[], words_resets[];

/* @len bytes at @word are one of @list, which stand one blank apart. */
bool words_is_in(const char *list, const char *word, size_t len);

/* The family of that name; -ENOENT if there is none. */
int words_find_family(const char *word, size_t len, enum family *out);

extern const char *const family_names[N_FAMILIES];

#define N_VERDICTS (VERDICT_GOTO + 1)
extern const char *const verdict_names[N_VERDICTS];

/* Priorities, hooks and chain types that have names. */
extern const char words_priorities[];
extern const char words_hooks[];
extern const char words_chain_types[];

#endif

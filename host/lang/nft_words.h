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

/* The row of @word, or NULL. */
const struct selector_head *words_find_selector(const char *word, size_t len);

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

/* True for the meta keys that stand without "meta": iifname, mark. */
bool words_is_bare_meta(const char *word, size_t len);

/* True for those that `nft list` prints without it. */
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

/* True where nft wants a name and refuses @word, a word of its language. */
bool words_is_reserved(const char *word, size_t len);

/* True for the reserved words that nft takes as a value: tcp, ip6. */
bool words_is_value(const char *word, size_t len);

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

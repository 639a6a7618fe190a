/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_lex.h - the words of a line of iptables-restore
 *
 * Its rules are not a shell's: a quote opens anywhere in a word, the closing
 * one ends the word, a backslash counts in quotes alone, and quotes that stay
 * open take the rest of the line with its end. Checked against iptables 1.8.9
 * (add_param_to_argv).
 */
#ifndef NICFW_IPT_LEX_H
#define NICFW_IPT_LEX_H

#include "base/diag.h"

/* What iptables-restore has room for, a line's end included. */
#define IPT_MAX_LINE  10239
#define IPT_MAX_WORD  1023
#define IPT_MAX_WORDS 252

struct ipt_word {
	const char *text;
	unsigned int col;
	size_t end; /* of it in the line, a byte's number */
};

/* A line's words; they stand until the next line is read. */
struct ipt_words {
	struct ipt_word v[IPT_MAX_WORDS];
	size_t n;
	char text[IPT_MAX_LINE + IPT_MAX_WORDS + 1];
};

/*
 * Cuts @len bytes at @line, its end not among them, from byte @from on. 0, or
 * -EINVAL with an error at @loc's line in @diag.
 */
int ipt_lex(struct ipt_words *out, const char *line, size_t len, size_t from,
	    struct loc loc, struct diag *diag);

/* Counters in front of a rule, "[1:2]"; what are no numbers counts nothing. */
struct ipt_counters {
	bool are_there;
	unsigned long long packets;
	unsigned long long bytes;
};

/* Reads them and sets *@from behind them. As ipt_lex(). */
int ipt_lex_counters(const char *line, size_t len, struct loc loc,
		     struct diag *diag, size_t *from, struct ipt_counters *out);

#endif

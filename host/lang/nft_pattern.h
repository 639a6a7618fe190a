/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_pattern.h - follows a pattern of nft_words.h
 */
#ifndef NICFW_NFT_PATTERN_H
#define NICFW_NFT_PATTERN_H

#include "lang/nft_parser.h"
#include "lang/nft_words.h"

/* Consumes what @pattern describes; anything else is an error. */
void pattern_match(struct parser *p, const char *pattern);

/* Can the current token be the first of @pattern? */
bool pattern_can_start(const struct parser *p, const char *pattern);

/* Do the tokens begin with @head, a word or two? Consumes nothing. */
bool pattern_is_head(const struct parser *p, const char *head);

/* The row whose head the tokens begin with, or NULL; consumes nothing. */
const struct pattern_row *pattern_find(const struct parser *p,
				       const struct pattern_row *rows);

/* Consumes @row's head and what follows it. */
void pattern_match_row(struct parser *p, const struct pattern_row *row);

/*
 * The same of a row like "timeout ( never | NUM )", at @loc: the time in ms, or
 * DURATION_NEVER. 0 where an error was noted.
 */
uint64_t pattern_match_duration(struct parser *p, const struct pattern_row *row,
				struct loc loc);

#endif

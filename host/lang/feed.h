/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * feed.h - lists of addresses that others publish, as elements of a set
 *
 * Block lists come in several forms. Which one a list has is told by its first
 * line that is neither empty nor a comment, and all lines have to have it: what
 * is not understood is an error with its place, never left out.
 *
 *	1.2.3.0/24 ; SBL1		an address, a prefix or a range a line,
 *	1.2.3.4 - 1.2.3.9 # why		as FireHOL and Spamhaus have them
 *	1.2.3.4		17		with the same number of columns behind
 *	1.2.3.4,17,why			CSV, its first column
 *	{"cidr":"1.2.3.0/24"}		JSON a line (Spamhaus); the number of
 *					records in its metadata has to be right
 *	1.2.3.0	1.2.3.255 24	...	DShield: first, last, length of prefix
 *	add NAME 1.2.3.0/24		`ipset save`, of one set of addresses
 *	001.2.3.0 - 001.2.3.9 , 000 , x	eMule's ipfilter.dat: decimal numbers
 *
 * Comments begin with '#' or ';'. Lines end as on Unix or on Windows; a UTF-8
 * mark of byte order is fine. Columns with names above them are fine if the
 * first is named as an address is. A column with a second address is an error:
 * nobody said which is meant. So are elements that a set of addresses cannot
 * have as they are: names (a hosts file), exceptions (nomatch), those that end
 * after a time, and ranges that eMule would let through. So is the end of a
 * list in a prefix's length that may go on: "10.0.0.0/1" without a newline.
 */
#ifndef NICFW_FEED_H
#define NICFW_FEED_H

#include "base/diag.h"
#include "base/u128.h"
#include "base/vec.h"

struct feed_element {
	u128 lo, hi;	  /* first and last address */
	struct loc loc;	  /* where its text begins */
	const char *text; /* as nft has it: "1.2.3.0/24", "1.2.3.4-1.2.3.9" */
	bool is_v6;
};

/* Elements in the list's order. They may repeat and overlap: merging is up to
 * the caller. */
struct feed {
	VEC(struct feed_element) elements;
	size_t n_v6;
	size_t n_duplicates; /* elements that are just as one before */
	size_t n_overlaps;   /* others that share addresses with one before */
};

/*
 * Reads @len bytes at @text, the list called @name, which has to stay as long
 * as @out's places. A list without elements is fine. 0; -EINVAL: errors are in
 * @diag, and @out is as it was. All of @out is in @a.
 *
 * "Before" is in order of addresses, of a family: of elements that share
 * addresses all but one count.
 */
int feed_read(struct arena *a, struct diag *diag, const char *name,
	      const char *text, size_t len, struct feed *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * set_journal.h - what changed of a generation's elements since it was made
 *
 * The ruleset's text of a generation is written once. What is changed in place
 * is a line each in a file beside it, as nft would be told:
 *
 *	add element inet filter blocked { 10.0.0.1 }
 *	delete element inet filter blocked { 10.0.0.2, 10.0.0.3 } # 2
 *	add element inet filter bans { 10.0.0.1 timeout 1h expires 1h } # 1 @72
 *
 * Behind # is how many they are, behind @ when their times begin.
 *
 * A line is written before the map, with a tab behind it. A newline takes the
 * tab's place once the map is changed, which needs no room. So a last line with
 * a tab is a change that was interrupted, and may have reached the map or not;
 * one with neither has not.
 */
#ifndef NICFW_SET_JOURNAL_H
#define NICFW_SET_JOURNAL_H

#include "load/state.h"

struct set_line {
	bool deletes;
	const char *family;
	const char *table;
	const char *set;
	const char *elements; /* text */
	size_t n;	      /* of them */
	uint64_t at_ms; /* their times begin so long behind set_index.read_at */
};

struct set_lines {
	VEC(struct set_line) v;
};

/* A journal that is longer is to make way for a new generation's text. */
#define SET_JOURNAL_MAX_BYTES (8u << 20)

/* Of the text of a line's elements. */
#define SET_LINE_MAX_BYTES (16u << 10)

/*
 * Writes @line, without its end. -EFBIG: the journal is too long for it.
 * Returns a descriptor for line_journal_end(); -errno: nothing is written.
 */
int set_journal_begin(const struct state *st, const char *ifname,
		      unsigned int gen, const struct set_line *line);

/*
 * The lines that are ended. -errno; the file is there from the start, so
 * -ENOENT says that it was lost.
 */
bool set_journal_is_lost(const struct state *st, const char *ifname,
			 unsigned int gen);
int set_journal_read(const struct state *st, const char *ifname,
		     unsigned int gen, struct set_lines *out);

/*
 * Looks for a line that is not ended: 1, with a descriptor for
 * line_journal_end() in *@fd. A line that was not even written is not in *@out:
 * set is NULL. 0: there is none. -errno.
 */
int set_journal_open_line(const struct state *st, const char *ifname,
			  unsigned int gen, int *fd, struct set_line *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * perfect_edit.h - a table of perfect.h changes while programs read it
 *
 * A program reads its group's number, then one row: the key, and only if that
 * is its own the last word. So a change is the one store that makes it seen:
 *
 *	a key comes, or	all keys of its group are written to other rows, then
 *	has another	the group gets the number that leads to these
 *	rule
 *	a key goes	its row's last word becomes PERFECT_LEFT
 *
 * A frame finds what was there before, or what is there then, and is counted by
 * the row that it found. Rows that were left keep what they had counted, which
 * is their rule's as well; who reads counters adds them up.
 *
 * Which rows can be had:
 *
 *	PERFECT_FREE	at once: nobody was ever counted there
 *	left		once no program can be on its way there any more, and
 *			what is counted there by then is written down
 *
 * Rows are led to by absent keys, too. So no row is written that may be read
 * meanwhile by one whose key it has before, after, or in between: half-written.
 * And no number is taken that leads a key that is gone to a row it once had.
 *
 * What is to be done is found out first, then written down by the caller, then
 * done. It may end anywhere, for each store leaves a sound table, and can be
 * done again.
 */
#ifndef NICFW_PERFECT_EDIT_H
#define NICFW_PERFECT_EDIT_H

#include "base/vec.h"
#include "offload/perfect.h"

struct perfect_edit {
	const struct perfect *table; /* its bytes are not looked at */
	uint8_t *bytes;		     /* of all parts, which programs read */
};

#define PERFECT_NO_ROW UINT32_MAX

/* Words of a row in front of the last one: a key's. */
static inline uint32_t perfect_key_words(const struct perfect *t)
{
	return t->row_bytes / sizeof(uint32_t) - 1;
}

/* A key that comes, or stays and has another rule. */
struct perfect_put {
	const uint32_t *key; /* perfect_pack() */
	uint32_t answer;     /* the row's last word */
};

/* A key of a group that moves. Rows of all parts are numbered through. */
struct perfect_moved {
	const uint32_t *key;
	uint32_t answer;
	uint32_t from; /* PERFECT_NO_ROW: it is a put's */
	uint32_t to;
	uint32_t put; /* which one, if it is */
	bool is_used; /* the row was another key's, and was left */
};

/* The group's number, and where that leads its keys. */
struct perfect_move {
	uint32_t group;
	uint32_t number;
	VEC(struct perfect_moved) keys;
};

struct perfect_moves {
	VEC(struct perfect_move) v;
};

/* The row that has @key; PERFECT_NO_ROW: none. */
uint32_t perfect_find(const struct perfect_edit *e, const uint32_t *key);

/* The last word of a row. */
uint32_t perfect_answer(const struct perfect_edit *e, uint32_t row);

/*
 * Sets *@out, in @a, to what puts @n keys there. -ENOSPC: some number was not
 * found. Rows that were left can be had if @reuses is true, which says that no
 * program runs that did when they were.
 */
int perfect_plan(struct arena *a, const struct perfect_edit *e,
		 const struct perfect_put *puts, uint32_t n, bool reuses,
		 struct perfect_moves *out);

/*
 * After -ENOSPC: other groups move, so that, once that is done and no program
 * runs that did before, there is room, as a rule. -ENOSPC: they cannot.
 */
int perfect_plan_room(struct arena *a, const struct perfect_edit *e,
		      const struct perfect_put *puts, uint32_t n, bool reuses,
		      struct perfect_moves *out);

/* Does what was found out. Doing it again changes nothing. */
void perfect_do(const struct perfect_edit *e,
		const struct perfect_moves *moves);

/* Takes the row's key out. */
void perfect_remove(const struct perfect_edit *e, uint32_t row);

#endif

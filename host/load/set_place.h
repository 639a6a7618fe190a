/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * set_place.h - elements of a set that runs are changed by one write each
 *
 * The kernel writes a key of a map at once, and a program that looks the set up
 * once a frame asks for one key. So while some keys are written, one after the
 * other, each frame is judged by the old set or by the new one. That is for
 * elements that are one key each, in a set that nobody else has. All else is a
 * new generation's: ranges that are several keys, shapes that no map is for,
 * sets that are looked up by different fields, what the NIC has too; and where
 * lookups cannot prove that nft would take the change, as for elements that may
 * overlap others.
 */
#ifndef NICFW_SET_PLACE_H
#define NICFW_SET_PLACE_H

#include "load/set_index.h"

enum set_placed {
	SET_PLACED,  /* done */
	SET_NOTHING, /* it was so already */
	SET_REBUILD, /* by a new generation alone: *@why */
};

/*
 * The meaning of @elements, a SET, in set @e, in @a: -EINVAL with
 * errors in @diag where nft would refuse them there, whatever else is in it.
 */
int set_place_resolve(struct arena *a, struct diag *diag,
		      const struct set_entry *e, const struct expr *elements,
		      const struct policy_set **out);

/*
 * Adds @elements to set @e, or deletes them from there: all or none. @set is
 * what set_place_resolve() made of them. Returns an enum set_placed; -ENOENT if
 * one is to be deleted and not there, or -EIO, with an error in @diag, and then
 * nothing has changed.
 */
int set_place(const struct set_target *t, struct diag *diag,
	      const struct set_entry *e, const struct policy_set *set,
	      bool deletes, const struct expr *elements, const char **why);

/*
 * Makes a change that was interrupted, if there is one, done; one whose line
 * was not whole did nothing. Where that fails the line goes, and a warning in
 * @diag (may be NULL) says that the rules are to be loaded again.
 */
void set_place_recover(const struct set_target *t, struct diag *diag);

#endif

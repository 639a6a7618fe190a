/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * set_values.h - the elements of a set by what they stand for
 *
 * To nft and the kernel http is 80, and 10.0.0.0/8 is 10.0.0.0-10.255.255.255.
 */
#ifndef NICFW_SET_VALUES_H
#define NICFW_SET_VALUES_H

#include "lang/set_key.h"

/* One part of an element. */
struct part_value {
	struct interval v;
	const char *text; /* NULL: v is all; else only nft knows what this is */
};

struct set_value {
	struct expr *e;
	const struct part_value *parts; /* NULL: the catch-all */
};

struct set_values {
	struct arena *arena;
	struct key key;
	VEC(struct set_value) v; /* in the order of the set's elements */
};

/* Reads all of @set. 0, or -EINVAL with an error in @diag. */
int set_values_read(struct arena *a, struct diag *diag,
		    const struct ast_set *set, struct set_values *out);

/*
 * Reads @e as an element of @set, of which @values are: 0, or -EINVAL with an
 * error in @diag. What is in it lives in values->arena.
 */
int set_value_read(const struct set_values *values, struct diag *diag,
		   const struct ast_set *set, struct expr *e,
		   struct set_value *out);

enum set_value_relation {
	VALUES_DIFFER,
	VALUES_EQUAL,
	VALUES_UNSURE, /* only nft knows: "root" and 0, or two names */
};

/* Are they the same element? */
enum set_value_relation set_value_compare(const struct set_values *values,
					  const struct set_value *a,
					  const struct set_value *b);

/* May they have a number, or numbers of all their parts, in common? */
bool set_value_overlaps(const struct set_values *values,
			const struct set_value *a, const struct set_value *b);

/* May @a have what is lowest in @b? */
bool set_value_has_start(const struct set_values *values,
			 const struct set_value *a, const struct set_value *b);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * set_key.h - the key of a set, and the values of its elements
 *
 * Functions return as those of value.h.
 */
#ifndef NICFW_SET_KEY_H
#define NICFW_SET_KEY_H

#include "lang/value.h"

#define KEY_MAX_PARTS 16
#define KEY_MAX_BYTES 64 /* NFT_DATA_VALUE_MAXLEN; parts take whole words */

struct key {
	uint32_t n_parts;
	struct key_part parts[KEY_MAX_PARTS];
};

bool key_is_unknown(const struct key *key);

/* Refuses a key that is longer than the kernel's registers. */
int key_check(struct diag *diag, const struct key *key, struct loc loc);

/* The key of a named set as it is declared. */
int key_of_set(struct diag *diag, const struct ast_set *set, struct key *out);

/* What is written for part @i of the element with the key @e. */
static inline const struct expr *key_part_of(const struct expr *e, uint32_t i)
{
	return e->kind == EXPR_CONCAT ? e->items.v[i] : e;
}

/* Refuses the key @e of an element that has more or fewer parts. */
int key_check_parts(struct diag *diag, const struct key *key,
		    const struct expr *e);

/*
 * The intervals, one a part, that the element with the key @e stands for; @e is
 * no WILDCARD. *@wide is the first part that only sets with "flags interval"
 * take, or NULL.
 */
int key_read(struct diag *diag, const struct key *key, const struct expr *e,
	     struct interval *out, const struct expr **wide);

/* Refuses @wide of key_read(). */
int key_refuse_interval(struct diag *diag, bool is_map,
			const struct expr *wide);

#endif

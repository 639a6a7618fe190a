/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * value.h - from what is written to numbers
 *
 * Functions return 0; -EINVAL with an error in @diag; or NOT_PLACED, without:
 * nft takes it, and what it means only the host knows. Outputs are written on
 * 0 only.
 */
#ifndef NICFW_VALUE_H
#define NICFW_VALUE_H

#include "lang/ast.h"
#include "lang/datatype.h"

#include <errno.h>

#define NOT_PLACED (-ENOTSUP)

struct interval {
	u128 lo;
	u128 hi; /* included */
};

/*
 * A part of a key as values are written for it. The number looked up is what
 * was written ^ flip: nft's "field | mask == value" comes out as a mask and a
 * flip.
 */
struct key_part {
	enum datatype type;
	uint16_t width;
	u128 flip;
	const char *name; /* of the field or type, for messages */
	bool is_unknown; /* no frame holds it; width 0: nor is its type known */
};

/* A number from names, numbers and | & ^ << >>. */
int value_fold(struct diag *diag, const struct key_part *part,
	       const struct expr *e, u128 *out);

/*
 * A value, prefix or range, as an interval of what is looked up; *@is_interval
 * tells whether nft takes it for one (even if it is of one number).
 */
int value_interval(struct diag *diag, const struct key_part *part,
		   const struct expr *e, struct interval *out,
		   bool *is_interval);

#endif

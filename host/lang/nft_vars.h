/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_vars.h - define and $name
 *
 * A variable belongs to the block it is defined in and is seen in the blocks
 * inside; one name has one meaning at a time. Values are shared by all their
 * uses, so nobody may change an expression once it is parsed.
 */
#ifndef NICFW_NFT_VARS_H
#define NICFW_NFT_VARS_H

#include "lang/nft_parser.h"

/* What all uses of variables may add up to, in expressions. */
#define VARS_MAX_EXPANDED (16u << 20)

/* Around a block. */
void vars_enter_scope(struct parser *p);
void vars_leave_scope(struct parser *p);

/*
 * Gives @name the value, for which n_exprs expressions were made. Without
 * @may_replace a name that is in use is an error.
 */
void vars_define(struct parser *p, const char *name, struct variable var,
		 bool may_replace);

void vars_undefine(struct parser *p, const char *name);

/* At a "$": consumes "$name"; its value, NULL with an error if there is none.
 */
struct expr *vars_use(struct parser *p);

/* As vars_use(), where only one word or number makes sense; its text. */
const char *vars_use_text(struct parser *p, const char *what);

#endif

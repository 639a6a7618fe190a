/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * set_edit.h - a ruleset's tree with other elements in a set
 *
 * What nft's commands "add element" and "delete element" do to the set of a
 * kernel: an element is the numbers that it stands for, however it is written.
 */
#ifndef NICFW_SET_EDIT_H
#define NICFW_SET_EDIT_H

#include "lang/ast.h"

struct set_edit {
	bool deletes;
	struct expr *element;
	uint64_t
		at_ms; /* behind read_at: what has ended by then is not there */
};

struct set_edits {
	VEC(struct set_edit) v;
};

/*
 * Applies @edits, in their order, to the elements of @set in @table. What is
 * added and there already stays as it is, but for another timeout, or none,
 * which begins anew, and expires, which is taken. What is deleted and not there
 * is an error, or with @may_miss nothing. -EINVAL with an error in @diag, and
 * then the set is as it was. Elements that overlap, and verdicts, are for
 * resolve_ruleset() to check.
 */
int set_edit(struct arena *a, struct diag *diag, const struct ast_table *table,
	     struct ast_set *set, const struct set_edits *edits, bool may_miss);

#endif

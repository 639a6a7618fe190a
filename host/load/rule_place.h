/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rule_place.h - rules of a text that is loaded are changed where they are
 *
 * A text that differs from the loaded one in a few lines, which are rules of
 * one table of exact rules (rule_index.h), is loaded by changing rows of that
 * table. A frame asks the table for one key, and rows change one by one
 * (perfect_edit.h), so each frame is judged by the old rules or by the new
 * ones.
 *
 * Why that is all there is to do: the rules' items differ in those that the
 * lines are, and in nothing else. One that goes was the only one of its key,
 * and none was left out for it. One that comes has a key that no row has, and
 * asks for what its neighbour asks for beside it; it gets that one's rank, and
 * between lines that follow each other there is no other rule.
 */
#ifndef NICFW_RULE_PLACE_H
#define NICFW_RULE_PLACE_H

#include "load/rule_index.h"

struct rule_target {
	const struct state *st;
	const struct nic *nic;
	unsigned int gen;
};

/* How a text is to be loaded. */
struct rule_wish {
	const char *source; /* its name */
	const char *mode;
	const char *profile; /* NULL: what fits */
	bool strict;
	int fd; /* the text, from state_new_source() */
};

struct rule_placed {
	unsigned int n_deleted, n_added, n_replaced;
	const char *runs; /* the mode that it runs in */
	unsigned int gen;
};

/*
 * Makes the rules of @wish those that run. NULL, with *@out; or why they are to
 * be loaded anew, in the state's arena, and nothing has changed. An error in
 * @diag besides: neither can be told, and the next command ends what was begun.
 */
const char *rule_place(const struct rule_target *t, struct diag *diag,
		       const struct rule_wish *wish, struct rule_placed *out);

#endif

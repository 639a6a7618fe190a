/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cmd_set.h - what the files of nicfw set share
 *
 * cmd_set.c lists a set and changes it in place, cmd_set_rebuild.c makes a new
 * generation.
 */
#ifndef NICFW_CMD_SET_H
#define NICFW_CMD_SET_H

#include "load/set_place.h"
#include "load/set_rules.h"
#include "set_feed.h"
#include "target.h"

struct set_args {
	const char *file;
	bool allow_gap;
	bool json;
	bool verbose;
};

enum set_verb {
	SET_LIST,
	SET_ADD,
	SET_DEL,
	SET_REPLACE,
};

/* One run of the command. */
struct set_run {
	const struct set_args *args;
	enum set_verb verb;
	struct target target;
	struct set_index index;
	const struct set_entry *entry;
	struct feed feed;      /* what -f has */
	struct expr *elements; /* a SET */
};

/*
 * The rules that run, which messages call @name, and the set in them.
 * CMD_MACHINE with an error in the target's diag.
 */
enum cmd_status set_read_rules(struct set_run *s, const char *name,
			       struct ruleset **rs, struct ast_table **table,
			       struct ast_set **set);

/* ---- cmd_set_rebuild.c ---- */

/*
 * The change as a new generation; *@changes is false if none was needed, for
 * the elements were there. Errors are in the target's diag.
 */
enum cmd_status set_rebuild(struct set_run *s, bool *changes);

#endif

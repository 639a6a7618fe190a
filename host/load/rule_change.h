/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rule_change.h - a change of a generation's table, written down and made
 *
 * In this order: the line of the journal (rule_edits.h), the table's rows, the
 * text that is kept, the line's end. What was interrupted is made from the line
 * alone, whose writes can be made again; then the text is forgotten, so that
 * the next load is of all rules.
 *
 * Where keys find no rows that are free, those of others make way first, with a
 * line of its own. Only then, and where rows are used again, programs are
 * waited for.
 */
#ifndef NICFW_RULE_CHANGE_H
#define NICFW_RULE_CHANGE_H

#include "load/rule_index.h"
#include "offload/perfect_edit.h"

#include <time.h>

/* A key of a table, in the words of its rows. */
struct rule_key {
	uint32_t table; /* of the index's */
	const uint32_t *key;
};

struct rule_keys {
	VEC(struct rule_key) v;
};

/* A key that comes, or has another rule. */
struct rule_put {
	struct rule_key key;
	uint32_t answer; /* the last word of its row */
	size_t row;	 /* of the change's, the rule that it has */
};

/* A row of counters, and where the rule that it is of stands from now on. */
struct rule_counter {
	uint32_t row;
	const char *chain;
	const char *rule;
	uint32_t line;
	uint32_t at; /* the program's, or RULE_NO_COUNTER: it stays */
};

#define RULE_NO_COUNTER UINT32_MAX

struct rule_hunk {
	uint32_t line, n_old, n_new;
	const char **texts; /* n_new lines */
};

struct rule_change {
	const char *source;
	time_t at;
	VEC(struct rule_hunk) hunks;
	VEC(struct rule_put) puts;
	struct rule_keys dels;
	VEC(struct rule_counter) rows;
	VEC(uint32_t) gone;
};

/* Tables that are mapped, those of an index. */
struct rule_tables {
	VEC(struct perfect_edit) v;
};

/* Maps what @index is of, in the state's arena. On -errno nothing is mapped. */
int rule_change_open(const struct state *st, const char *ifname,
		     unsigned int gen, const struct rule_index *index,
		     struct rule_tables *out);
void rule_change_close(struct rule_tables *tables);

/*
 * Makes @c, whose rows get their counters, after which @fd is the text that is
 * kept. NULL; or why it is to be loaded anew, and nothing has changed, or an
 * error in @diag besides.
 */
const char *rule_change_make(const struct state *st, const char *ifname,
			     unsigned int gen, struct diag *diag,
			     const struct rule_index *index,
			     const struct rule_tables *tables,
			     struct rule_change *c, int fd);

/*
 * Makes a change that was interrupted, if there is one, done, or takes it back;
 * what comes next is loaded anew. Where that fails a warning in @diag (may be
 * NULL) says that the rules are to be loaded again.
 */
void rule_change_recover(const struct state *st, const char *ifname,
			 unsigned int gen, struct diag *diag);

#endif

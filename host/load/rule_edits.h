/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rule_edits.h - what changed of a generation's rules since it was made
 *
 * What is kept of a generation is written once. A change of its rules in place
 * is a line in a file beside it (line_journal.h), a JSON object:
 *
 *	source: the name of the text that it came from; at: seconds since 1970;
 *		without these keys only make way for others to come
 *	hunks [ { line, old, new, rules [ ] } ]: from that line on so many lines
 *		went and so many came, as numbered before; the texts of these
 *	gone [ ]: rows of counters whose rules went
 *	rows [ { counter, chain, rule, line, at } ]: those of rules that came,
 *		or stand elsewhere; the line is that of the new text, and at, of
 *		one that came, the counter of the program that is its first one
 *	kept [ [ counter, packets, bytes ] ]: what counters of the program had
 *		counted for rules that do not have them any more
 *	moves [ { table, group, number, keys [ [ key, answer, from, to ] ] } ]:
 *		of the table, keys in hexadecimal (perfect_edit.h), rows of it
 *		by their counters; from -1: the rule's that came
 *	dels [ { table, key } ]: keys that go
 *
 * So a rule that stays is counted by all counters to which its key moved; each
 * is of one rule from a line of this file to the next that moves a key there.
 *
 * Readers get what was written with all of that applied.
 */
#ifndef NICFW_RULE_EDITS_H
#define NICFW_RULE_EDITS_H

#include "lang/ast.h"
#include "load/labels.h"
#include "offload/abi.h"
#include "policy/rule_row.h"

struct rule_edits {
	VEC(json_t *) v;
};

/*
 * Those that are done; none where no rule can change in place. -errno, -ENOENT
 * if they were lost. The caller frees them.
 */
int rule_edits_read(const struct state *st, const char *ifname,
		    unsigned int gen, struct rule_edits *out);
void rule_edits_free(struct rule_edits *edits);

/*
 * The line of @row's rule, which had @line when it was loaded, in the text as
 * it is now; 0: it is gone, or has none.
 */
uint32_t rule_edits_line_of(const struct rule_edits *edits, uint32_t row,
			    uint32_t line);

/* The first row from @n on that no rule ever had. */
uint32_t rule_edits_next_row(const struct rule_edits *edits, uint32_t n);

/*
 * Makes @meta (meta.h) name the text that the rules are of now, and when that
 * was loaded.
 */
void rule_edits_apply_meta(const struct state *st, const char *ifname,
			   unsigned int gen, json_t *meta);

/* ---- rule_edits_labels.c ---- */

/*
 * Makes @labels, those of SLOT_HOST, those of the rules as they are now, in the
 * order of these. The line of a rule that is gone stays, of the kind "gone",
 * for what is counted goes by their numbers. -errno, and they are what they
 * were.
 */
int rule_edits_apply_labels(const struct state *st, const char *ifname,
			    unsigned int gen, struct labels *labels);

/* ---- rule_edits_counters.c ---- */

#define RULE_EDITS_NO_ROW UINT32_MAX

/*
 * The row of @counter of the program, if an edit gave it to a rule that came;
 * else RULE_EDITS_NO_ROW, and *@was is the counter that its rule had first.
 */
uint32_t rule_edits_row_of(const struct rule_edits *edits, uint32_t counter,
			   uint32_t *was);

/*
 * Adds the @n counters of a program up, in @a, to those of *@n_rows rows, which
 * grow by those that came; @row_of has the row of each counter when the program
 * was loaded, or one past *@n_rows, and is changed.
 */
struct nicfw_counter *rule_edits_sum(struct arena *a,
				     const struct rule_edits *edits,
				     const struct nicfw_counter *counters,
				     uint32_t n, uint32_t *row_of,
				     uint32_t *n_rows);

/* ---- rule_edits_rules.c ---- */

/* Makes @rs, with the places of the user's file, that of the rules now. */
int rule_edits_apply_rules(const struct state *st, const char *ifname,
			   unsigned int gen, const struct rule_chain *chain,
			   struct ruleset *rs);

#endif

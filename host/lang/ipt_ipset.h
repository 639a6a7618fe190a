/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_ipset.h - sets as `ipset save` writes them
 *
 * They stand in front of the tables of a dump, "create NAME TYPE ..." and "add
 * NAME ELEMENT ...", and become sets of the tables whose rules name them. Sets
 * whose elements end, or that a rule changes, are marked so (SET_TIMEOUT,
 * SET_DYNAMIC). A match is unknown of those for which nft has no words: lists
 * of sets, exceptions (nomatch), elements with a mark, a MAC or a device.
 */
#ifndef NICFW_IPT_IPSET_H
#define NICFW_IPT_IPSET_H

#include "lang/ipt_ext.h"
#include "lang/ipt_lex.h"

struct ipt_ipsets;

/* No sets yet. Arena, diag and cache are @rule's, which has to stay. */
struct ipt_ipsets *ipset_new(const struct ipt_rule *rule);

/*
 * Reads a line, its first word is "create" or "add"; 0, or -EINVAL with an
 * error in the diag.
 */
int ipset_read_line(struct ipt_ipsets *sets, const struct ipt_words *words,
		    struct loc loc);

/*
 * `-m set --match-set NAME DIRECTIONS`, the translate of that match. A set
 * that the file does not hold is an error if it holds any, else unknown.
 */
int ipset_translate_match(struct ipt_rule *rule, const struct ipt_use *use);

/* `-j SET`, the translate of that target: its set is not what the file says. */
int ipset_translate_target(struct ipt_rule *rule, const struct ipt_use *use);

/* Gives @table, of the tree, the sets that its rules match. */
void ipset_finish_table(const struct ipt_ipsets *sets, struct ast_table *table);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_ipset.h - sets as `ipset save` writes them
 *
 * They stand in front of the tables of a dump, "create NAME TYPE ..." and "add
 * NAME ELEMENT ...", and become sets of the tables whose rules name them. What
 * nft has no words for (a list of sets, a timeout, elements with a mark or a
 * device) keeps its set out of the tree: a match of it is unknown.
 */
#ifndef NICFW_IPT_IPSET_H
#define NICFW_IPT_IPSET_H

#include "lang/ipt_ext.h"

struct ipt_ipsets;

struct ipt_ipsets *ipset_new(struct arena *a, struct diag *diag);

/*
 * Reads a line, @words[0] is "create" or "add"; 0, or -EINVAL with an error in
 * the diag.
 */
struct ipt_word;
int ipset_read_line(struct ipt_ipsets *sets, const struct ipt_word *words,
		    size_t n_words);

/*
 * `-m set --match-set NAME DIRECTIONS`, the translate of that match. A set
 * that the file does not hold is an error if it holds any, else unknown.
 */
int ipset_translate_match(struct ipt_rule *rule, const struct ipt_use *use);

/* Gives @table the sets that its rules matched since the last call. */
void ipset_finish_table(struct ipt_ipsets *sets, struct ast_table *table);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_command.h - commands of iptables, carried out on a table
 */
#ifndef NICFW_IPT_COMMAND_H
#define NICFW_IPT_COMMAND_H

#include "lang/ipt_table.h"

/* What the dump's header says of the tool that wrote it. */
enum ipt_variant {
	IPT_UNSAID,
	IPT_LEGACY,
	IPT_NFT,
};

/* What commands need to know besides the table. */
struct ipt_context {
	struct ipt_rule *rule;
	enum ipt_variant variant;
	bool no_unknown;
	size_t n_rules; /* made so far */
};

/*
 * ":NAME POLICY [0:0]", of which @words are the words. 0, or -EINVAL with an
 * error in the diag of @c's rule. One variant alone refuses a chain that is
 * declared twice (nft empties it) or a user's chain with a policy: so does this
 * function for dumps that say they are of this one.
 */
int ipt_command_declare(struct ipt_context *c, struct ipt_table *t,
			const struct ipt_words *words, struct loc loc);

/*
 * "-A ..." and the like. @text is the whole line, @len bytes and one that does
 * not matter; it stays, for the rule's text is a part of it.
 */
int ipt_command_run(struct ipt_context *c, struct ipt_table *t,
		    struct ipt_line *line, char *text, size_t len);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_table.h - a table of iptables while its lines are read
 *
 * Its chains change as the commands say; what they are in the end becomes a
 * table of the tree.
 */
#ifndef NICFW_IPT_TABLE_H
#define NICFW_IPT_TABLE_H

#include "lang/ipt_rule.h"
#include "lang/nft_names.h"

struct ipt_chain {
	struct loc loc;
	const char *name;	     /* NULL: it was deleted */
	const struct ipt_base *base; /* NULL: a chain of the user's */
	enum verdict_kind policy;
	struct ipt_rules rules;
	struct ipt_rules inserted; /* in front of rules, the first one last */
};

struct ipt_table {
	const struct ipt_table_kind *kind;
	struct loc loc;
	struct arena *scratch; /* its chains and names */
	VEC(struct ipt_chain) chains;
	struct names *names;
};

/* The table @name as a network namespace has it at first; -ENOENT. */
int ipt_table_open(struct ipt_table *t, const char *name, struct loc loc,
		   struct arena *scratch);

/* Its name, in memory that stays. */
const char *ipt_table_name(const struct ipt_table *t);

/* Takes a chain of the user's out. */
void ipt_table_delete(struct ipt_table *t, struct ipt_chain *chain);

/*
 * As a dump's "*NAME" does: no rules, no chains of users. Legacy keeps the
 * policies, nft sets them to ACCEPT.
 */
void ipt_table_empty(struct ipt_table *t, bool is_legacy);

/* The chain @name, a base chain as well; NULL: there is none. */
struct ipt_chain *ipt_table_find(struct ipt_table *t, const char *name);

struct ipt_chain *ipt_table_add(struct ipt_table *t, const char *name,
				struct loc loc);

/* How many rules it has; puts those in rules that were inserted. */
size_t ipt_chain_settle(struct ipt_chain *chain);

/*
 * Errors for jumps to chains that are not there and, with @no_unknown, to
 * others' targets; then -EINVAL.
 */
int ipt_table_check(struct ipt_table *t, bool no_unknown, struct diag *diag);

/*
 * Makes it a table of the tree, which shares nothing with it and has its rules
 * in @nodes. Its own rules are gone.
 */
void ipt_table_finish(struct ipt_table *t, struct arena *a, struct arena *nodes,
		      enum family family, struct ast_table *out);

/* Frees the rules. */
void ipt_table_free(struct ipt_table *t);

#endif

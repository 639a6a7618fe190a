/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rule_row.h - one rule, as a row of a table of many that are alike
 *
 * Rules that differ only in values are rows of one table (classify_tuples.h).
 * Another rule can be a row of it, without the others being compiled anew, if
 * it asks for the same parts under the same masks, and for the same of what is
 * no part: then a frame is the rule's just where it is its row's.
 */
#ifndef NICFW_RULE_ROW_H
#define NICFW_RULE_ROW_H

#include "policy/compile.h"

/* What a table's keys are made of. */
struct rule_part {
	struct plan_value value;
	u128 mask;
};

struct rule_table {
	VEC(struct rule_part) parts;
	uint32_t key_bytes;
};

/* Words of a row of perfect.h that has a key, and a key of rule_row in them. */
uint32_t rule_table_words(const struct rule_table *table);
const uint32_t *rule_table_pack(struct arena *a, const struct rule_table *table,
				const uint8_t *key);

/* Where a rule stands: the base chain, for one device. */
struct rule_chain {
	const char *family;
	const char *table;
	const char *name;
	const char *head; /* "type filter hook ...; policy accept;" */
};

struct rule_row {
	const uint8_t *key;
	enum plan_verdict verdict; /* ACCEPT or DROP */
	const char *text;	   /* as nft prints it */
	const char *chain;	   /* "netdev filter input" */
	const struct rule_rest *rest;
};

/* The tree of the chain with the one rule that @text is, in @a; -EINVAL. */
int rule_row_parse(struct arena *a, const struct rule_chain *chain,
		   const char *text, size_t len, struct ruleset **out);

/*
 * The row of @table that the line @text is in @chain, on @dev, in @a;
 * @small_set is the profile's. NULL, or why it is none: it is no rule at all,
 * or not one that is a row alone.
 */
const char *rule_row_read(struct arena *a, const struct rule_chain *chain,
			  const struct device *dev, uint32_t small_set,
			  const struct rule_table *table, const char *text,
			  size_t len, struct rule_row *out);

/* True if two rows ask for the same of what is no part of the key. */
bool rule_row_is_like(const struct rule_row *x, const struct rule_row *y);

/* True if no frame meets both for what they ask for beside their keys. */
bool rule_row_is_apart(const struct rule_row *x, const struct rule_row *y);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * policy.h - a ruleset with its meaning
 *
 * What resolve makes of a tree: names are numbers, implied matches are written
 * out, every match is "these parts of the frame are in this set". It says no
 * more and no less than the ruleset, for all base chains in it; which of them
 * a device's frames meet is lowering's question.
 *
 * Everything lives in one arena and points into the tree it was made from.
 */
#ifndef NICFW_POLICY_H
#define NICFW_POLICY_H

#include "lang/ast.h"
#include "policy/fields.h"

/* Some of a field's bits, kept at their place: value & mask. */
struct part {
	enum field_id field;
	u128 mask; /* u128_max(width) for the whole field */
};

struct interval {
	u128 lo;
	u128 hi; /* included */
};

/*
 * What a rule does with a frame: matches on, decides, or calls a chain. The
 * chain's index counts in policy.chains.
 */
struct action {
	enum verdict_kind kind;
	uint32_t chain; /* of VERDICT_JUMP and VERDICT_GOTO */
};

/*
 * An element: one interval for each part (parts[0..n_parts-1]), and in a map
 * what follows. Elements are sorted by their parts. They do not overlap, with
 * two exceptions: in a set of several parts they may (it is their union), and
 * a map's catch-all (policy_set.fallback) stands behind all others. A set may
 * be empty: then nothing is in it.
 */
struct element {
	struct interval *parts;
	struct action action; /* of a map */
};

/* A set or verdict map; anonymous ones, and single values, are sets too. */
struct policy_set {
	struct loc loc;
	const char *name; /* NULL: anonymous */
	bool is_map;
	bool is_constant; /* its elements never change while loaded */
	uint32_t n_parts;
	uint16_t *widths;     /* bits of each part */
	enum datatype *types; /* how each part's values are written */
	VEC(struct element) elements;
	bool has_fallback; /* of a map: an element "*" */
	struct action fallback;
};

enum policy_stmt_kind {
	POLICY_MATCH, /* the parts are all there, and in the set (or not) */
	POLICY_COUNTER,
	POLICY_VERDICT, /* action */
	POLICY_VMAP,	/* the parts' element says the action; none: no match */
};

struct policy_stmt {
	enum policy_stmt_kind kind;
	uint32_t n_parts;
	struct part *parts;
	const struct policy_set *set; /* has n_parts parts */
	bool negate;		      /* of MATCH: not in the set */
	struct action action;
};

struct policy_rule {
	uint32_t id; /* counts over the whole policy, in text order */
	struct loc loc;
	const char *text;    /* as nft prints it */
	const char *comment; /* NULL: none */
	VEC(struct policy_stmt) stmts;
	bool has_counter;
};

struct policy_chain {
	struct loc loc;
	const char *name;
	const struct ast_table *table;
	const struct ast_hook *hook; /* NULL: not a base chain */
	long priority;		     /* of a base chain */
	enum verdict_kind policy;    /* of a base chain: ACCEPT or DROP */
	VEC(const char *) devices;
	VEC(struct policy_rule) rules;
};

struct policy {
	struct arena *arena;
	VEC(struct policy_chain) chains; /* in the order of the text */
	VEC(struct policy_set *) sets;	 /* the named ones */
	uint32_t n_rules;
};

/* True where the policy asks for anything behind the network header. */
bool policy_needs_l4(const struct policy *p);

/* True where it asks for extension headers: the walk goes through AH. */
bool policy_needs_ext(const struct policy *p);

/* Prints the policy, for `nicfw show --policy`. */
void policy_print(const struct policy *p, FILE *out);

#endif

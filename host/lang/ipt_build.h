/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_build.h - nodes of the tree for rules of iptables
 *
 * Rules of a dump are much alike: their texts and nodes are taken from a cache
 * where it has them, so that a rule of 160,000 takes little memory. Nodes that
 * are shared have no place; statements have.
 */
#ifndef NICFW_IPT_BUILD_H
#define NICFW_IPT_BUILD_H

#include "lang/ipt_ext.h"

struct ipt_cache;

struct ipt_cache *build_cache_new(struct arena *a);

/* @len bytes at @s as a text in the arena, the same one where it can. */
const char *build_text(const struct ipt_rule *r, const char *s, size_t len);

/*
 * Leaves: "tcp dport", or what nft knows and nicfw does not place (UNKNOWN):
 * "ct status"; a value; one in quotes: "eth0"; a number; a set's name. @text
 * need not be kept.
 */
struct expr *build_selector(const struct ipt_rule *r, const char *text);
struct expr *build_unknown_selector(const struct ipt_rule *r, const char *text);
struct expr *build_symbol(const struct ipt_rule *r, const char *text);
struct expr *build_quoted(const struct ipt_rule *r, const char *text);
struct expr *build_number(const struct ipt_rule *r, uint64_t n);
struct expr *build_setref(const struct ipt_rule *r, const char *name);

/* @left & @right and the like, @left - @right, @left / @len. */
struct expr *build_binop(const struct ipt_rule *r, enum binop op,
			 struct expr *left, struct expr *right);
struct expr *build_range(const struct ipt_rule *r, struct expr *left,
			 struct expr *right);
struct expr *build_prefix(const struct ipt_rule *r, struct expr *left,
			  unsigned int len);

/* @lo - @hi, or the number alone where they are the same. */
struct expr *build_numbers(const struct ipt_rule *r, uint64_t lo, uint64_t hi);

/* { }, CONCAT, LIST without items, which build_add_item() gives it. */
struct expr *build_items(const struct ipt_rule *r, enum expr_kind kind);
void build_add_item(const struct ipt_rule *r, struct expr *items,
		    struct expr *e);

/*
 * Statements at the rule's end. @left == @right, or != where negated; text and
 * effect; legacy's fall over short headers, or over the way to one of IPv6 that
 * is cut off (@header: "exthdr rt", "meta l4proto"); a verdict, with the chain
 * of JUMP and GOTO.
 */
void build_add_match(struct ipt_rule *r, struct loc loc, struct expr *left,
		     bool is_negated, struct expr *right);
void build_add_unknown(struct ipt_rule *r, struct loc loc, const char *text,
		       enum effect_kind effect);
void build_add_hotdrop(struct ipt_rule *r, struct loc loc,
		       unsigned int n_bytes);
void build_add_hotdrop_way(struct ipt_rule *r, struct loc loc,
			   struct expr *header);
void build_add_verdict(struct ipt_rule *r, struct loc loc,
		       enum verdict_kind kind, const char *chain);

#endif

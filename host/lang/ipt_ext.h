/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_ext.h - matches and targets of iptables
 *
 * An extension is a row: its name, where it may stand, its options, and how its
 * use becomes statements of the tree. ipt_rule.c reads a rule's words by these
 * rows; the rows themselves are in ipt_match_*.c and ipt_target.c.
 */
#ifndef NICFW_IPT_EXT_H
#define NICFW_IPT_EXT_H

#include "lang/ast.h"

#include <stdint.h>

enum ipt_family {
	IPT_V4 = 1 << 0,
	IPT_V6 = 1 << 1,
	IPT_BOTH = IPT_V4 | IPT_V6,
};

/* What an option takes, and so what is refused in its argument. */
enum ipt_arg_kind {
	IPT_NO_ARG,
	IPT_WORD,	/* anything */
	IPT_NUMBER,	/* min to max, decimal, 0x or octal */
	IPT_RANGE,	/* N or N:N, each min to max, one may be left out */
	IPT_TWO_WORDS,	/* "--tcp-flags MASK COMP" */
	IPT_MAYBE_WORD, /* an argument may follow, or not */
	IPT_VALUE,	/* check() says */
};

enum ipt_option_flag {
	IPT_MAY_NEGATE = 1 << 0,
	IPT_IS_REQUIRED = 1 << 1, /* one option of this group has to be there */
	IPT_MAY_REPEAT = 1 << 2,
};

struct ipt_option {
	const char *name; /* without "--" */
	enum ipt_arg_kind kind;
	unsigned int flags;
	unsigned int group; /* at most one option of a group; 0: none */
	uint64_t min;
	uint64_t max;
	/* True if @text is a value of this option. NULL: all are. */
	bool (*check)(enum ipt_family family, const char *text);
	const char *same_as; /* the name that ipt_arg() knows it by; or NULL */
	const char *needs;   /* an option that has to be there too; or NULL */
};

struct ipt_rule;

/* An option as it was written. */
struct ipt_arg {
	const struct ipt_option *option;
	bool is_negated;
	const char *text;
	const char *second; /* of TWO_WORDS */
	struct loc loc;
};

struct ipt_use;

struct ipt_ext {
	const char *name;
	unsigned int families; /* enum ipt_family */
	const char *tables; /* that a target may stand in: "nat"; NULL: all */
	const char *hooks;  /* "PREROUTING OUTPUT"; NULL: all */
	const char *protocols; /* the -p that it needs: "tcp udp"; NULL: none */
	const struct ipt_option *options; /* ends with a NULL name */
	enum effect_kind effect;	  /* where translate is NULL */
	/* What options forbid each other: 0, or -EINVAL with an error. */
	int (*check)(struct ipt_rule *rule, const struct ipt_use *use);
	/*
	 * Adds statements for @use to @rule; 0, or -EINVAL with an error in
	 * the rule's diag. NULL: an UNKNOWN with text and effect.
	 */
	int (*translate)(struct ipt_rule *rule, const struct ipt_use *use);
};

/* An extension as one rule uses it. */
struct ipt_use {
	const struct ipt_ext *ext;
	struct ipt_ext unknown; /* what ext is where nicfw knows none */
	struct loc loc;
	bool is_target;
	VEC(struct ipt_arg) args;
};

/* The match or target of that name for a family; NULL: nicfw knows none. */
const struct ipt_ext *ipt_find_match(const char *name, enum ipt_family family);
const struct ipt_ext *ipt_find_target(const char *name, enum ipt_family family);

struct ipt_cache;
struct ipt_ipsets;

/* The rule that is being read, as extensions see it; see ipt_build.h. */
struct ipt_rule {
	struct arena *arena;
	struct arena *nodes; /* of statements and expressions; or arena */
	struct diag *diag;
	enum ipt_family family;
	bool is_legacy;
	const char *table; /* "filter" */
	const char *chain;
	int protocol; /* of -p; -1: none, or a negated one */
	struct ast_rule *ast;
	struct ipt_cache *cache;
	struct ipt_ipsets *sets; /* in front of the tables; NULL: none */
};

/* @use as iptables-save writes it: "-m NAME --option ...", "-j NAME ...". */
const char *ipt_use_text(const struct ipt_rule *rule,
			 const struct ipt_use *use);

/*
 * The argument of option @name in @use, by whichever name it was written; NULL:
 * it was not.
 */
const struct ipt_arg *ipt_arg(const struct ipt_use *use, const char *name);

#endif

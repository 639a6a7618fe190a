/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * policy.h - a ruleset with its meaning
 *
 * What resolve makes of a tree: names are numbers, implied matches are written
 * out, every match is "these parts of the frame are in this set". It says no
 * more and no less than the ruleset, for all base chains in it; which of them
 * a device's frames meet is path.h's question, and what a stage can know of
 * their matches is view.h's.
 *
 * Everything lives in one arena and points into the tree it was made from.
 */
#ifndef NICFW_POLICY_H
#define NICFW_POLICY_H

#include "lang/ast.h"
#include "lang/fields.h"
#include "lang/value.h"
#include "policy/iset.h"

/* Some of a field's bits, kept at their place: value & mask. */
struct part {
	enum field_id field;
	u128 mask; /* u128_max(width) for the whole field */
};

/*
 * What a rule does with a frame: matches on, decides, or calls a chain. The
 * chain's index counts in policy.chains.
 */
struct action {
	enum verdict_kind kind;
	uint32_t chain; /* of VERDICT_JUMP and VERDICT_GOTO */
};

/* When an element of a set with timeouts leaves it. */
struct element_life {
	uint64_t ends; /* clock_now_ns(): not in the set from then on */
	uint64_t timeout_ms;
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
	union {
		struct action action;		 /* of a map */
		const struct element_life *life; /* else; NULL: for ever */
	};
};

/* How a named set is declared, when the tree may be gone. */
struct set_declaration {
	const char *family;
	const char *table;
	const char *head; /* " { type ipv4_addr; flags interval; }" */
	bool is_interval;
	bool merges;	    /* auto-merge */
	unsigned long size; /* elements at most; 0: any number */
};

/* A set or verdict map, a named or an anonymous one. */
struct policy_set {
	struct loc loc;
	const char *name;			/* NULL: anonymous */
	const struct set_declaration *declared; /* of a named one */
	struct action fallback;
	/* What rules are lowered by, side by side. */
	bool has_fallback; /* of a map: an element "*" */
	bool is_map;
	bool is_constant; /* its elements never change while loaded */
	bool is_timed;	  /* elements may have an end; no map */
	uint32_t n_parts;
	const uint16_t *widths;	    /* bits of each part */
	const enum datatype *types; /* how each part's values are written */
	VEC(struct element) elements;
};

/*
 * The states that conntrack gives a packet: just one of them. Bits, so that a
 * match is the set of those it takes.
 */
enum ct_state {
	CT_INVALID = 1 << 0,
	CT_ESTABLISHED = 1 << 1,
	CT_RELATED = 1 << 2,
	CT_NEW = 1 << 3,
	CT_UNTRACKED = 1 << 4,
};
#define CT_ALL 31u

/* An action that a rule takes in some of conntrack's states, or may take. */
struct choice {
	uint8_t states;
	struct action action;
};

struct choices {
	VEC(struct choice) v;
};

enum policy_stmt_kind {
	POLICY_MATCH, /* the parts are all there, and in the set (or not) */
	POLICY_COUNTER,
	POLICY_VERDICT, /* action */
	POLICY_VMAP,	/* the parts' element says the action; none: no match */
	POLICY_STATES,	/* `ct state` is one of states */
	/*
	 * A verdict map whose key only the host knows: one of choices, or no
	 * match. is_by_state: the choices of the packet's ct state are the one
	 * that there is, or none.
	 */
	POLICY_CHOICES,
	POLICY_HOST,	/* text and effect: what only the host can run */
	POLICY_HOTDROP, /* n_bytes; see STMT_HOTDROP */
};

/*
 * Large rulesets have millions: what no kind has at once is in one place, and
 * where it is written its rule says.
 */
struct policy_stmt {
	enum policy_stmt_kind kind : 8;
	enum effect_kind effect : 8;
	uint8_t states;
	bool is_by_state : 1;
	bool negate : 1;   /* of MATCH: not in the set */
	bool is_range : 1; /* of MATCH: of one part, and range is the set */
	uint32_t n_parts;  /* of MATCH and VMAP, else 0 */
	union {
		/* Of VMAP, and of MATCH without is_range; has n_parts parts. */
		const struct policy_set *set;
		/* Of MATCH with is_range: one interval, which may be shared. */
		const struct iset *range;
		/* Of HOST and CHOICES: what the host has to know. */
		const char *text;
	};
	union {
		const struct part *parts; /* of MATCH and VMAP */
		struct action action;	  /* of VERDICT */
		uint32_t n_bytes;	  /* of HOTDROP */
		struct choices *choices;  /* of CHOICES */
	};
};

/* How many elements the set of a MATCH or VMAP has. */
static inline size_t stmt_n_elements(const struct policy_stmt *s)
{
	return s->is_range ? 1 : s->set->elements.n;
}

/* What its element @i has of each part. */
static inline const struct interval *stmt_intervals(const struct policy_stmt *s,
						    size_t i)
{
	return s->is_range ? s->range->v : s->set->elements.v[i].parts;
}

/* True of a match that may end by itself. */
static inline bool stmt_is_timed(const struct policy_stmt *s)
{
	return !s->is_range && s->set->is_timed;
}

/* True if the host has to know more than the frame, or to do something. */
static inline bool stmt_asks_host(const struct policy_stmt *s)
{
	return s->kind == POLICY_HOST || s->kind == POLICY_CHOICES ||
	       s->kind == POLICY_STATES || s->kind == POLICY_HOTDROP;
}

struct policy_rule {
	uint32_t id; /* counts over the whole policy, in text order */
	/* What is in stmts, so that who looks for some reads no others. */
	uint16_t kinds; /* 1 << enum policy_stmt_kind */
	bool may_call;	/* other chains */
	struct loc loc;
	const char *text;    /* as nft prints it, or as iptables has it */
	const char *comment; /* NULL: none */
	struct {
		struct policy_stmt *v;
		size_t n;
	} stmts;
};

static inline bool rule_has(const struct policy_rule *rule,
			    enum policy_stmt_kind kind)
{
	return rule->kinds & 1u << kind;
}

enum hook {
	HOOK_NONE, /* a user chain */
	HOOK_INGRESS,
	HOOK_PREROUTING,
	HOOK_INPUT,
	HOOK_FORWARD,
	HOOK_OUTPUT,
	HOOK_POSTROUTING,
	HOOK_EGRESS,
	N_HOOKS,
};

enum chain_type {
	CHAIN_FILTER,
	CHAIN_NAT,   /* sees the first packet of a connection */
	CHAIN_ROUTE, /* of locally made packets */
};

struct policy_chain {
	struct loc loc;
	const char *name;
	const struct ast_table *table;
	const struct ast_hook *hook; /* NULL: not a base chain */
	enum hook at;
	enum chain_type type;
	long priority;		   /* of a base chain */
	enum verdict_kind policy;  /* of a base chain: ACCEPT or DROP */
	VEC(const char *) devices; /* of ingress and egress */
	VEC(struct policy_rule) rules;
};

struct policy {
	struct arena *arena;
	VEC(struct policy_chain) chains; /* in the order of the text */
	VEC(struct policy_set *) sets;	 /* the named ones */
	uint32_t n_rules;
	bool is_matched[N_FIELDS]; /* by any rule */
	uint64_t read_at;	   /* clock_now_ns(), of the ruleset */
	uint64_t now; /* when frames of the oracle arrive; at first read_at */
	bool has_hotdrops;
};

/* True where the policy asks for anything behind the network header. */
bool policy_needs_l4(const struct policy *p);

/* True where it asks for extension headers: the walk goes through AH. */
bool policy_needs_ext(const struct policy *p);

/* The rule of that number; NULL if there is none, as for PLAN_NO_RULE. */
const struct policy_rule *policy_find_rule(const struct policy *p, uint32_t id);

/*
 * -EINVAL, with errors in @diag, where a base chain is not at netdev ingress or
 * a rule asks for what only the host knows.
 */
int policy_refuse_host(const struct policy *p, struct diag *diag);

/* Prints the policy for `nicfw show --policy`, its texts as utf8_text() has
 * them. */
void policy_print(const struct policy *p, FILE *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lint_int.h - what the parts of lint share
 *
 * A rule's packets are a cube (lint_cube.h). lint_match.c and lint_rule.c make
 * cubes of rules, lint_chain.c says which packets get to a chain, lint_later.c
 * goes through the rules behind one, lint_decide.c asks who decides a packet,
 * and lint_witness.c writes packets.
 */
#ifndef NICFW_LINT_INT_H
#define NICFW_LINT_INT_H

#include "policy/eval_int.h"
#include "policy/lint.h"
#include "policy/lint_index.h"

enum deed_kind {
	DEED_ACCEPT,
	DEED_DROP,
	DEED_RETURN,
	DEED_JUMP,
	DEED_GOTO,
	DEED_HOST, /* text */
};

struct deed {
	enum deed_kind kind;
	uint32_t chain;	  /* of JUMP and GOTO */
	const char *text; /* of HOST */
};

/* What a rule does with some of its packets. */
struct branch {
	struct cube cube;
	bool is_sure; /* with all of them */
	struct deed deed;
};

struct lint_rule {
	const struct policy_rule *rule;
	struct cube cube; /* its packets, and maybe more */
	/*
	 * All its matches, also behind what it does first; empty if what they
	 * imply cannot be.
	 */
	struct cube own;
	VEC(struct branch) branches;
	bool has_effect; /* on the host, besides its verdict: it logs, ... */
	bool is_dead;	 /* it is shadowed, or never reached, ... */
	bool may_return; /* out of its chain, without a verdict */
	/* Its only branch is a verdict, and it counts nothing, and so on. */
	bool is_plain;
};

struct call {
	uint32_t chain;
	uint32_t rule;
	const struct cube *cube;
};

/* A chain as lint goes through it. */
struct lint_chain {
	const struct policy_chain *chain;
	struct lint_rule *rules;
	VEC(struct call) calls;
	bool is_ordered;
	bool is_unreached;
	struct cube context; /* packets that get here, and maybe more */
	/* The one call that leads here, if there is but one. */
	const struct lint_chain *caller;
	uint32_t call_pos;
	struct lint_index index;
	VEC(uint32_t) odd;	  /* rules that the index does not have whole */
	VEC(struct taker) finals; /* whom it takes from its callers' rules */
	bool has_finals;	  /* they are known */
};

#define N_DIM_HEADS    8192
#define N_KNOWN_RANGES 8192

struct lint {
	struct arena *arena; /* all but the findings, which are in kept */
	struct arena *kept;
	const struct policy *policy;
	struct lint_report *out;
	VEC(struct lint_dim) dims;
	uint32_t heads[N_DIM_HEADS];
	struct lint_chain *chains; /* as the policy's */
	VEC(uint32_t) order;	   /* of chains: callers first */
	struct point point;
	struct arena *scratch; /* of one rule, or of a few */
	/* Sets that were made before, by their numbers. */
	const struct iset *ranges[N_KNOWN_RANGES];
	/* What one part of a set was made to last: each rule asks twice. */
	struct {
		const struct policy_set *set;
		uint32_t part;
		const struct iset *allowed;
	} projected;
	const struct iset *ip_protocols;
	const struct iset *no_offset; /* of ip frag-off */
	uint64_t n_steps;	      /* of searches for several rules */
	uint64_t n_visited;	      /* nodes of indexes */
	uint64_t n_run; /* rules, to find out who decides witnesses */
	/* Dimensions that imply something of each other. */
	uint32_t has_l4, l4proto, trans, protocol;
	uint32_t ip_protocol, ip_frag_off, ip6_nexthdr, eth_type, vlan_type;
};

/* ---- lint_match.c ---- */

/* Adds the parts' presence. */
void match_presence(struct lint *l, struct cube_draft *d,
		    const struct policy_stmt *s);
/* Adds a match. False: @d may have more packets than it. */
bool match_add(struct lint *l, struct cube_draft *d,
	       const struct policy_stmt *s);
/* Adds that part @i is in @allowed, numbers under its mask. */
void match_part(struct lint *l, struct cube_draft *d,
		const struct policy_stmt *s, uint32_t i,
		const struct iset *allowed, bool negate);

/* Adds that the parts are those of element @e. */
void match_element(struct lint *l, struct cube_draft *d,
		   const struct policy_stmt *s, const struct element *e);

/* ---- lint_rule.c ---- */

/* What @rule does with which packets. */
void lint_rule_read(struct lint *l, const struct policy_rule *rule,
		    struct lint_rule *out);
bool deed_is_same(const struct deed *a, const struct deed *b);

/* ---- lint.c ---- */

/* A new finding about @rule; the caller says the rest of it. */
struct lint_finding *lint_add(struct lint *l, enum lint_kind kind,
			      const struct lint_chain *c,
			      const struct policy_rule *rule);

/* Frees what was needed for rules before; now and then. */
void lint_renew_scratch(struct lint *l, size_t n_rules);

/* Writes a packet of the rule at @pos, and finds out which rule decides it. */
void lint_add_witness(struct lint *l, const struct lint_chain *c, uint32_t pos,
		      struct lint_finding *f);

/* ---- lint_chain.c ---- */

/* The packets of @cube that get to @c, closed; in @a. */
struct cube lint_in_context(struct lint *l, struct arena *a,
			    const struct lint_chain *c,
			    const struct cube *cube);

/* Finds out what @c takes, of any packets, before it may return. */
void lint_collect_finals(struct lint *l, struct lint_chain *c);

/* Adds what the rule at @pos takes to the chain's index. */
void lint_add_takers(struct lint *l, struct lint_chain *c, uint32_t pos);

/* Notes which chains the rule calls. */
void lint_note_calls(struct lint *l, const struct lint_chain *c, uint32_t pos);

/* Sets what gets to a base chain, and to one that was called (false: none). */
void lint_base_context(struct lint *l, struct lint_chain *c);
bool lint_called_context(struct lint *l, struct lint_chain *c);

/* ---- lint_later.c ---- */

/* Adds rules that what follows makes redundant. */
void lint_later(struct lint *l, struct lint_chain *c);

/* ---- lint_decide.c ---- */

/*
 * Sets *@out to the rule before @pos that decides the point, which is what
 * @eval evaluates; NULL: none does. False: that took too long.
 */
bool lint_decider(struct lint *l, const struct lint_chain *c, uint32_t pos,
		  const struct eval *eval, const struct policy_rule **out);

/* ---- lint_witness.c ---- */

/*
 * Writes a packet of the rule at @pos, one of @cube, to @f, with who decides
 * it; where none is found @f is left as it is.
 */
void lint_witness(struct lint *l, const struct lint_chain *c, uint32_t pos,
		  const struct cube *cube, struct lint_finding *f);

#endif

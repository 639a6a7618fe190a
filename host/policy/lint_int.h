/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lint_int.h - what the parts of lint share
 *
 * A rule's packets are a cube: a conjunction of "this number is in this set",
 * as lower.h has it, but of the packet alone: no stage, no device. lint_cube.c
 * computes with cubes, lint_match.c and lint_rule.c make them of rules,
 * lint_chain.c says which packets get to a chain, lint_index.c finds the rules
 * that take a packet, lint_later.c goes through those behind one, lint_decide.c
 * asks who decides a packet, and lint_witness.c writes packets.
 */
#ifndef NICFW_LINT_INT_H
#define NICFW_LINT_INT_H

#include "policy/eval_int.h"
#include "policy/iset.h"
#include "policy/lint.h"
#include "policy/lower.h"

/* A number of the packet, or whether its key is in a set that may change. */
struct lint_dim {
	struct plan_value value;
	u128 mask;
	u128 max;
	const struct policy_stmt *in; /* the set and its key; NULL: a value */
	enum field_id field;	      /* that asks for it */
	u128 usual;		      /* stands for "anything" in a point */
	uint32_t next;		      /* with the same hash, plus 1 */
};

#define CUBE_MAX 40

/* Sorted by dim; an empty cube has the dim that no number is left for. */
struct cube {
	bool is_empty;
	bool is_wider; /* some constraint was left out */
	uint32_t empty_dim;
	uint32_t n;
	struct constraint *v;
};

/* One that is being made: room for all there can be. */
struct cube_draft {
	struct cube cube;
	struct constraint room[CUBE_MAX];
};

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

/* Who takes packets from the rules behind it. Small: each rule is several. */
struct taker {
	uint32_t pos;  /* of the rule, or of the call that leads to it */
	uint32_t next; /* of the same bucket, plus 1 */
	const struct policy_rule *rule;
	const struct deed *deed;
	const struct cube *cube;
};

/* Takers that have the same bits of some numbers, and of this one. */
struct index_node {
	uint32_t dim;
	u128 mask;
	uint32_t first_pos; /* of those below */
	uint32_t children;  /* the last one, plus 1 */
	uint32_t next;	    /* beside this one, plus 1 */
	bool is_end;	    /* some ask for no more numbers */
};

struct bucket {
	uint64_t hash; /* 0: free */
	uint32_t first;
	uint32_t last;
};

struct lint_index {
	struct arena *arena;
	struct arena *room;	      /* of many buckets, or NULL */
	VEC(struct taker) takers;     /* by pos */
	VEC(struct index_node) nodes; /* the first one is the root */
	struct bucket *buckets;
	/* Bits of the hashes that there are: small enough for a cache. */
	uint64_t *seen;
	uint32_t n_seen;    /* words, a power of two */
	uint32_t n_buckets; /* a power of two */
	uint32_t n_used;
	uint32_t n_expected; /* takers */
};

/* A number for each dimension; those not stamped are the usual ones. */
struct point {
	u128 *v;
	uint32_t *stamps;
	uint32_t stamp;
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
	const struct iset *ip_protocols;
	const struct iset *no_offset; /* of ip frag-off */
	uint64_t n_steps;	      /* of searches for several rules */
	uint64_t n_visited;	      /* nodes of indexes */
	uint64_t n_run; /* rules, to find out who decides witnesses */
	/* Dimensions that imply something of each other. */
	uint32_t has_l4, l4proto, trans, protocol;
	uint32_t ip_protocol, ip_frag_off, ip6_nexthdr, eth_type, vlan_type;
};

/* ---- lint_cube.c ---- */

/* The dimension of a number under @mask, or of a set: made when first asked. */
uint32_t lint_value_dim(struct lint *l, struct plan_value value, u128 mask,
			enum field_id field);
uint32_t lint_set_dim(struct lint *l, const struct policy_stmt *s);

/* [lo, hi], as iset_range(), but each of them is made but a few times. */
const struct iset *lint_range(struct lint *l, u128 lo, u128 hi);

/*
 * A draft starts as @from (NULL: all packets), and is narrowed by one
 * constraint or by those of another cube. @allowed is under the dimension's
 * mask; new sets are in @a. What draft_finish() makes is in @a, and the draft
 * may go on.
 */
void draft_start(struct cube_draft *d, const struct cube *from);
void draft_put(struct lint *l, struct arena *a, struct cube_draft *d,
	       uint32_t dim, const struct iset *allowed);
void draft_join(struct lint *l, struct arena *a, struct cube_draft *d,
		const struct cube *other);
/* Adds what the constraints imply of other dimensions. */
void draft_close(struct lint *l, struct arena *a, struct cube_draft *d);
struct cube draft_finish(struct arena *a, const struct cube_draft *d);

/* NULL: any number. */
const struct iset *cube_allows(const struct cube *c, uint32_t dim);
/* True if @c has all packets of @other: sure if true. */
bool cube_covers(const struct cube *c, const struct cube *other);
/* False if they have none in common: sure if false. */
bool cube_meets(const struct cube *c, const struct cube *other);

/* l->point becomes one of @c, which is not empty; or is asked, set, cleared. */
void point_of_cube(struct lint *l, const struct cube *c);
u128 point_value(const struct lint *l, uint32_t dim);
void point_set(struct lint *l, uint32_t dim, u128 value);
void point_clear(struct lint *l);
bool point_is_in(const struct lint *l, const struct cube *c);

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

/* ---- lint_index.c ---- */

/* For up to @n takers, or some more. */
void index_start(struct lint_index *ix, struct arena *a, uint32_t n);
void index_add(struct lint_index *ix, struct lint *l, const struct taker *t);

/* What takes the point, before position @limit. */
struct hit {
	bool is_last; /* wanted are the last ones, else the first */
	const struct taker *first;
	const struct taker *cover; /* takes all of a cube */
	bool is_cut;		   /* there were too many to look at */
};

/* Adds to @hit what is nearer than what it has. */
void index_find(const struct lint_index *ix, struct lint *l, uint32_t limit,
		const struct cube *cube, struct hit *hit);

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

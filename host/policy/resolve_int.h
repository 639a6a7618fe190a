/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * resolve_int.h - what the files of resolve share
 *
 * resolve.c walks the tree; resolve_name.c finds chains and sets by name;
 * resolve_rule.c makes statements, resolve_match.c matches, resolve_operand.c
 * their left sides, resolve_needs.c what those imply; resolve_state.c makes
 * states of matches of ct state, resolve_nfproto.c EtherTypes of those of meta
 * nfproto; resolve_host.c keeps what only the host can run; resolve_set.c
 * gathers the elements of sets, resolve_shared.c knows those that rules share,
 * resolve_declare.c declares the named ones, resolve_overlap.c checks them,
 * resolve_range.c has what most matches are of, one interval;
 * resolve_chain.c makes base chains, resolve_loop.c follows the jumps.
 *
 * Functions that return an int return 0; -EINVAL with an error in r->diag; or,
 * where this says so, NOT_PLACED, without: nft takes it, and what it means only
 * the host knows. Outputs are written on 0 only.
 */
#ifndef NICFW_RESOLVE_INT_H
#define NICFW_RESOLVE_INT_H

#include "base/text.h"
#include "lang/set_key.h"
#include "policy/resolve.h"

/* Reports an error; its value is -EINVAL. */
#define refuse(r, loc, ...) (diag_error((r)->diag, loc, __VA_ARGS__), -EINVAL)

/* ---- Names of chains, sets and objects, within their table ---- */

struct name {
	const struct ast_table *table;
	const char *name;
	struct loc loc;
	uint32_t index; /* counts what was added */
};

struct names {
	VEC(struct name) v;
};

/* A name of a field that was looked for: many selectors share their text. */
struct known_name {
	const char *name; /* NULL: none yet */
	enum field_id field;
};

#define N_KNOWN_NAMES 64

struct resolver;

void names_add(struct arena *a, struct names *n, const struct ast_table *table,
	       const char *name, struct loc loc);

/* Makes names_find() possible. */
void names_sort(struct names *n);

/* Names that are there twice are errors. */
void names_refuse_doubles(struct resolver *r, const struct names *n);

/* The index of what has this name in @table, or -ENOENT. */
int names_find(const struct names *n, const struct ast_table *table,
	       const char *name, uint32_t *index);

/* ---- Keys ---- */

/* What is written left of a match. */
struct operand {
	struct key key;
	struct part parts[KEY_MAX_PARTS];
	bool is_plain; /* one field, without an operator */
};

/* The field of the part that stands for ct state, which no frame has. */
#define PART_CT_STATE N_FIELDS

struct actions {
	VEC(struct action) v;
};

/* A named set and how its elements are written. */
struct named_set {
	struct policy_set *set; /* NULL: its declaration has errors, or: */
	bool is_unknown;	/* what is in it only the host knows */
	bool is_map;
	bool has_verdicts;
	bool is_updated;	/* by rules */
	bool is_limited;	/* each element counts who finds it */
	bool is_timed;		/* unknown for its timeouts alone */
	struct actions actions; /* of an unknown verdict map */
	struct key key;
};

struct implied;
struct draft;

struct drafts {
	VEC(struct draft) v;
};

struct shared_sets;

struct ranges;

struct resolver {
	struct arena *arena;
	struct diag *diag;
	const struct ruleset *rs;
	struct policy *policy;
	struct names chain_names;  /* index into policy->chains */
	struct names set_names;	   /* index into named_sets */
	struct names object_names; /* "counter c", "flowtable f", ... */
	VEC(struct named_set) named_sets;
	/* Room that is used again for each rule, and for each set. */
	VEC(struct policy_stmt) stmts;
	struct drafts drafts;
	/* Implied matches, which many rules share. */
	VEC(struct implied) implied;
	/* Of keys of one part: each width, each type, each whole field. */
	uint16_t *widths;
	enum datatype *types;
	struct part *wholes;
	struct known_name known_names[N_KNOWN_NAMES];
	struct ranges *ranges;	    /* NULL: none yet */
	struct shared_sets *shared; /* NULL: none */
	struct text texts;	    /* of rules' texts */
	bool keeps_times;	    /* sets with timeouts are known */
	bool has_timed;		    /* there are such sets */
	uint32_t n_timed; /* statements that are the host's for them alone */
};

/* A resolver of @rs that knows no name yet. */
void resolver_start(struct resolver *r, struct arena *a, struct diag *diag,
		    const struct ruleset *rs);

/*
 * As field_by_name(), for as many as there are matches; @name is of the tree,
 * where the same place is the same name.
 */
int field_find(struct resolver *r, const char *name, enum field_id *out);

/* ---- Sets: resolve_set.c, resolve_overlap.c ---- */

/* An element while its set is being made. */
struct draft {
	struct element element;
	struct loc loc;
	uint32_t order; /* in the text */
};

enum overlap_rule {
	OVERLAP_MERGE,	/* anonymous sets, auto-merge: the union counts */
	OVERLAP_REFUSE, /* as nft and the kernel do for named sets, maps */
};

struct set_draft {
	struct key key;
	struct policy_set *set;
	bool takes_intervals; /* flags interval, or anonymous */
	bool has_intervals;
	bool may_overlap;	     /* of several parts: a set of ipset */
	const struct ast_set *timed; /* its times; NULL: it has none */
	enum overlap_rule overlap;
	struct drafts elements;
};

/* Makes a zeroed @set an empty and constant one for keys like @key. */
void set_start(struct resolver *r, struct policy_set *set,
	       const struct key *key, struct loc loc);

/* An empty and constant set for keys like @key. */
struct policy_set *set_new(struct resolver *r, const struct key *key,
			   struct loc loc);

/* Adds the numbers from @lo to @hi to a set of one part. */
void set_push(struct arena *a, struct policy_set *set, u128 lo, u128 hi);

/* Makes @s, a MATCH of one part, one of the numbers in @v. */
void range_put(struct resolver *r, struct policy_stmt *s,
	       const struct interval *v);

/* Frees what finds ranges again; they stay. */
void ranges_forget(struct resolver *r);

/* What was made of @e for such a key before, as shared_add() has it; NULL. */
struct policy_set *shared_find(const struct resolver *r,
			       const struct ast_table *table,
			       const struct key *key, const struct expr *e,
			       bool is_map);

/* Nothing may be added to @set any more: other rules get it as well. */
void shared_add(struct resolver *r, const struct ast_table *table,
		const struct key *key, const struct expr *e,
		struct policy_set *set);

/* Adds what @e holds to the draft, as far as there are no errors. */
int elements_add(struct resolver *r, const struct ast_table *table,
		 struct set_draft *d, const struct expr *e);

/*
 * True if statements of elements, in @text, count towards an end: "limit rate
 * 1/second", "counter quota 1 mbytes", "ct count over 3".
 */
bool text_limits(const char *text);

/*
 * True of one like "10.0.0.1 limit rate 1/second", or with the times of a map;
 * an element that only counts is one all the same.
 */
bool element_is_limited(const struct expr *e);

/* ---- Timeouts: resolve_times.c ---- */

/* True of a set with timeouts, whose elements may leave it by themselves. */
bool times_has(const struct ast_set *ast);

/* True if a stage that has a clock can keep such a set. */
bool times_can_keep(const struct ast_table *table, const struct ast_set *ast);

/*
 * What nft says of an element with times in set @name, which has none. @name
 * NULL, of an anonymous set: NOT_PLACED.
 */
int times_refuse(struct resolver *r, const char *name, struct loc loc);

/* Sets *@out to the life of an element of @set with @times (NULL: none). */
int times_life(struct resolver *r, const struct ast_set *set, struct loc loc,
	       const struct element_times *times,
	       const struct element_life **out);

/*
 * True if nothing of the policy needs the host but the n_timed statements,
 * which are none where sets with timeouts are known: then the stage that has
 * these rules is the last one, and keeps times itself.
 */
bool times_are_all(const struct resolver *r);

/* Writes d->set->elements; or NOT_PLACED. */
int set_settle(struct resolver *r, struct set_draft *d);

/*
 * Sorts the drafts, drops what was written twice, merges or refuses what
 * overlaps, and writes set->elements; or NOT_PLACED, where one was written
 * twice with other times.
 */
int overlap_settle(struct resolver *r, struct set_draft *d);

/* The set or map of a SET expression; or NOT_PLACED. */
int set_anonymous(struct resolver *r, const struct ast_table *table,
		  const struct key *key, const struct expr *e, bool is_map,
		  struct policy_set **out);

/* Fills r->named_sets and policy->sets; errors are in r->diag. */
void sets_resolve(struct resolver *r);

/* The set that @ref names, as the right side for @key; or NOT_PLACED. */
int set_find(struct resolver *r, const struct ast_table *table,
	     const struct key *key, const struct expr *ref, bool is_map,
	     const struct policy_set **out);

/* The named set itself. */
int named_find(struct resolver *r, const struct ast_table *table,
	       const struct expr *ref, struct named_set **out);

/* ---- Chains: resolve_chain.c, resolve_loop.c ---- */

int action_resolve(struct resolver *r, const struct ast_table *table,
		   const struct verdict *v, struct loc loc, struct action *out);

/* Makes the chains, without their rules; errors are in r->diag. */
void chains_resolve(struct resolver *r);

/* Refuses loops and deep nesting, as the kernel does. */
void loops_check(struct resolver *r);

/* False for what plays no part: dormant tables. */
bool table_is_placed(const struct ast_table *t);

/* ---- Rules: resolve_rule.c, resolve_match.c, resolve_needs.c ---- */

enum proto {
	PROTO_NONE,
	PROTO_NETDEV,	 /* the hook: what skb->protocol says */
	PROTO_INET_HOOK, /* the same, where it is IPv4 or IPv6 */
	PROTO_ETHER,
	PROTO_VLAN,
	PROTO_ARP,
	PROTO_IP,
	PROTO_IP6,
	PROTO_INET, /* any network protocol that has transport protocols */
	PROTO_ICMP,
	PROTO_IGMP,
	PROTO_TCP,
	PROTO_UDP,
	PROTO_DCCP,
	PROTO_ESP,
	PROTO_AH,
	PROTO_ICMPV6,
	PROTO_COMP,
	PROTO_SCTP,
	PROTO_UDPLITE,
	PROTO_UNKNOWN,
	N_PROTOS,
};

/* What a rule's matches so far say of the frame, as nft keeps it. */
struct protocols {
	enum family family;
	enum proto link;
	enum proto net;		/* PROTO_NONE: nothing yet */
	enum proto trans;	/* the first one */
	enum proto other_trans; /* another one: then none fits any more */
	uint32_t n_tags;
	uint8_t icmp_type; /* 0: nothing yet; replies count as requests */
};

struct rule_draft {
	struct resolver *r;
	const struct ast_table *table;
	const struct ast_rule *rule;
	struct loc at; /* of the statement that is being resolved */
	struct protocols protocols;
};

/* A new statement of the rule. */
struct policy_stmt *rule_push(struct rule_draft *d, enum policy_stmt_kind kind);

/* What a chain of @family knows before any match. */
struct protocols needs_start(enum family family);

/* Adds that the packet is of @proto: IP, IP6 or a transport protocol. */
int needs_add_proto(struct rule_draft *d, enum proto proto, struct loc loc);

/* Adds what a match of @field implies to the rule; or NOT_PLACED. */
int needs_add(struct rule_draft *d, enum field_id field, struct loc loc);

/* True for the fields that say which protocol there is. */
bool needs_teaches(enum field_id field);

/* A match says that @field is @value. */
void needs_learn(struct protocols *p, enum field_id field, u128 value);

/* Refuses masks without a bit; @op is what @e was resolved to. */
int operand_check(struct rule_draft *d, const struct operand *op,
		  const struct expr *e);

/*
 * The left side of a match, with what it implies added to the rule; an unknown
 * one has unknown parts. It is large, so only what is used of @out is written,
 * also on failure.
 */
int operand_resolve(struct rule_draft *d, const struct expr *e,
		    struct operand *out);

const struct part *operand_parts(struct resolver *r, const struct operand *op);

int match_resolve(struct rule_draft *d, const struct stmt *stmt);

int vmap_resolve(struct rule_draft *d, const struct stmt *stmt);

/* ---- ct state, meta nfproto: resolve_state.c, resolve_nfproto.c ---- */

/* The states of which the bits in @mask are in @set, or are not. */
uint8_t states_in(const struct policy_set *set, u128 mask, bool negate);

/* Writes the choices of a map of states. */
void states_choose(struct arena *a, const struct policy_set *map, u128 mask,
		   struct policy_stmt *out);

/* A named set whose meta nfproto is meta protocol. */
struct policy_set *nfproto_declare(struct arena *a, struct policy_set *set);

/* In @left and @set meta protocol instead of meta nfproto; or NOT_PLACED. */
int nfproto_translate(struct arena *a, const struct policy_set **set,
		      struct operand *left);

/* ---- What only the host can run: resolve_host.c ---- */

/* Fills r->object_names. */
void objects_resolve(struct resolver *r);

/* Marks the named sets that rules change. */
void updates_find(struct resolver *r);

/* A statement of nft's or iptables' that nicfw does not place. */
int host_resolve(struct rule_draft *d, const struct stmt *stmt);

/* A match whose left or right side is unknown. */
int host_match(struct rule_draft *d, const struct stmt *stmt);

/* A verdict map whose key or elements are unknown. */
int host_vmap(struct rule_draft *d, const struct stmt *stmt);

/* Adds the verdict of a map's element. */
int host_add_action(struct resolver *r, const struct ast_table *table,
		    const struct expr *element, struct actions *out);

/* Resolves a rule into @out, whose id is set. */
int rule_resolve(struct resolver *r, const struct ast_table *table,
		 const struct ast_rule *rule, struct policy_rule *out);

#endif

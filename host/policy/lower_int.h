/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lower_int.h - what the parts of lowering share
 *
 * lower.c makes segments of stops and items of verdicts, lower_gate.c those of
 * no chain; lower_walk.c walks the rules and chains of one, with lower_host.c
 * for what only the host knows; lower_match.c turns what a match or a verdict
 * map asks for into constraints; lower_lookup.c knows the sets that are looked
 * up, of which lower_set.c makes maps.
 */
#ifndef NICFW_LOWER_INT_H
#define NICFW_LOWER_INT_H

#include "policy/lower.h"
#include "policy/set_use.h"

/*
 * What has to hold on the way to a statement: constraints, and what only the
 * host knows, which makes whatever follows unsure.
 */
struct conj {
	bool is_never; /* no frame can meet them all */
	/* Of what has ended: no later stop of the walk sees these frames. */
	bool is_over;
	/* An unknown match since the chain, as it is called here, began. */
	bool is_unsure;
	uint8_t states; /* of conntrack, that get here */
	/* The first thing that only the host knows, and the rule that asks. */
	const char *needs;
	const struct policy_rule *by;
	uint64_t dims; /* bits of those in v: find_dim() */
	uint32_t n;
	struct constraint v[ITEM_MAX_CONSTRAINTS];
};

/*
 * A lookup made before: the same set with the same key. A set is either matched
 * or a verdict map, so its answers are the same too.
 */
struct known_lookup {
	const struct policy_set *set;
	const struct plan_part *parts;
	uint32_t dim;
	uint32_t rest;
	uint32_t next; /* of the same head, plus 1; 0: none */
};

/* A chain that is being walked, as it is called here. */
struct frame {
	struct frame *caller; /* NULL: a base chain */
	const struct policy_chain *chain;
	size_t rule;
	bool is_unsure; /* it may not have been called, or its caller not */
	uint8_t states; /* in which it was */
	/* What its caller knows is more than what it knows: it may not be. */
	bool is_maybe;
};

/* A RETURN of which the end is not known yet: that of @frame. */
struct open_return {
	uint32_t item;
	const struct frame *frame;
};

#define N_RANGES      256
#define N_VALUE_HEADS 1024

/* What was found out of a field before: it is asked for in each rule. */
struct known_field {
	bool has_value;
	bool has_presence;
	bool is_everywhere; /* then presence says nothing */
	uint16_t value;	    /* in the plan */
	struct constraint presence;
};

struct lowering {
	struct arena *arena; /* of items; freed before what is made of them */
	struct arena *kept;  /* of what plan and out have */
	struct diag *diag;
	const struct policy *policy;
	const struct device *dev;
	uint32_t small_set; /* see struct profile */
	struct compiled *out;
	struct plan *plan;
	struct lowered *low;
	struct segment *segment;
	const struct stop *stop;
	bool is_apart;	/* behind a gate of families */
	bool stop_acts; /* some rule of the stop's chains is the host's */
	/* It has accepted frames, which get to the stops behind. */
	bool lets_by;
	const struct policy_chain *base;
	struct frame *frame;
	VEC(struct conj) part_drops; /* in some of conntrack's states */
	VEC(struct conj) ended;	     /* a few whose frames get no further */
	uint32_t n_copied; /* rules that were walked again: lower_walk.c */
	struct known_field fields[N_FIELDS];
	VEC(struct known_lookup) lookups;
	uint32_t lookup_heads[SET_USE_HEADS]; /* numbers of them, plus 1 */
	uint32_t value_heads[N_VALUE_HEADS];  /* numbers of dims, plus 1 */
	VEC(uint32_t) value_next;	      /* by dim, alike */
	VEC(struct interval) intervals;	      /* room that is used again */
	const struct iset *ranges[N_RANGES];  /* by a hash: those made last */
	VEC(struct open_return) returns;
	/*
	 * Counter of each rule, plus 1; up to first_counter it is one of a
	 * segment before, and this one has none yet.
	 */
	uint32_t *counters[N_COUNTER_KINDS];
	uint32_t policy_counters[N_COUNTER_KINDS]; /* of its base, alike */
	uint32_t first_counter;
	uint32_t n_chains; /* base chains, which are a segment each */
	int err;
};

/* The different things that the elements of a verdict map ask for. */
struct answers {
	VEC(struct action) actions; /* result i + 1 */
	uint32_t *results;	    /* of each element */
	uint32_t fallback;	    /* result of the catch-all; 0: none */
};

/* ---- lower.c ---- */

struct item *lower_item(struct lowering *l, const struct conj *c,
			enum item_kind kind);

/* The counter of @rule (NULL: the policy) in this segment. */
uint32_t lower_counter(struct lowering *l, enum counter_kind kind,
		       const struct policy_rule *rule);

/* Ends the way of frames in @c with a verdict, if that is sure enough. */
void lower_verdict(struct lowering *l, const struct conj *c,
		   enum verdict_kind kind, const struct policy_rule *rule);

/* Skips what @frame has left for frames in @c. */
void lower_return(struct lowering *l, const struct conj *c,
		  const struct frame *frame, const struct policy_rule *rule);

/* Notes that @rule does something with frames in @c. */
void lower_place(struct lowering *l, const struct conj *c,
		 enum rule_place place, const struct policy_rule *rule);

/* Notes that only the host knows @what. */
void lower_needs(struct conj *c, const char *what,
		 const struct policy_rule *rule);

/* True if @c depends on more than that its chain was called. */
bool lower_is_maybe(const struct lowering *l, const struct conj *c);

/* The host has to see the frames in @c. */
void lower_punt(struct lowering *l, const struct conj *c,
		const struct policy_rule *rule);

/*
 * Why no frame in @c gets here: what has ended them, with the rule in by; NULL:
 * some do.
 */
const struct conj *lower_ended(const struct lowering *l, const struct conj *c);

/* ---- lower_gate.c ---- */

extern const struct conj lower_anything;

struct conj lower_of_protocol(struct lowering *l, uint16_t protocol);

/* An item of no rule, which is not counted. */
void lower_gate_item(struct lowering *l, const struct conj *c,
		     enum plan_verdict verdict);

/* "Drops" the frames of class @frames. */
void lower_class_gate(struct lowering *l, enum frame_class frames);

/* Punts the frames that do not go to the IP hooks as they are. */
void lower_ip_gate(struct lowering *l);

/* "Drops" the frames of @protocol. */
void lower_family_gate(struct lowering *l, uint16_t protocol);

/* Punts what IPsec may decrypt before a chain sees it. */
void lower_ipsec_gate(struct lowering *l);

/* Punts IPv4 packets with options. */
void lower_routes_gate(struct lowering *l);

/* Punts what a routing daemon may take ahead of input and forward. */
void lower_alert_gate(struct lowering *l);

/* ---- lower_walk.c, lower_host.c ---- */

/* Where a rule is being walked. */
struct at {
	const struct policy_rule *rule;
	size_t stmt;
};

/* Walks what a rule has left for frames in @c. */
void lower_rule(struct lowering *l, struct at at, const struct conj *c);

/* What an action makes of frames in @c. */
void lower_action(struct lowering *l, const struct conj *c,
		  struct action action, const struct policy_rule *rule);

/*
 * A POLICY_STATES, CHOICES or HOST: what only the host knows. False if the rest
 * of the rule was walked as well.
 */
bool lower_host(struct lowering *l, struct at at, struct conj *c);

/* A verdict map whose key is not known: all that it may say. */
void lower_unknown_map(struct lowering *l, struct conj *c,
		       const struct policy_stmt *s,
		       const struct policy_rule *rule);

/* Walks a base chain for frames in @c. */
void lower_base(struct lowering *l, const struct policy_chain *base,
		const struct conj *c);

/* ---- lower_lookup.c ---- */

/* Adds @d, with what other one of its value's head is next, plus 1. */
uint32_t lower_add_dim(struct lowering *l, struct dim d, uint32_t next);

/* Notes that elements of @set are in code, so that they cannot change. */
void lower_note_code(struct lowering *l, const struct policy_set *set);

/*
 * The dimension that answers @results for elements of @set; *@rest as
 * lower_set() has it.
 */
uint32_t lower_lookup(struct lowering *l, const struct policy_set *set,
		      const struct plan_part *parts, const uint32_t *results,
		      uint32_t *rest);

/* ---- lower_match.c ---- */

/* Adds "@value, under @mask, is in @lo to @hi" to @c. */
void lower_range(struct lowering *l, struct conj *c, struct plan_value value,
		 u128 mask, u128 lo, u128 hi);

/* Adds that @field & @mask is anything but @value. */
void lower_except(struct lowering *l, struct conj *c, enum field_id field,
		  u128 mask, u128 value);

/* Adds the constraints of @other. */
void lower_join(struct lowering *l, struct conj *c, const struct conj *other);

/* Adds that @field & @mask is in @lo to @hi, for a field that is there. */
void lower_field_range(struct lowering *l, struct conj *c, enum field_id field,
		       u128 mask, u128 lo, u128 hi);

/* Reports the first reason why the policy can't be lowered; ends the walk. */
void lower_fail(struct lowering *l, struct loc loc, const char *why);

/* Adds to @c what a POLICY_MATCH asks for. */
void lower_match(struct lowering *l, struct conj *c,
		 const struct policy_stmt *s);

/*
 * True if what a match or a verdict map asks for is better written as a branch
 * for each element: a few elements of several parts, which do not overlap.
 */
bool lower_has_branches(const struct lowering *l, const struct policy_stmt *s);

/* Adds to @c that the parts of @s are those of element @e of its set. */
void lower_element(struct lowering *l, struct conj *c,
		   const struct policy_stmt *s, const struct element *e);

/* Adds "the verdict map of @s answers @result", a number of @ans, to @c. */
void lower_answer(struct lowering *l, struct conj *c,
		  const struct policy_stmt *s, const struct answers *ans,
		  uint32_t result);

#endif

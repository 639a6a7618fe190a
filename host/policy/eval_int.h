/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * eval_int.h - what the parts of the oracle share
 *
 * eval.c runs rules of which all is known; eval_front.c those that a stage in
 * front of the host knows in part, behind the gates of eval_gate.c, and by what
 * eval_known.c knows of a match.
 */
#ifndef NICFW_EVAL_INT_H
#define NICFW_EVAL_INT_H

#include "policy/eval.h"

/* nft keeps a key in 16 registers, and no two parts share one. */
#define EVAL_MAX_PARTS 16

struct eval {
	const struct policy *policy;
	const struct device *dev;
	const struct frame_view *view;
	uint64_t *hits;
	const struct policy_rule *decider;
	struct eval_trace *trace; /* NULL: nobody asks */
};

/* Adds a step to the trace, unless its chain was met before. */
void eval_note_step(const struct eval *e, struct eval_step step);

/* False if the frame has no such field. */
bool eval_field(const struct eval *e, enum field_id id, u128 *value);

bool eval_is_match(const struct eval *e, const struct policy_stmt *stmt);

/* What a verdict map says; false if it says nothing. */
bool eval_action(const struct eval *e, const struct policy_stmt *stmt,
		 struct action *action);

/* True if a chain with @view sees just what the frame has of @stmt's fields. */
bool eval_is_known(const struct eval *e, const struct view *view,
		   const struct policy_stmt *stmt);

/*
 * Of a match that is not known: false if it does not fit all the same, for
 * flags of TCP keep some of their bits where segments are joined.
 */
bool eval_may_fit(const struct eval *e, const struct view *view,
		  const struct policy_stmt *stmt);

/* What may become of a frame at a stop, as far as a front knows: bits. */
enum {
	MAY_ACCEPT = 1 << 0,
	MAY_DROP = 1 << 1,
	MAY_ACT = 1 << 2, /* the host has something to do */
	MAY_RETURN = 1 << 3,
	MAY_GO_ON = 1 << 4, /* to the next rule */
};
#define N_OUTCOMES 5

/* "Drops" the frames of the gate's class, has the host see cut IP headers. */
unsigned int eval_gate(const struct eval *e, const struct stop *stop,
		       const struct path *walk);

/* Has the host see what a routing daemon may take ahead of the last hooks. */
unsigned int eval_alert_gate(const struct eval *e);

/* Has the host see frames that do not go to the IP hooks as they are. */
unsigned int eval_ip_gate(const struct eval *e, const struct stop *stop,
			  const struct path *walk);

/*
 * Has the host see what IPsec may decrypt before a chain sees it, of frames
 * with a whole IP header: all where extension headers stand before ESP.
 */
unsigned int eval_ipsec_gate(const struct eval *e, const struct stop *stop);

/* Has the host see IPv4 packets with options. */
unsigned int eval_routes_gate(const struct eval *e);

/* Why the gate has the host see the frame. */
const char *eval_gate_why(const struct eval *e, const struct stop *stop);

/* The states that conntrack may give the frame. */
uint8_t eval_states(const struct eval *e, const struct path *walk,
		    const struct stop *stop);

/* What is sure of the frame on @walk: eval_frame() of a front. */
void eval_front(struct eval *e, const struct path *walk,
		struct eval_result *out);

#endif

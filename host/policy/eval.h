/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * eval.h - the oracle: what a policy says of a frame
 *
 * A plain, linear evaluator that follows docs/semantics.md sentence by sentence
 * and shares no code with the compiler. It is slow and meant to be obviously
 * right; every engine is tested against it.
 */
#ifndef NICFW_EVAL_H
#define NICFW_EVAL_H

#include "offload/profile.h"
#include "policy/path.h"

/* What is read from a frame; see docs/semantics.md. Exposed for its tests. */
struct frame_view {
	const uint8_t *header[N_PLAN_HEADERS]; /* NULL: not there */
	uint32_t avail[N_PLAN_HEADERS];	       /* bytes; 0: not there */
	bool is_tagged;
	uint16_t protocol;
	bool has_l4;
	uint8_t l4proto;
	/* Extension headers beyond the reach: on one walk, or on both. */
	bool is_beyond_reach;
	bool is_l4_beyond_reach; /* on the one to the transport header */
};

/*
 * Finds the headers of a frame of @len bytes, walking extension headers as far
 * as @reach goes. False if the frame is one that every stage passes: under 14
 * bytes, or cut off within its tag.
 */
bool frame_parse(const uint8_t *frame, size_t len, struct reach reach,
		 struct frame_view *view);

struct eval_result {
	enum plan_verdict verdict;
	const struct policy_chain *chain; /* base chain that decided, or NULL */
	const struct policy_rule *rule; /* NULL: the chain's policy, or none */
	const char *needs; /* of a PUNT: what the host would have to know */
};

/*
 * What @p says of a frame that arrives on @dev. @walk is the path of @dev's
 * frames; it may be NULL for a policy that is complete.
 *
 * If it is complete: runs the netdev ingress chains that name the device, by
 * priority. Of a frame that all of them accept, the last one's rule is
 * reported; with no chain at all the verdict is ACCEPT. A frame is PUNT,
 * without a rule, if a walk that the policy asks for, to the transport header
 * or for extension headers, goes beyond @reach. @hits, if not NULL, has
 * policy.n_rules entries; each rule whose counter the frame reaches
 * (semantics.md, Counters) is incremented.
 *
 * In a front: DROP and ACCEPT are sure, whatever the unknown parts turn out to
 * be; else PUNT, with the rule that leaves it open. @hits counts the rules that
 * drop for sure.
 */
void eval_frame(const struct policy *p, const struct path *walk,
		const struct device *dev, struct reach reach,
		const uint8_t *frame, size_t len, uint64_t *hits,
		struct eval_result *out);

/* What is known of a frame at one base chain. */
struct eval_step {
	const struct policy_chain *chain;
	enum plan_verdict verdict;	/* DROP, ACCEPT: for sure */
	const struct policy_rule *rule; /* that says it; NULL: the policy */
	/* Of a PUNT: what the host has to know, or to do, for that rule. */
	const char *needs;
};

struct eval_trace {
	struct arena *arena;
	VEC(struct eval_step) steps; /* each chain once, as it was met */
	bool may_part;		     /* it may be received, or forwarded */
	/* Why it is the host's ahead of some chain; NULL: it is not. */
	const char *why;
};

/*
 * As eval_frame(), and adds to @trace what each base chain says that the frame
 * may meet, until it is surely dropped.
 */
void eval_follow(const struct policy *p, const struct path *walk,
		 const struct device *dev, struct reach reach,
		 const uint8_t *frame, size_t len, struct eval_trace *trace,
		 struct eval_result *out);

#endif

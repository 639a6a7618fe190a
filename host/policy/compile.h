/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compile.h - from a policy to an image for one device and one stage
 *
 * Lowering, classification and emission in one call, and what the counters of
 * the image stand for.
 */
#ifndef NICFW_COMPILE_H
#define NICFW_COMPILE_H

#include "offload/image.h"
#include "policy/eval.h"

enum counter_kind {
	COUNTER_DECIDED, /* frames that the rule, or the policy, decided */
	COUNTER_REACHED, /* frames that reached the rule's counter statement */
	COUNTER_LEFT,	 /* frames left to the next stage, or to the host */
	N_COUNTER_KINDS,
};

/*
 * Which counter is the rule's own, as docs/semantics.md has it. A counter
 * statement needs none beside DECIDED where it counts just what is decided: if
 * it is the only one, right before the only verdict.
 */
enum counter_kind counter_kind_of(const struct policy_rule *rule);

/* What the counter of the same index in the image counts. */
struct counter_of {
	enum counter_kind kind;
	uint32_t n_items; /* that count there, before simplify.h */
	const struct policy_chain *chain; /* the base chain */
	const struct policy_rule *rule;	  /* NULL: the chain's policy */
};

/* Where a rule is decided in a front. */
enum rule_place {
	RULE_UNMET,  /* no frame gets there: what is before it ends them all */
	RULE_HERE,   /* in the stage */
	RULE_PARTLY, /* of some frames the host has to know more */
	RULE_HOST,
};

struct placed_rule {
	enum rule_place place;
	const char *needs; /* what the host has to know: "ct state"; NULL */
	/* The rule that needs it, or that UNMET is behind; NULL: none. */
	const struct policy_rule *by;
};

/* Of a set that is looked up, the elements of one shape: a map of the plan. */
struct set_map {
	uint32_t map;
	const u128 *masks; /* one a part of the set's key */
};

/* What becomes of a named set: whether it can change while the image runs. */
struct set_use {
	const struct policy_set *set;
	bool is_code;	    /* some of its elements are not in maps alone */
	bool is_whole;	    /* all bits of its key are looked up */
	uint32_t n_lookups; /* of different parts of a frame */
	uint32_t next;	    /* of the same head, plus 1; 0: none */
	VEC(struct set_map) maps;
};

/* A form that a program can have (forms.h), and what came of it. */
struct form_tried {
	const char *name;    /* "one decision graph" */
	const char *why_not; /* another one was taken; NULL: this one was */
};

struct compiled {
	const struct policy *policy;
	const struct plan *plan;
	const struct image *image;
	/* In the order that they were tried in. */
	const struct form_tried *forms;
	size_t n_forms;
	/* First-match items, and those that the passes of simplify.h took. */
	uint32_t n_items;
	uint32_t *n_gone;
	VEC(struct counter_of) counters; /* plan.n_counters of them */
	const struct path *walk;
	struct placed_rule *places; /* of a front: by policy_rule.id */
	VEC(struct set_use) sets;   /* those that some frame meets */
	uint32_t *set_heads;	    /* of set_use_find(); NULL: no sets */
	/* Its base chains, in the order they run. */
	VEC(const struct policy_chain *) path;
};

/*
 * Compiles what @policy says for frames that arrive on @dev. @opts may be NULL.
 * Returns 0 and sets *@out (in @a); -E2BIG with an error in @diag if the policy
 * does not fit a program at all. An image that breaks a limit of @profile is
 * made all the same: check_image() says so.
 */
int compile_policy(struct arena *a, struct diag *diag,
		   const struct policy *policy, const struct device *dev,
		   const struct profile *profile,
		   const struct image_options *opts, struct compiled **out);

/* The name of the form that was taken; NULL: there is no image. */
const char *compiled_form(const struct compiled *c);

/*
 * Who decided a frame, told by the packet counts @before and @after it (NULL:
 * zeroes), of c->counters.n entries: sets chain and rule of @out, both NULL if
 * no count moved.
 */
void compiled_decided(const struct compiled *c, const uint64_t *before,
		      const uint64_t *after, struct eval_result *out);

#endif

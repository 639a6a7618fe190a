/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lint.h - rules that do nothing
 *
 * Looks at each base chain and at the chains it calls, as the kernel runs them,
 * and finds rules that no packet gets to, or that change nothing for those that
 * do. What is found holds for every packet; a rule of which nothing is said may
 * still do nothing, for example because of another hook's chains.
 *
 * What only the host knows (ct state, a limit) may turn out either way: a rule
 * that asks for it takes nothing from the rules behind it. Named sets may
 * change, so a rule that looks into one takes something only from rules that
 * ask the same set the same. Whom a legacy iptables drops because a header is
 * cut off is not looked at.
 */
#ifndef NICFW_LINT_H
#define NICFW_LINT_H

#include "policy/policy.h"

enum lint_kind {
	/* Rules before it take all its packets, and do something else. */
	LINT_SHADOWED,
	/* Rules before it do the same with them, or what follows would. */
	LINT_REDUNDANT,
	/* No rule calls its chain, or none gets past the rules before it. */
	LINT_UNREACHED,
	/* Its own matches exclude each other. */
	LINT_CONTRADICTORY,
	N_LINT_KINDS,
};

/* "shadowed", ... */
extern const char *const lint_kind_names[N_LINT_KINDS];

struct lint_finding {
	enum lint_kind kind;
	const struct policy_chain *chain;
	const struct policy_rule *rule; /* NULL: all rules of the chain */
	/*
	 * Who takes its packets: one rule takes them all, or several do in
	 * their order. Empty: the chain's policy, or its end; of a chain that
	 * is not called, its callers, which do nothing themselves.
	 */
	VEC(const struct policy_rule *) by;
	bool is_later;	   /* of REDUNDANT: they stand behind it */
	const char *field; /* of CONTRADICTORY: what cannot be; NULL */
	/*
	 * A packet that the rule matches, as `nicfw trace --packet` takes it,
	 * with what the unknown parts say left open, the device it has to
	 * arrive on (NULL: that of the chain, or eth0), and the rule of this
	 * chain, or of one on the way, that decides it; that is this one only
	 * if is_later. packet NULL: there is none, or none was found.
	 */
	const char *packet;
	const char *iface;
	const struct policy_rule *decider;
};

struct lint_report {
	VEC(struct lint_finding) findings; /* in the order of the text */
	/*
	 * Rules of which it was not found out, since that takes too long:
	 * whether many rules together take their packets, and whether what
	 * stands behind them makes them redundant.
	 */
	size_t n_unsure;
	size_t n_unsure_later;
};

/* Near to linear in the number of rules. Fills @out, in @a. */
void lint_policy(struct arena *a, const struct policy *policy,
		 struct lint_report *out);

#endif

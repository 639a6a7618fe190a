/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_rule.h - a rule of iptables in the tree
 *
 * Its statements stand in the order in which the kernel looks at them
 * (ip_tables.c and ip6_tables.c: ip_packet_match, then the matches as they were
 * loaded): addresses, interfaces, protocol, fragments, extensions; then the
 * counter, which every rule has, and the target.
 */
#ifndef NICFW_IPT_RULE_H
#define NICFW_IPT_RULE_H

#include "lang/ipt_args.h"

/* Rules that come and go while a dump is read; the memory is malloc's. */
struct ipt_rules {
	struct ast_rule *v;
	size_t n;
	size_t cap;
};

/* Appends a copy of @rule. */
void ipt_rules_push(struct ipt_rules *rules, const struct ast_rule *rule);

void ipt_rules_free(struct ipt_rules *rules);

/*
 * Makes the rules of @line, one for each pair of its addresses, and appends
 * them to @rules. @text is what their text will be. A jump to what is no target
 * is one to a chain, whether it is there or not. 0, or -EINVAL with errors in
 * the diag.
 */
int ipt_rule_build(struct ipt_rule *rule, struct ipt_line *line,
		   const char *text, bool no_unknown, struct ipt_rules *rules);

/* A target of somebody else's module, as xtables-addons has it: "TARPIT". */
bool ipt_is_foreign_target(const char *name);

enum ipt_likeness {
	IPT_OTHER,
	IPT_SAME,
	IPT_UNSURE, /* only iptables knows: "60/minute" and "1/second" */
};

/* Do both match and do the same? Counters do not count, nor how it is written.
 */
enum ipt_likeness ipt_rule_compare(const struct ast_rule *a,
				   const struct ast_rule *b);

#endif

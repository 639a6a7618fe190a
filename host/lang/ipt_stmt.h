/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_stmt.h - statements for the uses of extensions
 *
 * What several extensions add to the rule that is being read; see ipt_build.h
 * for the nodes.
 */
#ifndef NICFW_IPT_STMT_H
#define NICFW_IPT_STMT_H

#include "lang/ipt_build.h"
#include "lang/ipt_value.h"

/*
 * The field, of which @max is the largest value, is in @span, or is not. A span
 * that is reversed has nothing in it. Frames without the field do not match.
 */
void ipt_add_span(struct ipt_rule *rule, struct loc loc, const char *field,
		  struct ipt_span span, uint64_t max, bool is_negated);

/* Of the field, the bits in the mask are the value, or are not. */
void ipt_add_masked(struct ipt_rule *rule, struct loc loc, const char *field,
		    struct ipt_masked masked, bool is_negated);

/* What only the host can tell, or do; returns 0. */
int ipt_add_unknown(struct ipt_rule *rule, const struct ipt_use *use,
		    enum effect_kind effect);

/* See STMT_HOTDROP: the way to an extension header, "exthdr rt". */
void ipt_add_hotdrop_way(struct ipt_rule *rule, struct loc loc,
			 const char *header);

/* The rule stands in one of two chains. */
bool ipt_is_in_chain(const struct ipt_rule *rule, const char *a, const char *b);

/* A check of uses: there is any option. */
int ipt_check_any(struct ipt_rule *rule, const struct ipt_use *use);

/* An error at the use, or at an argument; returns -EINVAL. */
int ipt_refuse(struct ipt_rule *rule, struct loc loc, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif

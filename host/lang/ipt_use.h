/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_use.h - an extension as one rule uses it
 */
#ifndef NICFW_IPT_USE_H
#define NICFW_IPT_USE_H

#include "lang/ipt_args.h"

/* Loads the match @name (of -m or -p) or the target (of -j). */
int ipt_use_match(struct ipt_args *a, const char *name, struct loc loc);
int ipt_use_target(struct ipt_args *a, const char *name, struct loc loc);

/* Loads the match that belongs to the protocol; false: there is none. */
bool ipt_use_protocol(struct ipt_args *a, struct loc loc);

/* Reads the arguments of @option, @value is what stood behind a "=". */
int ipt_use_option(struct ipt_args *a, struct ipt_use *use,
		   const struct ipt_option *option, const char *value,
		   struct loc loc);

/* By which an option is known, whatever it was called. */
const char *ipt_option_name(const struct ipt_option *option);

/* Takes a "!" that stands in front of the argument that comes next. */
bool ipt_args_take_negation(struct ipt_args *a);

/* nicfw has no row of that name; a target may be a chain. */
bool ipt_use_is_unknown(const struct ipt_use *use);

/* All options are read: what is missing, or may not stand here? */
int ipt_use_check(struct ipt_rule *rule, const struct ipt_use *use);

#endif

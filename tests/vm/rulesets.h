/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rulesets.h - programs of rulesets, as they are compiled for a NIC
 *
 * What goes wrong here is a mistake of a test: it is printed, and the process
 * ends.
 */
#ifndef NICFW_VM_RULESETS_H
#define NICFW_VM_RULESETS_H

#include "policy/compile.h"

/* The profile agilio-cx, to be changed at will. */
struct profile *rulesets_profile(struct arena *a);

/* What nft's @text called @name compiles to. @opts may be NULL. */
const struct compiled *rulesets_compile(struct arena *a,
					const struct profile *profile,
					const struct image_options *opts,
					const char *name, const char *text);

/*
 * The program of a random ruleset, a small or a medium one, of which some are
 * more than a NIC holds. Its kind and options are of @seed; *@name says both.
 */
const struct image *rulesets_random(struct arena *a,
				    const struct profile *profile,
				    uint64_t seed, const char **name);

#endif

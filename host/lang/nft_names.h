/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_names.h - names to numbers, in constant time
 *
 * Rulesets may hold any number of chains, sets and variables; each is found
 * by the scope it belongs to (a number that the user chooses) and its name.
 */
#ifndef NICFW_NFT_NAMES_H
#define NICFW_NFT_NAMES_H

#include "base/arena.h"

#include <sys/types.h>

struct names;

struct names *names_new(struct arena *a);

/* Gives @name in @scope the number @index, in place of one it had. */
void names_set(struct names *n, size_t scope, const char *name, size_t index);

/* The number given to @name in @scope, or -1. */
ssize_t names_get(const struct names *n, size_t scope, const char *name);

/* After this the name is not found; unknown names are fine. */
void names_remove(struct names *n, size_t scope, const char *name);

#endif

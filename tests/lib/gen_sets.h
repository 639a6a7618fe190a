/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gen_sets.h - random sets and verdict maps
 *
 * A set is made, then written in the rule, or by its name, which is declared
 * behind the chains of its table.
 */
#ifndef NICFW_TESTS_GEN_SETS_H
#define NICFW_TESTS_GEN_SETS_H

#include "lib/gen_values.h"

#define GEN_MAX_PARTS 4

/* The fields that a key is joined from. */
struct gen_key {
	uint32_t n;
	enum field_id fields[GEN_MAX_PARTS];
};

struct gen_element {
	struct interval parts[GEN_MAX_PARTS];
	const char *verdict; /* of a map, as written */
};

struct gen_set {
	struct gen_key key;
	bool is_map;
	bool has_ranges;
	bool has_fallback;
	const char *fallback;
	u128 mask; /* of the only part; 0: none */
	VEC(struct gen_element) elements;
};

/* Sets that rules name and nobody has declared yet. */
struct gen_sets {
	VEC(struct gen_set) v;
	uint32_t n_declared; /* in tables before; names go on from there */
};

/* Returns a verdict as nft writes it. */
typedef const char *(*gen_verdict_fn)(struct gen *g, void *data);

/*
 * Fills elements of @set, whose key, mask and has_ranges are given, at most
 * @n. A map's verdicts come from @verdict; NULL: it is no map.
 */
void gen_fill_set(struct gen *g, struct gen_set *set, uint32_t n,
		  gen_verdict_fn verdict, void *data);

/* "ip saddr . tcp dport" */
void gen_put_key(struct gen *g, const struct gen_key *key);

/* "{ 1, 2 }", each element a span. */
void gen_put_elements(struct gen *g, const struct gen_set *set);

/* False for keys whose type nft cannot declare. */
bool gen_can_name(const struct gen_set *set);

/* Adds @set to @sets and writes its name: "@s3". */
void gen_put_name(struct gen *g, struct gen_sets *sets,
		  const struct gen_set *set);

/* Declares all that is not declared yet, each a span. */
void gen_put_declarations(struct gen *g, struct gen_sets *sets);

#endif

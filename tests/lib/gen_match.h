/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gen_match.h - random matches, of any field by any operator
 */
#ifndef NICFW_TESTS_GEN_MATCH_H
#define NICFW_TESTS_GEN_MATCH_H

#include "lib/gen_sets.h"

/*
 * What the matches of a rule have asked for so far. nft refuses a rule that
 * asks for two protocols of one layer, or for two kinds of ICMP message.
 */
struct gen_frame_kind {
	uint8_t network; /* 0: any */
	uint8_t transport;
	uint8_t message;
	bool is_closed; /* said by a value: no more fields */
};

/* False for what nft does not take in a netdev table. */
bool gen_is_usable(enum field_id field);

/*
 * A field that @kind leaves open, which is then narrowed to it. Every field
 * that nft and nicfw both know comes up.
 */
enum field_id gen_field(struct gen *g, struct gen_frame_kind *kind);

/* Up to @max fields, joined. */
struct gen_key gen_joined(struct gen *g, struct gen_frame_kind *kind,
			  uint32_t max);

/* Writes a match of @key in a set, or not in it. */
void gen_put_set_match(struct gen *g, struct gen_sets *sets,
		       const struct gen_key *key);

/* Writes a match of @field, by any operator that fits it. */
void gen_put_match(struct gen *g, struct gen_sets *sets, enum field_id field);

#endif

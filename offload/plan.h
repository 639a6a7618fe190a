/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * plan.h - what a program shall decide, before it is instructions
 *
 * A plan is a list of nodes. Each reads values of the frame, or looks a key up,
 * and says which node comes next; successors always stand behind (a plan has
 * no loops), so that code made from it is straight-line. Branch code, mask
 * hashes and their hybrids are all written with the operations of ops.def.
 *
 * A plan knows no rule language: rules are numbers, for messages and costs.
 *
 * The frame is read as struct plan_value: a field of some header. A value that
 * lies beyond its header reads as 0, so a plan that cares tests the header's
 * PLAN_AVAIL too. docs/semantics.md says where each header starts and ends.
 */
#ifndef NICFW_PLAN_H
#define NICFW_PLAN_H

#include "base/u128.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdio.h>

/* Where a value is read. */
enum plan_base {
	PLAN_FRAME, /* from the first byte; a VLAN tag stands where it was */
	PLAN_NET,   /* network header: behind Ethernet and one VLAN tag */
	PLAN_TRANS, /* transport header; 0 long in a non-first fragment */
	PLAN_HBH,   /* IPv6 extension headers, the first of each kind */
	PLAN_RT,
	PLAN_FRAG,
	PLAN_DST,
	PLAN_MH,
	N_PLAN_HEADERS,
	PLAN_AVAIL = N_PLAN_HEADERS, /* bytes there are of header bit_off */
	PLAN_EXISTS,		     /* 1: extension header bit_off is there */
	PLAN_META,		     /* enum plan_meta in bit_off */
	PLAN_CONST,		     /* the same for every frame: constant */
	PLAN_ANSWER, /* what ASK found; bit_off tells it apart */
};

enum plan_meta {
	PLAN_META_PROTOCOL, /* 16 bits, as skb->protocol: the type behind one
			       tag */
	PLAN_META_HAS_L4,   /* 1: a sound IP header gave a transport protocol */
	PLAN_META_L4PROTO,  /* 8 bits; 0 without HAS_L4 */
	PLAN_META_PKTTYPE,  /* 8 bits, PACKET_HOST ... by the destination MAC */
	N_PLAN_META,
};

/*
 * A value of @width bits (1-128), @bit_off bits behind the start of @base. Of
 * headers behind the network header, which programs find at an offset that
 * varies, it lies in the first PLAN_NEAR_BYTES.
 */
#define PLAN_NEAR_BYTES 2048

struct plan_value {
	enum plan_base base;
	uint16_t bit_off;
	uint16_t width;
	u128 constant; /* of PLAN_CONST */
};

/* A value under a mask: one part of a key. */
struct plan_part {
	uint16_t value; /* index into plan.values */
	u128 mask;	/* bits of the value that count; never 0 */
};

enum plan_op {
#define OP(id, name, operands, bpf_insns, nfp_words, text) PLAN_##id,
#include "offload/ops.def"
#undef OP
	N_PLAN_OPS,
};

/*
 * A vector of up to 256 bits, one a rule, in lanes of 64: bit 0 of lane 0 is
 * the first rule. NARROW and MASK take bits out of the one that START makes,
 * HAS asks for some. What tests and masks leave known of it would make the
 * kernel's verifier follow each way apart, so where many meet, FORGET stands.
 */
#define PLAN_LANES	 4
#define PLAN_VECTOR_BITS (64 * PLAN_LANES)

struct plan_vector {
	uint64_t lanes[PLAN_LANES];
};

/* A key that NARROW looks up: @part behind a number that tells it apart. */
struct plan_probe {
	uint32_t tag;
	struct plan_part part;
};

/* A way out of a LOOKUP: @node follows where the map's value is @result. */
struct plan_case {
	uint32_t result;
	uint32_t node;
};

enum plan_verdict {
	PLAN_ACCEPT,
	PLAN_DROP,
	PLAN_PUNT, /* undecided: the next stage answers */
};

#define PLAN_NO_RULE	UINT32_MAX
#define PLAN_NO_COUNTER UINT32_MAX

struct plan_node {
	enum plan_op op;
	uint32_t rule;	       /* for messages; PLAN_NO_RULE */
	struct plan_part part; /* EQ, LT: what is tested; ASK: an ANSWER */
	u128 imm;	       /* EQ, LT: against what */
	uint32_t map;	       /* LOOKUP, ASK, BEST, NARROW, FIRST */
	uint32_t table;	       /* SEARCH, TALLY */
	uint32_t spans;	       /* SPAN */
	uint32_t rank;	       /* KEEP, BEFORE: the lowest one decides */
	uint32_t counter; /* COUNT, KEEP, VERDICT; PLAN_NO_COUNTER in VERDICT */
	enum plan_verdict verdict; /* KEEP, VERDICT; TAKE: who goes on */
	uint32_t n_lanes;	   /* START, MASK, FORGET, HAS: of the vector */
	/* START, MASK: bits that stay; HAS: bits that are asked for */
	const struct plan_vector *vector;
	uint32_t yes; /* EQ, LT, HAS, BEFORE: test holds; ASK, NARROW: some key
			 was found; TAKE: it goes on; else: what follows */
	uint32_t no;  /* EQ, LT, HAS, BEFORE: it does not; LOOKUP: no case
			 fits; ASK, NARROW: no key was found, the vector is as it
			 was; PICK, TAKE: nothing was kept */
	VEC(struct plan_case) cases; /* LOOKUP */
	VEC(struct plan_probe)
	probes; /* NARROW: in order, up to the first
		   that is found; of one value */
};

enum plan_map_kind {
	PLAN_MAP_ANSWERS, /* LOOKUP, ASK: a __u32 that is not 0 */
	PLAN_MAP_RANKED,  /* BEST: struct nicfw_ranked */
	PLAN_MAP_VECTORS, /* NARROW: a vector's lanes */
	PLAN_MAP_RULES,	  /* FIRST: struct nicfw_ranked */
	PLAN_MAP_TIMED,	  /* LOOKUP: struct nicfw_timed */
};

/*
 * A hash map that the program looks keys up in. A key is made of words of 32
 * bits in the host's byte order:
 *
 *	ANSWERS, RANKED, TIMED
 *			the parts' masked values in order, a part as
 *			plan_part_bytes() with its most significant word first
 *	VECTORS		the probe's tag, then its part with words of 0 behind it
 *	RULES		a lane with one bit set (two words, the less
 *			significant one first), then the lane's index
 */
struct plan_map {
	const char *name;
	enum plan_map_kind kind;
	VEC(struct plan_part) parts; /* ANSWERS, RANKED, TIMED */
	uint32_t n_part_words;	     /* VECTORS: of the widest part */
	uint32_t n_lanes;	     /* VECTORS, RULES */
	uint32_t max_entries;	     /* room, at least the number of entries */
	uint32_t n_entries;
	uint32_t n_same;  /* RANKED: left out, for a better one has the key */
	uint8_t *keys;	  /* n_entries * plan_map_key_bytes() */
	uint32_t *values; /* n_entries * plan_map_value_bytes() */
};

/* A decision tree: struct nicfw_tree_node and what stands with it. */
struct plan_tree {
	const uint8_t *bytes;
	uint32_t n_bytes;   /* with max_rows rows behind the last one */
	uint32_t depth;	    /* nodes on the longest way, with the leaf */
	uint32_t max_rows;  /* of a leaf */
	uint32_t best_rank; /* the lowest one in it */
	bool is_late;	    /* asked last, if what is kept leaves it a say */
};

/*
 * What SEARCH and TALLY go through: trees with one kind of key. Its first word
 * is lane 0 of the vector, what else is known of the frame: a bit each, up to
 * 32. Then come the parts, each with its most significant word first.
 *
 * A row is what SEARCH keeps or TALLY counts, or a return: of a frame that fits
 * it, the tree's rows that rank below plan_skip()'s @rank say nothing.
 */
#define PLAN_TABLE_WORDS 16

struct plan_table {
	VEC(struct plan_part) parts;
	VEC(struct plan_tree) trees;
	uint32_t prefixes; /* bit i: word i behind the first has such spans */
	bool has_returns;
};

/*
 * What SPAN looks a number of 32 bits up in: an array that spans_build() makes
 * (spans.h).
 */
struct plan_spans {
	struct plan_part part;
	const uint8_t *bytes; /* of all parts */
	uint32_t n_bytes;     /* of a part */
	uint32_t part_bits;   /* the highest of the number */
	uint32_t n_slots;     /* of a part */
	uint32_t most;	      /* slots that are searched at once */
	uint32_t best_rank;   /* the lowest one */
};

/* The places of a key's word in a row, and of what form they are. */
struct plan_column {
	uint16_t first;
	uint16_t span;
	bool is_narrow; /* 16 bits each */
	bool is_prefix; /* the span is a byte */
};

/* What counter @from has counted, counter @to has counted as well. */
struct plan_sum {
	uint32_t from, to;
};

struct plan {
	VEC(struct plan_value) values;
	VEC(struct plan_map) maps;
	VEC(struct plan_table) tables;
	VEC(struct plan_spans) spans;
	VEC(struct plan_node) nodes; /* the first one starts */
	uint32_t n_counters;
	/*
	 * Counters behind those, of rows that stand for several (trees.h), and
	 * for whom each counts. A number gets all that is added to it before it
	 * is added to others.
	 */
	uint32_t n_joint;
	VEC(struct plan_sum) sums;
	bool needs_l4;	/* some value lies behind the network header */
	bool needs_ext; /* some value lies in an extension header */
	uint8_t mac[6]; /* the device's, for PKTTYPE */
};

/* What a ranked map says of a frame that PICK ends with: see nicfw_ranked. */
static inline uint32_t plan_outcome(enum plan_verdict verdict, uint32_t counter)
{
	return counter << 2 | verdict;
}

/* The outcome of a row that is a return: no verdict has this number. */
#define PLAN_SKIPS 3

static inline uint32_t plan_skip(uint32_t rank)
{
	return rank << 2 | PLAN_SKIPS;
}

/* True if @plan has trees or spans. */
static inline bool plan_has_data(const struct plan *plan)
{
	return plan->tables.n || plan->spans.n;
}

/* A plan of its own with what @plan has; adding to it leaves @plan alone. */
struct plan *plan_copy(struct arena *a, const struct plan *plan);

/* The index of an equal value in @plan, which is added if need be. */
uint16_t plan_add_value(struct arena *a, struct plan *plan,
			struct plan_value value);

/* Bytes that a value of @width bits takes in a key: a multiple of 4. */
static inline uint32_t plan_part_bytes(unsigned int width)
{
	return (width + 31) / 32 * 4;
}

uint32_t plan_map_key_bytes(const struct plan *plan, const struct plan_map *m);
uint32_t plan_map_value_bytes(const struct plan_map *m);

/*
 * The columns of @table's rows, of which the first word has none; PLAN_TABLE_
 * WORDS of them are room for all. Returns their number; *@row_bytes is how long
 * a row is.
 */
uint32_t plan_table_columns(const struct plan *plan,
			    const struct plan_table *table,
			    struct plan_column *columns, uint32_t *row_bytes);

/* True if nodes of @op have an operand of that name, as ops.def lists them. */
bool plan_op_has(enum plan_op op, const char *operand);

/* Writes @v, a value of @width bits, as the part of a key. */
void plan_put_part(uint8_t *key, unsigned int width, u128 v);

/* True if some way through @plan looks keys up in @map more than once. */
bool plan_asks_twice(struct arena *a, const struct plan *plan, uint32_t map);

/*
 * Aborts on a plan that breaks this header's rules (a successor in front, an
 * index out of range): such a plan is a bug of its maker.
 */
void plan_validate(const struct plan *plan);

/* Prints one line a node, for `nicfw show --plan`. */
void plan_print(const struct plan *plan, FILE *out);

#endif

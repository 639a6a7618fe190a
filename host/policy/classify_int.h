/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * classify_int.h - what the parts of the classifier share
 *
 * classify.c grows the graph, classify_memo.c knows the lists that have nodes,
 * classify_split.c chooses the next test, classify_lookup.c makes lookups,
 * classify_chain.c writes a list as a plain chain; classify_apart.c takes a
 * segment apart first. Nodes are made successors first, so a successor's index
 * is the smaller one until classify() turns the order round.
 */
#ifndef NICFW_CLASSIFY_INT_H
#define NICFW_CLASSIFY_INT_H

#include "policy/classify.h"

/* An item of a list; bit i of @open: its constraint i is not settled yet. */
struct entry {
	uint32_t item;
	uint32_t open;
};

struct list {
	struct entry *v;
	uint32_t n;
};

/* A list that was met: what it is known by, and its node. */
struct memory {
	uint64_t hash;
	struct list list;
	uint32_t n_dims;
	const uint32_t *dims;
	const struct iset **domains;
	uint32_t node;
};

/* What is known of a dimension's open constraints in one list. */
struct span {
	u128 lo; /* the smallest and largest number of the domain's hull that */
	u128 hi; /* the constraint allows */
	const struct iset *allowed;
	uint32_t first; /* its intervals that meet the hull */
	uint32_t last;
};

struct spans {
	VEC(struct span) v;
};

struct numbers {
	VEC(u128) v;
};

/* A lookup whose answer is a part of trees' keys. */
struct asked {
	uint32_t dim;
	const struct iset *protocol; /* of frames that need it; NULL: any */
};

struct graph {
	struct arena *arena;   /* of the plan */
	struct arena *scratch; /* freed when the graph is done */
	const struct lowered *low;
	const struct segment *segment;
	const struct classify_limits *limits;
	const struct iset **domain; /* of each dimension, on the way here */
	/* Room that choosing a split uses again each time. */
	struct spans *spans; /* of each dimension */
	struct numbers lows;
	struct numbers highs;
	struct numbers points;
	struct numbers sides;
	struct numbers cuts;
	struct entry *narrowed; /* as many as the segment has items */
	VEC(struct plan_node) nodes;
	uint64_t n_cases; /* of these, an instruction each */
	struct memo *memo;
	struct plan *plan;
	uint32_t n_built;   /* lists that were turned into nodes */
	uint64_t n_entries; /* of these */
	uint32_t n_vector_maps;
	bool is_in_vain; /* there will be no plan */
	bool is_apart;	 /* the segment is a group: its items are kept */
	uint32_t next;	 /* node that follows a group */
	VEC(struct asked) asked; /* by the trees of the segment at hand */
	/* Nodes that follow an accept and a drop; NO_NODE: it is final. */
	uint32_t on_accept;
	uint32_t on_drop;
};

#define NO_NODE UINT32_MAX

/* The test that a list is split by. */
struct split {
	uint32_t dim;
	enum plan_op op; /* PLAN_EQ, PLAN_LT, PLAN_LOOKUP */
	u128 imm;
};

/* Loops over the open constraints of entry @e: @c is one, @i its index. */
#define for_each_open(g, e, i, c)                                        \
	for (uint32_t open_ = (e)->open, i;                              \
	     open_ &&                                                    \
	     (i = __builtin_ctz(open_),                                  \
	     (c) = &(g)->segment->items.v[(e)->item].constraints[i], 1); \
	     open_ &= open_ - 1)

/* Adds a node; its successors are there already. */
uint32_t graph_add_node(struct graph *g, struct plan_node node);

/* The test to make next; with @only_first only what the first entry asks. */
struct split choose_split(struct graph *g, const struct list *list,
			  bool only_first);

/* Node for what constraint @c asks: @yes or @no. */
uint32_t graph_add_member(struct graph *g, const struct constraint *c,
			  uint32_t yes, uint32_t no, uint32_t rule);

/* EQ or LT of @dim against @imm. */
uint32_t graph_add_test(struct graph *g, enum plan_op op, uint32_t dim,
			u128 imm, uint32_t yes, uint32_t no, uint32_t rule);

/* The nodes that follow the answers to a lookup. */
struct ways {
	uint32_t other; /* follows 0, in no map, and those that have no case */
	VEC(struct plan_case) cases; /* by result, none of which goes there */
};

/* Adds that @node follows @answer, of which 0 is the first, in their order. */
void ways_add(struct graph *g, struct ways *ways, uint32_t answer,
	      uint32_t node);

/*
 * The answers to @dim from which on @list may ask for others than before,
 * sorted; some of them more than once.
 */
struct numbers ways_changes(const struct graph *g, const struct list *list,
			    uint32_t dim);

/* Looks @dim's key up, if any answer makes a difference. */
uint32_t graph_add_lookup(struct graph *g, uint32_t dim,
			  const struct ways *ways, uint32_t rule);

/*
 * The node of an item that applies: its verdict, or its count and @then. In a
 * group a COUNT counts unless what is kept ranks before it.
 */
uint32_t graph_add_item(struct graph *g, const struct item *item,
			uint32_t then);

/* Keeps a verdict of @rank, if none of a lower one is kept, and g->next. */
uint32_t graph_add_keep(struct graph *g, const struct item *item,
			uint32_t rank);

/* True once there will be no plan: the graph has grown too large for one. */
bool graph_gives_up(const struct graph *g);

/* The node that a segment starts with, as one graph. */
uint32_t graph_build(struct graph *g, const struct segment *segment);

/* Forgets all lists: those of another segment are other lists. */
void memo_reset(struct graph *g);

/* What @list is known by here; not remembered yet. */
struct memory *memo_describe(struct graph *g, const struct list *list);

/* The list that is known by the same as @m; NULL: none was met. */
const struct memory *memo_find(struct graph *g, const struct memory *m);
void memo_add(struct graph *g, struct memory *m);

/* The list as a chain of tests. */
uint32_t chain_build(struct graph *g, const struct list *list);

#endif

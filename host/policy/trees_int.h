/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trees_int.h - what the parts of the tree builder share
 *
 * trees_grow.c grows one tree, trees_cut.c chooses how to cut a part of space,
 * trees_join.c makes one box of several, trees_write.c makes bytes of a tree,
 * trees.c tries and compares.
 */
#ifndef NICFW_TREES_INT_H
#define NICFW_TREES_INT_H

#include "policy/trees.h"

#include "base/arena.h"

/*
 * A leaf's rows are written out in the program; so are a way's nodes. Where no
 * row ends anything a frame is in most of a leaf's, and fewer trees are better.
 */
#define TREE_MAX_ROWS  24
#define TREE_MANY_ROWS 48
#define TREE_MAX_DEPTH 32

static inline uint32_t tree_max_rows(const struct tree_boxes *boxes)
{
	return boxes->ends_nothing ? TREE_MANY_ROWS : TREE_MAX_ROWS;
}

/*
 * A part of space that a node is for. Keys that come to it are in @all. A bit
 * that is the same in all boxes is not looked at, so they need not be in
 * @words: those that are not there are in no box of the node's list but such as
 * have all of @words, which no cut of the word leaves out.
 */
struct tree_region {
	struct tree_range all[PLAN_TABLE_WORDS];
	struct tree_range words[PLAN_TABLE_WORDS];
	uint32_t set;	/* facts that hold */
	uint32_t clear; /* facts that don't */
};

/* Boxes, by their indexes, in order. */
struct tree_list {
	const uint32_t *v;
	uint32_t n;
};

#define CUT_MAX_BITS 8

enum cut_kind {
	CUT_NONE,
	CUT_BITS,  /* into 1 << bits equal parts, by bits from `shift` on */
	CUT_POINT, /* below `point`, and from it on */
	CUT_FACT,  /* bit `shift` of the facts is clear, is set */
};

struct cut {
	enum cut_kind kind;
	uint32_t word;
	uint32_t shift;
	uint32_t bits;
	uint32_t point;
};

/* How a tree is grown. */
struct tree_style {
	uint32_t leaf_rows; /* so few boxes are not cut any more */
	double max_growth;  /* of a list by one cut */
	bool joins;	    /* boxes that have all of a part are one there */
};

/* A box that stands for several, by their indexes; some may be such boxes. */
struct tree_joint {
	uint32_t first, n; /* of the members */
};

/*
 * Boxes, and behind them those that stand for several: as many as `v` has, of
 * which box boxes.n + i is number i. @boxes points into the others.
 */
struct tree_joined {
	struct tree_boxes boxes;
	uint32_t first_counter; /* of the first that stands for several */
	VEC(struct tree_box) box;
	VEC(struct tree_range) ranges;
	VEC(struct tree_joint) v;
	VEC(uint32_t) members;
};

struct tree_node {
	struct cut cut;	 /* of CUT_NONE: a leaf */
	uint32_t first;	 /* child, or row */
	uint32_t n_rows; /* of a leaf */
};

struct tree {
	VEC(struct tree_node) nodes; /* the root first */
	VEC(uint32_t) rows;	     /* boxes */
	uint32_t depth;
	uint32_t max_rows;
	uint32_t best_rank; /* of all rows */
	bool is_late;	    /* see struct plan_tree */
};

static inline const struct tree_range *
tree_ranges(const struct tree_boxes *boxes, uint32_t box)
{
	return boxes->ranges + (size_t)box * boxes->n_words;
}

/* Is every key of @region in the box? */
bool tree_has_region(const struct tree_boxes *boxes, uint32_t box,
		     const struct tree_region *region);

/* Children of a node that @cut makes. */
static inline uint32_t cut_ways(const struct cut *cut)
{
	return cut->kind == CUT_BITS ? 1u << cut->bits : 2;
}

/* The child that a frame with such a key goes to; its facts come first. */
uint32_t cut_way(const struct cut *cut, const uint32_t *key);

/* The children that box @box, of which some is in @region, is in: @r->first to
   @r->last. */
void cut_ways_of(const struct cut *cut, const struct tree_boxes *boxes,
		 uint32_t box, const struct tree_region *region,
		 struct tree_range *r);

/*
 * The best cut of @list in @region, of kind CUT_NONE where none is worth it;
 * with @must the best there is.
 */
struct cut cut_choose(const struct tree_boxes *boxes,
		      const struct tree_list *list,
		      const struct tree_region *region,
		      const struct tree_style *style, bool must);

/*
 * Narrows the words of @region, which @list's boxes meet, to where they differ:
 * to the numbers of those that do not have all of them.
 */
void cut_narrow(const struct tree_boxes *boxes, const struct tree_list *list,
		struct tree_region *region);

/* @region's part that leads to child @way; false: there is none. */
bool cut_enter(const struct cut *cut, uint32_t way, struct tree_region *region);

/* @boxes, none of which stands for several yet, with counters for @plan. */
struct tree_joined *joined_new(struct arena *a, const struct tree_boxes *boxes,
			       const struct plan *plan);

/*
 * Replaces those of the @n boxes of @list, which all of @region is in, by one
 * for each run of them, in @a. Returns how many boxes are left.
 */
uint32_t joined_take(struct arena *a, struct tree_joined *j, uint32_t *list,
		     uint32_t n, const struct tree_region *region);

/* Adds the counters of boxes that stand for several to @plan, in @a. */
void joined_write(struct arena *a, const struct tree_joined *j,
		  struct plan *plan);

/*
 * Grows the tree of @list in @a. With @joined, whose boxes are @boxes, if the
 * style joins some; else NULL. -E2BIG if it needs more than @max_rows rows,
 * four times as many nodes, a longer leaf or a longer way.
 */
int tree_grow(struct arena *a, const struct tree_boxes *boxes,
	      struct tree_joined *joined, const struct tree_list *list,
	      const struct tree_style *style, uint32_t max_rows,
	      struct tree *out);

/* The tree's bytes, in @a. */
struct plan_tree tree_write(struct arena *a, const struct tree_boxes *boxes,
			    const struct tree *tree,
			    const struct plan_column *columns,
			    uint32_t row_bytes);

#endif

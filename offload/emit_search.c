// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_search.c - decision trees
 *
 * A tree is data (abi.h), and the program goes down it: as many steps as
 * the longest way has, written out, then as many rows as the longest leaf has.
 * The leaves of all trees are found before rows are tested: the ways to them
 * need nothing of each other, so a processor that waits for the memory of one
 * goes on with the next. A word of each leaf's first row is loaded, in vain,
 * for the same reason. Trees that are late are left alone where what the others
 * have found ranks before all that is in them.
 *
 * All trees are asked for one key, which lies in a map of its own for each
 * processor, for kernels before 5.12 let no program read its stack at an offset
 * that varies (verifier.c, check_stack_access).
 *
 * SEARCH keeps the first row that fits, and is done with the tree; TALLY counts
 * in each that fits, up to what is kept. A row that is a return has both pass
 * over those that rank below its floor.
 *
 * Offsets are compared with the tree's length before they are used. That is for
 * the kernel's verifier; no tree of ours leads out of itself, and a frame that
 * one did not decide would be punted.
 */
#include "offload/emit.h"

#include "offload/abi.h"

#include <stddef.h>
#include <string.h>

/* Behind R_LANES, whose first lane is the key's first word. */
#define R_KEY  BPF_REG_7
#define R_TREE BPF_REG_8 /* where it starts */
#define R_AT   BPF_REG_9 /* a node or row of it */
#define R_FLOOR                                                              \
	BPF_REG_8 /* while rows are asked: those that rank below are skipped \
		   */

/* Of the moment. */
#define R_MASK	BPF_REG_1
#define R_STEP	BPF_REG_2
#define R_OTHER BPF_REG_3
#define R_BEST	BPF_REG_5 /* the rank that is kept */
#define R_ROWS	BPF_REG_0
#define R_RANK	BPF_REG_1

#define NODE_SHIFT 4

_Static_assert(sizeof(struct nicfw_tree_node) == 1 << NODE_SHIFT,
	       "a node's place is a shift away");
_Static_assert((PLAN_TABLE_WORDS & (PLAN_TABLE_WORDS - 1)) == 0,
	       "a mask keeps a word in the key");

struct search {
	struct emitter *e;
	const struct plan_table *table;
	struct plan_column columns[PLAN_TABLE_WORDS];
	uint32_t n_columns;
	uint32_t row_bytes;
	bool tallies;
	int lost; /* label: the way led nowhere */
};

/* The one value of map @map, in @reg; others up to 5 are lost. */
static void emit_value_of(struct search *s, uint32_t map, int reg)
{
	struct emitter *e = s->e;

	emit_lookup(e, map);
	emit_jump(e, BPF_JEQ, R_VALUE, 0, s->lost);
	emit_alu_reg(e, BPF_MOV, reg, R_VALUE);
}

static void emit_key(struct search *s)
{
	struct emitter *e = s->e;
	const struct plan_part *part;
	int to = 0;

	emit_alu32(e, BPF_MOV, R_MASK, 0);
	emit_store(e, BPF_W, BPF_REG_10, e->slots.key, R_MASK);
	emit_value_of(s, e->scratch, R_KEY);
	emit_store(e, BPF_W, R_KEY, to, R_LANES);
	vec_for_each(part, &s->table->parts) {
		uint16_t width = e->plan->values.v[part->value].width;

		for (uint32_t i = 0; i < plan_part_bytes(width) / 4; i++)
			emit_key_word(e, part, i, R_KEY, to += 4);
	}
}

static void emit_node_field(struct search *s, int size, int reg, size_t offset)
{
	emit_load(s->e, size, reg, R_AT, (int)offset);
}

#define NODE(field) offsetof(struct nicfw_tree_node, field)
#define ROW(field)  offsetof(struct nicfw_tree_row, field)

/* R_AT: what is @R_STEP bytes behind the tree's start, with @room for more. */
static void emit_go(struct search *s, const struct plan_tree *tree,
		    uint32_t room)
{
	struct emitter *e = s->e;

	emit_jump(e, BPF_JGT, R_STEP, (int32_t)(tree->n_bytes - room), s->lost);
	emit_alu_reg(e, BPF_MOV, R_AT, R_TREE);
	emit_alu_reg(e, BPF_ADD, R_AT, R_STEP);
}

/* From the root, which is known here, to the next node. */
static void emit_first_step(struct search *s, const struct plan_tree *tree)
{
	struct emitter *e = s->e;
	struct nicfw_tree_node root;

	memcpy(&root, tree->bytes, sizeof(root));
	emit_load(e, BPF_W, R_STEP, R_KEY, root.word);
	if (root.base) {
		emit_alu32(e, BPF_MOV, R_OTHER, root.base);
		emit_alu_reg(e, BPF_SUB, R_STEP, R_OTHER);
	}
	if (root.shift)
		emit_alu(e, BPF_RSH, R_STEP, root.shift);
	emit_alu(e, BPF_AND, R_STEP, root.mask);
	emit_alu(e, BPF_LSH, R_STEP, NODE_SHIFT);
	emit_alu(e, BPF_ADD, R_STEP, (int32_t)root.child);
	emit_go(s, tree, sizeof(root));
}

/* From a node to the next one; to @leaf if it is one. */
static void emit_step(struct search *s, const struct plan_tree *tree, int leaf)
{
	struct emitter *e = s->e;

	emit_node_field(s, BPF_H, R_MASK, NODE(mask));
	emit_jump32(e, BPF_JEQ, R_MASK, 0, leaf);
	emit_node_field(s, BPF_B, R_STEP, NODE(word));
	emit_alu(e, BPF_AND, R_STEP, 4 * (PLAN_TABLE_WORDS - 1));
	emit_alu_reg(e, BPF_MOV, R_OTHER, R_KEY);
	emit_alu_reg(e, BPF_ADD, R_OTHER, R_STEP);
	emit_load(e, BPF_W, R_STEP, R_OTHER, 0);
	emit_node_field(s, BPF_W, R_OTHER, NODE(base));
	emit_alu_reg(e, BPF_SUB, R_STEP, R_OTHER);
	emit_node_field(s, BPF_B, R_OTHER, NODE(shift));
	emit_alu_reg(e, BPF_RSH, R_STEP, R_OTHER);
	emit_alu_reg(e, BPF_AND, R_STEP, R_MASK);
	emit_alu(e, BPF_LSH, R_STEP, NODE_SHIFT);
	emit_node_field(s, BPF_W, R_OTHER, NODE(child));
	emit_alu_reg(e, BPF_ADD, R_STEP, R_OTHER);
	emit_go(s, tree, sizeof(struct nicfw_tree_node));
}

/* Goes to @next unless word @i of the key is in the row's range. */
static void emit_column(struct search *s, uint32_t i, int row, int next)
{
	struct emitter *e = s->e;
	const struct plan_column *c = &s->columns[i];
	int size = c->is_narrow ? BPF_H : BPF_W;

	emit_load(e, size, R_OTHER, R_AT, row + c->first);
	emit_load(e, BPF_W, R_STEP, R_KEY, 4 * ((int)i + 1));
	emit_alu32_reg(e, BPF_SUB, R_STEP, R_OTHER);
	if (c->is_prefix) {
		emit_load(e, BPF_B, R_OTHER, R_AT, row + c->span);
		emit_alu_reg(e, BPF_RSH, R_STEP, R_OTHER);
		emit_jump32(e, BPF_JNE, R_STEP, 0, next);
		return;
	}
	emit_load(e, size, R_OTHER, R_AT, row + c->span);
	emit_jump32_reg(e, BPF_JGT, R_STEP, R_OTHER, next);
}

/* Goes on behind a row that fits: sets the floor and goes to @next if it is a
   return. */
static void emit_return(struct search *s, int row, int next)
{
	struct emitter *e = s->e;
	int other = emit_label_new(e);

	emit_load(e, BPF_W, R_OTHER, R_AT, row + ROW(outcome));
	emit_alu32_reg(e, BPF_MOV, R_STEP, R_OTHER);
	emit_alu32(e, BPF_AND, R_STEP, PLAN_SKIPS);
	emit_jump32(e, BPF_JNE, R_STEP, PLAN_SKIPS, other);
	emit_alu32(e, BPF_RSH, R_OTHER, 2);
	emit_alu32_reg(e, BPF_MOV, R_FLOOR, R_OTHER);
	emit_goto(e, next);
	emit_label(e, other);
}

static void emit_keep_row(struct search *s, int row, int done)
{
	struct emitter *e = s->e;

	emit_store(e, BPF_W, BPF_REG_10, e->slots.kept, R_RANK);
	emit_load(e, BPF_W, R_RANK, R_AT, row + ROW(outcome));
	emit_store(e, BPF_W, BPF_REG_10, e->slots.kept + 4, R_RANK);
	emit_goto(e, done);
}

static void emit_count_row(struct search *s, int row)
{
	struct emitter *e = s->e;

	emit_load(e, BPF_W, R_OTHER, R_AT, row + ROW(outcome));
	emit_alu32(e, BPF_RSH, R_OTHER, 2);
	emit_count(e, R_OTHER);
}

/*
 * Asks row @index of the leaf in @slot, unless there is none that ranks before
 * what is kept: then goes to @done. That there is a first row, and that it
 * does, the leaf says.
 */
static void emit_row(struct search *s, uint32_t index, int slot, int done)
{
	struct emitter *e = s->e;
	const int row = (int)(index * s->row_bytes);
	int next = emit_label_new(e);

	/* Counting calls a helper, which loses them. */
	if (index && s->tallies) {
		emit_load(e, BPF_W, R_ROWS, BPF_REG_10, slot + 8);
		emit_load(e, BPF_W, R_BEST, BPF_REG_10, e->slots.kept);
	}
	if (index)
		emit_jump32(e, BPF_JEQ, R_ROWS, index, done);
	emit_load(e, BPF_W, R_RANK, R_AT, row + ROW(rank));
	if (index)
		emit_jump32_reg(e, BPF_JGE, R_RANK, R_BEST, done);
	if (index && s->table->has_returns)
		emit_jump32_reg(e, BPF_JLT, R_RANK, R_FLOOR, next);
	emit_load(e, BPF_W, R_OTHER, R_AT, row + ROW(need));
	emit_alu32_reg(e, BPF_MOV, R_STEP, R_LANES);
	emit_alu32_reg(e, BPF_AND, R_STEP, R_OTHER);
	emit_jump32_reg(e, BPF_JNE, R_STEP, R_OTHER, next);
	for (uint32_t i = 0; i < s->n_columns; i++)
		emit_column(s, i, row, next);
	if (s->table->has_returns)
		emit_return(s, row, next);
	if (s->tallies)
		emit_count_row(s, row);
	else
		emit_keep_row(s, row, done);
	emit_label(e, next);
}

/* Where the stack has what is known of the leaf found in tree @i. */
static int leaf_slot(const struct search *s, uint32_t i)
{
	return s->e->slots.key + 8 + (int)i * LEAF_BYTES;
}

/* The way to tree @i's leaf, and a look at its first row. */
static void emit_find_leaf(struct search *s, uint32_t map, uint32_t i)
{
	struct emitter *e = s->e;
	const struct plan_tree *tree = &s->table->trees.v[i];
	const int slot = leaf_slot(s, i);
	int leaf = emit_label_new(e);

	emit_value_of(s, map, R_TREE);
	emit_alu_reg(e, BPF_MOV, R_AT, R_TREE);
	if (tree->depth > 1)
		emit_first_step(s, tree);
	for (uint32_t d = 2; d < tree->depth; d++)
		emit_step(s, tree, leaf);
	emit_label(e, leaf);
	emit_node_field(s, BPF_W, R_STEP, NODE(child));
	emit_node_field(s, BPF_W, R_ROWS, NODE(base));
	emit_node_field(s, BPF_W, R_RANK, NODE(rank));
	emit_go(s, tree, tree->max_rows * s->row_bytes);
	emit_load(e, BPF_W, R_OTHER, R_AT, ROW(need));
	emit_store(e, BPF_DW, BPF_REG_10, slot, R_AT);
	emit_store(e, BPF_W, BPF_REG_10, slot + 8, R_ROWS);
	emit_store(e, BPF_W, BPF_REG_10, slot + 12, R_RANK);
}

static void emit_ask_leaf(struct search *s, uint32_t i)
{
	struct emitter *e = s->e;
	const struct plan_tree *tree = &s->table->trees.v[i];
	const int slot = leaf_slot(s, i);
	int done = emit_label_new(e);

	emit_load(e, BPF_W, R_BEST, BPF_REG_10, e->slots.kept);
	emit_load(e, BPF_W, R_RANK, BPF_REG_10, slot + 12);
	emit_jump32_reg(e, BPF_JGE, R_RANK, R_BEST, done);
	emit_load(e, BPF_W, R_ROWS, BPF_REG_10, slot + 8);
	emit_load(e, BPF_DW, R_AT, BPF_REG_10, slot);
	if (s->table->has_returns)
		emit_alu32(e, BPF_MOV, R_FLOOR, 0);
	for (uint32_t r = 0; r < tree->max_rows; r++) {
		emit_islands(e);
		emit_row(s, r, slot, done);
	}
	emit_label(e, done);
}

static void emit_ask_late(struct search *s, uint32_t map, uint32_t i)
{
	struct emitter *e = s->e;
	int done = emit_label_new(e);

	emit_load(e, BPF_W, R_BEST, BPF_REG_10, e->slots.kept);
	emit_jump32(e, BPF_JLT, R_BEST, s->table->trees.v[i].best_rank, done);
	emit_find_leaf(s, map, i);
	emit_ask_leaf(s, i);
	emit_label(e, done);
}

static uint32_t best_rank(const struct plan_table *table)
{
	const struct plan_tree *tree;
	uint32_t best = UINT32_MAX;

	vec_for_each(tree, &table->trees)
		best = tree->best_rank < best ? tree->best_rank : best;
	return best;
}

/* Trees in maps from @map on. */
static void emit_trees(struct search *s, uint32_t map)
{
	const uint32_t n = s->table->trees.n;

	for (uint32_t i = 0; i < n; i++) {
		emit_islands(s->e);
		if (!s->table->trees.v[i].is_late)
			emit_find_leaf(s, map + i, i);
	}
	for (uint32_t i = 0; i < n; i++) {
		if (!s->table->trees.v[i].is_late)
			emit_ask_leaf(s, i);
	}
	for (uint32_t i = 0; i < n; i++) {
		emit_islands(s->e);
		if (s->table->trees.v[i].is_late)
			emit_ask_late(s, map + i, i);
	}
}

void emit_search(struct emitter *e, uint32_t at)
{
	const struct plan_node *n = &e->plan->nodes.v[at];
	struct search s = {
		.e = e,
		.table = &e->plan->tables.v[n->table],
		.tallies = n->op == PLAN_TALLY,
		.lost = e->leave[emit_action(e, PLAN_PUNT)],
	};
	int done = emit_label_new(e);

	s.n_columns =
		plan_table_columns(e->plan, s.table, s.columns, &s.row_bytes);
	emit_load(e, BPF_W, R_BEST, BPF_REG_10, e->slots.kept);
	emit_jump32(e, BPF_JLT, R_BEST, best_rank(s.table), done);
	emit_key(&s);
	emit_trees(&s, e->trees[n->table]);
	emit_label(e, done);
	e->held = HELD_NOTHING;
	emit_way(e, at, n->yes);
}

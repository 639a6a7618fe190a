// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_search_test.c - programs go down the largest trees that there can be
 *
 * Each tree is a chain of nodes: from node i a frame goes on while its first
 * word is less than DEPTH - 1 - i, so it leaves at a depth that the word says.
 * Of a leaf's rows only the last one fits, and in it every word counts.
 */
#include "lib/program.h"
#include "offload/abi.h"
#include "policy/trees_int.h"

#define DEPTH	TREE_MAX_DEPTH
#define N_NODES (2 * DEPTH - 1)
#define N_PARTS (PLAN_TABLE_WORDS - 1)
#define N_TREES 4

/* A value is 16 bits of the frame, or 32; its second byte is its alone. */
#define N_NARROW 3

static uint32_t value_at(uint32_t part)
{
	return part < N_NARROW ? 16 + 2 * part : 3 * part + 13;
}

static uint32_t read_value(const struct program *p, uint32_t part)
{
	const uint8_t *v = p->frame + value_at(part);
	uint32_t high = v[0] << 8 | v[1];

	return part < N_NARROW ? high : high << 16 | v[2] << 8 | v[3];
}

static void add_parts(struct program *p, struct plan_table *table)
{
	for (uint32_t i = 0; i < N_PARTS; i++) {
		uint32_t width = i < N_NARROW ? 16 : 32;
		uint16_t value = program_add_value(p, PLAN_FRAME,
						   8 * value_at(i), width);

		*(struct plan_part *)vec_push(p->arena, &table->parts) =
			(struct plan_part){ value, u128_max(width) };
	}
}

static void put_row(struct program *p, const struct plan_column *columns,
		    struct nicfw_tree_row head, bool fits, uint8_t *to)
{
	memcpy(to, &head, sizeof(head));
	for (uint32_t i = 0; i < N_PARTS; i++) {
		const struct plan_column *c = &columns[i];
		uint32_t v = read_value(p, i) + (i == N_PARTS - 1 && !fits);
		/* The first word is any that leads here. */
		uint32_t wide[] = { i ? v : 0, i ? 0 : UINT16_MAX };
		uint16_t narrow[] = { wide[0], wide[1] };

		if (c->is_narrow) {
			memcpy(to + c->first, narrow, sizeof(narrow));
			continue;
		}
		memcpy(to + c->first, wide, sizeof(*wide));
		if (c->is_prefix)
			to[c->span] = 0;
		else
			memcpy(to + c->span, wide + 1, sizeof(*wide));
	}
}

/* A tree of which what is found ranks @rank, and is a drop if @drops. */
static struct plan_tree make_tree(struct program *p, struct plan_table *table,
				  uint32_t rank, bool drops)
{
	struct plan_column columns[PLAN_TABLE_WORDS];
	const uint32_t rows_at = N_NODES * sizeof(struct nicfw_tree_node);
	struct plan_tree tree = { .depth = DEPTH,
				  .max_rows = TREE_MANY_ROWS,
				  .best_rank = rank };
	struct nicfw_tree_node *nodes;
	uint32_t row_bytes;
	uint8_t *bytes;

	plan_table_columns(&p->plan, table, columns, &row_bytes);
	tree.n_bytes = rows_at + 2 * TREE_MANY_ROWS * row_bytes;
	bytes = arena_alloc(p->arena, tree.n_bytes);
	nodes = (struct nicfw_tree_node *)bytes;
	for (uint32_t i = 0; i < N_NODES; i++) {
		bool is_leaf = i % 2 || i == N_NODES - 1;

		nodes[i] = (struct nicfw_tree_node){
			.base = is_leaf ? TREE_MANY_ROWS : DEPTH - 1 - i / 2,
			.child = is_leaf ? rows_at : (i + 1) * sizeof(*nodes),
			.mask = !is_leaf,
			.shift = 63,
			.word = 4,
			.rank = rank,
		};
	}
	for (uint32_t i = 0; i < TREE_MANY_ROWS; i++)
		put_row(p, columns,
			(struct nicfw_tree_row){
				.rank = rank + i,
				.outcome = plan_outcome(
					drops ? PLAN_DROP : PLAN_ACCEPT, 0) },
			i == TREE_MANY_ROWS - 1,
			bytes + rows_at + i * row_bytes);
	tree.bytes = bytes;
	return tree;
}

static const struct plan_vector all_facts = { { UINT32_MAX } };

/* @n tables of trees; the last tree of table @which ranks best, and drops. */
static void add_tables(struct program *p, uint32_t n, uint32_t which,
		       uint32_t prefixes)
{
	program_add_node(p, (struct plan_node){ .op = PLAN_START,
						.rule = PLAN_NO_RULE,
						.n_lanes = 1,
						.vector = &all_facts,
						.yes = 1 });
	for (uint32_t t = 0; t < n; t++) {
		struct plan_table table = { .prefixes = prefixes };

		add_parts(p, &table);
		for (uint32_t i = 0; i < N_TREES; i++) {
			bool is_best = t == which && i == N_TREES - 1;
			uint32_t rank = 1000 * (t * N_TREES + i + 1);

			*vec_push(p->arena, &table.trees) = make_tree(
				p, &table, is_best ? 1 : rank, is_best);
		}
		*(struct plan_table *)vec_push(p->arena, &p->plan.tables) =
			table;
		program_add_node(p, (struct plan_node){ .op = PLAN_SEARCH,
							.rule = PLAN_NO_RULE,
							.table = t,
							.yes = 2 + t });
	}
	program_add_node(p, (struct plan_node){ .op = PLAN_PICK,
						.rule = PLAN_NO_RULE,
						.no = 2 + n });
	program_add_verdict(p, PLAN_ACCEPT, 0);
}

/* Frames that leave the trees at each depth. */
static void assert_found(struct program *p)
{
	for (uint32_t word = 0; word <= DEPTH; word++) {
		p->frame[value_at(0)] = 0;
		p->frame[value_at(0) + 1] = word;
		assert_int_equal(program_answer(p), XDP_DROP);
	}
	/* Some other word is none of a row's. */
	for (uint32_t i = 1; i < N_PARTS; i++) {
		p->frame[value_at(i) + 1] ^= 1;
		assert_int_equal(program_answer(p), XDP_PASS);
		p->frame[value_at(i) + 1] ^= 1;
	}
	assert_int_equal(program_answer(p), XDP_DROP);
}

static void goes_down_the_deepest_trees_to_the_last_row(void **state)
{
	struct program *p = *state;

	add_tables(p, 1, 0, 0);
	program_emit(p, &host, (struct image_options){});
	assert_found(p);
}

static void spans_of_prefixes_are_bits(void **state)
{
	struct program *p = *state;

	add_tables(p, 1, 0, UINT32_MAX);
	program_emit(p, &host, (struct image_options){});
	assert_found(p);
}

/* Rows stay where they are; what would be the first one fits. */
static void empty_leaves(struct program *p, uint32_t tree)
{
	const struct plan_tree *t = &p->plan.tables.v[0].trees.v[tree];
	struct nicfw_tree_node *nodes = (void *)t->bytes;
	const uint32_t row_bytes =
		(t->n_bytes - N_NODES * sizeof(*nodes)) / (2 * TREE_MANY_ROWS);

	for (uint32_t i = 0; i < N_NODES; i++) {
		if (nodes[i].mask)
			continue;
		nodes[i].base = 0;
		nodes[i].child += (TREE_MANY_ROWS - 1) * row_bytes;
		nodes[i].rank = UINT32_MAX;
	}
}

static void leaves_without_rows_have_no_answer(void **state)
{
	struct program *p = *state;

	add_tables(p, 1, 0, 0);
	empty_leaves(p, N_TREES - 1);
	program_emit(p, &host, (struct image_options){});
	assert_int_equal(program_answer(p), XDP_PASS);
	assert_int_equal(program_packets(p, 0), 1);
}

static void an_empty_leaf_alone_has_no_answer(void **state)
{
	struct program *p = *state;
	struct plan_tree *trees;

	add_tables(p, 1, 0, 0);
	trees = p->plan.tables.v[0].trees.v;
	trees[0] = trees[N_TREES - 1];
	p->plan.tables.v[0].trees.n = 1;
	empty_leaves(p, 0);
	program_emit(p, &host, (struct image_options){});
	assert_int_equal(program_answer(p), XDP_PASS);
}

static void leaves_that_rank_worse_are_not_asked(void **state)
{
	struct program *p = *state;
	struct plan_tree swapped, *trees;

	add_tables(p, 1, 0, 0);
	trees = p->plan.tables.v[0].trees.v;
	swapped = trees[0];
	trees[0] = trees[N_TREES - 1];
	trees[N_TREES - 1] = swapped;
	program_emit(p, &host, (struct image_options){});
	assert_found(p);
}

/* Its rows rank best, whatever the tree says. */
static void make_late(struct program *p, uint32_t best_rank)
{
	struct plan_tree *tree = &p->plan.tables.v[0].trees.v[N_TREES - 1];

	tree->is_late = true;
	tree->best_rank = best_rank;
}

static void late_trees_are_asked_behind_others(void **state)
{
	struct program *p = *state;

	add_tables(p, 1, 0, 0);
	make_late(p, 1);
	program_emit(p, &host, (struct image_options){});
	assert_found(p);
}

static void late_trees_that_rank_worse_are_not_asked(void **state)
{
	struct program *p = *state;

	add_tables(p, 1, 0, 0);
	make_late(p, UINT32_MAX);
	program_emit(p, &host, (struct image_options){});
	assert_int_equal(program_answer(p), XDP_PASS);
}

static void long_trees_leave_jumps_in_reach(void **state)
{
	struct program *p = *state;

	add_tables(p, 4, 3, 0);
	make_late(p, 1);
	program_emit(p, &host, (struct image_options){});
	assert_true(p->img->insns.n > INT16_MAX);
	assert_found(p);
}

/* Trees that tally, with returns, behind @n nodes; all may leave to one node.
 */
static void add_long_tally(struct program *p, uint32_t n)
{
	const uint32_t end = n + 4;
	uint16_t value;

	add_tables(p, 1, 0, UINT32_MAX);
	p->plan.tables.v[0].has_returns = true;
	p->plan.nodes.n = 0;
	value = program_add_value(p, PLAN_FRAME, 8 * value_at(0), 16);
	program_add_node(p, (struct plan_node){ .op = PLAN_EQ,
						.rule = PLAN_NO_RULE,
						.part = { value, 0xffff },
						.imm = 7,
						.yes = 1,
						.no = end });
	for (uint32_t i = 1; i <= n; i++)
		program_add_node(p, (struct plan_node){ .op = PLAN_COUNT,
							.rule = PLAN_NO_RULE,
							.yes = i + 1 });
	program_add_node(p, (struct plan_node){ .op = PLAN_START,
						.rule = PLAN_NO_RULE,
						.n_lanes = 1,
						.vector = &all_facts,
						.yes = n + 2 });
	program_add_node(p, (struct plan_node){ .op = PLAN_TALLY,
						.rule = PLAN_NO_RULE,
						.table = 0,
						.yes = n + 3 });
	program_add_node(p, (struct plan_node){ .op = PLAN_COUNT,
						.rule = PLAN_NO_RULE,
						.yes = end });
	program_add_verdict(p, PLAN_DROP, PLAN_NO_COUNTER);
}

/* Wherever a jump that waits gets old, the longest leaf stays in reach. */
static void the_longest_leaves_leave_jumps_in_reach(void **state)
{
	struct program *p = *state;

	for (uint32_t n = 500; n <= 1600; n += 10) {
		p->plan.tables.n = 0;
		p->plan.values.n = 0;
		add_long_tally(p, n);
		assert_int_equal(
			image_emit(p->arena, &p->plan, &host, NULL, &p->img),
			0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PROGRAM_TEST(goes_down_the_deepest_trees_to_the_last_row),
		PROGRAM_TEST(spans_of_prefixes_are_bits),
		PROGRAM_TEST(leaves_without_rows_have_no_answer),
		PROGRAM_TEST(an_empty_leaf_alone_has_no_answer),
		PROGRAM_TEST(leaves_that_rank_worse_are_not_asked),
		PROGRAM_TEST(late_trees_are_asked_behind_others),
		PROGRAM_TEST(late_trees_that_rank_worse_are_not_asked),
		PROGRAM_TEST(long_trees_leave_jumps_in_reach),
		PROGRAM_TEST(the_longest_leaves_leave_jumps_in_reach),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * trees_write.c - a tree as the program reads it
 */
#include "policy/trees_int.h"

#include "offload/abi.h"

#include <string.h>

/* Half of a 64-bit word's sign: what a difference below 0 has set. */
#define SIGN_SHIFT 63

static struct nicfw_tree_node leaf_of(const struct tree_boxes *boxes,
				      const struct tree *tree,
				      const struct tree_node *n,
				      uint32_t rows_at, uint32_t row_bytes)
{
	return (struct nicfw_tree_node){
		.base = n->n_rows,
		.child = rows_at + n->first * row_bytes,
		.rank = n->n_rows ? boxes->v[tree->rows.v[n->first]].rank
				  : UINT32_MAX,
	};
}

static struct nicfw_tree_node inner_of(const struct tree_node *n)
{
	const struct cut *cut = &n->cut;
	struct nicfw_tree_node to = {
		.child = n->first * sizeof(to),
		.mask = cut_ways(cut) - 1,
		.shift = cut->shift,
		.word = 4 * (cut->word + 1),
	};

	switch (cut->kind) {
	case CUT_NONE:
	case CUT_BITS:
		break;
	case CUT_POINT:
		to.base = cut->point;
		to.shift = SIGN_SHIFT;
		break;
	case CUT_FACT:
		to.word = 0;
		break;
	}
	return to;
}

static uint8_t bits_of(uint32_t v)
{
	return v ? 32 - __builtin_clz(v) : 0;
}

static void write_row(const struct tree_boxes *boxes, uint32_t box,
		      const struct plan_column *columns, uint8_t *to)
{
	const struct tree_range *r = tree_ranges(boxes, box);
	const struct nicfw_tree_row row = { boxes->v[box].need,
					    boxes->v[box].rank,
					    boxes->v[box].outcome };

	memcpy(to, &row, sizeof(row));
	for (uint32_t w = 0; w < boxes->n_words; w++) {
		const struct plan_column *c = &columns[w];
		const uint32_t wide[] = { r[w].first, r[w].last - r[w].first };
		const uint16_t narrow[] = { wide[0], wide[1] };

		if (c->is_narrow) {
			memcpy(to + c->first, narrow, sizeof(narrow));
			continue;
		}
		memcpy(to + c->first, wide, sizeof(*wide));
		if (c->is_prefix)
			to[c->span] = bits_of(wide[1]);
		else
			memcpy(to + c->span, wide + 1, sizeof(*wide));
	}
}

struct plan_tree tree_write(struct arena *a, const struct tree_boxes *boxes,
			    const struct tree *tree,
			    const struct plan_column *columns,
			    uint32_t row_bytes)
{
	const uint32_t rows_at = tree->nodes.n * sizeof(struct nicfw_tree_node);
	/* The program may look at as many rows as the longest leaf has. */
	const uint32_t n_bytes =
		rows_at + (tree->rows.n + tree->max_rows) * row_bytes;
	uint8_t *bytes = arena_alloc(a, n_bytes);

	for (size_t i = 0; i < tree->nodes.n; i++) {
		const struct tree_node *from = &tree->nodes.v[i];
		struct nicfw_tree_node n =
			from->cut.kind == CUT_NONE
				? leaf_of(boxes, tree, from, rows_at, row_bytes)
				: inner_of(from);

		memcpy(bytes + i * sizeof(n), &n, sizeof(n));
	}
	for (size_t i = 0; i < tree->rows.n; i++)
		write_row(boxes, tree->rows.v[i], columns,
			  bytes + rows_at + i * row_bytes);
	return (struct plan_tree){ .bytes = bytes,
				   .n_bytes = n_bytes,
				   .depth = tree->depth,
				   .max_rows = tree->max_rows,
				   .best_rank = tree->best_rank,
				   .is_late = tree->is_late };
}

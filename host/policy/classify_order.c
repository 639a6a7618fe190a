// SPDX-License-Identifier: GPL-2.0-only
/*
 * classify_order.c - items of a block that end nothing
 */
#include "policy/classify_order.h"

static const struct item *item_at(const struct block *b, uint32_t i)
{
	return &b->items[b->v[i]];
}

/* The bits of the block's items from @first up to @end. */
static struct plan_vector bits_of(uint32_t first, uint32_t end)
{
	struct plan_vector v = {};

	for (uint32_t i = first; i < end; i++)
		v.lanes[i / 64] |= 1ull << i % 64;
	return v;
}

/* The bits of the items of @kind before @end. */
static struct plan_vector kind_before(const struct block *b,
				      enum item_kind kind, uint32_t end)
{
	struct plan_vector v = {};

	for (uint32_t i = 0; i < end; i++) {
		if (item_at(b, i)->kind == kind)
			v.lanes[i / 64] |= 1ull << i % 64;
	}
	return v;
}

static bool is_none(const struct plan_vector *v)
{
	static const struct plan_vector none;

	return !memcmp(v, &none, sizeof(none));
}

static uint32_t add_has(struct block *b, struct plan_vector bits, uint32_t yes,
			uint32_t no, uint32_t rule)
{
	struct plan_node node = { .op = PLAN_HAS,
				  .rule = rule,
				  .n_lanes = b->n_lanes,
				  .yes = yes,
				  .no = no };

	if (yes == no || is_none(&bits))
		return no;
	node.vector = arena_memdup(b->g->arena, &bits, sizeof(bits));
	return graph_add_node(b->g, node);
}

/* Takes @bits out. */
static uint32_t add_without(struct block *b, struct plan_vector bits,
			    uint32_t next, uint32_t rule)
{
	struct plan_node node = { .op = PLAN_MASK,
				  .rule = rule,
				  .n_lanes = b->n_lanes,
				  .yes = next };

	if (is_none(&bits))
		return next;
	for (uint32_t i = 0; i < PLAN_LANES; i++)
		bits.lanes[i] = ~bits.lanes[i];
	node.vector = arena_memdup(b->g->arena, &bits, sizeof(bits));
	return graph_add_node(b->g, node);
}

/* Where the run of items that ends before @end starts: alike with the last. */
static uint32_t run_start(const struct block *b, uint32_t end)
{
	const struct item *last = item_at(b, end - 1);
	uint32_t i = end - 1;

	while (i && item_at(b, i - 1)->kind == last->kind &&
	       item_at(b, i - 1)->skip_to == last->skip_to)
		i--;
	return i;
}

/*
 * Returns that lead to one place: any of them skips what is up to there. A
 * verifier follows the way first on which nothing is skipped; that covers the
 * other, unless it knows a bit to be set, as those of START are.
 */
static uint32_t add_returns(struct block *b, uint32_t first, uint32_t end,
			    uint32_t next)
{
	const struct item *it = item_at(b, first);
	uint32_t to = it->skip_to < b->n ? it->skip_to : b->n;
	uint32_t skip = add_without(b, bits_of(first, to), next, it->rule);

	return add_has(b, bits_of(first, end), skip, next, it->rule);
}

/*
 * COUNTs in a row: none of them counts behind a verdict. What counted is taken
 * out, so that a verifier finds it gone on both ways; a bit that is left has a
 * verdict's before it.
 */
static uint32_t add_counts(struct block *b, uint32_t first, uint32_t end,
			   uint32_t next)
{
	const struct plan_vector verdicts = kind_before(b, ITEM_VERDICT, first);
	const uint32_t rule = item_at(b, first)->rule;
	uint32_t at;

	if (!is_none(&verdicts))
		next = block_forget(b, next);
	at = next;
	for (uint32_t i = end; i-- > first;) {
		const struct plan_vector bit = bits_of(i, i + 1);
		uint32_t without = add_without(b, bit, at, rule);

		at = add_has(b, bit,
			     graph_add_item(b->g, item_at(b, i), without), at,
			     rule);
	}
	return add_has(b, verdicts, next, at, rule);
}

bool order_is_needed(const struct block *b)
{
	for (uint32_t i = 0; i < b->n; i++) {
		if (item_at(b, i)->kind != ITEM_VERDICT)
			return true;
	}
	return false;
}

uint32_t order_build(struct block *b, uint32_t next)
{
	uint32_t end = b->n, first;

	for (; end; end = first) {
		first = run_start(b, end);
		if (item_at(b, first)->kind == ITEM_RETURN)
			next = add_returns(b, first, end, next);
		else if (item_at(b, first)->kind == ITEM_COUNT)
			next = add_counts(b, first, end, next);
	}
	return next;
}

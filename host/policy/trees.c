// SPDX-License-Identifier: GPL-2.0-only
/*
 * trees.c - which trees to grow
 */
#include "policy/trees.h"

#include "offload/abi.h"
#include "policy/trees_int.h"

#include <errno.h>
#include <string.h>

/* Boxes that are wide in either of two parts of the key, or in both. */
#define MAX_TREES 4

/* All boxes in one tree: they have nothing in common. */
#define NO_PART UINT8_MAX

/* Frames that the ways of sorting are compared by. */
#define N_PROBES 2048

/*
 * What a frame spends, in about a nanosecond each: a fit of what packets cost
 * with some 50 forests of rules of six kinds. A tree's first step is part of
 * the program, and costs nearly nothing.
 */
#define COST_OF_TREE 2
#define COST_OF_STEP 10
#define COST_OF_ROW  8
#define COST_OF_LATE 10
/* And what it spends more where data outgrows a processor's nearest caches. */
#define CACHE_BYTES  (256u << 10)
#define COST_OF_MISS 3
/* More yet, for a leaf and its rows, where it outgrows all that are its own. */
#define OWN_BYTES   (1u << 20)
#define COST_OF_FAR 45

/* Of more boxes than this no way is tried that may copy each so often. */
#define MANY_BOXES   20000
#define SMALL_GROWTH 4

/* As often as there is room: where boxes are joined, other tables cost more. */
#define ANY_GROWTH UINT32_MAX

/* Rows that a few boxes may have. */
#define MIN_ROWS 256

/* A way to make trees: who goes to which, and how they are grown. */
struct attempt {
	uint32_t quarters; /* of a part's bits; fewer fixed ones are wide */
	bool two;	   /* trees at most, by the first part */
	struct tree_style style;
	uint32_t growth; /* rows at most, for each box */
};

static const struct attempt attempts[] = {
	{ .quarters = 0, .style = { 4, 8.0 }, .growth = 16 },
	{ .quarters = 0, .style = { 8, 4.0 }, .growth = 16 },
	{ .quarters = 2, .two = true, .style = { 8, 4.0 }, .growth = 8 },
	{ .quarters = 2, .style = { 4, 2.0 }, .growth = 4 },
	{ .quarters = 2, .style = { 8, 3.0 }, .growth = 4 },
	{ .quarters = 1, .style = { 8, 3.0 }, .growth = 4 },
	{ .quarters = 3, .style = { 8, 3.0 }, .growth = 4 },
	{ .quarters = 0, .style = { 8, 2.0, .joins = true }, .growth = 4 },
	{ .quarters = 0,
	  .style = { 8, 2.0, .joins = true },
	  .growth = ANY_GROWTH },
	{ .quarters = 1,
	  .style = { 8, 2.0, .joins = true },
	  .growth = ANY_GROWTH },
	{ .quarters = 3,
	  .style = { 8, 2.0, .joins = true },
	  .growth = ANY_GROWTH },
};

#define N_ATTEMPTS (sizeof(attempts) / sizeof(attempts[0]))

struct forest {
	uint32_t n;
	struct tree trees[MAX_TREES];
	uint32_t n_boxes[MAX_TREES];
	uint64_t n_bytes;
	uint64_t cost;
	struct tree_joined *joined; /* NULL: no boxes are */
};

struct building {
	struct arena *arena; /* of what the best attempt made */
	const struct tree_boxes *boxes;
	const struct plan *plan;
	uint32_t max_bytes;
	struct plan_column columns[PLAN_TABLE_WORDS];
	uint32_t row_bytes;
	uint8_t parts[2]; /* that boxes are sorted by; NO_PART */
};

/* Bits of part @part that are the same in all of @box. */
static uint32_t fixed_bits(const struct tree_boxes *boxes, uint32_t box,
			   uint8_t part)
{
	const struct tree_range *r = tree_ranges(boxes, box);
	uint32_t bits = 0;

	for (uint32_t w = 0; w < boxes->n_words; w++) {
		uint32_t span = r[w].last - r[w].first;

		if (boxes->part[w] == part)
			bits += boxes->width[w] -
				(span ? 32 - (uint32_t)__builtin_clz(span) : 0);
	}
	return bits;
}

static uint32_t part_width(const struct tree_boxes *boxes, uint8_t part)
{
	uint32_t width = 0;

	for (uint32_t w = 0; w < boxes->n_words; w++)
		width += boxes->part[w] == part ? boxes->width[w] : 0;
	return width;
}

/* The two parts that fix most bits, over all boxes. */
static void find_parts(struct building *b)
{
	uint64_t most[2] = {};
	uint8_t seen = NO_PART;

	b->parts[0] = b->parts[1] = NO_PART;
	for (uint32_t w = 0; w < b->boxes->n_words; w++) {
		uint8_t part = b->boxes->part[w];
		uint64_t sum = 0;

		if (part == seen)
			continue;
		seen = part;
		for (uint32_t i = 0; i < b->boxes->n; i++)
			sum += fixed_bits(b->boxes, i, part);
		if (sum > most[0]) {
			most[1] = most[0];
			b->parts[1] = b->parts[0];
			most[0] = sum;
			b->parts[0] = part;
		} else if (sum > most[1]) {
			most[1] = sum;
			b->parts[1] = part;
		}
	}
}

/*
 * Words of which all boxes have prefixes, as bits: of parts that have several,
 * which would make rows long. For others the shorter span is no gain.
 */
static uint32_t find_prefixes(const struct tree_boxes *boxes)
{
	uint32_t words = 0;

	for (uint32_t w = 0; w < boxes->n_words; w++) {
		if (part_width(boxes, boxes->part[w]) > 32 &&
		    boxes->width[w] == 32)
			words |= 1u << w;
	}
	for (uint32_t i = 0; i < boxes->n && words; i++) {
		const struct tree_range *r = tree_ranges(boxes, i);

		for (uint32_t w = 0; w < boxes->n_words; w++) {
			const uint32_t span = r[w].last - r[w].first;

			if (span & (span + 1))
				words &= ~(1u << w);
		}
	}
	return words;
}

static bool is_wide(const struct building *b, uint32_t box, uint32_t which,
		    uint32_t quarters)
{
	const uint8_t part = b->parts[which];

	return part != NO_PART && 4 * fixed_bits(b->boxes, box, part) <
					  quarters * part_width(b->boxes, part);
}

/* The tree of a box that is no return. */
static uint32_t tree_of(const struct building *b, const struct attempt *t,
			uint32_t box)
{
	if (!t->quarters)
		return 0;
	return is_wide(b, box, 0, t->quarters) |
	       (t->two ? 0 : is_wide(b, box, 1, t->quarters) << 1);
}

/* What there is room for, and is worth it. */
static uint32_t most_rows(const struct building *b, const struct attempt *t)
{
	uint64_t worth = (uint64_t)t->growth * b->boxes->n + MIN_ROWS;
	uint64_t room = (uint64_t)MAX_TREES * b->max_bytes / b->row_bytes;

	return (uint32_t)(worth < room ? worth : room);
}

/*
 * A return is needed if some box that it skips is there; so the last ones are
 * looked at first.
 */
void trees_mark_returns(const struct tree_boxes *boxes, bool *is_in)
{
	uint32_t lowest = UINT32_MAX; /* rank of what is there, and of that */
	uint32_t behind = UINT32_MAX; /* what is of no box of the same item */

	for (uint32_t i = boxes->n; i-- > 0;) {
		const struct tree_box *box = &boxes->v[i];

		if (lowest > box->rank)
			behind = lowest;
		if (box->skip_to)
			is_in[i] = behind < box->skip_to;
		if (is_in[i])
			lowest = box->rank;
	}
}

/*
 * The boxes of tree @which, where @to says so of those that are no returns, in
 * @a.
 */
static struct tree_list list_boxes(struct arena *a,
				   const struct tree_boxes *boxes,
				   const uint8_t *to, uint32_t which)
{
	bool *is_in = arena_calloc(a, boxes->n, sizeof(*is_in));
	uint32_t *v = arena_calloc(a, boxes->n, sizeof(*v)), n = 0;

	for (uint32_t i = 0; i < boxes->n; i++)
		is_in[i] = !boxes->v[i].skip_to && to[i] == which;
	trees_mark_returns(boxes, is_in);
	for (uint32_t i = 0; i < boxes->n; i++) {
		if (is_in[i])
			v[n++] = i;
	}
	return (struct tree_list){ v, n };
}

/* The boxes of @f, with those that stand for several. */
static const struct tree_boxes *boxes_of(const struct building *b,
					 const struct forest *f)
{
	return f->joined ? &f->joined->boxes : b->boxes;
}

/* -E2BIG if a tree gets too large. */
static int grow_forest(struct building *b, struct arena *a,
		       const struct attempt *t, struct forest *out)
{
	uint8_t *to = arena_calloc(a, b->boxes->n, sizeof(*to));
	const uint32_t tree_rows = b->max_bytes / b->row_bytes;
	uint32_t max_rows = most_rows(b, t);
	struct tree_joined *joined =
		t->style.joins ? joined_new(a, b->boxes, b->plan) : NULL;
	int err = 0;

	*out = (struct forest){ .joined = joined };
	for (uint32_t i = 0; i < b->boxes->n; i++)
		to[i] = b->boxes->v[i].skip_to ? 0 : tree_of(b, t, i);
	for (uint32_t i = 0; i < MAX_TREES && !err; i++) {
		const struct tree_list list = list_boxes(a, b->boxes, to, i);
		struct tree *tree = &out->trees[out->n];
		uint64_t bytes;

		if (!list.n)
			continue;
		/* Hardly any box is in vain: each needs a row. */
		if (list.n > tree_rows)
			return -E2BIG;
		err = tree_grow(a, boxes_of(b, out), joined, &list, &t->style,
				max_rows < tree_rows ? max_rows : tree_rows,
				tree);
		max_rows -= err ? 0 : tree->rows.n;
		bytes = tree->nodes.n * sizeof(struct nicfw_tree_node) +
			(uint64_t)(tree->rows.n + tree->max_rows) *
				b->row_bytes;
		if (!err && bytes > b->max_bytes)
			err = -E2BIG;
		out->n_bytes += bytes;
		out->n_boxes[out->n++] = list.n;
	}
	return err;
}

/* SplitMix64. */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* The key of some frame that @box fits. */
static void make_probe(const struct tree_boxes *boxes, uint32_t box,
		       uint64_t *state, uint32_t key[PLAN_TABLE_WORDS])
{
	const struct tree_range *r = tree_ranges(boxes, box);

	key[0] = boxes->v[box].need;
	for (uint32_t w = 0; w < boxes->n_words; w++)
		key[w + 1] = r[w].first +
			     (uint32_t)(next_random(state) %
					((uint64_t)r[w].last - r[w].first + 1));
}

static bool fits(const struct tree_boxes *boxes, uint32_t box,
		 const uint32_t *key)
{
	const struct tree_range *r = tree_ranges(boxes, box);

	if (boxes->v[box].need & ~key[0])
		return false;
	for (uint32_t w = 0; w < boxes->n_words; w++) {
		if (key[w + 1] < r[w].first || key[w + 1] > r[w].last)
			return false;
	}
	return true;
}

/* What a frame spends in @tree; lowers *@best to the rank that it finds. */
static uint32_t probe_tree(const struct tree_boxes *boxes,
			   const struct tree *tree, const uint32_t *key,
			   uint32_t step_cost, uint32_t *best)
{
	const struct tree_node *n = &tree->nodes.v[0];
	uint32_t cost = COST_OF_TREE, floor = 0, n_steps = 0;

	while (n->cut.kind != CUT_NONE) {
		n = &tree->nodes.v[n->first + cut_way(&n->cut, key)];
		cost += n_steps++ ? step_cost : 0;
	}
	for (uint32_t i = 0; i < n->n_rows; i++) {
		uint32_t box = tree->rows.v[n->first + i];

		if (boxes->v[box].rank >= *best)
			break;
		cost += COST_OF_ROW;
		if (boxes->v[box].rank < floor || !fits(boxes, box, key))
			continue;
		if (boxes->v[box].skip_to)
			floor = boxes->v[box].skip_to;
		if (boxes->v[box].skip_to || boxes->ends_nothing)
			continue;
		*best = boxes->v[box].rank;
		break;
	}
	return cost;
}

/*
 * Finds trees that it pays to ask last: where others find what ranks before all
 * that such a tree has, the way down is spared, where they do not it is waited
 * for. There is one that is not late, for none ranks before the best.
 */
static void find_late(const struct building *b, struct forest *f)
{
	const uint32_t n = b->boxes->n;
	const int64_t wait = f->n_bytes > OWN_BYTES ? COST_OF_FAR
						    : COST_OF_LATE;
	int64_t gain[MAX_TREES] = {};
	uint64_t state = 0;

	for (uint32_t i = 0; i < N_PROBES; i++) {
		uint32_t key[PLAN_TABLE_WORDS] = {}, best = UINT32_MAX;
		uint32_t cost[MAX_TREES];

		make_probe(b->boxes, (uint64_t)i * n / N_PROBES, &state, key);
		for (uint32_t k = 0; k < f->n; k++)
			cost[k] = probe_tree(boxes_of(b, f), &f->trees[k], key,
					     COST_OF_STEP, &best);
		for (uint32_t k = 0; k < f->n; k++)
			gain[k] += best < f->trees[k].best_rank
					   ? (int64_t)cost[k]
					   : -wait;
	}
	for (uint32_t k = 0; k < f->n; k++)
		f->trees[k].is_late = !b->boxes->ends_nothing && gain[k] > 0;
}

/* What is spent for a frame. */
static uint32_t probe_forest(const struct building *b, const struct forest *f,
			     const uint32_t *key, uint32_t step_cost)
{
	uint32_t cost = 0, best = UINT32_MAX;

	for (int late = 0; late < 2; late++) {
		for (uint32_t k = 0; k < f->n; k++) {
			const struct tree *t = &f->trees[k];

			if (t->is_late == late &&
			    (!late || best >= t->best_rank))
				cost += probe_tree(boxes_of(b, f), t, key,
						   step_cost, &best);
		}
	}
	return cost;
}

static void measure(const struct building *b, struct forest *f)
{
	const uint32_t step_cost =
		COST_OF_STEP + (f->n_bytes > CACHE_BYTES ? COST_OF_MISS : 0);
	const uint32_t n = b->boxes->n;
	uint64_t state = 0;

	find_late(b, f);
	f->cost = f->n_bytes > OWN_BYTES ? N_PROBES * COST_OF_FAR : 0;
	for (uint32_t i = 0; i < N_PROBES; i++) {
		uint32_t key[PLAN_TABLE_WORDS] = {};

		make_probe(b->boxes, (uint64_t)i * n / N_PROBES, &state, key);
		f->cost += probe_forest(b, f, key, step_cost);
	}
}

/* The trees with most boxes first: then a frame seldom asks the others. */
static void write_forest(struct building *b, const struct forest *f,
			 struct plan_table *table)
{
	bool is_written[MAX_TREES] = {};

	for (uint32_t i = 0; i < f->n; i++) {
		uint32_t most = 0, at = 0;

		for (uint32_t k = 0; k < f->n; k++) {
			if (is_written[k] || f->n_boxes[k] <= most)
				continue;
			most = f->n_boxes[k];
			at = k;
		}
		is_written[at] = true;
		*vec_push(b->arena, &table->trees) =
			tree_write(b->arena, boxes_of(b, f), &f->trees[at],
				   b->columns, b->row_bytes);
	}
}

int trees_build(struct arena *a, const struct tree_boxes *boxes,
		struct plan *plan, uint32_t max_bytes, struct plan_table *table)
{
	struct building b = {
		.arena = a, .boxes = boxes, .plan = plan, .max_bytes = max_bytes
	};
	struct arena *best_arena = NULL;
	struct forest best = {};

	table->prefixes = find_prefixes(boxes);
	plan_table_columns(plan, table, b.columns, &b.row_bytes);
	find_parts(&b);
	for (size_t i = 0; i < N_ATTEMPTS; i++) {
		struct arena *scratch;
		struct forest f;

		if (attempts[i].style.joins && !boxes->ends_nothing)
			continue;
		if (boxes->n > MANY_BOXES && attempts[i].growth > SMALL_GROWTH)
			continue;
		scratch = arena_new();
		if (!grow_forest(&b, scratch, &attempts[i], &f))
			measure(&b, &f);
		else
			f.n = 0;
		if (f.n && (!best.n || f.cost < best.cost)) {
			arena_free(best_arena);
			best_arena = scratch;
			best = f;
		} else {
			arena_free(scratch);
		}
	}
	if (best.n)
		write_forest(&b, &best, table);
	if (best.n && best.joined)
		joined_write(a, best.joined, plan);
	arena_free(best_arena);
	return best.n ? 0 : -E2BIG;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * simplify_shadowed.c - items that no frame gets to
 *
 * An item is shadowed if one before it ends all of its frames: each number that
 * the earlier one asks for is within what it allows, too. Items of fewer or
 * shorter prefixes stand before those of more in careless rulesets, and in user
 * chains that are called from several places.
 *
 * Items are kept by shape, as in tuple space search: by the prefixes that they
 * ask for. An item is looked up once for each shape, with as many bits of its
 * own as that has, and held against those that share them. What is not found
 * so, in time, stays.
 */
#include "policy/heads.h"
#include "policy/simplify_int.h"

/* Lookups of all items, by which there are so many shapes at most. */
#define MAX_LOOKUPS 400000
#define MIN_SHAPES  32

/* Items of one hash that are compared. */
#define MAX_COMPARED 64

/* A prefix of a dimension: all bits but the open ones. */
struct bits {
	uint32_t dim;
	uint8_t n_open;
	u128 open; /* these, as a mask */
};

struct shape {
	uint32_t n;
	struct bits v[ITEM_MAX_CONSTRAINTS];
};

struct shadows {
	const struct simplify *s;
	VEC(struct shape *) shapes; /* items of others shadow none */
	uint32_t max_shapes;
	struct heads heads; /* items by the hash of their shape's bits */
	/* By dimension: of the item at hand; NULL: it allows all. */
	const struct constraint **of_dim;
	uint32_t n_prefixes; /* that it asks for */
	uint32_t shape;	     /* its own; NO_SHAPE: not met before */
	uint64_t hash;	     /* by that */
};

#define NO_SHAPE UINT32_MAX

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15ull;
	return h ^ h >> 29;
}

static uint64_t mix_bits(uint64_t h, const struct bits *b, u128 value)
{
	const uint64_t high = (uint64_t)((value & ~b->open) >> 64);

	h = mix(h, (uint64_t)(value & ~b->open));
	return high ? mix(h, high) : h;
}

/*
 * The hash of the item at hand, looked at as if it had the @i-th shape; false
 * if it allows too much for that. Notes whether that is its own.
 */
static bool hash_as(struct shadows *sh, uint32_t i, uint64_t *out)
{
	const struct shape *shape = sh->shapes.v[i];
	bool is_own = shape->n == sh->n_prefixes;

	*out = i;
	for (uint32_t k = 0; k < shape->n; k++) {
		const struct bits *b = &shape->v[k];
		const struct constraint *c = sh->of_dim[b->dim];
		const struct iset *set = c ? c->allowed : NULL;

		if (!set || (set->v[0].lo ^ set->v[set->n - 1].hi) & ~b->open)
			return false;
		is_own = is_own && set->n_open == b->n_open;
		*out = mix_bits(*out, b, set->v[0].lo);
	}
	if (is_own) {
		sh->shape = i;
		sh->hash = *out;
	}
	return true;
}

/* True if @it allows all that the item at hand does. */
static bool covers(const struct shadows *sh, const struct item *it)
{
	for (uint32_t i = 0; i < it->n_constraints; i++) {
		const struct constraint *own =
			sh->of_dim[it->constraints[i].dim];

		if (!own || iset_relate(it->constraints[i].allowed,
					own->allowed) != ISET_COVERS)
			return false;
	}
	return true;
}

/* Items whose frames do not get to the @at-th, of those with one hash. */
static bool is_shadowed_by(const struct shadows *sh, uint64_t hash, uint32_t at)
{
	uint32_t n = 0;

	for (uint32_t i = heads_find(&sh->heads, hash)->last;
	     i && n < MAX_COMPARED; i = sh->heads.before[i - 1], n++) {
		const struct item *it = &sh->s->segment->items.v[i - 1];

		if (at < simplify_reach(sh->s, i - 1) &&
		    (it->kind != ITEM_RETURN || at < it->skip_to) &&
		    covers(sh, it))
			return true;
	}
	return false;
}

static bool is_shadowed(struct shadows *sh, uint32_t at)
{
	uint64_t hash;

	for (uint32_t i = 0; i < sh->shapes.n; i++) {
		if (hash_as(sh, i, &hash) && is_shadowed_by(sh, hash, at))
			return true;
	}
	return false;
}

static void add_shape(struct shadows *sh, const struct item *it)
{
	struct shape *shape = arena_new_of(sh->s->own, struct shape);

	for (uint32_t i = 0; i < it->n_constraints; i++) {
		const struct constraint *c = &it->constraints[i];

		if (iset_is_prefix(c->allowed))
			shape->v[shape->n++] = (struct bits){
				.dim = c->dim,
				.n_open = c->allowed->n_open,
				.open = iset_open_bits(c->allowed),
			};
	}
	*vec_push(sh->s->own, &sh->shapes) = shape;
}

/* Keeps the item at hand, the @at-th, for those behind it. */
static void add(struct shadows *sh, uint32_t at)
{
	uint64_t hash;

	if (sh->shape == NO_SHAPE) {
		if (sh->shapes.n == sh->max_shapes)
			return;
		add_shape(sh, &sh->s->segment->items.v[at]);
		hash_as(sh, sh->shapes.n - 1, &hash);
	}
	heads_add(&sh->heads, sh->hash, at);
}

/* Takes @it in hand. */
static void hold(struct shadows *sh, const struct item *it)
{
	sh->n_prefixes = 0;
	sh->shape = NO_SHAPE;
	for (uint32_t i = 0; i < it->n_constraints; i++) {
		const struct constraint *c = &it->constraints[i];

		sh->of_dim[c->dim] = c;
		sh->n_prefixes += iset_is_prefix(c->allowed);
	}
}

static void let_go(struct shadows *sh, const struct item *it)
{
	for (uint32_t i = 0; i < it->n_constraints; i++)
		sh->of_dim[it->constraints[i].dim] = NULL;
}

void simplify_shadowed(struct simplify *s)
{
	const uint32_t n = s->segment->items.n;
	struct shadows sh = {
		.s = s,
		.max_shapes = MAX_LOOKUPS / n,
		.heads = heads_new(s->own, n),
	};

	if (sh.max_shapes < MIN_SHAPES)
		sh.max_shapes = MIN_SHAPES;
	sh.of_dim = arena_calloc(s->own, s->low->dims.n, sizeof(*sh.of_dim));
	for (uint32_t i = 0; i + 1 < n; i++) {
		const struct item *it = &s->segment->items.v[i];

		hold(&sh, it);
		s->is_gone[i] = is_shadowed(&sh, i);
		if (!s->is_gone[i] && it->kind != ITEM_COUNT)
			add(&sh, i);
		let_go(&sh, it);
	}
}

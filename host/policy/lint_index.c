// SPDX-License-Identifier: GPL-2.0-only
/*
 * lint_index.c - which rules before this one take a packet?
 *
 * As in tuple space search (Srinivasan, Suri, Varghese: Packet Classification
 * using Tuple Space Search, SIGCOMM 1999), takers are kept by shape: by which
 * bits of which numbers they ask for exactly. A lookup hashes the packet's bits
 * once for each shape, and compares the rest for those in the bucket. Shapes
 * are a tree, a number a level, and a branch is left where no taker has the
 * bits seen so far: of a thousand shapes a packet is looked up in a few dozen.
 */
#include "policy/lint_index.h"

#include "policy/lint_int.h"

/* Takers of one bucket that a search compares. */
#define MAX_COMPARED 256
/* Numbers of more bits are looked up by prefixes as well. */
#define EXACT_WIDTH 16
/*
 * So many are freed where there will be more. Fewer are not worth an arena of
 * their own, which would be far larger than they are.
 */
#define MANY_BUCKETS 2048
#define ROOT_HASH    1
/* Takers for each word of bits that were seen: one bit of six is set. */
#define TAKERS_A_WORD 2

/*
 * Nodes that all lookups go to: of rules that ask for different things, as many
 * named sets, each one has a node that each lookup comes by.
 */
#define MAX_VISITED 100000000

static uint64_t mix(uint64_t h, u128 v)
{
	h ^= (uint64_t)v * 0x9e3779b97f4a7c15ull;
	h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9ull;
	h ^= (uint64_t)(v >> 64) * 0x94d049bb133111ebull;
	return h ^ h >> 31;
}

/* The bits that @c's numbers have in common; 0: none that help. */
static u128 key_mask(const struct lint *l, const struct constraint *c)
{
	const struct lint_dim *d = &l->dims.v[c->dim];
	const struct interval *only = &c->allowed->v[0];
	const u128 free_bits = only->lo ^ only->hi;

	if (c->allowed->n != 1)
		return 0;
	if (!free_bits)
		return d->max;
	/* A block of numbers: the same above, and all numbers below. */
	if (d->value.width <= EXACT_WIDTH || free_bits & (free_bits + 1) ||
	    only->lo & free_bits)
		return 0;
	return d->max & ~free_bits;
}

static void make_buckets(struct lint_index *ix, uint32_t n)
{
	ix->room = n < MANY_BUCKETS ? NULL : arena_child(ix->arena);
	ix->n_buckets = n;
	ix->buckets = arena_calloc(ix->room ? ix->room : ix->arena, n,
				   sizeof(*ix->buckets));
}

void index_start(struct lint_index *ix, struct arena *a, uint32_t n)
{
	*ix = (struct lint_index){ .arena = a, .n_expected = n };
}

/* There are chains by the thousand, most of them of a few rules. */
static void make_room(struct lint_index *ix)
{
	if (ix->n_buckets)
		return;
	make_buckets(ix, 16);
	ix->n_seen = 4;
	ix->seen = arena_calloc(ix->arena, ix->n_seen, sizeof(*ix->seen));
	vec_push(ix->arena, &ix->nodes);
	vec_reserve(ix->arena, &ix->takers, ix->n_expected);
}

/* The bit of @hash, which other bits of it choose than its bucket. */
static uint64_t *seen_word(const struct lint_index *ix, uint64_t hash)
{
	return &ix->seen[(hash >> 38) & (ix->n_seen - 1)];
}

static uint64_t seen_bit(uint64_t hash)
{
	return 1ull << (hash >> 32 & 63);
}

static struct bucket *find_bucket(const struct lint_index *ix, uint64_t hash)
{
	uint32_t i = hash & (ix->n_buckets - 1);

	while (ix->buckets[i].hash && ix->buckets[i].hash != hash)
		i = (i + 1) & (ix->n_buckets - 1);
	return &ix->buckets[i];
}

static void grow_buckets(struct lint_index *ix)
{
	const struct bucket *old = ix->buckets;
	const uint32_t n_old = ix->n_buckets;
	struct arena *room = ix->room;

	if (ix->n_used * 2 < n_old)
		return;
	make_buckets(ix, n_old * 2);
	for (uint32_t i = 0; i < n_old; i++) {
		if (old[i].hash)
			*find_bucket(ix, old[i].hash) = old[i];
	}
	arena_free(room);
}

static void note_seen(struct lint_index *ix, uint64_t hash)
{
	*seen_word(ix, hash) |= seen_bit(hash);
}

static bool is_seen(const struct lint_index *ix, uint64_t hash)
{
	return *seen_word(ix, hash) & seen_bit(hash);
}

/* The child of @node for these bits; it is made if there is none. */
static uint32_t find_child(struct lint_index *ix, struct lint *l, uint32_t node,
			   uint32_t dim, u128 mask, uint32_t pos)
{
	struct index_node *n;
	uint32_t i;

	for (i = ix->nodes.v[node].children; i; i = n->next) {
		n = &ix->nodes.v[i - 1];
		l->n_visited++;
		if (n->dim == dim && n->mask == mask)
			return i - 1;
	}
	n = vec_push(ix->arena, &ix->nodes);
	*n = (struct index_node){
		.dim = dim,
		.mask = mask,
		.first_pos = pos,
		.next = ix->nodes.v[node].children,
	};
	ix->nodes.v[node].children = ix->nodes.n;
	return ix->nodes.n - 1;
}

static void add_to_bucket(struct lint_index *ix, uint64_t hash,
			  const struct taker *t)
{
	struct taker *added = vec_push(ix->arena, &ix->takers);
	struct bucket *b = find_bucket(ix, hash);

	*added = *t;
	added->next = 0;
	if (b->hash) {
		ix->takers.v[b->last].next = ix->takers.n;
	} else {
		ix->n_used++;
		*b = (struct bucket){ .hash = hash, .first = ix->takers.n - 1 };
	}
	b->last = ix->takers.n - 1;
}

/* Which node the numbers lead to is in the hash, so all lie in one table. */
static uint64_t step(uint64_t hash, uint32_t node, u128 v)
{
	hash = mix(mix(hash, node), v);
	return hash | !hash;
}

/* Goes down to where the taker belongs; returns the node, and its hash. */
static uint32_t walk_keys(struct lint_index *ix, struct lint *l,
			  const struct taker *t, uint64_t *out)
{
	uint64_t hash = ROOT_HASH;
	uint32_t node = 0;

	for (uint32_t i = 0; i < t->cube->n; i++) {
		const struct constraint *c = &t->cube->v[i];
		const u128 mask = key_mask(l, c);

		if (!mask)
			continue;
		node = find_child(ix, l, node, c->dim, mask, t->pos);
		hash = step(hash, node, c->allowed->v[0].lo & mask);
		note_seen(ix, hash);
	}
	*out = hash;
	return node;
}

/* What was seen, all over again, in four times the room. */
static void grow_seen(struct lint_index *ix, struct lint *l)
{
	const struct taker *t;
	uint64_t hash;

	if (ix->takers.n < (size_t)ix->n_seen * TAKERS_A_WORD)
		return;
	ix->n_seen *= 4;
	ix->seen = arena_calloc(ix->arena, ix->n_seen, sizeof(*ix->seen));
	vec_for_each(t, &ix->takers)
		walk_keys(ix, l, t, &hash);
}

void index_add(struct lint_index *ix, struct lint *l, const struct taker *t)
{
	uint64_t hash;
	uint32_t node;

	/* No lookup is told that it found all there is, from then on. */
	if (l->n_visited >= MAX_VISITED)
		return;
	make_room(ix);
	grow_buckets(ix);
	grow_seen(ix, l);
	node = walk_keys(ix, l, t, &hash);
	ix->nodes.v[node].is_end = true;
	add_to_bucket(ix, hash, t);
}

static bool is_nearer(const struct hit *hit, const struct taker *t,
		      const struct taker *known)
{
	return !known ||
	       (hit->is_last ? t->pos > known->pos : t->pos < known->pos);
}

static void compare(const struct lint *l, const struct taker *t,
		    const struct cube *cube, struct hit *hit)
{
	if (!point_is_in(l, t->cube))
		return;
	if (is_nearer(hit, t, hit->first))
		hit->first = t;
	if (cube && is_nearer(hit, t, hit->cover) && cube_covers(t->cube, cube))
		hit->cover = t;
}

static void find_in_bucket(const struct lint_index *ix, const struct lint *l,
			   uint32_t first, uint32_t limit,
			   const struct cube *cube, struct hit *hit)
{
	uint32_t n = 0;

	for (uint32_t i = first + 1; i; i = ix->takers.v[i - 1].next) {
		const struct taker *t = &ix->takers.v[i - 1];

		if (t->pos >= limit)
			return;
		if (n++ == MAX_COMPARED) {
			hit->is_cut = true;
			return;
		}
		compare(l, t, cube, hit);
	}
}

/* Nothing from @pos on is nearer than what was found. */
static bool is_done(const struct hit *hit, uint32_t pos,
		    const struct cube *cube)
{
	return !hit->is_last && hit->first && hit->first->pos < pos &&
	       (!cube || (hit->cover && hit->cover->pos < pos));
}

struct lookup {
	const struct lint_index *ix;
	struct lint *lint;
	uint32_t limit;
	const struct cube *cube;
	struct hit *hit;
};

static void find_below(const struct lookup *at, uint32_t node, uint64_t hash)
{
	const struct index_node *n = &at->ix->nodes.v[node];

	if (n->is_end) {
		const struct bucket *b = find_bucket(at->ix, hash);

		if (b->hash)
			find_in_bucket(at->ix, at->lint, b->first, at->limit,
				       at->cube, at->hit);
	}
	for (uint32_t i = n->children; i; i = n->next) {
		uint64_t below;

		n = &at->ix->nodes.v[i - 1];
		if (n->first_pos >= at->limit ||
		    is_done(at->hit, n->first_pos, at->cube))
			continue;
		if (at->lint->n_visited++ >= MAX_VISITED) {
			at->hit->is_cut = true;
			return;
		}
		below = step(hash, i - 1,
			     point_value(at->lint, n->dim) & n->mask);
		if (is_seen(at->ix, below))
			find_below(at, i - 1, below);
	}
}

void index_find(const struct lint_index *ix, struct lint *l, uint32_t limit,
		const struct cube *cube, struct hit *hit)
{
	const struct lookup at = { ix, l, limit, cube, hit };

	hit->is_cut |= l->n_visited >= MAX_VISITED;
	if (ix->takers.n)
		find_below(&at, 0, ROOT_HASH);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * lint_index.c - which rules before this one take a packet?
 *
 * As in tuple space search (Srinivasan, Suri, Varghese: Packet Classification
 * using Tuple Space Search, SIGCOMM 1999), takers are kept by shape: by which
 * bits of which numbers they ask for exactly. A lookup hashes the packet's bits
 * once for each shape, and compares the rest for those in the bucket.
 */
#include "policy/lint_int.h"

/* Takers of one bucket that a search compares. */
#define MAX_COMPARED 256
/* Numbers of more bits are looked up by prefixes as well. */
#define EXACT_WIDTH 16

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

void index_start(struct lint_index *ix, struct arena *a)
{
	*ix = (struct lint_index){ .arena = a, .n_buckets = 64 };
	ix->buckets = arena_calloc(a, ix->n_buckets, sizeof(*ix->buckets));
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

	if (ix->n_used * 2 < n_old)
		return;
	ix->n_buckets *= 4;
	ix->buckets =
		arena_calloc(ix->arena, ix->n_buckets, sizeof(*ix->buckets));
	for (uint32_t i = 0; i < n_old; i++) {
		if (old[i].hash)
			*find_bucket(ix, old[i].hash) = old[i];
	}
}

static uint32_t make_keys(const struct lint *l, const struct cube *c,
			  struct shape_key keys[CUBE_MAX])
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < c->n; i++) {
		const u128 mask = key_mask(l, &c->v[i]);

		if (mask)
			keys[n++] = (struct shape_key){
				.dim = c->v[i].dim,
				.mask = mask,
				.is_same = true,
				.value = c->v[i].allowed->v[0].lo & mask,
			};
	}
	return n;
}

static bool same_keys(const struct shape *s, uint32_t n,
		      const struct shape_key *keys)
{
	if (s->n != n)
		return false;
	for (uint32_t i = 0; i < n; i++) {
		if (s->keys[i].dim != keys[i].dim ||
		    s->keys[i].mask != keys[i].mask)
			return false;
	}
	return true;
}

static struct shape *find_shape(struct lint_index *ix, uint32_t n,
				const struct shape_key *keys, uint32_t pos)
{
	struct shape *s;
	uint64_t hash = 1;

	for (uint32_t i = 0; i < n; i++)
		hash = mix(mix(hash, keys[i].dim), keys[i].mask);
	vec_for_each(s, &ix->shapes) {
		if (s->hash == hash && same_keys(s, n, keys))
			return s;
	}
	s = vec_push(ix->arena, &ix->shapes);
	*s = (struct shape){ .hash = hash, .n = n, .first_pos = pos };
	s->keys = arena_memdup(ix->arena, keys, n * sizeof(*keys));
	return s;
}

void index_add(struct lint_index *ix, const struct lint *l,
	       const struct taker *t)
{
	struct shape_key keys[CUBE_MAX];
	const uint32_t n = make_keys(l, &t->cube, keys);
	struct shape *s = find_shape(ix, n, keys, t->pos);
	uint64_t hash = s->hash;
	struct taker *added = vec_push(ix->arena, &ix->takers);
	struct bucket *b;

	*added = *t;
	added->next = 0;
	for (uint32_t i = 0; i < n; i++) {
		s->keys[i].is_same &= s->keys[i].value == keys[i].value;
		hash = mix(hash, keys[i].value);
	}
	hash |= !hash;
	grow_buckets(ix);
	b = find_bucket(ix, hash);
	if (b->hash) {
		ix->takers.v[b->last].next = ix->takers.n;
	} else {
		ix->n_used++;
		*b = (struct bucket){ .hash = hash, .first = ix->takers.n - 1 };
	}
	b->last = ix->takers.n - 1;
}

/* The hash of the point's bits; false: the shape has none like it. */
static bool hash_point(const struct lint *l, const struct shape *s,
		       uint64_t *out)
{
	uint64_t hash = s->hash;

	for (uint32_t i = 0; i < s->n; i++) {
		const struct shape_key *k = &s->keys[i];
		const u128 v = point_value(l, k->dim) & k->mask;

		if (k->is_same && v != k->value)
			return false;
		hash = mix(hash, v);
	}
	*out = hash | !hash;
	return true;
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
	if (!point_is_in(l, &t->cube))
		return;
	if (is_nearer(hit, t, hit->first))
		hit->first = t;
	if (cube && is_nearer(hit, t, hit->cover) &&
	    cube_covers(&t->cube, cube))
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

void index_find(const struct lint_index *ix, const struct lint *l,
		uint32_t limit, const struct cube *cube, struct hit *hit)
{
	const struct shape *s;
	const struct bucket *b;
	uint64_t hash;

	vec_for_each(s, &ix->shapes) {
		if (s->first_pos >= limit)
			return;
		if (!hash_point(l, s, &hash))
			continue;
		b = find_bucket(ix, hash);
		if (b->hash)
			find_in_bucket(ix, l, b->first, limit, cube, hit);
	}
}

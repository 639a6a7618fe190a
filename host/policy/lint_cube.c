// SPDX-License-Identifier: GPL-2.0-only
/*
 * lint_cube.c - sets of packets as conjunctions
 */
#include "policy/lint_cube.h"

#include "policy/lint_int.h"

#include <linux/if_ether.h>
#include <netinet/in.h>

/* ---- Dimensions ---- */

static uint32_t hash_dim(const struct lint_dim *d)
{
	const uint64_t set = d->in ? (uintptr_t)d->in->set >> 4 : 0;
	uint64_t h = set * 31 + d->value.base;

	h = h * 31 + d->value.bit_off;
	h = h * 31 + d->value.width;
	h = h * 31 + (uint64_t)(d->mask ^ d->mask >> 64);
	return (h ^ h >> 17) % N_DIM_HEADS;
}

static bool same_key(const struct policy_stmt *a, const struct policy_stmt *b)
{
	if (!a || !b)
		return a == b;
	if (a->set != b->set || a->n_parts != b->n_parts)
		return false;
	for (uint32_t i = 0; i < a->n_parts; i++) {
		if (a->parts[i].field != b->parts[i].field ||
		    a->parts[i].mask != b->parts[i].mask)
			return false;
	}
	return true;
}

static uint32_t find_dim(struct lint *l, const struct lint_dim *wanted)
{
	uint32_t *head = &l->heads[hash_dim(wanted)];
	struct lint_dim *d;

	for (uint32_t i = *head; i; i = d->next) {
		d = &l->dims.v[i - 1];
		if (d->value.base == wanted->value.base &&
		    d->value.bit_off == wanted->value.bit_off &&
		    d->value.width == wanted->value.width &&
		    d->mask == wanted->mask && same_key(d->in, wanted->in))
			return i - 1;
	}
	d = vec_push(l->arena, &l->dims);
	*d = *wanted;
	d->next = *head;
	*head = l->dims.n;
	return l->dims.n - 1;
}

uint32_t lint_value_dim(struct lint *l, struct plan_value value, u128 mask,
			enum field_id field)
{
	/* A pattern of bits that few rules ask for. */
	static const u128 odd = (u128)0xb5a6d3c5b5a6d3c5ull << 64 |
				0xb5a6d3c5b5a6d3c5ull;
	struct lint_dim d = {
		.value = value,
		.mask = mask,
		.max = mask,
		.field = field,
	};

	if (value.base != PLAN_AVAIL && value.width > 1)
		d.usual = odd >> (128 - value.width) & mask;
	return find_dim(l, &d);
}

uint32_t lint_set_dim(struct lint *l, const struct policy_stmt *s)
{
	const struct lint_dim d = {
		.mask = 1,
		.max = 1,
		.in = s,
		.field = s->parts[0].field,
	};

	return find_dim(l, &d);
}

const struct iset *lint_range(struct lint *l, u128 lo, u128 hi)
{
	const u128 both = lo * 31 + hi;
	const uint64_t hash =
		((uint64_t)both ^ (uint64_t)(both >> 64)) * 0x9e3779b97f4a7c15;
	const struct iset **known =
		&l->ranges[hash >> 32 & (N_KNOWN_RANGES - 1)];

	if (!*known || (*known)->v[0].lo != lo || (*known)->v[0].hi != hi)
		*known = iset_range(l->arena, lo, hi);
	return *known;
}

/* ---- Drafts ---- */

void draft_start(struct cube_draft *d, const struct cube *from)
{
	d->cube = from ? *from : (struct cube){};
	if (from && from->n)
		memcpy(d->room, from->v, from->n * sizeof(d->room[0]));
	d->cube.v = d->room;
}

/* The first constraint that is of @dim, or of one behind it. */
static uint32_t find_term(const struct cube *c, uint32_t dim)
{
	uint32_t i = 0;

	while (i < c->n && c->v[i].dim < dim)
		i++;
	return i;
}

const struct iset *cube_allows(const struct cube *c, uint32_t dim)
{
	const uint32_t i = find_term(c, dim);

	return i < c->n && c->v[i].dim == dim ? c->v[i].allowed : NULL;
}

static void insert_term(struct cube_draft *d, uint32_t i, uint32_t dim,
			const struct iset *allowed)
{
	struct cube *c = &d->cube;

	if (c->n == CUBE_MAX) {
		c->is_wider = true;
		return;
	}
	memmove(&d->room[i + 1], &d->room[i], (c->n - i) * sizeof(d->room[0]));
	d->room[i] = (struct constraint){ dim, allowed };
	c->n++;
}

void draft_put(struct lint *l, struct arena *a, struct cube_draft *d,
	       uint32_t dim, const struct iset *allowed)
{
	struct cube *c = &d->cube;
	const uint32_t i = find_term(c, dim);
	const bool is_there = i < c->n && c->v[i].dim == dim;

	if (c->is_empty)
		return;
	if (is_there && c->v[i].allowed == allowed)
		return;
	if (is_there)
		allowed = iset_intersect(a, c->v[i].allowed, allowed);
	if (!allowed->n) {
		c->is_empty = true;
		c->empty_dim = dim;
		return;
	}
	if (!allowed->v[0].lo && allowed->v[0].hi >= l->dims.v[dim].max)
		return;
	if (is_there)
		d->room[i].allowed = allowed;
	else
		insert_term(d, i, dim, allowed);
}

void draft_join(struct lint *l, struct arena *a, struct cube_draft *d,
		const struct cube *other)
{
	d->cube.is_wider |= other->is_wider;
	if (other->is_empty && !d->cube.is_empty) {
		d->cube.is_empty = true;
		d->cube.empty_dim = other->empty_dim;
	}
	for (uint32_t i = 0; i < other->n; i++)
		draft_put(l, a, d, other->v[i].dim, other->v[i].allowed);
}

struct cube draft_finish(struct arena *a, const struct cube_draft *d)
{
	struct cube c = d->cube;

	c.v = arena_memdup(a, d->room, c.n * sizeof(d->room[0]));
	return c;
}

/* ---- What implies what ---- */

static bool is_only(const struct iset *s, u128 value)
{
	return s && s->n == 1 && s->v[0].lo == value && s->v[0].hi == value;
}

static bool has_any(const struct iset *s, const uint8_t *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (iset_contains(s, values[i]))
			return true;
	}
	return false;
}

/* frame.c: an IP header that is sound gives the transport protocol. */
static void close_l4(struct lint *l, struct arena *a, struct cube_draft *d)
{
	static const uint8_t ext[] = { IPPROTO_HOPOPTS, IPPROTO_ROUTING,
				       IPPROTO_FRAGMENT, IPPROTO_DSTOPTS };
	const struct iset *trans = cube_allows(&d->cube, l->trans), *s;

	if (trans && trans->v[0].lo)
		draft_put(l, a, d, l->has_l4, lint_range(l, 1, 1));
	if (!is_only(cube_allows(&d->cube, l->has_l4), 1))
		return;
	draft_put(l, a, d, l->protocol, l->ip_protocols);
	s = cube_allows(&d->cube, l->protocol);
	if (is_only(s, ETH_P_IP)) {
		/* Behind the first fragment there is no transport header. */
		if (trans && trans->v[0].lo)
			draft_put(l, a, d, l->ip_frag_off, l->no_offset);
		s = cube_allows(&d->cube, l->ip_protocol);
		if (s)
			draft_put(l, a, d, l->l4proto, s);
		s = cube_allows(&d->cube, l->l4proto);
		if (s)
			draft_put(l, a, d, l->ip_protocol, s);
	} else if (is_only(s, ETH_P_IPV6)) {
		s = cube_allows(&d->cube, l->ip6_nexthdr);
		if (s && !has_any(s, ext, sizeof(ext)))
			draft_put(l, a, d, l->l4proto, s);
	}
}

static bool is_tag(const struct iset *s)
{
	return is_only(s, ETH_P_8021Q) || is_only(s, ETH_P_8021AD);
}

/* True if all of @s are types of protocols, and not lengths or tags. */
static bool are_types(const struct iset *s)
{
	return s && s->v[0].lo >= ETH_P_802_3_MIN &&
	       !iset_contains(s, ETH_P_8021Q) &&
	       !iset_contains(s, ETH_P_8021AD);
}

/* frame.c: what is behind one tag is the protocol. */
static void close_protocol(struct lint *l, struct arena *a,
			   struct cube_draft *d)
{
	const struct iset *type = cube_allows(&d->cube, l->eth_type);
	const struct iset *inner = cube_allows(&d->cube, l->vlan_type);

	if (are_types(type))
		draft_put(l, a, d, l->protocol, type);
	else if (is_tag(type) && inner && inner->v[0].lo >= ETH_P_802_3_MIN)
		draft_put(l, a, d, l->protocol, inner);
}

void draft_close(struct lint *l, struct arena *a, struct cube_draft *d)
{
	close_protocol(l, a, d);
	close_l4(l, a, d);
}

/* ---- Comparing ---- */

bool cube_covers(const struct cube *c, const struct cube *other)
{
	uint32_t k = 0;

	if (other->is_empty)
		return true;
	if (c->is_empty || c->is_wider)
		return false;
	for (uint32_t i = 0; i < c->n; i++) {
		while (k < other->n && other->v[k].dim < c->v[i].dim)
			k++;
		if (k == other->n || other->v[k].dim != c->v[i].dim)
			return false;
		if (c->v[i].allowed != other->v[k].allowed &&
		    iset_relate(c->v[i].allowed, other->v[k].allowed) !=
			    ISET_COVERS)
			return false;
	}
	return true;
}

bool cube_meets(const struct cube *c, const struct cube *other)
{
	uint32_t k = 0;

	if (c->is_empty || other->is_empty)
		return false;
	for (uint32_t i = 0; i < c->n; i++) {
		while (k < other->n && other->v[k].dim < c->v[i].dim)
			k++;
		if (k == other->n)
			break;
		if (other->v[k].dim == c->v[i].dim &&
		    iset_relate(c->v[i].allowed, other->v[k].allowed) ==
			    ISET_DISJOINT)
			return false;
	}
	return true;
}

/* ---- Points ---- */

static void grow_point(struct lint *l)
{
	struct point *p = &l->point;

	if (p->v)
		return;
	p->v = arena_calloc(l->arena, l->dims.n, sizeof(*p->v));
	p->stamps = arena_calloc(l->arena, l->dims.n, sizeof(*p->stamps));
}

void point_clear(struct lint *l)
{
	grow_point(l);
	l->point.stamp++;
}

void point_set(struct lint *l, uint32_t dim, u128 value)
{
	l->point.v[dim] = value;
	l->point.stamps[dim] = l->point.stamp;
}

u128 point_value(const struct lint *l, uint32_t dim)
{
	if (l->point.stamps[dim] == l->point.stamp)
		return l->point.v[dim];
	return l->dims.v[dim].usual;
}

void point_of_cube(struct lint *l, const struct cube *c)
{
	point_clear(l);
	for (uint32_t i = 0; i < c->n; i++) {
		const struct iset *s = c->v[i].allowed;
		const u128 usual = l->dims.v[c->v[i].dim].usual;

		point_set(l, c->v[i].dim,
			  iset_contains(s, usual) ? usual : s->v[0].lo);
	}
}

bool point_is_in(const struct lint *l, const struct cube *c)
{
	if (c->is_empty)
		return false;
	for (uint32_t i = 0; i < c->n; i++) {
		if (!iset_contains(c->v[i].allowed,
				   point_value(l, c->v[i].dim)))
			return false;
	}
	return true;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_layout.c - where on the stack what has a place there is
 *
 * From the lowest address: the key of lookups, and in it, before there is one,
 * what a walk through extension headers remembers; then the rest, what is used
 * most first, for an nfp reaches the lowest 64 bytes cheapest (jit.c,
 * mem_op_stack).
 *
 * What one part of the program stores, in this order and on the same ways, is a
 * group. A group of an odd number of words starts at the second word of a pair,
 * so that each of its words is the second of its pair or has one behind that is
 * stored later (emit.h). Groups are cut where a pair ends.
 */
#include "offload/emit.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <stdlib.h>

#define MAX_STACK 512

/* What hides a vector is read as often as some value. */
#define NOUGHT_USES 8

struct place {
	int16_t *slot;
	uint32_t n_words;
	uint32_t uses; /* words that are read of it */
};

/* Places that stay together; whole pairs. */
struct run {
	uint32_t first;
	uint32_t n;
	uint32_t n_words; /* with one that is left free, if n_free is 1 */
	uint32_t n_free;
	uint32_t uses;
	bool is_zeroed; /* not stored on all ways */
};

struct layout {
	struct emitter *e;
	VEC(struct place) places;
	VEC(struct run) runs;
	uint32_t first; /* of the group that is being added */
};

/* Adds to the group what has a place; slots of others are 0. */
static void add(struct layout *l, int16_t *slot, uint32_t n_words,
		uint32_t uses)
{
	if (!*slot)
		return;
	*vec_push(l->e->arena, &l->places) =
		(struct place){ slot, n_words, uses };
}

static bool is_placed(const struct layout *l, const int16_t *slot)
{
	const struct place *p;

	vec_for_each(p, &l->places)
		if (p->slot == slot)
			return true;
	return false;
}

static uint32_t group_words(const struct layout *l)
{
	uint32_t words = 0;

	for (size_t i = l->first; i < l->places.n; i++)
		words += l->places.v[i].n_words;
	return words;
}

/* Cuts the group that was added into runs. */
static void end_group(struct layout *l, bool is_zeroed)
{
	uint32_t at = group_words(l) % 2;
	struct run *run = NULL;

	for (size_t i = l->first; i < l->places.n; i++) {
		if (!run || at % 2 == 0) {
			run = vec_push(l->e->arena, &l->runs);
			*run = (struct run){ .first = i,
					     .n_words = at % 2,
					     .n_free = at % 2,
					     .is_zeroed = is_zeroed };
		}
		run->n++;
		run->n_words += l->places.v[i].n_words;
		run->uses += l->places.v[i].uses;
		at += l->places.v[i].n_words;
	}
	l->first = l->places.n;
}

/* How often nodes read the fact @index of kind @base. */
static uint32_t fact_uses(const struct emitter *e, enum plan_base base,
			  uint16_t index)
{
	uint32_t uses = 0;

	for (size_t i = 0; i < e->plan->values.n; i++) {
		const struct plan_value *v = &e->plan->values.v[i];

		if (v->base == base && v->bit_off == index)
			uses += e->slots.uses[i];
	}
	return uses;
}

static void add_meta(struct layout *l, enum plan_meta meta)
{
	add(l, &l->e->slots.meta[meta], 1, fact_uses(l->e, PLAN_META, meta));
}

static void add_avail(struct layout *l, enum plan_base base)
{
	add(l, &l->e->slots.avail[base], 1, fact_uses(l->e, PLAN_AVAIL, base));
}

/*
 * Ends a group in front of what is not stored on all ways that come here. To an
 * nfp, where each word counts, both are one group: a program that fits there
 * has few enough ways.
 */
static void end_on_way(struct layout *l, bool is_zeroed)
{
	if (l->e->profile->unit != UNIT_NFP)
		end_group(l, is_zeroed);
}

/* Those of header @base that end at byte @end, for frames of one type. */
static void add_checked(struct layout *l, enum plan_base base, unsigned int end,
			int32_t type)
{
	struct emitter *e = l->e;
	const uint16_t *index;

	vec_for_each(index, &e->slots.loads[base]) {
		const struct plan_value *v = &e->plan->values.v[*index];

		if (emit_value_end(v) == end && e->slots.type[*index] == type)
			add(l, &e->slots.value[*index],
			    plan_part_bytes(v->width) / 4,
			    e->slots.uses[*index]);
	}
	end_on_way(l, base != PLAN_FRAME || end > ETH_HLEN);
}

/* A header may end in front of any value. */
static void add_values(struct layout *l, enum plan_base base)
{
	struct emitter *e = l->e;
	const uint16_t *index;

	vec_for_each(index, &e->slots.loads[base]) {
		const unsigned int end =
			emit_value_end(&e->plan->values.v[*index]);

		if (!is_placed(l, &e->slots.value[*index]))
			add_checked(l, base, end, e->slots.type[*index]);
	}
}

/* Which are asked for hangs on the frame. */
static void add_answers(struct layout *l)
{
	struct emitter *e = l->e;

	for (size_t i = 0; i < e->plan->values.n; i++) {
		if (e->plan->values.v[i].base != PLAN_ANSWER)
			continue;
		add(l, &e->slots.value[i], 1, e->slots.uses[i]);
		end_on_way(l, true);
	}
}

/* What is stored for every frame. */
static void add_always(struct layout *l)
{
	struct slots *s = &l->e->slots;

	add(l, &s->kept, 2, s->keep_uses);
	end_group(l, false);
	add(l, &s->nought, 2, NOUGHT_USES);
	end_group(l, true);
	add(l, &s->beyond, 1, 0);
	add_meta(l, PLAN_META_PKTTYPE);
	add_avail(l, PLAN_NET);
	add_avail(l, PLAN_FRAME);
	add_meta(l, PLAN_META_PROTOCOL);
	end_group(l, false);
}

static void add_headers(struct layout *l)
{
	struct emitter *e = l->e;

	add_values(l, PLAN_FRAME);
	end_group(l, emit_last_end(e, PLAN_FRAME) > ETH_HLEN);
	add_values(l, PLAN_NET);
	end_group(l, true);
	add_meta(l, PLAN_META_HAS_L4);
	add_meta(l, PLAN_META_L4PROTO);
	end_on_way(l, true);
	add_avail(l, PLAN_TRANS);
	end_on_way(l, true);
	add_values(l, PLAN_TRANS);
	end_group(l, true);
	for (unsigned int base = PLAN_HBH; base < N_PLAN_HEADERS; base++) {
		add(l, &e->slots.exists[base], 1,
		    fact_uses(e, PLAN_EXISTS, base));
		end_on_way(l, true);
		add_avail(l, base);
		end_on_way(l, true);
		add_values(l, base);
		end_group(l, true);
	}
	add_answers(l);
	end_group(l, true);
}

/* Most uses for a word first; groups in their order. */
static int compare_runs(const void *x, const void *y)
{
	const struct run *a = x, *b = y;
	uint64_t of_a = (uint64_t)a->uses * b->n_words;
	uint64_t of_b = (uint64_t)b->uses * a->n_words;

	if (of_a != of_b)
		return of_a > of_b ? -1 : 1;
	return a->first < b->first ? -1 : 1;
}

/* Slots count bytes from the key's start, until rebase_all(). */
static void zero_pairs(struct emitter *e, uint32_t from, uint32_t to)
{
	for (; from < to; from += 2)
		*vec_push(e->arena, &e->slots.zeroed) = 4 * from;
}

/* Places the runs behind @words; returns the words that are taken then. */
static uint32_t place_runs(struct layout *l, uint32_t words)
{
	const struct run *run;

	if (l->runs.n)
		qsort(l->runs.v, l->runs.n, sizeof(*run), compare_runs);
	vec_for_each(run, &l->runs) {
		uint32_t at = words + run->n_free;

		for (uint32_t i = 0; i < run->n; i++) {
			struct place *p = &l->places.v[run->first + i];

			*p->slot = 4 * at;
			at += p->n_words;
		}
		if (run->is_zeroed)
			zero_pairs(l->e, words, at);
		words = at;
	}
	return words;
}

/*
 * The words of the longest key, two at least, and of what is behind a key or
 * takes its place: leaves, the hash of one, a value that may have ended.
 */
static uint32_t key_words(const struct emitter *e)
{
	const struct plan_table *table;
	const struct plan_map *from;
	const struct image_map *m;
	uint32_t most = 2;

	vec_for_each(from, &e->plan->maps)
		if (from->kind == PLAN_MAP_TIMED)
			most = ENDED_BYTES / 4;

	vec_for_each(table, &e->plan->tables) {
		uint32_t words = 2 + LEAF_BYTES / 4 * table->trees.n;

		most = words > most ? words : most;
	}
	vec_for_each(m, &e->img->maps) {
		uint32_t words = m->key_bytes / 4;

		most = words > most ? words : most;
	}
	if (emit_perfect_has_parts(e))
		most = most > 4 ? most : 4;
	return most;
}

/*
 * What a walk remembers is behind the words that numbers are hidden in, each in
 * the second word of a pair, since not all are stored on all ways. Returns the
 * words of the key with that, whole pairs.
 */
static uint32_t place_walk(struct emitter *e)
{
	struct slots *s = &e->slots;
	uint32_t words = 2, key = key_words(e);

	for (unsigned int base = PLAN_HBH; base < N_PLAN_HEADERS; base++) {
		if (s->found[base])
			s->found[base] = 4 * (words + 1);
		words += s->found[base] ? 2 : 0;
	}
	if (s->l4_end)
		s->l4_end = 4 * (words + 1);
	words += s->l4_end ? 2 : 0;
	zero_pairs(e, 2, words);
	return words > key ? words : key + key % 2;
}

/* Turns bytes from the key's start into offsets from the frame pointer. */
static void rebase(int16_t *slot, unsigned int n, int frame)
{
	for (unsigned int i = 0; i < n; i++) {
		if (slot[i])
			slot[i] -= frame;
	}
}

static void rebase_all(struct emitter *e, int frame)
{
	struct slots *s = &e->slots;

	s->key = -frame;
	s->scratch = 4 - frame;
	rebase(s->value, e->plan->values.n, frame);
	rebase(s->meta, N_PLAN_META, frame);
	rebase(s->avail, N_PLAN_HEADERS, frame);
	rebase(s->exists, N_PLAN_HEADERS, frame);
	rebase(s->found, N_PLAN_HEADERS, frame);
	rebase(&s->l4_end, 1, frame);
	rebase(&s->kept, 1, frame);
	rebase(&s->nought, 1, frame);
	rebase(&s->beyond, 1, frame);
	rebase(s->zeroed.v, s->zeroed.n, frame);
}

/* Values of facts are where the fact is, whatever their width. */
static void point_to_facts(struct emitter *e)
{
	struct slots *s = &e->slots;

	for (size_t i = 0; i < e->plan->values.n; i++) {
		const struct plan_value *v = &e->plan->values.v[i];

		if (!s->value[i])
			continue;
		if (v->base == PLAN_AVAIL)
			s->value[i] = s->avail[v->bit_off];
		else if (v->base == PLAN_EXISTS)
			s->value[i] = s->exists[v->bit_off];
		else if (v->base == PLAN_META)
			s->value[i] = s->meta[v->bit_off];
		else if (v->base == PLAN_CONST)
			s->value[i] = 0;
	}
}

void emit_layout(struct emitter *e)
{
	struct layout l = { .e = e };
	uint32_t words;

	add_always(&l);
	add_headers(&l);
	words = place_runs(&l, place_walk(e));
	if (4 * words > MAX_STACK)
		e->error = -E2BIG;
	point_to_facts(e);
	rebase_all(e, 4 * words);
}

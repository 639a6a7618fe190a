// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_take.c - which elements does "delete element" take out of a set?
 *
 * A file may give an element several times, which the kernel has once.
 */
#include "lang/nft_take.h"

#include "lang/nft_expr.h"
#include "lang/nft_print_expr.h"
#include "lang/set_values.h"

#include <stdlib.h>

struct taking {
	struct parser *p;
	const struct ast_set *set;
	struct set_values values; /* e: NULL once it is taken */
	struct set_value wanted;
	struct expr *taken;
};

static struct loc wanted_loc(const struct taking *t)
{
	return t->wanted.e->loc;
}

/* Reads @e as the wanted element. */
static bool want(struct taking *t, struct expr *e)
{
	if (!set_value_read(&t->values, t->p->diag, t->set, e, &t->wanted))
		return true;
	parser_unwind(t->p);
	return false;
}

static const char *key_text(const struct taking *t, const struct set_value *v)
{
	return print_expr_text(t->values.arena, element_key(v->e));
}

static bool refuse_unsure(struct taking *t, const struct set_value *v)
{
	parser_error(
		t->p, wanted_loc(t),
		"only nft knows if this is '%s' of '%s': leave elements out where they are added",
		key_text(t, v), t->set->name);
	return false;
}

static bool refuse_part(struct taking *t, const struct set_value *v)
{
	parser_error(
		t->p, wanted_loc(t),
		"this is not all of an element, as of '%s': nft takes whole ones out of '%s'",
		key_text(t, v), t->set->name);
	return false;
}

static void take(struct taking *t, struct set_value *v)
{
	*vec_push(t->p->nodes, &t->taken->items) = v->e;
	v->e = NULL;
}

/* Nothing was taken: says why. */
static bool refuse_missing(struct taking *t)
{
	const struct set_value *v;

	vec_for_each(v, &t->values.v)
		if (v->e && set_value_overlaps(&t->values, v, &t->wanted))
			return refuse_part(t, v);
	parser_error(t->p, wanted_loc(t),
		     "'%s' has no such element in this file", t->set->name);
	return false;
}

/*
 * The kernel finds ranges of several parts by their lowest corner alone
 * (nft_pipapo_deactivate()), so it might take another one that has it.
 */
static bool check_start(struct taking *t)
{
	const struct set_value *v;

	if (!(t->set->flags & SET_INTERVAL) || t->values.key.n_parts == 1)
		return true;
	vec_for_each(v, &t->values.v)
		if (v->e && set_value_has_start(&t->values, v, &t->wanted))
			return refuse_part(t, v);
	return true;
}

static bool take_equal(struct taking *t)
{
	const size_t n = t->taken->items.n;
	struct set_value *v;

	vec_for_each(v, &t->values.v) {
		enum set_value_relation r =
			v->e ? set_value_compare(&t->values, v, &t->wanted)
			     : VALUES_DIFFER;

		if (r == VALUES_UNSURE)
			return refuse_unsure(t, v);
		if (r == VALUES_EQUAL)
			take(t, v);
	}
	if (t->taken->items.n == n)
		return refuse_missing(t);
	return check_start(t);
}

static int by_start(const void *a, const void *b)
{
	const struct interval *x = *(const struct interval *const *)a;
	const struct interval *y = *(const struct interval *const *)b;

	return (x->lo > y->lo) - (x->lo < y->lo);
}

/* Are @n intervals, one behind the other, all of @whole? */
static bool is_all_of(const struct interval *whole, const struct interval **v,
		      size_t n)
{
	u128 next = whole->lo;

	qsort(v, n, sizeof(*v), by_start);
	for (size_t i = 0; i < n; i++) {
		if (v[i]->lo > next)
			return false;
		if (v[i]->hi >= whole->hi)
			return true;
		if (v[i]->hi >= next)
			next = v[i]->hi + 1;
	}
	return false;
}

/* Does @v reach into @whole or touch it, without being a part of it? */
static bool goes_beyond(const struct interval *v, const struct interval *whole)
{
	bool is_below = v->hi < whole->lo && whole->lo - v->hi > 1;
	bool is_above = whole->hi < v->lo && v->lo - whole->hi > 1;

	return !is_below && !is_above &&
	       (v->lo < whole->lo || whole->hi < v->hi);
}

/* With auto-merge, what overlaps or touches is one element. */
static bool take_merged(struct taking *t)
{
	const struct interval *whole = &t->wanted.parts->v;
	const struct interval **inside =
		arena_calloc(t->values.arena, t->values.v.n, sizeof(*inside));
	const struct set_value *first = NULL;
	struct set_value *v;
	size_t n = 0;

	vec_for_each(v, &t->values.v) {
		if (!v->e || !v->parts)
			continue;
		if (v->parts->text || t->wanted.parts->text)
			return refuse_unsure(t, v);
		if (goes_beyond(&v->parts->v, whole))
			return refuse_part(t, v);
		if (!set_value_overlaps(&t->values, v, &t->wanted))
			continue;
		inside[n++] = &v->parts->v;
		first = first ?: v;
	}
	if (!n)
		return refuse_missing(t);
	if (!is_all_of(whole, inside, n))
		return refuse_part(t, first);
	vec_for_each(v, &t->values.v)
		if (v->e && set_value_overlaps(&t->values, v, &t->wanted))
			take(t, v);
	return true;
}

static bool take_one(struct taking *t, struct expr *e)
{
	if (!want(t, e))
		return false;
	if (t->set->auto_merge && t->wanted.parts && t->values.key.n_parts == 1)
		return take_merged(t);
	return take_equal(t);
}

static bool start(struct taking *t, struct arena *room)
{
	if (!set_values_read(room, t->p->diag, t->set, &t->values))
		return true;
	parser_unwind(t->p);
	return false;
}

/* The elements that were not taken. */
static void keep_others(struct ast_set *set, const struct set_values *values)
{
	const struct set_value *v;

	set->elements.n = 0;
	vec_for_each(v, &values->v)
		if (v->e)
			set->elements.v[set->elements.n++] = v->e;
}

struct expr *take_elements(struct parser *p, struct ast_set *set,
			   const struct expr *all)
{
	struct arena *room = arena_new();
	struct taking t = { p, set, .taken = expr_new(p, EXPR_SET, all->loc) };
	bool is_done = start(&t, room);
	struct expr *const *e;

	vec_for_each(e, &all->items)
		is_done = is_done && take_one(&t, *e);
	if (is_done)
		keep_others(set, &t.values);
	arena_free(room);
	return is_done ? t.taken : NULL;
}

/* Notes the wanted one as an element that is there. */
static bool take_new(struct taking *t, struct expr *e)
{
	const struct set_value *v;

	if (!want(t, e))
		return false;
	vec_for_each(v, &t->values.v) {
		if (set_value_compare(&t->values, v, &t->wanted) !=
		    VALUES_EQUAL)
			continue;
		parser_error(
			t->p, wanted_loc(t),
			"'%s' is in '%s' already: write 'add', or leave it out",
			key_text(t, v), t->set->name);
		return false;
	}
	*vec_push(t->values.arena, &t->values.v) = t->wanted;
	return true;
}

bool take_none(struct parser *p, const struct ast_set *set,
	       const struct expr *all)
{
	struct arena *room = arena_new();
	struct taking t = { p, set };
	bool is_done = start(&t, room);
	struct expr *const *e;

	vec_for_each(e, &all->items)
		is_done = is_done && take_new(&t, *e);
	arena_free(room);
	return is_done;
}

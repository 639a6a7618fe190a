// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_overlap.c - elements that are the same, overlap, or touch
 *
 * As nft and the kernel have it: what is written twice counts once (in a map
 * if it says the same); of numbers that overlap, anonymous sets and those with
 * auto-merge take the union, all others are refused. Of concatenations the
 * kernel refuses an element if its lowest or highest corner lies in an earlier
 * one; other overlaps it accepts, and a set is then their union. In a map they
 * would make the verdict a matter of order, so there we refuse them.
 */
#include "policy/resolve_int.h"

#include <errno.h>
#include <stdlib.h>

static int number_cmp(u128 a, u128 b)
{
	return (a > b) - (a < b);
}

static int parts_cmp(const struct draft *a, const struct draft *b,
		     uint32_t n_parts)
{
	int diff = 0;

	for (uint32_t i = 0; !diff && i < n_parts; i++) {
		diff = number_cmp(a->element.parts[i].lo,
				  b->element.parts[i].lo);
		if (!diff)
			diff = number_cmp(a->element.parts[i].hi,
					  b->element.parts[i].hi);
	}
	return diff;
}

static int by_parts(const void *a, const void *b, void *n_parts)
{
	const struct draft *x = a;
	const struct draft *y = b;
	int diff = parts_cmp(x, y, *(const uint32_t *)n_parts);

	return diff ? diff : (x->order > y->order) - (x->order < y->order);
}

static bool action_equal(const struct action *a, const struct action *b)
{
	return a->kind == b->kind && a->chain == b->chain;
}

/* Makes @first the one of two that stands first in the text. */
static void in_text_order(const struct draft **first,
			  const struct draft **later)
{
	const struct draft *a = *first;

	if (a->order < (*later)->order)
		return;
	*first = *later;
	*later = a;
}

/* "10.0.0.0-10.0.0.9 . 80" */
static const char *keys_text(struct resolver *r, const struct set_draft *d,
			     const struct draft *draft)
{
	const char *all = "";

	for (uint32_t i = 0; i < d->key.n_parts; i++) {
		const struct interval *v = &draft->element.parts[i];
		const struct key_part *part = &d->key.parts[i];

		all = arena_printf(r->arena, "%s%s%s", all, i ? " . " : "",
				   datatype_print(r->arena, part->type,
						  part->width, v->lo));
		if (v->lo != v->hi)
			all = arena_printf(r->arena, "%s-%s", all,
					   datatype_print(r->arena, part->type,
							  part->width, v->hi));
	}
	return all;
}

static int refuse_overlap(struct resolver *r, const struct set_draft *d,
			  const struct draft *first, const struct draft *later)
{
	in_text_order(&first, &later);
	if (strcmp(first->loc.file, later->loc.file))
		return refuse(
			r, later->loc,
			"conflicting intervals specified: this one overlaps %s; make them one",
			keys_text(r, d, first));
	return refuse(
		r, later->loc,
		"conflicting intervals specified: this one overlaps the one at %u:%u; make them one",
		first->loc.line, first->loc.col);
}

static int refuse_verdict(struct resolver *r, const struct draft *first,
			  const struct draft *later)
{
	in_text_order(&first, &later);
	return refuse(r, later->loc,
		      "element has another verdict at %u:%u; keep one of them",
		      first->loc.line, first->loc.col);
}

static bool lives_are_equal(const struct element_life *a,
			    const struct element_life *b)
{
	return a && b ? a->ends == b->ends && a->timeout_ms == b->timeout_ms
		      : a == b;
}

/*
 * Drops all but the first of equal elements, which are neighbours. Which times
 * hold where they differ is the kernel's to say: a hash takes some of the later
 * ones (nft_add_set_elem()), and of intervals nft keeps the first
 * (src/intervals.c, set_overlap()).
 */
static int drop_doubles(struct resolver *r, struct set_draft *d)
{
	struct draft *v = d->elements.v.v;
	size_t n = 0;

	for (size_t i = 0; i < d->elements.v.n; i++) {
		if (!n || parts_cmp(&v[n - 1], &v[i], d->key.n_parts)) {
			v[n++] = v[i];
			continue;
		}
		if (d->set->is_map && !action_equal(&v[n - 1].element.action,
						    &v[i].element.action))
			return refuse_verdict(r, &v[n - 1], &v[i]);
		if (d->timed &&
		    !lives_are_equal(v[n - 1].element.life, v[i].element.life))
			return NOT_PLACED;
	}
	d->elements.v.n = n;
	return 0;
}

/* Sorted numbers: joins those that overlap or touch. */
static void merge(struct set_draft *d)
{
	struct draft *v = d->elements.v.v;
	u128 max = u128_max(d->key.parts[0].width);
	struct interval *last;
	struct interval *next;
	size_t n = 0;

	for (size_t i = 0; i < d->elements.v.n; i++) {
		next = v[i].element.parts;
		last = n ? v[n - 1].element.parts : NULL;
		if (!last || (last->hi < max && last->hi + 1 < next->lo))
			v[n++] = v[i];
		else if (next->hi > last->hi)
			last->hi = next->hi;
	}
	d->elements.v.n = n;
}

static int numbers_check(struct resolver *r, const struct set_draft *d)
{
	const struct draft *v = d->elements.v.v;

	for (size_t i = 1; i < d->elements.v.n; i++) {
		if (v[i].element.parts->lo <= v[i - 1].element.parts->hi)
			return refuse_overlap(r, d, &v[i - 1], &v[i]);
	}
	return 0;
}

static bool overlap_in(const struct draft *a, const struct draft *b,
		       uint32_t part)
{
	return a->element.parts[part].lo <= b->element.parts[part].hi &&
	       b->element.parts[part].lo <= a->element.parts[part].hi;
}

/* The kernel's test (nft_pipapo_insert): a corner of @later in @first. */
static bool corner_in(const struct draft *first, const struct draft *later,
		      uint32_t n_parts)
{
	bool low = true;
	bool high = true;

	for (uint32_t i = 0; i < n_parts; i++) {
		const struct interval *f = &first->element.parts[i];
		const struct interval *l = &later->element.parts[i];

		low &= f->lo <= l->lo && l->lo <= f->hi;
		high &= f->lo <= l->hi && l->hi <= f->hi;
	}
	return low || high;
}

static int box_check(struct resolver *r, const struct set_draft *d,
		     const struct draft *a, const struct draft *b)
{
	for (uint32_t i = 0; i < d->key.n_parts; i++) {
		if (!overlap_in(a, b, i))
			return 0;
	}
	in_text_order(&a, &b);
	if (d->set->is_map || corner_in(a, b, d->key.n_parts))
		return refuse_overlap(r, d, a, b);
	return 0;
}

static int by_one_part(const void *a, const void *b, void *part)
{
	const struct draft *x = a;
	const struct draft *y = b;
	uint32_t i = *(const uint32_t *)part;

	return number_cmp(x->element.parts[i].lo, y->element.parts[i].lo);
}

/* Compares boxes, sorted by the last part, pair by pair. */
static int pairs_check(struct resolver *r, const struct set_draft *d,
		       const struct draft *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = i + 1; j < n; j++) {
			if (!overlap_in(&v[i], &v[j], d->key.n_parts - 1))
				break;
			if (box_check(r, d, &v[i], &v[j]))
				return -EINVAL;
		}
	}
	return 0;
}

/*
 * Checks @n boxes at @v for overlaps. Sorted by one part, they fall into runs
 * that do not meet in it; each run is then checked by the next part.
 */
static int boxes_check(struct resolver *r, const struct set_draft *d,
		       struct draft *v, size_t n, uint32_t part)
{
	size_t start = 0;
	u128 hi;

	if (n < 2)
		return 0;
	if (part == d->key.n_parts)
		return pairs_check(r, d, v, n);
	qsort_r(v, n, sizeof(*v), by_one_part, &part);
	hi = v[0].element.parts[part].hi;
	for (size_t i = 1; i < n; i++) {
		const struct interval *next = &v[i].element.parts[part];

		if (next->lo > hi) {
			if (boxes_check(r, d, v + start, i - start, part + 1))
				return -EINVAL;
			start = i;
			hi = next->hi;
		} else if (next->hi > hi) {
			hi = next->hi;
		}
	}
	return boxes_check(r, d, v + start, n - start, part + 1);
}

static void sort(struct set_draft *d)
{
	if (d->elements.v.n)
		qsort_r(d->elements.v.v, d->elements.v.n,
			sizeof(*d->elements.v.v), by_parts, &d->key.n_parts);
}

static int settle_intervals(struct resolver *r, struct set_draft *d)
{
	int err;

	if (d->key.n_parts == 1) {
		if (d->overlap == OVERLAP_REFUSE)
			return numbers_check(r, d);
		merge(d);
		return 0;
	}
	/* In sets of ipset networks overlap as they like. */
	if (d->may_overlap)
		return 0;
	err = boxes_check(r, d, d->elements.v.v, d->elements.v.n, 0);
	sort(d);
	return err;
}

int overlap_settle(struct resolver *r, struct set_draft *d)
{
	size_t n;
	int err;

	sort(d);
	err = drop_doubles(r, d);
	if (!err && d->has_intervals)
		err = settle_intervals(r, d);
	if (err)
		return err;
	n = d->elements.v.n;
	d->set->elements.v =
		arena_calloc(r->arena, n, sizeof(*d->set->elements.v));
	d->set->elements.n = d->set->elements.cap = n;
	for (size_t i = 0; i < n; i++)
		d->set->elements.v[i] = d->elements.v.v[i].element;
	return 0;
}

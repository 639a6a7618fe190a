// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_edit.c - a ruleset's tree with other elements in a set
 *
 * Old elements and edits are sorted by their keys, so that what happens to one
 * key stands together, in the order in which it happened.
 */
#include "policy/set_edit.h"

#include "lang/age.h"
#include "lang/nft_print_expr.h"
#include "policy/resolve_int.h"

#include <errno.h>
#include <stdlib.h>

struct entry {
	struct expr *e;
	const struct interval *parts; /* NULL: the catch-all */
	uint64_t at_ms;
	uint32_t order;
	bool is_edit;
	bool deletes;
	bool stays;
};

struct editing {
	struct resolver r;
	const struct ast_table *table;
	struct ast_set *set;
	struct set_draft draft;
	bool may_miss;
	VEC(struct entry) entries;
};

static int add_entry(struct editing *ed, struct expr *e,
		     const struct set_edit *edit)
{
	const bool is_edit = edit != NULL;
	const struct expr *key = element_key(e);
	struct entry *entry = vec_push(ed->r.arena, &ed->entries);
	struct set_draft *d = &ed->draft;
	int err;

	if (is_edit && element_is_limited(e))
		return refuse(
			&ed->r, e->loc,
			"'%s': only the kernel knows when this element matches",
			print_expr_text(ed->r.arena, e));
	if (is_edit && e->kind == EXPR_TIMED && !times_has(ed->set))
		return times_refuse(&ed->r, ed->set->name, e->loc);
	*entry = (struct entry){ .e = e,
				 .order = ed->entries.n,
				 .is_edit = is_edit,
				 .at_ms = edit ? edit->at_ms : 0,
				 .deletes = edit && edit->deletes,
				 .stays = !is_edit };
	if (key->kind == EXPR_WILDCARD && is_edit)
		return refuse(
			&ed->r, e->loc,
			"the element * stands for all others: change it in the ruleset");
	if (key->kind == EXPR_WILDCARD)
		return 0;
	d->elements.v.n = 0;
	err = elements_add(&ed->r, ed->table, d, key);
	if (err == NOT_PLACED)
		return refuse(&ed->r, e->loc,
			      "only the kernel knows what this element is");
	if (!err)
		entry->parts = d->elements.v.v[0].element.parts;
	return err;
}

static int compare(u128 a, u128 b)
{
	return (a > b) - (a < b);
}

static int compare_keys(const struct entry *a, const struct entry *b,
			uint32_t n_parts)
{
	int diff = 0;

	if (!a->parts || !b->parts)
		return (a->parts != NULL) - (b->parts != NULL);
	for (uint32_t i = 0; i < n_parts && !diff; i++)
		diff = compare(a->parts[i].lo, b->parts[i].lo)
			       ?: compare(a->parts[i].hi, b->parts[i].hi);
	return diff;
}

static int by_key(const void *a, const void *b, void *n_parts)
{
	const struct entry *x = a, *y = b;

	return compare_keys(x, y, *(const uint32_t *)n_parts)
		       ?: (x->order > y->order) - (x->order < y->order);
}

static int by_order(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (x->order > y->order) - (x->order < y->order);
}

/*
 * True if adding @other gives @old, which has its key, other times: as the
 * kernel does since 6.12 (nft_add_set_elem()).
 */
static bool changes_times(const struct editing *ed, const struct expr *old,
			  const struct expr *other)
{
	static const struct element_times none;
	const struct element_times *was, *is;

	if (!times_has(ed->set))
		return false;
	was = old->kind == EXPR_TIMED ? old->times : &none;
	is = other->kind == EXPR_TIMED ? other->times : &none;
	return is->expires_ms ||
	       age_timeout(ed->set, is) != age_timeout(ed->set, was);
}

static bool has_ended(const struct editing *ed, const struct expr *e,
		      uint64_t at_ms)
{
	uint64_t left = ed->set->timeout_ms;

	if (!times_has(ed->set))
		return false;
	if (e->kind == EXPR_TIMED)
		left = e->times->expires_ms ?: age_timeout(ed->set, e->times);
	return left && left <= at_ms;
}

/* @old, which stays what it is but for the times of @new. */
static struct expr *retimed(struct arena *a, const struct expr *old,
			    const struct expr *new)
{
	return expr_commented(a, new, expr_comment(old));
}

static void take_out(struct entry *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		v[i].stays = false;
}

/* Of the entries of one key, which stay? Another verdict is another element. */
static int settle_key(struct editing *ed, struct entry *v, size_t n)
{
	const struct entry *there = NULL;

	for (size_t i = 0; i < n; i++) {
		if (there && has_ended(ed, there->e, v[i].at_ms)) {
			take_out(v, i);
			there = NULL;
		}
		if (v[i].deletes) {
			if (!there && !ed->may_miss)
				return refuse(&ed->r, v[i].e->loc,
					      "no such element in '%s'",
					      ed->set->name);
			take_out(v, i);
			there = NULL;
			continue;
		}
		if (v[i].is_edit && there &&
		    changes_times(ed, there->e, v[i].e)) {
			v[i].e = retimed(ed->r.arena, there->e, v[i].e);
			take_out(v, i);
			there = NULL;
		}
		if (v[i].is_edit)
			v[i].stays = !there || ed->set->is_map;
		if (v[i].stays)
			there = &v[i];
	}
	return 0;
}

/*
 * In a set with auto-merge other elements may hold a part of what is deleted,
 * and nft would cut it out of them.
 */
static int check_merged(struct editing *ed)
{
	const struct entry *e, *other;

	if (!ed->set->auto_merge || ed->may_miss)
		return 0;
	vec_for_each(e, &ed->entries) {
		if (!e->deletes)
			continue;
		vec_for_each(other, &ed->entries) {
			if (!other->stays || !other->parts ||
			    other->parts->hi < e->parts->lo ||
			    e->parts->hi < other->parts->lo)
				continue;
			return refuse(
				&ed->r, e->e->loc,
				"a part of it is in '%s' by another element; write the set anew with nicfw set replace",
				ed->set->name);
		}
	}
	return 0;
}

static int settle(struct editing *ed)
{
	uint32_t n_parts = ed->draft.key.n_parts;
	struct entry *v = ed->entries.v;
	const size_t n = ed->entries.n;
	size_t start = 0;

	qsort_r(v, n, sizeof(*v), by_key, &n_parts);
	for (size_t i = 1; i <= n; i++) {
		if (i < n && !compare_keys(&v[start], &v[i], n_parts))
			continue;
		if (settle_key(ed, v + start, i - start))
			return -EINVAL;
		start = i;
	}
	return check_merged(ed);
}

static void write_elements(struct editing *ed)
{
	struct ast_set *set = ed->set;
	const struct entry *e;

	qsort(ed->entries.v, ed->entries.n, sizeof(*ed->entries.v), by_order);
	memset(&set->elements, 0, sizeof(set->elements));
	vec_for_each(e, &ed->entries)
		if (e->stays)
			*vec_push(ed->r.arena, &set->elements) = e->e;
}

int set_edit(struct arena *a, struct diag *diag, const struct ast_table *table,
	     struct ast_set *set, const struct set_edits *edits, bool may_miss)
{
	struct editing ed = { .table = table,
			      .set = set,
			      .may_miss = may_miss };
	struct expr *const *old;
	const struct set_edit *edit;
	int err;

	resolver_start(&ed.r, a, diag, NULL);
	err = key_of_set(diag, set, &ed.draft.key);
	if (err)
		return err;
	ed.draft.set = set_new(&ed.r, &ed.draft.key, set->loc);
	ed.draft.takes_intervals = set->flags & SET_INTERVAL;
	vec_for_each(old, &set->elements)
		if (!err)
			err = add_entry(&ed, *old, NULL);
	vec_for_each(edit, &edits->v)
		if (!err)
			err = add_entry(&ed, edit->element, edit);
	if (!err && ed.entries.n)
		err = settle(&ed);
	if (!err)
		write_elements(&ed);
	return err;
}

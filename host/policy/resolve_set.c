// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_set.c - elements of sets and verdict maps
 */
#include "policy/resolve_int.h"

#include <errno.h>

void set_start(struct resolver *r, struct policy_set *set,
	       const struct key *key, struct loc loc)
{
	uint16_t *widths;
	enum datatype *types;

	set->loc = loc;
	set->is_constant = true;
	set->n_parts = key->n_parts;
	if (key->n_parts == 1) {
		set->widths = &r->widths[key->parts[0].width];
		set->types = &r->types[key->parts[0].type];
		return;
	}
	widths = arena_calloc(r->arena, key->n_parts, sizeof(*widths));
	types = arena_calloc(r->arena, key->n_parts, sizeof(*types));
	for (uint32_t i = 0; i < key->n_parts; i++) {
		widths[i] = key->parts[i].width;
		types[i] = key->parts[i].type;
	}
	set->widths = widths;
	set->types = types;
}

struct policy_set *set_new(struct resolver *r, const struct key *key,
			   struct loc loc)
{
	struct policy_set *set = arena_new_of(r->arena, struct policy_set);

	set_start(r, set, key, loc);
	return set;
}

void set_push(struct arena *a, struct policy_set *set, u128 lo, u128 hi)
{
	struct element *e = vec_push(a, &set->elements);
	struct interval v = { lo, hi };

	e->parts = arena_memdup(a, &v, sizeof(v));
}

/* ---- Elements ---- */

static int key_resolve(struct resolver *r, struct set_draft *d,
		       const struct expr *e, struct interval *out)
{
	const struct expr *wide;
	int err = key_read(r->diag, &d->key, e, out, &wide);

	if (err || !wide)
		return err;
	d->has_intervals |= d->takes_intervals;
	return d->takes_intervals
		       ? 0
		       : key_refuse_interval(r->diag, d->set->is_map, wide);
}

static int data_resolve(struct resolver *r, const struct ast_table *table,
			const struct set_draft *d, const struct expr *e,
			struct action *out)
{
	if (!d->set->is_map) {
		if (e->kind != EXPR_MAPPING)
			return 0;
		return refuse(
			r, e->loc,
			"set is not a map; write the element without its verdict");
	}
	if (e->kind != EXPR_MAPPING || e->right->kind != EXPR_VERDICT)
		return refuse(
			r, e->loc,
			"element of a map needs a verdict; write KEY : VERDICT");
	return action_resolve(r, table, &e->right->verdict, e->right->loc, out);
}

static int fallback_add(struct resolver *r, struct set_draft *d, struct loc loc,
			struct action action)
{
	struct policy_set *set = d->set;

	if (set->has_fallback && (set->fallback.kind != action.kind ||
				  set->fallback.chain != action.chain))
		return refuse(
			r, loc,
			"element * has another verdict already; keep one of them");
	set->has_fallback = true;
	set->fallback = action;
	return 0;
}

bool text_limits(const char *text)
{
	static const char *const words[] = { "limit ", "quota ", "ct count " };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *at = strstr(text, words[i]);

		if (at && (at == text || at[-1] == ' '))
			return true;
	}
	return false;
}

bool element_is_limited(const struct expr *e)
{
	if (e->kind == EXPR_TIMED)
		e = e->left;
	if (e->kind != EXPR_UNKNOWN)
		return false;
	return !e->left || text_limits(e->text) ||
	       strstr(e->text, " timeout ") || strstr(e->text, " expires ");
}

/* One element: a key, KEY : VERDICT, or a key with its times. */
static int element_add(struct resolver *r, const struct ast_table *table,
		       struct set_draft *d, const struct expr *e)
{
	const struct expr *key = element_key(e);
	struct interval parts[KEY_MAX_PARTS];
	struct element element = {};
	struct draft *draft;
	int err;

	if (element_is_limited(e))
		return NOT_PLACED;
	if (e->kind == EXPR_UNKNOWN)
		return element_add(r, table, d, e->left);
	if (e->kind == EXPR_TIMED && !d->timed)
		return times_refuse(r, d->set->name, e->loc);
	if (data_resolve(r, table, d, e, &element.action))
		return -EINVAL;
	if (key->kind == EXPR_WILDCARD)
		return d->timed ? NOT_PLACED
				: fallback_add(r, d, e->loc, element.action);
	err = key_resolve(r, d, key, parts);
	if (!err && d->timed)
		err = times_life(r, d->timed, e->loc,
				 e->kind == EXPR_TIMED ? e->times : NULL,
				 &element.life);
	if (err)
		return err;
	element.parts =
		arena_memdup(r->arena, parts, d->key.n_parts * sizeof(*parts));
	draft = vec_push(r->arena, &d->elements.v);
	*draft = (struct draft){
		.element = element,
		.loc = key->loc,
		.order = d->elements.v.n,
	};
	return 0;
}

int elements_add(struct resolver *r, const struct ast_table *table,
		 struct set_draft *d, const struct expr *e)
{
	struct expr *const *item;
	int err = 0;

	if (e->kind != EXPR_SET)
		return element_add(r, table, d, e);
	vec_for_each(item, &e->items) {
		int bad = elements_add(r, table, d, *item);

		if (diag_is_full(r->diag))
			return -EINVAL;
		if (err != -EINVAL && bad)
			err = bad;
	}
	return err;
}

/* In a set, * is all there is. */
static void spread_wildcard(struct resolver *r, struct set_draft *d)
{
	struct policy_set *set = d->set;
	struct element *e;

	if (set->is_map || !set->has_fallback)
		return;
	set->has_fallback = false;
	set->elements.n = 0;
	e = vec_push(r->arena, &set->elements);
	e->parts = arena_calloc(r->arena, set->n_parts, sizeof(*e->parts));
	for (uint32_t i = 0; i < set->n_parts; i++)
		e->parts[i].hi = u128_max(set->widths[i]);
}

int set_settle(struct resolver *r, struct set_draft *d)
{
	int err = overlap_settle(r, d);

	if (!err)
		spread_wildcard(r, d);
	return err;
}

int set_anonymous(struct resolver *r, const struct ast_table *table,
		  const struct key *key, const struct expr *e, bool is_map,
		  struct policy_set **out)
{
	struct set_draft d = {
		.key = *key,
		.takes_intervals = true,
		.may_overlap = table->syntax != SYNTAX_NFT,
		.overlap = is_map ? OVERLAP_REFUSE : OVERLAP_MERGE,
		.elements = r->drafts,
	};
	struct policy_set *known;
	int err;

	if (e->kind != EXPR_SET || !e->items.n)
		return refuse(r, e->loc, "a set is needed here: { ... }");
	known = shared_find(r, table, key, e, is_map);
	if (known) {
		*out = known;
		return 0;
	}
	d.set = set_new(r, key, e->loc);
	d.set->is_map = is_map;
	d.elements.v.n = 0;
	err = elements_add(r, table, &d, e);
	if (!err)
		err = set_settle(r, &d);
	r->drafts = d.elements;
	if (err)
		return err;
	shared_add(r, table, key, e, d.set);
	*out = d.set;
	return 0;
}

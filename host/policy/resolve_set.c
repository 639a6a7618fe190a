// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_set.c - sets and verdict maps, named and anonymous
 */
#include "policy/resolve_int.h"

#include <errno.h>
#include <stdlib.h>

struct policy_set *set_new(struct arena *a, const struct key *key,
			   struct loc loc)
{
	struct policy_set *set = arena_new_of(a, struct policy_set);

	set->loc = loc;
	set->is_constant = true;
	set->n_parts = key->n_parts;
	set->widths = arena_calloc(a, key->n_parts, sizeof(*set->widths));
	set->types = arena_calloc(a, key->n_parts, sizeof(*set->types));
	for (uint32_t i = 0; i < key->n_parts; i++) {
		set->widths[i] = key->parts[i].width;
		set->types[i] = key->parts[i].type;
	}
	return set;
}

void set_push(struct arena *a, struct policy_set *set, u128 lo, u128 hi)
{
	struct element *e = vec_push(a, &set->elements);
	struct interval v = { lo, hi };

	e->parts = arena_memdup(a, &v, sizeof(v));
}

int key_check(struct resolver *r, const struct key *key, struct loc loc)
{
	uint32_t bytes = 0;

	for (uint32_t i = 0; i < key->n_parts; i++)
		bytes += plan_part_bytes(key->parts[i].width);
	if (bytes <= KEY_MAX_BYTES)
		return 0;
	return refuse(r, loc,
		      "key of %u bytes is too long (1-%u); split the rule",
		      bytes, KEY_MAX_BYTES);
}

/* ---- Elements ---- */

static int interval_welcome(struct resolver *r, struct set_draft *d,
			    const struct expr *e)
{
	d->has_intervals |= d->takes_intervals;
	if (d->takes_intervals)
		return 0;
	return refuse(
		r, e->loc,
		"a range in a set of single values; add 'flags interval' to the %s",
		d->set->is_map ? "map" : "set");
}

static int part_resolve(struct resolver *r, struct set_draft *d, uint32_t i,
			const struct expr *e, struct interval *out)
{
	bool is_interval;

	if (value_interval(r, &d->key.parts[i], e, out, &is_interval))
		return -EINVAL;
	return is_interval ? interval_welcome(r, d, e) : 0;
}

static int key_resolve(struct resolver *r, struct set_draft *d,
		       const struct expr *e, struct interval *out)
{
	uint32_t n = e->kind == EXPR_CONCAT ? e->items.n : 1;

	if (n != d->key.n_parts)
		return refuse(
			r, e->loc,
			"element has %u parts, but the key has %u; join parts with ' . '",
			n, d->key.n_parts);
	if (e->kind != EXPR_CONCAT)
		return part_resolve(r, d, 0, e, out);
	for (uint32_t i = 0; i < n; i++) {
		if (part_resolve(r, d, i, e->items.v[i], &out[i]))
			return -EINVAL;
	}
	return 0;
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

/* One element: a key, or KEY : VERDICT. */
static int element_add(struct resolver *r, const struct ast_table *table,
		       struct set_draft *d, const struct expr *e)
{
	const struct expr *key = e->kind == EXPR_MAPPING ? e->left : e;
	struct interval parts[KEY_MAX_PARTS];
	struct action action = {};
	struct draft *draft;

	if (e->kind == EXPR_UNKNOWN)
		return refuse(r, e->loc, "'%s': " UNPLACED, e->text);
	if (data_resolve(r, table, d, e, &action))
		return -EINVAL;
	if (key->kind == EXPR_WILDCARD)
		return fallback_add(r, d, e->loc, action);
	if (key_resolve(r, d, key, parts))
		return -EINVAL;
	draft = vec_push(r->arena, &d->elements);
	*draft = (struct draft){
		.element.parts = arena_memdup(r->arena, parts,
					      d->key.n_parts * sizeof(*parts)),
		.element.action = action,
		.loc = key->loc,
		.order = d->elements.n,
	};
	return 0;
}

/* Adds what @e holds, sets within sets too; goes on after an error. */
static int elements_add(struct resolver *r, const struct ast_table *table,
			struct set_draft *d, const struct expr *e)
{
	struct expr *const *item;
	int err = 0;

	if (e->kind != EXPR_SET)
		return element_add(r, table, d, e);
	vec_for_each(item, &e->items) {
		if (diag_is_full(r->diag))
			return -EINVAL;
		if (elements_add(r, table, d, *item))
			err = -EINVAL;
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

static int settle(struct resolver *r, struct set_draft *d)
{
	if (overlap_settle(r, d))
		return -EINVAL;
	spread_wildcard(r, d);
	return 0;
}

int set_anonymous(struct resolver *r, const struct ast_table *table,
		  const struct key *key, const struct expr *e, bool is_map,
		  struct policy_set **out)
{
	struct set_draft d = {
		.key = *key,
		.set = set_new(r->arena, key, e->loc),
		.takes_intervals = true,
		.overlap = is_map ? OVERLAP_REFUSE : OVERLAP_MERGE,
	};

	if (e->kind != EXPR_SET || !e->items.n)
		return refuse(r, e->loc, "a set is needed here: { ... }");
	d.set->is_map = is_map;
	if (elements_add(r, table, &d, e) || settle(r, &d))
		return -EINVAL;
	*out = d.set;
	return 0;
}

/* ---- Declarations ---- */

static int type_resolve(struct resolver *r, const struct expr *e,
			struct key_part *out)
{
	enum datatype type;

	if (datatype_by_name(e->text, &type))
		return refuse(r, e->loc,
			      "unknown type '%s'; use typeof and a selector",
			      e->text);
	if (!datatype_width(type))
		return refuse(
			r, e->loc,
			"type '%s' has no width of its own; use typeof and a selector",
			e->text);
	*out = (struct key_part){
		.type = type,
		.width = datatype_width(type),
		.name = e->text,
	};
	return 0;
}

static int key_part_resolve(struct resolver *r, const struct expr *e,
			    struct key_part *out)
{
	enum field_id field;

	if (e->kind == EXPR_SYMBOL)
		return type_resolve(r, e, out);
	if (e->kind != EXPR_SELECTOR || field_by_name(e->text, &field))
		return refuse(r, e->loc, "'%s': " UNPLACED,
			      e->text ? e->text : "this");
	*out = (struct key_part){
		.type = fields[field].type,
		.width = fields[field].width,
		.name = fields[field].name,
	};
	return 0;
}

static int declared_key(struct resolver *r, const struct ast_set *ast,
			struct key *out)
{
	struct expr *const *e;

	if (!ast->key.n || ast->key.n > KEY_MAX_PARTS)
		return refuse(r, ast->loc,
			      "key of '%s' has %zu parts; give it 1-%u",
			      ast->name, ast->key.n, KEY_MAX_PARTS);
	out->n_parts = 0;
	vec_for_each(e, &ast->key) {
		if (key_part_resolve(r, *e, &out->parts[out->n_parts]))
			return -EINVAL;
		out->n_parts++;
	}
	return key_check(r, out, ast->loc);
}

static bool maps_to_verdicts(const struct ast_set *ast)
{
	const struct expr *value = ast->value.n == 1 ? ast->value.v[0] : NULL;

	return value && value->kind == EXPR_SYMBOL &&
	       !strcmp(value->text, "verdict");
}

/* What a declaration may say; each refusal is an error in r->diag. */
static int declaration_check(struct resolver *r, const struct ast_set *ast)
{
	size_t before = r->diag->n_errors;
	struct expr *const *e;

	if (ast->flags & (SET_TIMEOUT | SET_DYNAMIC))
		diag_error(r->diag, ast->loc,
			   "'%s' changes by itself (%s): " UNPLACED, ast->name,
			   ast->flags & SET_TIMEOUT ? "timeout" : "dynamic");
	if (ast->is_map && !maps_to_verdicts(ast))
		diag_error(
			r->diag, ast->loc,
			"map '%s' to something else than verdicts: " UNPLACED,
			ast->name);
	if (ast->auto_merge && (ast->is_map || !(ast->flags & SET_INTERVAL)))
		diag_error(
			r->diag, ast->loc,
			"auto-merge only works with interval sets; leave it out of '%s'",
			ast->name);
	vec_for_each(e, &ast->unknown)
		diag_error(r->diag, (*e)->loc, "'%s': " UNPLACED, (*e)->text);
	return r->diag->n_errors > before ? -EINVAL : 0;
}

static bool key_equal(const struct key *a, const struct key *b)
{
	if (a->n_parts != b->n_parts)
		return false;
	for (uint32_t i = 0; i < a->n_parts; i++) {
		if (a->parts[i].type != b->parts[i].type ||
		    a->parts[i].width != b->parts[i].width)
			return false;
	}
	return true;
}

/* A set takes no more elements than "size" says, * not counted (ENFILE). */
static int size_check(struct resolver *r, const struct ast_set *ast,
		      const struct policy_set *set)
{
	size_t n = set->elements.n;
	const char *const *option;
	unsigned long size;

	vec_for_each(option, &ast->options) {
		if (strncmp(*option, "size ", 5))
			continue;
		size = strtoul(*option + 5, NULL, 0);
		if (size && n > size)
			return refuse(
				r, ast->loc,
				"'%s' has %zu elements, and its size is %lu; raise it",
				ast->name, n, size);
	}
	return 0;
}

static int declare(struct resolver *r, const struct ast_table *table,
		   const struct ast_set *ast, struct named_set *named)
{
	struct set_draft d = {
		.takes_intervals = ast->flags & SET_INTERVAL,
		.has_intervals = ast->flags & SET_INTERVAL,
		.overlap = ast->auto_merge && !ast->is_map ? OVERLAP_MERGE
							   : OVERLAP_REFUSE,
	};
	struct expr *const *e;
	int err = 0;

	if (declaration_check(r, ast) || declared_key(r, ast, &d.key))
		return -EINVAL;
	d.set = set_new(r->arena, &d.key, ast->loc);
	d.set->name = ast->name;
	d.set->is_map = ast->is_map;
	d.set->is_constant = ast->flags & SET_CONSTANT;
	vec_for_each(e, &ast->elements) {
		if (diag_is_full(r->diag))
			return -EINVAL;
		if (elements_add(r, table, &d, *e))
			err = -EINVAL;
	}
	/* Rules are checked against a set of which elements are wrong. */
	*named = (struct named_set){ d.set, d.key };
	if (err || settle(r, &d))
		return -EINVAL;
	return size_check(r, ast, d.set);
}

void sets_resolve(struct resolver *r)
{
	const struct ast_table *table;
	const struct ast_set *ast;
	struct named_set *named;

	vec_for_each(table, &r->rs->tables) {
		if (!table_is_placed(table))
			continue;
		vec_for_each(ast, &table->sets) {
			names_add(r->arena, &r->set_names, table, ast->name,
				  ast->loc);
			named = vec_push(r->arena, &r->named_sets);
			if (!declare(r, table, ast, named))
				*(struct policy_set **)vec_push(
					r->arena, &r->policy->sets) =
					named->set;
		}
	}
	names_sort(r, &r->set_names);
}

/* ---- References ---- */

static int mismatch(struct resolver *r, const struct key *key,
		    const struct expr *ref, const struct named_set *named)
{
	const struct key_part *a;
	const struct key_part *b;
	uint32_t i = 0;

	if (key->n_parts != named->key.n_parts)
		return refuse(
			r, ref->loc,
			"datatype mismatch: '%s' has a key of %u parts, here are %u; use another set",
			ref->text, named->key.n_parts, key->n_parts);
	do {
		a = &key->parts[i];
		b = &named->key.parts[i];
		i++;
	} while (a->type == b->type && a->width == b->width);
	return refuse(
		r, ref->loc,
		"datatype mismatch: '%s' has a key of '%s', here is '%s'; use another set",
		ref->text, b->name, a->name);
}

static bool is_flipped(const struct key *key)
{
	for (uint32_t i = 0; i < key->n_parts; i++) {
		if (key->parts[i].flip)
			return true;
	}
	return false;
}

int set_find(struct resolver *r, const struct ast_table *table,
	     const struct key *key, const struct expr *ref, bool is_map,
	     const struct policy_set **out)
{
	const struct named_set *named;
	uint32_t i;

	if (names_find(&r->set_names, table, ref->text, &i))
		return refuse(
			r, ref->loc,
			"no set '%s' in this table; declare it, or correct the name",
			ref->text);
	named = &r->named_sets.v[i];
	if (!named->set)
		return -EINVAL;
	if (!key_equal(key, &named->key))
		return mismatch(r, key, ref, named);
	if (is_map && !named->set->is_map)
		return refuse(r, ref->loc,
			      "'%s' is not a map; match it without vmap",
			      ref->text);
	if ((!is_map && named->set->is_map) || is_flipped(key))
		return refuse(r, ref->loc, "'%s' used like this: " UNPLACED,
			      ref->text);
	*out = named->set;
	return 0;
}

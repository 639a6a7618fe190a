// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_declare.c - named sets and maps, and how rules refer to them
 */
#include "lang/nft_print.h"
#include "policy/resolve_int.h"

#include <errno.h>
#include <stdlib.h>

/* ---- Declarations ---- */

static bool maps_to_verdicts(const struct ast_set *ast)
{
	const struct expr *value = ast->value.n == 1 ? ast->value.v[0] : NULL;

	return value && value->kind == EXPR_SYMBOL &&
	       !strcmp(value->text, "verdict");
}

/* A set takes no more elements than "size" says, * not counted (ENFILE). */
static int size_check(struct resolver *r, const struct policy_set *set)
{
	const unsigned long size = set->declared->size;

	if (!size || set->elements.n <= size)
		return 0;
	return refuse(r, set->loc,
		      "'%s' has %zu elements, and its size is %lu; raise it",
		      set->name, set->elements.n, size);
}

/*
 * Not those like "limit rate 1/second". Who only counts changes no match, and
 * what times there are times_has() says.
 */
static bool is_harmless(const char *line)
{
	static const char *const heads[] = { "counter", "last", "timeout",
					     "gc-interval" };

	if (text_limits(line))
		return false;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (!strncmp(line, heads[i], strlen(heads[i])))
			return true;
	return false;
}

static bool is_limited(const struct ast_set *ast)
{
	struct expr *const *line;

	vec_for_each(line, &ast->unknown) {
		if (!is_harmless((*line)->text))
			return true;
	}
	return false;
}

/* Whether what is in it can be known at all. */
static bool is_unknown(const struct ast_set *ast, const struct named_set *named)
{
	return ast->flags & SET_DYNAMIC || named->is_limited ||
	       named->is_updated || key_is_unknown(&named->key) ||
	       (ast->is_map && !named->has_verdicts);
}

/* All that is certain of an unknown map are the verdicts that it may have. */
static int declare_unknown(struct resolver *r, const struct ast_table *table,
			   const struct ast_set *ast, struct named_set *named)
{
	struct expr *const *e;

	named->is_unknown = true;
	if (!named->has_verdicts)
		return 0;
	vec_for_each(e, &ast->elements) {
		if (host_add_action(r, table, *e, &named->actions))
			return -EINVAL;
	}
	return 0;
}

/* Without the comment, which says nothing and may be no UTF-8. */
static const struct set_declaration *
declaration_of(struct resolver *r, const struct ast_table *table,
	       const struct ast_set *ast)
{
	struct set_declaration *d =
		arena_new_of(r->arena, struct set_declaration);
	struct ast_set plain = *ast;
	const char *const *option;

	plain.comment = NULL;
	*d = (struct set_declaration){
		.family = family_name(table->family),
		.table = table->name,
		.head = nft_print_set_head(r->arena, &plain),
		.is_interval = ast->flags & SET_INTERVAL,
		.merges = ast->auto_merge,
	};
	vec_for_each(option, &ast->options)
		if (!strncmp(*option, "size ", 5))
			d->size = strtoul(*option + 5, NULL, 0);
	return d;
}

static int declare_known(struct resolver *r, const struct ast_table *table,
			 const struct ast_set *ast, struct named_set *named)
{
	struct set_draft d = {
		.key = named->key,
		.set = set_new(r, &named->key, ast->loc),
		.takes_intervals = ast->flags & SET_INTERVAL,
		.has_intervals = ast->flags & SET_INTERVAL,
		.may_overlap = table->syntax != SYNTAX_NFT,
		.timed = times_has(ast) ? ast : NULL,
		.overlap = ast->auto_merge && !ast->is_map ? OVERLAP_MERGE
							   : OVERLAP_REFUSE,
		.elements = r->drafts,
	};
	struct expr *const *e;
	int err = 0, bad;

	d.elements.v.n = 0;
	d.set->name = ast->name;
	d.set->declared = declaration_of(r, table, ast);
	d.set->is_map = ast->is_map;
	d.set->is_constant = ast->flags & SET_CONSTANT;
	d.set->is_timed = d.timed;
	vec_for_each(e, &ast->elements) {
		if (diag_is_full(r->diag))
			return -EINVAL;
		bad = elements_add(r, table, &d, *e);
		if (err != -EINVAL && bad)
			err = bad;
	}
	/* Rules are checked against a set of which elements are wrong. */
	named->set = d.set;
	if (!err)
		err = set_settle(r, &d);
	r->drafts = d.elements;
	if (err)
		return err;
	if (size_check(r, d.set))
		return -EINVAL;
	named->set = nfproto_declare(r->arena, d.set);
	return 0;
}

static int declare(struct resolver *r, const struct ast_table *table,
		   const struct ast_set *ast, struct named_set *named)
{
	int err;

	if (ast->auto_merge && (ast->is_map || !(ast->flags & SET_INTERVAL)))
		return refuse(
			r, ast->loc,
			"auto-merge only works with interval sets; leave it out of '%s'",
			ast->name);
	if (key_of_set(r->diag, ast, &named->key))
		return -EINVAL;
	named->is_limited |= is_limited(ast);
	if (is_unknown(ast, named))
		return declare_unknown(r, table, ast, named);
	if (times_has(ast) && ast->flags & SET_CONSTANT)
		return refuse(
			r, ast->loc,
			"'%s' has timeouts and is not constant; leave one of both out",
			ast->name);
	named->is_timed = times_has(ast) && times_can_keep(table, ast);
	r->has_timed |= named->is_timed;
	if (times_has(ast) && !(named->is_timed && r->keeps_times))
		return declare_unknown(r, table, ast, named);
	err = declare_known(r, table, ast, named);
	if (err != NOT_PLACED)
		return err;
	named->set = NULL;
	return declare_unknown(r, table, ast, named);
}

static void names_gather(struct resolver *r)
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
			named->is_map = ast->is_map;
			named->has_verdicts = ast->is_map &&
					      maps_to_verdicts(ast);
		}
	}
	names_sort(&r->set_names);
	names_refuse_doubles(r, &r->set_names);
}

void sets_resolve(struct resolver *r)
{
	const struct ast_table *table;
	const struct ast_set *ast;
	struct named_set *named;

	names_gather(r);
	updates_find(r);
	named = r->named_sets.v;
	vec_for_each(table, &r->rs->tables) {
		if (!table_is_placed(table))
			continue;
		vec_for_each(ast, &table->sets) {
			if (!declare(r, table, ast, named) && named->set)
				*(struct policy_set **)vec_push(
					r->arena, &r->policy->sets) =
					named->set;
			named++;
		}
	}
}

/* ---- References ---- */

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

int named_find(struct resolver *r, const struct ast_table *table,
	       const struct expr *ref, struct named_set **out)
{
	uint32_t i;

	if (names_find(&r->set_names, table, ref->text, &i))
		return refuse(
			r, ref->loc,
			"no set '%s' in this table; declare it, or correct the name",
			ref->text);
	*out = &r->named_sets.v[i];
	return 0;
}

int set_find(struct resolver *r, const struct ast_table *table,
	     const struct key *key, const struct expr *ref, bool is_map,
	     const struct policy_set **out)
{
	struct named_set *named;

	if (named_find(r, table, ref, &named))
		return -EINVAL;
	if (!named->set && !named->is_unknown)
		return -EINVAL;
	if (!key_is_unknown(&named->key) && !key_equal(key, &named->key))
		return mismatch(r, key, ref, named);
	if (is_map && !named->has_verdicts)
		return refuse(
			r, ref->loc,
			named->is_map
				? "'%s' is a map to values; declare it as one to verdicts"
				: "'%s' is not a map; match it without vmap",
			ref->text);
	if (named->is_unknown || (!is_map && named->is_map) || is_flipped(key))
		return NOT_PLACED;
	*out = named->set;
	return 0;
}

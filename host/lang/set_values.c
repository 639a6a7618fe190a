// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_values.c - the elements of a set by what they stand for
 */
#include "lang/set_values.h"

#include "lang/nft_print_expr.h"

#include <string.h>

/*
 * A number that is one for each of nft's types: some read a leading 0 as octal,
 * others do not.
 */
static bool is_plain_number(const char *text)
{
	bool is_hex = !strncmp(text, "0x", 2);
	const char *digits = text + (is_hex ? 2 : 0);

	if (!*digits || (!is_hex && *text == '0' && text[1]))
		return false;
	return !digits[strspn(digits, is_hex ? "0123456789abcdefABCDEF"
					     : "0123456789")];
}

static int read_part(struct arena *a, struct diag *diag,
		     const struct key_part *part, const struct expr *e,
		     struct part_value *out, bool *is_interval)
{
	static const struct key_part number = { TYPE_INTEGER, 64, 0, "a number",
						false };
	const bool is_typed = part->width;
	int err = NOT_PLACED;

	*out = (struct part_value){};
	*is_interval = e->kind == EXPR_PREFIX || e->kind == EXPR_RANGE;
	if (is_typed || (e->kind == EXPR_SYMBOL && is_plain_number(e->text)))
		err = value_interval(diag, is_typed ? part : &number, e,
				     &out->v, is_interval);
	if (err == NOT_PLACED)
		out->text = print_expr_text(a, e);
	return err == NOT_PLACED ? 0 : err;
}

int set_value_read(const struct set_values *values, struct diag *diag,
		   const struct ast_set *set, struct expr *e,
		   struct set_value *out)
{
	const struct key *key = &values->key;
	const struct expr *written = element_key(e);
	struct part_value *parts;

	*out = (struct set_value){ e };
	if (written->kind == EXPR_WILDCARD)
		return 0;
	if (key_check_parts(diag, key, written))
		return -EINVAL;
	parts = arena_calloc(values->arena, key->n_parts, sizeof(*parts));
	for (uint32_t i = 0; i < key->n_parts; i++) {
		const struct expr *part = key_part_of(written, i);
		bool is_interval;
		int err = read_part(values->arena, diag, &key->parts[i], part,
				    &parts[i], &is_interval);

		if (!err && is_interval && !(set->flags & SET_INTERVAL))
			err = key_refuse_interval(diag, set->is_map, part);
		if (err)
			return err;
	}
	out->parts = parts;
	return 0;
}

int set_values_read(struct arena *a, struct diag *diag,
		    const struct ast_set *set, struct set_values *out)
{
	struct expr *const *e;
	int err;

	*out = (struct set_values){ .arena = a };
	err = key_of_set(diag, set, &out->key);
	vec_for_each(e, &set->elements)
		if (!err)
			err = set_value_read(out, diag, set, *e,
					     vec_push(a, &out->v));
	return err;
}

static enum set_value_relation compare_part(const struct part_value *a,
					    const struct part_value *b)
{
	if (!a->text && !b->text)
		return a->v.lo == b->v.lo && a->v.hi == b->v.hi ? VALUES_EQUAL
								: VALUES_DIFFER;
	return a->text && b->text && !strcmp(a->text, b->text) ? VALUES_EQUAL
							       : VALUES_UNSURE;
}

enum set_value_relation set_value_compare(const struct set_values *values,
					  const struct set_value *a,
					  const struct set_value *b)
{
	enum set_value_relation all = VALUES_EQUAL, one;

	if (!a->parts || !b->parts)
		return a->parts == b->parts ? VALUES_EQUAL : VALUES_DIFFER;
	for (uint32_t i = 0; i < values->key.n_parts; i++) {
		one = compare_part(&a->parts[i], &b->parts[i]);
		if (one == VALUES_DIFFER)
			return one;
		if (one == VALUES_UNSURE)
			all = one;
	}
	return all;
}

/* Of @b, all numbers or, @start, the lowest alone. */
static bool may_share(const struct set_values *values,
		      const struct set_value *a, const struct set_value *b,
		      bool start)
{
	if (!a->parts || !b->parts)
		return false;
	for (uint32_t i = 0; i < values->key.n_parts; i++) {
		const struct part_value *x = &a->parts[i], *y = &b->parts[i];

		if (!x->text && !y->text &&
		    (x->v.hi < y->v.lo ||
		     (start ? y->v.lo : y->v.hi) < x->v.lo))
			return false;
	}
	return true;
}

bool set_value_overlaps(const struct set_values *values,
			const struct set_value *a, const struct set_value *b)
{
	return may_share(values, a, b, false);
}

bool set_value_has_start(const struct set_values *values,
			 const struct set_value *a, const struct set_value *b)
{
	return may_share(values, a, b, true);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_match.c - "these parts of the frame are in this set"
 *
 * What is written right of a match, with the operator between, becomes a set
 * and a sign; some operators change the mask on the left as well.
 */
#include "policy/resolve_int.h"

#include <errno.h>

static const char *const relop_signs[] = {
	[RELOP_IMPLICIT] = "==", [RELOP_EQ] = "==", [RELOP_NE] = "!=",
	[RELOP_LT] = "<",	 [RELOP_GT] = ">",  [RELOP_LE] = "<=",
	[RELOP_GE] = ">=",
};

/* What a match's statement is made of. */
struct match {
	struct operand left;
	const struct policy_set *set; /* NULL: the numbers in v */
	struct interval v;
	bool negate;
};

/* { 22 } is 22 to nft; for flags that is another meaning than a set's. */
static const struct expr *unwrap(const struct expr *e)
{
	const struct expr *item;

	while (e->kind == EXPR_SET && e->items.n == 1) {
		item = e->items.v[0];
		if (item->kind == EXPR_WILDCARD || item->kind == EXPR_CONCAT ||
		    item->kind == EXPR_MAPPING)
			break;
		e = item;
	}
	return e;
}

/* A match for a value, or one of a set, says which protocols there are. */
static void learn(struct rule_draft *d, const struct key_part *key,
		  enum field_id field, const struct expr *right)
{
	struct expr *const *item;
	u128 v;

	if (right->kind == EXPR_SET) {
		vec_for_each(item, &right->items)
			learn(d, key, field, *item);
	} else if (right->kind == EXPR_SYMBOL || right->kind == EXPR_BINOP) {
		if (!value_fold(d->r->diag, key, right, &v))
			needs_learn(&d->protocols, field, v);
	}
}

/* "tcp flags syn / syn,ack": of the flags in the mask, these are set. */
static int match_slash(struct rule_draft *d, enum relop op,
		       const struct expr *right, struct match *m)
{
	const struct key_part *key = &m->left.key.parts[0];
	u128 value;
	u128 mask;
	int err;

	if (!datatype_is_bitmask(key->type) || !m->left.is_plain ||
	    op > RELOP_NE)
		return refuse(
			d->r, right->loc,
			"VALUE / MASK is for flags alone; write FIELD & MASK == VALUE");
	err = value_fold(d->r->diag, key, right->left, &value);
	if (!err)
		err = value_fold(d->r->diag, key, right->right, &mask);
	if (err)
		return err;
	m->left.parts[0].mask = mask;
	m->v = (struct interval){ value, value };
	m->negate = op == RELOP_NE;
	return 0;
}

static int match_ordered(struct rule_draft *d, enum relop op,
			 const struct expr *right, struct match *m)
{
	const struct key_part *key = &m->left.key.parts[0];
	u128 max = u128_max(key->width);
	struct interval v;
	bool is_interval;
	int err = value_interval(d->r->diag, key, right, &v, &is_interval);

	if (err)
		return err;
	if (is_interval)
		return refuse(d->r, right->loc,
			      "%s takes one value, not a range; use == or !=",
			      relop_signs[op]);
	if (key->flip)
		return NOT_PLACED;
	if (op == RELOP_LE || (op == RELOP_LT && v.lo > 0))
		m->v = (struct interval){ 0, v.lo - (op == RELOP_LT) };
	else if (op == RELOP_GE || (op == RELOP_GT && v.lo < max))
		m->v = (struct interval){ v.lo + (op == RELOP_GT), max };
	else
		m->set = set_new(d->r, &m->left.key, right->loc);
	return 0;
}

static int match_value(struct rule_draft *d, enum relop op,
		       const struct expr *right, struct match *m)
{
	const struct key_part *key = &m->left.key.parts[0];
	struct part *part = &m->left.parts[0];
	bool is_interval;
	int err = value_interval(d->r->diag, key, right, &m->v, &is_interval);

	if (err)
		return err;
	/* nft 1.0.6 makes a rule of it that never matches. */
	if (right->kind == EXPR_PREFIX && !m->left.is_plain)
		return NOT_PLACED;
	m->negate = op == RELOP_NE;
	if (op == RELOP_IMPLICIT && !is_interval && m->left.is_plain &&
	    datatype_is_bitmask(key->type)) {
		/* "tcp flags syn,ack" holds if any of the two is set. */
		part->mask = m->v.lo;
		m->v = (struct interval){};
		m->negate = true;
	}
	return 0;
}

static int match_set(struct rule_draft *d, enum relop op,
		     const struct expr *right, struct match *m)
{
	struct policy_set *set;
	int err;

	if (op > RELOP_NE)
		return refuse(d->r, right->loc,
			      "%s takes one value, not a set; use == or !=",
			      relop_signs[op]);
	m->negate = op == RELOP_NE;
	if (right->kind == EXPR_SETREF)
		return set_find(d->r, d->table, &m->left.key, right, false,
				&m->set);
	err = set_anonymous(d->r, d->table, &m->left.key, right, false, &set);
	if (!err)
		m->set = set;
	return err;
}

static bool has_zero(const struct match *m)
{
	const struct element *e;

	if (!m->set)
		return !m->v.lo;
	vec_for_each(e, &m->set->elements) {
		if (!e->parts[0].lo)
			return true;
	}
	return false;
}

/*
 * A mask without bits leaves 0 of every frame that has the field: then the
 * whole field is in all numbers, or in none.
 */
static void match_nothing_masked(struct rule_draft *d, struct loc loc,
				 struct match *m)
{
	const u128 max = u128_max(m->left.key.parts[0].width);

	m->set = has_zero(m) ? NULL : set_new(d->r, &m->left.key, loc);
	m->v = (struct interval){ 0, max };
	m->left.parts[0].mask = max;
}

/*
 * Of states of conntrack and numbers of nfproto, the right side becomes a set,
 * which is what they are told, or translated, from; or NOT_PLACED.
 */
static int match_translate(struct rule_draft *d, struct loc loc,
			   struct match *m)
{
	const enum field_id field = m->left.parts[0].field;
	struct policy_set *set;

	if (!m->set) {
		if (field != FIELD_META_NFPROTO && field != PART_CT_STATE)
			return 0;
		set = set_new(d->r, &m->left.key, loc);
		set_push(d->r->arena, set, m->v.lo, m->v.hi);
		m->set = set;
	}
	return nfproto_translate(d->r->arena, &m->set, &m->left);
}

static int right_resolve(struct rule_draft *d, enum relop op,
			 const struct expr *right, struct match *m)
{
	if (right->kind == EXPR_SET || right->kind == EXPR_SETREF)
		return match_set(d, op, right, m);
	if (m->left.key.n_parts > 1)
		return refuse(
			d->r, right->loc,
			"a concatenation is matched with a set; write { ... } around its value");
	if (right->kind == EXPR_BINOP && right->op == BINOP_SLASH)
		return match_slash(d, op, right, m);
	if (op > RELOP_NE)
		return match_ordered(d, op, right, m);
	return match_value(d, op, right, m);
}

/* Resolves both sides; or NOT_PLACED. */
static int sides_resolve(struct rule_draft *d, const struct stmt *stmt,
			 const struct expr *right, struct match *m)
{
	int err = operand_resolve(d, stmt->left, &m->left);

	if (err)
		return err;
	if (key_is_unknown(&m->left.key))
		return NOT_PLACED;
	err = right_resolve(d, stmt->relop, right, m);
	if (err)
		return err;
	if (m->set && m->set->name && operand_check(d, &m->left, stmt->left))
		return -EINVAL;
	if (!m->left.parts[0].mask)
		match_nothing_masked(d, right->loc, m);
	return 0;
}

static void match_push(struct rule_draft *d, const struct match *m)
{
	const struct part *part = &m->left.parts[0];
	struct policy_stmt *s;

	if (part->field == PART_CT_STATE) {
		s = rule_push(d, POLICY_STATES);
		s->states = states_in(m->set, part->mask, m->negate);
		return;
	}
	s = rule_push(d, POLICY_MATCH);
	s->n_parts = m->left.key.n_parts;
	s->parts = operand_parts(d->r, &m->left);
	s->negate = m->negate;
	if (m->set)
		s->set = m->set;
	else
		range_put(d->r, s, &m->v);
}

int match_resolve(struct rule_draft *d, const struct stmt *stmt)
{
	const struct expr *right = unwrap(stmt->right);
	enum field_id field = N_FIELDS;
	struct match m;
	int err;

	m.negate = false;
	m.set = NULL;
	err = sides_resolve(d, stmt, right, &m);
	if (!err) {
		field = m.left.parts[0].field;
		err = match_translate(d, right->loc, &m);
	}
	if (err)
		return err == NOT_PLACED ? host_match(d, stmt) : err;
	match_push(d, &m);
	if (m.left.is_plain && stmt->relop <= RELOP_EQ && needs_teaches(field))
		learn(d, &m.left.key.parts[0], field, right);
	return 0;
}

static int map_resolve(struct rule_draft *d, const struct stmt *stmt,
		       const struct operand *left,
		       const struct policy_set **out)
{
	struct policy_set *set;
	int err;

	if (key_is_unknown(&left->key))
		return NOT_PLACED;
	if (stmt->right->kind == EXPR_SETREF)
		return set_find(d->r, d->table, &left->key, stmt->right, true,
				out);
	err = set_anonymous(d->r, d->table, &left->key, stmt->right, true,
			    &set);
	if (!err)
		*out = set;
	return err;
}

int vmap_resolve(struct rule_draft *d, const struct stmt *stmt)
{
	const struct policy_set *map;
	struct policy_stmt *s;
	struct operand left;
	int err;

	if (operand_resolve(d, stmt->left, &left) ||
	    operand_check(d, &left, stmt->left))
		return -EINVAL;
	err = map_resolve(d, stmt, &left, &map);
	if (!err)
		err = nfproto_translate(d->r->arena, &map, &left);
	if (err)
		return err == NOT_PLACED ? host_vmap(d, stmt) : err;
	if (left.parts[0].field == PART_CT_STATE) {
		s = rule_push(d, POLICY_CHOICES);
		s->text = "ct state";
		s->is_by_state = true;
		states_choose(d->r->arena, map, left.parts[0].mask, s);
		return 0;
	}
	s = rule_push(d, POLICY_VMAP);
	s->n_parts = left.key.n_parts;
	s->parts = operand_parts(d->r, &left);
	s->set = map;
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_match.c - "these parts of the frame are in this set"
 *
 * The left side of a match becomes parts: fields under masks. What is written
 * right of it, with the operator between, becomes a set and a sign.
 */
#include "policy/resolve_int.h"

#include <errno.h>

/* ---- The left side ---- */

static int selector_resolve(struct rule_draft *d, const struct expr *e,
			    struct key_part *key, struct part *part)
{
	enum field_id field;

	if (e->kind != EXPR_SELECTOR) {
		diag_error(d->r->diag, e->loc, "'%s': " UNPLACED,
			   e->text ? e->text : "this");
		return -EINVAL;
	}
	if (field_by_name(e->text, &field)) {
		diag_error(d->r->diag, e->loc, "'%s': " UNPLACED, e->text);
		return -EINVAL;
	}
	if (field == FIELD_META_NFPROTO) {
		diag_error(
			d->r->diag, e->loc,
			"meta nfproto is only useful in the inet family; use meta protocol");
		return -EINVAL;
	}
	if (needs_add(d, field, e->loc))
		return -EINVAL;
	*part = (struct part){ field, u128_max(fields[field].width) };
	*key = (struct key_part){
		.type = fields[field].type,
		.width = fields[field].width,
		.name = fields[field].name,
	};
	return 0;
}

/*
 * A field with operators: with constants only, any row of & | ^ comes to
 * (field & mask) ^ flip.
 */
static int masked_resolve(struct rule_draft *d, const struct expr *e,
			  unsigned int depth, struct key_part *key,
			  struct part *part)
{
	u128 v;

	if (e->kind != EXPR_BINOP)
		return selector_resolve(d, e, key, part);
	/* nft 1.0.6 shifts a field in the host's byte order. */
	if (depth == KEY_MAX_PARTS || e->op == BINOP_SHL ||
	    e->op == BINOP_SHR || e->op == BINOP_SLASH) {
		diag_error(d->r->diag, e->loc,
			   "this operator on a field: " UNPLACED);
		return -EINVAL;
	}
	if (masked_resolve(d, e->left, depth + 1, key, part) ||
	    value_fold(d->r, key, e->right, &v))
		return -EINVAL;
	if (e->op == BINOP_XOR) {
		key->flip ^= v;
	} else if (e->op == BINOP_AND) {
		part->mask &= v;
		key->flip &= v;
	} else {
		part->mask &= ~v;
		key->flip |= v;
	}
	return 0;
}

int operand_resolve(struct rule_draft *d, const struct expr *e,
		    struct operand *out)
{
	struct expr *const *item;
	struct operand op = {};

	if (e->kind != EXPR_CONCAT) {
		op.key.n_parts = 1;
		if (masked_resolve(d, e, 0, &op.key.parts[0], &op.parts[0]))
			return -EINVAL;
		op.is_plain = e->kind == EXPR_SELECTOR;
		*out = op;
		return 0;
	}
	if (e->items.n > KEY_MAX_PARTS) {
		diag_error(d->r->diag, e->loc,
			   "%zu parts are too many (1-%u); split the rule",
			   e->items.n, KEY_MAX_PARTS);
		return -EINVAL;
	}
	vec_for_each(item, &e->items) {
		if (masked_resolve(d, *item, 0, &op.key.parts[op.key.n_parts],
				   &op.parts[op.key.n_parts]))
			return -EINVAL;
		op.key.n_parts++;
	}
	if (key_check(d->r, &op.key, e->loc))
		return -EINVAL;
	*out = op;
	return 0;
}

struct part *operand_parts(struct arena *a, const struct operand *op)
{
	return arena_memdup(a, op->parts, op->key.n_parts * sizeof(*op->parts));
}

/* ---- Sets of numbers ---- */

/* A constant set over one part with room for @n intervals. */
static struct policy_set *set_new(struct arena *a, struct loc loc,
				  enum datatype type, uint16_t width)
{
	struct policy_set *set = arena_new_of(a, struct policy_set);

	set->loc = loc;
	set->is_constant = true;
	set->n_parts = 1;
	set->widths = arena_memdup(a, &width, sizeof(width));
	set->types = arena_memdup(a, &type, sizeof(type));
	return set;
}

static void set_push(struct arena *a, struct policy_set *set, u128 lo, u128 hi)
{
	struct element *e = vec_push(a, &set->elements);
	struct interval v = { lo, hi };

	e->parts = arena_memdup(a, &v, sizeof(v));
}

struct policy_stmt match_of_either(struct arena *a, enum field_id field, u128 v,
				   u128 w)
{
	uint16_t width = fields[field].width;
	struct part part = { field, u128_max(width) };
	struct policy_set *set =
		set_new(a, (struct loc){}, fields[field].type, width);

	set_push(a, set, v < w ? v : w, v < w ? v : w);
	if (v != w)
		set_push(a, set, v < w ? w : v, v < w ? w : v);
	return (struct policy_stmt){
		.kind = POLICY_MATCH,
		.n_parts = 1,
		.parts = arena_memdup(a, &part, sizeof(part)),
		.set = set,
	};
}

/* ---- The right side ---- */

static const char *const relop_signs[] = {
	[RELOP_IMPLICIT] = "==", [RELOP_EQ] = "==", [RELOP_NE] = "!=",
	[RELOP_LT] = "<",	 [RELOP_GT] = ">",  [RELOP_LE] = "<=",
	[RELOP_GE] = ">=",
};

/* What a match's statement is made of. */
struct match {
	struct operand left;
	const struct policy_set *set;
	bool negate;
};

static int refuse(struct rule_draft *d, struct loc loc, const char *why)
{
	diag_error(d->r->diag, loc, "%s", why);
	return -EINVAL;
}

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
static void learn(struct rule_draft *d, const struct operand *left,
		  const struct expr *right)
{
	struct expr *const *item;
	u128 v;

	if (right->kind == EXPR_SET) {
		vec_for_each(item, &right->items)
			learn(d, left, *item);
	} else if (right->kind == EXPR_SYMBOL || right->kind == EXPR_BINOP) {
		if (!value_fold(d->r, &left->key.parts[0], right, &v))
			needs_learn(&d->protocols, left->parts[0].field, v);
	}
}

/* "tcp flags syn / syn,ack": of the flags in the mask, these are set. */
static int match_slash(struct rule_draft *d, enum relop op,
		       const struct expr *right, struct match *m)
{
	const struct key_part *key = &m->left.key.parts[0];
	struct policy_set *set;
	u128 value;
	u128 mask;

	if (!datatype_is_bitmask(key->type) || !m->left.is_plain ||
	    op > RELOP_NE)
		return refuse(
			d, right->loc,
			"VALUE / MASK is for flags alone; write FIELD & MASK == VALUE");
	if (value_fold(d->r, key, right->left, &value) ||
	    value_fold(d->r, key, right->right, &mask))
		return -EINVAL;
	m->left.parts[0].mask = mask;
	set = set_new(d->r->arena, right->loc, key->type, key->width);
	set_push(d->r->arena, set, value, value);
	m->set = set;
	m->negate = op == RELOP_NE;
	return 0;
}

static int match_ordered(struct rule_draft *d, enum relop op,
			 const struct expr *right, struct match *m)
{
	const struct key_part *key = &m->left.key.parts[0];
	u128 max = u128_max(key->width);
	struct policy_set *set;
	struct interval v;
	bool is_interval;

	if (value_interval(d->r, key, right, &v, &is_interval))
		return -EINVAL;
	if (is_interval) {
		diag_error(d->r->diag, right->loc,
			   "%s takes one value, not a range; use == or !=",
			   relop_signs[op]);
		return -EINVAL;
	}
	if (key->flip)
		return refuse(d, right->loc,
			      "an order behind ^ or |: " UNPLACED);
	set = set_new(d->r->arena, right->loc, key->type, key->width);
	if (op == RELOP_LE || (op == RELOP_LT && v.lo > 0))
		set_push(d->r->arena, set, 0, v.lo - (op == RELOP_LT));
	else if (op == RELOP_GE || (op == RELOP_GT && v.lo < max))
		set_push(d->r->arena, set, v.lo + (op == RELOP_GT), max);
	m->set = set;
	return 0;
}

static int match_value(struct rule_draft *d, enum relop op,
		       const struct expr *right, struct match *m)
{
	const struct key_part *key = &m->left.key.parts[0];
	struct part *part = &m->left.parts[0];
	struct policy_set *set;
	struct interval v;
	bool is_interval;

	if (value_interval(d->r, key, right, &v, &is_interval))
		return -EINVAL;
	/* nft 1.0.6 makes a rule of it that never matches. */
	if (right->kind == EXPR_PREFIX && !m->left.is_plain)
		return refuse(d, right->loc,
			      "a prefix behind an operator: " UNPLACED);
	m->negate = op == RELOP_NE;
	if (op == RELOP_IMPLICIT && !is_interval && m->left.is_plain &&
	    datatype_is_bitmask(key->type)) {
		/* "tcp flags syn,ack" holds if any of the two is set. */
		part->mask = v.lo;
		v.lo = v.hi = 0;
		m->negate = true;
	}
	set = set_new(d->r->arena, right->loc, key->type, key->width);
	set_push(d->r->arena, set, v.lo, v.hi);
	m->set = set;
	return 0;
}

static int match_set(struct rule_draft *d, enum relop op,
		     const struct expr *right, struct match *m)
{
	struct policy_set *set;

	if (op > RELOP_NE) {
		diag_error(d->r->diag, right->loc,
			   "%s takes one value, not a set; use == or !=",
			   relop_signs[op]);
		return -EINVAL;
	}
	m->negate = op == RELOP_NE;
	if (right->kind == EXPR_SETREF)
		return set_find(d->r, d->table, &m->left.key, right, false,
				&m->set);
	if (set_anonymous(d->r, d->table, &m->left.key, right, false, &set))
		return -EINVAL;
	m->set = set;
	return 0;
}

/*
 * A mask without bits leaves 0 of every frame that has the field: then the
 * whole field is in all numbers, or in none.
 */
static void match_nothing_masked(struct rule_draft *d, struct match *m)
{
	uint16_t width = m->left.key.parts[0].width;
	struct policy_set *set = set_new(d->r->arena, m->set->loc,
					 m->left.key.parts[0].type, width);
	const struct element *e;
	bool has_zero = false;

	vec_for_each(e, &m->set->elements)
		has_zero |= !e->parts[0].lo;
	if (has_zero)
		set_push(d->r->arena, set, 0, u128_max(width));
	m->left.parts[0].mask = u128_max(width);
	m->set = set;
}

static int masks_check(struct rule_draft *d, struct match *m, struct loc loc)
{
	for (uint32_t i = 0; i < m->left.key.n_parts; i++) {
		if (m->left.parts[i].mask)
			continue;
		if (m->left.key.n_parts > 1 || m->set->name)
			return refuse(
				d, loc,
				"the mask of this key has no bits; leave the field out");
		match_nothing_masked(d, m);
	}
	return 0;
}

static int right_resolve(struct rule_draft *d, enum relop op,
			 const struct expr *right, struct match *m)
{
	if (right->kind == EXPR_SET || right->kind == EXPR_SETREF)
		return match_set(d, op, right, m);
	if (m->left.key.n_parts > 1)
		return refuse(
			d, right->loc,
			"a concatenation is matched with a set; write { ... } around its value");
	if (right->kind == EXPR_BINOP && right->op == BINOP_SLASH)
		return match_slash(d, op, right, m);
	if (op > RELOP_NE)
		return match_ordered(d, op, right, m);
	return match_value(d, op, right, m);
}

int match_resolve(struct rule_draft *d, const struct stmt *stmt)
{
	const struct expr *right = unwrap(stmt->right);
	struct match m = {};

	if (operand_resolve(d, stmt->left, &m.left) ||
	    right_resolve(d, stmt->relop, right, &m) ||
	    masks_check(d, &m, stmt->left->loc))
		return -EINVAL;
	if (m.left.is_plain && stmt->relop <= RELOP_EQ &&
	    needs_teaches(m.left.parts[0].field))
		learn(d, &m.left, right);
	*(struct policy_stmt *)vec_push(d->r->arena, &d->rule->stmts) =
		(struct policy_stmt){
			.kind = POLICY_MATCH,
			.n_parts = m.left.key.n_parts,
			.parts = operand_parts(d->r->arena, &m.left),
			.set = m.set,
			.negate = m.negate,
		};
	return 0;
}

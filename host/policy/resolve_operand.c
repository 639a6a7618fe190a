// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_operand.c - the left side of a match: fields under masks
 */
#include "policy/resolve_int.h"

#include <errno.h>

static int selector_resolve(struct rule_draft *d, const struct expr *e,
			    struct key_part *key, struct part *part)
{
	enum field_id field;

	if (e->kind != EXPR_SELECTOR)
		return refuse(d->r, e->loc, "'%s': " UNPLACED,
			      e->text ? e->text : "this");
	if (field_by_name(e->text, &field))
		return refuse(d->r, e->loc, "'%s': " UNPLACED, e->text);
	if (field == FIELD_META_NFPROTO)
		return refuse(
			d->r, e->loc,
			"meta nfproto is only useful in the inet family; use meta protocol");
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
	    e->op == BINOP_SHR || e->op == BINOP_SLASH)
		return refuse(d->r, e->loc,
			      "this operator on a field: " UNPLACED);
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

/* A part without bits says only that its field is there. */
int operand_check(struct rule_draft *d, const struct operand *op,
		  struct loc loc)
{
	for (uint32_t i = 0; i < op->key.n_parts; i++) {
		if (!op->parts[i].mask)
			return refuse(
				d->r, loc,
				"the mask of '%s' has no bits; leave the field out",
				op->key.parts[i].name);
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
	if (e->items.n > KEY_MAX_PARTS)
		return refuse(d->r, e->loc,
			      "%zu parts are too many (1-%u); split the rule",
			      e->items.n, KEY_MAX_PARTS);
	vec_for_each(item, &e->items) {
		if (masked_resolve(d, *item, 0, &op.key.parts[op.key.n_parts],
				   &op.parts[op.key.n_parts]))
			return -EINVAL;
		op.key.n_parts++;
	}
	if (key_check(d->r, &op.key, e->loc) || operand_check(d, &op, e->loc))
		return -EINVAL;
	*out = op;
	return 0;
}

struct part *operand_parts(struct arena *a, const struct operand *op)
{
	return arena_memdup(a, op->parts, op->key.n_parts * sizeof(*op->parts));
}

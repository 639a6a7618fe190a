// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_operand.c - the left side of a match: fields under masks
 */
#include "policy/resolve_int.h"

#include <errno.h>

/* Of what stands left: what begins the statement has no place of its own. */
static struct loc place(const struct rule_draft *d, const struct expr *e)
{
	return e->loc.file ? e->loc : d->at;
}

static int unknown(struct key_part *key, struct part *part)
{
	*key = (struct key_part){ .is_unknown = true };
	*part = (struct part){};
	return 0;
}

static int ct_state(struct key_part *key, struct part *part)
{
	*part = (struct part){ PART_CT_STATE, u128_max(32) };
	*key = (struct key_part){
		.type = TYPE_CT_STATE,
		.width = 32,
		.name = "ct state",
	};
	return 0;
}

/*
 * In the chains of IP's families meta protocol says the same, and frames have
 * it; see nfproto_translate().
 */
static int refuse_nfproto(struct rule_draft *d, struct loc loc)
{
	return refuse(
		d->r, loc,
		"meta nfproto is only useful in the inet family; use meta protocol");
}

static int selector_resolve(struct rule_draft *d, const struct expr *e,
			    struct key_part *key, struct part *part)
{
	enum field_id field;
	int err;

	if (e->kind == EXPR_UNKNOWN || field_find(d->r, e->text, &field))
		return strcmp(e->text, "ct state") ? unknown(key, part)
						   : ct_state(key, part);
	if (field == FIELD_META_NFPROTO && d->table->family != FAMILY_INET)
		return refuse_nfproto(d, place(d, e));
	err = needs_add(d, field, place(d, e));
	if (err == NOT_PLACED)
		return unknown(key, part);
	if (err)
		return err;
	*part = d->r->wholes[field];
	*key = (struct key_part){
		.type = fields[field].type,
		.width = fields[field].width,
		.name = fields[field].name,
	};
	return 0;
}

static int masked_resolve(struct rule_draft *d, const struct expr *e,
			  unsigned int depth, struct key_part *key,
			  struct part *part);

/*
 * A field with operators: with constants only, any row of & | ^ comes to
 * (field & mask) ^ flip.
 */
static int operator_resolve(struct rule_draft *d, const struct expr *e,
			    unsigned int depth, struct key_part *key,
			    struct part *part)
{
	int err = masked_resolve(d, e->left, depth + 1, key, part);
	u128 v;

	if (err)
		return err;
	/* nft 1.0.6 shifts a field in the host's byte order. */
	if (key->is_unknown || e->op == BINOP_SHL || e->op == BINOP_SHR)
		return unknown(key, part);
	err = value_fold(d->r->diag, key, e->right, &v);
	if (err)
		return err == NOT_PLACED ? unknown(key, part) : err;
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

/* A tree of operators: true recursion, hence the declaration above. */
static int masked_resolve(struct rule_draft *d, const struct expr *e,
			  unsigned int depth, struct key_part *key,
			  struct part *part)
{
	if (e->kind == EXPR_SELECTOR || e->kind == EXPR_UNKNOWN)
		return selector_resolve(d, e, key, part);
	if (e->kind != EXPR_BINOP || e->op == BINOP_SLASH)
		return refuse(d->r, place(d, e),
			      "a field of the packet is needed here");
	if (depth == KEY_MAX_PARTS)
		return unknown(key, part);
	return operator_resolve(d, e, depth, key, part);
}

/* A part without bits says only that its field is there. */
int operand_check(struct rule_draft *d, const struct operand *op,
		  const struct expr *e)
{
	for (uint32_t i = 0; i < op->key.n_parts; i++) {
		if (!op->parts[i].mask && !op->key.parts[i].is_unknown)
			return refuse(
				d->r, place(d, e),
				"the mask of '%s' has no bits; leave the field out",
				op->key.parts[i].name);
	}
	return 0;
}

static int concat_resolve(struct rule_draft *d, const struct expr *e,
			  struct operand *op)
{
	struct expr *const *item;
	struct key_part *key;

	if (e->items.n > KEY_MAX_PARTS)
		return refuse(d->r, place(d, e),
			      "%zu parts are too many (1-%u); split the rule",
			      e->items.n, KEY_MAX_PARTS);
	vec_for_each(item, &e->items) {
		key = &op->key.parts[op->key.n_parts];
		if (masked_resolve(d, *item, 0, key,
				   &op->parts[op->key.n_parts]))
			return -EINVAL;
		/* What is known of the states alone, is not of them all. */
		if (op->parts[op->key.n_parts].field == PART_CT_STATE)
			key->is_unknown = true;
		op->key.n_parts++;
	}
	if (key_check(d->r->diag, &op->key, place(d, e)))
		return -EINVAL;
	return operand_check(d, op, e);
}

int operand_resolve(struct rule_draft *d, const struct expr *e,
		    struct operand *out)
{
	out->key.n_parts = 0;
	out->is_plain = e->kind == EXPR_SELECTOR || e->kind == EXPR_UNKNOWN;
	if (e->kind == EXPR_CONCAT)
		return concat_resolve(d, e, out);
	out->key.n_parts = 1;
	return masked_resolve(d, e, 0, &out->key.parts[0], &out->parts[0]);
}

const struct part *operand_parts(struct resolver *r, const struct operand *op)
{
	const struct part *part = &op->parts[0];

	if (op->key.n_parts == 1 && part->mask == r->wholes[part->field].mask)
		return &r->wholes[part->field];
	return arena_memdup(r->arena, op->parts,
			    op->key.n_parts * sizeof(*op->parts));
}

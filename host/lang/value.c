// SPDX-License-Identifier: GPL-2.0-only
/*
 * value.c - from what is written to numbers
 */
#include "lang/value.h"

/* Reports an error; its value is -EINVAL. */
#define refuse(diag, loc, ...) (diag_error(diag, loc, __VA_ARGS__), -EINVAL)

/* Deeper trees come from no ruleset that people write. */
#define FOLD_MAX_DEPTH 64

static int fold(struct diag *diag, const struct key_part *part,
		const struct expr *e, unsigned int depth, u128 *out);

static int shift_count(struct diag *diag, const struct key_part *part,
		       const struct expr *e, unsigned int depth, u128 *out)
{
	struct key_part count = { TYPE_INTEGER, 32, 0, "a shift", false };

	int err = fold(diag, &count, e, depth, out);

	if (err)
		return err;
	if (*out < part->width)
		return 0;
	return refuse(diag, e->loc,
		      "shift by %llu bits: '%s' has %u; shift by less",
		      (unsigned long long)*out, part->name, part->width);
}

static int fold_binop(struct diag *diag, const struct key_part *part,
		      const struct expr *e, unsigned int depth, u128 *out)
{
	bool is_shift = e->op == BINOP_SHL || e->op == BINOP_SHR;
	u128 left;
	u128 right;
	int err;

	if (e->op == BINOP_SLASH)
		return refuse(diag, e->loc,
			      "VALUE / MASK cannot be part of another value");
	err = fold(diag, part, e->left, depth, &left);
	if (!err)
		err = is_shift
			      ? shift_count(diag, part, e->right, depth, &right)
			      : fold(diag, part, e->right, depth, &right);
	if (err)
		return err;
	if (e->op == BINOP_AND)
		left &= right;
	else if (e->op == BINOP_OR)
		left |= right;
	else if (e->op == BINOP_XOR)
		left ^= right;
	else if (e->op == BINOP_SHL)
		left <<= right;
	else
		left >>= right;
	if (left > u128_max(part->width))
		return refuse(diag, e->loc, "value is out of range for '%s'",
			      part->name);
	*out = left;
	return 0;
}

/* "syn,ack" is the union of its members, where members are bits. */
static int fold_list(struct diag *diag, const struct key_part *part,
		     const struct expr *e, unsigned int depth, u128 *out)
{
	struct expr *const *item;
	u128 all = 0;
	u128 v;

	if (!datatype_is_bitmask(part->type))
		return refuse(
			diag, e->loc,
			"a list is for flags only; write { ... } for a set of '%s'",
			part->name);
	vec_for_each(item, &e->items) {
		int err = fold(diag, part, *item, depth, &v);

		if (err)
			return err;
		all |= v;
	}
	*out = all;
	return 0;
}

/* A tree of operators: true recursion, hence the declaration above. */
static int fold(struct diag *diag, const struct key_part *part,
		const struct expr *e, unsigned int depth, u128 *out)
{
	if (depth == FOLD_MAX_DEPTH)
		return refuse(
			diag, e->loc,
			"value nests deeper than %u operators; write its number",
			FOLD_MAX_DEPTH);
	switch (e->kind) {
	case EXPR_SYMBOL:
		return datatype_parse(part->type, part->width, e->text, e->loc,
				      diag, out, NULL);
	case EXPR_BINOP:
		return fold_binop(diag, part, e, depth + 1, out);
	case EXPR_LIST:
		return fold_list(diag, part, e, depth + 1, out);
	case EXPR_UNKNOWN:
		return NOT_PLACED;
	default:
		return refuse(diag, e->loc,
			      "a single value of '%s' is needed here",
			      part->name);
	}
}

int value_fold(struct diag *diag, const struct key_part *part,
	       const struct expr *e, u128 *out)
{
	return fold(diag, part, e, 0, out);
}

/* The numbers that have their first @len bits in common with @v. */
static struct interval prefix(u128 v, unsigned int width, unsigned int len)
{
	u128 rest = u128_max(width) &
		    ~(len ? u128_max(len) << (width - len) : 0);

	return (struct interval){ v & ~rest, v | rest };
}

static int prefix_fold(struct diag *diag, const struct key_part *part,
		       const struct expr *e, struct interval *out)
{
	struct key_part len_part = { TYPE_INTEGER, 32, 0, "a prefix length",
				     false };
	u128 len;
	u128 v;
	int err = value_fold(diag, part, e->left, &v);

	if (!err)
		err = value_fold(diag, &len_part, e->right, &len);
	if (err)
		return err;
	if (len > part->width)
		return refuse(
			diag, e->loc,
			"prefix length %llu is out of range for '%s' (0-%u)",
			(unsigned long long)len, part->name, part->width);
	*out = prefix(v, part->width, len);
	return 0;
}

static int range_fold(struct diag *diag, const struct key_part *part,
		      const struct expr *e, struct interval *out)
{
	struct interval range;
	int err;

	if (part->type == TYPE_IFNAME)
		return refuse(diag, e->loc,
			      "names have no ranges; write \"eth*\" or a set");
	err = value_fold(diag, part, e->left, &range.lo);
	if (!err)
		err = value_fold(diag, part, e->right, &range.hi);
	if (err)
		return err;
	if (range.lo > range.hi)
		return refuse(diag, e->loc,
			      "range ends before it starts; swap its ends");
	*out = range;
	return 0;
}

/* A symbol, which of interface names may be a prefix: "eth*". */
static int symbol_fold(struct diag *diag, const struct key_part *part,
		       const struct expr *e, struct interval *out,
		       bool *is_interval)
{
	unsigned int len = part->width;
	u128 v;

	if (datatype_parse(part->type, part->width, e->text, e->loc, diag, &v,
			   &len))
		return -EINVAL;
	*is_interval = len != part->width;
	*out = *is_interval ? prefix(v, part->width, len)
			    : (struct interval){ v, v };
	return 0;
}

static int interval_fold(struct diag *diag, const struct key_part *part,
			 const struct expr *e, struct interval *out,
			 bool *is_interval)
{
	int err;

	*is_interval = e->kind == EXPR_PREFIX || e->kind == EXPR_RANGE;
	if (e->kind == EXPR_PREFIX)
		return prefix_fold(diag, part, e, out);
	if (e->kind == EXPR_RANGE)
		return range_fold(diag, part, e, out);
	if (e->kind == EXPR_SYMBOL)
		return symbol_fold(diag, part, e, out, is_interval);
	err = value_fold(diag, part, e, &out->lo);
	if (err)
		return err;
	out->hi = out->lo;
	return 0;
}

int value_interval(struct diag *diag, const struct key_part *part,
		   const struct expr *e, struct interval *out,
		   bool *is_interval)
{
	struct interval v;
	bool wide;
	int err = interval_fold(diag, part, e, &v, &wide);

	if (err)
		return err;
	/* Here nft 1.0.6 makes a rule that means something else. */
	if (wide && part->flip)
		return NOT_PLACED;
	out->lo = v.lo ^ part->flip;
	out->hi = v.hi ^ part->flip;
	*is_interval = wide;
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * rule_row.c - one rule, as a row of a table of many that are alike
 */
#include "policy/rule_row.h"

#include "lang/nft_parse.h"
#include "offload/perfect.h"
#include "policy/compile_int.h"
#include "policy/resolve.h"

#include <errno.h>

/* What a rule asks for beside its key. */
struct rule_rest {
	const struct draft *draft;
	VEC(const struct constraint *) constraints;
};

struct reading {
	struct arena *a;
	const struct rule_table *table;
	const struct draft *draft;
	const struct item *item;
	bool is_used[ITEM_MAX_CONSTRAINTS];
};

static bool is_value(const struct plan_value *x, const struct plan_value *y)
{
	return x->base == y->base && x->bit_off == y->bit_off &&
	       x->width == y->width && x->constant == y->constant;
}

static const struct dim *dim_of(const struct draft *draft,
				const struct constraint *c)
{
	return &draft->low.dims.v[c->dim];
}

static const struct plan_value *value_of(const struct draft *draft,
					 const struct constraint *c)
{
	return &draft->base.values.v[dim_of(draft, c)->part.value];
}

/* ---- Keys ---- */

/* The bits of each word of a key, in @a. */
static const uint8_t *word_bits(struct arena *a, const struct rule_table *table)
{
	uint8_t *bits = arena_alloc(a, table->key_bytes / 4 + 1);
	const struct rule_part *part;
	uint32_t n = 0;

	vec_for_each(part, &table->parts) {
		const unsigned int width = part->value.width;

		for (uint32_t i = 0; i < plan_part_bytes(width) / 4; i++)
			bits[n++] = perfect_bits(width, i);
	}
	return bits;
}

uint32_t rule_table_words(const struct rule_table *table)
{
	struct arena *a = arena_new();
	const uint8_t *bits = word_bits(a, table);
	struct perfect_packing p = {};
	uint32_t n = 0;

	for (uint32_t i = 0; i < table->key_bytes / 4; i++)
		n += perfect_begins_word(&p, bits[i]);
	arena_free(a);
	return n;
}

const uint32_t *rule_table_pack(struct arena *a, const struct rule_table *table,
				const uint8_t *key)
{
	uint32_t *words = arena_calloc(a, 1, table->key_bytes);

	perfect_pack(key, word_bits(a, table), table->key_bytes / 4, words);
	return words;
}

/* ---- The rule alone ---- */

int rule_row_parse(struct arena *a, const struct rule_chain *chain,
		   const char *text, size_t len, struct ruleset **out)
{
	const char *all = arena_printf(
		a, "table %s %s {\nchain %s {\n%s\n%.*s\n}\n}\n", chain->family,
		chain->table, chain->name, chain->head, (int)len, text);
	const struct ast_table *t;
	struct ruleset *rs;

	/* A NUL, or a line that goes on in the next one, is not just a line. */
	if (memchr(text, '\0', len) || (len && text[len - 1] == '\\') ||
	    nft_parse(a, diag_new(a), "a rule", all, strlen(all), NULL, &rs) ||
	    rs->tables.n != 1 || rs->flushes.n || rs->has_includes)
		return -EINVAL;
	t = &rs->tables.v[0];
	if (t->chains.n != 1 || t->sets.n || t->objects.n ||
	    t->chains.v[0].rules.n != 1 || t->chains.v[0].rules.v[0].handle)
		return -EINVAL;
	*out = rs;
	return 0;
}

/* The one item that is the rule's, not the policy's; NULL: there are more. */
static const struct item *only_item(const struct draft *draft)
{
	const struct item *found = NULL, *it;
	const struct segment *segment;

	vec_for_each(segment, &draft->low.segments)
		vec_for_each(it, &segment->items) {
			if (it->rule == PLAN_NO_RULE)
				continue;
			if (found)
				return NULL;
			found = it;
		}
	return found;
}

static bool is_decision(const struct draft *draft, const struct item *it)
{
	return it && it->kind == ITEM_VERDICT && it->verdict != PLAN_PUNT &&
	       it->counter != PLAN_NO_COUNTER &&
	       draft->out.counters.v[it->counter].kind == COUNTER_DECIDED;
}

/* ---- The key ---- */

/* The item's constraint that is @part; -1: it has none. */
static int find_part(struct reading *r, const struct rule_part *part)
{
	for (uint32_t i = 0; i < r->item->n_constraints; i++) {
		const struct constraint *c = &r->item->constraints[i];
		const struct dim *dim = dim_of(r->draft, c);

		if (!r->is_used[i] && !dim->is_lookup &&
		    is_value(value_of(r->draft, c), &part->value) &&
		    (dim->part.mask & ~iset_open_bits(c->allowed)) ==
			    part->mask)
			return i;
	}
	return -1;
}

static bool read_key(struct reading *r, struct rule_row *out)
{
	uint8_t *key = arena_calloc(r->a, 1, r->table->key_bytes), *at = key;
	const struct rule_part *part;

	vec_for_each(part, &r->table->parts) {
		const int i = find_part(r, part);

		if (i < 0)
			return false;
		r->is_used[i] = true;
		plan_put_part(at, part->value.width,
			      r->item->constraints[i].allowed->v[0].lo);
		at += plan_part_bytes(part->value.width);
	}
	out->key = key;
	return true;
}

static bool read_rest(struct reading *r, struct rule_row *out)
{
	struct rule_rest *rest = arena_new_of(r->a, struct rule_rest);

	rest->draft = r->draft;
	for (uint32_t i = 0; i < r->item->n_constraints; i++) {
		const struct constraint *c = &r->item->constraints[i];

		if (r->is_used[i])
			continue;
		if (dim_of(r->draft, c)->is_lookup)
			return false;
		*vec_push(r->a, &rest->constraints) = c;
	}
	out->rest = rest;
	return true;
}

static const char *read_item(struct arena *a, const struct rule_table *table,
			     const struct draft *draft, struct rule_row *out)
{
	struct reading r = {
		.a = a, .table = table, .draft = draft, .item = only_item(draft)
	};

	if (draft->out.walk->why_front || !is_decision(draft, r.item))
		return "a rule is more than a match and a verdict";
	if (!read_key(&r, out) || !read_rest(&r, out))
		return "a rule matches other fields than those of the table";
	out->verdict = r.item->verdict;
	return NULL;
}

const char *rule_row_read(struct arena *a, const struct rule_chain *chain,
			  const struct device *dev, uint32_t small_set,
			  const struct rule_table *table, const char *text,
			  size_t len, struct rule_row *out)
{
	const struct profile profile = { .small_set = small_set };
	struct draft *draft = arena_new_of(a, struct draft);
	struct diag *unsaid = diag_new(a);
	struct policy *policy;
	struct ruleset *rs;

	if (rule_row_parse(a, chain, text, len, &rs) ||
	    resolve_ruleset(a, unsaid, rs, &policy))
		return "a line is not one rule that stands for itself";
	if (compile_lower(a, unsaid, policy, dev, &profile, draft))
		return "a rule cannot be read alone";
	*out = (struct rule_row){
		.text = policy->chains.v[0].rules.v[0].text,
		.chain = arena_printf(a, "%s %s %s", chain->family,
				      chain->table, chain->name),
	};
	return read_item(a, table, draft, out);
}

/* ---- The rest ---- */

/* What @rest asks for of the same number as @like, of @draft; NULL: nothing. */
static const struct iset *find_allowed(const struct rule_rest *rest,
				       const struct draft *draft,
				       const struct constraint *like)
{
	const struct constraint *const *c;

	vec_for_each(c, &rest->constraints)
		if (is_value(value_of(rest->draft, *c),
			     value_of(draft, like)) &&
		    dim_of(rest->draft, *c)->part.mask ==
			    dim_of(draft, like)->part.mask)
			return (*c)->allowed;
	return NULL;
}

bool rule_row_is_like(const struct rule_row *x, const struct rule_row *y)
{
	const struct constraint *const *c;

	vec_for_each(c, &x->rest->constraints) {
		const struct iset *other =
			find_allowed(y->rest, x->rest->draft, *c);

		if (!other || !iset_equal(other, (*c)->allowed))
			return false;
	}
	return x->rest->constraints.n == y->rest->constraints.n;
}

bool rule_row_is_apart(const struct rule_row *x, const struct rule_row *y)
{
	const struct constraint *const *c;

	vec_for_each(c, &x->rest->constraints) {
		const struct iset *other =
			find_allowed(y->rest, x->rest->draft, *c);

		if (other && iset_relate(other, (*c)->allowed) == ISET_DISJOINT)
			return true;
	}
	return false;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_build.c - nodes of the tree for rules of iptables
 *
 * The caches are tables that a hash points into; what comes later takes the
 * place. So they neither grow nor slow down, and what repeats is found.
 */
#include "lang/ipt_build.h"

#include "base/digits.h"

#define N_SLOTS 4096

struct ipt_cache {
	const char *texts[N_SLOTS];
	struct expr *leaves[N_SLOTS];
	/* Hashes, so that what is another is not looked at. */
	uint32_t text_hashes[N_SLOTS];
	uint32_t leaf_hashes[N_SLOTS];
};

struct ipt_cache *build_cache_new(struct arena *a)
{
	return arena_new_of(a, struct ipt_cache);
}

/* FNV-1a. */
static uint32_t hash_of(const char *s, size_t len)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)s[i]) * 0x100000001b3u;
	return (uint32_t)(h ^ h >> 29);
}

/* @hash is that of the text. */
static const char *text_of(const struct ipt_rule *r, const char *s, size_t len,
			   uint32_t hash)
{
	const char **slot = &r->cache->texts[hash % N_SLOTS];
	uint32_t *known = &r->cache->text_hashes[hash % N_SLOTS];

	if (!*slot || *known != hash || strncmp(*slot, s, len) || (*slot)[len])
		*slot = arena_strndup(r->arena, s, len);
	*known = hash;
	return *slot;
}

const char *build_text(const struct ipt_rule *r, const char *s, size_t len)
{
	return text_of(r, s, len, hash_of(s, len));
}

static struct expr *leaf(const struct ipt_rule *r, enum expr_kind kind,
			 const char *text, bool is_quoted)
{
	size_t len = strlen(text);
	const uint32_t hash = hash_of(text, len);
	struct expr **slot = &r->cache->leaves[hash % N_SLOTS];
	uint32_t *known = &r->cache->leaf_hashes[hash % N_SLOTS];
	struct expr *e = *slot;

	if (e && *known == hash && e->kind == kind && e->quoted == is_quoted &&
	    !strcmp(e->text, text))
		return e;
	e = expr_new_in(r->nodes, kind, (struct loc){});
	e->text = text_of(r, text, len, hash);
	e->quoted = is_quoted;
	*slot = e;
	*known = hash;
	return e;
}

struct expr *build_selector(const struct ipt_rule *r, const char *text)
{
	return leaf(r, EXPR_SELECTOR, text, false);
}

struct expr *build_unknown_selector(const struct ipt_rule *r, const char *text)
{
	return leaf(r, EXPR_UNKNOWN, text, false);
}

struct expr *build_symbol(const struct ipt_rule *r, const char *text)
{
	return leaf(r, EXPR_SYMBOL, text, false);
}

struct expr *build_quoted(const struct ipt_rule *r, const char *text)
{
	return leaf(r, EXPR_SYMBOL, text, true);
}

struct expr *build_number(const struct ipt_rule *r, uint64_t n)
{
	char text[DIGITS_SIZE];

	return build_symbol(r, digits_of(n, text));
}

struct expr *build_setref(const struct ipt_rule *r, const char *name)
{
	return leaf(r, EXPR_SETREF, name, false);
}

static struct expr *pair(const struct ipt_rule *r, enum expr_kind kind,
			 struct expr *left, struct expr *right)
{
	struct expr *e = expr_new_in(r->nodes, kind, (struct loc){});

	e->left = left;
	e->right = right;
	return e;
}

struct expr *build_binop(const struct ipt_rule *r, enum binop op,
			 struct expr *left, struct expr *right)
{
	struct expr *e = pair(r, EXPR_BINOP, left, right);

	e->op = op;
	return e;
}

struct expr *build_range(const struct ipt_rule *r, struct expr *left,
			 struct expr *right)
{
	return pair(r, EXPR_RANGE, left, right);
}

struct expr *build_prefix(const struct ipt_rule *r, struct expr *left,
			  unsigned int len)
{
	return pair(r, EXPR_PREFIX, left, build_number(r, len));
}

struct expr *build_numbers(const struct ipt_rule *r, uint64_t lo, uint64_t hi)
{
	if (lo == hi)
		return build_number(r, lo);
	return build_range(r, build_number(r, lo), build_number(r, hi));
}

struct expr *build_items(const struct ipt_rule *r, enum expr_kind kind)
{
	return expr_new_in(r->nodes, kind, (struct loc){});
}

void build_add_item(const struct ipt_rule *r, struct expr *items,
		    struct expr *e)
{
	*vec_push(r->nodes, &items->items) = e;
}

static struct stmt *add(struct ipt_rule *r, struct loc loc, enum stmt_kind kind)
{
	struct stmt *s = vec_push(r->arena, &r->ast->stmts);

	s->kind = kind;
	s->at = loc_in_file(loc);
	return s;
}

void build_add_match(struct ipt_rule *r, struct loc loc, struct expr *left,
		     bool is_negated, struct expr *right)
{
	struct stmt *s = add(r, loc, STMT_MATCH);

	s->left = left;
	s->relop = is_negated ? RELOP_NE : RELOP_EQ;
	s->right = right;
}

void build_add_unknown(struct ipt_rule *r, struct loc loc, const char *text,
		       enum effect_kind effect)
{
	struct stmt *s = add(r, loc, STMT_UNKNOWN);

	s->text = build_text(r, text, strlen(text));
	s->effect = effect;
}

void build_add_hotdrop(struct ipt_rule *r, struct loc loc, unsigned int n_bytes)
{
	add(r, loc, STMT_HOTDROP)->n_bytes = n_bytes;
}

void build_add_hotdrop_way(struct ipt_rule *r, struct loc loc,
			   struct expr *header)
{
	add(r, loc, STMT_HOTDROP)->left = header;
}

void build_add_verdict(struct ipt_rule *r, struct loc loc,
		       enum verdict_kind kind, const char *chain)
{
	struct stmt *s = add(r, loc, STMT_VERDICT);

	s->verdict = (struct verdict){ kind, NULL };
	if (chain)
		s->verdict.chain = build_text(r, chain, strlen(chain));
}

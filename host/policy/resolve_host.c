// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_host.c - what only the host can run
 *
 * Of such a statement its text stays, and what kind of effect it has. Names in
 * it have to be there all the same, verdicts count as calls, and what nft
 * implies for it is a match like any other.
 */
#include "policy/resolve_int.h"

#include "lang/nft_print.h"
#include "lang/nft_print_expr.h"

#include <ctype.h>
#include <errno.h>

static struct policy_stmt *push(struct rule_draft *d, const char *text,
				enum effect_kind effect)
{
	struct policy_stmt *s = rule_push(d, POLICY_HOST);

	s->text = text;
	s->effect = effect;
	return s;
}

/* ---- Words of a text ---- */

static bool is_blank(char c)
{
	return isspace((unsigned char)c);
}

static const char *skip_blanks(const char *p)
{
	while (is_blank(*p))
		p++;
	return p;
}

/* What follows @words at @text, if they stand there, or NULL. */
static const char *behind(const char *text, const char *words)
{
	size_t len = strlen(words);

	if (strncmp(text, words, len) || (text[len] && !is_blank(text[len])))
		return NULL;
	return skip_blanks(text + len);
}

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_-./\\", c));
}

/* The name at @p, quoted or not; NULL if there is none. */
static const char *name_at(struct arena *a, const char *p)
{
	size_t len = 0;

	if (*p == '"') {
		len = strcspn(++p, "\"");
	} else {
		while (is_name_char(p[len]))
			len++;
	}
	return len ? arena_strndup(a, p, len) : NULL;
}

/* The next @NAME in *@text that is a set's, not raw payload; NULL: none. */
static const char *next_reference(struct arena *a, const char **text)
{
	const char *p = *text;
	bool is_quoted = false;

	for (; *p; p++) {
		const char *name;

		is_quoted ^= *p == '"';
		if (*p != '@' || is_quoted)
			continue;
		p = skip_blanks(p + 1);
		name = name_at(a, p);
		if (!name)
			return NULL;
		p += strlen(name);
		*text = p;
		if (*skip_blanks(p) != ',' || strlen(name) != 2)
			return name;
	}
	return NULL;
}

/* ---- Objects: what tables hold besides chains and sets ---- */

/* A kind of object, and the words before its name in a statement. */
static const struct {
	const char *kind;
	const char *before;
} objects[] = {
	{ "counter", "counter name" },
	{ "quota", "quota name" },
	{ "limit", "limit name" },
	{ "synproxy", "synproxy name" },
	{ "secmark", "meta secmark set" },
	{ "ct helper", "ct helper set" },
	{ "ct timeout", "ct timeout set" },
	{ "ct expectation", "ct expectation set" },
	{ "flowtable", NULL },
};

#define N_OBJECTS (sizeof(objects) / sizeof(objects[0]))

void objects_resolve(struct resolver *r)
{
	const struct ast_table *table;
	const struct ast_object *object;
	const char *name;

	vec_for_each(table, &r->rs->tables) {
		vec_for_each(object, &table->objects) {
			name = arena_printf(r->arena, "%s %s", object->kind,
					    object->name);
			names_add(r->arena, &r->object_names, table, name,
				  object->loc);
		}
	}
	names_sort(&r->object_names);
}

static int object_check(struct rule_draft *d, const char *kind,
			const char *name, struct loc loc)
{
	const char *whole = arena_printf(d->r->arena, "%s %s", kind, name);
	uint32_t i;

	if (!names_find(&d->r->object_names, d->table, whole, &i))
		return 0;
	return refuse(d->r, loc,
		      "no %s '%s' in this table; add it, or correct the name",
		      kind, name);
}

/* ---- Names in a statement ---- */

static int reference_resolve(struct rule_draft *d, const struct stmt *stmt,
			     const char *name)
{
	const struct loc loc = stmt_loc(d->rule, stmt);
	const struct expr ref = { .loc = loc, .text = name };
	struct named_set *named;

	if (behind(stmt->text, "flow"))
		return object_check(d, "flowtable", name, loc);
	if (named_find(d->r, d->table, &ref, &named))
		return -EINVAL;
	if (named->is_limited)
		push(d, stmt->text, EFFECT_ACTS);
	return 0;
}

static int names_resolve(struct rule_draft *d, const struct stmt *stmt)
{
	struct arena *a = d->r->arena;
	const char *text = stmt->text;
	const char *name;

	while ((name = next_reference(a, &text))) {
		if (reference_resolve(d, stmt, name))
			return -EINVAL;
	}
	for (size_t i = 0; i < N_OBJECTS; i++) {
		const char *p = objects[i].before
					? behind(stmt->text, objects[i].before)
					: NULL;

		name = p ? name_at(a, p) : NULL;
		/* A name is all of it; else a map says which object it is. */
		if (name && !*skip_blanks(p + strlen(name) + (*p == '"') * 2))
			return object_check(d, objects[i].kind, name,
					    stmt_loc(d->rule, stmt));
	}
	return 0;
}

/* Also without "flags dynamic" the kernel lets rules change most sets. */
static bool changes_a_set(const struct stmt *stmt)
{
	return stmt->kind == STMT_UNKNOWN &&
	       (behind(stmt->text, "add") || behind(stmt->text, "update") ||
		behind(stmt->text, "delete") || behind(stmt->text, "set"));
}

static void mark_updated(struct resolver *r, const struct ast_table *table,
			 const struct stmt *stmt)
{
	const char *text = stmt->text;
	const char *name;
	uint32_t i;

	while ((name = next_reference(r->arena, &text))) {
		if (names_find(&r->set_names, table, name, &i))
			continue;
		r->named_sets.v[i].is_updated = true;
		r->named_sets.v[i].is_limited |= text_limits(text);
	}
}

static void chain_updates(struct resolver *r, const struct ast_table *table,
			  const struct ast_chain *chain)
{
	const struct ast_rule *rule;
	const struct stmt *stmt;

	vec_for_each(rule, &chain->rules) {
		vec_for_each(stmt, &rule->stmts) {
			if (changes_a_set(stmt))
				mark_updated(r, table, stmt);
		}
	}
}

void updates_find(struct resolver *r)
{
	const struct ast_table *table;
	const struct ast_chain *chain;

	vec_for_each(table, &r->rs->tables) {
		if (!table_is_placed(table) || table->syntax != SYNTAX_NFT ||
		    !table->sets.n)
			continue;
		vec_for_each(chain, &table->chains)
			chain_updates(r, table, chain);
	}
}

/* ---- What a statement implies ---- */

/* "reject with tcp reset" is for TCP, "with icmp ..." for IPv4. */
static int reject_implies(struct rule_draft *d, const struct stmt *stmt)
{
	const struct loc loc = stmt_loc(d->rule, stmt);

	if (behind(stmt->text, "reject with tcp"))
		return needs_add_proto(d, PROTO_TCP, loc);
	if (behind(stmt->text, "reject with icmp"))
		return needs_add_proto(d, PROTO_IP, loc);
	if (behind(stmt->text, "reject with icmpv6"))
		return needs_add_proto(d, PROTO_IP6, loc);
	return 0;
}

/* The next packet gets the next number (nft_ng_inc_eval). */
static bool is_in_turn(const char *text)
{
	return strstr(text, "numgen inc") != NULL;
}

/*
 * "dnat ip to" lets IPv6 pass it in an inet table (nft_nat_inet_eval), and who
 * is not in its map as well.
 */
static int nat_implies(struct rule_draft *d, const struct stmt *stmt)
{
	const char *rest = behind(stmt->text, "dnat");

	if (!rest)
		rest = behind(stmt->text, "snat");
	if ((rest && (behind(rest, "ip") || behind(rest, "ip6"))) ||
	    strstr(stmt->text, " map "))
		push(d, stmt->text, EFFECT_MATCHES);
	/* A connection that is dropped all the same has had its turn. */
	if (is_in_turn(stmt->text))
		push(d, stmt->text, EFFECT_ACTS);
	return 0;
}

int host_resolve(struct rule_draft *d, const struct stmt *stmt)
{
	int err = 0;

	if (d->table->syntax == SYNTAX_NFT) {
		err = names_resolve(d, stmt);
		if (!err && stmt->effect == EFFECT_REJECTS)
			err = reject_implies(d, stmt);
		else if (!err && stmt->effect == EFFECT_TRANSLATES)
			err = nat_implies(d, stmt);
	}
	/* Behind two tags there is none that says so. */
	if (err == NOT_PLACED)
		push(d, stmt->text, EFFECT_MATCHES);
	else if (err)
		return err;
	push(d, stmt->text, stmt->effect);
	return 0;
}

/* ---- Matches ---- */

/*
 * True if who asks leaves another answer behind: the next number, or less of
 * what an element's limit lets by (nft_set_elem_update_expr).
 */
static bool is_counting(const char *text, const struct named_set *asked)
{
	return is_in_turn(text) || (asked && asked->is_limited);
}

int host_match(struct rule_draft *d, const struct stmt *stmt)
{
	struct named_set *named = NULL;
	const char *text;

	if (stmt->right->kind == EXPR_SETREF &&
	    named_find(d->r, d->table, stmt->right, &named))
		return -EINVAL;
	d->r->n_timed += named && named->is_timed && !d->r->keeps_times;
	text = nft_print_stmt(d->r->arena, stmt);
	push(d, text,
	     is_counting(text, named) ? EFFECT_MATCHES_ACTING : EFFECT_MATCHES);
	return 0;
}

static void action_push(struct arena *a, struct actions *actions,
			const struct action *new)
{
	const struct action *action;

	vec_for_each(action, &actions->v) {
		if (action->kind == new->kind && action->chain == new->chain)
			return;
	}
	*(struct action *)vec_push(a, &actions->v) = *new;
}

int host_add_action(struct resolver *r, const struct ast_table *table,
		    const struct expr *element, struct actions *out)
{
	const struct expr *e = element;
	struct action action;

	if ((e->kind == EXPR_UNKNOWN || e->kind == EXPR_TIMED) && e->left)
		e = e->left;
	if (e->kind != EXPR_MAPPING || e->right->kind != EXPR_VERDICT)
		return refuse(
			r, e->loc,
			"element of a map needs a verdict; write KEY : VERDICT");
	if (action_resolve(r, table, &e->right->verdict, e->right->loc,
			   &action))
		return -EINVAL;
	action_push(r->arena, out, &action);
	return 0;
}

static void known_actions(struct arena *a, const struct policy_set *map,
			  struct actions *out)
{
	const struct element *e;

	vec_for_each(e, &map->elements)
		action_push(a, out, &e->action);
	if (map->has_fallback)
		action_push(a, out, &map->fallback);
}

static int map_actions(struct rule_draft *d, const struct expr *map,
		       const struct named_set *named, struct actions *out)
{
	struct expr *const *item;

	if (named && named->set)
		known_actions(d->r->arena, named->set, out);
	else if (named)
		*out = named->actions;
	if (named)
		return 0;
	vec_for_each(item, &map->items) {
		if (host_add_action(d->r, d->table, *item, out))
			return -EINVAL;
	}
	return 0;
}

/*
 * What only the host knows: the field, or where that is known what its map has,
 * as one whose elements have timeouts.
 */
static const char *vmap_text(struct rule_draft *d, const struct stmt *stmt,
			     const struct named_set *named)
{
	if (named && !named->set)
		return nft_print_stmt(d->r->arena, stmt);
	return print_expr_text(d->r->arena, stmt->left);
}

int host_vmap(struct rule_draft *d, const struct stmt *stmt)
{
	struct arena *a = d->r->arena;
	struct named_set *named = NULL;
	struct actions actions = {};
	const struct action *action;
	struct policy_stmt *s;
	const char *text;

	if (stmt->right->kind == EXPR_SETREF &&
	    named_find(d->r, d->table, stmt->right, &named))
		return -EINVAL;
	if (map_actions(d, stmt->right, named, &actions))
		return -EINVAL;
	text = vmap_text(d, stmt, named);
	if (is_counting(text, named))
		push(d, text, EFFECT_ACTS);
	s = rule_push(d, POLICY_CHOICES);
	s->text = text;
	s->choices = arena_new_of(a, struct choices);
	vec_for_each(action, &actions.v)
		*vec_push(a, &s->choices->v) =
			(struct choice){ CT_ALL, *action };
	return 0;
}

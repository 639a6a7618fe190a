// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_vars.c - define and $name
 */
#include "lang/nft_vars.h"

#include "lang/nft_print_expr.h"

void vars_enter_scope(struct parser *p)
{
	*vec_push(p->arena, &p->scopes) = p->n_scopes++;
}

void vars_leave_scope(struct parser *p)
{
	p->scopes.n--;
}

/* The innermost variable of that name that is seen here, or NULL. */
static struct variable *find(struct parser *p, const char *name)
{
	size_t i = p->scopes.n;
	ssize_t index;

	while (i--) {
		index = names_get(p->names, p->scopes.v[i], name);
		if (index >= 0)
			return &p->vars.v[index];
	}
	return NULL;
}

void vars_define(struct parser *p, const char *name, struct variable var,
		 bool may_replace)
{
	const struct variable *old = find(p, name);
	size_t scope = p->scopes.v[p->scopes.n - 1];

	if (old && old->is_option)
		return;
	if (old && !may_replace) {
		diag_error(
			p->diag, var.loc,
			"'%s' is defined already, at %s:%u: use 'redefine' or another name",
			name, old->loc.file, old->loc.line);
		return;
	}
	var.scope = scope;
	names_set(p->names, scope, name, p->vars.n);
	*vec_push(p->arena, &p->vars) = var;
}

void vars_undefine(struct parser *p, const char *name)
{
	const struct variable *var = find(p, name);

	if (var && !var->is_option)
		names_remove(p->names, var->scope, name);
}

struct expr *vars_use(struct parser *p)
{
	struct token dollar = p->tok;
	const struct variable *var;
	const char *name;
	unsigned int n_records = p->n_records;

	/* The value is recorded, not the name. */
	p->n_records = 0;
	parser_advance(p);
	name = parser_name(p, "the name of a variable");
	p->n_records = n_records;
	if (!name)
		return NULL;
	var = find(p, name);
	if (!var) {
		parser_error(
			p, dollar.loc,
			"there is no variable '%s': define it above, or with -D %s=VALUE",
			name, name);
		return NULL;
	}
	p->n_expanded += var->n_exprs;
	if (p->n_expanded > VARS_MAX_EXPANDED ||
	    p->depth + var->height > PARSER_MAX_DEPTH) {
		parser_error(
			p, dollar.loc,
			"the variables make too large a ruleset here: use named sets");
		return NULL;
	}
	if (n_records)
		parser_record_text(p, print_expr_text(p->arena, var->value),
				   dollar.has_blank);
	return var->value;
}

const char *vars_use_text(struct parser *p, const char *what)
{
	struct loc loc = p->tok.loc;
	const struct expr *e = vars_use(p);

	if (e && e->kind == EXPR_SYMBOL)
		return e->text;
	parser_error(p, loc, "the value of this variable is not %s", what);
	return NULL;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_stmt.c - statements for the uses of extensions
 */
#include "lang/ipt_stmt.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int ipt_refuse(struct ipt_rule *rule, struct loc loc, const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	diag_error(rule->diag, loc, "%s", text);
	return -EINVAL;
}

void ipt_add_span(struct ipt_rule *rule, struct loc loc, const char *field,
		  struct ipt_span span, uint64_t max, bool is_negated)
{
	/* In nothing is the same as not in all. */
	if (span.lo > span.hi) {
		span = (struct ipt_span){ 0, max };
		is_negated = !is_negated;
	}
	build_add_match(rule, loc, build_selector(rule, field), is_negated,
			build_numbers(rule, span.lo, span.hi));
}

void ipt_add_masked(struct ipt_rule *rule, struct loc loc, const char *field,
		    struct ipt_masked masked, bool is_negated)
{
	struct expr *left = build_binop(rule, BINOP_AND,
					build_selector(rule, field),
					build_number(rule, masked.mask));

	build_add_match(rule, loc, left, is_negated,
			build_number(rule, masked.value));
}

int ipt_add_unknown(struct ipt_rule *rule, const struct ipt_use *use,
		    enum effect_kind effect)
{
	build_add_unknown(rule, use->loc, ipt_use_text(rule, use), effect);
	return 0;
}

void ipt_add_hotdrop_way(struct ipt_rule *rule, struct loc loc,
			 const char *header)
{
	struct stmt *s = vec_push(rule->arena, &rule->ast->stmts);

	s->kind = STMT_HOTDROP;
	s->at = loc_in_file(loc);
	s->left = build_selector(rule, header);
}

bool ipt_is_in_chain(const struct ipt_rule *rule, const char *a, const char *b)
{
	return !strcmp(rule->chain, a) || !strcmp(rule->chain, b);
}

int ipt_check_any(struct ipt_rule *rule, const struct ipt_use *use)
{
	if (use->args.n)
		return 0;
	return ipt_refuse(rule, use->loc, "%s needs an option", use->ext->name);
}

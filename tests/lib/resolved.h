/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * resolved.h - rulesets to policies, for cmocka's tests
 */
#ifndef NICFW_TESTS_RESOLVED_H
#define NICFW_TESTS_RESOLVED_H

#include "lang/nft_parse.h"
#include "policy/resolve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct resolved {
	struct arena *arena;
	struct diag *diag;
};

static inline void resolved_setup(struct resolved *f)
{
	f->arena = arena_new();
	f->diag = diag_new(f->arena);
}

static inline struct policy *resolve(struct resolved *f, const char *text)
{
	struct policy *policy;
	struct ruleset *rs;

	if (nft_parse(f->arena, f->diag, "t.nft", text, strlen(text), NULL,
		      &rs) ||
	    resolve_ruleset(f->arena, f->diag, rs, &policy)) {
		diag_print(f->diag, stderr);
		fail();
	}
	return policy;
}

/* A table with one chain of @rules. */
static inline char *in_table(struct resolved *f, const char *rules)
{
	return arena_printf(
		f->arena, "table netdev t {\n\tchain c {\n%s\n\t}\n}\n", rules);
}

static inline char *print(const struct policy *policy)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	policy_print(policy, f);
	fclose(f);
	return text;
}

#endif

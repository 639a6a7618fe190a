// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_ipt.c - does any text crash the reader of dumps?
 *
 * What is refused must have an error; what is read can be printed, and each of
 * its rules counts once.
 */
#include "lang/ipt_parse.h"
#include "lang/nft_print.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void print(const struct ruleset *rs)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	nft_print_ruleset(rs, out);
	fclose(out);
	free(text);
}

/* Each rule counts once, and has a text that a message can show. */
static void check_rules(const struct ruleset *rs)
{
	const struct ast_table *t;
	const struct ast_chain *c;
	const struct ast_rule *r;
	const struct stmt *s;

	vec_for_each(t, &rs->tables) {
		vec_for_each(c, &t->chains) {
			vec_for_each(r, &c->rules) {
				size_t n = 0;

				vec_for_each(s, &r->stmts)
					n += s->kind == STMT_COUNTER;
				if (n != 1 || strchr(r->text, '\n'))
					abort();
			}
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct ruleset *rs = NULL;
	const char *text = (const char *)data;
	int err;

	(void)ipt_is_dump(text, size);
	err = ipt_parse(a, diag, "fuzz", text, size, NULL, &rs);
	if (!err != !diag->n_errors || !err != !!rs ||
	    diag->n_errors > DIAG_MAX_ERRORS)
		abort();
	if (rs) {
		print(rs);
		check_rules(rs);
	}
	arena_free(a);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ast_test.c - do nodes have what their kind needs, and no more?
 */
#include "lang/nft_print_expr.h"
#include "lib/nft_reading.h"

static void selectors_that_begin_statements_are_one_node(void **state)
{
	const struct ruleset *rs =
		parse(*state, "table t {\nchain c {\n"
			      "ip saddr 1.2.3.4 tcp dport & 1 == 1\n"
			      "tcp dport . ip saddr { 1 . 1.2.3.4 }\n"
			      "(ip saddr) 1.2.3.4\n}\n}\n");
	const struct ast_rule *rules = rs->tables.v[0].chains.v[0].rules.v;
	const struct expr *saddr = rules[0].stmts.v[0].left;
	const struct expr *dport = rules[0].stmts.v[1].left->left;
	const struct expr *concat = rules[1].stmts.v[0].left;

	assert_null(saddr->loc.file);
	assert_null(rules[0].stmts.v[1].left->loc.file);
	assert_null(concat->loc.file);
	assert_ptr_equal(concat->items.v[0], dport);
	/* Not where its statement begins, each of these. */
	assert_ptr_not_equal(concat->items.v[1], saddr);
	assert_int_equal(concat->items.v[1]->loc.col, 13);
	assert_ptr_not_equal(rules[2].stmts.v[0].left, saddr);
	assert_int_equal(rules[2].stmts.v[0].left->loc.col, 2);
}

static void a_symbol_keeps_its_text_in_itself(void **state)
{
	struct fixture *f = *state;
	char text[] = "10.0.0.0/8";
	struct expr *e =
		expr_new_symbol(f->arena, (struct loc){ "a", 1, 2 }, text, 8);

	memset(text, 'x', sizeof(text));
	assert_string_equal(e->text, "10.0.0.0");
	assert_int_equal(e->kind, EXPR_SYMBOL);
	assert_int_equal(e->loc.col, 2);
	assert_null(expr_comment(e));
}

static void a_comment_is_the_whole_elements(void **state)
{
	struct fixture *f = *state;
	const struct element_times hour = { .timeout_ms = 3600000 };
	const struct element_times minute = { .timeout_ms = 60000 };
	struct expr *e =
		expr_new_symbol(f->arena, (struct loc){}, "1.2.3.4", 7);
	struct expr *timed;

	assert_string_equal(
		print_expr_text(f->arena, expr_timed(f->arena, e, &hour, NULL)),
		"1.2.3.4 timeout 1h");
	e = expr_commented(f->arena, e, "a");
	assert_string_equal(print_expr_text(f->arena, e),
			    "1.2.3.4 comment \"a\"");
	timed = expr_timed(f->arena, e, &hour, "b");
	assert_string_equal(print_expr_text(f->arena, timed),
			    "1.2.3.4 timeout 1h comment \"b\"");
	assert_string_equal(
		print_expr_text(f->arena,
				expr_timed(f->arena, timed, &minute, "c")),
		"1.2.3.4 timeout 1m comment \"c\"");
	assert_null(expr_comment(expr_commented(f->arena, timed, NULL)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(selectors_that_begin_statements_are_one_node),
		test(a_symbol_keeps_its_text_in_itself),
		test(a_comment_is_the_whole_elements),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_words_test.c - is each word of the tables known for what it is?
 */
#include "lang/nft_words.h"

#include "lib/fixture.h"

static const struct word *find(const char *text)
{
	return words_find(text, strlen(text));
}

static void every_selector_has_its_head_and_fields(void **state)
{
	const struct selector_head *row;

	(void)state;
	for (row = selector_heads; row->head; row++) {
		const struct word *head = find(row->head);
		const struct selector_field *field = head->fields;
		const char *name = row->fields ?: "";

		assert_ptr_equal(head->selector, row);
		while (*name) {
			size_t n = strcspn(name, " ,");

			assert_ptr_equal(field->words[0], words_find(name, n));
			name += n;
			if (*name == ' ') {
				n = strcspn(++name, ",");
				assert_ptr_equal(field->words[1],
						 words_find(name, n));
				name += n;
			} else {
				assert_null(field->words[1]);
			}
			name += strspn(name, ", ");
			field = field->next;
		}
		assert_null(field);
	}
}

static void a_field_has_the_text_that_nft_reads(void **state)
{
	const struct selector_field *f = find("icmpv6")->fields;

	(void)state;
	while (f->words[0] != find("parameter-problem"))
		f = f->next;
	assert_string_equal(f->text, "icmpv6 param-problem");
	f = find("arp")->fields;
	while (f->words[0] != find("saddr") || f->words[1] != find("ether"))
		f = f->next;
	assert_string_equal(f->text, "arp saddr ether");
}

static void a_word_may_be_several_things(void **state)
{
	static const struct {
		const char *text;
		unsigned int classes;
		bool has_selectors;
	} rows[] = {
		{ "ip", WORD_RESERVED | WORD_VALUE, true },
		{ "ct", WORD_RESERVED | WORD_STMT, true },
		{ "iifname", WORD_RESERVED | WORD_META, false },
		{ "accept", WORD_RESERVED | WORD_VERDICT, false },
		{ "reset", WORD_RESERVED | WORD_VALUE | WORD_STMT, false },
		{ "masquerade", WORD_RESERVED | WORD_STMT, false },
		{ "xor", WORD_RESERVED | WORD_OPERATOR, false },
		{ "saddr", 0, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct word *w = find(rows[i].text);

		assert_int_equal(w->classes, rows[i].classes);
		assert_int_equal(!!w->selector, rows[i].has_selectors);
	}
}

static void every_statement_and_verdict_is_one(void **state)
{
	(void)state;
	for (const struct pattern_row *r = unknown_stmts; r->head; r++)
		assert_true(words_is(words_find(r->head, strcspn(r->head, " ")),
				     WORD_STMT));
	for (size_t i = 0; i < N_VERDICTS; i++)
		assert_true(words_is(find(verdict_names[i]), WORD_VERDICT));
}

static void other_words_are_none(void **state)
{
	(void)state;
	assert_null(find("web"));
	assert_null(find("sadd"));
	assert_null(find("saddrs"));
	assert_null(find("saddr, daddr"));
	assert_false(words_is(NULL, WORD_RESERVED));
}

static void a_value_is_no_reserved_word_but_some(void **state)
{
	(void)state;
	assert_true(words_may_be_value(NULL));
	assert_true(words_may_be_value(find("saddr")));
	assert_true(words_may_be_value(find("tcp")));
	assert_false(words_may_be_value(find("accept")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(every_selector_has_its_head_and_fields),
		test(a_field_has_the_text_that_nft_reads),
		test(a_word_may_be_several_things),
		test(every_statement_and_verdict_is_one),
		test(other_words_are_none),
		test(a_value_is_no_reserved_word_but_some),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

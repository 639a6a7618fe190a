// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_command_test.c - do commands change the tree as nft changes the kernel?
 */
#include "lib/nft_reading.h"

static void objects_are_commands_too(void **state)
{
	const struct ast_table *t;

	t = parse(*state, "table t\nadd counter t c packets 1 bytes 2\n"
			  "create quota t q 5 mbytes\nadd quota t q 6 mbytes\n"
			  "add limit t l rate 5/second\n"
			  "add limit t l { rate 6/second; }\n"
			  "add ct helper t c { type \"ftp\" protocol tcp; }\n"
			  "add counter t gone\ndelete counter t gone\n")
		    ->tables.v;
	assert_int_equal(t->objects.n, 4);
	assert_string_equal(t->objects.v[0].lines.v[0], "packets 1 bytes 2");
	assert_string_equal(t->objects.v[1].lines.v[0], "6 mbytes");
	assert_string_equal(t->objects.v[2].lines.v[0], "rate 5/second");
	assert_string_equal(t->objects.v[3].name, "c");
}

/* The rules of the only chain that @commands make, "ip ttl N", as digits. */
static const char *order(struct fixture *f, const char *commands)
{
	const struct ast_chain *c = parse(f, commands)->tables.v[0].chains.v;
	const struct ast_rule *rule;
	char *text = arena_calloc(f->arena, c->rules.n + 1, 1);
	char *p = text;

	vec_for_each(rule, &c->rules)
		*p++ = *rule->stmts.v[0].right->text;
	return text;
}

/* Checked with nft 1.0.6: both lists are what it lists behind these files. */
static void an_index_says_where_a_rule_goes(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(
		order(f, "table t {\nchain c {\nip ttl 1\nip ttl 2\n}\n}\n"
			 "add rule t c index 0 ip ttl 3\n"
			 "insert rule t c index 1 ip ttl 4\n"
			 "insert rule t c ip ttl 5\n"
			 "add rule t c index 0 ip ttl 6\nt c ip ttl 7\n"
			 "add ip t c ip ttl 8\n"),
		"56143278");
	assert_refused(f,
		       "table t {\nchain c {\n}\n}\nadd rule t c index 0 drop",
		       5, 14, "there is no rule 0 in 'c'");
	assert_refused(f,
		       "table t {\nchain c {\ndrop\n}\n}\nflush chain t c\n"
		       "add rule t c drop\nadd rule t c index 0 drop",
		       8, 14, "nft counts the rules that this file");
	assert_refused(f,
		       "table t {\nchain c {\ndrop\n}\n}\n"
		       "replace rule t c handle 2 accept",
		       6, 18, "a handle is dealt by the kernel");
}

static void elements_and_rules_of_the_kernel_are_taken_away(void **state)
{
	struct fixture *f = *state;
	const struct ruleset *rs;

	rs = parse(f, "table t {\nset s {\ntype inet_service\n"
		      "elements = { 1, 2, 3 }\n}\n}\n"
		      "delete element t s { 2 }\n"
		      "delete rule ip other c handle 5\n"
		      "rename chain ip other c d\nlist ruleset\n");
	assert_int_equal(rs->tables.v[0].sets.v[0].elements.n, 2);
	assert_string_equal(rs->tables.v[0].sets.v[0].elements.v[1]->text, "3");
	assert_int_equal(rs->flushes.n, 6);
	assert_string_equal(rs->flushes.v[3].text,
			    "delete element ip t s { 2 }");
	assert_string_equal(rs->flushes.v[4].text,
			    "delete rule ip other c handle 5");
	assert_string_equal(rs->flushes.v[5].text, "rename chain ip other c d");
	assert_refused(f,
		       "table t {\nset s {\ntype inet_service\n"
		       "elements = { 1 }\n}\n}\ndelete element t s { 4 }\n",
		       7, 22, "'s' has no such element in this file");
	assert_refused(f,
		       "table t {\nset s {\ntype inet_service\nflags interval\n"
		       "elements = { 1-3 }\n}\n}\n"
		       "delete element t s { 1-3 }\n",
		       8, 20, "nft leaves elements in a set of ranges");
	assert_refused(f, "table t {\nchain c {\n}\n}\nrename chain t c d\n", 5,
		       16, "nft renames no chain that the same file makes");
}

static void an_element_that_came_twice_is_taken_away_at_once(void **state)
{
	const struct ruleset *rs =
		parse(*state, "table t {\nset s {\ntype inet_service\n"
			      "elements = { 2, 1, 2 }\n}\n}\n"
			      "add element t s { 2, 3 }\n"
			      "delete element t s { 2 }\n");
	const struct ast_set *set = &rs->tables.v[0].sets.v[0];

	assert_int_equal(set->elements.n, 2);
	assert_string_equal(set->elements.v[0]->text, "1");
	assert_string_equal(set->elements.v[1]->text, "3");
}

/* What a kept command takes away was in the kernel, or is put there first. */
static void an_element_of_a_map_is_kept_with_its_verdict(void **state)
{
	static const char *const kept[] = {
		"add table ip t",
		"add map ip t m { type inet_service : verdict; }",
		"add chain ip t c",
		"add element ip t m { 3 : jump c, 4 : drop }",
		"delete element ip t m { 3, 4 : drop }",
	};
	const struct ruleset *rs;

	rs = parse(*state, "table t {\nchain c {\n}\n"
			   "map m {\ntype inet_service : verdict\n}\n}\n"
			   "add element t m { 3 : jump c, 4 : drop }\n"
			   "delete element t m { 3, 4 : drop }\n");
	assert_int_equal(rs->flushes.n, sizeof(kept) / sizeof(kept[0]));
	for (size_t i = 0; i < rs->flushes.n; i++)
		assert_string_equal(rs->flushes.v[i].text, kept[i]);
}

static void flags_of_a_table_are_those_of_its_last_mention(void **state)
{
	const struct ruleset *rs;

	rs = parse(*state, "table t {\nflags dormant\ncomment \"a\"\n}\n"
			   "table t {\ncomment \"b\"\n}\n");
	assert_false(rs->tables.v[0].is_dormant);
	assert_string_equal(rs->tables.v[0].comment, "a");
}

static void what_create_would_leave_out_is_refused(void **state)
{
	struct fixture *f = *state;

	assert_refused(f, "create table t {\nchain c {\n}\n}\n", 1, 14,
		       "nft leaves out what stands in the block");
	assert_refused(
		f, "table t\ncreate set t s { type mark; elements = { 1 }\n}",
		2, 14, "nft leaves out what stands in the block");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(objects_are_commands_too),
		test(an_index_says_where_a_rule_goes),
		test(elements_and_rules_of_the_kernel_are_taken_away),
		test(an_element_that_came_twice_is_taken_away_at_once),
		test(an_element_of_a_map_is_kept_with_its_verdict),
		test(flags_of_a_table_are_those_of_its_last_mention),
		test(what_create_would_leave_out_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

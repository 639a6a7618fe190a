// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_parse_test.c - is nft text read as nft 1.0.6 reads it?
 */
#include "lang/nft_print.h"
#include "lib/nft_reading.h"

static void a_table_without_a_family_is_ip(void **state)
{
	const struct ruleset *rs = parse(*state, "table t {\n}\n");

	assert_int_equal(rs->tables.n, 1);
	assert_int_equal(rs->tables.v[0].family, FAMILY_IP);
	assert_string_equal(rs->tables.v[0].name, "t");
}

static void every_family_has_tables(void **state)
{
	struct fixture *f = *state;

	for (enum family i = 0; i < N_FAMILIES; i++) {
		const struct ruleset *rs =
			parse(f, arena_printf(f->arena, "table %s t\n",
					      family_name(i)));

		assert_int_equal(rs->tables.v[0].family, i);
	}
}

static void a_table_that_is_written_twice_is_one(void **state)
{
	const struct ruleset *rs;

	rs = parse(*state, "table t {\nchain c {\naccept\n}\n}\n"
			   "table ip t {\nchain c {\ndrop\n}\nchain d {\n}\n}\n"
			   "table inet t {\n}\n");
	assert_int_equal(rs->tables.n, 2);
	assert_int_equal(rs->tables.v[0].chains.n, 2);
	assert_int_equal(rs->tables.v[0].chains.v[0].rules.n, 2);
}

static void a_base_chain_keeps_its_hook(void **state)
{
	const struct ruleset *rs;
	const struct ast_hook *h;

	rs = parse(*state, "table netdev t {\nchain c {\n"
			   "type filter hook ingress devices = { eth0, \"eth1\""
			   " } priority filter - 10; policy drop;\n}\n}\n");
	h = rs->tables.v[0].chains.v[0].hook;
	assert_string_equal(h->type, "filter");
	assert_string_equal(h->hook, "ingress");
	assert_int_equal(h->hook_loc.line, 3);
	assert_int_equal(h->devices.n, 2);
	assert_string_equal(h->devices.v[1]->text, "eth1");
	assert_string_equal(h->prio_name, "filter");
	assert_int_equal(h->prio_offset, -10);
	assert_true(h->has_policy);
	assert_int_equal(h->policy, VERDICT_DROP);
}

static void priorities_are_numbers_or_names(void **state)
{
	static const struct {
		const char *text, *name;
		long offset;
	} rows[] = {
		{ "0", NULL, 0 },
		{ "-150", NULL, -150 },
		{ "raw", "raw", 0 },
		{ "mangle + 5", "mangle", 5 },
		{ "mangle+5", "mangle", 5 },
		{ "filter -1", "filter", -1 },
		{ "$named", "dstnat", -7 },
		{ "$number", NULL, -3 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture *f = *state;
		const struct ast_hook *h;
		const char *text = arena_printf(
			f->arena,
			"define named = \"dstnat - 7\"\ndefine number = -3\n"
			"table t {\nchain c {\ntype filter hook input "
			"priority %s;\n}\n}\n",
			rows[i].text);

		h = parse(f, text)->tables.v[0].chains.v[0].hook;
		assert_int_equal(h->prio_offset, rows[i].offset);
		if (rows[i].name)
			assert_string_equal(h->prio_name, rows[i].name);
		else
			assert_null(h->prio_name);
	}
}

static void a_set_has_what_its_block_says(void **state)
{
	const struct ast_set *s;

	s = parse(*state, "table t {\nset s {\ntypeof ip saddr . tcp dport\n"
			  "flags interval,timeout; auto-merge; size 100\n"
			  "timeout 1h; comment \"c\"\n"
			  "elements = { 10.0.0.1 . 22 comment \"a\",\n"
			  "10.0.0.2 . 80 timeout 5s, }\n}\n}\n")
		    ->tables.v[0]
		    .sets.v;
	assert_true(s->is_typeof);
	assert_int_equal(s->key.n, 2);
	assert_int_equal(s->key.v[0]->kind, EXPR_SELECTOR);
	assert_int_equal(s->flags, SET_INTERVAL | SET_TIMEOUT);
	assert_true(s->auto_merge);
	assert_string_equal(s->options.v[0], "size 100");
	assert_string_equal(s->unknown.v[0]->text, "timeout 1h");
	assert_string_equal(s->comment, "c");
	assert_int_equal(s->elements.n, 2);
	assert_string_equal(s->elements.v[0]->comment, "a");
	assert_int_equal(s->timeout_ms, 3600000);
	assert_int_equal(s->elements.v[1]->kind, EXPR_TIMED);
	assert_int_equal(s->elements.v[1]->times->timeout_ms, 5000);
	assert_int_equal(s->elements.v[1]->times->expires_ms, 0);
	assert_int_equal(s->elements.v[1]->left->kind, EXPR_CONCAT);
}

static void objects_of_a_table_keep_their_text(void **state)
{
	const struct ast_table *t;

	t = parse(*state, "table t {\ncounter c {\npackets 0 bytes 0\n}\n"
			  "flowtable f {\nhook ingress priority 0\n"
			  "devices = { a,\n b }\n}\n"
			  "ct helper h { type \"ftp\" protocol tcp; }\n}\n")
		    ->tables.v;
	assert_int_equal(t->objects.n, 3);
	assert_string_equal(t->objects.v[0].kind, "counter");
	assert_string_equal(t->objects.v[0].name, "c");
	assert_string_equal(t->objects.v[0].lines.v[0], "packets 0 bytes 0");
	assert_int_equal(t->objects.v[1].lines.n, 2);
	assert_string_equal(t->objects.v[1].lines.v[1], "devices = { a, b }");
	assert_string_equal(t->objects.v[2].kind, "ct helper");
	assert_string_equal(t->objects.v[2].lines.v[0],
			    "type \"ftp\" protocol tcp");
}

static void variables_stand_for_values(void **state)
{
	struct fixture *f = *state;
	const struct ruleset *rs;

	rs = parse(f, "define net = 10.0.0.0/8\ndefine ports = { 22, 80 }\n"
		      "define more = { $ports, 443 }\ndefine dest = other\n"
		      "table t {\nchain other {\n}\nchain c {\n"
		      "ip saddr $net tcp dport { $more, 1 } jump $dest\n"
		      "meta mark set $net\n}\n}\n");
	assert_string_equal(
		nft_print_rule(f->arena, NULL,
			       &rs->tables.v[0].chains.v[1].rules.v[0]),
		"ip saddr 10.0.0.0/8 tcp dport { 22, 80, 443, 1 } jump other");
	assert_string_equal(
		nft_print_rule(f->arena, NULL,
			       &rs->tables.v[0].chains.v[1].rules.v[1]),
		"meta mark set 10.0.0.0/8");
}

/* Who looks for what is gone finds nothing. */
static void what_is_forgotten_is_not_there(void **state)
{
	struct fixture *f = *state;
	struct ruleset *rs;
	const struct ast_table *t;

	rs = (struct ruleset *)parse(
		f, "table netdev t {\nset s { type inet_service; "
		   "elements = { 1, 2 } }\nchain c {\n"
		   "type filter hook ingress device eth0 priority 0\n"
		   "tcp dport @s drop\n}\n}\n");
	ruleset_forget(rs);
	ruleset_forget(rs);
	t = rs->tables.v;
	assert_string_equal(t->sets.v[0].name, "s");
	assert_int_equal(t->sets.v[0].elements.n, 0);
	assert_int_equal(t->sets.v[0].key.n, 0);
	assert_int_equal(t->chains.v[0].rules.n, 0);
	assert_int_equal(t->chains.v[0].hook->devices.n, 0);
	assert_string_equal(t->chains.v[0].hook->hook, "ingress");
}

static void a_variable_ends_with_its_block(void **state)
{
	struct fixture *f = *state;

	parse(f, "table t {\ndefine a = 1\n}\ndefine a = 2\n");
	assert_refused(f, "table t {\ndefine a = 1\n}\ndefine b = $a\n", 4, 12,
		       "no variable 'a'");
	assert_refused(f, "define a = 1\ntable t {\ndefine a = 2\n}\n", 3, 8,
		       "defined already");
	parse(f, "define a = 1\nredefine a = 2\nundefine a\ndefine a = 3\n");
}

static void an_option_takes_the_place_of_a_define(void **state)
{
	static const char text[] =
		"define port = 1\n"
		"table t {\nchain c {\ntcp dport $port\n}\n}";
	const struct nft_define d = { "port", "{ 22, 80 }" };
	const struct nft_options opts = { &d, 1 };
	struct fixture *f = *state;
	struct ruleset *rs;

	assert_int_equal(nft_parse(f->arena, f->diag, "t.nft", text,
				   strlen(text), &opts, &rs),
			 0);
	assert_string_equal(
		nft_print_rule(f->arena, NULL,
			       &rs->tables.v[0].chains.v[0].rules.v[0]),
		"tcp dport { 22, 80 }");
}

static void commands_change_what_is_above_them(void **state)
{
	const struct ruleset *rs;

	rs = parse(*state, "table t {\nchain c {\ndrop\n}\nchain d {\n}\n}\n"
			   "table u\ndelete table u\nflush table t\n"
			   "delete chain t d\nadd rule t c accept\n"
			   "insert rule t c tcp dport 22 drop\n");
	assert_int_equal(rs->tables.n, 1);
	assert_int_equal(rs->tables.v[0].chains.n, 1);
	assert_int_equal(rs->tables.v[0].chains.v[0].rules.n, 2);
	assert_int_equal(rs->tables.v[0].chains.v[0].rules.v[0].stmts.n, 2);
	assert_int_equal(rs->flushes.n, 6);
	assert_string_equal(rs->flushes.v[0].text, "add table ip u");
	assert_string_equal(rs->flushes.v[1].text, "delete table ip u");
	rs = parse(*state, "table t\nflush ruleset\ntable u\n");
	assert_int_equal(rs->tables.n, 1);
	assert_string_equal(rs->tables.v[0].name, "u");
}

static void an_error_ends_its_statement_only(void **state)
{
	static const char text[] = "table t {\nchain c {\ntcp dport\naccept\n"
				   "tcp dport { 1 2 }; ip foo 1\n}\n}\n";
	struct fixture *f = *state;
	struct ruleset *rs;

	assert_int_equal(nft_parse(f->arena, f->diag, "t.nft", text,
				   strlen(text), NULL, &rs),
			 -EINVAL);
	assert_int_equal(f->diag->n_errors, 3);
	assert_int_equal(f->diag->msgs.v[2].loc.line, 5);
	assert_int_equal(f->diag->msgs.v[2].loc.col, 23);
}

static void there_is_a_last_error(void **state)
{
	struct fixture *f = *state;
	struct ruleset *rs;
	char text[4096] = "";

	for (int i = 0; i < 100; i++)
		strcat(text, "frobnicate\n");
	assert_int_equal(nft_parse(f->arena, f->diag, "t.nft", text,
				   strlen(text), NULL, &rs),
			 -EINVAL);
	assert_int_equal(f->diag->n_errors, DIAG_MAX_ERRORS);
}

/* Behind the last error nothing is read, wherever it was. */
static void the_last_error_ends_every_loop(void **state)
{
	static const char *const lines[] = {
		"tcp dport { ( }", "ip ttl { a b }", "define x = { , }",
		"log foo",	   "chain x {",	     "set s { type"
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char *text = arena_alloc(f->arena, 8192);
		struct diag *diag = diag_new(f->arena);
		char *p = stpcpy(text, "table t {\nchain c {\n");
		struct ruleset *rs;

		for (int n = 0; n < 200; n++)
			p += sprintf(p, "%s\n", lines[i]);
		assert_int_equal(nft_parse(f->arena, diag, "t.nft", text,
					   p - text, NULL, &rs),
				 -EINVAL);
		assert_true(diag->n_errors <= DIAG_MAX_ERRORS);
	}
}

static void what_nests_too_deeply_is_refused(void **state)
{
	static const char *const fills[] = { "(", "{", "1|", "ip ttl (" };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(fills) / sizeof(fills[0]); i++) {
		size_t n = 200000;
		char *text = arena_alloc(f->arena, n * 8 + 100);
		char *p = stpcpy(text, "table t {\nchain c {\nip ttl ");
		struct diag *diag = diag_new(f->arena);
		struct ruleset *rs;

		while (n--)
			p = stpcpy(p, fills[i]);
		assert_int_equal(nft_parse(f->arena, diag, "t.nft", text,
					   p - text, NULL, &rs),
				 -EINVAL);
	}
}

static void variables_cannot_grow_without_bound(void **state)
{
	struct fixture *f = *state;
	char *text = arena_alloc(f->arena, 8192);
	char *p = stpcpy(text, "define v0 = { 1, 2 }\n");
	struct diag *diag = diag_new(f->arena);
	struct ruleset *rs;

	for (int i = 1; i < 60; i++)
		p += sprintf(p, "define v%d = { $v%d, $v%d }\n", i, i - 1,
			     i - 1);
	assert_int_equal(
		nft_parse(f->arena, diag, "t.nft", text, p - text, NULL, &rs),
		-EINVAL);
	assert_non_null(strstr(diag->msgs.v[0].text, "too large"));
}

static void a_long_set_is_read_in_linear_time(void **state)
{
	const size_t n = 300000;
	struct fixture *f = *state;
	char *text = malloc(n * 20 + 200);
	char *p = stpcpy(text, "table t {\nset s {\ntype ipv4_addr\n"
			       "elements = { ");
	struct ruleset *rs = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		p += sprintf(p, "10.%zu.%zu.%zu,\n", i >> 16, i >> 8 & 255,
			     i & 255);
	p = stpcpy(p, "}\n}\n}\n");
	assert_int_equal(nft_parse(f->arena, f->diag, "t.nft", text, p - text,
				   NULL, &rs),
			 0);
	free(text);
	assert_int_equal(rs->tables.v[0].sets.v[0].elements.n, n);
}

static void refuses_more_rules_than_it_can_compile(void **state)
{
	static const char head[] = "table t {\nchain c {\n", rule[] = "drop\n";
	const size_t n = NFT_MAX_RULES + 10, len = sizeof(rule) - 1;
	char *text = calloc(1, sizeof(head) + n * len);
	char *end = stpcpy(text, head);

	for (size_t i = 0; i < n; i++, end += len)
		memcpy(end, rule, len);
	assert_refused(*state, text, NFT_MAX_RULES + 3, 1,
		       "over 1000000 rules");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_table_without_a_family_is_ip),
		test(every_family_has_tables),
		test(a_table_that_is_written_twice_is_one),
		test(a_base_chain_keeps_its_hook),
		test(priorities_are_numbers_or_names),
		test(a_set_has_what_its_block_says),
		test(objects_of_a_table_keep_their_text),
		test(variables_stand_for_values),
		test(what_is_forgotten_is_not_there),
		test(a_variable_ends_with_its_block),
		test(an_option_takes_the_place_of_a_define),
		test(commands_change_what_is_above_them),
		test(an_error_ends_its_statement_only),
		test(there_is_a_last_error),
		test(the_last_error_ends_every_loop),
		test(what_nests_too_deeply_is_refused),
		test(variables_cannot_grow_without_bound),
		test(a_long_set_is_read_in_linear_time),
		test(refuses_more_rules_than_it_can_compile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

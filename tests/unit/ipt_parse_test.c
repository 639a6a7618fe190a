// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_parse_test.c - are dumps read as iptables-restore 1.8.9 reads them?
 */
#include "lib/ipt_reading.h"

static void base_chains_have_their_place_and_policy(void **state)
{
	struct fixture *f = *state;
	const struct ruleset *rs;
	const struct ast_hook *hook;

	rs = parse(f, "*mangle\n:OUTPUT DROP [1:2]\nCOMMIT\n"
		      "*nat\n:INPUT ACCEPT [0:0]\n:PREROUTING - [0:0]\nCOMMIT\n"
		      "*raw\n-P OUTPUT DROP\nCOMMIT\n");
	hook = rs->tables.v[0].chains.v[0].hook;
	assert_string_equal(hook->type, "route");
	assert_string_equal(hook->prio_name, "mangle");
	assert_int_equal(hook->policy, VERDICT_DROP);
	hook = rs->tables.v[1].chains.v[0].hook;
	assert_string_equal(hook->type, "nat");
	assert_null(hook->prio_name);
	assert_int_equal(hook->prio_offset, 100);
	hook = rs->tables.v[1].chains.v[1].hook;
	assert_string_equal(hook->prio_name, "dstnat");
	assert_int_equal(rs->tables.v[2].chains.v[0].hook->policy,
			 VERDICT_DROP);
}

static void a_chain_of_another_table_is_a_users(void **state)
{
	assert_null(parse_chain(*state, ":PREROUTING - [0:0]")->hook);
	assert_text_refused(state,
			    "*filter\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n", 2,
			    13, "only a base chain");
	assert_text_refused(state, "*filter\n:INPUT REJECT [0:0]\nCOMMIT\n", 2,
			    8, "ACCEPT or DROP");
	assert_text_refused(state, "*filter\n:INPUT\nCOMMIT\n", 2, 2,
			    "a policy");
}

static void commands_change_the_chains_in_their_order(void **state)
{
	struct fixture *f = *state;
	const struct ast_table *t;
	const struct ast_chain *c;

	t = parse_table(f, "-A INPUT -s 1.1.1.1\n-A INPUT -s 2.2.2.2\n"
			   "-I INPUT -s 3.3.3.3\n-I INPUT 2 -s 4.4.4.4\n"
			   "-D INPUT -s 2.2.2.2\n-R INPUT 1 -s 5.5.5.5\n"
			   "-N a\n-A a -j DROP\n-A INPUT -j a\n-E a b\n"
			   "-N c\n-X c\n-N d\n-A d\n-F d\n"
			   "-C INPUT -s 4.4.4.4\n-L\n-S INPUT\n-Z");
	c = &t->chains.v[0];
	assert_int_equal(c->rules.n, 4);
	assert_string_equal(c->rules.v[0].text, "-s 5.5.5.5");
	assert_string_equal(c->rules.v[1].text, "-s 4.4.4.4");
	assert_string_equal(c->rules.v[2].text, "-s 1.1.1.1");
	assert_string_equal(print_rule(f, &c->rules.v[3]), "counter jump b");
	assert_int_equal(t->chains.n, 3);
	assert_string_equal(t->chains.v[1].name, "b");
	assert_string_equal(t->chains.v[2].name, "d");
	assert_int_equal(t->chains.v[2].rules.n, 0);
}

/*
 * Deletes "@match @deleted" where "@match @written" stands first, and then
 * again behind another rule: iptables takes the first one.
 */
static const char *first_left(struct fixture *f, const char *match,
			      const char *written, const char *deleted)
{
	const char *lines = arena_printf(f->arena,
					 "-A INPUT -m %s %s\n-A INPUT\n"
					 "-A INPUT -m %s %s\n"
					 "-D INPUT -m %s %s",
					 match, written, match, deleted, match,
					 deleted);
	const struct ast_chain *c = parse_chain(f, lines);

	assert_int_equal(c->rules.n, 2);
	return print_rule(f, &c->rules.v[0]);
}

static void a_rule_is_deleted_however_it_is_written(void **state)
{
	assert_string_equal(first_left(*state, "mark --mark", "0x1", "1"),
			    "counter");
	assert_string_equal(first_left(*state, "mark --mark", "010", "8"),
			    "counter");
	assert_string_equal(first_left(*state, "mac --mac-source",
				       "00:11:22:33:44:AA",
				       "00:11:22:33:44:aa"),
			    "counter");
	assert_text_refused(state,
			    "*filter\n-A INPUT -m limit --limit 60/m\n"
			    "-A INPUT -m limit --limit 1/s\n"
			    "-D INPUT -m limit --limit 1/s\nCOMMIT\n",
			    4, 1, "only iptables knows");
}

static void several_rules_that_are_inserted_stand_the_last_one_first(void **s)
{
	const struct ast_chain *c;

	c = parse_chain(*s, "-A INPUT\n-A INPUT\n-I INPUT -s 1.1.1.1,2.2.2.2\n"
			    "-I INPUT 2 -d 3.3.3.3,4.4.4.4");
	assert_string_equal(print_rule(*s, &c->rules.v[0]),
			    "ip saddr == 2.2.2.2 counter");
	assert_string_equal(print_rule(*s, &c->rules.v[1]),
			    "ip daddr == 4.4.4.4 counter");
	assert_string_equal(print_rule(*s, &c->rules.v[2]),
			    "ip daddr == 3.3.3.3 counter");
	assert_string_equal(print_rule(*s, &c->rules.v[3]),
			    "ip saddr == 1.1.1.1 counter");
}

static void commands_on_what_is_not_there_are_refused(void **state)
{
	static const struct {
		const char *line;
		const char *what;
	} rows[] = {
		{ "-A nix -j DROP", "no chain 'nix'" },
		{ "-D INPUT -j DROP", "no such rule" },
		{ "-D INPUT 1", "no rule of that number" },
		{ "-R INPUT 1 -j DROP", "no rule of that number" },
		{ "-I INPUT 2 -j DROP", "no rule of that number" },
		{ "-I INPUT 0 -j DROP", "numbered from 1" },
		{ "-X nix", "no chain 'nix'" },
		{ "-X INPUT", "base chains stay" },
		{ "-F nix", "no chain 'nix'" },
		{ "-P nix DROP", "no chain 'nix'" },
		{ "-P INPUT REJECT", "ACCEPT or DROP" },
		{ "-E INPUT x", "base chains keep" },
		{ "-N LOG", "a target has that name" },
		{ "-N INPUT", "there already" },
		{ "-N !a", "does not start so" },
		{ "-N 12345678901234567890123456789", "1 to 28" },
		{ "-F INPUT -j DROP", "takes no rule" },
		{ "-A INPUT -A INPUT", "one command" },
		{ "-A INPUT -t nat", "no such option" },
		{ "-A INPUT -w", "no such option" },
		{ "-A INPUT -n", "no such option" },
		{ "-j ACCEPT", "-A CHAIN" },
		{ "*nat", "an option has to stand" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ruleset *rs = NULL;
		struct diag *diag = diag_new(f->arena);
		const char *text = arena_printf(
			f->arena, "*filter\n%s\nCOMMIT\n", rows[i].line);

		if (!ipt_parse(f->arena, diag, "t", text, strlen(text), NULL,
			       &rs))
			fail_msg("taken: %s", rows[i].line);
		assert_int_equal(diag->msgs.v[0].loc.line, 2);
		if (!strstr(diag->msgs.v[0].text, rows[i].what))
			fail_msg("%s: %s", rows[i].line, diag->msgs.v[0].text);
	}
}

static void a_table_that_comes_again_starts_empty(void **state)
{
	struct fixture *f = *state;
	const struct ruleset *rs;

	rs = parse(f, "*filter\n:INPUT DROP [0:0]\n:a - [0:0]\n-A a\n-A INPUT\n"
		      "COMMIT\n*nat\nCOMMIT\n*filter\n-A OUTPUT\nCOMMIT\n");
	assert_int_equal(rs->tables.n, 2);
	assert_int_equal(rs->tables.v[0].chains.n, 2);
	assert_int_equal(rs->tables.v[0].chains.v[0].rules.n, 0);
	assert_int_equal(rs->tables.v[0].chains.v[0].hook->policy,
			 VERDICT_DROP);
	assert_int_equal(rs->tables.v[0].chains.v[1].rules.n, 1);
	rs = parse(f, "# Generated by iptables-save v1.8.9 (nf_tables)\n"
		      "*filter\n:INPUT DROP [0:0]\nCOMMIT\n"
		      "*filter\nCOMMIT\n");
	assert_int_equal(rs->tables.v[0].chains.v[0].hook->policy,
			 VERDICT_ACCEPT);
}

static void the_header_says_which_tool_it_is_of(void **state)
{
	static const struct {
		const char *header;
		enum syntax syntax;
		enum family family;
	} rows[] = {
		{ "", SYNTAX_IPTABLES_LEGACY, FAMILY_IP },
		{ "# Generated by iptables-save v1.4.21 on x\n",
		  SYNTAX_IPTABLES_LEGACY, FAMILY_IP },
		{ "# Generated by iptables-save v1.8.9 (legacy) on x\n",
		  SYNTAX_IPTABLES_LEGACY, FAMILY_IP },
		{ "# Generated by iptables-nft-save v1.8.9 (nf_tables) on x\n",
		  SYNTAX_IPTABLES_NFT, FAMILY_IP },
		{ "# Generated by ip6tables-save v1.8.9 (nf_tables) on x\n",
		  SYNTAX_IPTABLES_NFT, FAMILY_IP6 },
		{ "# Generated by somebody's iptables-save\n",
		  SYNTAX_IPTABLES_LEGACY, FAMILY_IP },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct ruleset *rs;

		rs = parse(f, arena_printf(f->arena, "%s*filter\nCOMMIT\n",
					   rows[i].header));
		assert_int_equal(rs->tables.v[0].syntax, rows[i].syntax);
		assert_int_equal(rs->tables.v[0].family, rows[i].family);
	}
	assert_text_refused(state,
			    "# Generated by iptables-save v1.8.9 (legacy)\n"
			    "*filter\nCOMMIT\n"
			    "# Generated by iptables-save v1.8.9 (nf_tables)\n",
			    4, 1, "one file");
	assert_text_refused(state,
			    "# Generated by iptables-save v1.8.9\n"
			    "# Generated by ip6tables-save v1.8.9\n",
			    2, 1, "one file");
}

static void words_say_the_family_where_no_header_does(void **state)
{
	static const struct {
		const char *rule;
		enum family family;
	} rows[] = {
		{ "-p icmp -j DROP", FAMILY_IP },
		{ "-p ipv6-icmp -j DROP", FAMILY_IP6 },
		{ "-p icmp -s 1::2", FAMILY_IP6 },
		{ "-p tcp -j REJECT --reject-with icmp6-port-unreachable",
		  FAMILY_IP6 },
		{ "-m comment --comment ::1 -s 1.1.1.1", FAMILY_IP },
		{ "-m hl --hl-eq 1", FAMILY_IP6 },
		{ "-m mac --mac-source 00:11:22:33:44:55", FAMILY_IP },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(
			parse_table(f, arena_printf(f->arena, "-A INPUT %s",
						    rows[i].rule))
				->family,
			rows[i].family);
}

static void only_the_variant_that_refuses_a_declaration_refuses_it(void **state)
{
	static const char twice[] = "*filter\n:a - [0:0]\n:a - [0:0]\nCOMMIT\n";
	static const char policy[] = "*filter\n:a DROP [0:0]\nCOMMIT\n";
	struct fixture *f = *state;
	const char *legacy, *nft;

	legacy = "# Generated by iptables-save v1.8.9 (legacy)\n";
	nft = "# Generated by iptables-save v1.8.9 (nf_tables)\n";
	assert_int_equal(parse(f, "*filter\n:a - [0:0]\n-A a\n:a - [0:0]\n"
				  "-A a -j DROP\nCOMMIT\n")
				 ->tables.v[0]
				 .chains.v[0]
				 .rules.n,
			 1);
	parse(f, twice);
	parse(f, arena_printf(f->arena, "%s%s", nft, twice));
	parse(f, arena_printf(f->arena, "%s%s", nft, policy));
	assert_text_refused(state,
			    arena_printf(f->arena, "%s%s", legacy, twice), 4, 2,
			    "twice");
	assert_text_refused(state,
			    arena_printf(f->arena, "%s%s", legacy, policy), 3,
			    4, "only a base chain");
}

static void rules_of_the_other_family_are_left_out(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(parse_chain(f, "-A INPUT -s 1.1.1.1\n"
					"-A INPUT -6 -s ::1\n-A INPUT -4")
				 ->rules.n,
			 2);
}

static void lines_are_what_iptables_restore_takes(void **state)
{
	struct fixture *f = *state;
	char *line = arena_alloc(f->arena, 20000);

	parse(f, "");
	parse(f, "# a\n\n*filter x\n# b\n\nCOMMIT\n");
	parse(f, "*filter\n\t-A INPUT -j ACCEPT\nCOMMIT");
	assert_text_refused(state, "*filter\n-A INPUT\n", 3, 1, "COMMIT");
	assert_text_refused(state, "*filter\nCOMMIT \n", 2, 1, "an option");
	assert_text_refused(state, "*filter\n-A INPUT\r\nCOMMIT\r\n", 2, 9,
			    "DOS");
	assert_text_refused(state, "*nix\nCOMMIT\n", 1, 2, "no table");
	assert_text_refused(state, " *filter\nCOMMIT\n", 1, 1, "a table has");
	assert_text_refused(state, "*filter\nCOMMIT\nx\ny\n", 3, 1,
			    "a table has");
	assert_text_refused(state, "*filter\n # a\nCOMMIT\n", 2, 2,
			    "an option");
	memset(line, 'x', 12000);
	assert_text_refused(
		state, arena_printf(f->arena, "*filter\n#%s\nCOMMIT\n", line),
		2, 10239, "no room");
	line[1100] = '\0';
	assert_refused(state, line, 10, "too many characters");
	for (size_t i = 0; i < 600; i++)
		line[i] = i % 2 ? ' ' : 'x';
	line[600] = '\0';
	assert_refused(state, line, 510, "too many words");
}

static void the_sets_in_front_are_what_rules_match(void **state)
{
	struct fixture *f = *state;
	const struct ast_table *t;
	const struct ruleset *rs;

	rs = parse(f, "create s hash:net family inet hashsize 16 maxelem 16\n"
		      "add s 10.0.0.0/8\nadd s 10.1.0.0/16 comment \"a b\"\n"
		      "create p hash:ip,port timeout 5\n"
		      "add p 1.1.1.1,udp:53 timeout 3\n"
		      "create m hash:mac\nadd m 00:11:22:33:44:55\n"
		      "create n hash:net\nadd n 10.0.0.1 nomatch\n"
		      "create d hash:ip netmask 24\nadd d 1.1.1.0\n"
		      "*filter\n-A INPUT -m set ! --match-set s src -j DROP\n"
		      "-A INPUT -m set --match-set p dst,src\n"
		      "-A INPUT -m set --match-set m src\n"
		      "-A INPUT -m set --match-set n src\n"
		      "-A INPUT -m set ! --match-set p dst,src\n"
		      "-A INPUT -m set --match-set p dst\n"
		      "-A INPUT -m set --match-set d src\n"
		      "-A INPUT -j SET --add-set s src\nCOMMIT\n"
		      "*nat\nCOMMIT\n");
	t = &rs->tables.v[0];
	assert_int_equal(t->sets.n, 3);
	assert_int_equal(rs->tables.v[1].sets.n, 0);
	assert_string_equal(t->sets.v[0].name, "s");
	assert_int_equal(t->sets.v[0].flags, SET_INTERVAL | SET_DYNAMIC);
	assert_int_equal(t->sets.v[0].elements.n, 2);
	assert_int_equal(t->sets.v[1].flags, SET_TIMEOUT);
	assert_int_equal(t->sets.v[1].key.n, 3);
	assert_int_equal(t->sets.v[2].elements.v[0]->kind, EXPR_PREFIX);
	assert_string_equal(print_rule(f, &t->chains.v[0].rules.v[0]),
			    "ip saddr != @s counter drop");
	assert_string_equal(print_rule(f, &t->chains.v[0].rules.v[1]),
			    "ip daddr . meta l4proto . th sport == @p counter");
	for (size_t i = 2; i < 6; i++)
		assert_int_equal(t->chains.v[0].rules.v[i].stmts.v[0].kind,
				 STMT_UNKNOWN);
}

/* The kernel takes what is in the set for what is not (ip_set_core.c). */
static void a_match_with_return_nomatch_is_the_hosts(void **state)
{
	struct fixture *f = *state;
	const struct ruleset *rs;

	rs = parse(f, "create s hash:net\nadd s 10.0.0.0/8\n*filter\n"
		      "-A INPUT -m set --match-set s src --return-nomatch "
		      "-j DROP\nCOMMIT\n");
	assert_string_equal(
		print_rule(f, &rs->tables.v[0].chains.v[0].rules.v[0]),
		"-m set --match-set s src --return-nomatch counter "
		"drop");
}

static void a_set_is_unknown_where_the_file_has_none(void **state)
{
	assert_means(state, "-m set --match-set nix src",
		     "-m set --match-set nix src counter");
	assert_text_refused(state,
			    "create s hash:ip\n*filter\n"
			    "-A INPUT -m set --match-set nix src\nCOMMIT\n",
			    3, 17, "'nix'");
}

static void wrong_sets_are_refused(void **state)
{
	assert_text_refused(state, "create s hash:nix\n", 1, 10,
			    "no such type");
	assert_text_refused(state, "create s hash:ip odd\n", 1, 18,
			    "no such option");
	assert_text_refused(state, "create s hash:ip family odd\n", 1, 25,
			    "inet or inet6");
	assert_text_refused(state, "create s\n", 1, 8, "more words");
	assert_text_refused(state, "add s 1.1.1.1\n", 1, 5, "no set");
	assert_text_refused(state, "create s hash:ip\ncreate s hash:ip\n", 2, 8,
			    "already");
	assert_text_refused(state, "create s hash:ip\nadd s ::1\n", 2, 7,
			    "no element");
	assert_text_refused(state,
			    "create s hash:ip,port\nadd s 1.1.1.1,99999\n", 2,
			    7, "no element");
	assert_text_refused(state, "*filter\nCOMMIT\ncreate s hash:ip\n", 3, 1,
			    "in front");
}

static void a_dump_is_told_from_a_ruleset_of_nft(void **state)
{
	static const char *const dumps[] = {
		"*filter\n",	    "# a\n\n*nat",    ":INPUT ACCEPT [0:0]",
		"-A INPUT -j DROP", "[1:2] -A INPUT", "create s hash:ip\n",
	};
	static const char *const rulesets[] = {
		"",
		"# *filter\n",
		"table ip t {\n}\n*filter\n",
		"create table ip t\n",
		"create set ip t s { type ipv4_addr; }\n",
		"* : drop",
		"add rule t c accept",
	};

	for (size_t i = 0; i < sizeof(dumps) / sizeof(dumps[0]); i++)
		assert_true(ipt_is_dump(dumps[i], strlen(dumps[i])));
	for (size_t i = 0; i < sizeof(rulesets) / sizeof(rulesets[0]); i++)
		assert_false(ipt_is_dump(rulesets[i], strlen(rulesets[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(base_chains_have_their_place_and_policy),
		TEST(a_chain_of_another_table_is_a_users),
		TEST(commands_change_the_chains_in_their_order),
		TEST(a_rule_is_deleted_however_it_is_written),
		TEST(several_rules_that_are_inserted_stand_the_last_one_first),
		TEST(commands_on_what_is_not_there_are_refused),
		TEST(a_table_that_comes_again_starts_empty),
		TEST(the_header_says_which_tool_it_is_of),
		TEST(words_say_the_family_where_no_header_does),
		TEST(only_the_variant_that_refuses_a_declaration_refuses_it),
		TEST(rules_of_the_other_family_are_left_out),
		TEST(lines_are_what_iptables_restore_takes),
		TEST(the_sets_in_front_are_what_rules_match),
		TEST(a_match_with_return_nomatch_is_the_hosts),
		TEST(a_set_is_unknown_where_the_file_has_none),
		TEST(wrong_sets_are_refused),
		TEST(a_dump_is_told_from_a_ruleset_of_nft),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

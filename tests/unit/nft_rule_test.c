// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_rule_test.c - are rules read as nft 1.0.6 reads them?
 */
#include "lang/nft_print.h"
#include "lang/nft_words.h"
#include "lib/nft_reading.h"

static const struct ast_rule *parse_rule(struct fixture *f, const char *rule)
{
	const struct ruleset *rs;

	rs = parse(f, arena_printf(f->arena, "table t {\nchain c {\n%s\n}\n}\n",
				   rule));
	assert_int_equal(rs->tables.v[0].chains.v[0].rules.n, 1);
	return &rs->tables.v[0].chains.v[0].rules.v[0];
}

static const struct stmt *parse_stmt(struct fixture *f, const char *stmt)
{
	const struct ast_rule *rule = parse_rule(f, stmt);

	assert_int_equal(rule->stmts.n, 1);
	return &rule->stmts.v[0];
}

static void assert_reads_as(struct fixture *f, const char *rule,
			    const char *expected)
{
	const struct ast_rule *r = parse_rule(f, rule);

	assert_string_equal(nft_print_rule(f->arena, NULL, r), expected);
}

/* Walks the table of selectors: what it lists is what is read. */
static void every_selector_of_the_table_is_read(void **state)
{
	const struct selector_head *row;
	struct fixture *f = *state;

	for (row = selector_heads; row->head; row++) {
		const char *p = row->fields ? row->fields : "";

		while (*p) {
			size_t n = strcspn(p, ",");
			char *text = arena_printf(f->arena, "%s %.*s",
						  row->head, (int)n, p);
			const struct stmt *s = parse_stmt(
				f, arena_printf(f->arena, "%s 1", text));

			assert_int_equal(s->kind, STMT_MATCH);
			assert_int_equal(s->left->kind, EXPR_SELECTOR);
			assert_string_equal(s->left->text,
					    words_selector(text));
			p += n;
			p += strspn(p, ", ");
		}
	}
}

static void a_selector_is_printed_as_nft_reads_it(void **state)
{
	assert_reads_as(*state, "icmpv6 parameter-problem 4",
			"icmpv6 param-problem 4");
	assert_reads_as(*state, "icmpv6 param-problem 4",
			"icmpv6 param-problem 4");
	assert_reads_as(*state, "vlan cfi 1", "vlan cfi 1");
	assert_reads_as(*state, "ct state new,untracked",
			"ct state new,untracked");
}

static void a_meta_key_without_meta_gets_it(void **state)
{
	assert_reads_as(*state, "iifname eth0", "iifname eth0");
	assert_reads_as(*state, "meta iifname eth0", "iifname eth0");
	assert_string_equal(parse_stmt(*state, "iifname eth0")->left->text,
			    "meta iifname");
	assert_reads_as(*state, "mark 5", "meta mark 5");
	assert_reads_as(*state, "mark set 5", "meta mark set 5");
}

static void selectors_that_are_not_placed_keep_their_text(void **state)
{
	static const char *const texts[] = {
		"meta mark",
		"ct status",
		"fib saddr . iif oif",
		"tcp option maxseg size",
		"@th,0,16",
		"ct original ip saddr",
		"numgen inc mod 2",
		"jhash ip saddr . tcp dport mod 8 seed 5",
		"socket transparent",
		"rt ip nexthop",
		"osf ttl loose name",
		"ip option rr type",
		"igmp type",
		"sctp chunk data tsn",
		"ipsec in reqid",
		"rt0 addr[1]",
		"ah spi",
		"meta hour",
		/* Fields with a mask, as nft lists them. */
		"frag unknown",
		"rt unknown",
		"hbh unknown",
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct stmt *s = parse_stmt(
			f, arena_printf(f->arena, "%s   1", texts[i]));

		assert_int_equal(s->kind, STMT_MATCH);
		assert_int_equal(s->left->kind, EXPR_UNKNOWN);
		assert_string_equal(s->left->text, texts[i]);
	}
}

static void statements_that_are_not_placed_keep_their_text(void **state)
{
	static const char *const texts[] = {
		"limit rate over 10/second burst 5 packets",
		"limit rate 1 mbytes/second burst 9 kbytes",
		"log prefix \"a b\" level info flags all",
		"log flags tcp sequence,options flags ip options",
		"reject",
		"reject with icmpx type port-unreachable",
		"reject with tcp reset",
		"snat to 10.0.0.1-10.0.0.9:1024-2048",
		"dnat ip to ip saddr map { 10.0.0.1 : 10.0.0.2 }",
		"dnat ip addr . port to tcp dport map @m",
		"snat to 10.0.0.1 persistent,random",
		"masquerade",
		"masquerade to :1024-2048 random",
		"redirect to :80",
		"queue num 1-3 bypass",
		"queue flags bypass,fanout to 1-3",
		"dup to 10.0.0.1 device \"eth0\"",
		"fwd to \"eth1\"",
		"add @s { ip saddr timeout 1m }",
		"update @s { ip saddr : 5 }",
		"meter m { ip saddr limit rate 5/second }",
		"notrack",
		"flow add @f",
		"synproxy mss 1460 wscale 7 timestamp",
		"tproxy ip to 10.0.0.1:80",
		"quota over 5 mbytes",
		"counter name \"c\"",
		"limit name \"l\"",
		"ct count over 5",
		"meta mark set ct mark",
		"ct mark set meta mark & 0xff",
		"ip dscp set cs1",
		"tcp option maxseg size set rt mtu",
		"ct helper set \"ftp\"",
		"reset tcp option sack-perm",
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const struct ast_rule *r = parse_rule(
			f, arena_printf(f->arena, "%s tcp dport 1", texts[i]));

		assert_int_equal(r->stmts.n, 2);
		assert_int_equal(r->stmts.v[0].kind, STMT_UNKNOWN);
		assert_string_equal(r->stmts.v[0].text, texts[i]);
		assert_int_equal(r->stmts.v[1].kind, STMT_MATCH);
	}
}

static void a_statement_says_what_only_the_host_can_do(void **state)
{
	static const struct {
		const char *text;
		enum effect_kind effect;
	} rows[] = {
		{ "limit rate 5/second", EFFECT_MATCHES_ACTING },
		{ "limit name tcp dport map { 1 : \"l\" }",
		  EFFECT_MATCHES_ACTING },
		{ "log prefix \"x\"", EFFECT_LOGS },
		{ "reject with tcp reset", EFFECT_REJECTS },
		{ "snat to 10.0.0.1", EFFECT_TRANSLATES },
		{ "dnat to 10.0.0.1", EFFECT_TRANSLATES },
		{ "masquerade", EFFECT_TRANSLATES },
		{ "redirect to :80", EFFECT_TRANSLATES },
		{ "queue num 1", EFFECT_TAKES },
		{ "dup to eth1", EFFECT_MATCHES_ACTING },
		{ "fwd to eth1", EFFECT_TAKES },
		{ "notrack", EFFECT_UNTRACKS },
		{ "flow add @f", EFFECT_MATCHES_ACTING },
		{ "synproxy mss 1460", EFFECT_TAKES },
		{ "tproxy to :80", EFFECT_MATCHES_ACTING },
		{ "quota 5 mbytes", EFFECT_MATCHES_ACTING },
		{ "last used never", EFFECT_ACTS },
		{ "counter name \"c\"", EFFECT_NONE },
		{ "counter name tcp dport map { 1 : \"c\" }", EFFECT_MATCHES },
		{ "ct count over 5", EFFECT_MATCHES_ACTING },
		{ "ct timeout set \"t\"", EFFECT_ACTS },
		{ "ct expectation set \"e\"", EFFECT_MATCHES_ACTING },
		{ "set add ip saddr @s", EFFECT_MATCHES_ACTING },
		{ "set update ip saddr @s", EFFECT_MATCHES_ACTING },
		{ "add @s { ip saddr }", EFFECT_MATCHES_ACTING },
		{ "update @s { ip saddr }", EFFECT_MATCHES_ACTING },
		{ "delete @s { ip saddr }", EFFECT_MATCHES_ACTING },
		{ "meter m { ip saddr limit rate 5/second }",
		  EFFECT_MATCHES_ACTING },
		{ "reset tcp option sack", EFFECT_MATCHES_CHANGING },
	};
	const struct pattern_row *row;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct stmt *s = parse_stmt(*state, rows[i].text);

		assert_int_equal(s->kind, STMT_UNKNOWN);
		if (s->effect != rows[i].effect)
			fail_msg("%s", rows[i].text);
	}
	for (row = unknown_stmts; row->head; row++) {
		size_t i = 0, n = strlen(row->head);

		while (i < sizeof(rows) / sizeof(rows[0]) &&
		       strncmp(rows[i].text, row->head, n))
			i++;
		if (i == sizeof(rows) / sizeof(rows[0]) &&
		    strcmp(row->head, "xt"))
			fail_msg("'%s' has no row", row->head);
	}
}

/* What goes with the packet, and what stays when it is dropped. */
static void a_statement_that_sets_a_field_says_of_what(void **state)
{
	static const struct {
		const char *text;
		enum effect_kind effect;
	} rows[] = {
		{ "meta mark set 5", EFFECT_CHANGES },
		{ "meta mark set mark or 0x1", EFFECT_CHANGES },
		{ "meta mark set (meta mark and 0xff) xor 3", EFFECT_CHANGES },
		{ "meta mark set ct mark", EFFECT_MATCHES_CHANGING },
		{ "meta mark set ip saddr map { 10.0.0.1 : 1 }",
		  EFFECT_MATCHES_CHANGING },
		{ "meta mark set numgen random mod 2",
		  EFFECT_MATCHES_CHANGING },
		{ "meta mark set numgen inc mod 2", EFFECT_MATCHES_ACTING },
		{ "meta priority set 1:2", EFFECT_CHANGES },
		{ "meta priority set none", EFFECT_CHANGES },
		{ "meta priority set ip dscp map { cs1 : 1:2 }",
		  EFFECT_MATCHES_CHANGING },
		{ "meta nftrace set 1", EFFECT_MATCHES_ACTING },
		{ "meta pkttype set host", EFFECT_MATCHES_ACTING },
		{ "meta secmark set \"s\"", EFFECT_MATCHES_ACTING },
		{ "ct mark set 1", EFFECT_MATCHES_ACTING },
		{ "ct label set 1", EFFECT_MATCHES_ACTING },
		{ "ct event set new", EFFECT_MATCHES_ACTING },
		{ "ct helper set \"ftp\"", EFFECT_CHANGES },
		{ "ct zone set 1", EFFECT_UNTRACKS },
		{ "ct zone set meta mark map { 1 : 2 }",
		  EFFECT_MATCHES_ACTING },
		{ "ip dscp set cs1", EFFECT_REWRITES },
		{ "ip ttl set ip ttl", EFFECT_REWRITES },
		{ "ip6 hoplimit set 64", EFFECT_REWRITES },
		{ "ip6 flowlabel set 0", EFFECT_MATCHES_ACTING },
		{ "tcp dport set 80", EFFECT_MATCHES_ACTING },
		{ "ip daddr set 10.0.0.1", EFFECT_MATCHES_ACTING },
		{ "ether saddr set 02:00:00:00:00:01", EFFECT_MATCHES_ACTING },
		{ "tcp option maxseg size set rt mtu",
		  EFFECT_MATCHES_CHANGING },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct stmt *s = parse_stmt(f, rows[i].text);

		assert_int_equal(s->kind, STMT_UNKNOWN);
		if (s->effect != rows[i].effect)
			fail_msg("%s: %d", rows[i].text, s->effect);
	}
}

static void an_extension_of_iptables_is_refused_on_request(void **state)
{
	static const char text[] =
		"table ip t {\n\tchain c {\n\t\txt match \"geoip\" drop\n"
		"\t}\n}\n";
	struct nft_options opts = { .no_unknown = true };
	struct fixture *f = *state;
	struct ruleset *rs = NULL;

	assert_int_equal(nft_parse(f->arena, f->diag, "t.nft", text,
				   strlen(text), NULL, &rs),
			 0);
	rs = NULL;
	assert_int_equal(nft_parse(f->arena, f->diag, "t.nft", text,
				   strlen(text), &opts, &rs),
			 -EINVAL);
	assert_null(rs);
	assert_int_equal(f->diag->msgs.v[0].loc.line, 3);
	assert_int_equal(f->diag->msgs.v[0].loc.col, 3);
	assert_non_null(strstr(f->diag->msgs.v[0].text, "--no-unknown"));
}

static void operators_have_words_and_signs(void **state)
{
	static const struct {
		const char *text;
		enum relop relop;
	} rows[] = {
		{ "", RELOP_IMPLICIT }, { "==", RELOP_EQ }, { "eq", RELOP_EQ },
		{ "!=", RELOP_NE },	{ "ne", RELOP_NE }, { "<", RELOP_LT },
		{ "lt", RELOP_LT },	{ ">", RELOP_GT },  { "gt", RELOP_GT },
		{ "<=", RELOP_LE },	{ "le", RELOP_LE }, { ">=", RELOP_GE },
		{ "ge", RELOP_GE },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct stmt *s = parse_stmt(
			f, arena_printf(f->arena, "ip ttl %s 5", rows[i].text));

		assert_int_equal(s->relop, rows[i].relop);
		assert_string_equal(s->right->text, "5");
	}
}

static void values_have_the_shape_that_was_written(void **state)
{
	static const struct {
		const char *text;
		enum expr_kind kind;
	} rows[] = {
		{ "ip saddr 10.0.0.1", EXPR_SYMBOL },
		{ "ip saddr 10.0.0.0/8", EXPR_PREFIX },
		{ "ip saddr 10.0.0.1-10.0.0.9", EXPR_RANGE },
		{ "ip6 saddr fe80::/10", EXPR_PREFIX },
		{ "ip6 saddr ::ffff:10.0.0.1-::ffff:10.0.0.2", EXPR_RANGE },
		{ "ether saddr 0:1:2:3:4:5", EXPR_SYMBOL },
		{ "meta iifname \"eth*\"", EXPR_SYMBOL },
		{ "meta iifname eth*", EXPR_SYMBOL },
		{ "ether type 8021q", EXPR_SYMBOL },
		{ "ip protocol tcp", EXPR_SYMBOL },
		{ "exthdr hbh missing", EXPR_SYMBOL },
		{ "tcp flags syn,ack", EXPR_LIST },
		{ "tcp flags (syn|ack)", EXPR_BINOP },
		{ "tcp flags syn / syn,ack", EXPR_BINOP },
		{ "tcp dport { 1, 2-3 }", EXPR_SET },
		{ "tcp dport @ports", EXPR_SETREF },
		{ "ip saddr . tcp dport 10.0.0.1 . 22", EXPR_CONCAT },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct stmt *s = parse_stmt(*state, rows[i].text);

		assert_int_equal(s->kind, STMT_MATCH);
		assert_int_equal(s->right->kind, rows[i].kind);
	}
}

static void operators_bind_as_in_nft(void **state)
{
	const struct expr *e;

	e = parse_stmt(*state, "ip ttl 1 | 2 ^ 3 & 4 << 5")->right;
	assert_int_equal(e->op, BINOP_OR);
	assert_int_equal(e->right->op, BINOP_XOR);
	assert_int_equal(e->right->right->op, BINOP_AND);
	assert_int_equal(e->right->right->right->op, BINOP_SHL);
	e = parse_stmt(*state, "tcp flags & (fin | syn) == syn")->left;
	assert_int_equal(e->op, BINOP_AND);
	assert_int_equal(e->right->op, BINOP_OR);
}

static void an_exclamation_mark_means_that_no_bit_is_set(void **state)
{
	assert_reads_as(*state, "tcp flags ! syn,rst",
			"tcp flags & (syn | rst) == 0");
	assert_reads_as(*state, "tcp flags ! syn", "tcp flags & syn == 0");
}

static void a_value_with_a_mask_may_be_a_number(void **state)
{
	assert_reads_as(*state, "tcp flags 0x2 / 0x1,0x2",
			"tcp flags 0x2 / 0x1,0x2");
	assert_reads_as(*state, "tcp flags != 1 / 0x1,0x2",
			"tcp flags != 1 / 0x1,0x2");
	assert_reads_as(*state, "tcp flags 0x1,0x2 / 0x1,0x2",
			"tcp flags 0x1,0x2 / 0x1,0x2");
}

/* nft prints that, and reads it only as it is printed here. */
static void a_value_may_have_a_mask_of_one_bit(void **state)
{
	assert_reads_as(*state, "tcp flags ack / syn",
			"tcp flags & syn == ack");
	assert_reads_as(*state, "tcp flags != fin,syn / syn accept",
			"tcp flags & syn != fin | syn accept");
	assert_refused(*state,
		       "table t {\nchain c {\ntcp flags < ack / syn\n}\n}\n", 3,
		       22, "expected ','");
}

static void names_of_protocols_are_values_behind_operators(void **state)
{
	static const char *const texts[] = {
		"ip protocol & icmp == icmp",
		"ip6 nexthdr & ip != ip",
		"ip protocol & (icmp | igmp) == icmp",
		"meta l4proto & igmp | tcp vmap { icmp : accept }",
		"meta protocol ^ arp != arp",
		"meta iiftype & ether 1-2",
		"ether type set arp",
		"ether type set ip accept",
		"ip protocol set icmp",
		"ip6 nexthdr set ip6 nexthdr & icmp drop",
		"ip saddr set ip daddr",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_reads_as(*state, texts[i], texts[i]);
}

static void what_nft_lists_and_cannot_say_is_refused(void **state)
{
	assert_refused(
		*state,
		"table t {\nchain c {\n(frag unknown & 0xfff8 [invalid type]) >> 3 == 0\n}\n}\n",
		3, 24, "nft lists '[invalid type]'");
	assert_refused(*state, "table t {\nchain c {\nct expiration \n}\n}\n",
		       3, 15, "expected a value");
}

static void a_vmap_maps_to_verdicts(void **state)
{
	const struct stmt *s = parse_stmt(
		*state, "tcp dport vmap { 22:drop, 80 : jump x, * : goto y }");
	const struct expr *map = s->right;

	assert_int_equal(s->kind, STMT_VMAP);
	assert_int_equal(map->items.n, 3);
	assert_int_equal(map->items.v[0]->kind, EXPR_MAPPING);
	assert_int_equal(map->items.v[0]->right->verdict.kind, VERDICT_DROP);
	assert_string_equal(map->items.v[1]->right->verdict.chain, "x");
	assert_int_equal(map->items.v[2]->left->kind, EXPR_WILDCARD);
}

static void counters_may_have_values(void **state)
{
	const struct stmt *s = parse_stmt(*state, "counter packets 7 bytes 99");

	assert_true(s->has_values);
	assert_int_equal(s->packets, 7);
	assert_int_equal(s->bytes, 99);
	assert_false(parse_stmt(*state, "counter")->has_values);
}

static void a_rule_keeps_its_comment_and_handle(void **state)
{
	const struct ast_rule *r;

	r = parse_rule(*state, "drop comment \"no # way\" # handle 12");
	assert_string_equal(r->comment, "no # way");
	assert_int_equal(r->handle, 12);
	assert_int_equal(parse_rule(*state, "drop # handled 3")->handle, 0);
}

static void a_backslash_joins_lines(void **state)
{
	assert_reads_as(*state, "tcp dport 22 \\\n  accept",
			"tcp dport 22 accept");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(every_selector_of_the_table_is_read),
		test(a_selector_is_printed_as_nft_reads_it),
		test(a_meta_key_without_meta_gets_it),
		test(selectors_that_are_not_placed_keep_their_text),
		test(statements_that_are_not_placed_keep_their_text),
		test(a_statement_says_what_only_the_host_can_do),
		test(a_statement_that_sets_a_field_says_of_what),
		test(an_extension_of_iptables_is_refused_on_request),
		test(operators_have_words_and_signs),
		test(values_have_the_shape_that_was_written),
		test(operators_bind_as_in_nft),
		test(an_exclamation_mark_means_that_no_bit_is_set),
		test(a_value_with_a_mask_may_be_a_number),
		test(a_value_may_have_a_mask_of_one_bit),
		test(names_of_protocols_are_values_behind_operators),
		test(what_nft_lists_and_cannot_say_is_refused),
		test(a_vmap_maps_to_verdicts),
		test(counters_may_have_values),
		test(a_rule_keeps_its_comment_and_handle),
		test(a_backslash_joins_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_take_test.c - does "delete element" take out what nft takes out?
 *
 * Each answer was seen of nft 1.0.6 on Linux 6.18.
 */
#include "lang/nft_print_expr.h"
#include "lib/nft_reading.h"

/* Commands of a set or map s in table t, behind its declaration. */
static const char *script(struct fixture *f, const char *head,
			  const char *commands)
{
	return arena_printf(f->arena, "table t {\n%s }\n}\n%s", head, commands);
}

/* What is in the first set of the file: "80, 81". */
static const char *left(struct fixture *f, const char *text)
{
	const struct ast_set *set = parse(f, text)->tables.v[0].sets.v;
	const char *all = "";
	struct expr *const *e;

	vec_for_each(e, &set->elements)
		all = arena_printf(f->arena, "%s%s%s", all, *all ? ", " : "",
				   print_expr_text(f->arena, *e));
	return all;
}

/* A set of @type, with @added, and what is left behind deleting @deleted. */
static const char *left_of(struct fixture *f, const char *type,
			   const char *added, const char *deleted)
{
	return left(f, script(f, arena_printf(f->arena, "set s { %s;", type),
			      arena_printf(f->arena,
					   "add element t s { %s }\n"
					   "delete element t s { %s }\n",
					   added, deleted)));
}

static void elements_are_what_they_stand_for(void **state)
{
	static const struct {
		const char *type;
		const char *added;
		const char *deleted;
	} rows[] = {
		{ "type inet_service", "http", "80" },
		{ "type inet_service", "80", "http" },
		{ "type inet_service", "80", "0x50" },
		{ "type inet_service", "80", "0120" },
		{ "type inet_service", "80", "080" },
		{ "typeof tcp dport", "80", "http" },
		{ "typeof ip length", "10", "0xa" },
		{ "type inet_proto", "tcp", "6" },
		{ "type icmp_type", "echo-request", "8" },
		{ "type ct_state", "new", "8" },
		{ "type tcp_flag", "syn|ack", "ack|syn" },
		{ "type mark", "16", "0x00000010" },
		{ "type ipv4_addr", "10.0.0.1", "0x0a000001" },
		{ "type ipv4_addr", "10.0.0.1", "167772161" },
		{ "type ipv6_addr", "::1", "0:0:0:0:0:0:0:1" },
		{ "type ipv6_addr", "::ffff:1.2.3.4", "::ffff:102:304" },
		{ "type ether_addr", "00:01:02:03:04:aa", "0:1:2:3:4:AA" },
		{ "type ifname", "eth0", "\"eth0\"" },
		{ "typeof meta oifname", "eth0", "\"eth0\"" },
		{ "type ipv4_addr . inet_service", "10.0.0.1 . 80",
		  "0x0a000001 . http" },
		{ "type inet_service; flags interval", "80-90", "80-0x5a" },
		{ "type ipv4_addr; flags interval", "10.0.0.0/8",
		  "10.0.0.0-10.255.255.255" },
		{ "type ipv4_addr; flags interval", "10.1.2.3/8",
		  "10.0.0.0/8" },
		{ "type ipv4_addr; flags interval", "10.0.0.1", "10.0.0.1/32" },
		{ "type ipv6_addr; flags interval", "::ffff:10.0.0.0/104",
		  "::ffff:a00:0-::ffff:aff:ffff" },
		{ "type ifname; flags interval", "\"eth*\"", "eth*" },
		{ "type ipv4_addr . inet_service; flags interval",
		  "10.0.0.0/8 . 80", "10.0.0.0-10.255.255.255 . http" },
		{ "type inet_service; flags timeout", "80 timeout 1h",
		  "http timeout 2h" },
		{ "type inet_service", "80 comment \"x\"",
		  "http comment \"y\"" },
		{ "type inet_service", "80, http, 0x50", "80" },
		{ "type inet_service", "*", "*" },
		{ "type inet_service; flags interval; auto-merge",
		  "80-85, 86-90", "80-90" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(left_of(*state, rows[i].type, rows[i].added,
					    rows[i].deleted),
				    "");
}

static void others_stay(void **state)
{
	assert_string_equal(
		left_of(*state, "type inet_service", "81, http, 82, 80", "80"),
		"81, 82");
	assert_string_equal(left_of(*state, "type inet_service; flags interval",
				    "80-85, 90-95", "90-0x5f"),
			    "80-85");
	assert_string_equal(left_of(*state, "type mark", "1, 2, 3", "0x2"),
			    "1, 3");
	assert_string_equal(
		left_of(*state, "typeof meta oifname", "eth0, eth1", "eth1"),
		"eth0");
	assert_string_equal(
		left_of(*state, "type inet_service; flags interval; auto-merge",
			"80-85, 86-90, 92", "80-90"),
		"92");
}

static void what_a_map_leads_to_does_not_matter(void **state)
{
	const char *map = "map s { type inet_service : verdict;";

	assert_string_equal(
		left(*state,
		     script(*state, map,
			    "add element t s { 80 : drop, 81 : accept }\n"
			    "delete element t s { http : accept }\n"
			    "add element t s { 80 : accept }\n")),
		"81 : accept, 80 : accept");
	assert_string_equal(
		parse(*state,
		      script(*state, map,
			     "add element t s { 80 comment \"x\" : drop }\n"
			     "delete element t s { http }\n"))
			->flushes.v[2]
			.text,
		"add element ip t s { 80 comment \"x\" : drop }");
}

/* Of what a file made, see nft_clear.h. */
static void what_was_written_is_kept_in_front(void **state)
{
	const struct ruleset *rs = parse(
		*state,
		script(*state, "set s { type inet_service;",
		       "add element t s { http comment \"x\", 0x50, 81 }\n"
		       "delete element t s { 80 }\n"));

	assert_int_equal(rs->flushes.n, 4);
	assert_string_equal(rs->flushes.v[2].text,
			    "add element ip t s { http comment \"x\", 0x50 }");
	assert_string_equal(rs->flushes.v[3].text,
			    "delete element ip t s { 80 }");
}

static void refused(struct fixture *f, const char *type, const char *added,
		    const char *deleted, const char *message)
{
	const char *commands = arena_printf(f->arena,
					    "add element t s { %s }\n"
					    "delete element t s { %s }\n",
					    added, deleted);

	assert_refused(f,
		       script(f, arena_printf(f->arena, "set s { %s;", type),
			      commands),
		       5, 22, message);
}

static void what_nft_does_not_find_is_refused(void **state)
{
	static const char ports[] = "type inet_service; flags interval";
	static const char merged[] =
		"type inet_service; flags interval; auto-merge";
	static const char boxes[] =
		"type ipv4_addr . inet_service; flags interval";

	refused(*state, "type inet_service", "80", "81",
		"'s' has no such element in this file");
	refused(*state, ports, "80-90", "95", "no such element");
	refused(*state, ports, "80-90", "85", "not all of an element");
	refused(*state, ports, "80-90", "80-85", "not all of an element");
	refused(*state, ports, "80-85, 86-90", "80-90",
		"not all of an element");
	refused(*state, merged, "80-90", "70-90", "not all of an element");
	refused(*state, merged, "80-90, 91-95", "80-90",
		"not all of an element");
	refused(*state, merged, "80-90, 91-95", "91-95",
		"not all of an element");
	refused(*state, merged, "80-84, 86-90", "80-90",
		"not all of an element");
	refused(*state, "type ipv4_addr", "10.0.0.1", "10.0.0.1/32",
		"flags interval");
	refused(*state, "type inet_service", "80", "70000", "out of range");
	refused(*state, "type uid", "root, 1000", "0",
		"only nft knows if this is 'root'");
	/* The kernel would take the whole of 10.0.0.0/8. */
	refused(*state, boxes, "10.0.0.0/8 . 80", "10.0.0.0/9 . http",
		"not all of an element");
	refused(*state, boxes, "10.0.0.0/8 . 80", "9.0.0.0-10.0.0.1 . 80",
		"not all of an element");
}

static void once_it_is_gone_it_is_not_there(void **state)
{
	assert_refused(*state,
		       script(*state, "set s { type inet_service;",
			      "add element t s { 80 }\n"
			      "delete element t s { 80, http }\n"),
		       5, 26, "'s' has no such element");
	assert_refused(*state,
		       script(*state, "set s { type inet_service;",
			      "add element t s { 80 }\nflush set t s\n"
			      "delete element t s { 80 }\n"),
		       6, 22, "'s' has no such element");
}

static void ranges_of_several_parts_are_taken_out_of_a_block(void **state)
{
	assert_string_equal(
		left(*state,
		     "table t {\nset s {\ntype ipv4_addr . inet_service\n"
		     "flags interval\nelements = { 10.0.0.0/8 . 80 }\n}\n}\n"
		     "delete element t s { 10.0.0.0/8 . http }\n"),
		"");
}

static void create_adds_only_what_is_new(void **state)
{
	assert_refused(*state,
		       script(*state, "set s { type inet_service;",
			      "add element t s { 80 }\n"
			      "create element t s { http }\n"),
		       5, 22, "'80' is in 's' already");
	assert_refused(*state,
		       script(*state, "set s { type inet_service;",
			      "create element t s { 80, http }\n"),
		       4, 26, "'80' is in 's' already");
	assert_string_equal(
		left(*state, script(*state, "set s { type inet_service;",
				    "add element t s { 80 }\n"
				    "create element t s { 81 }\n")),
		"80, 81");
}

/* A set that began as the value of a variable is not the variable. */
static void a_variable_stays_what_it_is(void **state)
{
	const struct ast_table *t =
		parse(*state, "define x = { 80, 81 }\n"
			      "table t {\n"
			      "set a {\ntype inet_service\nelements = $x\n}\n"
			      "set b {\ntype inet_service\n}\n}\n"
			      "delete element t a { 80 }\n"
			      "add element t a { 82 }\n"
			      "add element t b $x\n")
			->tables.v;

	assert_int_equal(t->sets.v[1].elements.n, 2);
	assert_string_equal(t->sets.v[1].elements.v[0]->text, "80");
	assert_string_equal(t->sets.v[1].elements.v[1]->text, "81");
}

static void a_variable_that_is_deleted_has_no_comments(void **state)
{
	assert_string_equal(
		left(*state,
		     script(*state, "set s { type inet_service;",
			    "define x = { 80 }\n"
			    "add element t s { http comment \"x\" }\n"
			    "delete element t s $x\nadd element t s $x\n")),
		"80");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(elements_are_what_they_stand_for),
		test(others_stay),
		test(what_a_map_leads_to_does_not_matter),
		test(what_was_written_is_kept_in_front),
		test(what_nft_does_not_find_is_refused),
		test(once_it_is_gone_it_is_not_there),
		test(ranges_of_several_parts_are_taken_out_of_a_block),
		test(create_adds_only_what_is_new),
		test(a_variable_stays_what_it_is),
		test(a_variable_that_is_deleted_has_no_comments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

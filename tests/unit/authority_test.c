// SPDX-License-Identifier: GPL-2.0-only
/*
 * authority_test.c - which changes of a ruleset put a front out of step
 */
#include "load/authority.h"

#include "lib/resolved.h"

#include <errno.h>

static void setup_path(struct resolved *f, const char *text,
		       struct authority *out)
{
	static const struct device dev = { .name = "eth0", .ifindex = 2 };
	const struct policy *policy = resolve(f, text);
	struct path path;

	path_find(f->arena, policy, &dev, &path);
	authority_of(f->arena, policy, &path, out);
}

/* Tables, with INPUT and MORE in place of what rows have. */
static const char *host(struct resolved *f, const char *input, const char *more)
{
	return arena_printf(
		f->arena,
		"table inet filter {\n"
		"\tset s { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.0.2.1 }\n }\n"
		"\tset empty { type ipv4_addr\n }\n"
		"\tchain user { udp dport 7 drop\n }\n"
		"\tchain input {\n\t\ttype filter hook input priority 0; policy accept;\n%s\n\t}\n"
		"\tchain forward {\n\t\ttype filter hook forward priority 0; policy drop\n\t}\n"
		"\tchain output {\n\t\ttype filter hook output priority 0\n\t}\n}\n%s",
		input, more);
}

static const char *differs(struct resolved *f, const char *was,
			   const char *was_more, const char *is,
			   const char *is_more)
{
	struct authority a, b;

	setup_path(f, host(f, was, was_more), &a);
	setup_path(f, host(f, is, is_more), &b);
	return authority_differs(f->arena, &a, &b);
}

static void what_is_written_otherwise_is_the_same(void **state)
{
	static const char *const rows[][2] = {
		{ "tcp dport ssh drop", "tcp dport 22 drop # handle 7" },
		{ "tcp dport 22 counter drop", "tcp dport 22 drop" },
		{ "tcp dport 22 drop comment \"x\"", "tcp dport 22 drop" },
		{ "meta l4proto tcp tcp dport 22 drop", "tcp dport 22 drop" },
		{ "ip saddr 10.0.0.1 iifname eth0 drop",
		  "iifname \"eth0\" ip saddr 10.0.0.1 drop" },
		{ "tcp dport { 80, 22 } drop", "tcp dport { 22, 80 } drop" },
		{ "tcp dport { 22-23, 24 } drop", "tcp dport 22-24 drop" },
		{ "ip saddr @s drop",
		  "ip saddr { 192.0.2.1, 10.0.0.0/8 } drop" },
		{ "ct state established,related accept",
		  "ct state { related, established } accept" },
		{ "meta mark set 1", "meta mark set meta mark | 2" },
		{ "limit rate 10/second accept",
		  "limit rate 20/second burst 5 packets accept" },
		{ "log prefix \"a\"", "log prefix \"b\" level info" },
		{ "ct state vmap { established : accept, new : drop }",
		  "ct state vmap { new : drop, established : accept }" },
	};
	struct resolved f;

	(void)state;
	resolved_setup(&f);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *why = differs(&f, rows[i][0], "", rows[i][1], "");

		if (why)
			fail_msg("%s <-> %s: %s", rows[i][0], rows[i][1], why);
	}
	arena_free(f.arena);
}

static void what_decides_otherwise_is_another_one(void **state)
{
	static const char *const rows[][2] = {
		{ "tcp dport 22 drop", "tcp dport 23 drop" },
		{ "tcp dport 22 drop", "tcp dport 22 accept" },
		{ "tcp dport 22 drop", "tcp dport != 22 drop" },
		{ "tcp dport 22 drop", "udp dport 22 drop" },
		{ "tcp dport 22 drop", "" },
		{ "tcp dport 22 drop\ntcp dport 22 accept",
		  "tcp dport 22 accept\ntcp dport 22 drop" },
		{ "ip saddr @s drop", "ip saddr @empty drop" },
		{ "jump user", "goto user" },
		{ "ct state new drop", "ct state established drop" },
		{ "limit rate 10/second drop", "log drop" },
		{ "meta mark 1 drop", "limit rate 1/second drop" },
		{ "meta mark set 1", "ct mark set 1" },
		{ "notrack", "meta mark set 1" },
		{ "tcp flags syn drop", "tcp flags & syn == 0 drop" },
		/* As many rules, and the same numbers but for "*". */
		{ "ip saddr vmap { 192.0.2.1 : drop, * : accept }\n"
		  "ip daddr vmap { 192.0.2.2 : drop }\ncounter",
		  "ip saddr vmap { 192.0.2.1 : drop }\ncounter\n"
		  "ip daddr vmap { 192.0.2.2 : drop, * : accept }" },
	};
	struct resolved f;

	(void)state;
	resolved_setup(&f);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *why = differs(&f, rows[i][0], "", rows[i][1], "");

		assert_non_null(why);
		assert_string_equal(
			why,
			"base chain inet filter input is another one in the kernel");
	}
	arena_free(f.arena);
}

#define OTHER(name, rest) \
	"table inet other {\n\tchain " name " {\n\t\t" rest "\n\t}\n}\n"

static void other_tables_may_change_unless_they_come_in_between(void **state)
{
	static const struct {
		const char *was, *is, *why;
	} rows[] = {
		{ "",
		  OTHER("c",
			"type filter hook input priority 9\ntcp dport 1 drop"),
		  NULL },
		{ "", OTHER("c", "type filter hook output priority 9\nlog"),
		  NULL },
		{ "", OTHER("c", "type filter hook prerouting priority 9\nlog"),
		  "base chain inet other c of the kernel is on the way, and acts on packets" },
		{ "",
		  OTHER("c",
			"type nat hook postrouting priority 100\nmasquerade"),
		  "base chain inet filter input sees packets that something translates first" },
		{ OTHER("c", "type nat hook prerouting priority -100\naccept"),
		  OTHER("c",
			"type nat hook prerouting priority -100\ntcp dport 80 redirect"),
		  NULL },
		{ OTHER("c", "type nat hook prerouting priority -100\naccept"),
		  OTHER("c", "type nat hook prerouting priority -100\nlog"),
		  "base chain inet other c acts on packets in the kernel" },
		{ OTHER("c",
			"type nat hook prerouting priority -100\nip saddr 192.0.2.1 log"),
		  OTHER("c", "type nat hook prerouting priority -100\naccept"),
		  NULL },
		{ OTHER("c",
			"type nat hook prerouting priority -100\nip saddr 192.0.2.1 log"),
		  OTHER("c",
			"type nat hook prerouting priority -100\nip saddr 192.0.2.2 log"),
		  "base chain inet other c is another one in the kernel" },
	};
	struct resolved f;

	(void)state;
	resolved_setup(&f);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *why = differs(&f, "udp dport 7 drop", rows[i].was,
					  "udp dport 7 drop", rows[i].is);

		if (rows[i].why)
			assert_non_null(why);
		if (!rows[i].why && why)
			fail_msg("%s: %s", rows[i].is, why);
		if (rows[i].why)
			assert_string_equal(why, rows[i].why);
	}
	arena_free(f.arena);
}

static void marks_may_come_and_go_and_rewrites_may_not_come(void **state)
{
	static const struct {
		const char *rule, *why;
	} rows[] = {
		{ "meta mark set 1", NULL },
		{ "ip saddr 192.0.2.1 notrack", NULL },
		{ "ct mark set 1",
		  "base chain inet other c of the kernel is on the way, and acts on packets" },
		{ "ip dscp set cs1",
		  "base chain inet filter input sees packets that something rewrites first" },
	};
	const char *const nat = OTHER(
		"c",
		"type nat hook prerouting priority -100\nip saddr 192.0.2.1 meta mark set 1");
	struct resolved f;

	(void)state;
	resolved_setup(&f);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *more = arena_printf(
			f.arena,
			OTHER("c",
			      "type filter hook prerouting priority 9\n%s"),
			rows[i].rule);
		const char *why = differs(&f, "", "", "", more);

		assert_true(!why == !rows[i].why);
		if (why)
			assert_string_equal(why, rows[i].why);
	}
	/* As kube-proxy's do with services. */
	assert_null(differs(
		&f, "", nat, "",
		OTHER("c", "type nat hook prerouting priority -100\naccept")));
	arena_free(f.arena);
}

static void a_chain_that_is_gone_is_named(void **state)
{
	struct resolved f;
	struct authority was, is = {};

	(void)state;
	resolved_setup(&f);
	setup_path(&f, host(&f, "udp dport 7 drop", ""), &was);
	assert_string_equal(
		authority_differs(f.arena, &was, &is),
		"base chain inet filter input is not in the kernel");
	/* Nothing to drop for is nothing to be wrong about. */
	assert_null(authority_differs(f.arena, &is, &is));
	arena_free(f.arena);
}

/* iptables-nft-save prints it, and the kernel has it with its first rule. */
static void an_empty_chain_that_accepts_need_not_be_there(void **state)
{
	static const char *const others[] = {
		"type filter hook input priority 9; policy drop",
		"type filter hook input priority 9\ntcp dport 9 drop",
	};
	const char *const empty =
		OTHER("c", "type filter hook input priority 9");
	struct resolved f;
	const char *why;

	(void)state;
	resolved_setup(&f);
	assert_null(differs(&f, "", empty, "", ""));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		const char *other =
			arena_printf(f.arena, OTHER("c", "%s"), others[i]);

		why = differs(&f, "", other, "", "");
		assert_string_equal(
			why, "base chain inet other c is not in the kernel");
		why = differs(&f, "", empty, "", other);
		assert_string_equal(
			why,
			"base chain inet other c is another one in the kernel");
	}
	arena_free(f.arena);
}

static void json_keeps_it_whole(void **state)
{
	struct authority was, back;
	struct resolved f;
	json_t *json;

	(void)state;
	resolved_setup(&f);
	setup_path(&f,
		   host(&f, "udp dport 7 drop",
			OTHER("c", "type filter hook input priority 9")),
		   &was);
	json = authority_pack(&was);
	assert_int_equal(authority_unpack(f.arena, json, &back), 0);
	assert_int_equal(back.chains.n, 3);
	assert_true(back.chains.v[0].digest == was.chains.v[0].digest);
	assert_true(back.chains.v[0].digest != 0);
	assert_null(authority_differs(f.arena, &was, &back));
	setup_path(&f, host(&f, "udp dport 7 drop", ""), &was);
	assert_null(authority_differs(f.arena, &back, &was));
	json_array_append_new(json, json_object());
	assert_int_equal(authority_unpack(f.arena, json, &back), -EINVAL);
	json_array_remove(json, 3);
	/* As a nicfw wrote it whose digests had 64 bits. */
	json_object_set_new(json_array_get(json, 0), "digest",
			    json_string("0123456789abcdef"));
	assert_int_equal(authority_unpack(f.arena, json, &back), -EINVAL);
	json_decref(json);
	assert_int_equal(authority_unpack(f.arena, NULL, &back), -EINVAL);
	arena_free(f.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_otherwise_is_the_same),
		cmocka_unit_test(what_decides_otherwise_is_another_one),
		cmocka_unit_test(
			other_tables_may_change_unless_they_come_in_between),
		cmocka_unit_test(
			marks_may_come_and_go_and_rewrites_may_not_come),
		cmocka_unit_test(a_chain_that_is_gone_is_named),
		cmocka_unit_test(an_empty_chain_that_accepts_need_not_be_there),
		cmocka_unit_test(json_keeps_it_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

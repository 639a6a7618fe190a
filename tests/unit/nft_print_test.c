// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_print_test.c - is a tree printed as `nft list ruleset` prints it?
 */
#include "lang/nft_parse.h"
#include "lang/nft_print.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* As nft 1.0.6 lists them, so printing must give the same text. */
static const char *const listings[] = {
	"table inet filter {\n"
	"\tcomment \"the host\"\n"
	"\tflags dormant\n"
	"\tset blocked {\n"
	"\t\ttype ipv4_addr . inet_service\n"
	"\t\tsize 65535\n"
	"\t\tflags interval\n"
	"\t\tauto-merge\n"
	"\t\telements = { 10.0.0.0/8 . 22, 192.0.2.1 . 80-90,\n"
	"\t\t\t     192.0.2.9 . 443 comment \"web\" }\n"
	"\t}\n"
	"\n"
	"\tmap ports {\n"
	"\t\ttypeof tcp dport : verdict\n"
	"\t\telements = { 22 : accept, 80 : jump web,\n"
	"\t\t\t     * : drop }\n"
	"\t}\n"
	"\n"
	"\tchain input {\n"
	"\t\ttype filter hook input priority filter - 10; policy drop;\n"
	"\t\ttcp flags & (fin | syn) == syn counter packets 1 bytes 40\n"
	"\t\ttcp flags syn / syn,ack accept\n"
	"\t\tct state vmap { established : accept, invalid : drop }\n"
	"\t\tiifname \"eth*\" drop comment \"no\" # handle 7\n"
	"\t\tlimit rate 10/second log prefix \"in: \" accept\n"
	"\t}\n"
	"\n"
	"\tchain web {\n"
	"\t\tcomment \"pages\"\n"
	"\t\tip saddr . tcp dport { 192.0.2.1 . 80 } accept\n"
	"\t\tip6 saddr & ffff:: == fe80:: drop\n"
	"\t}\n"
	"}\n",
	"flush ruleset\n"
	"table netdev t {\n"
	"\tcounter c {\n"
	"\t\tpackets 0 bytes 0\n"
	"\t}\n"
	"\n"
	"\tchain in {\n"
	"\t\ttype filter hook ingress device \"eth0\" priority -500;\n"
	"\t\tvlan id 5 ether type 8021q drop\n"
	"\t}\n"
	"\n"
	"\tchain both {\n"
	"\t\ttype filter hook ingress devices = { eth0, eth1 } "
	"priority filter + 3; policy accept;\n"
	"\t\tarp saddr ip 192.0.2.1 accept\n"
	"\t}\n"
	"}\n",
	"table ip empty {\n"
	"}\n",
};

static char *print(struct arena *a, const char *text)
{
	struct diag *diag = diag_new(a);
	struct ruleset *rs = NULL;
	char *out_text = NULL;
	size_t len = 0;
	FILE *out;

	if (nft_parse(a, diag, "t.nft", text, strlen(text), NULL, &rs)) {
		diag_print(diag, stderr);
		fail_msg("refused: %s", text);
	}
	out = open_memstream(&out_text, &len);
	assert_non_null(out);
	nft_print_ruleset(rs, out);
	fclose(out);
	return out_text;
}

static void prints_a_listing_as_it_was(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(listings) / sizeof(listings[0]); i++) {
		struct arena *a = arena_new();
		char *text = print(a, listings[i]);

		assert_string_equal(text, listings[i]);
		free(text);
		arena_free(a);
	}
}

static void printing_what_was_printed_changes_nothing(void **state)
{
	static const char *const rules[] = {
		"ip ttl (1 | 2) & 3 ^ (4 << 1)",
		"ip ttl 1 - 5",
		"ip ttl (1 << 2) << 3",
		"ip ttl 1 << (2 << 3)",
		"tcp flags ! (syn | rst)",
		"tcp dport {22,\n80 ,\n\n 443-445,}",
		"ip saddr { { 10.0.0.1 }, 10.0.0.2 comment \"x\" }",
		"ip saddr 10.0.0.0/8 tcp dport != { 1 } counter accept",
		"iifname . ip saddr vmap { eth0 . 10.0.0.1 : drop }",
		"mark set tcp dport map { 1 : 2, 3 : 4 } accept",
		"add @s { ip saddr . $x   timeout 1m } drop",
		"ip saddr { 10.0.0.1 timeout 1h counter packets 1 bytes 2 }",
		"drop comment \"a comment\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		struct arena *a = arena_new();
		char *once, *twice;

		once = print(a, arena_printf(a,
					     "define x = { 1, 2 }\n"
					     "table t {\nchain c {\n%s\n}\n}\n",
					     rules[i]));
		twice = print(a, once);
		assert_string_equal(once, twice);
		free(once);
		free(twice);
		arena_free(a);
	}
}

static void commands_are_printed_before_the_tables(void **state)
{
	struct arena *a = arena_new();
	char *text = print(a, "table t\nflush table t\ndelete table t\n"
			      "table t {\nchain c {\n}\n}\n");

	(void)state;
	assert_string_equal(text, "add table ip t\nflush table ip t\n"
				  "delete table ip t\n"
				  "table ip t {\n\tchain c {\n\t}\n}\n");
	free(text);
	arena_free(a);
}

static void every_family_has_a_name(void **state)
{
	(void)state;
	for (enum family f = 0; f < N_FAMILIES; f++)
		assert_true(family_name(f)[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_a_listing_as_it_was),
		cmocka_unit_test(printing_what_was_printed_changes_nothing),
		cmocka_unit_test(commands_are_printed_before_the_tables),
		cmocka_unit_test(every_family_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

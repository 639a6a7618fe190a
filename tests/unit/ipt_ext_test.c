// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_ext_test.c - are iptables' extensions what the kernel's are?
 *
 * Whether their options are read as the tools read them is tested with the
 * tools themselves, in tests/compat/ipt_ext.c.
 */
#include "lang/ipt_args.h"
#include "lang/ipt_ext.h"
#include "lang/ipt_parse.h"
#include "lang/ipt_rows.h"
#include "lang/nft_print.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct ipt_ext *const tables[] = {
	ipt_matches_tcp,  ipt_matches_sctp,   ipt_matches_l4,
	ipt_matches_net,  ipt_matches_ip6,    ipt_matches_host,
	ipt_matches_data, ipt_matches_policy, ipt_matches_state,
	ipt_matches_set,  ipt_targets,	      ipt_targets_change,
	ipt_targets_nat,
};
#define N_TABLES (sizeof(tables) / sizeof(tables[0]))

static bool has_option(const struct ipt_ext *ext, const char *name)
{
	const struct ipt_option *o;

	for (o = ext->options; o->name; o++) {
		if (!strcmp(o->name, name))
			return true;
	}
	return false;
}

static void check_option(const struct ipt_ext *ext, const struct ipt_option *o)
{
	const struct ipt_option *other;

	if (o->same_as)
		assert_true(has_option(ext, o->same_as));
	if (o->needs)
		assert_true(has_option(ext, o->needs));
	if (o->kind == IPT_NUMBER || o->kind == IPT_RANGE)
		assert_true(o->min < o->max);
	else
		assert_true(!o->min && !o->max);
	assert_int_equal(o->kind == IPT_VALUE,
			 o->kind == IPT_VALUE && o->check);
	for (other = o + 1; other->name; other++)
		assert_string_not_equal(o->name, other->name);
}

static void assert_words_of(const char *words, const char *all)
{
	char word[32];
	size_t len;

	for (; words && *words; words += len + (words[len] == ' ')) {
		len = strcspn(words, " ");
		snprintf(word, sizeof(word), " %.*s ", (int)len, words);
		assert_non_null(strstr(all, word));
	}
}

static void assert_protocols(const char *words)
{
	char word[32];
	size_t len;

	for (; words && *words; words += len + (words[len] == ' ')) {
		len = strcspn(words, " ");
		snprintf(word, sizeof(word), "%.*s", (int)len, words);
		assert_true(ipt_protocol_number(word) > 0);
	}
}

static void each_row_is_sound(void **state)
{
	const struct ipt_ext *ext;
	const struct ipt_option *o;

	for (size_t i = 0; i < N_TABLES; i++) {
		for (ext = tables[i]; ext->name; ext++) {
			assert_non_null(ext->options);
			assert_int_not_equal(ext->families, 0);
			/* One of the two says what it does. */
			assert_true(ext->translate ||
				    ext->effect != EFFECT_NONE);
			assert_words_of(ext->tables,
					" filter nat mangle raw security ");
			assert_words_of(
				ext->hooks,
				" PREROUTING INPUT FORWARD OUTPUT POSTROUTING ");
			assert_protocols(ext->protocols);
			for (o = ext->options; o->name; o++)
				check_option(ext, o);
		}
	}
}

static void a_name_has_one_row_of_a_family(void **state)
{
	for (size_t i = 0; i < N_TABLES; i++) {
		for (const struct ipt_ext *ext = tables[i]; ext->name; ext++) {
			bool is_found = false;

			for (int f = IPT_V4; f <= IPT_V6; f <<= 1) {
				is_found |= ipt_find_match(ext->name, f) == ext;
				is_found |= ipt_find_target(ext->name, f) ==
					    ext;
			}
			assert_true(is_found);
		}
	}
}

static void all_that_rulesets_use_is_known(void **state)
{
	static const char *const matches[] = {
		"tcp",	     "udp",	  "sctp",      "dccp",	  "multiport",
		"iprange",   "mac",	  "set",       "state",	  "conntrack",
		"limit",     "hashlimit", "connlimit", "recent",  "comment",
		"mark",	     "connmark",  "addrtype",  "pkttype", "tos",
		"dscp",	     "ecn",	  "length",    "ah",	  "esp",
		"physdev",   "owner",	  "policy",    "time",	  "string",
		"u32",	     "bpf",	  "statistic", "socket",  "rpfilter",
		"connbytes", "helper",	  "quota",     "cluster", "cpu",
		"devgroup",
	};
	static const char *const only6[] = { "icmp6",	  "icmpv6", "ipv6-icmp",
					     "hl",	  "frag",   "rt",
					     "hbh",	  "dst",    "mh",
					     "ipv6header" };
	static const char *const targets[] = {
		"REJECT",     "LOG",	  "NFLOG",   "NFQUEUE",	 "MARK",
		"CONNMARK",   "CT",	  "NOTRACK", "SNAT",	 "DNAT",
		"MASQUERADE", "REDIRECT", "NETMAP",  "TPROXY",	 "TEE",
		"TCPMSS",     "TOS",	  "DSCP",    "SET",	 "CLASSIFY",
		"AUDIT",      "CHECKSUM", "TRACE",   "SYNPROXY",
	};

	for (size_t i = 0; i < sizeof(matches) / sizeof(*matches); i++) {
		assert_non_null(ipt_find_match(matches[i], IPT_V4));
		assert_non_null(ipt_find_match(matches[i], IPT_V6));
	}
	for (size_t i = 0; i < sizeof(only6) / sizeof(*only6); i++)
		assert_non_null(ipt_find_match(only6[i], IPT_V6));
	assert_non_null(ipt_find_match("icmp", IPT_V4));
	assert_non_null(ipt_find_match("ttl", IPT_V4));
	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++) {
		assert_non_null(ipt_find_target(targets[i], IPT_V4));
		assert_non_null(ipt_find_target(targets[i], IPT_V6));
	}
	assert_non_null(ipt_find_target("TTL", IPT_V4));
	assert_non_null(ipt_find_target("HL", IPT_V6));
	assert_null(ipt_find_match("ttl", IPT_V6));
	assert_null(ipt_find_match("nosuch", IPT_V4));
}

/* The first line of a dump says which tool made it. */
#define LEGACY	"# Generated by iptables-save v1.8.9\n"
#define NFT	"# Generated by iptables-save v1.8.9 (nf_tables)\n"
#define LEGACY6 "# Generated by ip6tables-save v1.8.9\n"

static const char *const effect_names[] = {
	[EFFECT_NONE] = "none",
	[EFFECT_MATCHES] = "matches",
	[EFFECT_ACTS] = "acts",
	[EFFECT_MATCHES_ACTING] = "matches acting",
	[EFFECT_CHANGES] = "changes",
	[EFFECT_MATCHES_CHANGING] = "matches changing",
	[EFFECT_REWRITES] = "rewrites",
	[EFFECT_UNTRACKS] = "untracks",
	[EFFECT_LOGS] = "logs",
	[EFFECT_REJECTS] = "rejects",
	[EFFECT_TRANSLATES] = "translates",
	[EFFECT_TAKES] = "takes",
};

/* -p is not an extension's. */
static bool is_of_core(const struct stmt *s)
{
	return (s->kind == STMT_MATCH || s->kind == STMT_HOTDROP) && s->left &&
	       s->left->text &&
	       (!strcmp(s->left->text, "ip protocol") ||
		!strcmp(s->left->text, "meta l4proto"));
}

/* nft's text, but with what it has no words for, and without the counter. */
static void print_stmt(struct arena *a, const struct stmt *s, FILE *out)
{
	struct ast_rule one = {};

	if (is_of_core(s))
		return;
	switch (s->kind) {
	case STMT_HOTDROP:
		if (s->left)
			fprintf(out, "hotdrop %s; ", s->left->text);
		else
			fprintf(out, "hotdrop %u; ", s->n_bytes);
		break;
	case STMT_UNKNOWN:
		fprintf(out, "%s; ", effect_names[s->effect]);
		break;
	case STMT_COUNTER:
		break;
	default:
		*(struct stmt *)vec_push(a, &one.stmts) = *s;
		fprintf(out, "%s; ", nft_print_rule(a, NULL, &one));
	}
}

/* The one chain of @table with a rule. */
static const struct ast_rule *first_rule(const struct ruleset *ruleset)
{
	const struct ast_chain *chain;

	assert_int_equal(ruleset->tables.n, 1);
	vec_for_each(chain, &ruleset->tables.v[0].chains) {
		if (chain->rules.n)
			return &chain->rules.v[0];
	}
	fail();
	return NULL;
}

static void assert_becomes(const char *header, const char *rule,
			   const char *expected)
{
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	const char *text = arena_printf(a, "%s*mangle\n-A FORWARD %s\nCOMMIT\n",
					header, rule);
	struct ruleset *ruleset;
	const struct ast_rule *ast;
	char *buf = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&buf, &len);
	const struct stmt *s;

	if (ipt_parse(a, diag, "t", text, strlen(text), NULL, &ruleset))
		fail_msg("%s: %s", rule, diag->msgs.v[0].text);
	ast = first_rule(ruleset);
	vec_for_each(s, &ast->stmts)
		print_stmt(a, s, out);
	fclose(out);
	assert_string_equal(buf, expected);
	free(buf);
	arena_free(a);
}

static void a_header_that_is_cut_is_dropped_before_it_is_looked_at(void **state)
{
	assert_becomes(LEGACY, "-p tcp -m tcp",
		       "hotdrop 20; tcp dport == 0-65535; ");
	assert_becomes(LEGACY, "-p udp -m udp ! --sport 53",
		       "hotdrop 8; udp sport != 53; ");
	assert_becomes(LEGACY, "-p tcp --sport 1:2 --dport 3:",
		       "hotdrop 20; tcp sport == 1-2; tcp dport == 3-65535; ");
	assert_becomes(
		LEGACY, "-p tcp ! --syn",
		"hotdrop 20; tcp dport == 0-65535; tcp flags & 23 != 2; ");
}

static void iptables_nft_writes_ports_as_nft_does(void **state)
{
	assert_becomes(NFT, "-p tcp --sport 1:2 --dport 3:",
		       "tcp sport == 1-2; tcp dport == 3-65535; ");
	/* It calls the kernel's match of iptables here. */
	assert_becomes(NFT, "-p tcp -m tcp",
		       "hotdrop 20; tcp dport == 0-65535; ");
	assert_becomes(NFT, "-p tcp --tcp-option 2",
		       "hotdrop 20; tcp dport == 0-65535; matches acting; ");
	assert_becomes(NFT, "-p tcp -m multiport --dports 1,2",
		       "hotdrop 4; tcp dport == { 1, 2 }; ");
}

static void what_iptables_nft_means_otherwise_is_unknown(void **state)
{
	assert_becomes(NFT, "-p tcp ! --sport 1 ! --dport 2", "matches; ");
	assert_becomes(NFT, "-p udp ! --sport :", "matches; ");
	assert_becomes(LEGACY, "-p udp ! --sport :",
		       "hotdrop 8; udp sport != 0-65535; ");
}

static void ports_of_a_list_do_not_overlap(void **state)
{
	assert_becomes(LEGACY, "-p tcp -m multiport --sports 22,20:25,24:30,80",
		       "hotdrop 4; tcp sport == { 20-30, 80 }; ");
	assert_becomes(LEGACY, "-p tcp -m multiport ! --ports 22",
		       "hotdrop 4; tcp sport != { 22 }; tcp dport != { 22 }; ");
	assert_becomes(LEGACY, "-p tcp -m multiport --ports 22",
		       "hotdrop 4; matches; ");
}

static void icmp_has_a_type_and_a_code(void **state)
{
	assert_becomes(LEGACY, "-p icmp --icmp-type echo-request",
		       "hotdrop 8; icmp type == 8; ");
	assert_becomes(LEGACY, "-p icmp ! --icmp-type any",
		       "hotdrop 8; icmp type != 0-255; ");
	assert_becomes(LEGACY, "-p icmp ! --icmp-type 3/1",
		       "hotdrop 8; icmp type . icmp code != { 3 . 1 }; ");
	assert_becomes(LEGACY6, "-p icmpv6 --icmpv6-type 255",
		       "hotdrop 8; icmpv6 type == 255; ");
}

static void fields_of_the_network_header_are_nfts(void **state)
{
	assert_becomes(LEGACY, "-m ttl --ttl-lt 5", "ip ttl == 0-4; ");
	assert_becomes(LEGACY, "-m ttl --ttl-lt 0", "ip ttl != 0-255; ");
	assert_becomes(LEGACY, "-m ttl --ttl-gt 255", "ip ttl != 0-255; ");
	assert_becomes(LEGACY6, "-m hl ! --hl-eq 5", "ip6 hoplimit != 5; ");
	assert_becomes(LEGACY,
		       "-m length --length 100:", "ip length == 100-65535; ");
	assert_becomes(LEGACY, "-m length ! --length 9:5",
		       "ip length == 0-65535; ");
	assert_becomes(LEGACY6, "-m length --length 100", "matches; ");
	assert_becomes(LEGACY, "-m dscp --dscp-class AF11", "ip dscp == 10; ");
	assert_becomes(LEGACY, "-m tos --tos 0x10/0x3f",
		       "ip dscp & 15 == 4; ip ecn & 3 == 0; ");
	assert_becomes(LEGACY, "-m tos ! --tos 0x10/0xfc",
		       "ip dscp & 63 != 4; ");
	assert_becomes(LEGACY, "-m tos ! --tos 0x10", "matches; ");
	assert_becomes(LEGACY, "-m ecn ! --ecn-ip-ect 2", "ip ecn != 2; ");
	assert_becomes(LEGACY, "-p tcp -m ecn --ecn-tcp-ece", "matches; ");
	assert_becomes(LEGACY, "-m pkttype --pkt-type mcast",
		       "meta pkttype == 2; ");
	assert_becomes(LEGACY, "-m iprange ! --src-range 1.2.3.4-1.2.3.9",
		       "ip saddr != 1.2.3.4-1.2.3.9; ");
	assert_becomes(LEGACY, "-m iprange --dst-range 1.2.3.9-1.2.3.4",
		       "ip daddr != 0.0.0.0/0; ");
	assert_becomes(
		LEGACY, "-m mac ! --mac-source 00:11:22:33:44:55",
		"meta protocol == ip; ether saddr != 00:11:22:33:44:55; ");
}

static void what_has_no_extension_header_does_not_match(void **state)
{
	assert_becomes(
		LEGACY6, "-m rt --rt-type 0",
		"hotdrop exthdr rt; exthdr rt == exists; matches acting; ");
	assert_becomes(
		LEGACY6, "-m frag --fragmore",
		"hotdrop exthdr frag; exthdr frag == exists; matches acting; ");
	assert_becomes(LEGACY6, "-m ipv6header --header esp",
		       "matches acting; ");
}

static void states_are_those_of_ct(void **state)
{
	assert_becomes(LEGACY, "-m state --state REL,EST",
		       "ct state == { established, related }; ");
	assert_becomes(LEGACY, "-m conntrack ! --ctstate INVALID,UNTRACKED",
		       "ct state != { invalid, untracked }; ");
	assert_becomes(LEGACY, "-m conntrack --ctstate NEW --ctdir REPLY",
		       "ct state == { new }; matches; ");
	assert_becomes(LEGACY, "-m conntrack --ctstate ESTABLISHED,DNAT",
		       "matches; ");
	assert_becomes(LEGACY, "-m conntrack --ctstatus ASSURED", "matches; ");
}

static void what_counts_is_run_by_the_host(void **state)
{
	assert_becomes(LEGACY, "-m limit --limit 1/s", "matches acting; ");
	assert_becomes(LEGACY, "-m statistic --mode nth --every 2 --packet 0",
		       "matches acting; ");
	assert_becomes(LEGACY, "-m statistic --mode random --probability 0.5",
		       "matches; ");
	assert_becomes(LEGACY, "-m recent --set", "matches acting; ");
	assert_becomes(LEGACY, "-m recent --rcheck", "matches; ");
	assert_becomes(LEGACY, "-m recent --rcheck --seconds 5 --reap",
		       "matches acting; ");
	assert_becomes(LEGACY, "-m connlabel --label 1 --set",
		       "matches acting; ");
	assert_becomes(LEGACY, "-m mark --mark 1", "matches; ");
	assert_becomes(LEGACY, "-m addrtype --dst-type LOCAL", "matches; ");
}

static void a_target_says_how_the_packet_goes_on(void **state)
{
	assert_becomes(LEGACY, "-j LOG --log-prefix x", "logs; ");
	assert_becomes(LEGACY, "-j NFQUEUE", "takes; ");
	assert_becomes(LEGACY, "-j MARK --set-mark 1", "changes; ");
	assert_becomes(LEGACY, "-j CONNMARK --restore-mark", "changes; ");
	assert_becomes(LEGACY, "-j CONNMARK --save-mark", "acts; ");
	assert_becomes(LEGACY, "-j CONNMARK --set-xmark 0x1/0x1", "acts; ");
	assert_becomes(LEGACY, "-j TTL --ttl-set 5", "rewrites; ");
	assert_becomes(LEGACY, "-j RETURN", "return; ");
	assert_becomes(LEGACY, "-p tcp -j SYNPROXY", "takes; ");
}

static void a_comment_is_no_statement(void **state)
{
	assert_becomes(LEGACY, "-m comment --comment \"a b\" -j DROP",
		       "drop; ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_is_sound),
		cmocka_unit_test(a_name_has_one_row_of_a_family),
		cmocka_unit_test(all_that_rulesets_use_is_known),
		cmocka_unit_test(
			a_header_that_is_cut_is_dropped_before_it_is_looked_at),
		cmocka_unit_test(iptables_nft_writes_ports_as_nft_does),
		cmocka_unit_test(what_iptables_nft_means_otherwise_is_unknown),
		cmocka_unit_test(ports_of_a_list_do_not_overlap),
		cmocka_unit_test(icmp_has_a_type_and_a_code),
		cmocka_unit_test(fields_of_the_network_header_are_nfts),
		cmocka_unit_test(what_has_no_extension_header_does_not_match),
		cmocka_unit_test(states_are_those_of_ct),
		cmocka_unit_test(what_counts_is_run_by_the_host),
		cmocka_unit_test(a_target_says_how_the_packet_goes_on),
		cmocka_unit_test(a_comment_is_no_statement),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_host_test.c - what of a ruleset only the host knows
 *
 * As in resolve_test.c, each golden is some rules and what they come out as,
 * compared with nft 1.0.6; here in a table of any family that has some sets,
 * and a chain u. A test gives all tables to nft.
 */
#include "lib/resolved.h"

#include <nftables/libnftables.h>
#include <sched.h>

static const char others[] =
	"	counter hits {\n"
	"	}\n"
	"	set timed {\n"
	"		type ipv4_addr\n"
	"		flags timeout\n"
	"	}\n"
	"	set updated {\n"
	"		type ipv4_addr\n"
	"	}\n"
	"	set counted {\n"
	"		type ipv4_addr\n"
	"		counter\n"
	"		elements = { 10.0.0.1 counter packets 5 bytes 6 }\n"
	"	}\n"
	"	set marks {\n"
	"		type mark\n"
	"	}\n"
	"	set families {\n"
	"		type nf_proto . inet_service\n"
	"		elements = { ipv4 . 22, ipv6 . 80, 7 . 1 }\n"
	"	}\n"
	"	map ports {\n"
	"		type ipv4_addr : inet_service\n"
	"	}\n"
	"	map states {\n"
	"		type ct_state : verdict\n"
	"		elements = { new : jump u, 0x3 : drop, established : accept }\n"
	"	}\n"
	"	map timely {\n"
	"		type ipv4_addr : verdict\n"
	"		flags timeout\n"
	"		elements = { 10.0.0.1 timeout 1h : jump u, 10.0.0.2 : drop, 10.0.0.3 : drop }\n"
	"	}\n"
	"	chain u {\n"
	"	}\n";

struct golden {
	const char *name;
	const char *family;
	const char *rules;
	const char *policy;
};

static const struct golden goldens[] = {
	{
		"knows_which_states_a_match_takes",
		"inet",
		"ct state new\n"
		"ct state new,untracked\n"
		"ct state == established\n"
		"ct state == new,established\n"
		"ct state != new\n"
		"ct state != new,established\n"
		"ct state ! new,established\n"
		"ct state { new, related }\n"
		"ct state { new | related }\n"
		"ct state != { new, related }\n"
		"ct state & (new | related) == new\n"
		"ct state & (new | related) != 0\n"
		"ct state & new == 0\n"
		"ct state new / new,related\n"
		"ct state | new == 8\n"
		"ct state 2-8\n"
		"ct state > 4\n"
		"ct state 16\n"
		"ct state 64\n"
		"ct state { * }\n",
		"0: ct state in { new }\n"
		"1: ct state in { new, untracked }\n"
		"2: ct state in { established }\n"
		"3: ct state in {  }\n"
		"4: ct state in { invalid, established, related, untracked }\n"
		"5: ct state in { invalid, established, related, new, untracked }\n"
		"6: ct state in { invalid, related, untracked }\n"
		"7: ct state in { related, new }\n"
		"8: ct state in { related, new }\n"
		"9: ct state in { invalid, established, untracked }\n"
		"10: ct state in { new }\n"
		"11: ct state in { related, new }\n"
		"12: ct state in { invalid, established, related, untracked }\n"
		"13: ct state in { new }\n"
		"14: ct state in { new }\n"
		"15: ct state in { established, related, new }\n"
		"16: ct state in { new, untracked }\n"
		"17: ct state in {  }\n"
		"18: ct state in { untracked }\n"
		"19: ct state in { invalid, established, related, new, untracked }\n",
	},
	{
		"knows_the_verdict_of_each_state",
		"ip",
		"ct state vmap { established : accept, related : accept, invalid : drop }\n"
		"ct state vmap { new : jump u, * : continue }\n"
		"ct state & (new | related) vmap { 0 : drop, 8 : accept }\n"
		"ct state vmap @states\n",
		"0: ct state { invalid : drop; established, related : accept }\n"
		"1: ct state { invalid, established, related, untracked : continue; new : jump u }\n"
		"2: ct state { invalid, established, untracked : drop; new : accept }\n"
		"3: ct state { established : accept; new : jump u }\n",
	},
	{
		"knows_the_verdicts_of_a_map_alone",
		"inet",
		"fib daddr type vmap { local : jump u, broadcast : drop, anycast : drop }\n"
		"iifname . oifname vmap { \"a\" . \"b\" : accept, \"c\" . \"d\" : jump u }\n"
		"ct state . ip saddr vmap { new . 10.0.0.1 : drop }\n"
		"ip saddr vmap @timely\n",
		"0: fib daddr type { ? : jump u; ? : drop }\n"
		"1: iifname . oifname { ? : accept; ? : jump u }\n"
		"2: meta protocol in { 0x0800 }; ct state . ip saddr { ? : drop }\n"
		"3: meta protocol in { 0x0800 }; ip saddr vmap @timely { ? : jump u; ? : drop }\n",
	},
	{
		"keeps_the_text_of_what_it_does_not_know",
		"inet",
		"ct mark 0x1 drop\n"
		"meta mark @marks\n"
		"ip saddr . meta mark { 10.0.0.1 . 5 } drop\n"
		"tcp dport 22 limit rate 3/minute counter accept\n"
		"counter name \"hits\" log prefix \"@nowhere \"\n"
		"ip length >> 1 == 4\n"
		"ip ttl ^ 1 1-3\n",
		"0: host: ct mark 0x1; drop\n"
		"1: host: meta mark @marks\n"
		"2: meta protocol in { 0x0800 }; host: ip saddr . meta mark { 10.0.0.1 . 5 }; drop\n"
		"3: meta l4proto in { 6 }; tcp dport in { 22 }; host: limit rate 3/minute; counter; accept\n"
		"4: host: counter name \"hits\"; host: log prefix \"@nowhere \"\n"
		"5: meta protocol in { 0x0800 }; host: ip length >> 1 == 4\n"
		"6: meta protocol in { 0x0800 }; host: ip ttl ^ 1 1-3\n",
	},
	{
		"knows_no_set_that_changes_by_itself",
		"ip",
		"ip saddr @timed drop\n"
		"ip saddr @updated drop\n"
		"ip saddr @counted drop\n"
		"ip saddr @ports drop\n"
		"update @updated { ip saddr }\n",
		"0: host: ip saddr @timed; drop\n"
		"1: host: ip saddr @updated; drop\n"
		"2: ip saddr in @counted; drop\n"
		"3: host: ip saddr @ports; drop\n"
		"4: host: update @updated { ip saddr }\n",
	},
	{
		"reads_the_network_protocol_from_the_frame",
		"inet",
		"meta nfproto ipv4 tcp dport 22\n"
		"meta nfproto != ipv6\n"
		"meta nfproto > 2\n"
		"meta nfproto & 3 == 2\n"
		"meta nfproto 3\n"
		"meta nfproto . th dport { ipv4 . 1, 2-10 . 5-6 }\n"
		"meta nfproto . th dport @families\n"
		"meta nfproto vmap { ipv4 : drop, ipv6 : jump u }\n"
		"meta nfproto ipv6 ip6 saddr ::1\n"
		"meta protocol ip ip saddr 10.0.0.1\n",
		"0: meta protocol in { 0x0800 }; meta l4proto in { 6 }; tcp dport in { 22 }\n"
		"1: meta protocol not in { 0x86dd }\n"
		"2: meta protocol in { 0x86dd }\n"
		"3: meta protocol in { 0x0800, 0x86dd }\n"
		"4: meta protocol in { }\n"
		"5: meta protocol . th dport in { 0x0800 . 1, 0x0800 . 5-6, 0x86dd . 5-6 }\n"
		"6: meta protocol . th dport in @families\n"
		"7: meta protocol vmap { 0x0800 : drop, 0x86dd : jump u }\n"
		"8: meta protocol in { 0x86dd }; ip6 saddr in { ::1 }\n"
		"9: meta protocol in { 0x0800 }; meta protocol in { 0x0800 }; ip saddr in { 10.0.0.1 }\n",
	},
	{
		"asks_for_no_protocol_that_the_family_has",
		"ip",
		"ip saddr 10.0.0.1\n"
		"icmp type 8\n"
		"icmpv6 type 1\n"
		"meta protocol ip6 ip saddr 10.0.0.1\n"
		"ether saddr 02:00:00:00:00:01 ip saddr 10.0.0.1\n"
		"ether type ip6 ip6 saddr ::1\n"
		"ip saddr 10.0.0.1 vlan id 5\n",
		"0: ip saddr in { 10.0.0.1 }\n"
		"1: meta l4proto in { 1 }; icmp type in { 8 }\n"
		"2: meta l4proto in { 58 }; icmpv6 type in { 1 }\n"
		"3: meta protocol in { 0x86dd }; ip saddr in { 10.0.0.1 }\n"
		"4: ether saddr in { 02:00:00:00:00:01 }; ip saddr in { 10.0.0.1 }\n"
		"5: ether type in { 0x86dd }; ip6 saddr in { ::1 }\n"
		"6: ip saddr in { 10.0.0.1 }; ether type in { 0x8100 }; vlan id in { 5 }\n",
	},
	{
		"asks_for_the_protocol_in_an_inet_table",
		"inet",
		"ip saddr 10.0.0.1\n"
		"icmp type 8\n"
		"frag more-fragments 1\n"
		"ether saddr 02:00:00:00:00:01 ip saddr 10.0.0.1\n"
		"vlan id 1 ip saddr 10.0.0.1\n",
		"0: meta protocol in { 0x0800 }; ip saddr in { 10.0.0.1 }\n"
		"1: meta protocol in { 0x0800 }; meta l4proto in { 1 }; icmp type in { 8 }\n"
		"2: meta protocol in { 0x86dd }; frag more-fragments in { 1 }\n"
		"3: ether saddr in { 02:00:00:00:00:01 }; ether type in { 0x0800 }; ip saddr in { 10.0.0.1 }\n"
		"4: ether type in { 0x8100 }; vlan id in { 1 }; vlan type in { 0x0800 }; ip saddr in { 10.0.0.1 }\n",
	},
	{
		"rejects_what_the_answer_is_for",
		"inet",
		"reject\n"
		"reject with tcp reset\n"
		"tcp dport 22 reject with tcp reset\n"
		"reject with icmp host-unreachable\n"
		"reject with icmpv6 no-route\n"
		"reject with icmpx port-unreachable\n",
		"0: host: reject\n"
		"1: meta l4proto in { 6 }; host: reject with tcp reset\n"
		"2: meta l4proto in { 6 }; tcp dport in { 22 }; host: reject with tcp reset\n"
		"3: meta protocol in { 0x0800 }; host: reject with icmp host-unreachable\n"
		"4: meta protocol in { 0x86dd }; host: reject with icmpv6 no-route\n"
		"5: host: reject with icmpx port-unreachable\n",
	},
	{
		"keeps_what_no_stage_reads_behind_two_tags",
		"netdev",
		"vlan id 5 vlan type 8021q vlan id 6 drop\n"
		"vlan type 8021q ip saddr 10.0.0.1 drop\n",
		"0: ether type in { 0x8100 }; vlan id in { 5 }; vlan type in { 0x8100 }; host: vlan id 6; drop\n"
		"1: ether type in { 0x8100 }; vlan type in { 0x8100 }; host: ip saddr 10.0.0.1; drop\n",
	},
	{
		"knows_of_a_translation_that_it_may_not_happen",
		"inet",
		"tcp dport 80 redirect to :8080\n"
		"dnat ip to 10.0.0.1\n"
		"dnat ip to ip saddr map { 10.0.0.1 : 10.0.0.2 }\n",
		"0: meta l4proto in { 6 }; tcp dport in { 80 }; host: redirect to :8080\n"
		"1: host: dnat ip to 10.0.0.1; host: dnat ip to 10.0.0.1\n"
		"2: host: dnat ip to ip saddr map { 10.0.0.1 : 10.0.0.2 }; host: dnat ip to ip saddr map { 10.0.0.1 : 10.0.0.2 }\n",
	},
};

#define N_GOLDENS (sizeof(goldens) / sizeof(*goldens))

static char *table_of(struct resolved *f, const struct golden *g)
{
	const char *hook = strstr(g->rules, " to ")
				   ? "\t\ttype nat hook prerouting priority 0\n"
				   : "";

	return arena_printf(f->arena,
			    "table %s t {\n%s\tchain c {\n%s%s\t}\n}\n",
			    g->family, others, hook, g->rules);
}

/* "NUMBER: STATEMENT; ..." for each rule of chain c. */
static char *rules_of(struct arena *a, const struct policy *policy)
{
	char *printed = print(policy);
	char *out = arena_strdup(a, "");
	const char *before = "";
	char *line, *rest = strstr(printed, " t c");

	strtok_r(rest, "\n", &rest);
	while ((line = strtok_r(NULL, "\n", &rest))) {
		if (line[1] == '\t') {
			out = arena_printf(a, "%s%s%s", out, before, line + 2);
			before = "; ";
		} else {
			line[strcspn(line, ":")] = '\0';
			out = arena_printf(a, "%s%s%s: ", out,
					   *before ? "\n" : "", line + 1);
			before = "";
		}
	}
	free(printed);
	return arena_printf(a, "%s\n", out);
}

static void resolves_to_its_golden(void **state)
{
	const struct golden *g = *state;
	struct resolved f;

	resolved_setup(&f);
	assert_string_equal(rules_of(f.arena, resolve(&f, table_of(&f, g))),
			    g->policy);
	arena_free(f.arena);
}

static void takes_the_named_families_apart(void **state)
{
	struct golden g = { NULL, "inet", "update @updated { ip saddr }\n",
			    NULL };
	struct resolved f;
	char *text;

	resolved_setup(&f);
	text = print(resolve(&f, table_of(&f, &g)));
	assert_non_null(
		strstr(text, "set families { 0x0800 . 22, 0x86dd . 80 }\n"));
	assert_null(strstr(text, "set timed"));
	assert_null(strstr(text, "set updated"));
	free(text);
	arena_free(f.arena);
}

static void nft_accepts_all_goldens(void **state)
{
	struct nft_ctx *nft;
	struct resolved f;

	/* Even a dry run asks the kernel; let it be another namespace's. */
	if (unshare(CLONE_NEWNET)) {
		print_message("# no right to make a network namespace\n");
		skip();
	}
	resolved_setup(&f);
	nft = nft_ctx_new(NFT_CTX_DEFAULT);
	nft_ctx_set_dry_run(nft, true);
	nft_ctx_buffer_error(nft);
	for (size_t i = 0; i < N_GOLDENS; i++) {
		if (nft_run_cmd_from_buffer(nft, table_of(&f, &goldens[i])))
			fail_msg("%s: %s", goldens[i].name,
				 nft_ctx_get_error_buffer(nft));
	}
	nft_ctx_free(nft);
	arena_free(f.arena);
}

int main(void)
{
	static const struct CMUnitTest more[] = {
		cmocka_unit_test(takes_the_named_families_apart),
		cmocka_unit_test(nft_accepts_all_goldens),
	};
	const size_t n_more = sizeof(more) / sizeof(*more);
	struct CMUnitTest tests[N_GOLDENS + sizeof(more) / sizeof(*more)];

	for (size_t i = 0; i < N_GOLDENS; i++) {
		tests[i] = (struct CMUnitTest){
			.name = goldens[i].name,
			.test_func = resolves_to_its_golden,
			.initial_state = (void *)&goldens[i],
		};
	}
	memcpy(tests + N_GOLDENS, more, sizeof(more));
	return _cmocka_run_group_tests("resolve_host", tests,
				       N_GOLDENS + n_more, NULL, NULL);
}

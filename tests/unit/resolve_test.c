// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_test.c - does a ruleset come out with nft's meaning?
 *
 * Each golden is some rules and what resolve_ruleset() makes of them, as
 * policy_print() has it. What is expected here was compared with nft 1.0.6
 * (nft --debug=netlink); nft has to accept the same rules in the test, too.
 * What is refused is in tests/corpus/errors.
 */
#include "lib/resolved.h"

#include <nftables/libnftables.h>
#include <sched.h>

/* Rules, a line each, and for each "NUMBER: STATEMENT; STATEMENT". */
struct golden {
	const char *name;
	const char *rules;
	const char *policy;
};

static const struct golden goldens[] = {
	{
		"compares_a_value_a_prefix_and_a_range",
		"ip saddr 10.0.0.1\n"
		"ip saddr != 10.0.0.1\n"
		"ip saddr 10.1.2.3/16\n"
		"ip saddr 0.0.0.0/0\n"
		"ip saddr != 10.0.0.1-10.0.0.9\n"
		"ip6 daddr fe80::/10\n",
		"0: meta protocol in { 0x0800 }; ip saddr in { 10.0.0.1 }\n"
		"1: meta protocol in { 0x0800 }; ip saddr not in { 10.0.0.1 }\n"
		"2: meta protocol in { 0x0800 }; ip saddr in { 10.1.0.0-10.1.255.255 }\n"
		"3: meta protocol in { 0x0800 }; ip saddr in { * }\n"
		"4: meta protocol in { 0x0800 }; ip saddr not in { 10.0.0.1-10.0.0.9 }\n"
		"5: meta protocol in { 0x86dd }; ip6 daddr in { fe80::-febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff }\n",
	},
	{
		"writes_an_order_as_an_interval",
		"tcp dport < 1024\n"
		"tcp dport <= 1024\n"
		"tcp dport > 1024\n"
		"tcp dport >= 1024\n"
		"tcp dport > 65535\n"
		"ip version < 0\n",
		"0: meta l4proto in { 6 }; tcp dport in { 0-1023 }\n"
		"1: meta l4proto in { 6 }; tcp dport in { 0-1024 }\n"
		"2: meta l4proto in { 6 }; tcp dport in { 1025-65535 }\n"
		"3: meta l4proto in { 6 }; tcp dport in { 1024-65535 }\n"
		"4: meta l4proto in { 6 }; tcp dport in { }\n"
		"5: meta protocol in { 0x0800 }; ip version in { }\n",
	},
	{
		"merges_what_overlaps_in_an_anonymous_set",
		"tcp dport { 5-9, 1-6, 10, 80 }\n"
		"tcp dport { 9, 1, 9, 2 }\n"
		"ip saddr != { 10.0.0.0/8, 10.1.0.0/16 }\n"
		"tcp dport { { 1, 2 }, 7 }\n"
		"ip saddr { 10.0.0.1, * }\n",
		"0: meta l4proto in { 6 }; tcp dport in { 1-10, 80 }\n"
		"1: meta l4proto in { 6 }; tcp dport in { 1, 2, 9 }\n"
		"2: meta protocol in { 0x0800 }; ip saddr not in { 10.0.0.0-10.255.255.255 }\n"
		"3: meta l4proto in { 6 }; tcp dport in { 1, 2, 7 }\n"
		"4: meta protocol in { 0x0800 }; ip saddr in { * }\n",
	},
	{
		"takes_a_set_of_one_for_its_value",
		"tcp dport { 22 }\n"
		"tcp flags { syn }\n"
		"tcp flags == { syn }\n"
		"tcp dport < { 22 }\n"
		"meta l4proto { tcp } tcp dport 22\n",
		"0: meta l4proto in { 6 }; tcp dport in { 22 }\n"
		"1: meta l4proto in { 6 }; tcp flags & 0x2 not in { 0x0 }\n"
		"2: meta l4proto in { 6 }; tcp flags in { 0x2 }\n"
		"3: meta l4proto in { 6 }; tcp dport in { 0-21 }\n"
		"4: meta l4proto in { 6 }; tcp dport in { 22 }\n",
	},
	{
		"reads_flags_as_nft_does",
		"tcp flags syn\n"
		"tcp flags syn,ack\n"
		"tcp flags == syn,ack\n"
		"tcp flags != syn\n"
		"tcp flags { syn, syn | ack }\n"
		"tcp flags & (syn | ack) == syn\n"
		"tcp flags & (syn | ack) syn\n"
		"tcp flags & (fin | syn) != 0\n"
		"tcp flags syn / syn,ack\n"
		"tcp flags != syn / syn,ack\n"
		"tcp flags < 4\n",
		"0: meta l4proto in { 6 }; tcp flags & 0x2 not in { 0x0 }\n"
		"1: meta l4proto in { 6 }; tcp flags & 0x12 not in { 0x0 }\n"
		"2: meta l4proto in { 6 }; tcp flags in { 0x12 }\n"
		"3: meta l4proto in { 6 }; tcp flags not in { 0x2 }\n"
		"4: meta l4proto in { 6 }; tcp flags in { 0x2, 0x12 }\n"
		"5: meta l4proto in { 6 }; tcp flags & 0x12 in { 0x2 }\n"
		"6: meta l4proto in { 6 }; tcp flags & 0x12 in { 0x2 }\n"
		"7: meta l4proto in { 6 }; tcp flags & 0x3 not in { 0x0 }\n"
		"8: meta l4proto in { 6 }; tcp flags & 0x12 in { 0x2 }\n"
		"9: meta l4proto in { 6 }; tcp flags & 0x12 not in { 0x2 }\n"
		"10: meta l4proto in { 6 }; tcp flags in { 0x0-0x3 }\n",
	},
	{
		"keeps_the_bits_of_a_mask_at_their_place",
		"ip saddr & 255.0.255.0 == 10.0.1.0\n"
		"ip saddr & 255.0.255.0 != 10.0.1.0\n"
		"ip frag-off & 0x1fff != 0\n"
		"ip frag-off & (0x1fff | 0x2000) == 0\n"
		"ip saddr & 255.255.0.0 { 10.0.0.0, 10.1.0.0 }\n"
		"ip ttl & 0x0f & 0x3 == 2\n",
		"0: meta protocol in { 0x0800 }; ip saddr & 255.0.255.0 in { 10.0.1.0 }\n"
		"1: meta protocol in { 0x0800 }; ip saddr & 255.0.255.0 not in { 10.0.1.0 }\n"
		"2: meta protocol in { 0x0800 }; ip frag-off & 8191 not in { 0 }\n"
		"3: meta protocol in { 0x0800 }; ip frag-off & 16383 in { 0 }\n"
		"4: meta protocol in { 0x0800 }; ip saddr & 255.255.0.0 in { 10.0.0.0, 10.1.0.0 }\n"
		"5: meta protocol in { 0x0800 }; ip ttl & 3 in { 2 }\n",
	},
	{
		"folds_operators_into_mask_and_value",
		"ip ttl | 1 == { 1, 3 }\n"
		"ip ttl ^ 1 == 3\n"
		"ip ttl & 0x0f | 0x10 == 0x12\n"
		"ip ttl & 0x0f ^ 0x10 == 0x12\n"
		"ip ttl == 1 | 2 ^ 1\n",
		"0: meta protocol in { 0x0800 }; ip ttl & 254 in { 0, 2 }\n"
		"1: meta protocol in { 0x0800 }; ip ttl in { 2 }\n"
		"2: meta protocol in { 0x0800 }; ip ttl & 15 in { 2 }\n"
		"3: meta protocol in { 0x0800 }; ip ttl & 15 in { 2 }\n"
		"4: meta protocol in { 0x0800 }; ip ttl in { 3 }\n",
	},
	{
		"keeps_a_value_that_its_mask_cannot_reach",
		"tcp flags & syn == syn | ack\n"
		"ip ttl & 1 != 2\n",
		"0: meta l4proto in { 6 }; tcp flags & 0x2 in { 0x12 }\n"
		"1: meta protocol in { 0x0800 }; ip ttl & 1 not in { 2 }\n",
	},
	{
		"does_without_a_mask_of_no_bits",
		"ip ttl & 0 == 0\n"
		"ip ttl & 0 != 0\n"
		"tcp flags 0\n",
		"0: meta protocol in { 0x0800 }; ip ttl in { * }\n"
		"1: meta protocol in { 0x0800 }; ip ttl not in { * }\n"
		"2: meta l4proto in { 6 }; tcp flags not in { * }\n",
	},
	{
		"asks_for_the_transport_protocol",
		"tcp dport 22\n"
		"udp sport 53\n"
		"sctp dport 5\n"
		"udplite dport 5\n"
		"dccp sport 5\n"
		"th dport 22\n"
		"icmp type echo-request\n"
		"icmpv6 type echo-request\n",
		"0: meta l4proto in { 6 }; tcp dport in { 22 }\n"
		"1: meta l4proto in { 17 }; udp sport in { 53 }\n"
		"2: meta l4proto in { 132 }; sctp dport in { 5 }\n"
		"3: meta l4proto in { 136 }; udplite dport in { 5 }\n"
		"4: meta l4proto in { 33 }; dccp sport in { 5 }\n"
		"5: th dport in { 22 }\n"
		"6: meta protocol in { 0x0800 }; meta l4proto in { 1 }; icmp type in { 8 }\n"
		"7: meta protocol in { 0x86dd }; meta l4proto in { 58 }; icmpv6 type in { 128 }\n",
	},
	{
		"asks_for_the_network_protocol",
		"ip ttl 1\n"
		"ip6 hoplimit 1\n"
		"arp operation request\n"
		"exthdr frag exists\n"
		"frag more-fragments 1\n",
		"0: meta protocol in { 0x0800 }; ip ttl in { 1 }\n"
		"1: meta protocol in { 0x86dd }; ip6 hoplimit in { 1 }\n"
		"2: meta protocol in { 0x0806 }; arp operation in { 1 }\n"
		"3: meta protocol in { 0x86dd }; exthdr frag in { 1 }\n"
		"4: meta protocol in { 0x86dd }; frag more-fragments in { 1 }\n",
	},
	{
		"asks_once_for_what_the_rule_said",
		"ip saddr 10.0.0.1 ip daddr 10.0.0.2\n"
		"meta protocol ip ip ttl 1\n"
		"ether type ip ip ttl 1\n"
		"ip protocol tcp tcp dport 22\n"
		"ip6 nexthdr tcp tcp dport 22\n"
		"meta l4proto tcp tcp dport 22\n"
		"meta l4proto icmp icmp type 8\n"
		"icmp type 8 icmp code 0\n"
		"ip6 daddr ::1 icmp type 8\n"
		"tcp dport { 22, 23 } tcp sport 5\n",
		"0: meta protocol in { 0x0800 }; ip saddr in { 10.0.0.1 }; ip daddr in { 10.0.0.2 }\n"
		"1: meta protocol in { 0x0800 }; ip ttl in { 1 }\n"
		"2: ether type in { 0x0800 }; ip ttl in { 1 }\n"
		"3: meta protocol in { 0x0800 }; ip protocol in { 6 }; tcp dport in { 22 }\n"
		"4: meta protocol in { 0x86dd }; ip6 nexthdr in { 6 }; tcp dport in { 22 }\n"
		"5: meta l4proto in { 6 }; tcp dport in { 22 }\n"
		"6: meta l4proto in { 1 }; icmp type in { 8 }\n"
		"7: meta protocol in { 0x0800 }; meta l4proto in { 1 }; icmp type in { 8 }; icmp code in { 0 }\n"
		"8: meta protocol in { 0x86dd }; ip6 daddr in { ::1 }; meta l4proto in { 1 }; icmp type in { 8 }\n"
		"9: meta l4proto in { 6 }; tcp dport in { 22, 23 }; tcp sport in { 5 }\n",
	},
	{
		"asks_again_where_the_rule_said_not",
		"ip protocol != tcp tcp dport 22\n"
		"meta l4proto 6-17 tcp dport 22\n"
		"ip protocol & 0xff 6 tcp dport 22\n"
		"ether type != ip ip ttl 1\n",
		"0: meta protocol in { 0x0800 }; ip protocol not in { 6 }; meta l4proto in { 6 }; tcp dport in { 22 }\n"
		"1: meta l4proto in { 6-17 }; meta l4proto in { 6 }; tcp dport in { 22 }\n"
		"2: meta protocol in { 0x0800 }; ip protocol in { 6 }; meta l4proto in { 6 }; tcp dport in { 22 }\n"
		"3: ether type not in { 0x0800 }; ether type in { 0x0800 }; ip ttl in { 1 }\n",
	},
	{
		"takes_the_last_of_several_network_protocols",
		"ether type { ip, ip6 } ip6 hoplimit 1\n"
		"meta protocol { ip6, ip } ip ttl 1\n",
		"0: ether type in { 0x0800, 0x86dd }; ip6 hoplimit in { 1 }\n"
		"1: meta protocol in { 0x0800, 0x86dd }; ip ttl in { 1 }\n",
	},
	{
		"asks_for_the_type_on_the_wire_behind_an_ether_field",
		"ether saddr 2:0:0:0:0:1 ip ttl 1\n"
		"ip ttl 1 ether saddr 2:0:0:0:0:1\n"
		"ether saddr 2:0:0:0:0:1 icmp type 8\n",
		"0: ether saddr in { 02:00:00:00:00:01 }; ether type in { 0x0800 }; ip ttl in { 1 }\n"
		"1: meta protocol in { 0x0800 }; ip ttl in { 1 }; ether saddr in { 02:00:00:00:00:01 }\n"
		"2: ether saddr in { 02:00:00:00:00:01 }; ether type in { 0x0800 }; meta l4proto in { 1 }; icmp type in { 8 }\n",
	},
	{
		"asks_for_a_tag_and_the_type_in_it",
		"vlan id 5\n"
		"vlan id 5 ip ttl 1\n"
		"vlan id 5 tcp dport 22\n"
		"ether type 8021ad vlan id 5\n"
		"ether saddr 2:0:0:0:0:1 vlan pcp 3\n"
		"vlan id 5 ether saddr 2:0:0:0:0:1\n",
		"0: ether type in { 0x8100 }; vlan id in { 5 }\n"
		"1: ether type in { 0x8100 }; vlan id in { 5 }; vlan type in { 0x0800 }; ip ttl in { 1 }\n"
		"2: ether type in { 0x8100 }; vlan id in { 5 }; meta l4proto in { 6 }; tcp dport in { 22 }\n"
		"3: ether type in { 0x88a8 }; vlan id in { 5 }\n"
		"4: ether saddr in { 02:00:00:00:00:01 }; ether type in { 0x8100 }; vlan pcp in { 3 }\n"
		"5: ether type in { 0x8100 }; vlan id in { 5 }; ether saddr in { 02:00:00:00:00:01 }\n",
	},
	{
		"puts_an_extension_headers_demand_in_front",
		"counter exthdr hbh missing\n"
		"counter ip6 hoplimit 1\n",
		"0: meta protocol in { 0x86dd }; counter; exthdr hbh in { 0 }\n"
		"1: counter; meta protocol in { 0x86dd }; ip6 hoplimit in { 1 }\n",
	},
	{
		"asks_for_the_icmp_message_that_has_a_field",
		"icmp id 5\n"
		"icmp type echo-reply icmp id 5\n"
		"icmp id 5 icmp sequence 6\n"
		"icmp mtu 1280\n"
		"icmp gateway 5\n"
		"icmpv6 id 5\n"
		"icmpv6 mtu 1280\n"
		"icmpv6 max-delay 5\n",
		"0: meta protocol in { 0x0800 }; meta l4proto in { 1 }; icmp type in { 0, 8 }; icmp id in { 5 }\n"
		"1: meta protocol in { 0x0800 }; meta l4proto in { 1 }; icmp type in { 0 }; icmp id in { 5 }\n"
		"2: meta protocol in { 0x0800 }; meta l4proto in { 1 }; icmp type in { 0, 8 }; icmp id in { 5 }; icmp sequence in { 6 }\n"
		"3: meta protocol in { 0x0800 }; meta l4proto in { 1 }; icmp type in { 3 }; icmp mtu in { 1280 }\n"
		"4: meta protocol in { 0x0800 }; meta l4proto in { 1 }; icmp type in { 5 }; icmp gateway in { 5 }\n"
		"5: meta protocol in { 0x86dd }; meta l4proto in { 58 }; icmpv6 type in { 128, 129 }; icmpv6 id in { 5 }\n"
		"6: meta protocol in { 0x86dd }; meta l4proto in { 58 }; icmpv6 type in { 2 }; icmpv6 mtu in { 1280 }\n"
		"7: meta protocol in { 0x86dd }; meta l4proto in { 58 }; icmpv6 type in { 130 }; icmpv6 max-delay in { 5 }\n",
	},
	{
		"matches_concatenations",
		"ip saddr . tcp dport { 10.0.0.1 . 22, 10.0.0.0/30 . 80-90 }\n"
		"tcp dport . ip saddr { 22 . 10.0.0.1 }\n"
		"meta l4proto . th dport { tcp . 22, udp . 53 }\n"
		"ip saddr & 255.255.0.0 . tcp dport { 10.0.0.0 . 22 }\n"
		"ip saddr . tcp flags { 10.0.0.1 . syn }\n",
		"0: meta protocol in { 0x0800 }; meta l4proto in { 6 }; ip saddr . tcp dport in { 10.0.0.0-10.0.0.3 . 80-90, 10.0.0.1 . 22 }\n"
		"1: meta l4proto in { 6 }; meta protocol in { 0x0800 }; tcp dport . ip saddr in { 22 . 10.0.0.1 }\n"
		"2: meta l4proto . th dport in { 6 . 22, 17 . 53 }\n"
		"3: meta protocol in { 0x0800 }; meta l4proto in { 6 }; ip saddr & 255.255.0.0 . tcp dport in { 10.0.0.0 . 22 }\n"
		"4: meta protocol in { 0x0800 }; meta l4proto in { 6 }; ip saddr . tcp flags in { 10.0.0.1 . 0x2 }\n",
	},
	{
		"reads_what_is_known_of_the_device",
		"iifname \"eth0\"\n"
		"iifname \"eth*\"\n"
		"iifname { \"eth*\", \"lo\" }\n"
		"meta iiftype ether\n"
		"meta pkttype { host, multicast }\n"
		"meta length 100-200\n",
		"0: meta iifname in { \"eth0\" }\n"
		"1: meta iifname in { \"eth*\" }\n"
		"2: meta iifname in { \"eth*\", \"lo\" }\n"
		"3: meta iiftype in { 1 }\n"
		"4: meta pkttype in { 0, 2 }\n"
		"5: meta length in { 100-200 }\n",
	},
	{
		"maps_values_to_verdicts",
		"tcp dport vmap { 22 : accept, 80-90 : drop, * : return }\n"
		"ip saddr . tcp dport vmap { 10.0.0.1 . 22 : continue, 10.0.0.2 . 22 : drop }\n"
		"tcp dport vmap { 1-5 : drop, 1-5 : drop }\n",
		"0: meta l4proto in { 6 }; tcp dport vmap { 22 : accept, 80-90 : drop, * : return }\n"
		"1: meta protocol in { 0x0800 }; meta l4proto in { 6 }; ip saddr . tcp dport vmap { 10.0.0.1 . 22 : continue, 10.0.0.2 . 22 : drop }\n"
		"2: meta l4proto in { 6 }; tcp dport vmap { 1-5 : drop }\n",
	},
	{
		"drops_a_verdict_that_says_nothing",
		"continue\n"
		"counter continue accept\n",
		"0:\n"
		"1: counter; accept\n",
	},
};

#define N_GOLDENS (sizeof(goldens) / sizeof(*goldens))

/* What policy_print() says of a chain's rules, a line for each of them. */
static char *summary(const struct policy *policy)
{
	char *text = print(policy);
	char *out = calloc(1, strlen(text) + 2);
	char *rest = text;
	char *line;
	bool is_first = true;

	strsep(&rest, "\n"); /* the chain */
	while ((line = strsep(&rest, "\n")) && *line) {
		if (strncmp(line, "\t\t", 2)) {
			line[strcspn(line, ":")] = '\0';
			strcat(out, is_first ? "" : "\n");
			strcat(out, line + 1);
			strcat(out, ":");
			is_first = false;
			continue;
		}
		strcat(out, out[strlen(out) - 1] == ':' ? " " : "; ");
		strcat(out, line + 2);
	}
	strcat(out, "\n");
	free(text);
	return out;
}

static void resolves_to_its_golden(void **state)
{
	const struct golden *g = *state;
	struct resolved f;
	char *text;

	resolved_setup(&f);
	text = summary(resolve(&f, in_table(&f, g->rules)));
	assert_string_equal(text, g->policy);
	free(text);
	arena_free(f.arena);
}

/* ---- nft ---- */

static void nft_accepts_all_goldens(void **state)
{
	struct nft_ctx *nft;
	struct resolved f;
	char *text;
	int err;

	(void)state;
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
		text = in_table(&f, goldens[i].rules);
		err = nft_run_cmd_from_buffer(nft, text);
		if (err)
			fail_msg("%s: %s", goldens[i].name,
				 nft_ctx_get_error_buffer(nft));
	}
	nft_ctx_free(nft);
	arena_free(f.arena);
}

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(nft_accepts_all_goldens),
	};
	const size_t n_others = sizeof(others) / sizeof(*others);
	struct CMUnitTest tests[N_GOLDENS + sizeof(others) / sizeof(*others)];

	for (size_t i = 0; i < N_GOLDENS; i++) {
		tests[i] = (struct CMUnitTest){
			.name = goldens[i].name,
			.test_func = resolves_to_its_golden,
			.initial_state = (void *)&goldens[i],
		};
	}
	memcpy(tests + N_GOLDENS, others, sizeof(others));
	return _cmocka_run_group_tests("resolve", tests, N_GOLDENS + n_others,
				       NULL, NULL);
}

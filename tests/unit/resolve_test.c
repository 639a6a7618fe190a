// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_test.c - does a ruleset come out with nft's meaning?
 *
 * Each golden is some rules and what resolve_ruleset() makes of them, as
 * policy_print() has it. What is expected here was compared with nft 1.0.6
 * (nft --debug=netlink); nft has to accept the same rules in the test, too.
 * What is refused is in tests/corpus/errors.
 */
#include "lang/nft_parse.h"
#include "policy/resolve.h"

#include <nftables/libnftables.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

/* ---- Rulesets ---- */

struct fixture {
	struct arena *arena;
	struct diag *diag;
};

static int setup(struct fixture *f)
{
	f->arena = arena_new();
	f->diag = diag_new(f->arena);
	return 0;
}

static struct policy *resolve(struct fixture *f, const char *text)
{
	struct policy *policy;
	struct ruleset *rs;

	if (nft_parse(f->arena, f->diag, "t.nft", text, strlen(text), NULL,
		      &rs) ||
	    resolve_ruleset(f->arena, f->diag, rs, &policy)) {
		diag_print(f->diag, stderr);
		fail();
	}
	return policy;
}

/* A table with one chain of @rules. */
static char *in_table(struct fixture *f, const char *rules)
{
	return arena_printf(
		f->arena, "table netdev t {\n\tchain c {\n%s\n\t}\n}\n", rules);
}

static char *print(const struct policy *policy)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	policy_print(policy, f);
	fclose(f);
	return text;
}

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
	struct fixture f;
	char *text;

	setup(&f);
	text = summary(resolve(&f, in_table(&f, g->rules)));
	assert_string_equal(text, g->policy);
	free(text);
	arena_free(f.arena);
}

/* ---- nft ---- */

static void nft_accepts_all_goldens(void **state)
{
	struct nft_ctx *nft;
	struct fixture f;
	char *text;
	int err;

	(void)state;
	/* Even a dry run asks the kernel; let it be another namespace's. */
	if (unshare(CLONE_NEWNET)) {
		print_message("# no right to make a network namespace\n");
		skip();
	}
	setup(&f);
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

/* ---- Tables, chains and sets ---- */

static void assert_prints(const char *ruleset, const char *expected)
{
	struct fixture f;
	char *text;

	setup(&f);
	text = print(resolve(&f, ruleset));
	assert_string_equal(text, expected);
	free(text);
	arena_free(f.arena);
}

static void takes_what_a_base_chain_says(void **state)
{
	(void)state;
	assert_prints(
		"table netdev t {\n"
		"	chain a {\n"
		"		type filter hook ingress device \"eth0\" priority filter - 5; policy drop;\n"
		"		accept\n"
		"	}\n"
		"	chain b {\n"
		"		type filter hook ingress devices = { \"eth0\", \"eth1\" } priority 7;\n"
		"		jump c\n"
		"		goto c\n"
		"	}\n"
		"	chain c {\n"
		"		return\n"
		"	}\n"
		"}\n",
		"chain netdev t a ingress eth0 priority -5 policy drop\n"
		"	0: accept\n"
		"		accept\n"
		"chain netdev t b ingress eth0 eth1 priority 7 policy accept\n"
		"	1: jump c\n"
		"		jump c\n"
		"	2: goto c\n"
		"		goto c\n"
		"chain netdev t c\n"
		"	3: return\n"
		"		return\n");
}

static void leaves_out_tables_that_do_nothing(void **state)
{
	(void)state;
	assert_prints(
		"table netdev off {\n"
		"	flags dormant\n"
		"	chain a {\n"
		"		type filter hook ingress device \"eth0\" priority 0;\n"
		"		ct state new drop\n"
		"	}\n"
		"}\n"
		"table ip t {\n"
		"	set s {\n"
		"		type ipv4_addr\n"
		"		flags timeout\n"
		"	}\n"
		"	chain a {\n"
		"		ip saddr @s log\n"
		"	}\n"
		"}\n",
		"");
}

static void keeps_the_chains_of_two_tables_apart(void **state)
{
	(void)state;
	assert_prints("table netdev a {\n"
		      "	chain c {\n"
		      "		jump d\n"
		      "	}\n"
		      "	chain d {\n"
		      "	}\n"
		      "}\n"
		      "table netdev b {\n"
		      "	chain d {\n"
		      "		drop\n"
		      "	}\n"
		      "}\n",
		      "chain netdev a c\n"
		      "	0: jump d\n"
		      "		jump d\n"
		      "chain netdev a d\n"
		      "chain netdev b d\n"
		      "	1: drop\n"
		      "		drop\n");
}

static void reads_named_sets(void **state)
{
	(void)state;
	assert_prints(
		"table netdev t {\n"
		"	set exact {\n"
		"		type ipv4_addr\n"
		"		elements = { 10.0.0.2, 10.0.0.1, 10.0.0.2 }\n"
		"	}\n"
		"	set merged {\n"
		"		typeof tcp dport\n"
		"		flags constant,interval\n"
		"		auto-merge\n"
		"		elements = { 9, 1-5, 3-7, 8 }\n"
		"	}\n"
		"	set apart {\n"
		"		type inet_service\n"
		"		flags interval\n"
		"		elements = { 6-9, 1-5, 1-5 }\n"
		"	}\n"
		"	set boxes {\n"
		"		type ipv4_addr . inet_service\n"
		"		flags interval\n"
		"		elements = { 10.0.0.7 . 3, 10.0.0.0/8 . 1-5 }\n"
		"	}\n"
		"	map verdicts {\n"
		"		typeof ip saddr . tcp dport : verdict\n"
		"		elements = { 10.0.0.1 . 22 : jump c, * : drop }\n"
		"	}\n"
		"	chain c {\n"
		"		ip daddr != @exact drop\n"
		"	}\n"
		"	chain d {\n"
		"		ip daddr . udp sport vmap @verdicts\n"
		"	}\n"
		"}\n",
		"set exact { 10.0.0.1, 10.0.0.2 }\n"
		"set merged { 1-9 }\n"
		"set apart { 1-5, 6-9 }\n"
		"set boxes { 10.0.0.0-10.255.255.255 . 1-5, 10.0.0.7 . 3 }\n"
		"map verdicts { 10.0.0.1 . 22 : jump c, * : drop }\n"
		"chain netdev t c\n"
		"	0: ip daddr != @exact drop\n"
		"		meta protocol in { 0x0800 }\n"
		"		ip daddr not in @exact\n"
		"		drop\n"
		"chain netdev t d\n"
		"	1: ip daddr . udp sport vmap @verdicts\n"
		"		meta protocol in { 0x0800 }\n"
		"		meta l4proto in { 17 }\n"
		"		ip daddr . udp sport vmap @verdicts\n");
}

static void knows_which_sets_are_constant(void **state)
{
	struct policy *p;
	struct fixture f;

	(void)state;
	setup(&f);
	p = resolve(&f, "table netdev t {\n"
			"	set fixed {\n"
			"		type ipv4_addr\n"
			"		flags constant\n"
			"	}\n"
			"	set free {\n"
			"		type ipv4_addr\n"
			"	}\n"
			"	chain c {\n"
			"		th dport { 1, 2 }\n"
			"	}\n"
			"}\n");
	assert_int_equal(p->sets.n, 2);
	assert_true(p->sets.v[0]->is_constant);
	assert_false(p->sets.v[1]->is_constant);
	assert_true(p->chains.v[0].rules.v[0].stmts.v[0].set->is_constant);
	arena_free(f.arena);
}

/* Only what base chains call has to end; the kernel, too, looks no further. */
static void lets_chains_loop_that_nothing_calls(void **state)
{
	(void)state;
	assert_prints("table netdev t {\n"
		      "	chain c {\n"
		      "		jump c\n"
		      "	}\n"
		      "}\n",
		      "chain netdev t c\n"
		      "	0: jump c\n"
		      "		jump c\n");
}

static void needs_l4_for_what_lies_behind_the_network_header(void **state)
{
	static const struct {
		const char *rule;
		bool needs_l4;
	} rows[] = {
		{ "ip saddr 10.0.0.1 ether type ip", false },
		{ "vlan id 5 meta protocol ip meta length > 5", false },
		{ "th dport 5", true },
		{ "meta l4proto tcp", true },
		{ "exthdr hbh missing", true },
		{ "frag id 5", true },
		{ "ip saddr . tcp dport vmap { 10.0.0.1 . 5 : drop }", true },
	};
	struct fixture f;

	(void)state;
	setup(&f);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(policy_needs_l4(resolve(
					 &f, in_table(&f, rows[i].rule))),
				 rows[i].needs_l4);
	arena_free(f.arena);
}

static void sorts_a_large_set(void **state)
{
	const unsigned int n = 50000;
	const struct policy_set *set;
	struct fixture f;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	setup(&f);
	fputs("table netdev t {\n set s {\n type ipv4_addr\n elements = {",
	      out);
	/* 40503 is odd, so its multiples are all different (mod 2^32). */
	for (uint32_t i = 0, v = 0; i < n; i++, v += 40503u << 4 | 1)
		fprintf(out, "%s %u.%u.%u.%u", i ? "," : "", v >> 24,
			v >> 16 & 255, v >> 8 & 255, v & 255);
	fputs(" }\n }\n}\n", out);
	fclose(out);
	set = resolve(&f, text)->sets.v[0];
	assert_int_equal(set->elements.n, n);
	for (uint32_t i = 1; i < n; i++)
		assert_true(set->elements.v[i - 1].parts->hi <
			    set->elements.v[i].parts->lo);
	free(text);
	arena_free(f.arena);
}

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(nft_accepts_all_goldens),
		cmocka_unit_test(takes_what_a_base_chain_says),
		cmocka_unit_test(leaves_out_tables_that_do_nothing),
		cmocka_unit_test(keeps_the_chains_of_two_tables_apart),
		cmocka_unit_test(reads_named_sets),
		cmocka_unit_test(knows_which_sets_are_constant),
		cmocka_unit_test(lets_chains_loop_that_nothing_calls),
		cmocka_unit_test(
			needs_l4_for_what_lies_behind_the_network_header),
		cmocka_unit_test(sorts_a_large_set),
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

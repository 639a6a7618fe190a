// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_lint.c - random rulesets of which many rules are in each other's way
 */
#include "lib/gen_lint.h"

#define put(g, ...)                                              \
	((g)->text = arena_printf((g)->arena, "%s%s", (g)->text, \
				  arena_printf((g)->arena, __VA_ARGS__)))

static const char *const known[] = {
	"ip saddr 10.0.0.0/24",
	"ip saddr 10.0.0.0/25",
	"ip saddr != 10.0.0.0/25",
	"ip saddr 10.0.0.9",
	"ip saddr { 10.0.0.9, 10.0.0.200, 10.1.0.0/16 }",
	"ip daddr 192.0.2.1",
	"ip daddr != 192.0.2.1",
	"ip saddr & 255.0.0.255 == 10.0.0.9",
	"ip protocol tcp",
	"ip protocol { tcp, udp }",
	"ip protocol != tcp",
	"meta l4proto tcp",
	"meta l4proto udp",
	"meta l4proto { tcp, udp }",
	"tcp dport 22",
	"tcp dport { 22, 80 }",
	"tcp dport 20-30",
	"tcp dport != 22",
	"tcp dport 0-65535",
	"udp dport 53",
	"th dport 22",
	"th dport 10-60",
	"tcp flags syn",
	"tcp flags & (syn | ack) == syn",
	"tcp flags & (syn | ack) == ack",
	"tcp flags & fin == 0",
	"ip frag-off & 0x1fff == 0",
	"ip frag-off & 0x1fff == 1",
	"ip6 saddr 2001:db8::/32",
	"ip6 saddr 2001:db8::1",
	"ip6 nexthdr tcp",
	"meta protocol ip",
	"meta protocol ip6",
	"meta protocol { ip, ip6 }",
	"ip saddr @bad",
	"ip saddr != @bad",
	"ip saddr . tcp dport { 10.0.0.9 . 22, 10.0.0.9 . 80 }",
	"ip saddr . tcp dport @pairs",
	"icmp type echo-request",
	"meta length 60-100",
	"iifname \"eth0\"",
	"iifname \"eth*\"",
	"exthdr frag exists",
};

static const char *const unknown[] = {
	"ct state new",
	"ct state established,related",
	"meta mark 1",
	"limit rate 3/second",
};

static void put_matches(struct gen_lint *g)
{
	const uint32_t n = rng_one_in(&g->rng, 20) ? 0
						   : 1 + !rng_below(&g->rng, 3);

	for (uint32_t i = 0; i < n; i++)
		put(g, "%s ", rng_pick(&g->rng, known));
	if (g->has_unknowns && rng_one_in(&g->rng, 5))
		put(g, "%s ", rng_pick(&g->rng, unknown));
	if (rng_one_in(&g->rng, 12))
		put(g, "counter ");
	if (g->has_unknowns && rng_one_in(&g->rng, 15))
		put(g, "log ");
}

/* Chains call those that stand before them, which are @n_called. */
static void put_verdict(struct gen_lint *g, uint32_t n_called)
{
	static const char *const verdicts[] = { "accept", "drop", "drop",
						"accept", "return" };
	static const char *const maps[] = {
		"meta l4proto vmap { tcp : accept, udp : drop }",
		"tcp dport vmap { 22 : drop, 80 : accept, 23-29 : drop }",
	};

	if (n_called && rng_one_in(&g->rng, 4))
		put(g, "%s u%u", rng_one_in(&g->rng, 4) ? "goto" : "jump",
		    rng_below(&g->rng, n_called));
	else if (rng_one_in(&g->rng, 10))
		put(g, "%s", rng_pick(&g->rng, maps));
	else if (g->has_unknowns && rng_one_in(&g->rng, 12))
		put(g, "reject");
	else
		put(g, "%s", rng_pick(&g->rng, verdicts));
}

static void put_chain(struct gen_lint *g, uint32_t n_called, uint32_t max_rules)
{
	for (uint32_t n = rng_between(&g->rng, 1, max_rules); n; n--) {
		put(g, "\t\t");
		put_matches(g);
		put_verdict(g, n_called);
		put(g, "\n");
	}
	put(g, "\t}\n");
}

const char *gen_lint(struct gen_lint *g)
{
	const uint32_t n_chains = rng_below(&g->rng, 4);
	const char *policy = rng_one_in(&g->rng, 2) ? "accept" : "drop";

	g->text = "";
	put(g, "table %s t {\n", g->has_unknowns ? "inet" : "netdev");
	put(g, "\tset bad { type ipv4_addr; elements = { 10.0.0.9 }\n\t}\n");
	put(g,
	    "\tset pairs { type ipv4_addr . inet_service; elements = { 10.0.0.9 . 22 }\n\t}\n");
	for (uint32_t i = 0; i < n_chains; i++) {
		put(g, "\tchain u%u {\n", i);
		put_chain(g, i, 6);
	}
	put(g, "\tchain b {\n\t\ttype filter hook %s priority 0; policy %s;\n",
	    g->has_unknowns ? "input" : "ingress device eth0", policy);
	put_chain(g, n_chains, 16);
	put(g, "}\n");
	return g->text;
}

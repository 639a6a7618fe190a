// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_edge.c - rulesets as an edge router has them
 *
 * The chains and sets of docs/examples/edge.nft, with many more rules: sources
 * that are refused, servers with their services, networks that may reach them.
 * Addresses are those of RFC 5737 and 3849 for what is inside, and any for what
 * is not.
 */
#include "lib/gen_kinds.h"

/* What docs/examples/edge.nft checks of every packet. */
static const char *const sanity[] = {
	"ip saddr { 0.0.0.0/8, 10.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16, 224.0.0.0/3 } counter drop",
	"ip saddr 192.0.2.0/24 counter drop",
	"ip6 saddr { ::1, fc00::/7, ff00::/8 } counter drop",
	"tcp flags & (fin | syn) == (fin | syn) drop",
	"tcp flags & (syn | rst) == (syn | rst) drop",
	"tcp flags & (fin | syn | rst | psh | ack | urg) == 0 drop",
	"tcp sport 0 drop",
	"tcp dport 0 drop",
	"ip frag-off & 0x1fff == 1 drop",
};

static const char *const icmp4[] = {
	"icmp type { echo-request, echo-reply, destination-unreachable, time-exceeded, parameter-problem } accept",
	"drop",
};

static const char *const icmp6[] = {
	"icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } ip6 hoplimit 255 accept",
	"icmpv6 type { echo-request, echo-reply, destination-unreachable, packet-too-big, time-exceeded, parameter-problem } accept",
	"drop",
};

static const char *const head[] = {
	"meta protocol arp accept",
	"ip saddr @blocked counter drop",
	"ip6 saddr @blocked6 counter drop",
	"jump sanity",
	"meta l4proto vmap { icmp : jump icmp4, ipv6-icmp : jump icmp6 }",
	"ip daddr . tcp dport @services counter accept",
};

static const char *const tail[] = {
	"tcp flags & (syn | ack) != syn accept",
	"udp dport 1024-65535 udp sport { 53, 123, 443 } accept",
	"ip daddr 192.0.2.0/24 counter drop",
	"tcp flags syn counter drop",
};

#define LEN(array) (sizeof(array) / sizeof((array)[0]))
#define N_FIXED	   (LEN(sanity) + LEN(icmp4) + LEN(icmp6) + LEN(head) + LEN(tail))

static void put_rules(struct gen *g, const char *const *rules, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t span = gen_open_rule(g);

		gen_put(g, "%s ", rules[i]);
		gen_close_rule(g, span);
	}
}

static void put_chain(struct gen *g, const char *name, const char *const *rules,
		      size_t n)
{
	size_t span = gen_open(g);

	gen_put(g, "\tchain %s {\n", name);
	put_rules(g, rules, n);
	gen_put(g, "\t}\n");
	gen_close(g, span);
}

static const char *ipv4_text(struct gen *g, uint32_t addr, unsigned int len)
{
	u128 host = u128_max(33 - len) >> 1;
	struct interval i = { addr & ~host, addr | host };

	return gen_interval_text(g->arena, FIELD_IP_SADDR, i);
}

/* Somewhere outside, as blocklists and peers have it: mostly /16 to /28. */
static const char *make_source(struct gen *g)
{
	uint32_t addr = rng_between(&g->rng, 11, 120) << 24 |
			(uint32_t)rng_bits(&g->rng, 24);

	if (rng_one_in(&g->rng, 4))
		addr = 0xc6336400 | rng_below(&g->rng, 256);
	return ipv4_text(g, addr,
			 rng_one_in(&g->rng, 3) ? 32
						: rng_between(&g->rng, 16, 28));
}

static const char *make_server(struct gen *g)
{
	return ipv4_text(g, 0xc0000200 | rng_below(&g->rng, 256), 32);
}

static const char *make_servers(struct gen *g)
{
	return ipv4_text(g, 0xc0000200 | rng_below(&g->rng, 256),
			 rng_between(&g->rng, 26, 30));
}

static unsigned int make_port(struct gen *g)
{
	static const uint16_t ports[] = { 22,  25,   53,   80,	 110, 123,
					  143, 161,  443,  465,	 587, 993,
					  995, 3389, 5060, 8080, 8443 };

	return rng_one_in(&g->rng, 4) ? rng_between(&g->rng, 1024, 20000)
				      : rng_pick(&g->rng, ports);
}

/* "{ 80, 443, 8000-8010 }" without two that overlap. */
static const char *make_ports(struct gen *g)
{
	unsigned int low = rng_between(&g->rng, 20001, 60000);

	return arena_printf(g->arena, "{ %u, %u-%u }", make_port(g), low,
			    low + 1 + rng_below(&g->rng, 100));
}

static const char *make_net6(struct gen *g)
{
	unsigned int site = rng_below(&g->rng, 16);

	if (rng_one_in(&g->rng, 3))
		return arena_printf(g->arena, "2001:db8:%x::/48", site);
	return arena_printf(g->arena, "2001:db8:80:%x::/64", site);
}

static void put_blocked(struct gen *g)
{
	gen_put(g, "ip saddr %s counter drop ", make_source(g));
}

static void put_blocked6(struct gen *g)
{
	gen_put(g, "ip6 saddr %s counter drop ", make_net6(g));
}

static void put_service(struct gen *g)
{
	gen_put(g, "ip daddr %s %s dport %u accept ", make_server(g),
		rng_one_in(&g->rng, 4) ? "udp" : "tcp", make_port(g));
}

static void put_services(struct gen *g)
{
	gen_put(g, "ip daddr %s tcp dport %s counter accept ", make_server(g),
		make_ports(g));
}

static void put_services6(struct gen *g)
{
	gen_put(g, "ip6 daddr %s tcp dport %s accept ", make_net6(g),
		make_ports(g));
}

static void put_peer(struct gen *g)
{
	gen_put(g, "ip saddr %s ip daddr %s tcp dport %u accept ",
		make_source(g), make_server(g), make_port(g));
}

static void put_admins(struct gen *g)
{
	gen_put(g, "ip saddr { %s, %s } tcp dport { 22, 161, %u } accept ",
		make_source(g), make_source(g),
		rng_between(&g->rng, 1024, 9999));
}

static void put_range(struct gen *g)
{
	unsigned int low = rng_between(&g->rng, 1024, 50000);

	gen_put(g, "ip daddr %s udp dport %u-%u %s ", make_servers(g), low,
		low + rng_between(&g->rng, 1, 2000),
		rng_one_in(&g->rng, 2) ? "accept" : "counter drop");
}

static void put_pairs(struct gen *g)
{
	gen_put(g, "ip daddr . udp dport { %s . %u, %s . %u } accept ",
		ipv4_text(g, 0xc0000200 | rng_below(&g->rng, 128), 32),
		make_port(g),
		ipv4_text(g, 0xc0000280 | rng_below(&g->rng, 128), 32),
		make_port(g));
}

static void put_new(struct gen *g)
{
	gen_put(g, "ip daddr %s tcp flags syn tcp dport %u counter drop ",
		make_servers(g), make_port(g));
}

static void put_tunnel(struct gen *g)
{
	gen_put(g, "ip saddr %s ip protocol { gre, esp, ah } accept ",
		make_source(g));
}

/* How often each comes, of 100 rules. */
static const struct {
	unsigned int share;
	void (*put)(struct gen *g);
} templates[] = {
	{ 22, put_blocked },  { 22, put_service }, { 12, put_services },
	{ 12, put_peer },     { 6, put_admins },   { 8, put_range },
	{ 7, put_services6 }, { 4, put_blocked6 }, { 3, put_pairs },
	{ 2, put_new },	      { 2, put_tunnel },
};

static void put_random_rule(struct gen *g)
{
	uint32_t at = rng_below(&g->rng, 100);
	size_t i = 0, span = gen_open_rule(g);

	while (at >= templates[i].share)
		at -= templates[i++].share;
	templates[i].put(g);
	gen_close_rule(g, span);
}

static const char *const sets[] = {
	"\tset blocked {\n"
	"\t\ttype ipv4_addr\n"
	"\t\tflags interval\n"
	"\t\tauto-merge\n"
	"\t\telements = { 203.0.113.0/25, 203.0.113.200, 198.18.0.0/15 }\n"
	"\t}\n",
	"\tset blocked6 {\n"
	"\t\ttype ipv6_addr\n"
	"\t\tflags interval\n"
	"\t\telements = { 2001:db8:bad::/48, 2001:db8:dead:beef::/64 }\n"
	"\t}\n",
	"\tset services {\n"
	"\t\ttype ipv4_addr . inet_service\n"
	"\t\telements = { 192.0.2.10 . 25, 192.0.2.11 . 53, 192.0.2.80 . 80, 192.0.2.80 . 443 }\n"
	"\t}\n",
};

static void put_sets(struct gen *g)
{
	for (size_t i = 0; i < LEN(sets); i++) {
		size_t span = gen_open(g);

		gen_put(g, "%s", sets[i]);
		gen_close(g, span);
	}
}

void gen_edge(struct gen *g, uint32_t n_rules)
{
	put_sets(g);
	put_chain(g, "sanity", sanity, LEN(sanity));
	put_chain(g, "icmp4", icmp4, LEN(icmp4));
	put_chain(g, "icmp6", icmp6, LEN(icmp6));
	gen_put(g,
		"\tchain uplink {\n"
		"\t\ttype filter hook ingress device \"eth0\" priority filter\n"
		"\t\tpolicy accept\n");
	put_rules(g, head, LEN(head));
	for (uint32_t i = N_FIXED; i < n_rules || i == N_FIXED; i++)
		put_random_rule(g);
	put_rules(g, tail, LEN(tail));
	gen_put(g, "\t}\n");
}

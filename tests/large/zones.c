// SPDX-License-Identifier: GPL-2.0-only
/*
 * zones.c - large rulesets of everything that rulesets have
 */
#include "large/zones.h"

#include "lib/rng.h"

#include <stdio.h>
#include <stdlib.h>

#define N_ZONES	 24
#define N_COMMON 6
#define N_TAIL	 12

struct zones {
	struct rng rng;
	FILE *out;
	uint32_t n_hosts; /* of each zone */
	bool has_returns; /* and rules that do no more than count */
};

static uint32_t below(struct zones *z, uint32_t n)
{
	return rng_below(&z->rng, n);
}

static const char *verdict(struct zones *z)
{
	static const char *const verdicts[] = { "accept", "drop", "return" };

	return verdicts[below(z, z->has_returns ? 3 : 2)];
}

/* Named by what a rule says: some count, most do not. */
static const char *counter(struct zones *z)
{
	return below(z, 3) ? "" : "counter ";
}

static uint32_t port(struct zones *z)
{
	static const uint16_t known[] = { 22, 25, 53, 80, 123, 443, 8080 };

	return below(z, 2) ? rng_pick(&z->rng, known) : 1 + below(z, 9999);
}

/* Other networks: 20.0.0.0/6, many within each other. */
static void put_net(struct zones *z)
{
	uint32_t len = 10 + below(z, 23);
	uint32_t addr = 20u << 24 | (below(z, 4) << 24) | (below(z, 16) << 20) |
			below(z, 1 << 20);

	addr &= ~0u << (32 - len);
	fprintf(z->out, "%u.%u.%u.%u/%u", addr >> 24, addr >> 16 & 255,
		addr >> 8 & 255, addr & 255, len);
}

static void put_net6(struct zones *z)
{
	switch (below(z, 3)) {
	case 0:
		fprintf(z->out, "2001:db8:%x::/48", 0x100 + below(z, 64));
		break;
	case 1:
		fprintf(z->out, "2001:db8:%x:%x::/64", 0x100 + below(z, 64),
			below(z, 8));
		break;
	default:
		fprintf(z->out, "2001:db8:%x:%x::%x", 0x100 + below(z, 64),
			below(z, 8), below(z, 0x200));
	}
}

static void put_host(struct zones *z, uint32_t zone)
{
	uint32_t host = below(z, z->n_hosts);

	fprintf(z->out, "10.%u.%u.%u", zone, host >> 8, host & 255);
}

static void put_flow(struct zones *z, uint32_t zone)
{
	fputs("ip saddr ", z->out);
	put_net(z);
	fputs(" ip daddr ", z->out);
	put_host(z, zone);
	fprintf(z->out, " tcp dport %u ", port(z));
}

static void put_range(struct zones *z, uint32_t zone)
{
	uint32_t first = port(z);

	(void)zone;
	fputs("ip saddr ", z->out);
	put_net(z);
	fprintf(z->out, " udp dport %u-%u ", first, first + 1 + below(z, 900));
}

static void put_nets(struct zones *z, uint32_t zone)
{
	uint32_t first = port(z);

	/* Sources of different first octets do not overlap. */
	(void)zone;
	fprintf(z->out,
		"ip saddr { 20.%u.0.0/16, 21.0.%u.0-21.0.%u.255, 22.1.2.%u } tcp sport %u-%u tcp dport { 22, %u, 30000-%u } ",
		below(z, 256), below(z, 100), 100 + below(z, 100),
		below(z, 256), first, first + 1 + below(z, 20000),
		23 + below(z, 20000), 30001 + below(z, 30000));
}

static void put_pairs(struct zones *z, uint32_t zone)
{
	(void)zone;
	fputs("ip daddr . tcp dport @pairs ", z->out);
}

static void put_blocked(struct zones *z, uint32_t zone)
{
	(void)zone;
	fprintf(z->out, "ip saddr %s@blocked th dport %u-%u ",
		below(z, 4) ? "" : "!= ", port(z), 10000 + below(z, 50000));
}

static void put_net_v6(struct zones *z, uint32_t zone)
{
	(void)zone;
	fputs("ip6 saddr ", z->out);
	put_net6(z);
	fprintf(z->out, " th dport %u ", port(z));
}

static void put_flags(struct zones *z, uint32_t zone)
{
	(void)zone;
	fputs("tcp flags & (syn | ack) == syn ip saddr != ", z->out);
	put_net(z);
	fprintf(z->out, " tcp dport %u ", port(z));
}

static void put_ttl(struct zones *z, uint32_t zone)
{
	fprintf(z->out, "ip ttl < %u ip daddr ",
		z->has_returns ? 2 + below(z, 8) : 5);
	put_host(z, zone);
	fputc(' ', z->out);
}

static void put_icmp(struct zones *z, uint32_t zone)
{
	fputs("icmp type { echo-request, echo-reply } ip daddr ", z->out);
	put_host(z, zone);
	fputc(' ', z->out);
}

static void put_joined(struct zones *z, uint32_t zone)
{
	if (!z->has_returns) {
		fputs("ip daddr . th dport @ranges ", z->out);
		return;
	}
	fprintf(z->out,
		"ip daddr . th dport { 10.%u.0.0-10.%u.%u.255 . %u, 10.%u.%u.%u . 1-%u } ",
		zone, zone, below(z, 256), port(z), zone, below(z, 256),
		below(z, 256), 2 + below(z, 60000));
}

/* What a rule asks; each ends with a space. */
static void (*const matches[])(struct zones *z, uint32_t zone) = {
	put_flow,  put_flow,  put_flow,	   put_range,  put_range,
	put_nets,  put_pairs, put_blocked, put_net_v6, put_net_v6,
	put_flags, put_ttl,   put_icmp,	   put_joined,
};

static void put_rule(struct zones *z, uint32_t zone)
{
	fputs("\t\t", z->out);
	switch (below(z, 24)) {
	case 0:
		fputs(z->has_returns ? "counter\n" : "udp dport 0 drop\n",
		      z->out);
		return;
	case 1:
		fprintf(z->out,
			"tcp dport vmap { %u : accept, %u : %s, %u-%u : jump common%u }\n",
			1 + below(z, 100), 101 + below(z, 100), verdict(z),
			201 + below(z, 100), 301 + below(z, 5000),
			below(z, N_COMMON));
		return;
	case 2:
		put_range(z, zone);
		fprintf(z->out, "jump common%u\n", below(z, N_COMMON));
		return;
	default:
		rng_pick(&z->rng, matches)(z, zone);
		fprintf(z->out, "%s%s\n", counter(z), verdict(z));
	}
}

static void put_chain(struct zones *z, const char *name, uint32_t number,
		      uint32_t n_rules)
{
	fprintf(z->out, "\tchain %s%u {\n", name, number);
	while (n_rules--)
		put_rule(z, number);
	fputs("\t}\n", z->out);
}

/* Rules for a few hosts, that all zones ask: they call no others. */
static void put_common(struct zones *z, uint32_t number)
{
	fprintf(z->out, "\tchain common%u {\n", number);
	for (uint32_t i = 0; i < 5; i++) {
		fputs("\t\t", z->out);
		rng_pick(&z->rng, matches)(z, below(z, N_ZONES));
		fprintf(z->out, "%s%s\n", counter(z), verdict(z));
	}
	fputs("\t}\n", z->out);
}

static void put_sets(struct zones *z, uint32_t n)
{
	fputs("\tset blocked {\n\t\ttype ipv4_addr\n\t\tflags interval\n"
	      "\t\telements = {",
	      z->out);
	for (uint32_t i = 0; i < n; i++)
		fprintf(z->out, "%s 20.%u.%u.%u/%u", i ? "," : "", i >> 8 & 255,
			i & 255, 16 * below(z, 16), 28 + below(z, 5));
	fputs(" }\n\t}\n"
	      "\tset pairs {\n\t\ttype ipv4_addr . inet_service\n"
	      "\t\telements = {",
	      z->out);
	/* The port is the element's own, so that none comes twice. */
	for (uint32_t i = 0; i < n; i++) {
		fputs(i ? ", " : " ", z->out);
		put_host(z, below(z, N_ZONES));
		fprintf(z->out, " . %u", 1 + i % 65535);
	}
	fputs(" }\n\t}\n"
	      "\tset ranges {\n\t\ttype ipv4_addr . inet_service\n"
	      "\t\tflags interval\n\t\telements = {",
	      z->out);
	for (uint32_t i = 0; i < N_ZONES; i++)
		fprintf(z->out, "%s 10.%u.0.0-10.%u.%u.255 . %u-%u",
			i ? "," : "", i, i, below(z, 256), 1 + below(z, 1000),
			1001 + below(z, 60000));
	fputs(" }\n\t}\n", z->out);
}

static void put_maps(struct zones *z)
{
	fputs("\tmap zones {\n\t\ttype ipv4_addr : verdict\n"
	      "\t\tflags interval\n\t\telements = {",
	      z->out);
	for (uint32_t i = 0; i < N_ZONES; i++)
		fprintf(z->out, "%s 10.%u.0.0/16 : %s zone%u", i ? "," : "", i,
			z->has_returns && i % 5 == 0 ? "goto" : "jump", i);
	fputs(" }\n\t}\n"
	      "\tmap zones6 {\n\t\ttype ipv6_addr : verdict\n"
	      "\t\tflags interval\n\t\telements = {",
	      z->out);
	for (uint32_t i = 0; i < N_ZONES; i++)
		fprintf(z->out, "%s 2001:db8:%x::/48 : jump zone%u",
			i ? "," : "", i, i);
	fputs(" }\n\t}\n", z->out);
}

static void put_base(struct zones *z)
{
	fputs("\tchain in {\n"
	      "\t\ttype filter hook ingress device \"eth0\" priority filter\n"
	      "\t\tpolicy drop\n"
	      "\t\tmeta protocol arp counter accept\n"
	      "\t\tip saddr @blocked tcp dport 1-1023 counter drop\n"
	      "\t\tip daddr vmap @zones\n"
	      "\t\tip6 daddr vmap @zones6\n",
	      z->out);
	for (uint32_t i = 0; i < N_TAIL; i++)
		put_rule(z, below(z, N_ZONES));
	fputs("\t}\n", z->out);
}

const char *zones_text(struct arena *a, uint64_t seed, uint32_t n_rules,
		       bool has_returns)
{
	struct zones z = { .rng = { seed },
			   .n_hosts = 16 + n_rules / 20,
			   .has_returns = has_returns };
	char *text = NULL;
	const char *kept;
	size_t len;

	z.out = open_memstream(&text, &len);
	fputs("table netdev t {\n", z.out);
	put_sets(&z, 100 + n_rules / 5);
	for (uint32_t i = 0; i < N_COMMON; i++)
		put_common(&z, i);
	for (uint32_t i = 0; i < N_ZONES; i++)
		put_chain(&z, "zone", i, n_rules / N_ZONES);
	put_maps(&z);
	put_base(&z);
	fputs("}\n", z.out);
	fclose(z.out);
	kept = arena_strndup(a, text, len);
	free(text);
	return kept;
}

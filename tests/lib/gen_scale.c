// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_scale.c - rulesets of rules that are all alike, for scaling
 */
#include "lib/gen_kinds.h"

static const char *random_verdict(struct gen *g)
{
	return rng_one_in(&g->rng, 3) ? "accept " : "drop ";
}

void gen_exact(struct gen *g, uint32_t n_rules)
{
	gen_open_ingress(g);
	while (n_rules--) {
		size_t span = gen_open_rule(g);
		u128 addr = 0x0a000000 | rng_bits(&g->rng, 16);

		gen_put(g, "ip saddr %s tcp dport %u %s",
			gen_value_text(g->arena, FIELD_IP_SADDR, addr),
			rng_below(&g->rng, 1024), random_verdict(g));
		gen_close_rule(g, span);
	}
	gen_close_ingress(g);
}

void gen_prefix(struct gen *g, uint32_t n_rules)
{
	gen_open_ingress(g);
	while (n_rules--) {
		size_t span = gen_open_rule(g);
		unsigned int len = rng_between(&g->rng, 8, 32);
		u128 host = u128_max(33 - len) >> 1;
		u128 net = (0x0a000000 | rng_bits(&g->rng, 24)) & ~host;

		gen_put(g, "ip saddr %s %s",
			gen_interval_text(g->arena, FIELD_IP_SADDR,
					  (struct interval){ net, net | host }),
			random_verdict(g));
		gen_close_rule(g, span);
	}
	gen_close_ingress(g);
}

void gen_ports(struct gen *g, uint32_t n_rules)
{
	gen_open_ingress(g);
	while (n_rules--) {
		size_t span = gen_open_rule(g);
		uint32_t lo = rng_below(&g->rng, 60000);

		gen_put(g, "%s %u-%u %s",
			rng_one_in(&g->rng, 3) ? "udp dport" : "tcp dport", lo,
			lo + 1 + rng_below(&g->rng, 5000), random_verdict(g));
		gen_close_rule(g, span);
	}
	gen_close_ingress(g);
}

/* Of few numbers, so that rules of two shapes want the same frames. */
static void put_exact(struct gen *g)
{
	gen_put(g, "ip saddr %s tcp dport %u ",
		gen_value_text(g->arena, FIELD_IP_SADDR,
			       0x0a000000 | rng_bits(&g->rng, 8)),
		rng_below(&g->rng, 40));
}

static void put_flow(struct gen *g)
{
	const u128 net = 0x0a000000 | rng_bits(&g->rng, 4) << 4;

	gen_put(g, "ip saddr %s ip daddr 192.0.2.%u tcp dport %u ",
		gen_interval_text(g->arena, FIELD_IP_SADDR,
				  (struct interval){ net, net | 15 }),
		rng_below(&g->rng, 32), rng_below(&g->rng, 40));
}

static void put_ipv6(struct gen *g)
{
	const u128 saddr = (u128)0x20010db8 << 96 | rng_bits(&g->rng, 8);

	gen_put(g, "ip6 saddr %s tcp dport %u ",
		gen_value_text(g->arena, FIELD_IP6_SADDR, saddr),
		rng_below(&g->rng, 40));
}

void gen_tuples(struct gen *g, uint32_t n_rules)
{
	gen_open_ingress(g);
	while (n_rules--) {
		size_t span = gen_open_rule(g);
		const uint32_t percent = rng_below(&g->rng, 100);

		if (percent < 50)
			put_exact(g);
		else if (percent < 97)
			put_flow(g);
		else if (percent < 99)
			put_ipv6(g);
		else
			gen_put(g, "tcp sport < %u ",
				rng_between(&g->rng, 1, 2000));
		gen_put(g, "%s", random_verdict(g));
		gen_close_rule(g, span);
	}
	gen_close_ingress(g);
}

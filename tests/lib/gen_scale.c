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

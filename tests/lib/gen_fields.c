// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_fields.c - rules of three fields each, for what fits a NIC
 */
#include "lib/gen_kinds.h"

/* Addresses of 11.0.0.0 to 138.255.255.255, so that prefixes overlap little. */
static u128 make_address(struct gen *g)
{
	return 0x0b000000 + (uint32_t)rng_bits(&g->rng, 31);
}

static const char *make_prefix(struct gen *g, enum field_id field,
			       unsigned int len)
{
	u128 host = u128_max(33 - len) >> 1;
	u128 net = make_address(g) & ~host;

	return gen_interval_text(g->arena, field,
				 (struct interval){ net, net | host });
}

static const char *make_verdict(struct gen *g)
{
	return rng_one_in(&g->rng, 3) ? "accept " : "drop ";
}

static unsigned int make_port(struct gen *g)
{
	static const uint16_t ports[] = {
		22, 25, 53, 80, 123, 443, 3389, 8080
	};

	return rng_one_in(&g->rng, 4) ? rng_between(&g->rng, 1, 65535)
				      : rng_pick(&g->rng, ports);
}

/* A rule for prefixes of these lengths and @port. */
static void put_rule(struct gen *g, unsigned int saddr_len,
		     unsigned int daddr_len, unsigned int port)
{
	size_t span = gen_open_rule(g);

	gen_put(g, "ip saddr %s ", make_prefix(g, FIELD_IP_SADDR, saddr_len));
	gen_put(g, "ip daddr %s ", make_prefix(g, FIELD_IP_DADDR, daddr_len));
	gen_put(g, "tcp dport %u %s", port, make_verdict(g));
	gen_close_rule(g, span);
}

void gen_flows(struct gen *g, uint32_t n_rules)
{
	gen_open_ingress(g);
	while (n_rules--)
		put_rule(g, 32, 32, rng_between(&g->rng, 1, 65535));
	gen_close_ingress(g);
}

void gen_pairs(struct gen *g, uint32_t n_rules)
{
	gen_open_ingress(g);
	while (n_rules--) {
		unsigned int saddr_len = rng_between(&g->rng, 8, 32);

		put_rule(g, saddr_len, rng_between(&g->rng, 8, 32),
			 make_port(g));
	}
	gen_close_ingress(g);
}

void gen_ranges(struct gen *g, uint32_t n_rules)
{
	gen_open_ingress(g);
	while (n_rules--) {
		size_t span = gen_open_rule(g);
		uint32_t lo = rng_below(&g->rng, 60000);
		unsigned int len = rng_between(&g->rng, 8, 32);

		gen_put(g, "ip saddr %s ", make_prefix(g, FIELD_IP_SADDR, len));
		gen_put(g, "%s %u-%u %s",
			rng_one_in(&g->rng, 3) ? "udp dport" : "tcp dport", lo,
			lo + 1 + rng_below(&g->rng, 5000), make_verdict(g));
		gen_close_rule(g, span);
	}
	gen_close_ingress(g);
}

void gen_shapes(struct gen *g, uint32_t n_rules)
{
	static const uint8_t shapes[16][2] = {
		{ 32, 32 }, { 24, 32 }, { 32, 24 }, { 16, 32 },
		{ 24, 24 }, { 16, 24 }, { 8, 32 },  { 20, 32 },
		{ 32, 16 }, { 28, 32 }, { 32, 28 }, { 12, 32 },
		{ 32, 20 }, { 16, 16 }, { 20, 20 }, { 24, 16 },
	};

	gen_open_ingress(g);
	while (n_rules--) {
		const uint8_t *shape = shapes[n_rules % 16];

		put_rule(g, shape[0], shape[1], rng_between(&g->rng, 1, 65535));
	}
	gen_close_ingress(g);
}

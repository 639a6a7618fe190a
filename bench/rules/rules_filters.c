// SPDX-License-Identifier: GPL-2.0-only
/*
 * rules_filters.c - access lists, firewalls and IP chains
 *
 * Rulesets of the three kinds, and with the classes of ports, that ClassBench
 * has (Taylor and Turner, INFOCOM 2005); the shares are this file's own. Rules
 * take their addresses from a pool of prefixes for each side, and protocol and
 * ports, a service, from a pool of at most a thousand. Some come often.
 */
#include "rules_draft.h"

enum port_class {
	PORT_ANY,
	PORT_HIGH, /* 1024-65535 */
	PORT_LOW,  /* 0-1023 */
	PORT_RANGE,
	PORT_ONE,
	N_PORT_CLASSES,
};

enum {
	PROTO_ICMP = 1,
	PROTO_TCP = 6,
	PROTO_UDP = 17,
	PROTO_GRE = 47,
	PROTO_ESP = 50,
};

/* All shares are in percent. */
struct filter_kind {
	uint32_t any_saddr, any_daddr;
	uint32_t same_pair;		   /* addresses of the rule before */
	uint32_t saddr_share, daddr_share; /* prefixes for 100 rules */
	struct rules_lengths saddr, daddr;
	uint8_t sport[N_PORT_CLASSES], dport[N_PORT_CLASSES];
	uint32_t services; /* in the pool for each 10 of the rules' root */
	uint32_t tcp, udp, other; /* the rest is any */
};

static const struct filter_kind kinds[N_RULES_IPV4] = {
	[RULES_ACL] = {
		.any_saddr = 25, .any_daddr = 1, .same_pair = 45,
		.saddr_share = 15, .daddr_share = 30,
		.saddr = {{ [8] = 1, [14] = 2, [16] = 8, [19] = 4, [20] = 4,
			    [21] = 4, [22] = 6, [23] = 6, [24] = 22, [26] = 4,
			    [27] = 6, [28] = 6, [30] = 5, [32] = 40 }},
		.daddr = {{ [16] = 3, [20] = 4, [22] = 5, [23] = 6, [24] = 18,
			    [25] = 4, [26] = 5, [27] = 6, [28] = 6, [29] = 4,
			    [30] = 5, [31] = 3, [32] = 60 }},
		.sport = { 97, 0, 0, 1, 2 },
		.dport = { 12, 4, 0, 12, 72 },
		.tcp = 75, .udp = 13, .other = 4, .services = 10,
	},
	[RULES_FW] = {
		.any_saddr = 35, .any_daddr = 30, .same_pair = 35,
		.saddr_share = 20, .daddr_share = 20,
		.saddr = {{ [8] = 2, [12] = 1, [16] = 8, [18] = 3, [20] = 3,
			    [22] = 5, [24] = 24, [25] = 4, [27] = 6, [28] = 6,
			    [29] = 5, [32] = 55 }},
		.daddr = {{ [12] = 1, [16] = 8, [20] = 4, [23] = 5, [24] = 18,
			    [26] = 4, [27] = 5, [28] = 8, [30] = 4, [32] = 65 }},
		.sport = { 62, 18, 1, 5, 14 },
		.dport = { 34, 6, 2, 12, 46 },
		.tcp = 58, .udp = 26, .other = 8, .services = 5,
	},
	[RULES_IPC] = {
		.any_saddr = 14, .any_daddr = 12, .same_pair = 30,
		.saddr_share = 25, .daddr_share = 30,
		.saddr = {{ [10] = 1, [15] = 2, [16] = 6, [19] = 3, [20] = 3,
			    [21] = 4, [22] = 5, [23] = 5, [24] = 20, [25] = 4,
			    [26] = 5, [27] = 5, [29] = 4, [30] = 4, [32] = 50 }},
		.daddr = {{ [11] = 1, [15] = 2, [16] = 6, [18] = 3, [20] = 4,
			    [22] = 5, [23] = 5, [24] = 22, [25] = 4, [26] = 4,
			    [28] = 6, [29] = 4, [31] = 2, [32] = 52 }},
		.sport = { 66, 8, 2, 8, 16 },
		.dport = { 30, 8, 2, 14, 46 },
		.tcp = 60, .udp = 24, .other = 6, .services = 20,
	},
};

struct filters {
	const struct filter_kind *kind;
	struct rules_draft saddrs, daddrs;
	struct rules_box *services;
	uint32_t n_services;
	const struct rules_draft *draft;
};

static bool draw_percent(struct rng *r, uint32_t percent)
{
	return rng_below(r, 100) < percent;
}

/* A number less than @n; small ones come much more often. */
static uint32_t draw_skewed(struct rng *r, uint32_t n)
{
	return rng_below(r, rng_below(r, n) + 1);
}

static void draw_ports(struct rng *r, const uint8_t *shares, uint16_t *ports)
{
	static const uint16_t known[] = { 20,	21,   22,   23,	  25,  53,
					  80,	110,  123,  135,  139, 143,
					  161,	389,  443,  445,  993, 1433,
					  1521, 3306, 3389, 5060, 8080 };
	uint32_t at = rng_below(r, 100), first = rng_below(r, 65000);
	enum port_class class = 0;

	while (at >= shares[class])
		at -= shares[class ++];
	switch (class) {
	case PORT_HIGH:
		ports[0] = 1024;
		break;
	case PORT_LOW:
		ports[1] = 1023;
		break;
	case PORT_RANGE:
		ports[0] = (uint16_t)first;
		ports[1] = (uint16_t)(first + 1 + rng_below(r, 500));
		break;
	case PORT_ONE:
		ports[0] = rng_one_in(r, 2) ? (uint16_t)(1 + first)
					    : rng_pick(r, known);
		ports[1] = ports[0];
		break;
	default:
		break;
	}
}

static void draw_service(struct rng *r, const struct filter_kind *kind,
			 struct rules_box *out)
{
	static const uint8_t others[] = { PROTO_ICMP, PROTO_ICMP, PROTO_GRE,
					  PROTO_ESP };
	uint32_t at = rng_below(r, 100);

	*out = rules_any;
	if (at >= kind->tcp + kind->udp + kind->other)
		return;
	if (at >= kind->tcp + kind->udp) {
		out->proto = rng_pick(r, others);
		return;
	}
	out->proto = at < kind->tcp ? PROTO_TCP : PROTO_UDP;
	draw_ports(r, kind->sport, out->sport);
	draw_ports(r, kind->dport, out->dport);
}

static void draw_pair(struct rng *r, const struct filters *f,
		      struct rules_box *box)
{
	const struct rules_draft *s = &f->saddrs, *d = &f->daddrs;
	const struct rules_box *from;

	if (f->draft->n && draw_percent(r, f->kind->same_pair)) {
		from = &f->draft->boxes[f->draft->n - 1];
		box->saddr = from->saddr;
		box->saddr_len = from->saddr_len;
		box->daddr = from->daddr;
		box->daddr_len = from->daddr_len;
		return;
	}
	if (!draw_percent(r, f->kind->any_saddr)) {
		from = &s->boxes[draw_skewed(r, s->n)];
		box->saddr = from->saddr;
		box->saddr_len = from->saddr_len;
	}
	if (!draw_percent(r, f->kind->any_daddr)) {
		from = &d->boxes[draw_skewed(r, d->n)];
		box->daddr = from->saddr;
		box->daddr_len = from->saddr_len;
	}
}

/* Rules for all addresses are for one port, lest nothing be left of others. */
static bool is_too_wide(const struct rules_box *box)
{
	return !box->saddr_len && !box->daddr_len &&
	       box->dport[0] != box->dport[1];
}

static void draw_filter(struct rng *r, const void *ctx, struct rules_box *box)
{
	const struct filters *f = ctx;

	do {
		*box = f->services[draw_skewed(r, f->n_services)];
		draw_pair(r, f, box);
	} while (is_too_wide(box));
}

static uint32_t root_of(size_t n)
{
	uint32_t root = 0;

	while ((size_t)(root + 1) * (root + 1) <= n)
		root++;
	return root;
}

static size_t size_pool(size_t n, uint32_t percent)
{
	return 8 + n * percent / 100;
}

/* The one that is like @family. */
static enum rules_family ipv4_family(enum rules_family family)
{
	return family < N_RULES_IPV4 ? family : family - RULES_ACL6 + RULES_ACL;
}

int rules_draw_filters(struct arena *a, struct rules_draft *d, struct rng *r,
		       enum rules_family family)
{
	const struct filter_kind *kind = &kinds[ipv4_family(family)];
	struct filters f = {
		.kind = kind,
		.draft = d,
		.saddrs = rules_draft_new(a,
					  size_pool(d->cap, kind->saddr_share)),
		.daddrs = rules_draft_new(a,
					  size_pool(d->cap, kind->daddr_share)),
		.n_services = 16 + root_of(d->cap) * kind->services / 10,
	};
	int err = rules_draw_prefixes(&f.saddrs, r, &kind->saddr);

	if (!err)
		err = rules_draw_prefixes(&f.daddrs, r, &kind->daddr);
	if (err)
		return err;
	f.services = arena_calloc(a, f.n_services, sizeof(*f.services));
	for (uint32_t i = 0; i < f.n_services; i++)
		draw_service(r, kind, &f.services[i]);
	return rules_draft_fill(d, r, draw_filter, &f);
}

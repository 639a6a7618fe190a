// SPDX-License-Identifier: GPL-2.0-only
/*
 * rules.c - rulesets to measure, of each family
 */
#include "rules_draft.h"

#include <errno.h>
#include <stdlib.h>

const char *const rules_family_names[N_RULES_FAMILIES] = {
	[RULES_EXACT] = "exact",   [RULES_EXACT_TCP] = "exact-tcp",
	[RULES_PREFIX] = "prefix", [RULES_BLOCKLIST] = "blocklist",
	[RULES_ACL] = "acl",	   [RULES_FW] = "fw",
	[RULES_IPC] = "ipc",	   [RULES_ACL6] = "acl6",
	[RULES_FW6] = "fw6",	   [RULES_IPC6] = "ipc6",
};

/* Few are short: a /8 leaves a network's other rules little. */
static const struct rules_lengths prefix_lengths = { {
	[8] = 1,   [10] = 1,  [12] = 1, [14] = 1,  [15] = 1, [16] = 6,
	[17] = 2,  [18] = 3,  [19] = 5, [20] = 6,  [21] = 6, [22] = 12,
	[23] = 10, [24] = 60, [25] = 3, [26] = 4,  [27] = 4, [28] = 5,
	[29] = 5,  [30] = 4,  [31] = 2, [32] = 60,
} };

/* Hosts that talk to servers: no field alone tells who may. */
struct hosts {
	uint32_t n_clients, n_servers;
	uint16_t ports[64];
	bool are_tcp;
};

static void draw_flow(struct rng *r, const void *ctx, struct rules_box *box)
{
	const struct hosts *h = ctx;
	struct rng client = { rng_below(r, h->n_clients) };

	box->saddr = rules_draw_unicast(&client);
	box->daddr = 0xc6120000 | rng_below(r, h->n_servers); /* 198.18/15 */
	box->saddr_len = box->daddr_len = 32;
	box->dport[0] = box->dport[1] = rng_pick(r, h->ports);
	box->proto = !h->are_tcp && rng_one_in(r, 3) ? 17 : 6;
}

static int draw_exact(struct rules_draft *d, struct rng *r, bool are_tcp)
{
	struct hosts h = {
		.n_clients = 16 + (uint32_t)(d->cap / 8),
		.n_servers = 16 + (uint32_t)(d->cap / 64),
		.are_tcp = are_tcp,
	};

	if (h.n_servers > 1u << 17)
		h.n_servers = 1u << 17;
	for (size_t i = 0; i < sizeof(h.ports) / sizeof(*h.ports); i++)
		h.ports[i] = (uint16_t)rng_between(r, 1, UINT16_MAX);
	return rules_draft_fill(d, r, draw_flow, &h);
}

static void draw_source(struct rng *r, const void *ctx, struct rules_box *box)
{
	(void)ctx;
	box->saddr = rules_draw_unicast(r);
	box->saddr_len = 32;
}

/* A double is exact: a power of two times a product of less than 33 bits. */
static double volume(const struct rules_box *box)
{
	double addresses = (double)(1ull << (32 - box->saddr_len)) *
			   (double)(1ull << (32 - box->daddr_len));
	double ports = (double)(box->sport[1] - box->sport[0] + 1) *
		       (double)(box->dport[1] - box->dport[0] + 1);

	return addresses * ports * (box->proto ? 1 : 256);
}

struct ranked {
	double volume;
	size_t number;
};

static int compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->volume != y->volume)
		return x->volume < y->volume ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

/* Smaller boxes first: none stands behind one that it lies in. */
static void sort_by_volume(struct arena *a, struct rules_draft *d)
{
	struct ranked *order = arena_calloc(a, d->n, sizeof(*order));
	struct rules_box *boxes = arena_calloc(a, d->n, sizeof(*boxes));

	for (size_t i = 0; i < d->n; i++)
		order[i] = (struct ranked){ volume(&d->boxes[i]), i };
	qsort(order, d->n, sizeof(*order), compare_ranked);
	for (size_t i = 0; i < d->n; i++)
		boxes[i] = d->boxes[order[i].number];
	d->boxes = boxes;
}

static int draw_family(struct arena *a, struct rules_draft *d, struct rng *r,
		       enum rules_family family)
{
	switch (family) {
	case RULES_EXACT:
	case RULES_EXACT_TCP:
		return draw_exact(d, r, family == RULES_EXACT_TCP);
	case RULES_BLOCKLIST:
		return rules_draft_fill(d, r, draw_source, NULL);
	case RULES_PREFIX:
		return rules_draw_prefixes(d, r, &prefix_lengths);
	default:
		return rules_draw_filters(a, d, r, family);
	}
}

int rules_make(struct arena *a, enum rules_family family, uint64_t seed,
	       size_t n, struct rules *out)
{
	struct rules_draft d;
	struct rng r = { seed };
	int err;

	if (n == 0 || n >= UINT32_MAX / 4)
		return -EINVAL;
	d = rules_draft_new(a, n);
	err = draw_family(a, &d, &r, family);
	if (err)
		return err;
	sort_by_volume(a, &d);
	for (size_t i = 0; i < n; i++) {
		d.boxes[i].accept = family != RULES_BLOCKLIST && i % 2;
		d.boxes[i].is_v6 = family >= N_RULES_IPV4;
	}
	*out = (struct rules){
		.family = family,
		.boxes = d.boxes,
		.n = n,
		.accept = family == RULES_BLOCKLIST,
	};
	return 0;
}

bool rules_are_exact(enum rules_family family)
{
	return family == RULES_EXACT || family == RULES_EXACT_TCP;
}

bool rules_box_has(const struct rules_box *box, const struct rules_tuple *t)
{
	return (t->saddr & rules_mask(box->saddr_len)) == box->saddr &&
	       (t->daddr & rules_mask(box->daddr_len)) == box->daddr &&
	       (!box->proto || box->proto == t->proto) &&
	       t->sport >= box->sport[0] && t->sport <= box->sport[1] &&
	       t->dport >= box->dport[0] && t->dport <= box->dport[1];
}

size_t rules_match(const struct rules *rules, const struct rules_tuple *t)
{
	size_t i = 0;

	while (i < rules->n && !rules_box_has(&rules->boxes[i], t))
		i++;
	return i;
}

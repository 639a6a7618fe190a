// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_mixed.c - rulesets of any field, operator, verdict and statement
 *
 * User chains u0, u1, ... call those before them only, so there are no loops.
 */
#include "lib/gen_kinds.h"
#include "lib/gen_match.h"

#define MAX_USER_CHAINS 5
#define MAX_BASE_CHAINS 3

struct mixed {
	struct gen *g;
	struct gen_sets sets;
	uint32_t n_callable; /* user chains that this one may call */
};

static const char *make_verdict(struct gen *g, void *data)
{
	static const char *const plain[] = { "accept", "accept",   "drop",
					     "drop",   "continue", "return" };
	const struct mixed *m = data;

	if (!m->n_callable || rng_one_in(&g->rng, 2))
		return rng_pick(&g->rng, plain);
	return arena_printf(g->arena, "%s u%u",
			    rng_one_in(&g->rng, 3) ? "goto" : "jump",
			    rng_below(&g->rng, m->n_callable));
}

static void put_counter(struct gen *g)
{
	size_t span = gen_open(g);

	gen_put(g, "counter ");
	gen_close(g, span);
}

static void put_match(struct mixed *m, struct gen_frame_kind *kind)
{
	struct gen *g = m->g;
	size_t span = gen_open(g);

	if (rng_one_in(&g->rng, 4)) {
		struct gen_key key = gen_joined(
			g, kind, 2 + rng_below(&g->rng, GEN_MAX_PARTS - 1));

		gen_put_set_match(g, &m->sets, &key);
	} else {
		gen_put_match(g, &m->sets, gen_field(g, kind));
	}
	gen_put(g, " ");
	gen_close(g, span);
}

static void put_vmap(struct mixed *m, struct gen_frame_kind *kind)
{
	struct gen *g = m->g;
	struct gen_set map = {
		.key = gen_joined(g, kind, 1 + rng_below(&g->rng, 3)),
		.has_ranges = rng_one_in(&g->rng, 2),
	};
	size_t span = gen_open(g);

	gen_fill_set(g, &map, 1 + rng_below(&g->rng, 6), make_verdict, m);
	gen_put_key(g, &map.key);
	gen_put(g, " vmap ");
	if (gen_can_name(&map) && rng_one_in(&g->rng, 3))
		gen_put_name(g, &m->sets, &map);
	else
		gen_put_elements(g, &map);
	gen_put(g, " ");
	gen_close(g, span);
}

static void put_verdict(struct mixed *m)
{
	size_t span = gen_open(m->g);

	gen_put(m->g, "%s ", make_verdict(m->g, m));
	gen_close(m->g, span);
}

static void put_rule(struct mixed *m)
{
	struct gen *g = m->g;
	struct gen_frame_kind kind = {};
	size_t span = gen_open_rule(g);
	uint32_t n_matches = rng_one_in(&g->rng, 8) ? 0
						    : 1 + rng_below(&g->rng, 3);
	bool has_vmap = false;

	for (uint32_t i = 0; i < n_matches && !kind.is_closed; i++) {
		if (rng_one_in(&g->rng, 6))
			put_counter(g);
		put_match(m, &kind);
	}
	if (rng_one_in(&g->rng, 4))
		put_counter(g);
	if (!kind.is_closed && rng_one_in(&g->rng, 5)) {
		put_vmap(m, &kind);
		has_vmap = true;
	}
	/* What stands behind a map is reached by "continue" alone. */
	if (!n_matches || rng_one_in(&g->rng, has_vmap ? 4 : 1))
		put_verdict(m);
	gen_close_rule(g, span);
}

static void put_rules(struct mixed *m, uint32_t n)
{
	while (n--)
		put_rule(m);
}

static void put_user_chain(struct mixed *m, uint32_t number, uint32_t n)
{
	size_t span = gen_open(m->g);

	gen_put(m->g, "\tchain u%u {\n", number);
	m->n_callable = number;
	put_rules(m, n);
	gen_put(m->g, "\t}\n");
	gen_close(m->g, span);
}

static void put_base_chain(struct mixed *m, uint32_t number,
			   uint32_t n_callable, uint32_t n)
{
	static const char *const devices[] = {
		"device \"eth0\"",	    "device \"eth0\"",	  "device eth0",
		"devices = { eth0, eth1 }", "devices = { eth1 }",
	};
	static const char *const priorities[] = { "0", "filter", "filter - 10",
						  "-5", "10" };
	struct gen *g = m->g;
	size_t span = gen_open(g);

	gen_put(g, "\tchain base%u {\n\t\ttype filter hook ingress ", number);
	gen_put(g, "%s ", number ? rng_pick(&g->rng, devices) : devices[0]);
	gen_put(g, "priority %s; policy %s;\n", rng_pick(&g->rng, priorities),
		rng_one_in(&g->rng, 3) ? "drop" : "accept");
	m->n_callable = n_callable;
	put_rules(m, n);
	gen_put(g, "\t}\n");
	gen_close(g, span);
}

void gen_mixed(struct gen *g, uint32_t n_rules)
{
	struct mixed m = { .g = g };
	uint32_t n_users = rng_below(&g->rng, MAX_USER_CHAINS + 1);
	uint32_t n_bases = 1;

	if (rng_one_in(&g->rng, 3))
		n_bases = rng_between(&g->rng, 2, MAX_BASE_CHAINS);
	if (n_users > n_rules / 2)
		n_users = n_rules / 2;
	for (uint32_t i = 0; i < n_users; i++) {
		uint32_t n = 1 + rng_below(&g->rng, n_rules / (n_users + 1));

		put_user_chain(&m, i, n);
		n_rules -= n;
	}
	for (uint32_t i = 0; i < n_bases; i++) {
		uint32_t n = n_rules / (n_bases - i);

		put_base_chain(&m, i, n_users, n);
		n_rules -= n;
	}
	gen_put_declarations(g, &m.sets);
}

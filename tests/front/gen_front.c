// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_front.c - random rulesets of which a stage knows a part
 */
#include "front/gen_front.h"

#include <string.h>

/* A match, and the protocols that it implies; 0: none. */
struct match {
	const char *text;
	uint8_t version;
	uint8_t protocol;
};

static const struct match known[] = {
	{ "ip saddr 10.0.0.1", 4, 0 },
	{ "ip saddr 10.0.0.0/30", 4, 0 },
	{ "ip saddr != 10.0.0.2", 4, 0 },
	{ "ip daddr { 10.0.0.1, 10.0.0.3 }", 4, 0 },
	{ "ip6 saddr 2001:db8::1", 6, 0 },
	{ "tcp dport 80", 0, 6 },
	{ "tcp dport { 22, 53 }", 0, 6 },
	{ "tcp sport 1024-65535", 0, 6 },
	{ "udp dport 53", 0, 17 },
	{ "udp sport != 53", 0, 17 },
	{ "meta l4proto udp", 0, 17 },
	{ "meta l4proto { tcp, icmp }", 0, 255 },
	{ "ip protocol icmp", 4, 1 },
	{ "tcp flags & (fin | syn | rst | ack) == syn", 0, 6 },
	{ "tcp flags syn", 0, 6 },
	{ "tcp flags & (fin | psh) == fin", 0, 6 },
	{ "iifname \"eth0\"", 0, 0 },
	{ "ip ttl 64", 4, 0 },
	{ "ip frag-off & 0x1fff != 0", 4, 0 },
	{ "icmp type echo-request", 4, 1 },
	{ "ip dscp cs1", 4, 0 },
	{ "meta length > 100", 0, 0 },
	{ "ip saddr . tcp dport { 10.0.0.1 . 80, 10.0.0.2 . 22 }", 4, 6 },
};

static const char *const unknown[] = {
	"ct mark 0x1",	    "meta mark 0x5",   "fib daddr type local",
	"oifname \"eth1\"", "socket mark 0x1", "meta skuid 0",
	"rt classid 1",
};

static const char *const states[] = {
	"ct state established,related",
	"ct state new",
	"ct state != new",
	"ct state invalid",
	"ct state { new, untracked }",
};

static const char *const maps[] = {
	"meta mark vmap { 0x1 : accept, 0x2 : drop }",
	"ip saddr vmap { 10.0.0.1 : drop, 10.0.0.2 : jump c1 }",
	"tcp dport vmap { 80 : accept, 22 : drop, 53 : return }",
};

static const char *const state_maps[] = {
	"ct state vmap { established : accept, invalid : drop }",
	"ct state vmap { new : jump c1, untracked : drop, related : continue }",
};

/* Of a packet that is dropped behind them nobody misses it. */
static const char *const changing[] = {
	"meta mark set 0x1",	  "meta mark set ct mark", "ip dscp set cs2",
	"meta priority set 1:10", "ip ttl set 64",	   "notrack",
};

static const char *const acting[] = {
	"log prefix \"x\"", "ct mark set 0x1", "limit rate 10/second",
	"reject",	    "queue",
};

struct maker {
	struct arena *arena;
	struct rng *rng;
	enum gen_front kind;
	struct gen_text *out;
	bool may_act;
	bool may_change;
	bool is_netdev;
	uint32_t n_user; /* chains that may be called: c0 to c(n-1) */
	/* What the rule's matches imply so far. */
	uint8_t version;
	uint8_t protocol;
};

static void add(struct maker *m, const char *text)
{
	size_t span = gen_text_open(m->arena, m->out);

	gen_text_add(m->arena, m->out, " %s", text);
	gen_text_close(m->out, span);
}

/* nft refuses a rule that asks for two protocols at once. */
static void add_known(struct maker *m)
{
	const struct match *match = &rng_pick(m->rng, known);

	if ((match->version && m->version && match->version != m->version) ||
	    (match->protocol && m->protocol && match->protocol != m->protocol))
		return;
	m->version = match->version ? match->version : m->version;
	m->protocol = match->protocol ? match->protocol : m->protocol;
	add(m, match->text);
}

static void add_match(struct maker *m)
{
	struct rng *r = m->rng;

	if (rng_one_in(r, 3) && !m->is_netdev)
		add(m, rng_pick(r, unknown));
	else if (m->kind == FRONT_MIXED && rng_one_in(r, 3) && !m->is_netdev)
		add(m, rng_pick(r, states));
	else
		add_known(m);
}

static const char *target(struct maker *m)
{
	static const char *const ends[] = { "accept", "drop",	"drop",
					    "drop",   "return", "accept" };
	struct rng *r = m->rng;

	if (m->n_user && rng_one_in(r, 4))
		return arena_printf(m->arena, "%s c%u",
				    rng_one_in(r, 3) ? "goto" : "jump",
				    rng_below(r, m->n_user));
	return rng_pick(r, ends);
}

/* And a verdict behind it, at times. */
static void add_change(struct maker *m)
{
	const char *text = rng_pick(m->rng, changing);

	if (strstr(text, "ip ") == text && m->version == 6)
		return add(m, "counter");
	add(m, text);
	if (rng_one_in(m->rng, 2))
		add(m, target(m));
}

static void add_rule(struct maker *m)
{
	struct rng *r = m->rng;
	const uint32_t n = rng_below(r, 3);
	size_t span = gen_text_open(m->arena, m->out);

	m->version = m->protocol = 0;
	gen_text_add(m->arena, m->out, "\t\t");
	for (uint32_t i = 0; i < n; i++)
		add_match(m);
	if (m->may_act && rng_one_in(r, 8))
		add(m, rng_pick(r, acting));
	else if (m->may_change && rng_one_in(r, 6))
		add_change(m);
	else if (m->n_user == 2 && !m->is_netdev && !m->version &&
		 !m->protocol && rng_one_in(r, 8))
		add(m, m->kind == FRONT_MIXED && rng_one_in(r, 2)
			       ? rng_pick(r, state_maps)
			       : rng_pick(r, maps));
	else if (rng_one_in(r, 5))
		add(m, "counter");
	else
		add(m, target(m));
	gen_text_add(m->arena, m->out, "\n");
	gen_text_close(m->out, span);
}

static void add_rules(struct maker *m)
{
	const uint32_t n = rng_between(m->rng, 1, 6);

	for (uint32_t i = 0; i < n; i++)
		add_rule(m);
}

/* Chains call those that were made before. */
static void add_user_chains(struct maker *m)
{
	for (m->n_user = 0; m->n_user < 2; m->n_user++) {
		gen_text_add(m->arena, m->out, "\tchain c%u {\n", m->n_user);
		add_rules(m);
		gen_text_add(m->arena, m->out, "\t}\n");
	}
}

/*
 * Frames of two kinds: some are decided before the others are left to the host,
 * and maybe the other way round at the next chain that has such a pair.
 */
static void add_pair(struct maker *m)
{
	static const char *const pairs[][2] = {
		{ "ip saddr 10.0.0.0/30", "meta l4proto udp" },
		{ "ip protocol icmp", "ip ttl 64" },
		{ "tcp dport 80", "iifname \"eth0\"" },
	};
	const char *const *pair = rng_pick(m->rng, pairs);
	const uint32_t first = rng_below(m->rng, 2);
	size_t span = gen_text_open(m->arena, m->out);

	gen_text_add(m->arena, m->out, "\t\t%s %s\n\t\t%s %s\n", pair[first],
		     rng_one_in(m->rng, 2) ? "accept" : "drop", pair[!first],
		     rng_pick(m->rng, acting));
	gen_text_close(m->out, span);
}

static void add_base(struct maker *m, const char *hook, int priority)
{
	gen_text_add(m->arena, m->out, "\tchain %s%d {\n", hook,
		     priority < 0 ? -priority : priority);
	gen_text_add(m->arena, m->out,
		     "\t\ttype filter hook %s priority %d; policy %s;\n", hook,
		     priority, rng_one_in(m->rng, 2) ? "drop" : "accept");
	if (m->may_act && rng_one_in(m->rng, 2))
		add_pair(m);
	add_rules(m);
	gen_text_add(m->arena, m->out, "\t}\n");
}

static void add_netdev(struct maker *m)
{
	m->is_netdev = true;
	gen_text_add(m->arena, m->out, "table netdev n {\n");
	add_user_chains(m);
	gen_text_add(
		m->arena, m->out,
		"\tchain base {\n\t\ttype filter hook ingress device \"eth0\" priority 0; policy accept;\n");
	add_rules(m);
	gen_text_add(m->arena, m->out, "\t}\n}\n");
	m->is_netdev = false;
}

static void add_inet(struct maker *m)
{
	struct rng *r = m->rng;

	gen_text_add(m->arena, m->out, "table inet t {\n");
	add_user_chains(m);
	if (m->kind == FRONT_INDEPENDENT) {
		add_base(m, "input", 0);
	} else {
		if (rng_one_in(r, 2))
			add_base(m, "prerouting", -300);
		if (rng_one_in(r, 3))
			add_base(m, "prerouting", -150);
		if (!rng_one_in(r, 4))
			add_base(m, "input", 0);
		if (rng_one_in(r, 3))
			add_base(m, "input", 10);
		if (!rng_one_in(r, 3))
			add_base(m, "forward", 0);
	}
	gen_text_add(m->arena, m->out, "}\n");
}

void gen_front(struct arena *a, struct rng *r, enum gen_front kind,
	       struct gen_text *out)
{
	struct maker m = { .arena = a, .rng = r, .kind = kind, .out = out };

	m.may_act = kind == FRONT_MIXED && rng_one_in(r, 2);
	m.may_change = kind == FRONT_MIXED && rng_one_in(r, 2);
	if (kind == FRONT_MIXED && rng_one_in(r, 3))
		add_netdev(&m);
	add_inet(&m);
	if (kind == FRONT_MIXED && rng_one_in(r, 5))
		gen_text_add(
			a, out,
			"table ip nat {\n\tchain post {\n\t\ttype nat hook postrouting priority 100; policy accept;\n\t\tmasquerade\n\t}\n}\n");
}

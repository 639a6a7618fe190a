// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_live_nat.c - random NAT for the router of live_net.h
 */
#include "live/gen_live_int.h"

/* What NAT asks of a packet, and then does with it. */
static const struct {
	struct live_match match;
	const char *action;
} nat_before[] = {
	{ { "tcp dport 8080", 0, 6 }, "dnat ip to 10.0.1.1:80" },
	{ { "udp dport 53", 0, 17 }, "dnat ip to 10.0.1.3" },
	{ { "ip daddr 10.0.0.9", 4, 0 }, "dnat ip to 10.0.1.1" },
	{ { "ip daddr 10.0.1.3", 4, 0 }, "dnat ip to 10.0.0.3" },
	{ { "tcp dport { 80, 443 }", 0, 6 }, "redirect to :22" },
	{ { "ip daddr 10.0.1.1", 4, 0 }, "redirect" },
	{ { "tcp dport 80", 0, 6 }, "dnat ip6 to 2001:db8:1::1" },
	{ { "ip6 daddr 2001:db8:1::1", 6, 0 }, "redirect" },
};

#define N_NAT_BEFORE ((uint32_t)(sizeof(nat_before) / sizeof(nat_before[0])))

/* The same at input, where it rewrites what comes in to the router itself. */
static const struct {
	struct live_match match;
	const char *action;
} nat_in[] = {
	{ { "ip saddr 10.0.0.3", 4, 0 }, "snat ip to 10.0.0.1" },
	{ { "ip saddr 10.0.0.1", 4, 0 }, "snat ip to 10.0.0.9" },
	{ { "udp sport 1024-1030", 0, 17 }, "snat ip to 10.0.0.4:2000-2030" },
	{ { "tcp sport 1024-1030", 0, 6 }, "snat ip to 10.0.0.9:2000-2030" },
	{ { "ip6 saddr 2001:db8::3", 6, 0 }, "snat ip6 to 2001:db8::1" },
};

#define N_NAT_IN ((uint32_t)(sizeof(nat_in) / sizeof(nat_in[0])))

/* Of a connection's first packet and of those behind it differently. */
static const struct live_match nat_drops[] = {
	{ "tcp flags & (syn | ack) == ack", 0, 6 },
	{ "ip dscp cs1", 4, 0 },
	{ "ip ttl < 3", 4, 0 },
	{ "meta l4proto udp", 0, 17 },
};

/* Where packets come from, which prerouting leaves alone. */
static const struct live_match nat_sources[] = {
	{ "ip saddr 10.0.0.3", 4, 0 },
	{ "ip saddr { 10.0.0.1, 10.0.0.9 }", 4, 0 },
	{ "ip6 saddr 2001:db8::1", 6, 0 },
	{ "tcp sport 1024-1030", 0, 6 },
	{ "udp sport != 53", 0, 17 },
	{ "th sport { 22, 53, 80, 1027, 1029 }", 0, 255 },
};

/* Where replies to translated packets go. */
static const struct live_match nat_replies[] = {
	{ "ip daddr 10.0.0.2", 4, 0 },
	{ "ip6 daddr 2001:db8::2", 6, 0 },
	{ "ip daddr 10.0.0.9", 4, 0 },
	{ "tcp dport != { 22, 80 }", 0, 6 },
};

/* Of chains at input; none is when they run. */
static const int nat_priorities[] = { -150, 100, 200 };

static const char *const nat_behind[] = {
	"oifname \"eth1\" masquerade",
	"masquerade",
	"ip saddr 10.0.0.3 snat ip to 10.0.1.9",
	"ip6 saddr 2001:db8::1 snat ip6 to 2001:db8:1::9",
	"ip saddr 10.0.1.1 snat ip to 10.0.0.9",
};

void live_draw_nat(struct live_maker *m)
{
	m->nat = rng_below(m->rng, N_NAT_BEFORE);
	m->nat_in = rng_below(m->rng, N_NAT_IN);
}

const struct live_match *live_nat_match(struct live_maker *m)
{
	if (m->is_behind_nat_in && rng_one_in(m->rng, 2))
		return &nat_in[m->nat_in].match;
	switch (rng_below(m->rng, 5)) {
	case 0:
		return &rng_pick(m->rng, nat_replies);
	case 1:
		return &rng_pick(m->rng, nat_sources);
	default:
		return &nat_before[m->nat].match;
	}
}

/* What chains of type nat do besides NAT, of first packets as they came. */
static void add_others(struct live_maker *m)
{
	if (rng_one_in(m->rng, 3))
		live_add_rule_of(m, &rng_pick(m->rng, nat_drops), " drop");
	if (m->may_act && rng_one_in(m->rng, 2))
		live_add_rule_of(m, live_nat_match(m), " log group 3");
}

static void add_nat_before(struct live_maker *m, uint32_t rule)
{
	size_t span = gen_text_open(m->arena, m->out);

	gen_text_add(m->arena, m->out, "\t\t%s %s\n",
		     nat_before[rule].match.text, nat_before[rule].action);
	gen_text_close(m->out, span);
}

static void add_nat_in(struct live_maker *m)
{
	size_t span = gen_text_open(m->arena, m->out);

	gen_text_add(m->arena, m->out, "\t\t%s %s\n",
		     nat_in[m->nat_in].match.text, nat_in[m->nat_in].action);
	gen_text_close(m->out, span);
}

static void add_nat_behind(struct live_maker *m)
{
	size_t span = gen_text_open(m->arena, m->out);

	gen_text_add(m->arena, m->out, "\t\t%s\n",
		     rng_pick(m->rng, nat_behind));
	gen_text_close(m->out, span);
}

void live_add_nat(struct live_maker *m)
{
	struct rng *r = m->rng;

	m->is_inet = true;
	live_put(m, "table inet nat {\n");
	live_add_sets(m);
	if (!rng_one_in(r, 3)) {
		live_put(
			m,
			"\tchain pre {\n\t\ttype nat hook prerouting priority -100; policy accept;\n");
		add_others(m);
		add_nat_before(m, m->nat);
		if (rng_one_in(r, 2))
			add_nat_before(m, rng_below(r, N_NAT_BEFORE));
		live_put(m, "\t}\n");
	}
	if (!rng_one_in(r, 3)) {
		gen_text_add(
			m->arena, m->out,
			"\tchain in {\n\t\ttype nat hook input priority %d; policy accept;\n",
			rng_pick(r, nat_priorities));
		add_others(m);
		add_nat_in(m);
		live_put(m, "\t}\n");
	}
	live_put(
		m,
		"\tchain post {\n\t\ttype nat hook postrouting priority 100; policy accept;\n");
	add_nat_behind(m);
	add_nat_behind(m);
	live_put(m, "\t}\n}\n");
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_live_rule.c - random rules for the router of live_net.h
 */
#include "live/gen_live_int.h"

#include <string.h>

static const struct live_match known[] = {
	{ "ip saddr 10.0.0.1", 4, 0 },
	{ "ip saddr 10.0.0.0/30", 4, 0 },
	{ "ip saddr != 10.0.0.3", 4, 0 },
	{ "ip saddr @hosts", 4, 0 },
	{ "ip daddr { 10.0.0.2, 10.0.1.1 }", 4, 0 },
	{ "ip daddr 10.0.1.0/24", 4, 0 },
	{ "ip daddr != 10.0.1.1", 4, 0 },
	{ "ip6 saddr 2001:db8::1", 6, 0 },
	{ "ip6 daddr 2001:db8:1::/64", 6, 0 },
	{ "tcp dport 80", 0, 6 },
	{ "tcp dport { 22, 53 }", 0, 6 },
	{ "tcp dport != 80", 0, 6 },
	{ "ip daddr { 10.0.0.9, 10.0.1.3 }", 4, 0 },
	{ "ip6 daddr != 2001:db8::2", 6, 0 },
	{ "tcp sport 1024-1030", 0, 6 },
	{ "udp dport 53", 0, 17 },
	{ "udp sport != 53", 0, 17 },
	{ "udp dport 50-9000", 0, 17 },
	{ "th dport { 22, 53, 80 }", 0, 255 },
	{ "meta l4proto udp", 0, 17 },
	{ "meta l4proto { tcp, icmp }", 0, 255 },
	{ "meta l4proto != tcp", 0, 255 },
	{ "ip protocol icmp", 4, 1 },
	{ "ip protocol != tcp", 4, 255 },
	{ "ip6 nexthdr udp", 6, 17 },
	{ "tcp flags & (fin | syn | rst | ack) == syn", 0, 6 },
	{ "tcp flags syn", 0, 6 },
	{ "tcp flags & (syn | ack) == ack", 0, 6 },
	{ "tcp flags & (fin | psh) == psh", 0, 6 },
	{ "tcp flags & psh == 0", 0, 6 },
	{ "tcp sequence > 1010", 0, 6 },
	{ "iifname \"eth0\"", 0, 0 },
	{ "iifname != \"eth1\"", 0, 0 },
	{ "ip ttl 64", 4, 0 },
	{ "ip ttl < 3", 4, 0 },
	{ "ip6 hoplimit > 1", 6, 0 },
	{ "ip frag-off & 0x1fff != 0", 4, 0 },
	{ "ip frag-off & 0x3fff == 0", 4, 0 },
	{ "icmp type echo-request", 4, 1 },
	{ "icmp type { echo-request, destination-unreachable }", 4, 1 },
	{ "icmpv6 type echo-request", 6, 58 },
	{ "ip dscp cs1", 4, 0 },
	{ "ip hdrlength 5", 4, 0 },
	{ "meta length > 100", 0, 0 },
	{ "meta length < 120", 0, 0 },
	{ "ip length < 120", 4, 0 },
	{ "ip6 length < 120", 6, 0 },
	{ "udp length > 60", 0, 17 },
	{ "exthdr frag exists", 6, 0 },
	{ "exthdr hbh missing", 6, 0 },
	{ "ip saddr . tcp dport { 10.0.0.1 . 80, 10.0.0.3 . 22 }", 4, 6 },
	{ "ether saddr 02:00:00:00:00:01", 0, 0 },
	{ "meta protocol ip", 4, 0 },
	{ "meta pkttype host", 0, 0 },
};

/* Of frames, at the netdev hook alone. */
static const char *const of_link[] = {
	"vlan id 5",
	"ether type arp",
	"meta protocol != ip6",
	"meta protocol 0x88b5",
};

static const char *const unknown[] = {
	"ct mark 0x1",	      "meta mark 0x5",	"fib daddr type local",
	"ct direction reply", "ct status dnat", "meta skuid 0",
	"ip saddr @now",      "ct status snat", "fib saddr oif \"eth0\"",
	"rt classid 1",
};

static const char *const states[] = {
	"ct state established,related",
	"ct state new",
	"ct state != new",
	"ct state invalid",
	"ct state { new, untracked }",
	"ct state established",
};

static const char *const maps[] = {
	"meta mark vmap { 0x1 : accept, 0x2 : drop }",
	"ip saddr vmap { 10.0.0.1 : drop, 10.0.0.3 : jump c1 }",
	"tcp dport vmap { 80 : accept, 22 : drop, 53 : return }",
	"meta l4proto vmap { tcp : goto c0, udp : drop, icmp : continue }",
};

static const char *const state_maps[] = {
	"ct state vmap { established : accept, invalid : drop }",
	"ct state vmap { new : jump c1, untracked : drop, related : continue }",
	"ct state vmap { established : drop, related : drop, new : drop, invalid : drop, untracked : drop }",
};

/* What a packet that is dropped behind them takes with it. */
static const struct live_match changing[] = {
	{ "meta mark set 0x1", 0, 0 },	   { "meta mark set 0x5", 0, 0 },
	{ "meta mark set ct mark", 0, 0 }, { "meta priority set 1:10", 0, 0 },
	{ "ip dscp set cs1", 4, 0 },	   { "ip ttl set 64", 4, 0 },
	{ "ip6 hoplimit set 1", 6, 0 },	   { "notrack", 0, 0 },
	{ "ct zone set 5", 0, 0 },
};

static const char *const acting[] = {
	"log group 3",
	"log group 3 meta mark set 0x1",
	"log group 3 ct mark set 0x1",
	"log group 3 limit rate 10/second drop",
	"limit rate over 2/second log group 3 accept",
	"log group 3 update @now { ip saddr timeout 1h }",
	"log group 3 notrack",
	"log group 3 quota over 200 bytes drop",
	"reject",
	"log group 3 reject",
};

static const char *const acting_on_link[] = {
	"log group 3",
	"log group 3 limit rate 10/second drop",
	"log group 3 meta mark set 0x5",
	"dup to \"eth1\"",
	"fwd to \"eth1\"",
};

void live_put(struct live_maker *m, const char *text)
{
	gen_text_add(m->arena, m->out, "%s", text);
}

static void add(struct live_maker *m, const char *text)
{
	size_t span = gen_text_open(m->arena, m->out);

	gen_text_add(m->arena, m->out, " %s", text);
	gen_text_close(m->out, span);
}

/*
 * Adds a match if it goes with what the rule asks for so far: nft refuses one
 * that asks for two protocols at once.
 */
static void add_known(struct live_maker *m, const struct live_match *match)
{
	if ((match->version && m->version && match->version != m->version) ||
	    (match->protocol && m->protocol))
		return;
	m->version = match->version ? match->version : m->version;
	m->protocol = match->protocol ? match->protocol : m->protocol;
	add(m, match->text);
}

static const struct live_match *pick_known(struct live_maker *m)
{
	if (!m->is_translated || rng_one_in(m->rng, 3))
		return &rng_pick(m->rng, known);
	return live_nat_match(m);
}

static void add_unknown(struct live_maker *m)
{
	const char *text = rng_pick(m->rng, unknown);

	if (strstr(text, "ip saddr") && m->version == 6)
		return;
	if (strstr(text, "ip saddr"))
		m->version = 4;
	add(m, text);
}

/* What is not of IP goes with no match of it. */
static void add_of_link(struct live_maker *m)
{
	m->version = m->protocol = UINT8_MAX;
	add(m, rng_pick(m->rng, of_link));
}

static void add_match(struct live_maker *m)
{
	struct rng *r = m->rng;

	if (m->may_link && m->is_ingress && rng_one_in(r, 6) && !m->version &&
	    !m->protocol)
		add_of_link(m);
	else if (m->is_ingress || !rng_one_in(r, 3))
		add_known(m, pick_known(m));
	else if (rng_one_in(r, 2))
		add_unknown(m);
	else
		add(m, rng_pick(r, states));
}

static const char *target(struct live_maker *m)
{
	static const char *const ends[] = { "accept", "accept", "drop",
					    "drop",   "return", "continue" };
	struct rng *r = m->rng;

	if (m->n_user && rng_one_in(r, 4))
		return arena_printf(m->arena, "%s c%u",
				    rng_one_in(r, 3) ? "goto" : "jump",
				    rng_below(r, m->n_user));
	return rng_pick(r, ends);
}

static void add_acting(struct live_maker *m)
{
	const char *text = m->is_ingress ? rng_pick(m->rng, acting_on_link)
					 : rng_pick(m->rng, acting);

	if (strstr(text, "ip saddr") && (m->version || m->family == 6))
		text = acting[0];
	add(m, text);
}

/* And a verdict behind it, at times. */
static void add_change(struct live_maker *m)
{
	const struct live_match *change = &rng_pick(m->rng, changing);

	/* The netdev hook is ahead of all connections. */
	if ((change->version && m->version && change->version != m->version) ||
	    (m->is_ingress && strstr(change->text, "ct ")))
		change = changing;
	add(m, change->text);
	if (rng_one_in(m->rng, 2))
		add(m, target(m));
}

/* What no packet meets, but who takes it for one that stays as it is. */
static void add_change_between(struct live_maker *m)
{
	static const struct {
		const char *text;
		uint8_t version;
	} rows[] = {
		{ "\t\tip ttl set 64\n\t\tip ttl != 64 drop\n", 4 },
		{ "\t\tip dscp set cs1\n\t\tip dscp != cs1 drop\n", 4 },
		{ "\t\tip6 hoplimit set 9\n\t\tip6 hoplimit != 9 drop\n", 6 },
		{ "\t\tmeta mark set 5\n\t\tmeta mark != 5 drop\n", 0 },
		{ "\t\tct state untracked drop\n\t\tnotrack\n\t\tct state != untracked drop\n",
		  0 },
	};
	const uint32_t i = rng_below(m->rng, m->is_ingress ? 4 : 5);
	size_t span = gen_text_open(m->arena, m->out);

	if (m->is_inet || !rows[i].version || rows[i].version == m->family)
		live_put(m, rows[i].text);
	gen_text_close(m->out, span);
}

static void add_rule(struct live_maker *m)
{
	struct rng *r = m->rng;
	/* All too few packets are left behind a rule that takes all. */
	const uint32_t n = rng_one_in(r, 12) ? 0 : rng_between(r, 1, 2);
	size_t span = gen_text_open(m->arena, m->out);
	bool may_map;

	m->protocol = 0;
	m->version = m->is_inet ? 0 : m->family;
	live_put(m, "\t\t");
	for (uint32_t i = 0; i < n; i++)
		add_match(m);
	may_map = m->n_user == 2 && !m->is_ingress && m->is_inet &&
		  !m->version && !m->protocol;
	if (m->may_act && rng_one_in(r, 8))
		add_acting(m);
	else if (m->may_change && rng_one_in(r, 6))
		add_change(m);
	else if (may_map && rng_one_in(r, 8))
		add(m, rng_one_in(r, 2) ? rng_pick(r, state_maps)
					: rng_pick(r, maps));
	else if (rng_one_in(r, 6))
		add(m, "counter");
	else
		add(m, target(m));
	live_put(m, "\n");
	gen_text_close(m->out, span);
}

void live_add_rules(struct live_maker *m, uint32_t least, uint32_t most)
{
	const uint32_t n = rng_between(m->rng, least, most);

	for (uint32_t i = 0; i < n; i++)
		if (m->may_change && rng_one_in(m->rng, 6))
			add_change_between(m);
		else
			add_rule(m);
}

void live_add_rule_of(struct live_maker *m, const struct live_match *match,
		      const char *what)
{
	size_t span = gen_text_open(m->arena, m->out);

	m->protocol = 0;
	m->version = m->is_inet ? 0 : m->family;
	live_put(m, "\t\t");
	add_known(m, match);
	gen_text_add(m->arena, m->out, "%s\n", what);
	gen_text_close(m->out, span);
}

void live_add_quiet_drop(struct live_maker *m)
{
	const struct live_match *match;

	do
		match = pick_known(m);
	while (!m->is_inet && match->version && match->version != m->family);
	live_add_rule_of(m, match, " drop");
}

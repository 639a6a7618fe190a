// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_live.c - random rulesets for the router of live_net.h
 */
#include "live/gen_live.h"

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

/* What NAT asks of a packet, and then does with it. */
static const struct {
	struct match match;
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

/* Of a connection's first packet and of those behind it differently. */
static const struct match nat_drops[] = {
	{ "tcp flags & (syn | ack) == ack", 0, 6 },
	{ "ip dscp cs1", 4, 0 },
	{ "ip ttl < 3", 4, 0 },
	{ "meta l4proto udp", 0, 17 },
};

/* Where replies to translated packets go. */
static const struct match nat_replies[] = {
	{ "ip daddr 10.0.0.2", 4, 0 },
	{ "ip6 daddr 2001:db8::2", 6, 0 },
	{ "ip daddr 10.0.0.9", 4, 0 },
	{ "tcp dport != { 22, 80 }", 0, 6 },
};

static const char *const nat_behind[] = {
	"oifname \"eth1\" masquerade",
	"masquerade",
	"ip saddr 10.0.0.3 snat ip to 10.0.1.9",
	"ip6 saddr 2001:db8::1 snat ip6 to 2001:db8:1::9",
	"ip saddr 10.0.1.1 snat ip to 10.0.0.9",
};

struct maker {
	struct arena *arena;
	struct rng *rng;
	struct gen_text *out;
	bool may_act;
	bool is_translated; /* there is NAT */
	uint32_t nat;	    /* a rule of it, of nat_before */
	bool is_ingress;
	bool may_link;	 /* matches of frames that are not of IP */
	bool has_common; /* input and forward begin with a call of c1 */
	/* Drops little, and the same at each hook: drops that are sure. */
	bool is_quiet;
	bool is_inet;	 /* a table for both, else of IPv4 or IPv6 alone */
	uint8_t family;	 /* 4, 6 */
	uint32_t n_user; /* chains that may be called: c0 to c(n-1) */
	/* What the rule's matches imply so far. */
	uint8_t version;
	uint8_t protocol;
};

static void put(struct maker *m, const char *text)
{
	gen_text_add(m->arena, m->out, "%s", text);
}

static void add(struct maker *m, const char *text)
{
	size_t span = gen_text_open(m->arena, m->out);

	gen_text_add(m->arena, m->out, " %s", text);
	gen_text_close(m->out, span);
}

/* nft refuses a rule that asks for two protocols at once. */
static void add_known(struct maker *m, const struct match *match)
{
	if ((match->version && m->version && match->version != m->version) ||
	    (match->protocol && m->protocol))
		return;
	m->version = match->version ? match->version : m->version;
	m->protocol = match->protocol ? match->protocol : m->protocol;
	add(m, match->text);
}

static const struct match *pick_known(struct maker *m)
{
	if (!m->is_translated || rng_one_in(m->rng, 3))
		return &rng_pick(m->rng, known);
	return rng_one_in(m->rng, 3) ? &rng_pick(m->rng, nat_replies)
				     : &nat_before[m->nat].match;
}

static void add_unknown(struct maker *m)
{
	const char *text = rng_pick(m->rng, unknown);

	if (strstr(text, "ip saddr") && m->version == 6)
		return;
	if (strstr(text, "ip saddr"))
		m->version = 4;
	add(m, text);
}

/* What is not of IP goes with no match of it. */
static void add_of_link(struct maker *m)
{
	m->version = m->protocol = UINT8_MAX;
	add(m, rng_pick(m->rng, of_link));
}

static void add_match(struct maker *m)
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

static const char *target(struct maker *m)
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

static void add_acting(struct maker *m)
{
	const char *text = m->is_ingress ? rng_pick(m->rng, acting_on_link)
					 : rng_pick(m->rng, acting);

	if (strstr(text, "ip saddr") && (m->version || m->family == 6))
		text = acting[0];
	add(m, text);
}

static void add_rule(struct maker *m)
{
	struct rng *r = m->rng;
	/* All too few packets are left behind a rule that takes all. */
	const uint32_t n = rng_one_in(r, 12) ? 0 : rng_between(r, 1, 2);
	size_t span = gen_text_open(m->arena, m->out);
	bool may_map;

	m->protocol = 0;
	m->version = m->is_inet ? 0 : m->family;
	put(m, "\t\t");
	for (uint32_t i = 0; i < n; i++)
		add_match(m);
	may_map = m->n_user == 2 && !m->is_ingress && m->is_inet &&
		  !m->version && !m->protocol;
	if (m->may_act && rng_one_in(r, 8))
		add_acting(m);
	else if (may_map && rng_one_in(r, 8))
		add(m, rng_one_in(r, 2) ? rng_pick(r, state_maps)
					: rng_pick(r, maps));
	else if (rng_one_in(r, 6))
		add(m, "counter");
	else
		add(m, target(m));
	put(m, "\n");
	gen_text_close(m->out, span);
}

static void add_rules(struct maker *m, uint32_t least, uint32_t most)
{
	const uint32_t n = rng_between(m->rng, least, most);

	for (uint32_t i = 0; i < n; i++)
		add_rule(m);
}

/* A drop of what is known, in one match. */
static void add_drop_of(struct maker *m, const struct match *match)
{
	size_t span = gen_text_open(m->arena, m->out);

	m->protocol = 0;
	m->version = m->is_inet ? 0 : m->family;
	put(m, "\t\t");
	add_known(m, match);
	put(m, " drop\n");
	gen_text_close(m->out, span);
}

static void add_quiet_drop(struct maker *m)
{
	const struct match *match;

	do
		match = pick_known(m);
	while (!m->is_inet && match->version && match->version != m->family);
	add_drop_of(m, match);
}

/* Chains call those that were made before. */
static void add_user_chains(struct maker *m)
{
	for (m->n_user = 0; m->n_user < 2; m->n_user++) {
		gen_text_add(m->arena, m->out, "\tchain c%u {\n", m->n_user);
		if (m->is_quiet && m->n_user)
			add_quiet_drop(m);
		add_rules(m, !m->is_quiet, m->is_quiet ? 1 : 3);
		put(m, "\t}\n");
	}
}

static void add_base(struct maker *m, const char *hook, int priority)
{
	const char *device = m->is_ingress ? " device \"eth0\"" : "";

	gen_text_add(m->arena, m->out, "\tchain %s%u {\n", hook,
		     (unsigned int)m->out->bytes.n);
	gen_text_add(m->arena, m->out,
		     "\t\ttype filter hook %s%s priority %d; policy %s;\n",
		     hook, device, priority,
		     !m->is_quiet && rng_one_in(m->rng, 4) ? "drop" : "accept");
	if (m->has_common && strcmp(hook, "prerouting") != 0)
		put(m, "\t\tjump c1\n");
	add_rules(m, !m->is_quiet, m->is_quiet ? 1 : 4);
	put(m, "\t}\n");
}

static void add_sets(struct maker *m)
{
	put(m, "\tset hosts {\n\t\ttype ipv4_addr\n"
	       "\t\telements = { 10.0.0.1, 10.0.0.4 }\n\t}\n");
	if (!m->is_ingress)
		put(m, "\tset now {\n\t\ttype ipv4_addr\n"
		       "\t\tsize 64\n\t\tflags dynamic,timeout\n"
		       "\t\telements = { 10.0.0.3 timeout 1h }\n\t}\n");
}

/* At ingress of eth0, of the netdev family. */
static void add_netdev(struct maker *m)
{
	m->is_ingress = m->is_inet = m->may_link = true;
	put(m, "table netdev n {\n");
	add_sets(m);
	add_user_chains(m);
	add_base(m, "ingress", 0);
	if (rng_one_in(m->rng, 3))
		add_base(m, "ingress", -10);
	put(m, "}\n");
	m->is_ingress = false;
}

/* At ingress of eth0, of the inet family: behind netdev's of its priority. */
static void add_inet_ingress(struct maker *m)
{
	const bool may_act = m->may_act;

	m->is_ingress = m->is_inet = true;
	m->may_act = m->may_link = false;
	put(m, "table inet i {\n");
	add_sets(m);
	add_user_chains(m);
	add_base(m, "ingress", 5);
	put(m, "}\n");
	m->is_ingress = false;
	m->may_act = may_act;
}

static void add_table(struct maker *m, const char *family, const char *name)
{
	static const struct {
		const char *hook;
		int priority;
		uint32_t one_in;
	} bases[] = {
		{ "prerouting", -300, 3 }, { "prerouting", -150, 4 },
		{ "prerouting", -100, 8 }, { "prerouting", 0, 4 },
		{ "input", 0, 1 },	   { "input", 10, 4 },
		{ "forward", 0, 1 },	   { "forward", -5, 5 },
	};

	m->is_quiet = rng_one_in(m->rng, 2);
	m->has_common = m->is_quiet || rng_one_in(m->rng, 3);
	m->is_inet = !strcmp(family, "inet");
	m->family = !strcmp(family, "ip6") ? 6 : 4;
	gen_text_add(m->arena, m->out, "table %s %s {\n", family, name);
	add_sets(m);
	add_user_chains(m);
	for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
		/* Those that are mostly there are missing at times. */
		if (bases[i].one_in == 1 ? rng_one_in(m->rng, 5)
					 : !rng_one_in(m->rng, bases[i].one_in))
			continue;
		add_base(m, bases[i].hook, bases[i].priority);
	}
	put(m, "}\n");
}

static void add_nat_before(struct maker *m, uint32_t rule)
{
	size_t span = gen_text_open(m->arena, m->out);

	gen_text_add(m->arena, m->out, "\t\t%s %s\n",
		     nat_before[rule].match.text, nat_before[rule].action);
	gen_text_close(m->out, span);
}

static void add_nat_behind(struct maker *m)
{
	size_t span = gen_text_open(m->arena, m->out);

	gen_text_add(m->arena, m->out, "\t\t%s\n",
		     rng_pick(m->rng, nat_behind));
	gen_text_close(m->out, span);
}

static void add_nat(struct maker *m)
{
	struct rng *r = m->rng;

	m->is_inet = true;
	put(m, "table inet nat {\n");
	add_sets(m);
	if (!rng_one_in(r, 3)) {
		put(m,
		    "\tchain pre {\n\t\ttype nat hook prerouting priority -100; policy accept;\n");
		add_nat_before(m, m->nat);
		if (rng_one_in(r, 2))
			add_nat_before(m, rng_below(r, N_NAT_BEFORE));
		if (rng_one_in(r, 3))
			add_drop_of(m, &rng_pick(r, nat_drops));
		put(m, "\t}\n");
	}
	put(m,
	    "\tchain post {\n\t\ttype nat hook postrouting priority 100; policy accept;\n");
	add_nat_behind(m);
	add_nat_behind(m);
	put(m, "\t}\n}\n");
}

static void add_front(struct maker *m, struct gen_live_rules *out)
{
	const char *family;
	static const char *const families[] = { "inet", "inet", "ip", "ip6" };
	struct rng *r = m->rng;

	m->may_act = rng_one_in(r, 2);
	if (rng_one_in(r, 4))
		add_netdev(m);
	if (rng_one_in(r, 6))
		add_inet_ingress(m);
	family = rng_one_in(r, 4) ? "ip" : "inet";
	add_table(m, family, "t");
	if (rng_one_in(r, 2))
		out->moved = arena_printf(m->arena, "%s t", family);
	if (rng_one_in(r, 3))
		add_table(m, rng_pick(r, families), "u");
}

void gen_live(struct arena *a, struct rng *r, enum gen_live kind,
	      struct gen_live_rules *out)
{
	struct maker m = { .arena = a, .rng = r };

	m.out = &out->text;
	if (kind == LIVE_COMPLETE) {
		add_netdev(&m);
		if (rng_one_in(r, 4))
			add_inet_ingress(&m);
		return;
	}
	m.is_translated = rng_one_in(r, 2);
	m.nat = rng_below(r, N_NAT_BEFORE);
	out->has_unread = m.is_translated && rng_one_in(r, 3);
	add_front(&m, out);
	if (out->has_unread)
		m.out = &out->unread;
	if (m.is_translated)
		add_nat(&m);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_live.c - random rulesets for the router of live_net.h
 */
#include "live/gen_live_int.h"

#include <string.h>

/* Where NAT has rewritten what comes in: it does at input's 100. */
#define BEHIND_NAT_IN 150

/* Chains call those that were made before. */
static void add_user_chains(struct live_maker *m)
{
	for (m->n_user = 0; m->n_user < 2; m->n_user++) {
		gen_text_add(m->arena, m->out, "\tchain c%u {\n", m->n_user);
		if (m->is_quiet && m->n_user)
			live_add_quiet_drop(m);
		live_add_rules(m, !m->is_quiet, m->is_quiet ? 1 : 3);
		live_put(m, "\t}\n");
	}
}

static void add_base(struct live_maker *m, const char *hook, int priority)
{
	const char *device = m->is_ingress ? " device \"eth0\"" : "";

	m->is_behind_nat_in = !strcmp(hook, "input") && m->is_translated &&
			      rng_one_in(m->rng, 3);
	if (m->is_behind_nat_in)
		priority += BEHIND_NAT_IN;
	gen_text_add(m->arena, m->out, "\tchain %s%u {\n", hook,
		     (unsigned int)m->out->bytes.n);
	gen_text_add(m->arena, m->out,
		     "\t\ttype filter hook %s%s priority %d; policy %s;\n",
		     hook, device, priority,
		     !m->is_quiet && rng_one_in(m->rng, 4) ? "drop" : "accept");
	if (m->has_common && strcmp(hook, "prerouting") != 0)
		live_put(m, "\t\tjump c1\n");
	live_add_rules(m, !m->is_quiet, m->is_quiet ? 1 : 4);
	live_put(m, "\t}\n");
	m->is_behind_nat_in = false;
}

void live_add_sets(struct live_maker *m)
{
	live_put(m, "\tset hosts {\n\t\ttype ipv4_addr\n"
		    "\t\telements = { 10.0.0.1, 10.0.0.4 }\n\t}\n");
	if (!m->is_ingress)
		live_put(m, "\tset now {\n\t\ttype ipv4_addr\n"
			    "\t\tsize 64\n\t\tflags dynamic,timeout\n"
			    "\t\telements = { 10.0.0.3 timeout 1h }\n\t}\n");
}

/* At ingress of eth0, of the netdev family. */
static void add_netdev(struct live_maker *m)
{
	m->is_ingress = m->is_inet = m->may_link = true;
	live_put(m, "table netdev n {\n");
	live_add_sets(m);
	add_user_chains(m);
	add_base(m, "ingress", 0);
	if (rng_one_in(m->rng, 3))
		add_base(m, "ingress", -10);
	live_put(m, "}\n");
	m->is_ingress = false;
}

/* At ingress of eth0, of the inet family: behind netdev's of its priority. */
static void add_inet_ingress(struct live_maker *m)
{
	const bool may_act = m->may_act;

	m->is_ingress = m->is_inet = true;
	m->may_act = m->may_link = false;
	live_put(m, "table inet i {\n");
	live_add_sets(m);
	add_user_chains(m);
	add_base(m, "ingress", 5);
	live_put(m, "}\n");
	m->is_ingress = false;
	m->may_act = may_act;
}

static void add_table(struct live_maker *m, const char *family,
		      const char *name)
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
	live_add_sets(m);
	add_user_chains(m);
	for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
		/* Those that are mostly there are missing at times. */
		if (bases[i].one_in == 1 ? rng_one_in(m->rng, 5)
					 : !rng_one_in(m->rng, bases[i].one_in))
			continue;
		add_base(m, bases[i].hook, bases[i].priority);
	}
	live_put(m, "}\n");
}

static void add_front(struct live_maker *m, struct gen_live_rules *out)
{
	const char *family;
	static const char *const families[] = { "inet", "inet", "ip", "ip6" };
	struct rng *r = m->rng;

	m->may_act = rng_one_in(r, 2);
	m->may_change = rng_one_in(r, 2);
	if (rng_one_in(r, 4))
		add_netdev(m);
	if (rng_one_in(r, 6))
		add_inet_ingress(m);
	family = rng_one_in(r, 4) ? "ip" : "inet";
	add_table(m, family, "t");
	if (rng_one_in(r, 2))
		out->moved = arena_printf(m->arena, "%s t", family);
	if (rng_one_in(r, 2))
		add_table(m, rng_pick(r, families), "u");
}

void gen_live(struct arena *a, struct rng *r, enum gen_live kind,
	      struct gen_live_rules *out)
{
	struct live_maker m = { .arena = a, .rng = r };

	m.out = &out->text;
	if (kind == LIVE_COMPLETE) {
		add_netdev(&m);
		if (rng_one_in(r, 4))
			add_inet_ingress(&m);
		return;
	}
	m.is_translated = rng_one_in(r, 2);
	live_draw_nat(&m);
	out->has_unread = m.is_translated && rng_one_in(r, 2);
	add_front(&m, out);
	if (out->has_unread) {
		m.out = &out->unread;
		m.may_act = false;
	}
	if (m.is_translated)
		live_add_nat(&m);
}
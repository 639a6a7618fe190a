// SPDX-License-Identifier: GPL-2.0-only
/*
 * live_talk.c - little conversations through a router
 */
#include "live/live_talk.h"

#include "lang/packet_text.h"
#include "live/live_mark.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_BURST 6

/* A conversation between a host of the near network and someone. */
struct talk {
	uint32_t id;
	bool is_6;
	const char *near;
	const char *peer;
	unsigned int sport;
	unsigned int dport;
	const char *tag; /* in front of IP: "", or "vlan id=0 / " */
};

struct maker {
	struct arena *arena;
	struct rng *rng;
	bool is_tame;
	const struct live_pool *pool;
	struct live_talks *out;
};

/* 10.0.0.2 and 10.0.1.2 are the router's; .9 is there, but unnamed in rules. */
static const char *const near4[] = { "10.0.0.1", "10.0.0.3", "10.0.0.4" };
static const char *const near6[] = { "2001:db8::1", "2001:db8::3",
				     "2001:db8::4" };
static const char *const peers4[] = { "10.0.0.2", "10.0.1.1", "10.0.1.1",
				      "10.0.1.3", "10.0.1.2", "10.0.0.2",
				      "10.0.0.9" };
static const char *const peers6[] = { "2001:db8::2",   "2001:db8:1::1",
				      "2001:db8:1::1", "2001:db8:1::3",
				      "2001:db8:1::2", "2001:db8::2",
				      "2001:db8::9" };
static const unsigned int ports[] = { 22, 53, 80, 80, 8080, 443 };

#define ADD_ALL(a, vec, array)                                          \
	for (size_t i = 0; i < sizeof(array) / sizeof((array)[0]); i++) \
	*vec_push(a, vec) = (array)[i]

void live_pool_init(struct arena *a, struct live_pool *out)
{
	ADD_ALL(a, &out->near4, near4);
	ADD_ALL(a, &out->near6, near6);
	ADD_ALL(a, &out->peers4, peers4);
	ADD_ALL(a, &out->peers6, peers6);
	ADD_ALL(a, &out->ports, ports);
}

uint8_t *live_frame(struct arena *a, const char *text, size_t *len)
{
	struct diag *diag = diag_new(a);
	struct loc loc = {};
	uint8_t *frame;

	if (!packet_text_parse(a, diag, loc, text, &frame, len))
		return frame;
	diag_print(diag, stderr);
	fprintf(stderr, "in the packet: %s\n", text);
	abort();
}

static uint32_t next_number(struct maker *m, uint32_t n)
{
	m->out->n_numbers += n;
	return m->out->n_numbers - n;
}

/* ---- Steps ---- */

#define CUT_BYTES 20 /* so that a mark is left */

/* Makes a frame shorter, or longer, than its headers say. */
static void reshape(struct maker *m, struct live_step *s)
{
	if (rng_one_in(m->rng, 2)) {
		s->len -= CUT_BYTES;
		s->note = "the end is cut off";
		return;
	}
	const uint8_t *whole = s->frame;

	s->frame = arena_calloc(m->arena, s->len + CUT_BYTES, 1);
	memcpy(s->frame, whole, s->len);
	s->len += CUT_BYTES;
	s->note = "padded";
}

static struct live_step *add(struct maker *m, const struct talk *t,
			     enum live_from from, const char *text)
{
	struct live_step *s = vec_push(m->arena, &m->out->steps);

	*s = (struct live_step){ .from = from,
				 .talk = t->id,
				 .text = text,
				 .note = "",
				 .number = next_number(m, 1) };
	if (from != FROM_WHOEVER) {
		s->text = arena_printf(m->arena, "%s / %s", text,
				       live_marks(m->arena, s->number));
		s->frame = live_frame(m->arena, s->text, &s->len);
	}
	if (from == FROM_NEAR && rng_one_in(m->rng, 30))
		reshape(m, s);
	return s;
}

/* What is odd about some packets: rare fields of the IP header. */
static const char *ip_fields(struct maker *m, const struct talk *t)
{
	static const char *const odd4[] = {
		" ttl=1",
		" ttl=2",
		" dscp=cs1",
		" df",
		" opts=01010101",	  /* no operation */
		" opts=94040000",	  /* router alert */
		" opts=0707040000000000", /* record route */
		" opts=8307040a00010100", /* by way of 10.0.1.1 */
	};
	static const char *const odd6[] = { " hop=1", " hop=2", " dscp=cs1",
					    " flow=5" };

	if (!rng_one_in(m->rng, 6))
		return "";
	return t->is_6 ? rng_pick(m->rng, odd6) : rng_pick(m->rng, odd4);
}

static const char *extensions(struct maker *m, const struct talk *t)
{
	static const char *const some[] = { " / hbh", " / dst", " / hbh / dst",
					    " / rt type=4", " / frag" };

	return t->is_6 && rng_one_in(m->rng, 12) ? rng_pick(m->rng, some) : "";
}

/* From the near host to its peer, with these fields and headers more. */
static const char *head_with(struct maker *m, const struct talk *t,
			     const char *more)
{
	return arena_printf(m->arena, "eth / %s%s src=%s dst=%s%s", t->tag,
			    t->is_6 ? "ip6" : "ip", t->near, t->peer, more);
}

static const char *head(struct maker *m, const struct talk *t)
{
	return head_with(m, t,
			 arena_printf(m->arena, "%s%s", ip_fields(m, t),
				      extensions(m, t)));
}

/* From a far peer to the near host. */
static const char *far_head(struct maker *m, const struct talk *t)
{
	return arena_printf(
		m->arena,
		"eth dst=02:00:00:00:01:02 src=02:00:00:00:01:01 / %s src=%s dst=%s",
		t->is_6 ? "ip6" : "ip", t->peer, t->near);
}

static struct live_step *segment(struct maker *m, const struct talk *t,
				 const char *flags, unsigned int seq,
				 unsigned int ack)
{
	return add(m, t, FROM_NEAR,
		   arena_printf(
			   m->arena,
			   "%s / tcp sport=%u dport=%u seq=%u ack=%u flags=%s",
			   head(m, t), t->sport, t->dport, seq, ack, flags));
}

static void reply(struct maker *m, const struct talk *t, const char *how)
{
	add(m, t, FROM_WHOEVER, how)->is_error = !strcmp(how, "error");
}

/* Segments that GRO may join: with identifications that follow each other. */
static unsigned int burst(struct maker *m, const struct talk *t,
			  unsigned int seq)
{
	const uint32_t n = rng_between(m->rng, 1, MAX_BURST);
	struct arena *a = m->arena;

	for (uint32_t i = 0; i < n; i++) {
		const char *id = t->is_6 ? "" : arena_printf(a, " id=%u", i);

		add(m, t, FROM_NEAR,
		    arena_printf(
			    a,
			    "%s / tcp sport=%u dport=%u seq=%u ack=5001 flags=%s",
			    head_with(m, t, id), t->sport, t->dport, seq,
			    i + 1 < n ? "A" : "PA"))
			->is_followed = i + 1 < n;
		seq += LIVE_MARKS_LEN;
	}
	return seq;
}

/* ---- Conversations ---- */

static void talk_tcp(struct maker *m, const struct talk *t)
{
	unsigned int seq = 1001;

	if (rng_one_in(m->rng, 6))
		segment(m, t, "A", 900, 4000);
	segment(m, t, "S", 1000, 0);
	if (!m->is_tame && rng_one_in(m->rng, 4))
		segment(m, t, "S", 1000, 0);
	if (rng_one_in(m->rng, 6)) {
		reply(m, t, "error");
		return;
	}
	reply(m, t, "SA");
	segment(m, t, "A", seq, 5001);
	seq = burst(m, t, seq);
	reply(m, t, "PA");
	seq = burst(m, t, seq);
	if (!m->is_tame && rng_one_in(m->rng, 4))
		segment(m, t, "S", seq, 0);
	segment(m, t, rng_one_in(m->rng, 2) ? "FA" : "R", seq, 5001);
}

static struct live_step *datagram_with(struct maker *m, const struct talk *t,
				       const char *to)
{
	return add(m, t, FROM_NEAR,
		   arena_printf(m->arena, "%s / udp sport=%u dport=%u", to,
				t->sport, t->dport));
}

static void datagram(struct maker *m, const struct talk *t)
{
	datagram_with(m, t, head(m, t));
}

/* Datagrams that GRO may join where it forwards UDP. */
static void datagrams(struct maker *m, const struct talk *t)
{
	const uint32_t n = rng_between(m->rng, 1, MAX_BURST);

	for (uint32_t i = 0; i < n; i++) {
		const char *id = t->is_6 ? ""
					 : arena_printf(m->arena, " id=%u", i);

		datagram_with(m, t, head_with(m, t, id))->is_followed = i + 1 <
									n;
	}
}

static void talk_udp(struct maker *m, const struct talk *t)
{
	datagram(m, t);
	reply(m, t, rng_one_in(m->rng, 3) ? "error" : "");
	datagram(m, t);
	reply(m, t, "");
	datagrams(m, t);
}

static void talk_echo(struct maker *m, const struct talk *t)
{
	const uint32_t n = rng_between(m->rng, 1, 3);

	for (uint32_t i = 0; i < n; i++) {
		add(m, t, FROM_NEAR,
		    arena_printf(m->arena, "%s / %s id=%u seq=%u", head(m, t),
				 t->is_6 ? "icmp6" : "icmp", t->sport, i));
		reply(m, t, rng_one_in(m->rng, 4) ? "error" : "");
	}
}

/* An error that the near host sends about what its peer sent, or did not. */
static void talk_error(struct maker *m, const struct talk *t)
{
	const char *inner = rng_one_in(m->rng, 2) ? "udp" : "tcp";

	if (!rng_one_in(m->rng, 3)) {
		add(m, t, FROM_FAR,
		    arena_printf(m->arena, "%s / %s sport=%u dport=%u",
				 far_head(m, t), inner, t->dport, t->sport));
		reply(m, t, rng_one_in(m->rng, 2) ? "error" : "A");
	}
	add(m, t, FROM_NEAR,
	    arena_printf(m->arena,
			 "%s / %s / %s src=%s dst=%s / %s sport=%u dport=%u",
			 head(m, t),
			 t->is_6 ? "icmp6 type=1 code=4" : "icmp type=3 code=3",
			 t->is_6 ? "ip6" : "ip", t->peer, t->near, inner,
			 t->dport, t->sport))
		->is_error = true;
}

/* A connection that the peer opens, if it is a far one. */
static void talk_far(struct maker *m, const struct talk *t)
{
	struct talk back = *t;

	add(m, t, FROM_FAR,
	    arena_printf(m->arena,
			 "%s / tcp sport=%u dport=%u seq=5000 flags=S",
			 far_head(m, t), t->sport, t->dport));
	back.sport = t->dport;
	back.dport = t->sport;
	if (rng_one_in(m->rng, 3))
		segment(m, &back, "SA", 1000, 5001);
	else
		reply(m, t, "SA");
	add(m, t, FROM_FAR,
	    arena_printf(m->arena,
			 "%s / tcp sport=%u dport=%u seq=5001 ack=1001 flags=A",
			 far_head(m, t), t->sport, t->dport));
	reply(m, t, "A");
	reply(m, t, rng_one_in(m->rng, 3) ? "error" : "PA");
	burst(m, &back, 1001);
}

enum fragmented {
	OF_UDP,
	OF_TCP,
	OF_ICMP,
	N_FRAGMENTED,
};

/* With four bytes behind TCP's header the marks lie at units of 8. */
static const char *fragmented_l4(struct arena *a, enum fragmented kind,
				 const struct talk *t)
{
	switch (kind) {
	case OF_TCP:
		return arena_printf(
			a,
			"tcp sport=%u dport=%u seq=1000 flags=S / hex 00000000",
			t->sport, t->dport);
	case OF_ICMP:
		return arena_printf(a, "%s id=%u", t->is_6 ? "icmp6" : "icmp",
				    t->sport);
	default:
		return arena_printf(a, "udp sport=%u dport=%u", t->sport,
				    t->dport);
	}
}

static void talk_fragments(struct maker *m, const struct talk *t)
{
	const enum fragmented kind = rng_below(m->rng, N_FRAGMENTED);
	const uint32_t n = rng_between(m->rng, 2, 4);
	struct live_step step = { .from = FROM_NEAR,
				  .talk = t->id,
				  .number = next_number(m, n) };
	struct arena *a = m->arena;

	step.text = arena_printf(a, "eth / %s%s src=%s dst=%s / %s", t->tag,
				 t->is_6 ? "ip6" : "ip", t->near, t->peer,
				 fragmented_l4(a, kind, t));
	for (uint32_t i = 0; i < n; i++)
		step.text = arena_printf(a, "%s / %s", step.text,
					 live_marks(a, step.number + i));
	step.frame = live_frame(a, step.text, &step.len);
	live_split(a, m->rng, &step, (kind == OF_TCP ? 24 : 8) + LIVE_MARKS_LEN,
		   LIVE_MARKS_LEN, m->out);
	reply(m, t, kind == OF_TCP ? "SA" : "");
	if (rng_one_in(m->rng, 2))
		datagram(m, t);
}

/* Packets that are no one's conversation. */
static void talk_odd(struct maker *m, const struct talk *t)
{
	static const char *const odd4[] = {
		"proto=253",
		"/ sctp dport=80",
		"/ udplite dport=53",
		"/ udp sport=68 dport=67",
		"/ tcp dport=80 sum=1",
		"sum=1 / udp",
		"/ tcp dport=22 doff=4",
		"/ udp sum=0",
		"/ tcp dport=80 flags=SF",
		"/ icmp type=13",
		"/ tcp dport=80 flags=0",
		"/ udp dport=53 sum=7",
	};
	static const char *const odd6[] = {
		"nh=253",
		"/ sctp dport=80",
		"/ udplite dport=53",
		"/ tcp dport=80 sum=1",
		"/ tcp dport=22 doff=4",
		"/ icmp6 type=128 sum=1",
		"/ tcp dport=80 flags=SF",
		"/ hbh / dst / dst / udp",
		"/ mh",
	};
	static const char *const whole[] = {
		"arp",
		"eth type=0x88b5",
		"eth / vlan id=5 / ip dst=10.0.1.1 / udp",
		"eth / vlan id=5 tpid=0x88a8 / ip6 / udp",
		"eth / vlan id=0 / vlan id=0 / ip / udp",
		"eth dst=02:00:00:00:00:77 / ip dst=10.0.1.1 / udp",
		"eth dst=ff:ff:ff:ff:ff:ff / ip dst=10.0.0.255 / udp",
		"eth dst=01:00:5e:00:00:01 / ip dst=224.0.0.1 / udp",
		"eth dst=33:33:00:00:00:01 / ip6 dst=ff02::1 / udp",
		"eth dst=33:33:00:00:00:01 / ip6 dst=ff02::1 / icmp6",
		"eth / ip src=10.0.0.1 dst=10.0.1.1 / ip / udp",
	};
	struct rng *r = m->rng;

	if (rng_one_in(r, 2))
		add(m, t, FROM_NEAR, rng_pick(r, whole));
	else
		add(m, t, FROM_NEAR,
		    arena_printf(m->arena, "%s %s", head(m, t),
				 t->is_6 ? rng_pick(r, odd6)
					 : rng_pick(r, odd4)));
	/* All these segments have one source port. */
	if (!m->is_tame && rng_one_in(r, 2))
		reply(m, t, "");
}

/* ---- All of them ---- */

#define PICK(r, vec) ((vec)->v[rng_below(r, (uint32_t)(vec)->n)])

static struct talk draw_talk(struct rng *r, const struct live_pool *pool,
			     uint32_t id)
{
	struct talk t = {
		.id = id,
		.is_6 = rng_one_in(r, 3),
		.sport = 1025 + id,
		.dport = PICK(r, &pool->ports),
		.tag = rng_one_in(r, 8) ? "vlan id=0 / " : "",
	};

	t.near = t.is_6 ? PICK(r, &pool->near6) : PICK(r, &pool->near4);
	t.peer = t.is_6 ? PICK(r, &pool->peers6) : PICK(r, &pool->peers4);
	return t;
}

void live_talks_draw(struct arena *a, struct rng *r, uint32_t n, bool is_tame,
		     const struct live_pool *pool, struct live_talks *out)
{
	static void (*const kinds[])(struct maker *, const struct talk *) = {
		talk_tcp,   talk_tcp, talk_udp, talk_udp,	talk_echo,
		talk_error, talk_far, talk_odd, talk_fragments, talk_odd,
	};
	struct maker m = { a, r, is_tame, pool, out };

	for (uint32_t id = out->n_talks; id < out->n_talks + n; id++) {
		const struct talk t = draw_talk(r, pool, id);

		rng_pick(r, kinds)(&m, &t);
	}
	out->n_talks += n;
}

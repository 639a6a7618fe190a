// SPDX-License-Identifier: GPL-2.0-only
/*
 * given_talk.c - what is sent to a router that has a given ruleset
 */
#include "given/given_talk.h"

#include "live/live_mark.h"
#include "policy/eval.h"

#include <linux/if_ether.h>
#include <netinet/in.h>

/* ---- What rules ask for ---- */

#define MAX_ASKED 300

struct asked {
	struct arena *arena;
	struct rng *rng;
	VEC(const char *) near4;
	VEC(const char *) near6;
	VEC(const char *) peers4;
	VEC(const char *) peers6;
	VEC(unsigned int) ports;
};

/* Of more than MAX_ASKED each is kept with some chance. */
#define ADD(s, vec, value)                                                  \
	do {                                                                \
		if ((vec)->n < MAX_ASKED)                                   \
			*vec_push((s)->arena, vec) = (value);               \
		else                                                        \
			(vec)->v[rng_below((s)->rng, MAX_ASKED)] = (value); \
	} while (0)

static void add_value(struct asked *s, enum field_id id, u128 value)
{
	const struct field *f = &fields[id];
	const char *text = datatype_print(s->arena, f->type, f->width, value);

	switch (id) {
	case FIELD_IP_SADDR:
		ADD(s, &s->near4, text);
		break;
	case FIELD_IP_DADDR:
		ADD(s, &s->peers4, text);
		break;
	case FIELD_IP6_SADDR:
		ADD(s, &s->near6, text);
		break;
	case FIELD_IP6_DADDR:
		ADD(s, &s->peers6, text);
		break;
	case FIELD_TH_DPORT:
	case FIELD_TCP_DPORT:
	case FIELD_UDP_DPORT:
		ADD(s, &s->ports, (unsigned int)value);
		break;
	default:
		break;
	}
}

static void add_stmt(struct asked *s, const struct policy_stmt *stmt)
{
	if (!stmt->n_parts)
		return;
	for (size_t k = 0; k < stmt_n_elements(stmt); k++) {
		for (uint32_t i = 0; i < stmt->n_parts; i++) {
			const struct part *p = &stmt->parts[i];
			const struct interval *v = &stmt_intervals(stmt, k)[i];

			if (p->mask != u128_max(fields[p->field].width))
				continue;
			add_value(s, p->field,
				  rng_one_in(s->rng, 3)
					  ? v->lo
					  : rng_within(s->rng, v->lo, v->hi));
		}
	}
}

/* As many more as there are, of @from, if there are any. */
#define MIX(a, to, from)                                            \
	for (size_t i = 0, n = (to)->n;                             \
	     (from)->n && i < (n > (from)->n ? n : (from)->n); i++) \
	*vec_push(a, to) = (from)->v[i % (from)->n]

void given_pool_add(struct arena *a, struct rng *r, const struct policy *policy,
		    struct live_pool *pool)
{
	struct asked s = { .arena = a, .rng = r };
	const struct policy_chain *chain;
	const struct policy_rule *rule;
	const struct policy_stmt *stmt;

	vec_for_each(chain, &policy->chains)
		vec_for_each(rule, &chain->rules)
			vec_for_each(stmt, &rule->stmts)
				add_stmt(&s, stmt);
	MIX(a, &pool->near4, &s.near4);
	MIX(a, &pool->near6, &s.near6);
	MIX(a, &pool->peers4, &s.peers4);
	MIX(a, &pool->peers6, &s.peers6);
	MIX(a, &pool->ports, &s.ports);
}

/* ---- Captured frames ---- */

#define MAX_FRAME 1514
#define MAX_ADDED (LIVE_MARKS_LEN + 1)
#define BATCH	  16

static const struct reach reach = { .ext_headers = 32, .ext_bytes = 61440 };

static uint32_t get16(const uint8_t *at)
{
	return (uint32_t)(at[0] << 8 | at[1]);
}

static void put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

/* Adapts the checksum @at to @more, a sum of 16 bit words (RFC 1624). */
static void add_to_sum(uint8_t *at, uint32_t more)
{
	uint32_t sum = (~get16(at) & 0xffff) + more;

	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	put16(at, ~sum);
}

/* The transport header @l4 has @n more bytes behind it, which sum up to @sum.
 */
static void adapt_l4(uint8_t *l4, uint32_t len, uint8_t protocol, uint32_t n,
		     uint32_t sum)
{
	switch (protocol) {
	case IPPROTO_TCP:
		if (len >= 20)
			add_to_sum(l4 + 16, sum + n);
		break;
	case IPPROTO_UDP:
		if (len < 8)
			break;
		put16(l4 + 4, get16(l4 + 4) + n);
		if (get16(l4 + 6))
			add_to_sum(l4 + 6, sum + 2 * n);
		break;
	case IPPROTO_ICMP:
	case IPPROTO_IGMP:
		if (len >= 4)
			add_to_sum(l4 + 2, sum);
		break;
	case IPPROTO_ICMPV6:
		if (len >= 4)
			add_to_sum(l4 + 2, sum + n);
		break;
	default:
		break;
	}
}

static bool is_fragment(const struct frame_view *v, const uint8_t *ip)
{
	if (v->protocol == ETH_P_IP)
		return get16(ip + 6) & 0x3fff;
	/* Of IPv6 those behind a header of 8 bytes, as all have them. */
	return ip[6] == IPPROTO_FRAGMENT;
}

/* The packet's end by its IP header, as an offset; 0: it has none. */
static size_t packet_end(const struct frame_view *v, const uint8_t *frame,
			 size_t len)
{
	const uint8_t *ip = v->header[PLAN_NET];
	size_t end;

	if (v->protocol == ETH_P_IP && v->avail[PLAN_NET] >= 20)
		end = get16(ip + 2);
	else if (v->protocol == ETH_P_IPV6 && v->avail[PLAN_NET] >= 40)
		end = get16(ip + 4) ? 40 + get16(ip + 4) : 0;
	else
		return 0;
	end = end ? (size_t)(ip - frame) + end : 0;
	return end <= len && v->has_l4 && !is_fragment(v, ip) ? end : 0;
}

/* @frame, of @len bytes, has room for MAX_ADDED more. Returns its length. */
static size_t add_marks(uint8_t *frame, size_t len, uint32_t number)
{
	struct frame_view v;
	size_t end, l4_len;
	uint32_t n, sum = 0;
	uint8_t *ip, *l4;

	if (!frame_parse(frame, len, reach, &v))
		return len;
	if (v.protocol != ETH_P_IP && v.protocol != ETH_P_IPV6) {
		live_marks_write(frame + len, number);
		return len + LIVE_MARKS_LEN;
	}
	end = packet_end(&v, frame, len);
	if (!end)
		return len;
	ip = frame + (v.header[PLAN_NET] - frame);
	l4 = frame + (v.header[PLAN_TRANS] - frame);
	l4_len = (size_t)(frame + end - l4);
	n = LIVE_MARKS_LEN + (l4_len & 1);
	frame[end] = 0;
	live_marks_write(frame + end + (l4_len & 1), number);
	for (size_t i = l4_len & 1; i < n; i += 2)
		sum += get16(frame + end + i);
	if (v.protocol == ETH_P_IP) {
		put16(ip + 2, get16(ip + 2) + n);
		add_to_sum(ip + 10, n);
	} else {
		put16(ip + 4, get16(ip + 4) + n);
	}
	adapt_l4(l4, (uint32_t)l4_len, v.l4proto, n, sum);
	return end + n;
}

/* A connection's first segment may be there twice. */
static bool is_tcp(const struct host_frame *f)
{
	struct frame_view v;

	return frame_parse(f->bytes, f->len, reach, &v) && v.has_l4 &&
	       v.l4proto == IPPROTO_TCP;
}

void given_frames_draw(struct arena *a, struct rng *r, uint32_t n, bool is_tame,
		       const struct frames *frames, struct live_talks *out)
{
	for (uint32_t i = 0; i < n && frames->v.n; i++) {
		const struct host_frame *f =
			&frames->v.v[rng_below(r, (uint32_t)frames->v.n)];
		struct live_step *s;

		if (f->len + MAX_ADDED > MAX_FRAME || (is_tame && is_tcp(f)))
			continue;
		s = vec_push(a, &out->steps);
		*s = (struct live_step){
			.from = FROM_NEAR,
			.talk = out->n_talks++,
			.number = out->n_numbers++,
			.text = f->name,
			.note = "",
			.frame = arena_calloc(a, f->len + MAX_ADDED, 1),
			.is_followed = (i + 1) % BATCH != 0,
		};
		memcpy(s->frame, f->bytes, f->len);
		s->len = add_marks(s->frame, f->len, s->number);
	}
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * live_reply.c - what someone answers to a packet that got through
 */
#include "live/live_mark.h"
#include "live/live_run.h"

#include "policy/eval.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <netinet/in.h>

/* A packet, as far as a reply hangs on it. */
struct packet {
	bool is_6;
	char src[INET6_ADDRSTRLEN];
	char dst[INET6_ADDRSTRLEN];
	uint8_t protocol;
	const uint8_t *l4;
	uint32_t l4_len;
};

static const struct reach whole_packet = { .ext_headers = 32,
					   .ext_bytes = 65535 };

static bool read_packet(const uint8_t *frame, size_t len, struct packet *p)
{
	struct frame_view v;
	const uint8_t *ip;

	if (!frame_parse(frame, len, whole_packet, &v) || !v.has_l4)
		return false;
	ip = v.header[PLAN_NET];
	p->is_6 = v.protocol == ETH_P_IPV6;
	inet_ntop(p->is_6 ? AF_INET6 : AF_INET, ip + (p->is_6 ? 8 : 12), p->src,
		  sizeof(p->src));
	inet_ntop(p->is_6 ? AF_INET6 : AF_INET, ip + (p->is_6 ? 24 : 16),
		  p->dst, sizeof(p->dst));
	p->protocol = v.l4proto;
	p->l4 = v.header[PLAN_TRANS];
	p->l4_len = v.avail[PLAN_TRANS];
	return p->l4_len >= 8;
}

static unsigned int get16(const uint8_t *at)
{
	return (unsigned int)(at[0] << 8 | at[1]);
}

bool live_is_error(const uint8_t *frame, size_t len)
{
	struct packet p;

	if (!read_packet(frame, len, &p))
		return false;
	if (p.protocol == IPPROTO_ICMPV6)
		return p.l4[0] < 128 || p.l4[0] == 137;
	return p.protocol == IPPROTO_ICMP &&
	       (p.l4[0] == 3 || p.l4[0] == 4 || p.l4[0] == 5 || p.l4[0] == 11 ||
		p.l4[0] == 12);
}

/* Who opens a connection starts with 1000 or 5000, who answers with the other.
 */
static const char *answer_tcp(struct arena *a, const struct packet *p,
			      const char *how)
{
	const uint8_t *l4 = p->l4;
	const bool opens = l4[13] & 0x02;
	const unsigned int seq = get16(l4 + 4) << 16 | get16(l4 + 6);
	const unsigned int ack = get16(l4 + 8) << 16 | get16(l4 + 10);
	const unsigned int header = (l4[12] >> 4) * 4;

	return arena_printf(a, "tcp sport=%u dport=%u seq=%u ack=%u flags=%s",
			    get16(l4 + 2), get16(l4),
			    opens && !ack ? (seq == 5000 ? 1000 : 5000) : ack,
			    opens ? seq + 1 : seq + p->l4_len - header,
			    *how ? how : "RA");
}

/* The transport header that answers; NULL: nobody answers. */
static const char *answer(struct arena *a, const struct packet *p,
			  const char *how)
{
	const uint8_t *l4 = p->l4;

	switch (p->protocol) {
	case IPPROTO_TCP:
		return p->l4_len < 20 ? NULL : answer_tcp(a, p, how);
	case IPPROTO_UDP:
		return arena_printf(a, "udp sport=%u dport=%u", get16(l4 + 2),
				    get16(l4));
	case IPPROTO_ICMP:
		return l4[0] == 8 ? arena_printf(a, "icmp type=0 id=%u seq=%u",
						 get16(l4 + 4), get16(l4 + 6))
				  : NULL;
	case IPPROTO_ICMPV6:
		return l4[0] == 128
			       ? arena_printf(a, "icmp6 type=129 id=%u seq=%u",
					      get16(l4 + 4), get16(l4 + 6))
			       : NULL;
	default:
		return NULL;
	}
}

static const char *quote(struct arena *a, const struct packet *p)
{
	const char *l4;

	if (p->protocol == IPPROTO_TCP || p->protocol == IPPROTO_UDP)
		l4 = arena_printf(a, "%s sport=%u dport=%u",
				  p->protocol == IPPROTO_TCP ? "tcp" : "udp",
				  get16(p->l4), get16(p->l4 + 2));
	else
		l4 = arena_printf(a, "%s type=%u id=%u",
				  p->is_6 ? "icmp6" : "icmp", p->l4[0],
				  get16(p->l4 + 4));
	return arena_printf(a, "%s / %s src=%s dst=%s / %s",
			    p->is_6 ? "icmp6 type=1 code=4"
				    : "icmp type=3 code=3",
			    p->is_6 ? "ip6" : "ip", p->src, p->dst, l4);
}

static const char *link_of(enum live_side side)
{
	return side == LIVE_FAR
		       ? "eth dst=02:00:00:00:01:02 src=02:00:00:00:01:01"
		       : "eth";
}

uint8_t *live_reply(struct arena *a, const uint8_t *frame, size_t len,
		    const char *how, uint32_t number, enum live_side side,
		    size_t *reply_len)
{
	struct packet p;
	const char *body;

	if (live_is_error(frame, len) || !read_packet(frame, len, &p))
		return NULL;
	body = answer(a, &p, how);
	if (body && !strcmp(how, "error"))
		body = quote(a, &p);
	if (!body)
		return NULL;
	return live_frame(a,
			  arena_printf(a, "%s / %s src=%s dst=%s / %s / %s",
				       link_of(side), p.is_6 ? "ip6" : "ip",
				       p.dst, p.src, body,
				       live_marks(a, number)),
			  reply_len);
}

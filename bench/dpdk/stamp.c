// SPDX-License-Identifier: GPL-2.0-only
/*
 * stamp.c - what tells the frames of a benchmark from strangers
 */
#include "stamp.h"

#include "policy/eval.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <string.h>

#define MAGIC	  0x6e667742u
#define MUST_DROP 0x80000000u

#define IPV4_FRAGMENT 0x3fff /* offset, and that more follow */
#define IPV6_LEN      40

static const struct reach reach = { 32, MAX_EXT_BYTES };

/* A frame as far as a stamp changes it; 0 and NULL: has no such thing. */
struct parts {
	uint8_t *ip;
	uint16_t protocol; /* of ip */
	uint8_t *transport;
	uint8_t l4proto;
	size_t body; /* where bytes begin that no protocol reads */
	size_t end;  /* of the packet: padding begins there */
};

static uint16_t get16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static void put16(uint8_t *at, size_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

/* The sum of @len bytes as words, not yet complemented (RFC 1071). */
static uint32_t add_words(uint32_t sum, const uint8_t *at, size_t len)
{
	for (size_t i = 0; i + 1 < len; i += 2)
		sum += get16(at + i);
	if (len & 1)
		sum += (uint32_t)at[len - 1] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* The length that an IP header tells; 0 where it is not what the frame has. */
static size_t ip_len(const uint8_t *ip, uint16_t protocol, size_t avail)
{
	size_t len;

	if (protocol == ETH_P_IP)
		len = avail >= 20 && ip[0] >> 4 == 4 ? get16(ip + 2) : 0;
	else
		len = avail >= IPV6_LEN && ip[0] >> 4 == 6
			      ? IPV6_LEN + (size_t)get16(ip + 4)
			      : 0;
	return len <= avail ? len : 0;
}

static size_t transport_len(const uint8_t *at, uint8_t l4proto, size_t avail)
{
	size_t len = 8;

	if (l4proto == IPPROTO_TCP && avail >= 20)
		len = (size_t)(at[12] >> 4) * 4;
	else if (l4proto == IPPROTO_SCTP || l4proto == IPPROTO_DCCP)
		len = 12;
	return len < avail ? len : avail;
}

static bool is_whole(const struct parts *p)
{
	if (p->protocol == ETH_P_IP)
		return !(get16(p->ip + 6) & IPV4_FRAGMENT);
	/* Behind extension headers there may be one that cuts. */
	return p->transport == p->ip + IPV6_LEN;
}

static void find_parts(uint8_t *frame, size_t len, struct parts *out)
{
	struct parts p = { .body = len, .end = len };
	struct frame_view view;
	size_t at, ip;

	*out = p;
	if (!frame_parse(frame, len, reach, &view) || !view.header[PLAN_NET] ||
	    (view.protocol != ETH_P_IP && view.protocol != ETH_P_IPV6))
		return;
	at = (size_t)(view.header[PLAN_NET] - frame);
	ip = ip_len(frame + at, view.protocol, len - at);
	if (!ip)
		return;
	p.ip = frame + at;
	p.protocol = view.protocol;
	p.end = p.body = at + ip;
	if (view.has_l4 && view.header[PLAN_TRANS] &&
	    (size_t)(view.header[PLAN_TRANS] - frame) < p.end) {
		at = (size_t)(view.header[PLAN_TRANS] - frame);
		p.transport = frame + at;
		p.l4proto = view.l4proto;
		p.body = at + transport_len(frame + at, p.l4proto, p.end - at);
		if (!is_whole(&p))
			p.transport = NULL;
	}
	*out = p;
}

static void set_ip_len(const struct parts *p, size_t len)
{
	size_t header;

	if (p->protocol == ETH_P_IPV6) {
		put16(p->ip + 4, len - IPV6_LEN);
		return;
	}
	header = (size_t)(p->ip[0] & 15) * 4;
	put16(p->ip + 2, len);
	if (header < 20 || header > len)
		return;
	put16(p->ip + 10, 0);
	put16(p->ip + 10, ~add_words(0, p->ip, header));
}

/* Of a transport header that has one, where in it its checksum stands; or 0. */
static size_t checksum_at(const struct parts *p, size_t len)
{
	if (p->l4proto == IPPROTO_TCP && len >= 20)
		return 16;
	/* UDP over IPv4 may do without (RFC 768). */
	if (p->l4proto == IPPROTO_UDP && len >= 8)
		return p->protocol == ETH_P_IP && !get16(p->transport + 6) ? 0
									   : 6;
	if ((p->l4proto == IPPROTO_ICMP && p->protocol == ETH_P_IP) ||
	    (p->l4proto == IPPROTO_ICMPV6 && p->protocol == ETH_P_IPV6))
		return len >= 4 ? 2 : 0;
	return 0;
}

static void set_transport_checksum(const struct parts *p, size_t len)
{
	const size_t at = checksum_at(p, len);
	const bool is_v4 = p->protocol == ETH_P_IP;
	uint32_t sum = 0;

	if (!at)
		return;
	if (p->l4proto != IPPROTO_ICMP) {
		sum = (uint32_t)len + p->l4proto;
		sum = add_words(sum, p->ip + (is_v4 ? 12 : 8), is_v4 ? 8 : 32);
	}
	put16(p->transport + at, 0);
	sum = (uint16_t)~add_words(sum, p->transport, len);
	/* In UDP, 0 says that there is no checksum. */
	put16(p->transport + at, sum ?: 0xffff);
}

size_t stamp_make_room(uint8_t *frame, size_t len, size_t cap, size_t min)
{
	struct parts p;
	size_t end, grown;

	find_parts(frame, len, &p);
	end = p.end - p.body >= STAMP_LEN ? p.end : p.end + STAMP_LEN;
	if (end < min)
		end = min;
	if (end > cap || (p.ip && end - (size_t)(p.ip - frame) > UINT16_MAX))
		return 0;
	/* Bytes that were there stay, but for padding. */
	if (end > p.end)
		memset(frame + p.end, 0, end - p.end);
	stamp_write(frame + end - STAMP_LEN, &(struct stamp){});
	if (!p.ip)
		return end;
	grown = end - p.end;
	set_ip_len(&p, end - (size_t)(p.ip - frame));
	if (!p.transport)
		return end;
	len = p.end - (size_t)(p.transport - frame);
	if (p.l4proto == IPPROTO_UDP && len >= 8 &&
	    get16(p.transport + 4) == len)
		put16(p.transport + 4, len + grown);
	set_transport_checksum(&p, len + grown);
	return end;
}

void stamp_write(uint8_t *at, const struct stamp *stamp)
{
	const uint32_t magic = htonl(MAGIC);
	const uint32_t sequence =
		htonl(stamp->sequence | (stamp->must_drop ? MUST_DROP : 0));
	uint16_t words[STAMP_LEN / 2];
	uint32_t sum = 0;

	memcpy(words, &magic, 4);
	memcpy(words + 2, &sequence, 4);
	words[4] = stamp->run;
	words[5] = (uint16_t)stamp->ticks;
	words[6] = (uint16_t)(stamp->ticks >> 16);
	words[7] = (uint16_t)(stamp->ticks >> 32);
	for (int i = 0; i < 8; i++)
		sum += words[i];
	sum = (sum & 0xffff) + (sum >> 16);
	words[8] = (uint16_t) ~(sum + (sum >> 16));
	memcpy(at, words, sizeof(words));
}

static bool read_at(const uint8_t *at, struct stamp *out)
{
	uint16_t words[STAMP_LEN / 2];
	uint32_t magic, sequence, sum = 0;

	memcpy(words, at, sizeof(words));
	memcpy(&magic, words, 4);
	if (magic != htonl(MAGIC))
		return false;
	for (int i = 0; i < STAMP_LEN / 2; i++)
		sum += words[i];
	sum = (sum & 0xffff) + (sum >> 16);
	if (((sum & 0xffff) + (sum >> 16)) != 0xffff)
		return false;
	memcpy(&sequence, words + 2, 4);
	sequence = ntohl(sequence);
	*out = (struct stamp){
		.sequence = sequence & STAMP_MAX_SEQUENCE,
		.run = words[4],
		.must_drop = (sequence & MUST_DROP) != 0,
		.ticks = words[5] | (uint64_t)words[6] << 16 |
			 (uint64_t)words[7] << 32,
	};
	return true;
}

bool stamp_read(const uint8_t *frame, size_t len, struct stamp *out)
{
	size_t at = ETH_HLEN, packet;
	uint16_t type;

	if (len < ETH_HLEN + STAMP_LEN)
		return false;
	if (read_at(frame + len - STAMP_LEN, out))
		return true;
	type = get16(frame + 12);
	if (type == ETH_P_8021Q || type == ETH_P_8021AD) {
		type = get16(frame + 16);
		at += 4;
	}
	if (type != ETH_P_IP && type != ETH_P_IPV6)
		return false;
	packet = ip_len(frame + at, type, len - at);
	return packet >= STAMP_LEN &&
	       read_at(frame + at + packet - STAMP_LEN, out);
}

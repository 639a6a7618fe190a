// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace_frame.c - the bytes of a frame
 */
#include "trace_frame.h"

#include <arpa/inet.h>
#include <linux/icmp.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <netinet/in.h>
#include <string.h>

#define IP_LEN (TRACE_FRAME_LEN - ETH_HLEN)
#define L4_LEN (IP_LEN - sizeof(struct iphdr))

/* RFC 1071. @len is even. */
static uint32_t add_words(uint32_t sum, const void *bytes, size_t len)
{
	const uint8_t *b = bytes;

	for (size_t i = 0; i < len; i += 2)
		sum += (uint32_t)b[i] << 8 | b[i + 1];
	return sum;
}

static uint16_t end_checksum(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

static uint32_t add_pseudo_header(const struct rules_tuple *t)
{
	return (t->saddr >> 16) + (t->saddr & 0xffff) + (t->daddr >> 16) +
	       (t->daddr & 0xffff) + t->proto + (uint32_t)L4_LEN;
}

static void write_tcp(const struct rules_tuple *t, uint8_t *l4)
{
	struct tcphdr tcp = {
		.source = htons(t->sport),
		.dest = htons(t->dport),
		.doff = sizeof(tcp) / 4,
		.syn = 1,
		.window = htons(1024),
	};

	memcpy(l4, &tcp, sizeof(tcp));
	tcp.check = end_checksum(add_words(add_pseudo_header(t), l4, L4_LEN));
	memcpy(l4, &tcp, sizeof(tcp));
}

static void write_udp(const struct rules_tuple *t, uint8_t *l4)
{
	struct udphdr udp = {
		.source = htons(t->sport),
		.dest = htons(t->dport),
		.len = htons(L4_LEN),
	};

	memcpy(l4, &udp, sizeof(udp));
	udp.check = end_checksum(add_words(add_pseudo_header(t), l4, L4_LEN));
	if (!udp.check) /* 0 would say that there is no checksum */
		udp.check = 0xffff;
	memcpy(l4, &udp, sizeof(udp));
}

static void write_icmp(uint8_t *l4)
{
	struct icmphdr icmp = { .type = ICMP_ECHO };

	memcpy(l4, &icmp, sizeof(icmp));
	icmp.checksum = end_checksum(add_words(0, l4, L4_LEN));
	memcpy(l4, &icmp, sizeof(icmp));
}

void trace_frame_write(const struct rules_tuple *t, const uint8_t smac[6],
		       const uint8_t dmac[6], uint8_t out[TRACE_FRAME_LEN])
{
	struct ethhdr eth = { .h_proto = htons(ETH_P_IP) };
	struct iphdr ip = {
		.version = 4,
		.ihl = sizeof(ip) / 4,
		.tot_len = htons(IP_LEN),
		.ttl = 64,
		.protocol = t->proto,
		.saddr = htonl(t->saddr),
		.daddr = htonl(t->daddr),
	};
	uint8_t *l4 = out + ETH_HLEN + sizeof(ip);

	memset(out, 0, TRACE_FRAME_LEN);
	memcpy(eth.h_source, smac, ETH_ALEN);
	memcpy(eth.h_dest, dmac, ETH_ALEN);
	ip.check = end_checksum(add_words(0, &ip, sizeof(ip)));
	memcpy(out, &eth, sizeof(eth));
	memcpy(out + ETH_HLEN, &ip, sizeof(ip));
	if (t->proto == IPPROTO_TCP)
		write_tcp(t, l4);
	else if (t->proto == IPPROTO_UDP)
		write_udp(t, l4);
	else if (t->proto == IPPROTO_ICMP)
		write_icmp(l4);
}

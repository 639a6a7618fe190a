// SPDX-License-Identifier: GPL-2.0-only
/*
 * trace_frame.c - the bytes of a frame
 */
#include "trace_frame.h"

#include "rules_text.h"

#include <arpa/inet.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <string.h>

/* What is behind the network header. */
struct l4 {
	const struct rules_tuple *tuple;
	uint8_t *bytes;
	size_t len;	 /* even */
	uint8_t proto;	 /* as the network header has it */
	uint32_t pseudo; /* the sum of addresses, length and protocol */
};

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

static uint16_t checksum(const struct l4 *l4)
{
	return end_checksum(add_words(l4->pseudo, l4->bytes, l4->len));
}

static void write_tcp(const struct l4 *l4)
{
	struct tcphdr tcp = {
		.source = htons(l4->tuple->sport),
		.dest = htons(l4->tuple->dport),
		.doff = sizeof(tcp) / 4,
		.syn = 1,
		.window = htons(1024),
	};

	memcpy(l4->bytes, &tcp, sizeof(tcp));
	tcp.check = checksum(l4);
	memcpy(l4->bytes, &tcp, sizeof(tcp));
}

static void write_udp(const struct l4 *l4)
{
	struct udphdr udp = {
		.source = htons(l4->tuple->sport),
		.dest = htons(l4->tuple->dport),
		.len = htons((uint16_t)l4->len),
	};

	memcpy(l4->bytes, &udp, sizeof(udp));
	udp.check = checksum(l4);
	if (!udp.check) /* 0 would say that there is no checksum */
		udp.check = 0xffff;
	memcpy(l4->bytes, &udp, sizeof(udp));
}

static void write_icmp(const struct l4 *l4)
{
	struct icmphdr icmp = { .type = ICMP_ECHO };

	memcpy(l4->bytes, &icmp, sizeof(icmp));
	icmp.checksum = end_checksum(add_words(0, l4->bytes, l4->len));
	memcpy(l4->bytes, &icmp, sizeof(icmp));
}

/* RFC 4443, 2.3: its checksum is of the addresses, too. */
static void write_icmp6(const struct l4 *l4)
{
	struct icmp6hdr icmp = { .icmp6_type = ICMPV6_ECHO_REQUEST };

	memcpy(l4->bytes, &icmp, sizeof(icmp));
	icmp.icmp6_cksum = checksum(l4);
	memcpy(l4->bytes, &icmp, sizeof(icmp));
}

static void write_l4(const struct l4 *l4)
{
	switch (l4->proto) {
	case IPPROTO_TCP:
		write_tcp(l4);
		break;
	case IPPROTO_UDP:
		write_udp(l4);
		break;
	case IPPROTO_ICMP:
		write_icmp(l4);
		break;
	case IPPROTO_ICMPV6:
		write_icmp6(l4);
		break;
	default:
		break;
	}
}

/* Its addresses are its last fields, as in IPv6. */
static void write_ip(struct trace_frame *f)
{
	const size_t len = f->len - ETH_HLEN;
	uint8_t *bytes = f->bytes + ETH_HLEN;
	struct iphdr ip = {
		.version = 4,
		.ihl = sizeof(ip) / 4,
		.tot_len = htons((uint16_t)len),
		.ttl = 64,
		.protocol = f->tuple.proto,
		.saddr = htonl(f->tuple.saddr),
		.daddr = htonl(f->tuple.daddr),
	};
	struct l4 l4 = { &f->tuple, bytes + sizeof(ip), len - sizeof(ip),
			 ip.protocol };

	ip.check = end_checksum(add_words(0, &ip, sizeof(ip)));
	memcpy(bytes, &ip, sizeof(ip));
	l4.pseudo = add_words((uint32_t)l4.len + l4.proto, l4.bytes - 8, 8);
	write_l4(&l4);
}

static void write_ip6(struct trace_frame *f)
{
	const uint8_t proto = f->tuple.proto == IPPROTO_ICMP ? IPPROTO_ICMPV6
							     : f->tuple.proto;
	const struct in6_addr saddr = rules_addr6(f->tuple.saddr, 32);
	const struct in6_addr daddr = rules_addr6(f->tuple.daddr, 32);
	uint8_t *bytes = f->bytes + ETH_HLEN;
	struct ipv6hdr ip = { .version = 6, .nexthdr = proto, .hop_limit = 64 };
	struct l4 l4 = { &f->tuple, bytes + sizeof(ip),
			 f->len - ETH_HLEN - sizeof(ip), proto };

	ip.payload_len = htons((uint16_t)l4.len);
	memcpy(&ip.saddr, &saddr, sizeof(saddr));
	memcpy(&ip.daddr, &daddr, sizeof(daddr));
	memcpy(bytes, &ip, sizeof(ip));
	l4.pseudo = add_words((uint32_t)l4.len + proto, l4.bytes - 32, 32);
	write_l4(&l4);
}

void trace_frame_write(struct trace_frame *f, bool is_v6, const uint8_t smac[6],
		       const uint8_t dmac[6])
{
	struct ethhdr eth = { .h_proto = htons(is_v6 ? ETH_P_IPV6 : ETH_P_IP) };

	memset(f->bytes, 0, sizeof(f->bytes));
	f->len = is_v6 ? TRACE_FRAME6_LEN : TRACE_FRAME_LEN;
	memcpy(eth.h_source, smac, ETH_ALEN);
	memcpy(eth.h_dest, dmac, ETH_ALEN);
	memcpy(f->bytes, &eth, sizeof(eth));
	if (is_v6)
		write_ip6(f);
	else
		write_ip(f);
}

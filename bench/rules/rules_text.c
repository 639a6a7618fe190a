// SPDX-License-Identifier: GPL-2.0-only
/*
 * rules_text.c - parts of boxes as all tools write them
 */
#include "rules_text.h"

#include <arpa/inet.h>

#define DOTTED "%u.%u.%u.%u"
#define OCTETS(addr) \
	(addr) >> 24, (addr) >> 16 & 255, (addr) >> 8 & 255, (addr)&255

struct rules_text rules_text_addr(uint32_t addr)
{
	struct rules_text t;

	snprintf(t.s, sizeof(t.s), DOTTED, OCTETS(addr));
	return t;
}

struct rules_text rules_text_prefix(uint32_t addr, uint8_t len)
{
	struct rules_text t;

	if (len == 32)
		return rules_text_addr(addr);
	snprintf(t.s, sizeof(t.s), DOTTED "/%u", OCTETS(addr), len);
	return t;
}

/* How long a prefix of IPv6 is that stands for one of @len. */
static uint8_t length6(uint8_t len)
{
	if (!len)
		return 0;
	if (len <= 16)
		return 16 + len;
	if (len <= 24)
		return 32 + 2 * (len - 16);
	if (len <= 28)
		return 48 + 4 * (len - 24);
	return 64 + 16 * (len - 28);
}

/* In 2001::/16; each bit becomes as many as the prefix grows by it. */
struct in6_addr rules_addr6(uint32_t addr, uint8_t len)
{
	struct in6_addr out = { .s6_addr = { 0x20, 0x01 } };

	for (uint8_t i = 0; i < len; i++) {
		const uint8_t first = i ? length6(i) : 16;
		const uint8_t n = length6(i + 1) - first;
		const uint16_t bits = addr << i >> 31 ? 0x8a2e : 0x0370;

		for (uint8_t k = 0; k < n; k++)
			if (bits << k & 0x8000)
				out.s6_addr[(first + k) / 8] |= 0x80 >>
								(first + k) % 8;
	}
	return out;
}

struct rules_text rules_text_prefix6(uint32_t addr, uint8_t len)
{
	struct in6_addr addr6 = rules_addr6(addr, len);
	char text[INET6_ADDRSTRLEN];
	struct rules_text t;

	inet_ntop(AF_INET6, &addr6, text, sizeof(text));
	if (len == 32)
		snprintf(t.s, sizeof(t.s), "%s", text);
	else
		snprintf(t.s, sizeof(t.s), "%s/%u", text, length6(len));
	return t;
}

struct rules_text rules_text_ports(const uint16_t ports[2], char dash)
{
	struct rules_text t;

	if (ports[0] == ports[1])
		snprintf(t.s, sizeof(t.s), "%u", ports[0]);
	else
		snprintf(t.s, sizeof(t.s), "%u%c%u", ports[0], dash, ports[1]);
	return t;
}

struct rules_text rules_text_proto(uint8_t proto)
{
	struct rules_text t;

	switch (proto) {
	case IPPROTO_TCP:
		return (struct rules_text){ "tcp" };
	case IPPROTO_UDP:
		return (struct rules_text){ "udp" };
	case IPPROTO_ICMP:
		return (struct rules_text){ "icmp" };
	default:
		snprintf(t.s, sizeof(t.s), "%u", proto);
		return t;
	}
}

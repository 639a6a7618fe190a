// SPDX-License-Identifier: GPL-2.0-only
/*
 * rules_text.c - parts of boxes as all tools write them
 */
#include "rules_text.h"

#include <netinet/in.h>

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

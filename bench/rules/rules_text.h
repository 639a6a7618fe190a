/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rules_text.h - parts of boxes as all tools write them
 */
#ifndef NICFW_BENCH_RULES_TEXT_H
#define NICFW_BENCH_RULES_TEXT_H

#include "rules.h"

#include <netinet/in.h>

struct rules_text {
	char s[64];
};

/* 10.0.0.1 */
struct rules_text rules_text_addr(uint32_t addr);

/* 10.0.0.0/8, 10.0.0.1 */
struct rules_text rules_text_prefix(uint32_t addr, uint8_t len);

/* The address of IPv6 that the first @len bits of @addr stand for. */
struct in6_addr rules_addr6(uint32_t addr, uint8_t len);

/* The prefix of IPv6 that one of a box stands for: 2001:db8::/48, 2001:db8::1
 */
struct rules_text rules_text_prefix6(uint32_t addr, uint8_t len);

/* 80, or 1024-65535 with @dash between them */
struct rules_text rules_text_ports(const uint16_t ports[2], char dash);

/* tcp, udp, icmp, or a number */
struct rules_text rules_text_proto(uint8_t proto);

static inline bool rules_has_all_ports(const uint16_t ports[2])
{
	return ports[0] == 0 && ports[1] == UINT16_MAX;
}

#endif

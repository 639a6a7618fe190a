/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_ports.h - options for the two ports of a transport header
 */
#ifndef NICFW_IPT_PORTS_H
#define NICFW_IPT_PORTS_H

#include "lang/ipt_stmt.h"

#define IPT_MAX_PORT 65535

/* The options --sport and --dport by all their names. */
#define IPT_PORT_OPTIONS(is_ports)                                            \
	{ "sport", IPT_VALUE, IPT_MAY_NEGATE, 1, .check = is_ports },         \
		{ "source-port",     IPT_VALUE,		IPT_MAY_NEGATE, 1,    \
		  .check = is_ports, .same_as = "sport" },                    \
		{ "dport", IPT_VALUE, IPT_MAY_NEGATE, 2, .check = is_ports }, \
	{                                                                     \
		"destination-port", IPT_VALUE, IPT_MAY_NEGATE, 2,             \
			.check = is_ports, .same_as = "dport"                 \
	}

/* "tcp sport"; nodes keep a copy of it. */
struct ipt_field {
	char text[32];
};

/* How a use writes the two, source first. */
struct ipt_ports {
	const char *protocol;
	const struct ipt_arg *args[2]; /* NULL: all ports */
	struct ipt_span spans[2];
};

extern const char *const ipt_port_fields[2];

struct ipt_field ipt_field(const char *protocol, const char *name);

bool ipt_is_all_ports(const struct ipt_span *span);

struct ipt_ports ipt_ports_of(const struct ipt_use *use, const char *protocol);

/* What says nothing of ports says at least that the header is there. */
void ipt_add_ports(struct ipt_rule *rule, const struct ipt_use *use,
		   const struct ipt_ports *ports);

#endif

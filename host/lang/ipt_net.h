/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_net.h - the networks of -s and -d
 *
 * As iptables 1.8.9 reads them (xtables.c: xtables_ipparse_multiple and its
 * parts): "10.1/16" is 10.1.0.0/16, numbers may be octal or 0x, a mask may have
 * holes, and of "name/0" nobody asks what it is. Any other name is left to the
 * resolver of the host that loads the dump, so what it matches is not known.
 */
#ifndef NICFW_IPT_NET_H
#define NICFW_IPT_NET_H

#include "lang/ipt_ext.h"

#include <netinet/in.h>

struct ipt_net {
	const char *name;     /* of a host; NULL: an address */
	struct in6_addr addr; /* its first bytes, of IPv4 */
	struct in6_addr mask;
	int prefix_len; /* of the mask; -1: it has holes */
};

enum ipt_address { IPT_SADDR, IPT_DADDR };

/* The networks in a list "a,b"; at least one. */
struct ipt_nets {
	VEC(struct ipt_net) nets;
};

/* 0, or -EINVAL with an error at @loc in the rule's diag. */
int ipt_nets_read(struct ipt_rule *rule, const char *text, struct loc loc,
		  struct ipt_nets *out);

/* Adds the match of @field; for all addresses, none. */
void ipt_net_add(struct ipt_rule *rule, struct loc loc, enum ipt_address field,
		 bool is_negated, const struct ipt_net *net);

/* Adds a match that no packet passes. */
void ipt_net_add_never(struct ipt_rule *rule, struct loc loc);

#endif

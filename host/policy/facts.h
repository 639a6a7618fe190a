/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * facts.h - what placement relies on besides the rules
 *
 * Facts of the host are read by load/, or stand at their most cautious value
 * where no host was asked. Wishes are the user's: --relax, --assume.
 */
#ifndef NICFW_FACTS_H
#define NICFW_FACTS_H

#include <stdbool.h>
#include <stddef.h>

struct host_facts {
	/* net.ipv4.conf.IFACE.forwarding, net.ipv6.conf.all.forwarding */
	bool forwards;
	/* A chain of type nat, legacy nat, IPVS somewhere in the namespace. */
	bool has_nat;
	/* Another program takes frames between the stage and nftables. */
	bool has_tc;
	/* A port of a bridge, bond, team, ...: IFACE's IP hooks see nothing. */
	bool is_port;
	bool has_flowtable; /* on IFACE: it forwards ahead of the IP hooks */
	bool has_xfrm;	    /* IPsec states or policies */
};

struct place_wishes {
	bool relax_reject;	/* a reject is a drop: nobody is told */
	bool relax_log;		/* what is dropped early is not logged */
	bool assume_syn_is_new; /* a first segment is of no known connection */
	bool assume_tc_passes;
	bool strict_dhcp;	   /* DHCP's ports are ports like others */
	const char *const *tables; /* drop for these tables' chains alone */
	size_t n_tables;	   /* 0: for all */
};

/* What a host may be that nobody asked: it forwards, and has the rules. */
extern const struct host_facts facts_unknown;

#endif

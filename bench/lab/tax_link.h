/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * tax_link.h - a client and a server, and a firewall before the server
 *
 *	this process            a namespace of its own
 *	client, flood0 -------- eth0, a firewall, server
 *
 * It is a port of lab.h whose ends have addresses. Both ends' sockets belong to
 * this process.
 */
#ifndef NICFW_BENCH_TAX_LINK_H
#define NICFW_BENCH_TAX_LINK_H

#include "peers.h"

#include "bench/result.h"

#include <netinet/in.h>

struct tax_link {
	const struct peer *peer;
	struct lab_port port;
	enum result_status status; /* ok: it is there */
	char reason[512];	   /* of another status */
	struct sockaddr_in server; /* where it listens, for TCP */
	int listener;
	int tcp[2], udp[2]; /* connected: the client's socket, the server's */
};

/*
 * Makes a link behind @peer with @rules, which are of the list of blocked
 * sources: its addresses are none of them. If that cannot be, the link is
 * skipped or void, with the reason. To be removed.
 */
void tax_link_add(struct arena *a, const struct peer *peer,
		  const struct rules *rules, struct tax_link *link);

void tax_link_remove(struct tax_link *link);

/*
 * May TCP give the client's device more than a frame of its MTU at once? On a
 * veth such a frame arrives as it is. It never may where the server's device
 * has a program in driver mode (drivers/net/veth.c, veth_xdp_set), and then
 * this changes nothing. 0 or -errno.
 */
int tax_link_set_tso(const struct tax_link *link, bool on);

/* A socket of the client's side that waits for 2 seconds at most, or -errno. */
int tax_link_open_socket(int type);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * port.h - ports of DPDK, by short names
 *
 *	af_xdp:IFACE	a device of the kernel, by AF_XDP sockets (copy mode on
 *			veth), which attach a program of their own to it
 *	af_packet:IFACE	the same, by packet sockets; its driver has the kernel
 *			put IPv4 fragments together (PACKET_FANOUT_FLAG_DEFRAG),
 *			so that those count as lost
 *	pci:ADDRESS	a card, by DPDK's driver; in hugepages
 *	ring		gives back what it is sent: for tests of the benchmark
 *	null		drops what it is sent, receives frames of zeroes
 *
 * What stands behind a name and a comma is passed on to the driver. One core
 * does all the work; frames are polled.
 */
#ifndef NICFW_BENCH_DPDK_PORT_H
#define NICFW_BENCH_DPDK_PORT_H

#include "base/diag.h"

#include <rte_ethdev.h>
#include <rte_mbuf.h>

#define PORTS_MAX 2

/* Frames that are sent or received at a time at most. */
#define PORT_BURST 64

struct port {
	const char *text; /* as it was asked for */
	uint16_t id;
	struct rte_mempool *pool;
};

struct port_wish {
	const char *const *names;
	size_t n; /* 1 to PORTS_MAX */
	int core; /* that does it all; -1: one that this process may use */
	const char *eal; /* more words for the EAL, by blanks; NULL: none */
};

/* 0, or -EINVAL with an error in @diag where @name is no name of a port. */
int port_check(struct diag *diag, const char *name);

/*
 * Starts DPDK, once in a process, and the ports, in the order of their names.
 * Returns 0, or -errno with an error in @diag: no such device, no right, no
 * hugepages, no link. Either way ports_close() is fine.
 */
int ports_open(struct arena *a, struct diag *diag, const struct port_wish *wish,
	       struct port *out);
void ports_close(struct port *ports, size_t n);

/*
 * What the port itself threw away on its way in, since it started: no buffer,
 * a full queue. 0 where it does not count that.
 */
uint64_t port_missed(const struct port *port);

#endif

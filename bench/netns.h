/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netns.h - a network namespace for each measurement
 *
 *	sent0 ---- cable (veth) ---- eth0
 *
 * The process itself is in it, and its children are. It has no name: it ends
 * with the process, however that ends, or when the next one begins. So do
 * /run and the BPF file system, which are of the process alone.
 */
#ifndef NICFW_BENCH_NETNS_H
#define NICFW_BENCH_NETNS_H

#define NETNS_DEVICE "eth0"
#define NETNS_PEER   "sent0"

/*
 * Moves the process, which has one thread, into a new namespace with the two
 * devices of the picture, up, of one queue each. A veth takes native XDP only
 * if it has as many receive queues as its peer has transmit queues
 * (drivers/net/veth.c, veth_xdp_set). What there was in /run and in the BPF
 * file system is gone. Returns 0, or -errno and what failed in *@why.
 */
int netns_renew(const char **why);

#endif

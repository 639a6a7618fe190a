/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netns.h - a network namespace for each measurement
 *
 *	sent0 ---- cable (veth) ---- eth0
 *
 * The process itself is in it, and its children are. It has no name: it ends
 * with the process, however that ends, or when the process has left it. So do
 * /run and the BPF file system, which go with it.
 */
#ifndef NICFW_BENCH_NETNS_H
#define NICFW_BENCH_NETNS_H

#define NETNS_DEVICE	 "eth0"
#define NETNS_DEVICE_MAC "02:00:00:00:00:02"
#define NETNS_PEER	 "sent0"

/*
 * Moves the process, which has one thread, into a new namespace with the two
 * devices of the picture, up, of one queue each. A veth takes native XDP only
 * if it has as many receive queues as its peer has transmit queues
 * (drivers/net/veth.c, veth_xdp_set). GRO is on: then frames take one way, by
 * NAPI, whether there is a program or not. Returns 0, or -errno and what failed
 * in *@why.
 */
int netns_renew(const char **why);

/* One that is kept, to come back to. */
struct netns {
	int net_fd, mnt_fd;
};

#define NETNS_NONE ((struct netns){ -1, -1 })

/* Keeps the one that the process is in. 0 or -errno. To be dropped. */
int netns_keep(struct netns *ns);

/* Moves the process into @ns; its working directory stays. 0 or -errno. */
int netns_enter(const struct netns *ns);

/* NETNS_NONE is fine. */
void netns_drop(struct netns *ns);

#endif

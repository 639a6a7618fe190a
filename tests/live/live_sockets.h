/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live_sockets.h - what a router's own sockets see, and send
 *
 * Behind netdev ingress packet sockets of single protocols (those of all are
 * ahead of it); behind input raw sockets; nflog; and conntrack's netlink.
 */
#ifndef NICFW_TESTS_LIVE_SOCKETS_H
#define NICFW_TESTS_LIVE_SOCKETS_H

#include "live/live_net.h"

#define LIVE_MAX_SOCKETS 24

struct live_sockets {
	int router; /* the namespace that they are in */
	struct {
		int fd;
		enum live_place place;
		int version; /* of AT_LOCAL: 4 or 6 */
		int protocol;
	} in[LIVE_MAX_SOCKETS];
	int n_in;
	int out4;
	int out6;
	int conntrack;
};

void live_sockets_init(struct live_sockets *s);

/* Opens them in this process's namespace. 0, or -errno with *@why. */
int live_sockets_open(struct live_sockets *s, uint32_t ifindex,
		      const char **why);
void live_sockets_close(struct live_sockets *s);

/* Sends an IP packet from the router itself. 0 or -errno. */
int live_sockets_send(const struct live_sockets *s, const uint8_t *packet,
		      size_t len);

/* Reads all that is there. */
void live_sockets_read(const struct live_sockets *s, live_seen_fn seen,
		       void *data);

/* Removes all connections that conntrack knows of. 0 or -errno. */
int live_sockets_forget(const struct live_sockets *s);

#endif

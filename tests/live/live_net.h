/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live_net.h - a router between two networks, and who sees what it lets through
 *
 *	near0 ------ eth0 [ router ] eth1 ------ far0
 *	outside                                  outside
 *
 * The router is a network namespace of its own, in which this process is;
 * near0 and far0 are in another, where no address answers. The router's devices
 * may have other names than eth0 and eth1. Frames are sent
 * through near0 or far0, or by the router's own sockets. What comes through is
 * seen at five places: see enum live_place.
 *
 * All of it runs on one CPU, on which the kernel has done with a frame when it
 * has done with one behind it; marks are sent behind frames, so nothing waits.
 */
#ifndef NICFW_TESTS_LIVE_NET_H
#define NICFW_TESTS_LIVE_NET_H

#include "policy/path.h"

/* eth0, the device under test. */
extern const struct device live_device;

/* What the router calls its devices; the first one is eth0's. */
struct live_names {
	const char *in;
	const char *out;
};

extern const struct live_names live_names;

enum live_place {
	AT_DOOR,  /* behind netdev ingress of eth0, whoever it is for */
	AT_LOCAL, /* a socket of the router, behind input */
	AT_FAR,	  /* out of eth1 */
	AT_NEAR,  /* out of eth0 again */
	AT_LOG,	  /* a rule logged it, to LIVE_LOG_GROUP */
	N_LIVE_PLACES,
};

#define LIVE_LOG_GROUP 3

enum live_side {
	LIVE_NEAR, /* through near0 */
	LIVE_FAR,  /* through far0 */
	LIVE_SELF, /* from the router's own sockets: it has no Ethernet header
		    */
};

/* What the router is like while frames are sent. */
struct live_router {
	bool forwards4;
	bool forwards6;
	bool routes_by_source; /* IPv4's source routes are followed */
	bool joins;	       /* GRO, which then holds segments for a moment */
};

struct live_net;

/*
 * @frame is of Ethernet, of @len bytes; AT_LOG it is a message that has the
 * packet somewhere.
 */
typedef void (*live_seen_fn)(void *data, enum live_place place,
			     const uint8_t *frame, size_t len);

/*
 * Moves this process into a new network and mount namespace and builds the
 * router. 0, or -errno with *@why: what the machine lacks.
 */
int live_net_open(struct live_net **out, const struct live_names *names,
		  const char **why);
void live_net_close(struct live_net *net);

/* Makes the router so, and forgets its connections. 0 or -errno. */
int live_net_set(struct live_net *net, const struct live_router *router);

/* 0 or -errno. */
int live_net_send(struct live_net *net, enum live_side side,
		  const uint8_t *frame, size_t len);

/*
 * Calls @seen for all that has come through since the last time, in the order
 * of places; it waits until nothing is under way. 0; -ETIMEDOUT if a mark was
 * lost.
 */
int live_net_collect(struct live_net *net, live_seen_fn seen, void *data);

/*
 * Calls @met for each kind of frame that live_net_collect() itself sends to
 * eth0, with how many there were since the last time.
 */
typedef void (*live_mark_fn)(void *data, const uint8_t *frame, size_t len,
			     uint64_t n);
void live_net_marks(struct live_net *net, live_mark_fn met, void *data);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * path.h - the base chains that a device's frames meet, and how they end
 *
 * A frame that arrives passes netdev ingress, prerouting, and input or forward;
 * which of the two is not known to a stage. A path is that walk as a list of
 * stops, each a base chain with what a stage knows of what it sees there. Who
 * is dropped at a stop goes on where the others that may see the frame instead
 * can still accept it: a frame is dropped for sure if input drops it and
 * forward does too. Stops lead to later stops only.
 *
 * Frames of which little is known walk stops of their own. In a front, and only
 * there, the first stops are gates that tell them from the others.
 */
#ifndef NICFW_PATH_H
#define NICFW_PATH_H

#include "policy/facts.h"
#include "policy/view.h"

#include <net/if.h>

/* The device that a frame arrives on, and what is known of its host. */
struct device {
	char name[IFNAMSIZ]; /* zeroes behind it: rules compare all bytes */
	uint32_t ifindex;
	uint8_t mac[6];
	const struct host_facts *facts;	   /* NULL: facts_unknown */
	const struct place_wishes *wishes; /* NULL: none */
};

enum stop_kind {
	STOP_CHAIN,
	/*
	 * "Drops" the frames of its view, so that they go to their own stops.
	 * Frames without a whole IP header pass.
	 */
	STOP_GATE,
	/*
	 * In front of the IP hooks: passes frames that do not go there as they
	 * are: those that are not IP, those with a tag but VLAN 0's, DHCP.
	 */
	STOP_IP,
	/*
	 * In front of all chains, where the host has IPsec: passes ESP, and UDP
	 * that may hold it. GRO decrypts ahead of the netdev hook, and what the
	 * chains see is the packet within (esp4_gro_receive,
	 * xfrm4_gro_udp_encap_rcv).
	 */
	STOP_IPSEC,
	/*
	 * In front of the IP hooks, where the host takes source routes: passes
	 * IPv4 packets with options. They may get another destination ahead of
	 * input (ip_options_rcv_srr).
	 */
	STOP_ROUTES,
	/* "Drops" the frames of its protocol, so that they go to their own. */
	STOP_FAMILY,
	/*
	 * In front of input where packets may be forwarded: passes those that
	 * sockets of routing daemons take ahead of both hooks: with options, as
	 * one may be a router alert, and IGMP (ip_forward, ip6_forward,
	 * ip_mr_input).
	 */
	STOP_ALERT,
};

/* Where a stop leads, besides the index of another stop. */
#define PATH_DROP UINT32_MAX
#define PATH_PASS (UINT32_MAX - 1)

struct stop {
	enum stop_kind kind;
	const struct policy_chain *chain; /* of CHAIN */
	uint16_t protocol;		  /* of FAMILY */
	struct view view;
	/* A rule of it may give the packet another state of conntrack. */
	bool may_untrack;
	/*
	 * What it drops may pass, on this path or another: what the host has to
	 * know. NULL: its drops are met.
	 */
	const char *why_unsure;
	uint32_t on_accept;
	uint32_t on_drop;
};

/* A base chain that the frames do not meet. */
struct left_chain {
	const struct policy_chain *chain;
	const char *why;
};

struct path {
	VEC(struct stop) stops;
	/*
	 * Of chains that frames may meet, but where no drop is sure, since they
	 * may go another way: they are not on the way of any stop.
	 */
	VEC(struct stop) aside;
	/* The base chains among all these, each once, in the order they run. */
	VEC(const struct policy_chain *) chains;
	VEC(struct left_chain) left;
	/*
	 * Behind the device's hook a packet may go another way than the stops
	 * do, where it may be dropped: who passes there is not accepted.
	 */
	bool may_part;
	/* What the host has to know for some frame; NULL: it is complete. */
	const char *why_front;
	struct loc front_loc;
	struct place_wishes wishes;
};

/* The path of frames that arrive on @dev. */
void path_find(struct arena *a, const struct policy *policy,
	       const struct device *dev, struct path *out);

/* True if only the host can run @s, @wishes considered. */
bool path_stmt_acts(const struct policy_stmt *s,
		    const struct place_wishes *wishes);

/* True if @chain, or a chain it calls, has such a statement. */
bool path_acts(const struct policy *policy, const struct policy_chain *chain,
	       const struct place_wishes *wishes);

/*
 * True if a stage has to look behind the network header, for the rules or for
 * the gates of the path.
 */
bool path_needs_l4(const struct policy *policy, const struct path *path);

/* True if chains of @family at hook @at see frames of @protocol. */
bool family_takes(enum family family, enum hook at, uint16_t protocol);

#endif

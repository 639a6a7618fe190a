/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * netlink.h - asks the kernel by netlink
 */
#ifndef NICFW_NETLINK_H
#define NICFW_NETLINK_H

#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <stdint.h>

struct netlink_request {
	int protocol;
	int type;
	int flags;	  /* NLM_F_DUMP; 0: one message answers */
	const void *head; /* what is behind the message's header */
	size_t head_len;
	int (*on_answer)(struct nl_msg *msg, void *arg);
	void *arg;
};

/*
 * Sends @req and calls its on_answer for each message of the answer. 0 or
 * -errno: -EOPNOTSUPP where the kernel has no such protocol, -EAGAIN if what it
 * listed changed meanwhile.
 */
int netlink_ask(const struct netlink_request *req);

/* The same, anew for what changed: on_answer may get a message twice. */
int netlink_ask_until_whole(const struct netlink_request *req);

/*
 * The head of RTM_GETLINK for device @ifindex, 0 for all or for who puts a name
 * behind it: without counters, which the kernel adds up over all processors
 * (net/ipv6/addrconf.c, inet6_fill_ifla6_attrs()).
 */
struct netlink_link {
	struct ifinfomsg info;
	struct nlattr mask;
	uint32_t skips;
};
struct netlink_link netlink_link(uint32_t ifindex);

/*
 * Sends @n messages of @protocol at once, at most NETLINK_MAX_TOLD: the kernel
 * goes through all of them, whatever becomes of the caller meanwhile. Sets
 * @errs to what it answers to each, 0 or -errno. Returns 0, or -errno: not all
 * were answered.
 */
#define NETLINK_MAX_TOLD 2
int netlink_tell(int protocol, struct nl_msg *const *msgs, size_t n, int *errs);

/*
 * As netlink_ask_until_whole(), for tc's filters at @point of @ifindex
 * (TC_H_MIN_INGRESS, or EGRESS): clsact and ingress answer both to clsact's
 * number.
 */
int netlink_ask_filters(uint32_t ifindex, uint32_t point,
			int (*on_answer)(struct nl_msg *msg, void *arg),
			void *arg);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * host.h - a host of one device, and which frames its rules let in
 *
 *	sender0 ----- eth0: all addresses are the host's, it forwards nothing
 *
 * Frames are sent through sender0, each with its number as the socket's mark,
 * which veth keeps. A chain of nft's behind all others at the input hook
 * collects the numbers in a set, and one ahead of all at prerouting those that
 * the stack got as far as there.
 */
#ifndef NICFW_TESTS_HOST_H
#define NICFW_TESTS_HOST_H

#include "lang/ast.h"

#include <stdint.h>

struct host_frame {
	const char *name; /* "zeek/dns.pcap:3" */
	uint8_t *bytes;
	size_t len;
};

struct host;

/*
 * Moves this process into a new network namespace with such a host, which ends
 * with it. 0 or -errno, with *@why.
 */
int host_open(struct host **out, const char **why);

/*
 * Gives the kernel the ruleset in @path: with nft, or the restore of its
 * variant and family. 0, or -EINVAL where the tool refuses it.
 */
int host_load(struct host *host, const char *path, const struct ruleset *rs);

/*
 * Sends all of @frames; sets passed[i] for those that went through all rules.
 * 0 or -errno, with *@why.
 */
int host_ask(struct host *host, const struct host_frame *frames, size_t n,
	     bool *passed, const char **why);

#endif

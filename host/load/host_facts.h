/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * host_facts.h - the facts of this host that placement relies on
 *
 * Reads what policy/facts.def lists, of the caller's network namespace, and
 * changes nothing. A fact that cannot be read holds: its drops are not made,
 * and the reading says why.
 */
#ifndef NICFW_HOST_FACTS_H
#define NICFW_HOST_FACTS_H

#include "load/nic.h"
#include "policy/facts.h"

struct fact_reading {
	/* What makes it hold: "net.ipv4.conf.eth0.forwarding is 1"; else NULL.
	 */
	const char *why;
	bool is_unread; /* it could not be read, says why */
};

struct host_reading {
	struct host_facts facts;
	struct fact_reading of[N_HOST_FACTS];
};

/* Reads the facts of device @nic; texts of @out live in @a. */
void host_facts_read(struct arena *a, const struct nic *nic,
		     struct host_reading *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * host_facts_int.h - what the readers of facts share
 *
 * A reader answers FACT_HOLDS with search->why, FACT_NOT, or -errno; then what
 * it was that could not be read is in search->why.
 */
#ifndef NICFW_HOST_FACTS_INT_H
#define NICFW_HOST_FACTS_INT_H

#include "load/host_facts.h"
#include "load/netlink.h"

#define FACT_NOT   0
#define FACT_HOLDS 1

struct search {
	struct arena *a;
	const struct nic *nic;
	const char *why;
};

/* Sets search->why; returns FACT_HOLDS. */
int facts_found(struct search *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The same for what cannot be read; returns @err, which is negative. */
int facts_unread(struct search *s, int err, const char *what);

/* ---- host_facts_link.c ---- */

int facts_read_xdp(struct search *s);
int facts_read_tc(struct search *s);
int facts_read_port(struct search *s);
int facts_read_tags(struct search *s);

/* ---- host_facts_net.c ---- */

int facts_read_encap_routes(struct search *s, uint8_t family);
int facts_read_nft_nat(struct search *s);
int facts_read_flowtable(struct search *s);
int facts_read_xfrm(struct search *s);

/* ---- host_facts_proc.c ---- */

int facts_read_forwards4(struct search *s);
int facts_read_forwards6(struct search *s);
int facts_read_nat(struct search *s);
int facts_read_ipvs(struct search *s);
int facts_read_source_routes(struct search *s);
int facts_read_legacy(struct search *s);
int facts_read_taps(struct search *s);

#endif

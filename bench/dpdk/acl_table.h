/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * acl_table.h - rules in DPDK's classifier, librte_acl
 */
#ifndef NICFW_BENCH_DPDK_ACL_TABLE_H
#define NICFW_BENCH_DPDK_ACL_TABLE_H

#include "bench/rules/rules.h"

#include <rte_acl.h>

/* Lookups at a time. */
#define ACL_BURST 64

/* What librte_acl reads of a packet, in network byte order. */
struct acl_key {
	uint8_t proto;
	uint8_t padding[3];
	uint32_t saddr, daddr;
	uint16_t sport, dport;
};

struct acl_table {
	struct rte_acl_ctx *ctx;
	double build_s;	  /* of this thread's CPU time */
	double memory_mb; /* of what lookups read */
};

/* The ways of looking up that are measured. */
struct acl_way {
	const char *name;
	enum rte_acl_classify_alg alg;
};

#define N_ACL_WAYS 5
extern const struct acl_way acl_ways[N_ACL_WAYS];

/*
 * DPDK runs. Returns 0, or -errno: -ENOMEM, -ERANGE if the tables would be
 * larger than librte_acl is allowed here; then there is nothing to free.
 */
int acl_table_build(const struct rules *rules, struct acl_table *out);
void acl_table_free(struct acl_table *table);

/* False where this CPU cannot. */
bool acl_way_is_there(const struct acl_table *table, size_t way);

void acl_make_key(const struct rules_tuple *t, struct acl_key *out);

/*
 * Looks @n keys, a multiple of ACL_BURST, up. A result is the rule's index plus
 * 1, or 0.
 */
int acl_classify(const struct acl_table *table, size_t way,
		 const uint8_t *const *keys, size_t n, uint32_t *results);

#endif

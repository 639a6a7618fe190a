// SPDX-License-Identifier: GPL-2.0-only
/*
 * acl_table.c - rules in DPDK's classifier, librte_acl
 */
#include "acl_table.h"

#include "bench/thread_time.h"

#include <arpa/inet.h>
#include <errno.h>
#include <rte_malloc.h>
#include <stdlib.h>

/*
 * What librte_acl may make of the rules: it then needs fewer tries, and is
 * faster. With half of it 10,000 rules still fit.
 */
#define MAX_SIZE (64u << 20)

enum field {
	FIELD_PROTO,
	FIELD_SADDR,
	FIELD_DADDR,
	FIELD_SPORT,
	FIELD_DPORT,
	N_FIELDS,
};

/* Ports are two of the four bytes that are read at a time. */
static const struct rte_acl_field_def defs[N_FIELDS] = {
	{ .type = RTE_ACL_FIELD_TYPE_BITMASK,
	  .size = 1,
	  .field_index = FIELD_PROTO,
	  .input_index = 0,
	  .offset = offsetof(struct acl_key, proto) },
	{ .type = RTE_ACL_FIELD_TYPE_MASK,
	  .size = 4,
	  .field_index = FIELD_SADDR,
	  .input_index = 1,
	  .offset = offsetof(struct acl_key, saddr) },
	{ .type = RTE_ACL_FIELD_TYPE_MASK,
	  .size = 4,
	  .field_index = FIELD_DADDR,
	  .input_index = 2,
	  .offset = offsetof(struct acl_key, daddr) },
	{ .type = RTE_ACL_FIELD_TYPE_RANGE,
	  .size = 2,
	  .field_index = FIELD_SPORT,
	  .input_index = 3,
	  .offset = offsetof(struct acl_key, sport) },
	{ .type = RTE_ACL_FIELD_TYPE_RANGE,
	  .size = 2,
	  .field_index = FIELD_DPORT,
	  .input_index = 3,
	  .offset = offsetof(struct acl_key, dport) },
};

RTE_ACL_RULE_DEF(acl_rule, N_FIELDS);

const struct acl_way acl_ways[N_ACL_WAYS] = {
	{ "rte_acl-scalar", RTE_ACL_CLASSIFY_SCALAR },
	{ "rte_acl-sse", RTE_ACL_CLASSIFY_SSE },
	{ "rte_acl-avx2", RTE_ACL_CLASSIFY_AVX2 },
	{ "rte_acl-avx512x16", RTE_ACL_CLASSIFY_AVX512X16 },
	{ "rte_acl-avx512x32", RTE_ACL_CLASSIFY_AVX512X32 },
};

/* What is allocated in DPDK's heaps; the tables are made there. */
static double heap_mb(void)
{
	struct rte_malloc_socket_stats stats;
	double bytes = 0;

	for (int i = 0; i < RTE_MAX_NUMA_NODES; i++)
		if (!rte_malloc_get_socket_stats(i, &stats))
			bytes += (double)stats.heap_allocsz_bytes;
	return bytes / 1e6;
}

static int add_rule(struct rte_acl_ctx *ctx, const struct rules_box *box,
		    size_t i)
{
	struct acl_rule rule = {
		.data = { .category_mask = 1,
			  .priority = RTE_ACL_MAX_PRIORITY - (int32_t)i,
			  .userdata = (uint32_t)i + 1 },
	};
	struct rte_acl_field *f = rule.field;

	f[FIELD_PROTO].value.u8 = box->proto;
	f[FIELD_PROTO].mask_range.u8 = box->proto ? 0xff : 0;
	f[FIELD_SADDR].value.u32 = box->saddr;
	f[FIELD_SADDR].mask_range.u32 = box->saddr_len;
	f[FIELD_DADDR].value.u32 = box->daddr;
	f[FIELD_DADDR].mask_range.u32 = box->daddr_len;
	f[FIELD_SPORT].value.u16 = box->sport[0];
	f[FIELD_SPORT].mask_range.u16 = box->sport[1];
	f[FIELD_DPORT].value.u16 = box->dport[0];
	f[FIELD_DPORT].mask_range.u16 = box->dport[1];
	return rte_acl_add_rules(ctx, (struct rte_acl_rule *)&rule, 1);
}

int acl_table_build(const struct rules *rules, struct acl_table *out)
{
	const struct rte_acl_param param = {
		.name = "rules",
		.socket_id = SOCKET_ID_ANY,
		.rule_size = RTE_ACL_RULE_SZ(N_FIELDS),
		.max_rule_num = (uint32_t)rules->n,
	};
	struct rte_acl_config config = { .num_categories = 1,
					 .num_fields = N_FIELDS,
					 .max_size = MAX_SIZE };
	struct acl_table t = { .ctx = rte_acl_create(&param) };
	double start, before;
	int err = t.ctx ? 0 : -ENOMEM;

	memcpy(config.defs, defs, sizeof(defs));
	for (size_t i = 0; !err && i < rules->n; i++)
		err = add_rule(t.ctx, &rules->boxes[i], i);
	before = heap_mb();
	start = thread_time_cpu_ns();
	if (!err)
		err = rte_acl_build(t.ctx, &config);
	t.build_s = (thread_time_cpu_ns() - start) / 1e9;
	t.memory_mb = heap_mb() - before;
	if (err)
		rte_acl_free(t.ctx);
	else
		*out = t;
	return err;
}

void acl_table_free(struct acl_table *table)
{
	rte_acl_free(table->ctx);
	table->ctx = NULL;
}

bool acl_way_is_there(const struct acl_table *table, size_t way)
{
	return !rte_acl_set_ctx_classify(table->ctx, acl_ways[way].alg);
}

void acl_make_key(const struct rules_tuple *t, struct acl_key *out)
{
	*out = (struct acl_key){
		.proto = t->proto,
		.saddr = htonl(t->saddr),
		.daddr = htonl(t->daddr),
		.sport = htons(t->sport),
		.dport = htons(t->dport),
	};
}

int acl_classify(const struct acl_table *table, size_t way,
		 const uint8_t *const *keys, size_t n, uint32_t *results)
{
	int err = 0;

	for (size_t i = 0; !err && i < n; i += ACL_BURST)
		err = rte_acl_classify_alg(
			table->ctx, (const uint8_t **)(keys + i), results + i,
			ACL_BURST, 1, acl_ways[way].alg);
	return err;
}

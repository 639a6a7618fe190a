// SPDX-License-Identifier: GPL-2.0-only
/*
 * netfilter.c - what the kernel tells of nf_tables besides its rules
 */
#include "load/netfilter.h"

#include "load/netlink.h"

#include <endian.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

/* The kernel's headers want to know that the C library's came first. */
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#define MESSAGE(type) ((NFNL_SUBSYS_NFTABLES << 8) | (type))

/* The kernel's numbers of families. */
static const uint8_t nfprotos[N_FAMILIES] = {
	[FAMILY_IP] = NFPROTO_IPV4,	  [FAMILY_IP6] = NFPROTO_IPV6,
	[FAMILY_INET] = NFPROTO_INET,	  [FAMILY_ARP] = NFPROTO_ARP,
	[FAMILY_BRIDGE] = NFPROTO_BRIDGE, [FAMILY_NETDEV] = NFPROTO_NETDEV,
};

/* N_FAMILIES: a family that nicfw does not know. */
static enum family family_of(uint8_t nfproto)
{
	enum family family = 0;

	while (family < N_FAMILIES && nfprotos[family] != nfproto)
		family++;
	return family;
}

/* A message's head, and a table that it is about. */
struct question {
	struct nfgenmsg head;
	struct nlattr attr;
	char table[NFT_TABLE_MAXNAMELEN];
};

/*
 * Asks, and gives each answer to @fn. 0 or -errno; 0 without an answer where
 * the kernel has no nf_tables, whose subsystem's number it does not know then:
 * EINVAL.
 */
static int send_question(int type, int flags, const struct question *q,
			 size_t len, nl_recvmsg_msg_cb_t fn, void *arg)
{
	int err = netlink_ask(&(struct netlink_request){
		.protocol = NETLINK_NETFILTER,
		.type = MESSAGE(type),
		.flags = flags,
		.head = q,
		.head_len = len,
		.on_answer = fn,
		.arg = arg,
	});

	return err == -EINVAL || err == -EOPNOTSUPP ? 0 : err;
}

static int ask(int type, int flags, nl_recvmsg_msg_cb_t fn, void *arg)
{
	const struct question q = { .head = { .nfgen_family = NFPROTO_UNSPEC,
					      .version = NFNETLINK_V0 } };

	return send_question(type, flags, &q, sizeof(q.head), fn, arg);
}

/* Asks for the rules of @t alone; see nf_tables_dump_rules_start(). */
static int ask_for_rules(const struct netfilter_table *t,
			 nl_recvmsg_msg_cb_t fn, void *arg)
{
	const size_t len = strlen(t->name) + 1;
	struct question q = {
		.head = { .nfgen_family = nfprotos[t->family],
			  .version = NFNETLINK_V0 },
		.attr = { .nla_type = NFTA_RULE_TABLE,
			  .nla_len = NLA_HDRLEN + len },
	};

	if (len > sizeof(q.table))
		return -ENAMETOOLONG;
	memcpy(q.table, t->name, len);
	return send_question(NFT_MSG_GETRULE, NLM_F_DUMP, &q,
			     offsetof(struct question, table) + NLA_ALIGN(len),
			     fn, arg);
}

static struct nlattr *attr_of(struct nl_msg *msg, int type)
{
	return nlmsg_find_attr(nlmsg_hdr(msg), sizeof(struct nfgenmsg), type);
}

/* ---- The generation ---- */

static int on_generation(struct nl_msg *msg, void *arg)
{
	struct nlattr *id = attr_of(msg, NFTA_GEN_ID);

	if (id && nla_len(id) >= (int)sizeof(uint32_t))
		*(uint32_t *)arg = ntohl(nla_get_u32(id));
	return NL_OK;
}

int netfilter_generation(uint32_t *out)
{
	uint32_t generation = 0;
	int err = ask(NFT_MSG_GETGEN, 0, on_generation, &generation);

	if (err)
		return err;
	*out = generation;
	return 0;
}

/* ---- Tables ---- */

struct reader {
	struct arena *arena;
	struct netfilter_tables *tables;
};

static uint8_t nfproto_of(struct nl_msg *msg)
{
	const struct nfgenmsg *head = nlmsg_data(nlmsg_hdr(msg));

	return head->nfgen_family;
}

static int on_table(struct nl_msg *msg, void *arg)
{
	struct reader *r = arg;
	struct nlattr *name = attr_of(msg, NFTA_TABLE_NAME);
	const enum family family = family_of(nfproto_of(msg));

	if (name && family != N_FAMILIES)
		*vec_push(r->arena, &r->tables->v) = (struct netfilter_table){
			.family = family,
			.name = arena_strdup(r->arena, nla_get_string(name)),
		};
	return NL_OK;
}

static struct nlattr *part_of(struct nlattr *whole, int type)
{
	return nla_find(nla_data(whole), nla_len(whole), type);
}

static bool is_xt(struct nlattr *expression)
{
	struct nlattr *name = part_of(expression, NFTA_EXPR_NAME);

	/* The names of nft_compat.c; "inner" and the like hold no others. */
	return name &&
	       (!nla_strcmp(name, "match") || !nla_strcmp(name, "target"));
}

/* What @expression, if it is called @name, has of @type; or NULL. */
static struct nlattr *data_of(struct nlattr *expression, const char *name,
			      int type)
{
	struct nlattr *is = part_of(expression, NFTA_EXPR_NAME);
	struct nlattr *data = part_of(expression, NFTA_EXPR_DATA);

	return is && data && !nla_strcmp(is, name) ? part_of(data, type) : NULL;
}

/* enum nft_cmp_ops of a comparison, -1 of other expressions. */
static int comparison_of(struct nlattr *expression)
{
	struct nlattr *op = data_of(expression, "cmp", NFTA_CMP_OP);

	if (!op || nla_len(op) < (int)sizeof(uint32_t))
		return -1;
	return (int)ntohl(nla_get_u32(op));
}

/* Byte @i of the constant that @data holds, or 0. */
static uint8_t byte_of(struct nlattr *data, int i)
{
	struct nlattr *value = data ? part_of(data, NFTA_DATA_VALUE) : NULL;

	return value && i < nla_len(value) ? ((uint8_t *)nla_data(value))[i]
					   : 0;
}

/* @expression compares what @masked made with bits that it cannot have. */
static bool is_beyond(struct nlattr *masked, struct nlattr *expression)
{
	struct nlattr *mask = data_of(masked, "bitwise", NFTA_BITWISE_MASK);
	struct nlattr *set = data_of(masked, "bitwise", NFTA_BITWISE_XOR);
	struct nlattr *value = data_of(expression, "cmp", NFTA_CMP_DATA);

	for (int i = 0; mask && value && i < NFT_DATA_VALUE_MAXLEN; i++)
		if (byte_of(value, i) & ~(byte_of(mask, i) | byte_of(set, i)))
			return true;
	return false;
}

/* A range is both comparisons of one value, side by side. */
static bool is_misprinted(struct nlattr *list)
{
	bool is_open = false, was_lower = false;
	struct nlattr *one, *before = NULL;
	int left;

	nla_for_each_nested(one, list, left)
	{
		int op = comparison_of(one);

		if ((op == NFT_CMP_LTE && is_open && !was_lower) ||
		    (before && is_beyond(before, one)))
			return true;
		before = one;
		is_open |= was_lower && op != NFT_CMP_LTE;
		was_lower = op == NFT_CMP_GTE;
	}
	return false;
}

/* What a rule of one table is read into. */
struct rules_reader {
	struct arena *arena;
	struct netfilter_table *table;
};

/* Who reads the table when it has_xt asks for no more. */
static int on_rule(struct nl_msg *msg, void *arg)
{
	struct nlattr *list = attr_of(msg, NFTA_RULE_EXPRESSIONS);
	struct nlattr *handle = attr_of(msg, NFTA_RULE_HANDLE);
	struct rules_reader *r = arg;
	struct nlattr *one;
	int left;

	if (!list)
		return NL_OK;
	nla_for_each_nested(one, list, left) r->table->has_xt |= is_xt(one);
	if (r->table->has_xt)
		return NL_STOP;
	if (handle && is_misprinted(list))
		*vec_push(r->arena, &r->table->misprinted) =
			be64toh(nla_get_u64(handle));
	return NL_OK;
}

int netfilter_tables(struct arena *a, struct netfilter_tables *out)
{
	struct netfilter_tables tables = {};
	struct reader r = { a, &tables };
	struct netfilter_table *t;
	int err = ask(NFT_MSG_GETTABLE, NLM_F_DUMP, on_table, &r);

	vec_for_each(t, &tables.v)
		if (!err)
			err = ask_for_rules(t, on_rule,
					    &(struct rules_reader){ a, t });
	if (err)
		return err;
	*out = tables;
	return 0;
}

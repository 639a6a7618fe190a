// SPDX-License-Identifier: GPL-2.0-only
/*
 * host_facts_net.c - what nftables, IPsec and the routes do on their own
 */
#include "load/host_facts_int.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <linux/xfrm.h>

static struct nlattr *find_attr(struct nl_msg *msg, size_t head_len, int type)
{
	return nlmsg_find_attr(nlmsg_hdr(msg), (int)head_len, type);
}

/* ---- Routes ---- */

static int on_route(struct nl_msg *msg, void *arg)
{
	struct nlattr *paths =
		find_attr(msg, sizeof(struct rtmsg), RTA_MULTIPATH);
	bool *is_found = arg;
	struct rtnexthop *hop;
	int left;

	*is_found |= find_attr(msg, sizeof(struct rtmsg), RTA_ENCAP_TYPE) !=
		     NULL;
	if (!paths)
		return NL_OK;
	hop = nla_data(paths);
	left = nla_len(paths);
	for (; left >= (int)sizeof(*hop) && RTNH_OK(hop, left);
	     left -= NLA_ALIGN(hop->rtnh_len), hop = RTNH_NEXT(hop))
		*is_found |= nla_find((struct nlattr *)RTNH_DATA(hop),
				      hop->rtnh_len - (int)sizeof(*hop),
				      RTA_ENCAP_TYPE) != NULL;
	return NL_OK;
}

static int on_nexthop(struct nl_msg *msg, void *arg)
{
	bool *is_found = arg;

	*is_found |= find_attr(msg, sizeof(struct nhmsg), NHA_ENCAP_TYPE) !=
		     NULL;
	return NL_OK;
}

static int dump_routes(uint8_t family, bool *is_found)
{
	const struct rtmsg head = { .rtm_family = family };

	return netlink_ask_until_whole(&(struct netlink_request){
		.protocol = NETLINK_ROUTE,
		.type = RTM_GETROUTE,
		.flags = NLM_F_DUMP,
		.head = &head,
		.head_len = sizeof(head),
		.on_answer = on_route,
		.arg = is_found,
	});
}

/* Routes need not say what their nexthop objects do. */
static int dump_nexthops(bool *is_found)
{
	const struct nhmsg head = {};
	int err = netlink_ask_until_whole(&(struct netlink_request){
		.protocol = NETLINK_ROUTE,
		.type = RTM_GETNEXTHOP,
		.flags = NLM_F_DUMP,
		.head = &head,
		.head_len = sizeof(head),
		.on_answer = on_nexthop,
		.arg = is_found,
	});

	return err == -EOPNOTSUPP ? 0 : err;
}

/* seg6_local_input() and others send on without asking for forwarding. */
int facts_read_encap_routes(struct search *s, uint8_t family)
{
	bool is_found = false;
	int err = dump_routes(family, &is_found);

	if (err == -EOPNOTSUPP)
		err = 0;
	if (!err)
		err = dump_nexthops(&is_found);
	if (err)
		return facts_unread(s, err, "routes");
	return is_found ? facts_found(s, "a route has an encapsulation")
			: FACT_NOT;
}

/* ---- nftables ---- */

/* A kernel without nf_tables has no subsystem of that number: EINVAL. */
static int dump_nft(int type, int (*on_answer)(struct nl_msg *, void *),
		    void *arg)
{
	const struct nfgenmsg head = { .nfgen_family = AF_UNSPEC,
				       .version = NFNETLINK_V0 };
	int err = netlink_ask_until_whole(&(struct netlink_request){
		.protocol = NETLINK_NETFILTER,
		.type = NFNL_SUBSYS_NFTABLES << 8 | type,
		.flags = NLM_F_DUMP,
		.head = &head,
		.head_len = sizeof(head),
		.on_answer = on_answer,
		.arg = arg,
	});

	return err == -EINVAL || err == -EOPNOTSUPP ? 0 : err;
}

struct nat_search {
	struct search *s;
	const char *chain; /* "inet nat postrouting"; NULL: none of type nat */
};

static const char *family_text(uint8_t family)
{
	switch (family) {
	case NFPROTO_IPV4:
		return "ip";
	case NFPROTO_IPV6:
		return "ip6";
	default:
		return "inet";
	}
}

static int on_chain(struct nl_msg *msg, void *arg)
{
	const struct nfgenmsg *head = nlmsg_data(nlmsg_hdr(msg));
	struct nlattr *type = find_attr(msg, sizeof(*head), NFTA_CHAIN_TYPE);
	struct nlattr *table = find_attr(msg, sizeof(*head), NFTA_CHAIN_TABLE);
	struct nlattr *name = find_attr(msg, sizeof(*head), NFTA_CHAIN_NAME);
	struct nat_search *search = arg;

	if (type && table && name && !strcmp(nla_get_string(type), "nat"))
		search->chain = arena_printf(search->s->a, "%s %s %s",
					     family_text(head->nfgen_family),
					     nla_get_string(table),
					     nla_get_string(name));
	return NL_OK;
}

int facts_read_nft_nat(struct search *s)
{
	struct nat_search search = { .s = s };
	int err = dump_nft(NFT_MSG_GETCHAIN, on_chain, &search);

	if (err)
		return facts_unread(s, err, "nftables' chains");
	return search.chain ? facts_found(s, "nftables has the chain %s",
					  search.chain)
			    : FACT_NOT;
}

struct flow_search {
	const struct nic *nic;
	bool is_found;
};

/*
 * enum nft_devices_attributes: 1 is a name; 2, of Linux 6.17, the start of
 * names.
 */
static bool names_nic(const struct nlattr *device, const struct nic *nic)
{
	const char *name = nla_data(device);
	const size_t len = strnlen(name, (size_t)nla_len(device));

	switch (nla_type(device)) {
	case 1:
		return len == strlen(nic->name) &&
		       !strncmp(name, nic->name, len);
	case 2:
		return !strncmp(name, nic->name, len);
	default:
		return true;
	}
}

static int on_flowtable(struct nl_msg *msg, void *arg)
{
	struct nlattr *hook =
		find_attr(msg, sizeof(struct nfgenmsg), NFTA_FLOWTABLE_HOOK);
	struct flow_search *search = arg;
	struct nlattr *devices, *device;
	int left;

	devices = hook ? nla_find(nla_data(hook), nla_len(hook),
				  NFTA_FLOWTABLE_HOOK_DEVS)
		       : NULL;
	if (!devices)
		return NL_OK;
	nla_for_each_nested(device, devices, left)
		search->is_found |= names_nic(device, search->nic);
	return NL_OK;
}

int facts_read_flowtable(struct search *s)
{
	struct flow_search search = { .nic = s->nic };
	int err = dump_nft(NFT_MSG_GETFLOWTABLE, on_flowtable, &search);

	if (err)
		return facts_unread(s, err, "nftables' flowtables");
	return search.is_found
		       ? facts_found(s, "a flowtable of nftables has it")
		       : FACT_NOT;
}

/* ---- IPsec ---- */

static int on_sad(struct nl_msg *msg, void *arg)
{
	struct nlattr *n = find_attr(msg, sizeof(uint32_t), XFRMA_SAD_CNT);
	int64_t *count = arg;

	*count = n ? nla_get_u32(n) : -1;
	return NL_OK;
}

/* Those of sockets, which have the s, are for what a program receives. */
static int on_spd(struct nl_msg *msg, void *arg)
{
	struct nlattr *info = find_attr(msg, sizeof(uint32_t), XFRMA_SPD_INFO);
	const struct xfrmu_spdinfo *n = info ? nla_data(info) : NULL;
	int64_t *count = arg;

	*count = -1;
	if (n && nla_len(info) >= (int)sizeof(*n))
		*count = (int64_t)n->incnt + n->outcnt + n->fwdcnt + n->inscnt +
			 n->outscnt + n->fwdscnt;
	return NL_OK;
}

static int count_xfrm(int type, int (*on_answer)(struct nl_msg *, void *),
		      int64_t *count)
{
	const uint32_t flags = UINT32_MAX;
	int err;

	*count = -1;
	err = netlink_ask_until_whole(&(struct netlink_request){
		.protocol = NETLINK_XFRM,
		.type = type,
		.head = &flags,
		.head_len = sizeof(flags),
		.on_answer = on_answer,
		.arg = count,
	});
	if (err)
		return err;
	return *count < 0 ? -EPROTO : 0;
}

int facts_read_xfrm(struct search *s)
{
	int64_t states, policies;
	int err = count_xfrm(XFRM_MSG_GETSADINFO, on_sad, &states);

	if (err == -EOPNOTSUPP)
		return FACT_NOT; /* the kernel has no IPsec */
	if (!err)
		err = count_xfrm(XFRM_MSG_GETSPDINFO, on_spd, &policies);
	if (err)
		return facts_unread(s, err, "IPsec's states and policies");
	return states || policies
		       ? facts_found(s, "%lld IPsec states, %lld policies",
				     (long long)states, (long long)policies)
		       : FACT_NOT;
}

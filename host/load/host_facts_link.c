// SPDX-License-Identifier: GPL-2.0-only
/*
 * host_facts_link.c - what is on a device, and what it is part of
 */
#include "load/attach.h"
#include "load/host_facts_int.h"
#include "load/netdev.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/neighbour.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>

/* ---- Programs ---- */

int facts_read_xdp(struct search *s)
{
	struct nic now = *s->nic;
	int err = nic_read_xdp(&now);

	if (err)
		return facts_unread(s, err, "XDP programs");
	for (enum profile_stage i = 0; i < N_STAGES; i++) {
		const char *name;

		if (!now.xdp_prog[i])
			continue;
		name = attach_prog_name(s->a, now.xdp_prog[i]);
		if (strcmp(name, "nicfw"))
			return facts_found(s, "program %u (%s) in %s mode",
					   now.xdp_prog[i], name,
					   nic_stage_name(i));
	}
	return FACT_NOT;
}

struct tc_search {
	struct search *s;
	const char *filter; /* the kind of one; NULL: none was found */
};

static int on_filter(struct nl_msg *msg, void *arg)
{
	struct nlattr *kind =
		nlmsg_find_attr(nlmsg_hdr(msg), sizeof(struct tcmsg), TCA_KIND);
	struct tc_search *search = arg;

	if (!search->filter)
		search->filter = arena_strdup(
			search->s->a, kind ? nla_get_string(kind) : "?");
	return NL_OK;
}

static int read_filters(struct search *s)
{
	struct tc_search search = { .s = s };
	int err = netlink_ask_filters(s->nic->ifindex, TC_H_MIN_INGRESS,
				      on_filter, &search);

	if (err && err != -EOPNOTSUPP)
		return facts_unread(s, err, "tc's filters");
	return search.filter
		       ? facts_found(s,
				     "a filter of tc, of kind %s, at ingress",
				     search.filter)
		       : FACT_NOT;
}

static int read_tcx(struct search *s)
{
	const int has_tcx = nic_has_tcx(s->nic->ifindex);

	if (has_tcx < 0)
		return facts_unread(s, has_tcx, "tcx programs");
	return has_tcx ? facts_found(s, "a program at tcx ingress") : FACT_NOT;
}

int facts_read_tc(struct search *s)
{
	int answer;

	if (s->nic->kind && !strcmp(s->nic->kind, "netkit"))
		return facts_found(s, "the device is of kind netkit");
	answer = read_filters(s);
	return answer == FACT_NOT ? read_tcx(s) : answer;
}

/* ---- Devices above ---- */

/*
 * Kinds of devices that have IFLA_LINK, and take no frame ahead of the IP hooks
 * of the device they are on: the other end of a pair, and tunnels, whose
 * packets come through these hooks. vlan is facts_read_tags()'s.
 */
static const char *const harmless[] = {
	"veth", "netkit",  "vxcan",	"vlan",	  "gre",   "gretap",
	"ipip", "sit",	   "erspan",	"ip6gre", "vti",   "ip6gretap",
	"vti6", "ip6tnl",  "ip6erspan", "xfrm",	  "vxlan", "geneve",
	"gtp",	"bareudp", "wireguard",
};

struct link_search {
	uint32_t master; /* the index of what it is a port of; 0: of nothing */
	const char *upper; /* that takes frames ahead of the IP hooks */
	const char *upper_kind;
	const char *vlan; /* a VLAN device */
	const char *vlan_0;
};

static bool is_harmless(const char *kind)
{
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (!strcmp(kind, harmless[i]))
			return true;
	return false;
}

static void look_at_upper(const struct netdev *dev, struct link_search *out)
{
	if (!strcmp(dev->kind, "vlan"))
		out->vlan = dev->name;
	if (!strcmp(dev->kind, "vlan") && !dev->vlan_id)
		out->vlan_0 = dev->name;
	if (is_harmless(dev->kind))
		return;
	out->upper = dev->name;
	out->upper_kind = dev->kind;
}

static int read_links(struct search *s, struct link_search *out)
{
	const struct netdev *dev;
	struct netdevs all;
	int err = netdev_list(s->a, &all);

	*out = (struct link_search){};
	if (err)
		return facts_unread(s, err, "devices");
	vec_for_each(dev, &all.v) {
		if (dev->ifindex == s->nic->ifindex)
			out->master = dev->master;
		else if (dev->lower == s->nic->ifindex && dev->kind)
			look_at_upper(dev, out);
	}
	return 0;
}

struct address_search {
	const struct nic *nic;
	bool is_found;
};

static int on_address(struct nl_msg *msg, void *arg)
{
	struct address_search *search = arg;
	const struct ndmsg *nd = nlmsg_data(nlmsg_hdr(msg));
	struct nlattr *lladdr =
		nlmsg_find_attr(nlmsg_hdr(msg), sizeof(*nd), NDA_LLADDR);
	const uint8_t *mac = lladdr ? nla_data(lladdr) : NULL;

	if (nlmsg_datalen(nlmsg_hdr(msg)) < (int)sizeof(*nd) ||
	    nd->ndm_ifindex != (int)search->nic->ifindex ||
	    !(nd->ndm_flags & NTF_SELF) || !mac || nla_len(lladdr) < 6)
		return NL_OK;
	search->is_found |= !(mac[0] & 1);
	return NL_OK;
}

/*
 * Devices of other namespaces are not listed here. macvlan and ipvlan add their
 * address to the one they are on, and that is.
 */
static int read_addresses(struct search *s)
{
	const struct ifinfomsg head = { .ifi_family = AF_BRIDGE };
	struct address_search search = { .nic = s->nic };
	int err;

	if (s->nic->kind &&
	    (!strcmp(s->nic->kind, "bridge") || !strcmp(s->nic->kind, "vxlan")))
		return FACT_NOT;
	err = netlink_ask_until_whole(&(struct netlink_request){
		.protocol = NETLINK_ROUTE,
		.type = RTM_GETNEIGH,
		.flags = NLM_F_DUMP,
		.head = &head,
		.head_len = sizeof(head),
		.on_answer = on_address,
		.arg = &search,
	});
	if (err)
		return facts_unread(s, err, "its addresses");
	return search.is_found
		       ? facts_found(
				 s,
				 "it takes frames for another address, as for a macvlan elsewhere")
		       : FACT_NOT;
}

int facts_read_port(struct search *s)
{
	char name[IFNAMSIZ];
	struct link_search links;
	int err = read_links(s, &links);

	if (err)
		return err;
	if (links.master)
		return facts_found(s, "it is a port of %s",
				   if_indextoname(links.master, name)
					   ?: "another device");
	if (links.upper)
		return facts_found(s, "%s, of kind %s, is on it", links.upper,
				   links.upper_kind);
	return read_addresses(s);
}

int facts_read_tags(struct search *s)
{
	struct link_search links;
	int err = read_links(s, &links);

	/* Where there is one, VLAN 0's frames are its own (vlan_do_receive). */
	if (!err && links.vlan_0)
		return facts_found(s, "%s is on it, a device of VLAN 0",
				   links.vlan_0);
	if (!s->nic->strips_vlan)
		return err;
	/* What the sender of a virtual device does is not known here. */
	if (!s->nic->kind)
		return facts_found(
			s,
			"it takes tags off: ethtool -K %s rxvlan off rx-vlan-stag-hw-parse off",
			s->nic->name);
	if (err)
		return err;
	return links.vlan ? facts_found(s, "the VLAN device %s is on it",
					links.vlan)
			  : FACT_NOT;
}

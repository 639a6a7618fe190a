// SPDX-License-Identifier: GPL-2.0-only
/*
 * netdev.c - the kernel's network devices, as this namespace has them
 */
#include "load/netdev.h"
#include "load/netlink.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>

#define LIST_TRIES 10

struct reading {
	struct arena *a;
	struct netdevs *out;
};

static uint32_t number_of(struct nlattr *attr)
{
	return attr ? nla_get_u32(attr) : 0;
}

static const char *text_of(struct arena *a, struct nlattr *attr)
{
	return attr ? arena_strdup(a, nla_get_string(attr)) : NULL;
}

static void take_kind(struct arena *a, struct nlattr *info, struct netdev *out)
{
	struct nlattr *attrs[IFLA_INFO_MAX + 1] = {};
	struct nlattr *vlan[IFLA_VLAN_MAX + 1] = {};

	if (!info || nla_parse_nested(attrs, IFLA_INFO_MAX, info, NULL))
		return;
	out->kind = text_of(a, attrs[IFLA_INFO_KIND]);
	if (out->kind && !strcmp(out->kind, "vlan") && attrs[IFLA_INFO_DATA] &&
	    !nla_parse_nested(vlan, IFLA_VLAN_MAX, attrs[IFLA_INFO_DATA],
			      NULL) &&
	    vlan[IFLA_VLAN_ID])
		out->vlan_id = nla_get_u16(vlan[IFLA_VLAN_ID]);
}

static int take_device(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	const struct ifinfomsg *head = nlmsg_data(hdr);
	struct nlattr *attrs[IFLA_MAX + 1] = {}, *mac;
	const struct reading *r = arg;
	struct netdev dev;

	if (nlmsg_parse(hdr, sizeof(*head), attrs, IFLA_MAX, NULL) ||
	    !attrs[IFLA_IFNAME])
		return NL_OK;
	dev = (struct netdev){
		.name = text_of(r->a, attrs[IFLA_IFNAME]),
		.ifindex = (uint32_t)head->ifi_index,
		.master = number_of(attrs[IFLA_MASTER]),
		/* An index of another namespace says nothing here. */
		.lower = attrs[IFLA_LINK_NETNSID] ? 0
						  : number_of(attrs[IFLA_LINK]),
		.mtu = number_of(attrs[IFLA_MTU]),
		.arptype = head->ifi_type,
		.is_up = head->ifi_flags & IFF_UP,
	};
	mac = attrs[IFLA_ADDRESS];
	if (mac && nla_len(mac) == sizeof(dev.mac))
		memcpy(dev.mac, nla_data(mac), sizeof(dev.mac));
	take_kind(r->a, attrs[IFLA_LINKINFO], &dev);
	*vec_push(r->a, &r->out->v) = dev;
	return NL_OK;
}

/* @head: a struct netlink_link, and what is behind it. */
static int ask(const struct reading *r, const void *head, size_t len, int flags)
{
	return netlink_ask(&(struct netlink_request){
		.protocol = NETLINK_ROUTE,
		.type = RTM_GETLINK,
		.flags = flags,
		.head = head,
		.head_len = len,
		.on_answer = take_device,
		.arg = (void *)r,
	});
}

int netdev_find(struct arena *a, const char *name, struct netdev *out)
{
	struct {
		struct netlink_link head;
		struct nlattr attr;
		char name[IFNAMSIZ];
	} by_name = {
		.head = netlink_link(0),
		.attr = { NLA_HDRLEN + IFNAMSIZ, IFLA_IFNAME },
	};
	struct netdevs all = {};
	int err;

	if (!*name || strlen(name) >= sizeof(by_name.name))
		return -ENODEV;
	strcpy(by_name.name, name);
	err = ask(&(struct reading){ a, &all }, &by_name, sizeof(by_name), 0);
	if (err)
		return err;
	if (!all.v.n)
		return -ENODEV;
	*out = all.v.v[0];
	return 0;
}

int netdev_list(struct arena *a, struct netdevs *out)
{
	const struct netlink_link head = netlink_link(0);
	int err = -EAGAIN;

	for (int i = 0; i < LIST_TRIES && err == -EAGAIN; i++) {
		*out = (struct netdevs){};
		err = ask(&(struct reading){ a, out }, &head, sizeof(head),
			  NLM_F_DUMP);
	}
	return err;
}

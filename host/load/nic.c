// SPDX-License-Identifier: GPL-2.0-only
/*
 * nic.c - what a network device is and can do
 */
#include "load/nic.h"
#include "load/netlink.h"
#include "load/ethtool.h"
#include "load/netdev_genl.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <netlink/route/link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct loc nowhere;

static const char *const stage_names[] = {
	[STAGE_OFFLOAD] = "offload",
	[STAGE_DRIVER] = "driver",
	[STAGE_GENERIC] = "generic",
};
_Static_assert(sizeof(stage_names) / sizeof(stage_names[0]) == N_STAGES,
	       "each stage has a name");

const char *nic_stage_name(enum profile_stage stage)
{
	return stage_names[stage];
}

uint64_t nic_netns(void)
{
	struct stat st;

	return stat("/proc/self/ns/net", &st) ? 0 : st.st_ino;
}

bool nic_is_only_ports(const struct nic *nic)
{
	return nic->kind &&
	       (!strcmp(nic->kind, "bond") || !strcmp(nic->kind, "team"));
}

bool nic_is_gone(const struct nic *nic)
{
	char name[IFNAMSIZ];

	return !if_indextoname(nic->ifindex, name) && errno == ENXIO;
}

static uint32_t prog_id(struct nlattr *attr)
{
	return attr ? nla_get_u32(attr) : 0;
}

static int take_xdp(struct nl_msg *msg, void *arg)
{
	struct nlattr *xdp = nlmsg_find_attr(
		nlmsg_hdr(msg), sizeof(struct ifinfomsg), IFLA_XDP);
	struct nlattr *attrs[IFLA_XDP_MAX + 1] = {};
	uint32_t *progs = arg;

	if (!xdp || nla_parse_nested(attrs, IFLA_XDP_MAX, xdp, NULL))
		return NL_OK;
	progs[STAGE_OFFLOAD] = prog_id(attrs[IFLA_XDP_HW_PROG_ID]);
	progs[STAGE_DRIVER] = prog_id(attrs[IFLA_XDP_DRV_PROG_ID]);
	progs[STAGE_GENERIC] = prog_id(attrs[IFLA_XDP_SKB_PROG_ID]);
	return NL_OK;
}

/* libbpf would list all devices for it, of which there may be thousands. */
int nic_read_xdp(struct nic *nic)
{
	const struct ifinfomsg head = { .ifi_index = nic->ifindex };
	uint32_t progs[N_STAGES] = {};
	const struct netlink_request req = {
		.protocol = NETLINK_ROUTE,
		.type = RTM_GETLINK,
		.head = &head,
		.head_len = sizeof(head),
		.on_answer = take_xdp,
		.arg = progs,
	};
	int err = netlink_ask(&req);

	/* Nothing runs on a device that is gone. */
	if (err && err != -ENODEV)
		return err;
	memcpy(nic->xdp_prog, progs, sizeof(progs));
	return 0;
}

struct port_search {
	struct arena *a;
	struct nic *nic;
};

static void add_port(struct nl_object *obj, void *arg)
{
	struct port_search *search = arg;
	struct rtnl_link *link = (struct rtnl_link *)obj;

	if (rtnl_link_get_master(link) == (int)search->nic->ifindex)
		*vec_push(search->a, &search->nic->ports) =
			arena_strdup(search->a, rtnl_link_get_name(link));
}

static void read_ports(struct arena *a, struct nl_sock *sk, struct nic *nic)
{
	struct port_search search = { a, nic };
	struct nl_cache *cache;

	if (rtnl_link_alloc_cache(sk, AF_UNSPEC, &cache))
		return;
	nl_cache_foreach(cache, add_port, &search);
	nl_cache_free(cache);
}

static void read_link(struct arena *a, struct rtnl_link *link, struct nic *nic)
{
	struct nl_addr *mac = rtnl_link_get_addr(link);
	const char *kind = rtnl_link_get_type(link);

	snprintf(nic->name, sizeof(nic->name), "%s", rtnl_link_get_name(link));
	nic->ifindex = rtnl_link_get_ifindex(link);
	nic->mtu = rtnl_link_get_mtu(link);
	nic->arptype = rtnl_link_get_arptype(link);
	nic->is_up = rtnl_link_get_flags(link) & IFF_UP;
	nic->kind = kind ? arena_strdup(a, kind) : NULL;
	if (mac && nl_addr_get_len(mac) == sizeof(nic->mac))
		memcpy(nic->mac, nl_addr_get_binary_addr(mac),
		       sizeof(nic->mac));
}

static int probe_link(struct arena *a, struct nl_sock *sk, struct diag *diag,
		      const char *name, struct nic *nic)
{
	struct rtnl_link *link;
	int err;

	if (strlen(name) >= IFNAMSIZ || !*name)
		err = -NLE_NODEV;
	else
		err = rtnl_link_get_kernel(sk, 0, name, &link);
	if (err == -NLE_NODEV || err == -NLE_OBJ_NOTFOUND) {
		diag_error(diag, nowhere,
			   "%s: no such device here; see nicfw nic", name);
		return -ENODEV;
	}
	if (err) {
		diag_error(diag, nowhere, "%s: cannot read the device: %s",
			   name, nl_geterror(err));
		return -EIO;
	}
	read_link(a, link, nic);
	rtnl_link_put(link);
	return 0;
}

/* Asks for the link; @with_ports: for all links, too. */
static int find(struct arena *a, struct diag *diag, const char *name,
		bool with_ports, struct nic *out)
{
	struct nl_sock *sk = nl_socket_alloc();
	struct nic nic = {};
	int err = sk && !nl_connect(sk, NETLINK_ROUTE) ? 0 : -EIO;

	if (err)
		diag_error(diag, nowhere, "%s: no netlink socket", name);
	else
		err = probe_link(a, sk, diag, name, &nic);
	if (!err && with_ports)
		read_ports(a, sk, &nic);
	nl_socket_free(sk);
	if (err)
		return err;
	nic.netns = nic_netns();
	*out = nic;
	return 0;
}

int nic_find(struct arena *a, struct diag *diag, const char *name,
	     struct nic *out)
{
	return find(a, diag, name, false, out);
}

int nic_probe(struct arena *a, struct diag *diag, const char *name,
	      struct nic *out)
{
	static const char *const stripping[] = { "rx-vlan-hw-parse",
						 "rx-vlan-stag-hw-parse" };
	struct nic nic;
	int err = find(a, diag, name, true, &nic);

	if (err)
		return err;
	ethtool_read_driver(nic.name, nic.driver, nic.firmware, nic.bus_info);
	nic.strips_vlan = ethtool_any_feature(nic.name, stripping, 2);
	nic.has_xdp_features =
		!netdev_genl_xdp_features(nic.ifindex, &nic.xdp_features);
	nic_read_xdp(&nic);
	*out = nic;
	return 0;
}

/* enum bpf_attach_type of Linux 6.6, younger than Debian 12's header. */
#define TCX_INGRESS 46

/* Kernels before 6.6 have no tcx and answer EINVAL. */
int nic_has_tcx(uint32_t ifindex)
{
	LIBBPF_OPTS(bpf_prog_query_opts, opts);
	int err = bpf_prog_query_opts((int)ifindex, TCX_INGRESS, &opts);

	if (err)
		return err == -EINVAL ? 0 : err;
	return opts.prog_cnt != 0;
}

int nic_list(struct arena *a, struct diag *diag, struct nic_names *out)
{
	struct if_nameindex *all = if_nameindex();

	if (!all) {
		diag_error(diag, nowhere, "cannot list the devices: %m");
		return -errno;
	}
	for (struct if_nameindex *i = all; i->if_index; i++)
		*vec_push(a, &out->names) = arena_strdup(a, i->if_name);
	if_freenameindex(all);
	return 0;
}

bool nic_is_listed(const struct nic *nic, const struct profile *profile)
{
	const char *const *d;

	vec_for_each(d, &profile->drivers)
		if (!strcmp(*d, nic->driver))
			return true;
	return false;
}

static const char *profiles_dir(void)
{
	const char *dir = getenv("NICFW_PROFILES");

	return dir ? dir : NICFW_PROFILES;
}

static int is_profile(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 5 && !strcmp(entry->d_name + len - 5, ".conf");
}

/* Tries the profiles in the order of their names, so that it is always one. */
static int find_by_driver(struct arena *a, struct diag *diag,
			  const struct nic *nic, enum profile_stage stage,
			  struct profile **out)
{
	struct dirent **entries;
	int n = scandir(profiles_dir(), &entries, is_profile, alphasort);
	int err = 0;

	*out = NULL;
	for (int i = 0; i < n; i++) {
		struct profile *p = NULL;

		if (!err && !*out)
			err = profile_read(a, diag,
					   arena_printf(a, "%s/%s",
							profiles_dir(),
							entries[i]->d_name),
					   &p);
		if (!err && p && p->stage == stage && nic_is_listed(nic, p))
			*out = p;
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return err;
}

int nic_find_profile(struct arena *a, struct diag *diag, const struct nic *nic,
		     enum profile_stage stage, struct profile **out)
{
	int err = 0;

	*out = NULL;
	if (*nic->driver)
		err = find_by_driver(a, diag, nic, stage, out);
	if (err || *out || stage == STAGE_OFFLOAD)
		return err;
	return profile_find(a, diag, stage_names[stage], out);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * nic.c - what a network device is and can do
 */
#include "load/nic.h"
#include "load/netlink.h"
#include "load/ethtool.h"
#include "load/netdev.h"
#include "load/netdev_genl.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
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
	const struct netlink_link head = netlink_link(nic->ifindex);
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

static int read_ports(struct arena *a, struct nic *nic)
{
	struct arena *own = arena_child(a);
	const struct netdev *dev;
	struct netdevs all;
	int err = netdev_list(own, &all);

	vec_for_each(dev, &all.v)
		if (!err && dev->master == nic->ifindex)
			*vec_push(a, &nic->ports) = arena_strdup(a, dev->name);
	arena_free(own);
	return err;
}

static int refuse(struct diag *diag, const char *name, int err)
{
	if (err == -ENODEV)
		diag_error(diag, nowhere,
			   "%s: no such device here; see nicfw nic", name);
	else
		diag_error(diag, nowhere, "%s: cannot read the device: %s",
			   name, strerror(-err));
	return err;
}

/* Asks for the device; @with_ports: for all of them, too. */
static int find(struct arena *a, struct diag *diag, const char *name,
		bool with_ports, struct nic *out)
{
	struct netdev dev;
	struct nic nic;
	int err = netdev_find(a, name, &dev);

	if (err)
		return refuse(diag, name, err);
	nic = (struct nic){
		.ifindex = dev.ifindex,
		.mtu = dev.mtu,
		.arptype = dev.arptype,
		.is_up = dev.is_up,
		.kind = dev.kind,
		.netns = nic_netns(),
	};
	snprintf(nic.name, sizeof(nic.name), "%s", dev.name);
	memcpy(nic.mac, dev.mac, sizeof(nic.mac));
	err = with_ports ? read_ports(a, &nic) : 0;
	if (err)
		return refuse(diag, name, err);
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

// SPDX-License-Identifier: GPL-2.0-only
/*
 * netdev_genl.c - the XDP features that a driver declares
 *
 * The family is younger than the kernel headers of Debian 12, so its numbers
 * stand here; they are from Documentation/netlink/specs/netdev.yaml.
 */
#include "load/netdev_genl.h"

#include <errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>

#define FAMILY_VERSION	  1
#define DEV_GET		  1
#define ATTR_IFINDEX	  1
#define ATTR_XDP_FEATURES 3

struct answer {
	uint64_t features;
	int err;
};

static int on_answer(struct nl_msg *msg, void *arg)
{
	struct answer *answer = arg;
	struct nlattr *attr;

	attr = nlmsg_find_attr(nlmsg_hdr(msg), GENL_HDRLEN, ATTR_XDP_FEATURES);
	if (attr && nla_len(attr) == sizeof(answer->features)) {
		answer->features = nla_get_u64(attr);
		answer->err = 0;
	}
	return NL_OK;
}

static int send_request(struct nl_sock *sk, int family, uint32_t ifindex)
{
	struct nl_msg *msg = nlmsg_alloc();
	int err = -NLE_NOMEM;

	if (msg && genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, 0,
			       DEV_GET, FAMILY_VERSION))
		err = nla_put_u32(msg, ATTR_IFINDEX, ifindex);
	if (!err)
		err = nl_send_auto(sk, msg);
	nlmsg_free(msg);
	return err < 0 ? err : 0;
}

int netdev_genl_xdp_features(uint32_t ifindex, uint64_t *features)
{
	struct answer answer = { .err = -ENOENT };
	struct nl_sock *sk = nl_socket_alloc();
	int family;

	if (!sk)
		return -ENOMEM;
	nl_socket_modify_cb(sk, NL_CB_VALID, NL_CB_CUSTOM, on_answer, &answer);
	if (genl_connect(sk))
		goto out;
	family = genl_ctrl_resolve(sk, "netdev");
	if (family >= 0 && !send_request(sk, family, ifindex))
		nl_recvmsgs_default(sk);
out:
	nl_socket_free(sk);
	if (!answer.err)
		*features = answer.features;
	return answer.err;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * netlink.c - asks the kernel by netlink
 */
#include "load/netlink.h"

#include <errno.h>
#include <linux/pkt_sched.h>
#include <sys/uio.h>

#define TRIES 10

/*
 * The kernel makes a message of a list as long as the longest buffer that it
 * was given so far, at most 32 kB (netlink_recvmsg()), and goes through a
 * chain's rules from the first one on for each message.
 */
#define BUFFER_BYTES 32768

/* libnl keeps no errno; these are what the kernel answers where it has none. */
static int errno_of(int nl_err)
{
	switch (nl_err < 0 ? -nl_err : nl_err) {
	case NLE_SUCCESS:
		return 0;
	case NLE_OPNOTSUPP:
	case NLE_PROTO_MISMATCH:
	case NLE_AF_NOSUPPORT:
		return -EOPNOTSUPP;
	case NLE_INVAL:
		return -EINVAL;
	case NLE_PERM:
	case NLE_NOACCESS:
		return -EPERM;
	case NLE_NOMEM:
		return -ENOMEM;
	case NLE_NODEV:
		return -ENODEV;
	case NLE_EXIST:
		return -EEXIST;
	case NLE_OBJ_NOTFOUND:
		return -ENOENT;
	case NLE_DUMP_INTR:
		return -EAGAIN;
	default:
		return -EIO;
	}
}

static int send_request(struct nl_sock *sk, const struct netlink_request *req)
{
	struct nl_msg *msg = nlmsg_alloc_simple(req->type, req->flags);
	int err = msg ? nlmsg_append(msg, (void *)req->head, req->head_len,
				     NLMSG_ALIGNTO)
		      : -NLE_NOMEM;

	if (!err)
		err = nl_send_auto(sk, msg);
	nlmsg_free(msg);
	return err < 0 ? err : 0;
}

int netlink_ask(const struct netlink_request *req)
{
	struct nl_sock *sk = nl_socket_alloc();
	int err, lack = 0;

	if (!sk)
		return -ENOMEM;
	nl_socket_disable_auto_ack(sk);
	nl_socket_modify_cb(sk, NL_CB_VALID, NL_CB_CUSTOM, req->on_answer,
			    req->arg);
	/* Longer ones are still seen beforehand. */
	nl_socket_set_msg_buf_size(sk, BUFFER_BYTES);
	nl_socket_enable_msg_peek(sk);
	err = nl_connect(sk, req->protocol);
	/* The kernel has no family, or no protocol, of that number. */
	if (err && (errno == EPROTONOSUPPORT || errno == ESOCKTNOSUPPORT))
		err = -NLE_OPNOTSUPP;
	/* libnl has no word of its own for that. */
	if (err && (errno == EMFILE || errno == ENFILE))
		lack = -errno;
	if (!err)
		err = send_request(sk, req);
	if (!err)
		err = nl_recvmsgs_default(sk);
	nl_socket_free(sk);
	return lack ?: errno_of(err < 0 ? err : 0);
}

int netlink_ask_until_whole(const struct netlink_request *req)
{
	int err = -EAGAIN;

	for (int i = 0; i < TRIES && err == -EAGAIN; i++)
		err = netlink_ask(req);
	return err;
}

struct netlink_link netlink_link(uint32_t ifindex)
{
	return (struct netlink_link){
		.info.ifi_index = (int)ifindex,
		.mask = { NLA_HDRLEN + sizeof(uint32_t), IFLA_EXT_MASK },
		.skips = RTEXT_FILTER_SKIP_STATS,
	};
}

int netlink_tell(int protocol, struct nl_msg *const *msgs, size_t n, int *errs)
{
	struct iovec parts[NETLINK_MAX_TOLD];
	struct nl_sock *sk = nl_socket_alloc();
	int err;

	if (!sk)
		return -ENOMEM;
	err = nl_connect(sk, protocol);
	for (size_t i = 0; i < n && !err; i++) {
		nl_complete_msg(sk, msgs[i]);
		parts[i] = (struct iovec){ nlmsg_hdr(msgs[i]),
					   nlmsg_hdr(msgs[i])->nlmsg_len };
	}
	if (!err)
		err = nl_send_iovec(sk, msgs[0], parts, (unsigned int)n);
	/* A socket that was not opened or asked gets no answer. */
	for (size_t i = 0; i < n && err >= 0; i++)
		errs[i] = errno_of(nl_wait_for_ack(sk));
	nl_socket_free(sk);
	return err < 0 ? errno_of(err) : 0;
}

int netlink_ask_filters(uint32_t ifindex, uint32_t point,
			int (*on_answer)(struct nl_msg *msg, void *arg),
			void *arg)
{
	const struct tcmsg head = {
		.tcm_ifindex = (int)ifindex,
		.tcm_parent = TC_H_MAKE(TC_H_CLSACT, point),
	};

	return netlink_ask_until_whole(&(struct netlink_request){
		.protocol = NETLINK_ROUTE,
		.type = RTM_GETTFILTER,
		.flags = NLM_F_DUMP,
		.head = &head,
		.head_len = sizeof(head),
		.on_answer = on_answer,
		.arg = arg,
	});
}

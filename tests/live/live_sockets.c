// SPDX-License-Identifier: GPL-2.0-only
/*
 * live_sockets.c - what a router's own sockets see, and send
 */
#include "live/live_sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netfilter/nfnetlink_log.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define RX_BYTES  (4 << 20)
#define MAX_FRAME (65535 + 14)

void live_sockets_init(struct live_sockets *s)
{
	*s = (struct live_sockets){
		.router = -1, .out4 = -1, .out6 = -1, .conntrack = -1
	};
}

static int add(struct live_sockets *s, int fd, enum live_place place,
	       int version, int protocol)
{
	static const int rx_bytes = RX_BYTES;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &rx_bytes,
				 sizeof(rx_bytes)))
		return -errno;
	s->in[s->n_in].fd = fd;
	s->in[s->n_in].place = place;
	s->in[s->n_in].version = version;
	s->in[s->n_in++].protocol = protocol;
	return 0;
}

/* ---- Packet sockets ---- */

static int open_doors(struct live_sockets *s, uint32_t ifindex)
{
	static const uint16_t protocols[] = { ETH_P_IP,	   ETH_P_IPV6,
					      ETH_P_ARP,   ETH_P_802_2,
					      ETH_P_8021Q, 0x88b5 };

	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++) {
		struct sockaddr_ll on = {
			.sll_family = AF_PACKET,
			.sll_protocol = htons(protocols[i]),
			.sll_ifindex = (int)ifindex,
		};
		int fd = socket(AF_PACKET,
				SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		int err = add(s, fd, AT_DOOR, 0, 0);

		if (err)
			return err;
		if (bind(fd, (struct sockaddr *)&on, sizeof(on)))
			return -errno;
	}
	return 0;
}

/* ---- Raw sockets ---- */

static int open_raw(struct live_sockets *s, int version, int protocol)
{
	static const int one = 1;
	int fd = socket(version == 4 ? AF_INET : AF_INET6,
			SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
	int err = add(s, fd, AT_LOCAL, version, protocol);

	if (!err && version == 6 &&
	    setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &one, sizeof(one)))
		err = -errno;
	return err;
}

static int open_raws(struct live_sockets *s)
{
	static const int protocols4[] = { IPPROTO_TCP,	IPPROTO_UDP,
					  IPPROTO_ICMP, IPPROTO_UDPLITE,
					  IPPROTO_SCTP, 253 };
	static const int protocols6[] = { IPPROTO_TCP,	  IPPROTO_UDP,
					  IPPROTO_ICMPV6, IPPROTO_UDPLITE,
					  IPPROTO_SCTP,	  253 };
	int err = 0;

	for (size_t i = 0; i < sizeof(protocols4) / sizeof(int) && !err; i++)
		err = open_raw(s, 4, protocols4[i]);
	for (size_t i = 0; i < sizeof(protocols6) / sizeof(int) && !err; i++)
		err = open_raw(s, 6, protocols6[i]);
	if (err)
		return err;
	s->out4 = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
	s->out6 = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
	return s->out4 < 0 || s->out6 < 0 ? -errno : 0;
}

int live_sockets_send(const struct live_sockets *s, const uint8_t *packet,
		      size_t len)
{
	struct sockaddr_in to4 = { .sin_family = AF_INET };
	struct sockaddr_in6 to6 = { .sin6_family = AF_INET6 };
	ssize_t sent;

	if (packet[0] >> 4 == 4) {
		memcpy(&to4.sin_addr, packet + 16, 4);
		sent = sendto(s->out4, packet, len, 0, (void *)&to4,
			      sizeof(to4));
	} else {
		memcpy(&to6.sin6_addr, packet + 24, 16);
		sent = sendto(s->out6, packet, len, 0, (void *)&to6,
			      sizeof(to6));
	}
	return sent < 0 ? -errno : 0;
}

/* ---- Netlink ---- */

/* A message of nfnetlink with up to two attributes of up to 8 bytes. */
struct nf_message {
	struct nlmsghdr nl;
	struct nfgenmsg nf;
	uint8_t attrs[32];
};

static void add_attr(struct nf_message *m, uint16_t type, const void *value,
		     uint16_t len)
{
	struct nlattr attr = { .nla_len = (uint16_t)(sizeof(attr) + len),
			       .nla_type = type };
	uint8_t *at = (uint8_t *)m + NLMSG_ALIGN(m->nl.nlmsg_len);

	memcpy(at, &attr, sizeof(attr));
	memcpy(at + sizeof(attr), value, len);
	m->nl.nlmsg_len =
		NLMSG_ALIGN(m->nl.nlmsg_len) + NLA_ALIGN(attr.nla_len);
}

static struct nf_message message(uint16_t type, uint16_t res_id)
{
	return (struct nf_message){
		.nl = { .nlmsg_len = offsetof(struct nf_message, attrs),
			.nlmsg_type = type,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
		.nf = { .nfgen_family = AF_UNSPEC,
			.version = NFNETLINK_V0,
			.res_id = htons(res_id) },
	};
}

/* Sends @m and reads the answer. 0 or -errno. */
static int ask(int fd, const struct nf_message *m)
{
	struct {
		struct nlmsghdr nl;
		struct nlmsgerr err;
		uint8_t rest[512];
	} answer;

	if (send(fd, m, m->nl.nlmsg_len, 0) < 0 ||
	    recv(fd, &answer, sizeof(answer), 0) < 0)
		return -errno;
	return answer.nl.nlmsg_type == NLMSG_ERROR ? answer.err.error : -EPROTO;
}

static int open_netlink(void)
{
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);

	if (fd >= 0 && bind(fd, (struct sockaddr *)&any, sizeof(any)))
		return -errno;
	return fd < 0 ? -errno : fd;
}

/* Each packet that a rule logs arrives at once, all of it. */
static int open_log(struct live_sockets *s)
{
	const uint16_t type = NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_CONFIG;
	const struct nfulnl_msg_config_cmd bind_it = { NFULNL_CFG_CMD_BIND };
	const struct nfulnl_msg_config_mode whole = {
		.copy_range = htonl(0xffff),
		.copy_mode = NFULNL_COPY_PACKET,
	};
	const uint32_t at_once = htonl(1);
	struct nf_message m = message(type, LIVE_LOG_GROUP);
	int fd = open_netlink(), err;

	add_attr(&m, NFULA_CFG_CMD, &bind_it, sizeof(bind_it));
	err = add(s, fd, AT_LOG, 0, 0);
	if (!err)
		err = ask(fd, &m);
	m = message(type, LIVE_LOG_GROUP);
	add_attr(&m, NFULA_CFG_MODE, &whole, sizeof(whole));
	add_attr(&m, NFULA_CFG_QTHRESH, &at_once, sizeof(at_once));
	if (!err)
		err = ask(fd, &m);
	if (!err && fcntl(fd, F_SETFL, O_NONBLOCK))
		err = -errno;
	return err;
}

int live_sockets_forget(const struct live_sockets *s)
{
	struct nf_message m =
		message(NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE, 0);

	return ask(s->conntrack, &m);
}

/* ---- All of them ---- */

int live_sockets_open(struct live_sockets *s, uint32_t ifindex,
		      const char **why)
{
	int err;

	s->router = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (s->router < 0)
		return -errno;
	*why = "no packet sockets";
	err = open_doors(s, ifindex);
	if (!err) {
		*why = "no raw sockets";
		err = open_raws(s);
	}
	if (!err) {
		*why = "no nflog";
		err = open_log(s);
	}
	if (!err) {
		*why = "no conntrack";
		s->conntrack = open_netlink();
		err = s->conntrack < 0 ? s->conntrack : live_sockets_forget(s);
	}
	return err;
}

void live_sockets_close(struct live_sockets *s)
{
	const int others[] = { s->router, s->out4, s->out6, s->conntrack };

	for (int i = 0; i < s->n_in; i++)
		close(s->in[i].fd);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i] >= 0)
			close(others[i]);
	live_sockets_init(s);
}

/* An IPv6 header, of which a raw socket tells the addresses apart. */
static void rebuild_ip6(uint8_t *ip6, int protocol, size_t len,
			struct msghdr *msg)
{
	const struct sockaddr_in6 *from = msg->msg_name;
	const struct cmsghdr *cmsg = CMSG_FIRSTHDR(msg);

	memset(ip6, 0, 40);
	ip6[0] = 0x60;
	ip6[4] = (uint8_t)(len >> 8);
	ip6[5] = (uint8_t)len;
	ip6[6] = (uint8_t)protocol;
	ip6[7] = 64;
	memcpy(ip6 + 8, &from->sin6_addr, 16);
	if (cmsg && cmsg->cmsg_type == IPV6_PKTINFO)
		memcpy(ip6 + 24, CMSG_DATA(cmsg), 16);
}

/* Where the socket puts what it has, so that a frame begins at @frame. */
static size_t header_room(enum live_place place, int version)
{
	if (place != AT_LOCAL)
		return 0;
	return version == 4 ? ETH_HLEN : ETH_HLEN + 40;
}

static void read_one(const struct live_sockets *s, int i, live_seen_fn seen,
		     void *data)
{
	static uint8_t frame[MAX_FRAME];
	const enum live_place place = s->in[i].place;
	const int version = s->in[i].version;
	const size_t room = header_room(place, version);
	char control[CMSG_SPACE(sizeof(struct in6_pktinfo))];
	struct sockaddr_in6 from;
	struct iovec iov = { frame + room, sizeof(frame) - room };

	for (;;) {
		struct msghdr msg = { .msg_name = &from,
				      .msg_namelen = sizeof(from),
				      .msg_iov = &iov,
				      .msg_iovlen = 1,
				      .msg_control = control,
				      .msg_controllen = sizeof(control) };
		ssize_t n = recvmsg(s->in[i].fd, &msg, MSG_DONTWAIT);

		if (n < 0)
			return;
		if (room) {
			memset(frame, 0, 12);
			frame[12] = version == 4 ? 0x08 : 0x86;
			frame[13] = version == 4 ? 0x00 : 0xdd;
		}
		if (version == 6)
			rebuild_ip6(frame + ETH_HLEN, s->in[i].protocol,
				    (size_t)n, &msg);
		seen(data, place, frame, room + (size_t)n);
	}
}

void live_sockets_read(const struct live_sockets *s, live_seen_fn seen,
		       void *data)
{
	for (int i = 0; i < s->n_in; i++)
		read_one(s, i, seen, data);
}

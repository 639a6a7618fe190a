// SPDX-License-Identifier: GPL-2.0-only
/*
 * tap.c - sends frames through devices and collects those that arrive on one
 */
#include "lib/tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* What is sent behind a frame. The type is for local experiments. */
struct mark {
	uint8_t dst[ETH_ALEN];
	uint8_t src[ETH_ALEN];
	uint8_t type[2];
	uint8_t padding[2];
	uint64_t number;
	uint8_t filling[40];
};
_Static_assert(sizeof(struct mark) >= ETH_ZLEN, "no device pads a mark");

static const struct mark mark_template = {
	.dst = { 2, 0, 0, 0, 0, 0xfd },
	.src = { 2, 0, 0, 0, 0, 0xfe },
	.type = { 0x88, 0xb6 },
};

int tap_open(struct tap *tap, int rx_ifindex)
{
	static const int one = 1, rx_bytes = 4 << 20;
	struct sockaddr_ll on = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = rx_ifindex,
	};
	struct packet_mreq promisc = {
		.mr_ifindex = rx_ifindex,
		.mr_type = PACKET_MR_PROMISC,
	};

	tap->n_marks = 0;
	tap->tx = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	tap->rx = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (tap->tx < 0 || tap->rx < 0 ||
	    setsockopt(tap->rx, SOL_SOCKET, SO_RCVBUFFORCE, &rx_bytes,
		       sizeof(rx_bytes)) ||
	    setsockopt(tap->tx, SOL_SOCKET, SO_SNDBUFFORCE, &rx_bytes,
		       sizeof(rx_bytes)) ||
	    setsockopt(tap->rx, SOL_PACKET, PACKET_AUXDATA, &one,
		       sizeof(one)) ||
	    setsockopt(tap->rx, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one,
		       sizeof(one)) ||
	    setsockopt(tap->rx, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &promisc,
		       sizeof(promisc)) ||
	    bind(tap->rx, (struct sockaddr *)&on, sizeof(on)))
		return -errno;
	return 0;
}

void tap_close(struct tap *tap)
{
	if (tap->tx >= 0)
		close(tap->tx);
	if (tap->rx >= 0)
		close(tap->rx);
	tap->tx = tap->rx = -1;
}

int tap_send(const struct tap *tap, int ifindex, const void *frame, size_t len)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_ifindex = ifindex,
	};

	if (sendto(tap->tx, frame, len, 0, (struct sockaddr *)&to, sizeof(to)) <
	    0)
		return -errno;
	return 0;
}

int tap_send_mark(struct tap *tap, int ifindex)
{
	struct mark mark = mark_template;

	mark.number = ++tap->n_marks;
	return tap_send(tap, ifindex, &mark, sizeof(mark));
}

const uint8_t *tap_mark(size_t *len)
{
	*len = sizeof(mark_template);
	return (const uint8_t *)&mark_template;
}

/* The kernel keeps a tag that it peeled beside the frame: puts it back. */
static size_t restore_tag(struct tap *tap, size_t len, struct msghdr *msg)
{
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(msg);
	struct tpacket_auxdata aux;

	if (!cmsg || cmsg->cmsg_type != PACKET_AUXDATA)
		return len;
	memcpy(&aux, CMSG_DATA(cmsg), sizeof(aux));
	if (!(aux.tp_status & TP_STATUS_VLAN_VALID))
		return len;

	uint8_t tag[4] = { (uint8_t)(aux.tp_vlan_tpid >> 8),
			   (uint8_t)aux.tp_vlan_tpid,
			   (uint8_t)(aux.tp_vlan_tci >> 8),
			   (uint8_t)aux.tp_vlan_tci };

	memmove(tap->received + 16, tap->received + 12, len - 12);
	memcpy(tap->received + 12, tag, sizeof(tag));
	return len + sizeof(tag);
}

ssize_t tap_receive(struct tap *tap, int timeout_ms)
{
	char control[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	struct iovec iov = {
		.iov_base = tap->received,
		.iov_len = sizeof(tap->received) - 4,
	};
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct pollfd readable = { .fd = tap->rx, .events = POLLIN };
	ssize_t len = recvmsg(tap->rx, &msg, MSG_DONTWAIT);

	if (len < 0 && errno == EAGAIN) {
		if (poll(&readable, 1, timeout_ms) <= 0)
			return -ETIMEDOUT;
		len = recvmsg(tap->rx, &msg, MSG_DONTWAIT);
	}
	if (len < 0)
		return -errno;
	return (ssize_t)restore_tag(tap, (size_t)len, &msg);
}

bool tap_received_mark(const struct tap *tap, size_t len, uint64_t *number)
{
	const size_t at = offsetof(struct mark, number);

	if (len < sizeof(struct mark) ||
	    memcmp(tap->received, &mark_template, at) != 0)
		return false;
	memcpy(number, tap->received + at, sizeof(*number));
	return true;
}

bool tap_received(const struct tap *tap, size_t n, const uint8_t *frame,
		  size_t len)
{
	return n == len && !memcmp(tap->received, frame, len);
}

uint64_t tap_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * rig.c - a firewalled device in a network namespace of its own
 */
#include "lib/rig.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

const struct device rig_device = {
	.name = "eth0",
	.ifindex = 10,
	.mac = { 2, 0, 0, 0, 0, 2 },
};

/* A frame of 65,535 bytes behind Ethernet and two tags. */
#define FRAME_MAX_BYTES (65535 + 14 + 8)

#define MARK_DEADLINE_MS 5000

struct rig {
	int tx; /* sends, through any device */
	int rx; /* collects on br0 */
	int sender0;
	int sender1;
	uint64_t n_marks;
	uint8_t received[FRAME_MAX_BYTES];
};

/* What is sent behind a frame. The type is for local experiments. */
struct mark {
	uint8_t dst[ETH_ALEN];
	uint8_t src[ETH_ALEN];
	uint8_t type[2];
	uint8_t padding[2];
	uint64_t number;
};

static const struct mark mark_template = {
	.dst = { 2, 0, 0, 0, 0, 0xfd },
	.src = { 2, 0, 0, 0, 0, 0xfe },
	.type = { 0x88, 0xb6 },
};

/*
 * eth0 has one queue on each side, else veth refuses native XDP. eth1 is there
 * for rulesets that name a second device. Port 0 of the forward mask (and two
 * more) cannot be set; what these lose, the control run finds.
 */
static const char topology[] =
	"link add br0 type bridge mcast_snooping 0 forward_delay 0 "
	"group_fwd_mask 65528 nf_call_iptables 0 nf_call_ip6tables 0 "
	"nf_call_arptables 0\n"
	"link add eth0 index 10 address 02:00:00:00:00:02 numrxqueues 1 "
	"numtxqueues 1 type veth peer name sender0 address 02:00:00:00:00:01 "
	"numrxqueues 1 numtxqueues 1\n"
	"link add mark0 type veth peer name sender1\n"
	"link add eth1 index 11 type veth peer name sender2\n"
	"link set eth0 mtu 65535 master br0 promisc on up\n"
	"link set mark0 master br0 up\n"
	"link set br0 mtu 65535 promisc on up\n"
	"link set sender0 mtu 65535 up\n"
	"link set sender1 up\n";

/* Nothing may merge, split or retag a frame on its way. */
static const char *const offloads[] = {
	"ethtool -K eth0 gro off tso off gso off rxvlan off txvlan off",
	"ethtool -K sender0 gro off tso off gso off rxvlan off txvlan off",
};

/* No IPv6: its neighbour discovery would be collected too. */
static const struct {
	const char *path;
	const char *value;
} settings[] = {
	{ "/proc/sys/net/ipv6/conf/all/disable_ipv6", "1" },
	{ "/proc/sys/net/ipv6/conf/default/disable_ipv6", "1" },
	{ "/proc/sys/net/bridge/bridge-nf-call-iptables", "0" },
	{ "/proc/sys/net/bridge/bridge-nf-call-ip6tables", "0" },
	{ "/proc/sys/net/bridge/bridge-nf-call-arptables", "0" },
};

/* A kernel without the setting has nothing to switch off. */
static int write_settings(const char **why)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		int fd = open(settings[i].path, O_WRONLY | O_CLOEXEC);

		if (fd < 0 && errno == ENOENT)
			continue;
		if (fd < 0 || write(fd, settings[i].value, 1) != 1) {
			int err = -errno;

			*why = settings[i].path;
			if (fd >= 0)
				close(fd);
			return err;
		}
		close(fd);
	}
	return 0;
}

static int build_topology(const char **why)
{
	FILE *ip = popen("ip -batch -", "we");

	*why = "ip -batch failed";
	if (!ip)
		return -errno;
	fputs(topology, ip);
	if (pclose(ip))
		return -EIO;
	for (size_t i = 0; i < sizeof(offloads) / sizeof(offloads[0]); i++) {
		*why = offloads[i];
		if (system(offloads[i]))
			return -EIO;
	}
	return 0;
}

/* Queues and their order are a CPU's own. */
static int pin_to_one_cpu(void)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(sched_getcpu(), &cpus);
	return sched_setaffinity(0, sizeof(cpus), &cpus) ? -errno : 0;
}

static int open_sockets(struct rig *rig)
{
	static const int one = 1, rx_bytes = 4 << 20;
	struct sockaddr_ll br0 = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex("br0"),
	};

	rig->sender0 = (int)if_nametoindex("sender0");
	rig->sender1 = (int)if_nametoindex("sender1");
	rig->tx = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	rig->rx = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (rig->tx < 0 || rig->rx < 0 ||
	    setsockopt(rig->rx, SOL_SOCKET, SO_RCVBUFFORCE, &rx_bytes,
		       sizeof(rx_bytes)) ||
	    setsockopt(rig->tx, SOL_SOCKET, SO_SNDBUFFORCE, &rx_bytes,
		       sizeof(rx_bytes)) ||
	    setsockopt(rig->rx, SOL_PACKET, PACKET_AUXDATA, &one,
		       sizeof(one)) ||
	    setsockopt(rig->rx, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one,
		       sizeof(one)) ||
	    bind(rig->rx, (struct sockaddr *)&br0, sizeof(br0)))
		return -errno;
	return 0;
}

/* True if @bytes are a mark; *@number then says which. */
static bool is_mark(const uint8_t *bytes, size_t len, uint64_t *number)
{
	if (len < sizeof(struct mark) ||
	    memcmp(bytes, &mark_template, offsetof(struct mark, number)) != 0)
		return false;
	memcpy(number, bytes + offsetof(struct mark, number), sizeof(*number));
	return true;
}

static int send_frame(const struct rig *rig, int ifindex, const void *frame,
		      size_t len)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_ifindex = ifindex,
	};

	if (sendto(rig->tx, frame, len, 0, (struct sockaddr *)&to, sizeof(to)) <
	    0)
		return -errno;
	return 0;
}

static int send_mark(struct rig *rig)
{
	struct mark mark = mark_template;

	mark.number = ++rig->n_marks;
	return send_frame(rig, rig->sender1, &mark, sizeof(mark));
}

/* The kernel keeps a tag that it peeled beside the frame: puts it back. */
static size_t restore_tag(struct rig *rig, size_t len, struct msghdr *msg)
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

	memmove(rig->received + 16, rig->received + 12, len - 12);
	memcpy(rig->received + 12, tag, sizeof(tag));
	return len + sizeof(tag);
}

/* The next frame's length, or -ETIMEDOUT. */
static ssize_t receive(struct rig *rig)
{
	char control[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	struct iovec iov = {
		.iov_base = rig->received,
		.iov_len = sizeof(rig->received) - 4,
	};
	struct msghdr msg = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct pollfd readable = { .fd = rig->rx, .events = POLLIN };
	ssize_t len = recvmsg(rig->rx, &msg, MSG_DONTWAIT);

	if (len < 0 && errno == EAGAIN) {
		if (poll(&readable, 1, MARK_DEADLINE_MS) <= 0)
			return -ETIMEDOUT;
		len = recvmsg(rig->rx, &msg, MSG_DONTWAIT);
	}
	if (len < 0)
		return -errno;
	return (ssize_t)restore_tag(rig, (size_t)len, &msg);
}

/* Collects up to the mark that was sent last. */
static int collect(struct rig *rig, const uint8_t *frame, size_t len)
{
	int result = 0;

	for (;;) {
		uint64_t number;
		ssize_t n = receive(rig);

		if (n < 0)
			return (int)n;
		if (is_mark(rig->received, (size_t)n, &number)) {
			if (number == rig->n_marks)
				return result;
			continue;
		}
		if ((size_t)n == len && !memcmp(rig->received, frame, len))
			result = 1;
		else
			result = -EBADMSG;
	}
}

int rig_try(struct rig *rig, const uint8_t *frame, size_t len)
{
	int err = send_frame(rig, rig->sender0, frame, len);

	if (!err)
		err = send_mark(rig);
	return err ? err : collect(rig, frame, len);
}

int rig_set_mtu(struct rig *rig, int mtu)
{
	struct ifreq req = { .ifr_name = "sender0", .ifr_mtu = mtu };

	return ioctl(rig->tx, SIOCSIFMTU, &req) ? -errno : 0;
}

void rig_close(struct rig *rig)
{
	if (!rig)
		return;
	if (rig->tx >= 0)
		close(rig->tx);
	if (rig->rx >= 0)
		close(rig->rx);
	free(rig);
}

/* Ports come up in their own time: the first mark that arrives says so. */
static int await_first_mark(struct rig *rig)
{
	struct timespec now, start;

	clock_gettime(CLOCK_MONOTONIC, &start);
	do {
		struct pollfd readable = { .fd = rig->rx, .events = POLLIN };
		int err = send_mark(rig);

		if (err)
			return err;
		if (poll(&readable, 1, 10) > 0)
			return collect(rig, NULL, 0);
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while ((now.tv_sec - start.tv_sec) * 1000 < MARK_DEADLINE_MS);
	return -ETIMEDOUT;
}

int rig_open(struct rig **out, const char **why)
{
	if (unshare(CLONE_NEWNET)) {
		*why = "no right to make a network namespace";
		return -errno;
	}

	struct rig *rig = calloc(1, sizeof(*rig));

	if (!rig)
		return -ENOMEM;
	rig->tx = rig->rx = -1;

	int err = write_settings(why);

	if (!err)
		err = build_topology(why);
	if (!err) {
		*why = "no packet sockets";
		err = pin_to_one_cpu();
	}
	if (!err)
		err = open_sockets(rig);
	if (!err) {
		*why = "the bridge does not forward";
		err = await_first_mark(rig);
	}
	if (err) {
		rig_close(rig);
		return err;
	}
	*out = rig;
	return 0;
}

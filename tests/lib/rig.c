// SPDX-License-Identifier: GPL-2.0-only
/*
 * rig.c - a firewalled device in a network namespace of its own
 */
#include "lib/rig.h"
#include "lib/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

const struct device rig_device = {
	.name = "eth0",
	.ifindex = 10,
	.mac = { 2, 0, 0, 0, 0, 2 },
};

#define MARK_DEADLINE_MS 5000

struct rig {
	struct tap tap; /* sends through any device, collects on br0 */
	int sender0;
	int sender1;
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

static int open_tap(struct rig *rig)
{
	rig->sender0 = (int)if_nametoindex("sender0");
	rig->sender1 = (int)if_nametoindex("sender1");
	return tap_open(&rig->tap, (int)if_nametoindex("br0"));
}

/* Collects up to the mark that was sent last. */
static int collect(struct rig *rig, const uint8_t *frame, size_t len)
{
	int result = 0;

	for (;;) {
		uint64_t number;
		ssize_t n = tap_receive(&rig->tap, MARK_DEADLINE_MS);

		if (n < 0)
			return (int)n;
		if (tap_received_mark(&rig->tap, (size_t)n, &number)) {
			if (number == rig->tap.n_marks)
				return result;
			continue;
		}
		if (tap_received(&rig->tap, (size_t)n, frame, len))
			result = 1;
		else
			result = -EBADMSG;
	}
}

int rig_try(struct rig *rig, const uint8_t *frame, size_t len)
{
	int err = tap_send(&rig->tap, rig->sender0, frame, len);

	if (!err)
		err = tap_send_mark(&rig->tap, rig->sender1);
	return err ? err : collect(rig, frame, len);
}

int rig_set_mtu(struct rig *rig, int mtu)
{
	struct ifreq req = { .ifr_name = "sender0", .ifr_mtu = mtu };

	return ioctl(rig->tap.tx, SIOCSIFMTU, &req) ? -errno : 0;
}

void rig_close(struct rig *rig)
{
	if (!rig)
		return;
	tap_close(&rig->tap);
	free(rig);
}

/* Ports come up in their own time: the first mark that arrives says so. */
static int await_first_mark(struct rig *rig)
{
	uint64_t start = tap_now_ms();

	do {
		struct pollfd readable = { .fd = rig->tap.rx,
					   .events = POLLIN };
		int err = tap_send_mark(&rig->tap, rig->sender1);

		if (err)
			return err;
		if (poll(&readable, 1, 10) > 0)
			return collect(rig, NULL, 0);
	} while (tap_now_ms() - start < MARK_DEADLINE_MS);
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
	rig->tap.tx = rig->tap.rx = -1;

	int err = write_settings(why);

	if (!err)
		err = build_topology(why);
	if (!err) {
		*why = "no packet sockets";
		err = pin_to_one_cpu();
	}
	if (!err)
		err = open_tap(rig);
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

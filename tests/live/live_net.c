// SPDX-License-Identifier: GPL-2.0-only
/*
 * live_net.c - a router between two networks, and who sees what it lets through
 */
#include "live/live_net.h"

#include "base/arena.h"
#include "lib/tap.h"
#include "live/live_sockets.h"
#include "live/live_talk.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

const struct device live_device = {
	.name = "eth0",
	.ifindex = 10,
	.mac = { 2, 0, 0, 0, 0, 2 },
};

const struct live_names live_names = { "eth0", "eth1" };

#define MARK_DEADLINE_MS  5000
#define FIRST_DEADLINE_MS 20 /* of each of the first marks */

struct live_net {
	struct arena *arena;
	const struct live_names *names;
	const uint8_t *joined_mark;
	size_t joined_mark_len;
	struct tap near; /* outside, on near0; sends through both ends */
	struct tap far;	 /* outside, on far0 */
	struct tap gate; /* the router's, on eth0, ahead of its hooks */
	struct live_sockets sockets;
	int outside; /* descriptor of the other namespace */
	int near0;
	int far0;
	int eth1;
	bool joins;
	int deadline_ms;
	uint64_t n_marks; /* that eth0 has met */
	uint64_t n_joined_marks;
};

/*
 * One queue on each side, so that frames keep their order. The hosts of both
 * networks are neighbours that need not be asked for.
 */
static const char router_in[] =
	"link set lo up\n"
	"link add %1$s index 10 address 02:00:00:00:00:02 numrxqueues 1 "
	"numtxqueues 1 type veth peer name near0 address 02:00:00:00:00:01 "
	"numrxqueues 1 numtxqueues 1\n"
	"link set %1$s addrgenmode none\n"
	"address add 10.0.0.2/24 dev %1$s\n"
	"link set %1$s up\n"
	"address add 2001:db8::2/64 dev %1$s nodad\n";

static const char router_out[] =
	"link add %1$s index 11 address 02:00:00:00:01:02 numrxqueues 1 "
	"numtxqueues 1 type veth peer name far0 address 02:00:00:00:01:01 "
	"numrxqueues 1 numtxqueues 1\n"
	"link set %1$s addrgenmode none\n"
	"address add 10.0.1.2/24 dev %1$s\n"
	"link set %1$s up\n"
	"address add 2001:db8:1::2/64 dev %1$s nodad\n";

/* The last part of the addresses of hosts, in both networks. */
static const unsigned int hosts[] = { 1, 3, 4, 9 };

/* Segments that GRO holds are let go by a timer, of so many nanoseconds. */
static const struct {
	const char *path;
	const char *value;
} settings[] = {
	{ "/proc/sys/net/ipv6/conf/all/accept_ra", "0" },
	{ "/proc/sys/net/ipv6/conf/default/accept_ra", "0" },
	{ "/proc/sys/net/ipv4/conf/all/rp_filter", "0" },
	{ "/proc/sys/net/ipv4/conf/default/rp_filter", "0" },
	{ "/proc/sys/net/ipv4/conf/all/send_redirects", "0" },
	{ "/proc/sys/net/ipv4/conf/default/send_redirects", "0" },
	{ "/proc/sys/net/ipv4/icmp_ratelimit", "0" },
};
#define HELD_NS "300000"

/*
 * A TCP segment for another host, sound in all that GRO looks at: it is held as
 * long as those before it.
 */
static const char joined_mark[] =
	"eth dst=02:00:00:00:00:fc / ip src=10.0.0.77 dst=10.0.0.78 / "
	"tcp sport=1 dport=2 seq=1 ack=1 flags=A / text \"mark\"";

void live_net_marks(struct live_net *net, live_mark_fn met, void *data)
{
	size_t len;
	const uint8_t *mark = tap_mark(&len);

	met(data, mark, len, net->n_marks);
	met(data, net->joined_mark, net->joined_mark_len, net->n_joined_marks);
	net->n_marks = net->n_joined_marks = 0;
}

static int write_file(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		err = -errno;
	if (fd >= 0)
		close(fd);
	return err;
}

static int run_batch(const char *text)
{
	FILE *ip = popen("ip -batch -", "we");

	if (!ip)
		return -errno;
	fputs(text, ip);
	return pclose(ip) ? -EIO : 0;
}

static int add_neighbours(const char *dev, const char *mac, unsigned int net)
{
	char text[2000], *end = text;

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		end += sprintf(
			end,
			"neigh add 10.0.%u.%u lladdr %s dev %s nud permanent\n"
			"neigh add 2001:db8:%u::%u lladdr %s dev %s nud permanent\n",
			net, hosts[i], mac, dev, net, hosts[i], mac, dev);
	return run_batch(text);
}

/* @socket is of the device's namespace. */
static int set_feature(int socket, const char *dev, uint32_t command,
		       bool is_on)
{
	struct ethtool_value value = { .cmd = command, .data = is_on };
	struct ifreq req = { .ifr_data = (void *)&value };

	strncpy(req.ifr_name, dev, sizeof(req.ifr_name) - 1);
	return ioctl(socket, SIOCETHTOOL, &req) ? -errno : 0;
}

/* ---- Opening ---- */

static int pin_to_one_cpu(void)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(sched_getcpu(), &cpus);
	return sched_setaffinity(0, sizeof(cpus), &cpus) ? -errno : 0;
}

/* /sys shows the devices of the namespace that mounts it. */
static int mount_sys(const struct live_net *net)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("sysfs", "/sys", "sysfs", 0, NULL))
		return -errno;
	return write_file(arena_printf(net->arena,
				       "/sys/class/net/%s/gro_flush_timeout",
				       net->names->in),
			  HELD_NS);
}

static int build_devices(struct live_net *net)
{
	const char *in = net->names->in, *out = net->names->out;
	int err = run_batch(arena_printf(net->arena, router_in, in));

	if (!err)
		err = run_batch(arena_printf(net->arena, router_out, out));
	if (!err)
		err = add_neighbours(in, "02:00:00:00:00:01", 0);
	if (!err)
		err = add_neighbours(out, "02:00:00:00:01:01", 1);
	/* An old kernel joins no UDP that it forwards. */
	if (!err && system(arena_printf(
			    net->arena,
			    "ethtool -K '%s' rx-udp-gro-forwarding on", in)))
		fprintf(stderr, "# datagrams are not joined\n");
	return err;
}

static int build_router(struct live_net *net, const char **why)
{
	int err = 0;

	*why = "no right to make a network namespace";
	if (unshare(CLONE_NEWNET | CLONE_NEWNS))
		return -errno;
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		*why = settings[i].path;
		err = write_file(settings[i].path, settings[i].value);
		if (err)
			return err;
	}
	*why = "ip -batch failed";
	err = build_devices(net);
	if (!err) {
		*why = "no /sys of its own";
		err = mount_sys(net);
	}
	net->eth1 = (int)if_nametoindex(net->names->out);
	return err;
}

/* Nobody is at home there: what arrives is collected, and answered by none. */
static int build_outside(struct live_net *net, const char **why)
{
	char move[200];
	int err;

	*why = "no second network namespace";
	if (unshare(CLONE_NEWNET))
		return -errno;
	net->outside = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	err = write_file("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
	if (err || net->outside < 0)
		return err ? err : -errno;
	if (setns(net->sockets.router, CLONE_NEWNET))
		return -errno;
	snprintf(move, sizeof(move),
		 "link set near0 netns /proc/%d/fd/%d\n"
		 "link set far0 netns /proc/%d/fd/%d\n",
		 getpid(), net->outside, getpid(), net->outside);
	err = run_batch(move);
	if (!err && setns(net->outside, CLONE_NEWNET))
		err = -errno;
	if (!err)
		err = run_batch("link set near0 up arp off\n"
				"link set far0 up arp off\n");
	net->near0 = (int)if_nametoindex("near0");
	net->far0 = (int)if_nametoindex("far0");
	if (!err)
		err = tap_open(&net->near, net->near0);
	if (!err)
		err = tap_open(&net->far, net->far0);
	/* eth0 joins none of a sender that could have sent them as one. */
	if (!err)
		err = set_feature(net->near.tx, "near0", ETHTOOL_STSO, false);
	if (setns(net->sockets.router, CLONE_NEWNET))
		return -errno;
	return err;
}

static void ignore(void *data, enum live_place place, const uint8_t *frame,
		   size_t len)
{
	(void)data;
	(void)place;
	(void)frame;
	(void)len;
}

/* Devices come up in their own time: the first marks that arrive say so. */
static int await_first_marks(struct live_net *net)
{
	const uint64_t start = tap_now_ms();
	int err;

	net->deadline_ms = FIRST_DEADLINE_MS;
	do
		err = live_net_collect(net, ignore, NULL);
	while (err == -ETIMEDOUT && tap_now_ms() - start < MARK_DEADLINE_MS);
	net->deadline_ms = MARK_DEADLINE_MS;
	return err;
}

int live_net_open(struct live_net **out, const struct live_names *names,
		  const char **why)
{
	struct live_net *net = calloc(1, sizeof(*net));
	int err;

	if (!net)
		return -ENOMEM;
	net->arena = arena_new();
	net->names = names;
	net->joined_mark =
		live_frame(net->arena, joined_mark, &net->joined_mark_len);
	net->near.tx = net->near.rx = net->far.tx = net->far.rx = -1;
	net->gate.tx = net->gate.rx = net->outside = -1;
	live_sockets_init(&net->sockets);
	err = build_router(net, why);
	if (!err)
		err = live_sockets_open(&net->sockets, live_device.ifindex,
					why);
	if (!err)
		err = build_outside(net, why);
	if (!err) {
		*why = "no packet sockets";
		err = tap_open(&net->gate, (int)live_device.ifindex);
	}
	if (!err)
		err = pin_to_one_cpu();
	if (!err) {
		*why = "the router's devices carry nothing";
		err = await_first_marks(net);
	}
	if (err) {
		live_net_close(net);
		return err;
	}
	*out = net;
	return 0;
}

void live_net_close(struct live_net *net)
{
	if (!net)
		return;
	tap_close(&net->near);
	tap_close(&net->far);
	tap_close(&net->gate);
	live_sockets_close(&net->sockets);
	if (net->outside >= 0)
		close(net->outside);
	arena_free(net->arena);
	free(net);
}

/* ---- What the router is like ---- */

static int set_joins(struct live_net *net, bool joins)
{
	net->joins = joins;
	return set_feature(net->gate.tx, net->names->in, ETHTOOL_SGRO, joins);
}

int live_net_set(struct live_net *net, const struct live_router *r)
{
	char source_routes[80];
	const struct {
		const char *path;
		bool is_on;
	} wanted[] = {
		{ "/proc/sys/net/ipv4/ip_forward", r->forwards4 },
		{ "/proc/sys/net/ipv6/conf/all/forwarding", r->forwards6 },
		{ "/proc/sys/net/ipv4/conf/all/accept_source_route",
		  r->routes_by_source },
		{ source_routes, r->routes_by_source },
	};

	snprintf(source_routes, sizeof(source_routes),
		 "/proc/sys/net/ipv4/conf/%s/accept_source_route",
		 net->names->in);

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		int err =
			write_file(wanted[i].path, wanted[i].is_on ? "1" : "0");

		if (err)
			return err;
	}
	if (set_joins(net, r->joins))
		return -EIO;
	return live_sockets_forget(&net->sockets);
}

/* ---- Frames ---- */

int live_net_send(struct live_net *net, enum live_side side,
		  const uint8_t *frame, size_t len)
{
	if (side == LIVE_SELF)
		return live_sockets_send(&net->sockets, frame, len);
	return tap_send(&net->near, side == LIVE_NEAR ? net->near0 : net->far0,
			frame, len);
}

/* Reads @tap up to the mark that @sent sent last. */
static int read_to_mark(struct tap *tap, const struct tap *sent,
			int deadline_ms, enum live_place place,
			live_seen_fn seen, void *data)
{
	for (;;) {
		ssize_t n = tap_receive(tap, deadline_ms);
		uint64_t number;

		if (n < 0)
			return (int)n;
		if (!tap_received_mark(tap, (size_t)n, &number))
			seen(data, place, tap->received, (size_t)n);
		else if (number == sent->n_marks)
			return 0;
	}
}

/* Waits for the timer that lets go what GRO holds. */
static int let_go(struct live_net *net)
{
	int err = live_net_send(net, LIVE_NEAR, net->joined_mark,
				net->joined_mark_len);

	if (err)
		return err;
	net->n_joined_marks++;
	for (;;) {
		ssize_t n = tap_receive(&net->gate, net->deadline_ms);

		if (n < 0)
			return (int)n;
		if (tap_received(&net->gate, (size_t)n, net->joined_mark,
				 net->joined_mark_len))
			return 0;
	}
}

int live_net_collect(struct live_net *net, live_seen_fn seen, void *data)
{
	int err = net->joins ? let_go(net) : 0;

	/* In through both ends, then out of both. */
	if (!err)
		err = tap_send_mark(&net->near, net->near0);
	net->n_marks++;
	if (!err)
		err = read_to_mark(&net->gate, &net->near, net->deadline_ms,
				   AT_DOOR, ignore, NULL);
	if (!err)
		err = tap_send_mark(&net->gate, net->eth1);
	if (!err)
		err = read_to_mark(&net->far, &net->gate, net->deadline_ms,
				   AT_FAR, seen, data);
	if (!err)
		err = tap_send_mark(&net->gate, (int)live_device.ifindex);
	if (!err)
		err = read_to_mark(&net->near, &net->gate, net->deadline_ms,
				   AT_NEAR, seen, data);
	if (!err)
		live_sockets_read(&net->sockets, seen, data);
	return err;
}

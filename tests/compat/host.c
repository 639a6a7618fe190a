// SPDX-License-Identifier: GPL-2.0-only
/*
 * host.c - a host of one device, and which frames its rules let in
 */
#include "compat/host.h"

#include "lib/tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <nftables/libnftables.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Few enough for the queue of a device. */
#define BATCH	    200
#define DEADLINE_MS 10000
/* The number of the frame behind a batch, and what it is. */
#define LAST 0x7fffffffu

struct host {
	struct nft_ctx *nft;
	int tx;
	int sender;
};

/*
 * Any address is local, also as a source, so that as many frames as can be
 * arrive at the input hook. What is lost all the same, the control run finds.
 */
static const char set_up[] =
	"ip link set lo up && "
	"ip link add eth0 index 10 address 02:00:00:00:00:02 type veth "
	"peer name sender0 address 02:00:00:00:00:01 && "
	"ip link add eth1 index 11 type veth peer name sender1 && "
	"for k in all default eth0; do "
	"sysctl -qw net.ipv4.conf.$k.rp_filter=0 "
	"net.ipv4.conf.$k.accept_local=1 net.ipv4.conf.$k.route_localnet=1 "
	"net.ipv4.conf.$k.forwarding=0 net.ipv6.conf.$k.accept_dad=0 "
	"net.ipv6.conf.$k.forwarding=0 || exit 1; done; "
	"ip link set eth0 mtu 65535 up && ip link set sender0 mtu 65535 up && "
	"ethtool -K eth0 gro off tso off gso off rxvlan off txvlan off && "
	"ethtool -K sender0 tso off gso off rxvlan off txvlan off && "
	"ip rule add iif eth0 pref 1 lookup 100 && "
	"ip route add local 0.0.0.0/0 dev lo table 100 && "
	"ip -6 rule add iif eth0 pref 1 lookup 100 && "
	"ip -6 route add local ::/0 dev lo table 100";

static const char probe[] =
	"table inet nicfw_probe {\n"
	" set passed { type mark; flags dynamic; size 65536; }\n"
	" set arrived { type mark; flags dynamic; size 65536; }\n"
	" chain first { type filter hook prerouting priority -2147483648;\n"
	"  meta mark 0x7fffffff add @arrived { meta mark }\n }\n"
	" chain last { type filter hook input priority 2147483647;\n"
	"  meta mark != 0 add @passed { meta mark }\n }\n}\n";

/* In /proc/net/ipv6_route: ff00::/8 from anywhere, through eth0. */
static bool is_multicast_routed(void)
{
	static const char multicast[] = "ff000000000000000000000000000000 08 ";
	FILE *routes = fopen("/proc/net/ipv6_route", "re");
	char line[200];
	bool is_there = false;

	while (routes && !is_there && fgets(line, sizeof(line), routes))
		is_there = !strncmp(line, multicast, strlen(multicast)) &&
			   strstr(line, " eth0\n");
	if (routes)
		fclose(routes);
	return is_there;
}

/*
 * A worker of the kernel makes the route once it has seen the carrier
 * (addrconf_notify() in net/ipv6/addrconf.c), and on a busy machine the first
 * frames would come before.
 */
static int await_multicast(void)
{
	uint64_t start = tap_now_ms();

	while (!is_multicast_routed())
		if (tap_now_ms() - start >= DEADLINE_MS)
			return -ETIMEDOUT;
	return 0;
}

static int run(struct host *host, const char *command)
{
	return nft_run_cmd_from_buffer(host->nft, command) ? -EINVAL : 0;
}

int host_open(struct host **out, const char **why)
{
	struct host *host = calloc(1, sizeof(*host));
	int err;

	*why = "no right to make a network namespace";
	if (!host || unshare(CLONE_NEWNET))
		return -errno;
	*out = host;
	*why = "the devices cannot be made";
	if (system(set_up))
		return -EIO;
	*why = "its IPv6 does not come up";
	err = await_multicast();
	if (err)
		return err;
	host->sender = (int)if_nametoindex("sender0");
	host->tx = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	host->nft = nft_ctx_new(NFT_CTX_DEFAULT);
	if (host->tx < 0 || !host->nft)
		return -errno;
	nft_ctx_buffer_output(host->nft);
	nft_ctx_buffer_error(host->nft);
	nft_ctx_output_set_flags(host->nft, NFT_CTX_OUTPUT_NUMERIC_ALL);
	*why = "this kernel has no nftables";
	return run(host, "list tables");
}

int host_load(struct host *host, const char *path, const struct ruleset *rs)
{
	const struct ast_table *first = rs->tables.n ? rs->tables.v : NULL;
	bool is_v6 = first && first->family == FAMILY_IP6;
	char command[4096];

	if (!first || first->syntax == SYNTAX_NFT)
		return nft_run_cmd_from_filename(host->nft, path) ? -EINVAL : 0;
	snprintf(command, sizeof(command),
		 "%s-%s-restore <'%s' >/dev/null 2>&1",
		 is_v6 ? "ip6tables" : "iptables",
		 first->syntax == SYNTAX_IPTABLES_NFT ? "nft" : "legacy", path);
	return system(command) ? -EINVAL : 0;
}

static int send_marked(const struct host *host, uint32_t mark,
		       const uint8_t *frame, size_t len)
{
	const struct sockaddr_ll to = { .sll_family = AF_PACKET,
					.sll_ifindex = host->sender };

	if (setsockopt(host->tx, SOL_SOCKET, SO_MARK, &mark, sizeof(mark)))
		return -errno;
	if (sendto(host->tx, frame, len, 0, (const struct sockaddr *)&to,
		   sizeof(to)) < 0)
		return -errno;
	return 0;
}

/* IPv4, of protocol 253, from and to 192.0.2.1. */
static int send_last(const struct host *host)
{
	static const uint8_t frame[60] = { 2,	 0,  0,	  0,	0,    2,   2,
					   0,	 0,  0,	  0,	1,    8,   0,
					   0x45, 0,  0,	  20,	0,    0,   0,
					   0,	 64, 253, 0xf5, 0xea, 192, 0,
					   2,	 1,  192, 0,	2,    1 };

	return send_marked(host, LAST, frame, sizeof(frame));
}

/* Calls @fn with each element of a set of marks. */
static int list_marks(struct host *host, const char *set,
		      void (*fn)(void *data, uint32_t mark), void *data)
{
	char command[100];
	const char *p;

	snprintf(command, sizeof(command), "list set inet nicfw_probe %s", set);
	nft_ctx_get_output_buffer(host->nft); /* empties it */
	if (run(host, command))
		return -EINVAL;
	p = strstr(nft_ctx_get_output_buffer(host->nft), "elements");
	while (p && (p = strstr(p, "0x"))) {
		char *end;

		fn(data, (uint32_t)strtoul(p, &end, 16));
		p = end;
	}
	return 0;
}

static void note_last(void *data, uint32_t mark)
{
	*(bool *)data |= mark == LAST;
}

static int await_last(struct host *host)
{
	uint64_t start = tap_now_ms();
	bool is_there = false;

	do {
		if (list_marks(host, "arrived", note_last, &is_there))
			return -EINVAL;
	} while (!is_there && tap_now_ms() - start < DEADLINE_MS);
	return is_there ? run(host, "flush set inet nicfw_probe arrived")
			: -ETIMEDOUT;
}

struct passed {
	bool *v;
	size_t n;
};

static void note_passed(void *data, uint32_t mark)
{
	const struct passed *passed = data;

	if (mark - 1 < passed->n)
		passed->v[mark - 1] = true;
}

int host_ask(struct host *host, const struct host_frame *frames, size_t n,
	     bool *passed, const char **why)
{
	int err = run(host, probe);

	*why = nft_ctx_get_error_buffer(host->nft);
	for (size_t i = 0; i < n && !err; i++) {
		/* One that is not sent does not pass, in control either. */
		send_marked(host, (uint32_t)i + 1, frames[i].bytes,
			    frames[i].len);
		if ((i + 1) % BATCH && i + 1 < n)
			continue;
		*why = "frames do not arrive";
		err = send_last(host) ?: await_last(host);
	}
	if (!err)
		err = list_marks(host, "passed", note_passed,
				 &(struct passed){ passed, n });
	return err;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * tax_link.c - a client and a server, and a firewall before the server
 */
#include "tax_link.h"

#include "base/fd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* Each link has a /24 of 198.18.0.0/15, which is for benchmarks (RFC 2544). */
#define NETS   0xc6120000U
#define N_NETS 512
#define CLIENT 1
#define SERVER 2

#define PORT	  5001
#define BACKLOG	  16
#define TIMEOUT_S 2

/*
 * A port of the lab has all addresses for its own, and then there would be no
 * way back to the client.
 */
#define SERVER_SETUP                         \
	"route del local 0.0.0.0/0 dev lo\n" \
	"addr add %s/24 dev " LAB_DEVICE "\n"
#define CLIENT_SETUP "addr add %s/24 dev %s\n"

static struct in_addr address_of(uint32_t net, uint32_t host)
{
	return (struct in_addr){ htonl(NETS + (net << 8) + host) };
}

static bool is_blocked(const struct rules *rules, uint32_t net)
{
	const struct rules_tuple t = {
		.saddr = ntohl(address_of(net, CLIENT).s_addr),
		.daddr = ntohl(address_of(net, SERVER).s_addr),
		.proto = IPPROTO_TCP,
		.dport = PORT,
	};

	return rules_match(rules, &t) < rules->n;
}

/* One that no link had so far. -ENOENT: all the others are blocked. */
static int choose_net(const struct rules *rules, uint32_t *net)
{
	static uint32_t next;

	while (next < N_NETS && is_blocked(rules, next))
		next++;
	*net = next++;
	return *net < N_NETS ? 0 : -ENOENT;
}

/* @command has room for an address and the name of the client's device. */
static int run_ip(struct tax_link *link, const struct lab_port *where,
		  const char *command, struct in_addr address)
{
	FILE *batch = tmpfile();
	char device[IFNAMSIZ] = "";
	int err;

	if (!batch)
		return -errno;
	if_indextoname(link->port.sender, device);
	fprintf(batch, command, inet_ntoa(address), device);
	err = lab_run(where, "ip -batch -", batch, link->reason,
		      sizeof(link->reason));
	fclose(batch);
	return err;
}

static int address_both(struct tax_link *link, uint32_t net)
{
	struct lab_port here = LAB_PORT_NONE;
	int err;

	here.netns_fd = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	if (here.netns_fd < 0)
		return -errno;
	err = run_ip(link, &link->port, SERVER_SETUP, address_of(net, SERVER));
	if (!err)
		err = run_ip(link, &here, CLIENT_SETUP,
			     address_of(net, CLIENT));
	close_fd(&here.netns_fd);
	link->server = (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(PORT),
		.sin_addr = address_of(net, SERVER),
	};
	return err;
}

int tax_link_open_socket(int type)
{
	const struct timeval limit = { .tv_sec = TIMEOUT_S };
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	return fd;
}

/* A socket of the server, bound to its address. */
static int open_server(const struct tax_link *link, int type)
{
	int fd, err = lab_enter(&link->port);

	if (err)
		return err;
	fd = tax_link_open_socket(type);
	lab_leave();
	if (fd >= 0 && bind(fd, (const struct sockaddr *)&link->server,
			    sizeof(link->server))) {
		err = -errno;
		close_fd(&fd);
		return err;
	}
	return fd;
}

static int connect_client(const struct tax_link *link, int fd)
{
	if (!connect(fd, (const struct sockaddr *)&link->server,
		     sizeof(link->server)))
		return 0;
	return errno == EINPROGRESS ? -ETIMEDOUT : -errno;
}

static int connect_tcp(struct tax_link *link)
{
	int err;

	link->listener = open_server(link, SOCK_STREAM);
	if (link->listener < 0)
		return link->listener;
	if (listen(link->listener, BACKLOG))
		return -errno;
	link->tcp[0] = tax_link_open_socket(SOCK_STREAM);
	if (link->tcp[0] < 0)
		return link->tcp[0];
	err = connect_client(link, link->tcp[0]);
	if (err)
		return err;
	link->tcp[1] = accept4(link->listener, NULL, NULL, SOCK_CLOEXEC);
	return link->tcp[1] < 0 ? -errno : 0;
}

/* The server answers whom the first datagram is from. */
static int connect_udp(struct tax_link *link)
{
	struct sockaddr_in client;
	socklen_t len = sizeof(client);
	char byte = 0;
	int err;

	link->udp[0] = tax_link_open_socket(SOCK_DGRAM);
	link->udp[1] = open_server(link, SOCK_DGRAM);
	if (link->udp[0] < 0)
		return link->udp[0];
	if (link->udp[1] < 0)
		return link->udp[1];
	err = connect_client(link, link->udp[0]);
	if (err)
		return err;
	if (send(link->udp[0], &byte, 1, 0) != 1 ||
	    recvfrom(link->udp[1], &byte, 1, 0, (struct sockaddr *)&client,
		     &len) != 1)
		return errno == EAGAIN ? -ETIMEDOUT : -errno;
	return connect(link->udp[1], (struct sockaddr *)&client, len) ? -errno
								      : 0;
}

static int install(struct arena *a, const struct rules *rules,
		   struct tax_link *link)
{
	const struct peer_job job = {
		.a = a,
		.port = &link->port,
		.rules = rules,
		.why = link->reason,
		.why_len = sizeof(link->reason),
	};
	uint32_t net;
	int err = lab_add_port(&link->port, link->reason, sizeof(link->reason));

	if (!err)
		err = peers_install(link->peer, &job);
	if (err)
		return err;
	snprintf(link->reason, sizeof(link->reason), "no addresses for a link");
	err = choose_net(rules, &net);
	return err ? err : address_both(link, net);
}

void tax_link_add(struct arena *a, const struct peer *peer,
		  const struct rules *rules, struct tax_link *link)
{
	int err;

	*link = (struct tax_link){ peer, LAB_PORT_NONE, .listener = -1,
				   .tcp = { -1, -1 }, .udp = { -1, -1 } };
	if (install(a, rules, link)) {
		link->status = RESULT_SKIPPED;
		return;
	}
	err = connect_tcp(link);
	if (!err)
		err = connect_udp(link);
	if (!err)
		return;
	link->status = RESULT_VOID;
	snprintf(link->reason, sizeof(link->reason),
		 "client and server do not get through: %s", strerror(-err));
}

void tax_link_remove(struct tax_link *link)
{
	close_fd(&link->listener);
	for (int i = 0; i < 2; i++) {
		close_fd(&link->tcp[i]);
		close_fd(&link->udp[i]);
	}
	if (link->port.netns_fd >= 0)
		peers_remove(link->peer, &link->port);
	lab_remove_port(&link->port);
}

int tax_link_set_tso(const struct tax_link *link, bool on)
{
	_cleanup_(close_fd) int fd =
		socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ethtool_value value = { .cmd = ETHTOOL_STSO, .data = on };
	struct ifreq req = { .ifr_data = (char *)&value };

	if (fd < 0 || !if_indextoname(link->port.sender, req.ifr_name))
		return -errno;
	if (!ioctl(fd, SIOCETHTOOL, &req) || errno == EOPNOTSUPP)
		return 0;
	return -errno;
}

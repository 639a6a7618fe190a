// SPDX-License-Identifier: GPL-2.0-only
/*
 * port.c - ports of DPDK, by short names
 */
#include "port.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <net/if.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#define N_DESCRIPTORS 1024
#define N_BUFFERS     8191
#define N_CACHED      256
#define LINK_WAIT_S   10

#define MAX_WORDS 64

struct port_kind {
	const char *name;
	const char *driver; /* of DPDK; NULL: by its address on the bus */
	const char *arg;    /* that the driver calls the device; NULL: none */
	bool is_virtual;
};

static const struct port_kind kinds[] = {
	{ "af_xdp", "net_af_xdp", "iface", true },
	{ "af_packet", "net_af_packet", "iface", true },
	{ "pci", NULL, NULL, false },
	{ "ring", "net_ring", NULL, true },
	{ "null", "net_null", NULL, true },
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static const struct loc nowhere;

/* Words for the EAL, and what is said of the one at the end. */
struct words {
	char *v[MAX_WORDS];
	int n;
};

static void add_word(struct words *words, char *word)
{
	if (words->n < MAX_WORDS - 1)
		words->v[words->n++] = word;
}

/* The kind of port @name, or NULL; *@rest is what stands behind the colon. */
static const struct port_kind *find_kind(const char *name, const char **rest)
{
	const size_t len = strcspn(name, ":");

	*rest = name[len] ? name + len + 1 : "";
	for (size_t i = 0; i < N_KINDS; i++)
		if (strlen(kinds[i].name) == len &&
		    !strncmp(kinds[i].name, name, len))
			return &kinds[i];
	return NULL;
}

int port_check(struct diag *diag, const char *name)
{
	const char *rest;
	const struct port_kind *kind = find_kind(name, &rest);

	if (!kind) {
		diag_error(
			diag, nowhere,
			"port '%s' is not known: give af_xdp:IFACE, af_packet:IFACE, pci:ADDRESS, ring or null",
			name);
		return -EINVAL;
	}
	if (!*rest && (kind->arg || !kind->is_virtual)) {
		diag_error(diag, nowhere,
			   "port '%s' names no device: give %s:%s", name,
			   kind->name, kind->arg ? "IFACE" : "ADDRESS");
		return -EINVAL;
	}
	return 0;
}

static int check_device(struct arena *a, struct diag *diag, const char *name)
{
	const char *rest, *device;
	const struct port_kind *kind = find_kind(name, &rest);

	if (!kind->arg)
		return 0;
	device = arena_strndup(a, rest, strcspn(rest, ","));
	if (if_nametoindex(device))
		return 0;
	diag_error(
		diag, nowhere,
		"port '%s': there is no device '%s' in this network namespace",
		name, device);
	return -ENODEV;
}

/* How the EAL calls port @i. */
static const char *eal_name(struct arena *a, const char *name, size_t i)
{
	const char *rest;
	const struct port_kind *kind = find_kind(name, &rest);

	if (!kind->is_virtual)
		return arena_strndup(a, rest, strcspn(rest, ","));
	return arena_printf(a, "%s%zu", kind->driver, i);
}

static void add_port(struct arena *a, struct words *words, const char *name,
		     size_t i)
{
	const char *rest;
	const struct port_kind *kind = find_kind(name, &rest);

	if (!kind->is_virtual) {
		add_word(words, "-a");
		add_word(words, arena_strdup(a, rest));
		return;
	}
	add_word(words, "--vdev");
	if (kind->arg)
		add_word(words,
			 arena_printf(a, "%s,%s=%s", eal_name(a, name, i),
				      kind->arg, rest));
	else
		add_word(words, arena_printf(a, "%s%s%s", eal_name(a, name, i),
					     *rest ? "," : "", rest));
}

static int first_core(void)
{
	cpu_set_t cores;

	if (!sched_getaffinity(0, sizeof(cores), &cores))
		for (int i = 0; i < CPU_SETSIZE; i++)
			if (CPU_ISSET(i, &cores))
				return i;
	return 0;
}

/* The EAL keeps pointers to some words, so they live as long as the process. */
static void make_words(struct arena *a, const struct port_wish *wish,
		       struct words *words)
{
	const int core = wish->core < 0 ? first_core() : wish->core;
	bool is_virtual = true;
	const char *rest;
	char *more = arena_strdup(a, wish->eal ?: "");

	add_word(words, "nicfw-bench");
	add_word(words, "-l");
	add_word(words, arena_printf(a, "%d", core));
	add_word(words, "--no-telemetry");
	add_word(words, "--log-level=4"); /* errors */
	for (size_t i = 0; i < wish->n; i++) {
		is_virtual &= find_kind(wish->names[i], &rest)->is_virtual;
		add_port(a, words, wish->names[i], i);
	}
	if (is_virtual) {
		/*
		 * Without hugepages there is no --in-memory; what it is for,
		 * no files in /var/run/dpdk, --no-shconf does too.
		 */
		add_word(words, "--no-huge");
		add_word(words, "-m");
		add_word(words, "256");
		add_word(words, "--no-shconf");
		add_word(words, "--no-pci");
		add_word(words, "--iova-mode=va");
	} else {
		add_word(words, "--in-memory");
	}
	for (char *w = strtok(more, " "); w; w = strtok(NULL, " "))
		add_word(words, w);
}

static int fail(struct diag *diag, const struct port *port, const char *what,
		int err)
{
	diag_error(diag, nowhere, "port '%s': %s: %s", port->text, what,
		   rte_strerror(err < 0 ? -err : err));
	return err < 0 ? err : -err;
}

static int set_up_queues(struct diag *diag, const struct port *port)
{
	const struct rte_eth_conf conf = {};
	const int socket = rte_eth_dev_socket_id(port->id);
	uint16_t n_rx = N_DESCRIPTORS, n_tx = N_DESCRIPTORS;
	int err = rte_eth_dev_configure(port->id, 1, 1, &conf);

	if (err)
		return fail(diag, port, "it takes no single queue", err);
	err = rte_eth_dev_adjust_nb_rx_tx_desc(port->id, &n_rx, &n_tx);
	if (!err)
		err = rte_eth_rx_queue_setup(port->id, 0, n_rx,
					     (unsigned int)socket, NULL,
					     port->pool);
	if (!err)
		err = rte_eth_tx_queue_setup(port->id, 0, n_tx,
					     (unsigned int)socket, NULL);
	return err ? fail(diag, port, "its queues are not set up", err) : 0;
}

static int wait_for_link(struct diag *diag, const struct port *port)
{
	struct rte_eth_link link = {};

	for (int i = 0; i < LINK_WAIT_S * 100; i++) {
		if (rte_eth_link_get_nowait(port->id, &link) ||
		    link.link_status == RTE_ETH_LINK_UP)
			return 0;
		usleep(10000);
	}
	diag_error(
		diag, nowhere,
		"port '%s': there was no link for %d s; look at its cable, and whether the device at the other end is up",
		port->text, LINK_WAIT_S);
	return -ENETDOWN;
}

static int open_port(struct arena *a, struct diag *diag, size_t i,
		     struct port *port)
{
	const char *name = eal_name(a, port->text, i);
	int err = rte_eth_dev_get_port_by_name(name, &port->id);

	if (err)
		return fail(diag, port, "DPDK did not take it", err);
	port->pool = rte_pktmbuf_pool_create(
		arena_printf(a, "buffers%zu", i), N_BUFFERS, N_CACHED, 0,
		RTE_MBUF_DEFAULT_BUF_SIZE, rte_eth_dev_socket_id(port->id));
	if (!port->pool)
		return fail(diag, port, "there is no memory for its buffers",
			    rte_errno);
	err = set_up_queues(diag, port);
	if (err)
		return err;
	err = rte_eth_dev_start(port->id);
	if (err)
		return fail(diag, port, "it does not start", err);
	/* Frames come with any address; a port that cannot is told by loss. */
	rte_eth_promiscuous_enable(port->id);
	return wait_for_link(diag, port);
}

int ports_open(struct arena *a, struct diag *diag, const struct port_wish *wish,
	       struct port *out)
{
	struct words words = {};
	int err = 0;

	for (size_t i = 0; i < wish->n; i++)
		out[i] = (struct port){ .text = wish->names[i],
					.id = RTE_MAX_ETHPORTS };
	for (size_t i = 0; !err && i < wish->n; i++)
		err = check_device(a, diag, wish->names[i]);
	if (err)
		return err;
	make_words(a, wish, &words);
	/*
	 * A port of AF_XDP needs the one program that it loads, and no
	 * dispatcher for several, at which libxdp fails at length.
	 */
	setenv("LIBXDP_SKIP_DISPATCHER", "1", 0);
	libbpf_set_print(NULL);
	if (rte_eal_init(words.n, words.v) < 0) {
		diag_error(diag, nowhere, "DPDK does not start: %s",
			   rte_strerror(rte_errno));
		return -(rte_errno ?: EIO);
	}
	for (size_t i = 0; !err && i < wish->n; i++)
		err = open_port(a, diag, i, &out[i]);
	return err;
}

void ports_close(struct port *ports, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (ports[i].id == RTE_MAX_ETHPORTS)
			continue;
		rte_eth_dev_stop(ports[i].id);
		rte_eth_dev_close(ports[i].id);
		ports[i].id = RTE_MAX_ETHPORTS;
	}
}

uint64_t port_missed(const struct port *port)
{
	struct rte_eth_stats stats;

	if (rte_eth_stats_get(port->id, &stats))
		return 0;
	return stats.imissed + stats.rx_nombuf;
}

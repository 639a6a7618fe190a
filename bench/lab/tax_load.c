// SPDX-License-Identifier: GPL-2.0-only
/*
 * tax_load.c - what links carry, a slice of a millisecond at a time
 */
#include "tax_load.h"

#include "bench/thread_time.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK	    65536
#define SLICE_BYTES (32 * CHUNK)
#define CONNECTIONS 25
#define ROUND_TRIPS 200
#define PING_LEN    18 /* the least frame, of 60 bytes */
#define WAIT_MS	    2000

static char buffer[CHUNK];

static int await_progress(const struct tax_link *link, bool may_send)
{
	struct pollfd fds[] = {
		{ .fd = link->tcp[0], .events = may_send ? POLLOUT : 0 },
		{ .fd = link->tcp[1], .events = POLLIN },
	};
	int n = poll(fds, 2, WAIT_MS);

	if (n < 0)
		return -errno;
	return n ? 0 : -ETIMEDOUT;
}

/* Adds @done bytes to @sum; -1 is errno, 0 the end of the connection. */
static int count(ssize_t done, size_t *sum)
{
	if (done < 0)
		return errno == EAGAIN ? 0 : -errno;
	if (done == 0)
		return -ECONNRESET;
	*sum += (size_t)done;
	return 0;
}

static int carry_bytes(const struct tax_link *link, struct tax_slice *s)
{
	size_t sent = 0, received = 0;

	while (received < SLICE_BYTES) {
		const size_t before = sent + received;
		size_t left = SLICE_BYTES - sent;
		int err = 0;

		if (left)
			err = count(send(link->tcp[0], buffer,
					 left < CHUNK ? left : CHUNK,
					 MSG_DONTWAIT),
				    &sent);
		if (!err)
			err = count(
				recv(link->tcp[1], buffer, CHUNK, MSG_DONTWAIT),
				&received);
		if (!err && sent + received == before)
			err = await_progress(link, left > 0);
		if (err)
			return err;
	}
	s->n = SLICE_BYTES;
	return 0;
}

/*
 * The client ends it with a reset, or its ports would soon be used up by
 * connections in TIME-WAIT.
 */
static int carry_connection(const struct tax_link *link)
{
	const struct linger reset = { .l_onoff = 1 };
	int client = tax_link_open_socket(SOCK_STREAM);
	int server = -1, err = 0;

	if (client < 0)
		return client;
	setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	if (!connect(client, (const struct sockaddr *)&link->server,
		     sizeof(link->server)))
		server = accept4(link->listener, NULL, NULL, SOCK_CLOEXEC);
	if (server < 0)
		err = errno == EINPROGRESS || errno == EAGAIN ? -ETIMEDOUT
							      : -errno;
	close(client);
	if (server >= 0)
		close(server);
	return err;
}

static int carry_connections(const struct tax_link *link, struct tax_slice *s)
{
	int err = 0;

	for (int i = 0; !err && i < CONNECTIONS; i++)
		err = carry_connection(link);
	s->n = CONNECTIONS;
	return err;
}

static int carry_datagram(int from, int to)
{
	if (send(from, buffer, PING_LEN, 0) < 0)
		return -errno;
	if (recv(to, buffer, PING_LEN, 0) < 0)
		return errno == EAGAIN ? -ETIMEDOUT : -errno;
	return 0;
}

static int compare_times(const void *va, const void *vb)
{
	double a = *(const double *)va, b = *(const double *)vb;

	return (a > b) - (a < b);
}

static int carry_round_trips(const struct tax_link *link, struct tax_slice *s)
{
	double ns[ROUND_TRIPS];

	for (int i = 0; i < ROUND_TRIPS; i++) {
		const double start = thread_time_wall_ns();
		int err = carry_datagram(link->udp[0], link->udp[1]);

		if (!err)
			err = carry_datagram(link->udp[1], link->udp[0]);
		if (err)
			return err;
		ns[i] = thread_time_wall_ns() - start;
	}
	qsort(ns, ROUND_TRIPS, sizeof(*ns), compare_times);
	s->n = ROUND_TRIPS;
	s->least_ns = ns[0];
	s->median_ns = ns[ROUND_TRIPS / 2];
	s->p99_ns = ns[ROUND_TRIPS * 99 / 100];
	return 0;
}

static double cpu_ns_each(const struct tax_slice *s)
{
	return s->cpu_ns / s->n;
}

static double cpu_us_each(const struct tax_slice *s)
{
	return s->cpu_ns / s->n / 1e3;
}

static double each_second(const struct tax_slice *s)
{
	return s->n / s->wall_ns * 1e9;
}

static double mega_each_second(const struct tax_slice *s)
{
	return s->n / s->wall_ns * 1e3;
}

static double least_us(const struct tax_slice *s)
{
	return s->least_ns / 1e3;
}

static double median_us(const struct tax_slice *s)
{
	return s->median_ns / 1e3;
}

static double p99_us(const struct tax_slice *s)
{
	return s->p99_ns / 1e3;
}

/* A ns for a byte is a second for a GB. */
#define BYTES                                                         \
	.has_payload = true, .carry = carry_bytes, .n_quantities = 2, \
	.quantities = { { "cpu", "s/GB", .is_cpu = true,              \
			  .value = cpu_ns_each },                     \
			{ "rate", "MB/s", .more_is_better = true,     \
			  .value = mega_each_second } }

const struct tax_load tax_loads[N_TAX_LOADS] = {
	{ "tcp-gso", "TCP through a veth, frames of up to 64 KB",
	  .has_tso = true, BYTES },
	{ "tcp-mtu", "TCP through a veth, frames of the MTU", BYTES },
	{ "tcp-connect", "connect, accept, reset through a veth",
	  .has_tso = true, .carry = carry_connections, .n_quantities = 2,
	  .quantities = { { "cpu", "us", .is_cpu = true, .value = cpu_us_each },
			  { "rate", "connections/s", .more_is_better = true,
			    .value = each_second } } },
	{ "udp-ping", "UDP of 18 bytes through a veth and back",
	  .has_tso = true, .carry = carry_round_trips, .n_quantities = 4,
	  .quantities = { { "rtt-least", "us", .value = least_us },
			  { "rtt-median", "us", .value = median_us },
			  { "rtt-p99", "us", .value = p99_us },
			  { "cpu", "us", .is_cpu = true,
			    .value = cpu_us_each } } },
};

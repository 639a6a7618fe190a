// SPDX-License-Identifier: GPL-2.0-only
/*
 * tally.c - counts what a port receives
 */
#include "tally.h"

#include "stamp.h"

#include <errno.h>
#include <rte_cycles.h>
#include <stdlib.h>
#include <string.h>

/* Room for so many sequences is made at a time at least. */
#define SEEN_MIN (1u << 20)

void tally_start(struct tally *t, const struct port *port, uint16_t run)
{
	*t = (struct tally){
		.port = port,
		.run = run,
		.ns_per_tick = 1e9 / (double)rte_get_tsc_hz(),
	};
}

void tally_start_any(struct tally *t, const struct port *port)
{
	tally_start(t, port, 0);
	t->is_of_any_run = true;
}

int tally_expect(struct tally *t, uint64_t n)
{
	uint64_t cap = t->n_seen_cap ?: SEEN_MIN;
	uint8_t *seen;

	if (n <= t->n_seen_cap)
		return 0;
	while (cap < n)
		cap *= 2;
	seen = realloc(t->seen, cap / 8);
	if (!seen)
		return -ENOMEM;
	memset(seen + t->n_seen_cap / 8, 0, (cap - t->n_seen_cap) / 8);
	t->seen = seen;
	t->n_seen_cap = cap;
	return 0;
}

static bool was_seen(struct tally *t, uint32_t sequence)
{
	const uint8_t bit = (uint8_t)(1 << sequence % 8);
	uint8_t *at;

	if (!t->seen)
		return false;
	at = &t->seen[sequence / 8];
	if (*at & bit)
		return true;
	*at |= bit;
	return false;
}

static void add_latency(struct tally *t, uint64_t sent, uint64_t now)
{
	const uint64_t ticks = (now - sent) & STAMP_TICKS_MASK;
	const double ns = (double)ticks * t->ns_per_tick;

	if (t->n_latencies < t->n_latencies_cap)
		t->latencies_ns[t->n_latencies++] =
			ns < UINT32_MAX ? (uint32_t)ns : UINT32_MAX;
}

/* True if it is ours. */
static bool add_frame(struct tally *t, const uint8_t *frame, size_t len,
		      uint64_t now)
{
	struct stamp stamp;

	if (!stamp_read(frame, len, &stamp) ||
	    (!t->is_of_any_run && stamp.run != t->run) ||
	    (t->seen && stamp.sequence >= t->n_seen_cap)) {
		t->n_strangers++;
		return false;
	}
	if (was_seen(t, stamp.sequence)) {
		t->n_again++;
		return true;
	}
	t->n_bytes += len;
	t->last_tick = now;
	if (!t->first_tick)
		t->first_tick = now;
	if (stamp.must_drop) {
		t->n_leaked++;
	} else {
		t->n_received++;
		add_latency(t, stamp.ticks, now);
	}
	return true;
}

unsigned int tally_receive(struct tally *t)
{
	struct rte_mbuf *frames[PORT_BURST];
	const unsigned int n =
		rte_eth_rx_burst(t->port->id, 0, frames, PORT_BURST);
	unsigned int n_ours = 0;
	uint64_t now;

	if (!n)
		return 0;
	now = rte_rdtsc();
	for (unsigned int i = 0; i < n; i++)
		n_ours += add_frame(t, rte_pktmbuf_mtod(frames[i], uint8_t *),
				    frames[i]->data_len, now);
	rte_pktmbuf_free_bulk(frames, n);
	return n_ours;
}

void tally_stop(struct tally *t)
{
	free(t->seen);
	t->seen = NULL;
	t->n_seen_cap = 0;
}

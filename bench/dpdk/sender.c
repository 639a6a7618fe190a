// SPDX-License-Identifier: GPL-2.0-only
/*
 * sender.c - sends traffic out of a port, at a pace
 */
#include "sender.h"

#include "stamp.h"

#include <rte_cycles.h>
#include <stdlib.h>

#define DEFAULT_BURST 32

/* A sender that is later than so many bursts stays late. */
#define MAX_LATE_BURSTS 4

void sender_start(struct sender *s, const struct port *port,
		  const struct traffic *traffic, double mpps, uint64_t max)
{
	static uint16_t run;

	if (!run)
		run = (uint16_t)(rte_rdtsc() >> 8);
	*s = (struct sender){
		.port = port,
		.traffic = traffic,
		.run = run++,
		.burst = DEFAULT_BURST,
		.max = max,
		.start = (double)rte_rdtsc(),
	};
	if (mpps > 0)
		s->ticks_per_frame = (double)rte_get_tsc_hz() / (mpps * 1e6);
}

static uint64_t count_due(struct sender *s)
{
	const double most = MAX_LATE_BURSTS * (double)s->burst;
	double due;

	if (s->ticks_per_frame == 0)
		return s->max;
	due = ((double)rte_rdtsc() - s->start) / s->ticks_per_frame -
	      (double)s->n_made + 1;
	if (due > most) {
		s->start += (due - most) * s->ticks_per_frame;
		due = most;
	}
	return due < 1 ? 0 : (uint64_t)due;
}

static size_t next_of(const struct traffic *traffic, size_t at)
{
	return at + 1 == traffic->frames.n ? 0 : at + 1;
}

static void make_frame(struct sender *s, struct rte_mbuf *m)
{
	const struct traffic_frame *f = &s->traffic->frames.v[s->made_at];
	uint8_t *at = rte_pktmbuf_mtod(m, uint8_t *);

	memcpy(at, f->bytes, f->len);
	stamp_write(at + f->len - STAMP_LEN,
		    &(struct stamp){ .sequence = (uint32_t)(s->n_made &
							    STAMP_MAX_SEQUENCE),
				     .run = s->run,
				     .must_drop = f->must_drop,
				     .ticks = rte_rdtsc() });
	m->data_len = f->len;
	m->pkt_len = f->len;
	s->made_at = next_of(s->traffic, s->made_at);
	s->n_made++;
}

static void make_frames(struct sender *s)
{
	uint64_t n = count_due(s);

	if (n > s->max - s->n_made)
		n = s->max - s->n_made;
	if (n > s->burst)
		n = s->burst;
	/* A port may hold all buffers until it has sent some. */
	if (!n ||
	    rte_pktmbuf_alloc_bulk(s->port->pool, s->waiting, (unsigned int)n))
		return;
	for (uint64_t i = 0; i < n; i++)
		make_frame(s, s->waiting[i]);
	s->first = 0;
	s->n_waiting = (unsigned int)n;
}

unsigned int sender_send(struct sender *s)
{
	unsigned int n;

	if (!s->n_waiting)
		make_frames(s);
	if (!s->n_waiting)
		return 0;
	n = rte_eth_tx_burst(s->port->id, 0, s->waiting + s->first,
			     (uint16_t)s->n_waiting);
	s->first += n;
	s->n_waiting -= n;
	s->n_sent += n;
	for (unsigned int i = 0; i < n; i++) {
		s->n_sent_drop += s->traffic->frames.v[s->sent_at].must_drop;
		s->sent_at = next_of(s->traffic, s->sent_at);
	}
	return n;
}

void sender_stop(struct sender *s)
{
	rte_pktmbuf_free_bulk(s->waiting + s->first, s->n_waiting);
	s->n_waiting = 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * trial.c - frames sent through a device under test, and what came back
 */
#include "trial.h"

#include "sender.h"
#include "stamp.h"
#include "tally.h"

#include "bench/thread_time.h"

#include <errno.h>
#include <rte_cycles.h>
#include <signal.h>
#include <stdio.h>

/* A port that takes nothing for so long takes nothing at all. */
#define STUCK_S 10

struct run {
	const struct trial_wish *wish;
	struct sender sender;
	struct tally tally;
	double hz;
	uint64_t start, last_sent, last_told;
	uint64_t n_told_sent, n_told_received;
	double cpu_ns; /* that sending took, with what was received meanwhile */
};

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

void trial_catch_signals(void)
{
	const struct sigaction action = { .sa_handler = stop };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

bool trial_is_stopped(void)
{
	return stopped;
}

static double seconds_since(const struct run *r, uint64_t then)
{
	return (double)(rte_rdtsc() - then) / r->hz;
}

static void tell(struct run *r)
{
	const double s = seconds_since(r, r->last_told);
	const uint64_t received = r->tally.n_received + r->tally.n_leaked;

	if (!r->wish->is_told || s < 1)
		return;
	printf("%5.0f s: sent %.3f Mpps, received %.3f Mpps\n",
	       seconds_since(r, r->start),
	       (double)(r->sender.n_sent - r->n_told_sent) / s / 1e6,
	       (double)(received - r->n_told_received) / s / 1e6);
	fflush(stdout);
	r->last_told = rte_rdtsc();
	r->n_told_sent = r->sender.n_sent;
	r->n_told_received = received;
}

static bool is_over(const struct run *r)
{
	return stopped || sender_is_done(&r->sender) ||
	       (r->wish->seconds > 0 &&
		seconds_since(r, r->start) >= r->wish->seconds);
}

static int send_all(struct diag *diag, struct run *r)
{
	while (!is_over(r)) {
		int err =
			tally_expect(&r->tally, r->sender.n_made + PORT_BURST);

		if (err) {
			diag_error(diag, (struct loc){}, "no memory");
			return err;
		}
		if (sender_send(&r->sender))
			r->last_sent = rte_rdtsc();
		tally_receive(&r->tally);
		tell(r);
		if (r->sender.n_waiting &&
		    seconds_since(r, r->last_sent) > STUCK_S) {
			diag_error(diag, (struct loc){},
				   "port '%s': it took no frame for %d s",
				   r->wish->out->text, STUCK_S);
			return -EIO;
		}
	}
	return 0;
}

/* Nothing more can come that would be counted. */
static bool is_all_there(const struct run *r)
{
	return !r->sender.n_sent_drop &&
	       r->tally.n_received == r->sender.n_sent;
}

static void wait_for_rest(struct run *r)
{
	uint64_t last = rte_rdtsc();

	while (!is_all_there(r) && seconds_since(r, last) < r->wish->wait_s) {
		if (tally_receive(&r->tally))
			last = rte_rdtsc();
		/* Ports that send late do so when they are called. */
		rte_eth_tx_burst(r->wish->out->id, 0, NULL, 0);
	}
}

static double rate(uint64_t n, uint64_t ticks, double hz)
{
	return ticks ? (double)n / ((double)ticks / hz) / 1e6 : 0;
}

static void sum_up(const struct run *r, uint64_t missed, struct trial *out)
{
	const struct sender *s = &r->sender;
	const struct tally *t = &r->tally;

	*out = (struct trial){
		.n_sent = s->n_sent - s->n_sent_drop,
		.n_sent_drop = s->n_sent_drop,
		.n_received = t->n_received,
		.n_leaked = t->n_leaked,
		.n_again = t->n_again,
		.n_strangers = t->n_strangers,
		.n_missed = port_missed(t->port) - missed,
		.seconds = (double)(r->last_sent - r->start) / r->hz,
		.offered_mpps = rate(s->n_sent, r->last_sent - r->start, r->hz),
		.received_mpps = rate(t->n_received + t->n_leaked,
				      t->last_tick - t->first_tick, r->hz),
		.cpu_ns = r->wish->mpps > 0 || !s->n_sent
				  ? 0
				  : r->cpu_ns / (double)s->n_sent,
		.n_latencies = t->n_latencies,
		.was_stopped = stopped,
	};
}

static uint64_t count_frames(const struct trial_wish *wish)
{
	if (wish->n_frames)
		return wish->n_frames;
	if (wish->mpps > 0 && wish->mpps * wish->seconds < 2e3)
		return (uint64_t)(wish->mpps * wish->seconds * 1e6) ?: 1;
	return STAMP_MAX_SEQUENCE;
}

int trial_run(struct diag *diag, const struct trial_wish *wish,
	      struct trial *out)
{
	struct run r = { .wish = wish, .hz = (double)rte_get_tsc_hz() };
	const uint64_t missed = port_missed(wish->in);
	int err;

	sender_start(&r.sender, wish->out, wish->traffic, wish->mpps,
		     count_frames(wish));
	tally_start(&r.tally, wish->in, r.sender.run);
	r.tally.latencies_ns = wish->latencies_ns;
	r.tally.n_latencies_cap = wish->n_latencies;
	r.start = r.last_sent = r.last_told = rte_rdtsc();
	r.cpu_ns = -thread_time_cpu_ns();
	err = send_all(diag, &r);
	r.cpu_ns += thread_time_cpu_ns();
	sender_stop(&r.sender);
	if (!err)
		wait_for_rest(&r);
	sum_up(&r, missed, out);
	tally_stop(&r.tally);
	return err;
}

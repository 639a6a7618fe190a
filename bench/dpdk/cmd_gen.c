// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_gen.c - send frames out of a port
 */
#include "commands.h"
#include "sender.h"
#include "setup.h"

#include <inttypes.h>
#include <rte_cycles.h>
#include <stdio.h>

/* A port that takes nothing for so long takes nothing at all. */
#define STUCK_S 10

struct gen {
	const struct args *args;
	struct sender sender;
	double hz;
	uint64_t start, last_sent, last_told, n_told;
};

static double seconds_since(const struct gen *g, uint64_t then)
{
	return (double)(rte_rdtsc() - then) / g->hz;
}

static void tell(struct gen *g)
{
	const double s = seconds_since(g, g->last_told);

	if (s < 1)
		return;
	printf("%5.0f s: sent %.3f Mpps\n", seconds_since(g, g->start),
	       (double)(g->sender.n_sent - g->n_told) / s / 1e6);
	fflush(stdout);
	g->last_told = rte_rdtsc();
	g->n_told = g->sender.n_sent;
}

static int send_all(struct gen *g, struct setup *s)
{
	const double seconds = g->args->seconds;

	while (!trial_is_stopped() && !sender_is_done(&g->sender) &&
	       (seconds == 0 || seconds_since(g, g->start) < seconds)) {
		if (sender_send(&g->sender))
			g->last_sent = rte_rdtsc();
		tell(g);
		if (g->sender.n_waiting &&
		    seconds_since(g, g->last_sent) > STUCK_S) {
			diag_error(s->diag, (struct loc){},
				   "port '%s': it took no frame for %d s",
				   s->ports[0].text, STUCK_S);
			return EXIT_MACHINE;
		}
	}
	return EXIT_DONE;
}

int cmd_gen(const struct args *args, int argc, char **argv)
{
	struct gen g = { .args = args };
	struct setup s;
	int status = setup_open(args, argc, argv, &s);

	if (!status) {
		g.hz = (double)rte_get_tsc_hz();
		g.start = g.last_sent = g.last_told = rte_rdtsc();
		sender_start(&g.sender, &s.ports[0], &s.traffic, args->mpps,
			     args->n_frames ?: UINT64_MAX);
		status = send_all(&g, &s);
		sender_stop(&g.sender);
		const double took = (double)(g.last_sent - g.start) / g.hz;

		printf("sent %" PRIu64 " frames, of which %" PRIu64
		       " must be dropped, in %.2f s: %.3f Mpps\n",
		       g.sender.n_sent, g.sender.n_sent_drop, took,
		       took > 0 ? (double)g.sender.n_sent / took / 1e6 : 0);
	}
	setup_close(&s);
	return status;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_sink.c - receive what gen sends, in another process, and count it
 */
#include "commands.h"
#include "setup.h"
#include "tally.h"

#include <inttypes.h>
#include <rte_cycles.h>
#include <stdio.h>

static uint64_t count(const struct tally *t)
{
	return t->n_received + t->n_leaked;
}

static void receive_all(const struct args *args, struct tally *t)
{
	const double hz = (double)rte_get_tsc_hz();
	const uint64_t start = rte_rdtsc();
	uint64_t last_told = start, n_told = 0;

	while (!trial_is_stopped() &&
	       (!args->n_frames || count(t) < args->n_frames)) {
		const uint64_t now = rte_rdtsc();
		const double s = (double)(now - last_told) / hz;

		if (args->seconds > 0 &&
		    (double)(now - start) / hz >= args->seconds)
			break;
		tally_receive(t);
		if (s < 1)
			continue;
		printf("%5.0f s: received %.3f Mpps\n",
		       (double)(now - start) / hz,
		       (double)(count(t) - n_told) / s / 1e6);
		fflush(stdout);
		last_told = now;
		n_told = count(t);
	}
}

int cmd_sink(const struct args *args, int argc, char **argv)
{
	struct setup s;
	struct tally t;
	int status = setup_open(args, argc, argv, &s);

	if (!status) {
		printf("ready\n");
		fflush(stdout);
		tally_start_any(&t, &s.ports[0]);
		receive_all(args, &t);
		printf("received %" PRIu64 " frames of ours, %" PRIu64
		       " of them leaked; %" PRIu64
		       " strangers; no room for %" PRIu64 "\n",
		       count(&t), t.n_leaked, t.n_strangers,
		       port_missed(&s.ports[0]));
		status = t.n_leaked ? EXIT_WRONG : EXIT_DONE;
		if (args->n_frames && count(&t) < args->n_frames)
			status = EXIT_WRONG;
	}
	setup_close(&s);
	return status;
}

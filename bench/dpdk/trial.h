/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trial.h - frames sent through a device under test, and what came back
 */
#ifndef NICFW_BENCH_DPDK_TRIAL_H
#define NICFW_BENCH_DPDK_TRIAL_H

#include "port.h"
#include "traffic.h"

struct trial_wish {
	const struct port *out; /* towards the device under test, */
	const struct port *in;	/* and back; the same where it reflects */
	const struct traffic *traffic;
	double mpps;		/* 0: as fast as can be */
	uint64_t n_frames;	/* 0: until @seconds are over */
	double seconds;		/* 0: until @n_frames are sent */
	double wait_s;		/* for frames that are under way at the end */
	bool is_told;		/* a line a second on stdout */
	uint32_t *latencies_ns; /* room for @n_latencies; NULL: not measured */
	size_t n_latencies;
};

struct trial {
	uint64_t n_sent;      /* that must be accepted, */
	uint64_t n_sent_drop; /* and dropped */
	uint64_t n_received;
	uint64_t n_leaked;
	uint64_t n_again;
	uint64_t n_strangers;
	uint64_t n_missed; /* by the receiving port, for want of buffers */
	double seconds;	   /* from the first frame that was sent to the last */
	double offered_mpps;  /* all frames that were sent, in that time */
	double received_mpps; /* from the first that came back to the last */
	/*
	 * What this core spent for a frame that was sent as fast as can be,
	 * until the last one was: on virtual cables that is sender, receiver
	 * and all that lies between them. 0 at a given rate, where it waits.
	 */
	double cpu_ns;
	size_t n_latencies;
	bool was_stopped; /* by a signal: less was sent than was wished for */
};

/* Frames that were to be accepted, and did not come back. */
static inline uint64_t trial_lost(const struct trial *t)
{
	return t->n_sent - t->n_received;
}

/*
 * Returns 0, or -ENOMEM, or -EIO where the port took no frame for some seconds,
 * with an error in @diag.
 */
int trial_run(struct diag *diag, const struct trial_wish *wish,
	      struct trial *out);

/* Trials end at SIGINT and SIGTERM, with what they have. */
void trial_catch_signals(void);

/* True once there was one. */
bool trial_is_stopped(void);

#endif

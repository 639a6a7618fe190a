/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * search.h - the highest rate at which no frame is lost
 *
 * RFC 2544, section 26.1: a trial at a rate; if all frames came back the rate
 * is raised, else reduced. Trials of the search may be short, the last one,
 * which decides, is long (section 24); no loss is acceptable.
 */
#ifndef NICFW_BENCH_DPDK_SEARCH_H
#define NICFW_BENCH_DPDK_SEARCH_H

#include "trial.h"

struct search_wish {
	struct trial_wish trial; /* its rate, frames and seconds are set here */
	double max_mpps;	 /* 0: what the sender can offer */
	double resolution;	 /* as a part of the highest rate */
	double trial_s;
	double confirm_s;
};

struct search {
	double mpps; /* that was offered in the last trial; 0: none is free */
	double wished_mpps; /* of that trial: more, where others had the core */
	struct trial last;
	unsigned int n_trials;
	double lossy_mpps; /* the lowest rate that lost frames; 0: none did */
	bool is_senders;   /* the sender can offer no more: a lower bound */
	unsigned int n_backs; /* long trials that lost frames */
};

/* A sender that offers less than so much of its rate does not keep it. */
#define SEARCH_OFFERED_PART 0.98

/* Tells each trial on stdout. Returns 0 or -errno as trial_run(). */
int search_run(struct diag *diag, const struct search_wish *wish,
	       struct search *out);

#endif

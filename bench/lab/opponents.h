/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * opponents.h - peers that are installed, all with the same rules
 *
 * Before its time is taken, each has to judge frames on and beside the edges of
 * the rules as they say.
 */
#ifndef NICFW_BENCH_OPPONENTS_H
#define NICFW_BENCH_OPPONENTS_H

#include "flood.h"
#include "peers.h"

#include "bench/result.h"

struct opponent {
	const struct peer *peer;
	struct lab_port port;
	enum result_status status; /* ok: it is there and judges rightly */
	char reason[512];	   /* of another status */
	uint64_t accepted;	   /* frames, so far */
};

/* Floors of both kinds, and these, or all peers but extras. */
struct opponents_choice {
	const char *const *names;
	size_t n;	   /* 0: all but extras */
	size_t max_linear; /* rules that linear peers get at most */
};

/*
 * Installs the peers of @choice, in their order, with @rules, or with @text, as
 * in struct peer_job. Returns how many they are,
 * with
 * *@out in @a; some may be skipped, with the reason. To be removed.
 */
size_t opponents_install(struct arena *a, const struct rules *rules,
			 const char *text,
			 const struct opponents_choice *choice,
			 struct opponent **out);

/*
 * Sends the frames of @trace to each opponent. Those that accept or drop one
 * against the rules are void. Returns 0 or -errno.
 */
int opponents_check(struct arena *a, struct flood *flood,
		    const struct trace *trace, struct opponent *o, size_t n);

/* How many frames it accepted since it was asked last, in @n. 0 or -errno. */
int opponents_accepted(struct opponent *o, uint64_t *n);

void opponents_remove(struct opponent *o, size_t n);

#endif

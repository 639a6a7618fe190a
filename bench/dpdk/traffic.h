/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * traffic.h - the frames that are sent, over and over
 *
 * Each has room for a stamp and its verdict: what a ruleset says to it when the
 * stamp is in it. What a stage alone cannot answer, or what hangs on the
 * stamp's own bytes, is left out, and told.
 */
#ifndef NICFW_BENCH_DPDK_TRAFFIC_H
#define NICFW_BENCH_DPDK_TRAFFIC_H

#include "base/diag.h"
#include "offload/profile.h"
#include "policy/path.h"

#include <stdint.h>

/* The longest that is sent, without its checksum: a VLAN's. */
#define TRAFFIC_FRAME_MAX 1518
#define TRAFFIC_FRAME_MIN 60

/* What judges frames. */
struct traffic_judge {
	const struct policy *policy; /* NULL: all are accepted */
	struct device device;
};

enum traffic_only {
	TRAFFIC_ALL,
	TRAFFIC_ACCEPTED,
	TRAFFIC_DROPPED,
};

struct traffic_wish {
	struct traffic_judge judge;
	enum traffic_only only;
	size_t n;	/* frames, where they are made up */
	size_t min_len; /* TRAFFIC_FRAME_MIN or more */
	uint64_t seed;
};

struct traffic_frame {
	uint8_t *bytes;
	uint16_t len; /* the stamp is the end of it */
	bool must_drop;
};

struct traffic {
	VEC(struct traffic_frame) frames;
	size_t n_drop;
	size_t n_left_out;
};

/*
 * Each sets *@out, in @a, and returns 0; or -EINVAL with an error in @diag,
 * also where no frame is left.
 */

/* The frames of capture @path. */
int traffic_read(struct arena *a, struct diag *diag, const char *path,
		 const struct traffic_wish *wish, struct traffic *out);

/* Frames at the corners of the judge's rules, which there must be. */
int traffic_aim(struct arena *a, struct diag *diag,
		const struct traffic_wish *wish, struct traffic *out);

/*
 * UDP flows between the addresses that RFC 2544, appendix C.2.2, sets aside for
 * benchmarks, to port 7 (echo), of wish.min_len bytes.
 */
int traffic_flows(struct arena *a, struct diag *diag,
		  const struct traffic_wish *wish, struct traffic *out);

/*
 * For makers of their own: adds a copy of @frame. The judge's verdict stands
 * in, or *@must_drop where that is not NULL and the caller knows it.
 */
void traffic_add(struct arena *a, const struct traffic_wish *wish,
		 const uint8_t *frame, size_t len, const bool *must_drop,
		 struct traffic *out);

/* -EINVAL with an error in @diag where @traffic has no frames. */
int traffic_check(struct diag *diag, const struct traffic *traffic);

#endif

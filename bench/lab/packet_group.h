/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * packet_group.h - what opponents with the same rules take for the same frames
 *
 * A group is a ruleset under one kind of traffic. Only costs of one group are
 * set against each other: its opponents took turns.
 *
 * It may be measured in several passes, minutes apart, each with firewalls that
 * are installed anew: which installation it is, and what else a machine does
 * for a while, moves minima by a tenth and more, and one pass cannot know.
 */
#ifndef NICFW_BENCH_PACKET_GROUP_H
#define NICFW_BENCH_PACKET_GROUP_H

#include "opponents.h"
#include "rounds.h"

#include "base/vec.h"

#define PACKET_MAX_PASSES 3

/* Of all passes. */
struct packet_row {
	const char *opponent;
	bool is_linear;		   /* a frame costs what there are rules */
	enum result_status status; /* of the last pass; ok until judged */
	const char *reason;	   /* of a status other than ok; or a remark */
	double *ns;		   /* samples, a frame, in the order of time */
	size_t n_samples, n_disturbed;
	double bests[PACKET_MAX_PASSES]; /* of each pass; NAN: no samples */
};

struct packet_group {
	const char *suite;     /* of result.h */
	const char *yardstick; /* tables have ratios to it and to the floor */
	const char *family, *traffic; /* of rules.h and trace.h, or others */
	size_t n_rules;
	/* All zero, and set by packet_group_measure(). */
	enum rounds_clock clock;
	VEC(struct packet_row) rows; /* without the control */
	struct packet_row twin;	     /* of the floor */
	size_t n_passes;
};

/*
 * One more pass: sends @trace to all @opponents, of which those that fail
 * become void, and adds what they took to the group's rows, in @a, which is the
 * same each time. Returns 0 or -errno.
 */
int packet_group_measure(struct arena *a, struct flood *flood,
			 struct trace *trace, struct opponent *opponents,
			 size_t n, const struct rounds_limit *limit,
			 struct packet_group *group);

#endif

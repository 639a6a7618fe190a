/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * packet_group.h - what opponents with the same rules take for the same frames
 *
 * A group is a ruleset under one kind of traffic. Only costs of one group are
 * set against each other: its opponents took turns.
 */
#ifndef NICFW_BENCH_PACKET_GROUP_H
#define NICFW_BENCH_PACKET_GROUP_H

#include "opponents.h"
#include "rounds.h"

struct packet_row {
	const char *opponent;
	enum result_status status;
	const char *reason; /* of a status other than ok; or a remark */
	const double *ns;   /* samples, a frame */
	size_t n_samples;
};

struct packet_group {
	const char *suite;     /* of result.h */
	const char *yardstick; /* tables have ratios to it and to the floor */
	const char *family, *traffic; /* of rules.h and trace.h, or others */
	size_t n_rules;
	/* Set by packet_group_measure(). */
	enum rounds_clock clock;
	double control; /* the floor against itself */
	struct packet_row *rows;
	size_t n_rows;
};

/*
 * Sends @trace to all @opponents, of which those that fail become void, and
 * makes the group's rows in @a: the floor first. Returns 0 or -errno.
 */
int packet_group_measure(struct arena *a, struct flood *flood,
			 struct trace *trace, struct opponent *opponents,
			 size_t n, const struct rounds_limit *limit,
			 struct packet_group *group);

/* Prints the group as a table. 0 or -ENOMEM. */
int packet_group_print(const struct packet_group *group, FILE *out);

/* Writes its results. 0 or -errno. */
int packet_group_write(const struct packet_group *group,
		       struct result_file *file);

#endif

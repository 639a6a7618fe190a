/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * packet_table.h - what a group took, as a table and as results
 */
#ifndef NICFW_BENCH_PACKET_TABLE_H
#define NICFW_BENCH_PACKET_TABLE_H

#include "packet_group.h"

struct packet_verdict {
	enum result_status status;
	const char *reason; /* of a status other than ok; or a remark */
};

/*
 * Is a row that was measured to be relied on? The floor has to be as fast as
 * itself, and the row's minimum must have been found twice (stats.h): in two
 * passes, or in both halves of the only one.
 */
struct packet_verdict packet_table_judge(const struct packet_group *group,
					 const struct packet_row *row);

/* The floor against itself, of all passes; 0: there is no such. */
double packet_table_control(const struct packet_group *group);

/* Could another pass make a row conclusive? */
bool packet_table_is_in_doubt(const struct packet_group *group);

/* Prints the group as a table. 0 or -ENOMEM. */
int packet_table_print(const struct packet_group *group, FILE *out);

/* Writes its results. 0 or -errno. */
int packet_table_write(const struct packet_group *group,
		       struct result_file *file);

#endif

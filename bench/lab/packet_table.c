// SPDX-License-Identifier: GPL-2.0-only
/*
 * packet_table.c - what a group took, as a table and as results
 */
#include "packet_table.h"

#include "bench/stats.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* A minimum counts if the fastest slices are within so much of it. */
#define SETTLED 1.1

static double least_of_row(const struct packet_row *row)
{
	return stats_best(row->ns, row->n_samples, STATS_LEAST);
}

/* NAN: there is none. */
static double least_of(const struct packet_group *group, const char *name)
{
	const struct packet_row *row;

	vec_for_each(row, &group->rows) {
		if (!strcmp(row->opponent, name))
			return least_of_row(row);
	}
	return NAN;
}

double packet_table_control(const struct packet_group *group)
{
	const double control =
		least_of_row(&group->twin) / least_of(group, RESULT_FLOOR);

	return isfinite(control) ? control : 0;
}

/*
 * A list of rules costs what the pages that it gets cost, which each
 * installation draws anew: some have a sixth less, and another run may have
 * none of these.
 */
static bool is_found_again(const struct packet_group *group,
			   const struct packet_row *row)
{
	if (group->n_passes < 2)
		return stats_halves_agree(row->ns, row->n_samples, STATS_LEAST);
	return (row->is_linear ? stats_is_found_always : stats_is_found_twice)(
		row->bests, group->n_passes, STATS_LEAST, STATS_SAME_BEST);
}

struct packet_verdict packet_table_judge(const struct packet_group *group,
					 const struct packet_row *row)
{
	struct packet_verdict v = { RESULT_INCONCLUSIVE, NULL };

	if (row->status != RESULT_OK)
		return (struct packet_verdict){ row->status, row->reason };
	if (!stats_is_conclusive(packet_table_control(group)))
		v.reason = "the floor was not as fast as itself";
	else if (!stats_is_settled(row->ns, row->n_samples, STATS_LEAST,
				   SETTLED))
		v.reason = row->n_samples < row->n_disturbed
				   ? "other threads had the CPU in most slices"
				   : "the fastest slices are too far apart";
	else if (!is_found_again(group, row))
		v.reason = group->n_passes < 2 ? "its halves do not agree"
			   : row->is_linear
				   ? "passes did not all find the same minimum"
				   : "no two passes found the same minimum";
	else
		v = (struct packet_verdict){ RESULT_OK, row->reason };
	return v;
}

bool packet_table_is_in_doubt(const struct packet_group *group)
{
	const struct packet_row *row;

	vec_for_each(row, &group->rows) {
		if (packet_table_judge(group, row).status ==
		    RESULT_INCONCLUSIVE)
			return true;
	}
	return false;
}

static void print_ratio(double ratio, int width, FILE *out)
{
	if (isnan(ratio))
		fprintf(out, " %*s", width, "-");
	else
		fprintf(out, " %*.2f", width, ratio);
}

/* Of its column, that has its name behind a stroke. */
static int yardstick_width(const struct packet_group *group)
{
	return (int)strlen(group->yardstick) + 1;
}

static int print_row(const struct packet_group *group,
		     const struct packet_row *row, FILE *out)
{
	const struct packet_verdict v = packet_table_judge(group, row);
	struct stats s;

	if (!row->n_samples) {
		fprintf(out, "  %-22s %s: %s\n", row->opponent,
			result_status_names[v.status], v.reason);
		return 0;
	}
	if (stats_of(row->ns, row->n_samples, &s))
		return -ENOMEM;
	fprintf(out, "  %-22s %9.1f %9.1f", row->opponent, s.min, s.median);
	print_ratio(s.min / least_of(group, RESULT_FLOOR), 8, out);
	print_ratio(s.min / least_of(group, group->yardstick),
		    yardstick_width(group), out);
	fprintf(out, " %5zu  ", row->n_samples);
	if (v.status != RESULT_OK)
		fprintf(out, "%s: ", result_status_names[v.status]);
	fprintf(out, "%s\n", v.reason ? v.reason : "");
	return 0;
}

int packet_table_print(const struct packet_group *group, FILE *out)
{
	const struct packet_row *row;

	fprintf(out,
		"%s, %zu rules, traffic %s, %zu passes: floor against itself %.3f%s\n",
		group->family, group->n_rules, group->traffic, group->n_passes,
		packet_table_control(group),
		group->clock == ROUNDS_WALL
			? ", by the wall clock: softirqs are not charged to the thread"
			: "");
	fprintf(out, "  %-22s %9s %9s %8s /%s %5s\n", "", "ns/packet", "median",
		"/floor", group->yardstick, "n");
	vec_for_each(row, &group->rows) {
		int err = print_row(group, row, out);

		if (err)
			return err;
	}
	return 0;
}

int packet_table_write(const struct packet_group *group,
		       struct result_file *file)
{
	const struct packet_row *row;

	vec_for_each(row, &group->rows) {
		const struct packet_verdict v = packet_table_judge(group, row);
		const struct result result = {
			.suite = group->suite,
			.family = group->family,
			.n_rules = (uint32_t)group->n_rules,
			.traffic = group->traffic,
			.opponent = row->opponent,
			.quantity = group->clock == ROUNDS_CPU ? "cpu" : "wall",
			.unit = "ns/packet",
			.fed = "xdp redirect of live frames into a veth",
			.status = v.status,
			.reason = v.reason,
			.control = packet_table_control(group),
			.samples = row->ns,
			.n_samples = row->n_samples,
		};
		int err = result_write(file, &result);

		if (err)
			return err;
	}
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_latency.c - how long frames take through a device under test
 *
 * From the moment at which a frame is made, next to the call that sends it, to
 * the one at which the burst with it is received: what sender and receiver take
 * is in it, and the least of a `ring` port says how much that is.
 */
#include "commands.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>

/* 64 MB; more frames would say no more. */
#define MAX_SAMPLES (16u << 20)

static const struct {
	const char *name;
	double part;
} points[] = {
	{ "latency-min", 0 },	 { "latency-median", 0.5 },
	{ "latency-p99", 0.99 }, { "latency-p999", 0.999 },
	{ "latency-max", 1 },
};

#define N_POINTS (sizeof(points) / sizeof(points[0]))

static int compare(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void report_latencies(const struct setup *s, const struct trial *t,
			     uint32_t *ns)
{
	const size_t n = t->n_latencies;
	const bool is_void = report_status(t) != EXIT_DONE;
	const enum result_status status = is_void ? RESULT_VOID : RESULT_OK;
	const char *reason = is_void ? "frames were lost or leaked" : NULL;

	qsort(ns, n, sizeof(*ns), compare);
	for (size_t i = 0; i < N_POINTS; i++) {
		const size_t at = (size_t)(points[i].part * (double)(n - 1));
		const double us = ns[at] / 1e3;

		printf("%-15s %9.2f us\n", points[i].name, us);
		report_figure(s, &(struct figure){ .quantity = points[i].name,
						   .unit = "us",
						   .samples = &us,
						   .n = 1,
						   .status = status,
						   .reason = reason });
	}
}

static int measure(const struct setup *s, uint32_t *ns, struct trial *t)
{
	struct trial_wish wish = setup_trial(s);

	wish.mpps = s->args->mpps;
	wish.n_frames = s->args->n_frames;
	wish.seconds = s->args->seconds;
	wish.latencies_ns = ns;
	wish.n_latencies = MAX_SAMPLES;
	if (trial_run(s->diag, &wish, t))
		return EXIT_MACHINE;
	report_print(t);
	report_trial(s, t);
	if (t->n_latencies)
		report_latencies(s, t, ns);
	else
		printf("no frame came back: there is no latency\n");
	return report_status(t);
}

int cmd_latency(const struct args *args, int argc, char **argv)
{
	struct setup s;
	struct trial t;
	int status = setup_open(args, argc, argv, &s);
	uint32_t *ns = malloc(MAX_SAMPLES * sizeof(*ns));

	if (!status && !ns) {
		diag_error(s.diag, (struct loc){}, "no memory");
		status = EXIT_MACHINE;
	}
	if (!status)
		status = measure(&s, ns, &t);
	free(ns);
	setup_close(&s);
	return status;
}

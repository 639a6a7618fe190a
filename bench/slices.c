// SPDX-License-Identifier: GPL-2.0-only
/*
 * slices.c - what programs cost, one against the other
 */
#include "slices.h"

#include "dispatcher.h"
#include "thread_time.h"

#include "base/fd.h"

#include <bpf/bpf.h>
#include <float.h>

/*
 * Runs of one frame in a slice, of a millisecond or a few. What it takes to
 * start one is measured apart, for it is the same for all.
 */
#define REPEAT	     20000
#define LEAST_REPEAT 2

/* Lowers *@least to what @repeat runs take. */
static int run_slice(int prog_fd, const struct slices_frame *frame, int repeat,
		     double *least)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame->bytes,
		    .data_size_in = (uint32_t)frame->len, .repeat = repeat);
	double start = thread_time_cpu_ns(), ns;
	int err = bpf_prog_test_run_opts(prog_fd, &opts);

	ns = thread_time_cpu_ns() - start;
	if (!err && ns < *least)
		*least = ns;
	return err;
}

/* Returns 0 or -errno; what is kept is to be let go in any case. */
static int keep_all(const struct slices_run *runs, size_t n_runs, int *kept)
{
	for (size_t r = 0; r < n_runs; r++)
		kept[r] = -1;
	for (size_t r = 0; r < n_runs; r++) {
		kept[r] = dispatcher_keep(runs[r].prog_fd);
		if (kept[r] < 0)
			return kept[r];
	}
	return 0;
}

static int run_all(struct slices_run *runs, size_t n_runs,
		   const struct slices_frame *frames, size_t n_frames,
		   size_t rounds)
{
	double start = DBL_MAX;
	int err = 0;

	for (size_t i = 0; !err && i < rounds * n_frames * n_runs; i++) {
		size_t f = i / n_runs % n_frames, r = (i + f) % n_runs;

		err = run_slice(runs[r].prog_fd, &frames[f], REPEAT,
				&runs[r].ns[f]);
		if (!err && r == 0)
			err = run_slice(runs[r].prog_fd, &frames[f],
					LEAST_REPEAT, &start);
	}
	for (size_t r = 0; !err && r < n_runs; r++) {
		for (size_t f = 0; f < n_frames; f++)
			runs[r].ns[f] = (runs[r].ns[f] - start) /
					(REPEAT - LEAST_REPEAT);
	}
	return err;
}

int slices_measure(struct arena *a, struct slices_run *runs, size_t n_runs,
		   const struct slices_frame *frames, size_t n_frames,
		   size_t rounds)
{
	int *kept = arena_calloc(a, n_runs, sizeof(*kept));
	int err = keep_all(runs, n_runs, kept);

	for (size_t r = 0; r < n_runs; r++) {
		runs[r].ns = arena_calloc(a, n_frames, sizeof(double));
		for (size_t f = 0; f < n_frames; f++)
			runs[r].ns[f] = DBL_MAX;
	}
	if (!err)
		err = run_all(runs, n_runs, frames, n_frames, rounds);
	for (size_t r = 0; r < n_runs; r++)
		close_fd(&kept[r]);
	return err;
}

double slices_mean(const struct slices_run *run, size_t first, size_t n)
{
	double sum = 0;

	for (size_t i = first; i < first + n; i++)
		sum += run->ns[i];
	return sum / (double)n;
}

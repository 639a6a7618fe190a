// SPDX-License-Identifier: GPL-2.0-only
/*
 * compare.c - what got slower or faster from one run to another, and whether
 * they agree
 */
#include "agreement.h"
#include "changes.h"

#include <stdlib.h>
#include <string.h>

#define EXIT_SLOWER 1
#define EXIT_USAGE  2

static void print_usage(FILE *out)
{
	fprintf(out,
		"usage: compare OLD NEW\n"
		"OLD and NEW are folders of runs, or files of results. Ends "
		"with 1 when something got slower beyond noise.\n"
		"The last line says how many ratios of headlines are the same "
		"in both.\n");
}

/* A run beside others is noisier than its own figures tell. */
static void print_load(const char *path, const struct rows *run)
{
	const struct rows_file *file;
	double load = 0, cores = 1;

	vec_for_each(file, &run->files) {
		const json_t *loads = json_object_get(file->machine, "load");
		double now = json_number_value(json_array_get(loads, 0));

		if (now > load) {
			load = now;
			cores = json_number_value(
				json_object_get(file->machine, "cores"));
		}
	}
	if (load > cores)
		printf("%s: load %.1f on %.0f cores\n", path, load, cores);
}

static int compare_runs(struct arena *a, struct diag *diag, char *const *paths,
			struct rows *runs)
{
	struct groups groups[2];
	struct agreement agreement;
	struct changes changes;

	for (int i = 0; i < 2; i++) {
		if (rows_read(a, diag, paths[i], &runs[i])) {
			diag_print(diag, stderr);
			return EXIT_USAGE;
		}
		groups_make(a, &runs[i], &groups[i]);
	}
	diag_print(diag, stderr);
	for (int i = 0; i < 2; i++)
		print_load(paths[i], &runs[i]);
	changes_make(a, &groups[0], &groups[1], &changes);
	changes_print(a, &changes, stdout);
	agreement = agreement_of(a, &groups[0], &groups[1]);
	agreement_print(a, &agreement, stdout);
	return changes.n[CHANGES_SLOWER] ? EXIT_SLOWER : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct arena *a;
	struct rows runs[2] = {};
	int status;

	if (argc == 2 && !strcmp(argv[1], "--help")) {
		print_usage(stdout);
		return EXIT_SUCCESS;
	}
	if (argc != 3) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	a = arena_new();
	status = compare_runs(a, diag_new(a), argv + 1, runs);
	for (int i = 0; i < 2; i++)
		rows_free(&runs[i]);
	arena_free(a);
	return status;
}

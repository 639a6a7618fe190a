// SPDX-License-Identifier: GPL-2.0-only
/*
 * report.c - makes of a run's results a page, plots, and a file for programs
 */
#include "report.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXIT_USAGE 2

static void print_usage(FILE *out)
{
	fprintf(out, "usage: report DIR|FILE... -o OUT\n"
		     "       report DIR|FILE... --markdown\n"
		     "Makes of results OUT/index.html, OUT/report.json and "
		     "plots, or prints tables.\n");
}

/* Writes the page of one format. Returns 0 or -errno. */
typedef int report_writer(const struct report *report, const void *what,
			  FILE *out);

static int write_html(const struct report *report, const void *what, FILE *out)
{
	(void)what;
	report_write_html(report, out);
	return 0;
}

static int write_json(const struct report *report, const void *what, FILE *out)
{
	(void)what;
	return report_write_json(report, out);
}

static int write_svg(const struct report *report, const void *what, FILE *out)
{
	const struct plots_plot *plot = what;

	(void)report;
	fprintf(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n%s",
		plot->svg);
	return 0;
}

/* Puts a file in its place when it is whole. */
static int save(const struct report *report, const char *folder,
		const char *name, report_writer *write, const void *what)
{
	const char *path = arena_printf(report->arena, "%s/%s", folder, name);
	const char *part = arena_printf(report->arena, "%s.part", path);
	FILE *out = fopen(part, "we");
	int err;

	if (!out) {
		err = -errno;
	} else {
		err = write(report, what, out);
		if (ferror(out) && !err)
			err = -EIO;
		if (fclose(out) && !err)
			err = -errno;
		if (!err && rename(part, path))
			err = -errno;
		if (err)
			unlink(part);
	}
	if (err)
		fprintf(stderr, "report: %s: %s\n", path, strerror(-err));
	return err;
}

static int save_all(struct report *report, const char *folder)
{
	const struct plots_plot *plot;
	int err = 0;

	if (mkdir(folder, 0755) && errno != EEXIST) {
		fprintf(stderr, "report: %s: %s\n", folder, strerror(errno));
		return -errno;
	}
	plots_write(report->arena, &report->groups, &report->plots);
	plots_draw(report->arena, &report->plots);
	vec_for_each(plot, &report->plots.plots) {
		if (!err && plot->svg)
			err = save(report, folder, plot->file, write_svg, plot);
	}
	if (!err)
		err = save(report, folder, "report.json", write_json, NULL);
	if (!err)
		err = save(report, folder, "index.html", write_html, NULL);
	if (err)
		return err;
	printf("%s/index.html\n", folder);
	if (report->plots.missing)
		printf("without plots: %s\n", report->plots.missing);
	report_write_headlines(report, stdout);
	return 0;
}

static int read_all(struct report *report, char *const *paths, size_t n)
{
	int err = 0;

	for (size_t i = 0; !err && i < n; i++)
		err = rows_read(report->arena, report->diag, paths[i],
				&report->rows);
	diag_print(report->diag, stderr);
	if (err)
		return err;
	groups_make(report->arena, &report->rows, &report->groups);
	bars_make(report->arena, &report->groups, &report->bars);
	return 0;
}

/* Without a @folder, tables on standard output. Returns 0 or -errno. */
static int make_report(char *const *paths, size_t n, const char *folder)
{
	struct report report = { .arena = arena_new() };
	int err;

	report.diag = diag_new(report.arena);
	err = read_all(&report, paths, n);
	if (!err && folder)
		err = save_all(&report, folder);
	else if (!err)
		report_write_markdown(&report, stdout);
	if (!err && fflush(stdout))
		err = -errno;
	rows_free(&report.rows);
	arena_free(report.arena);
	return err;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "markdown", no_argument, NULL, 'm' },
		{ "help", no_argument, NULL, 'h' },
		{},
	};
	bool is_markdown = false;
	const char *folder = NULL;
	int option;

	while ((option = getopt_long(argc, argv, "o:mh", options, NULL)) >= 0) {
		if (option == 'h') {
			print_usage(stdout);
			return EXIT_SUCCESS;
		} else if (option == 'o') {
			folder = optarg;
		} else if (option == 'm') {
			is_markdown = true;
		} else {
			print_usage(stderr);
			return EXIT_USAGE;
		}
	}
	if (optind == argc || is_markdown == (folder != NULL)) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	return make_report(argv + optind, (size_t)(argc - optind), folder)
		       ? EXIT_FAILURE
		       : EXIT_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * result.c - what was measured, a line of JSON each
 */
#include "result.h"

#include "base/fd.h"
#include "base/utf8.h"
#include "machine.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Digits that tell any two clock readings apart. */
#define PRECISION 9

const char *const result_status_names[N_RESULT_STATUSES] = {
	[RESULT_OK] = "ok",
	[RESULT_SKIPPED] = "skipped",
	[RESULT_INCONCLUSIVE] = "inconclusive",
	[RESULT_VOID] = "void",
};

struct result_file {
	int fd;
};

/*
 * All of @text or nothing of it: what a full disk has taken of a line is taken
 * back. Only a process that is killed within write(2) can leave a part of the
 * last line, and readers do without that.
 */
static int write_whole(int fd, const char *text, size_t len)
{
	struct stat before;
	ssize_t done;
	int err;

	if (fstat(fd, &before))
		return -errno;
	do
		done = write(fd, text, len);
	while (done < 0 && errno == EINTR);
	if (done == (ssize_t)len)
		return 0;
	err = done < 0 ? -errno : -ENOSPC;
	if (S_ISREG(before.st_mode) && ftruncate(fd, before.st_size))
		return -errno;
	return err;
}

/* Takes @line, which may be NULL: then it could not be made. */
static int write_line(int fd, json_t *line)
{
	char *text =
		json_dumps(line, JSON_COMPACT | JSON_REAL_PRECISION(PRECISION));
	size_t len;
	int err;

	json_decref(line);
	if (!text)
		return -ENOMEM;
	len = strlen(text);
	text[len] = '\n'; /* in the place of the NUL */
	err = write_whole(fd, text, len + 1);
	free(text);
	return err;
}

int result_open(const char *path, int argc, char *const *argv,
		struct result_file **out)
{
	_cleanup_(close_fd) int fd =
		open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC,
		     0644);
	struct result_file *file;
	int err;

	if (fd < 0)
		return -errno;
	err = write_line(fd, machine_describe(argc, argv));
	if (err)
		return err;
	file = malloc(sizeof(*file));
	if (!file)
		return -ENOMEM;
	file->fd = take_fd(&fd);
	*out = file;
	return 0;
}

static json_t *text_or_null(struct arena *a, const char *text)
{
	return text ? json_string(utf8_text(a, text)) : json_null();
}

static json_t *samples_of(const struct result *result)
{
	json_t *samples = json_array();

	for (size_t i = 0; i < result->n_samples; i++)
		json_array_append_new(samples, json_real(result->samples[i]));
	return samples;
}

static json_t *line_of(struct arena *a, const struct result *r)
{
	return json_pack(
		"{s:s, s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o}",
		"line", "result", "suite", text_or_null(a, r->suite), "family",
		text_or_null(a, r->family), "rules", (json_int_t)r->n_rules,
		"traffic", text_or_null(a, r->traffic), "opponent",
		text_or_null(a, r->opponent), "quantity",
		text_or_null(a, r->quantity), "unit", text_or_null(a, r->unit),
		"fed", text_or_null(a, r->fed), "status",
		result_status_names[r->status], "reason",
		text_or_null(a, r->reason), "control",
		r->control != 0 ? json_real(r->control) : json_null(),
		"samples", samples_of(r));
}

/* JSON has neither infinity nor what is no number, and they mean a mistake. */
static bool is_finite(const struct result *result)
{
	for (size_t i = 0; i < result->n_samples; i++) {
		if (!isfinite(result->samples[i]))
			return false;
	}
	return isfinite(result->control);
}

int result_write(struct result_file *file, const struct result *result)
{
	struct arena *a;
	int err;

	if (result->status >= N_RESULT_STATUSES || !is_finite(result) ||
	    (result->status == RESULT_OK && !result->n_samples) ||
	    (result->status != RESULT_OK && !result->reason))
		return -EINVAL;
	a = arena_new();
	err = write_line(file->fd, line_of(a, result));
	arena_free(a);
	return err;
}

void result_close(struct result_file *file)
{
	if (!file)
		return;
	write_line(file->fd, machine_describe_end());
	close(file->fd);
	free(file);
}

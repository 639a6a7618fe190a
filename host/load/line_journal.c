// SPDX-License-Identifier: GPL-2.0-only
/*
 * line_journal.c - a line for each change, ended once that is done
 */
#include "load/line_journal.h"
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/types.h>

static int open_file(const char *path, int flags)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | flags, 0600);

	return fd < 0 ? -errno : fd;
}

/* Where the last line begins; -errno. It is put into @buf, of a line's room. */
static off_t last_line(int fd, char *buf, size_t *len)
{
	off_t size = lseek(fd, 0, SEEK_END), from;
	ssize_t n;
	char *newline;

	if (size < 0)
		return -errno;
	from = size > LINE_JOURNAL_MAX_BYTES ? size - LINE_JOURNAL_MAX_BYTES
					     : 0;
	n = pread(fd, buf, size - from, from);
	if (n < 0)
		return -errno;
	newline = memrchr(buf, '\n', n);
	*len = newline ? buf + n - (newline + 1) : n;
	memmove(buf, buf + n - *len, *len);
	return from + n - *len;
}

/* Writes @text from @back bytes before the file's end on. */
static int write_text(int fd, const char *text, size_t len, off_t back)
{
	off_t end = lseek(fd, 0, SEEK_END);
	ssize_t n = end < back ? -1 : pwrite(fd, text, len, end - back);

	if (n == (ssize_t)len)
		return 0;
	if (n >= 0)
		errno = ENOSPC;
	return -errno;
}

int line_journal_begin(const char *path, const char *line, size_t max)
{
	const size_t len = strlen(line);
	int fd, err;

	if (len + 2 > LINE_JOURNAL_MAX_BYTES)
		return -EFBIG;
	fd = open_file(path, O_CREAT);
	if (fd < 0)
		return fd;
	err = lseek(fd, 0, SEEK_END) > (off_t)max ? -EFBIG : 0;
	if (!err)
		err = write_text(fd, line, len, 0);
	if (!err)
		err = write_text(fd, "\t", 1, 0);
	if (!err)
		return fd;
	line_journal_end(fd, false);
	return err;
}

int line_journal_end(int fd, bool is_done)
{
	struct arena *a;
	off_t start;
	size_t len;
	int err = 0;

	if (is_done) {
		err = write_text(fd, "\n", 1, 1);
	} else {
		a = arena_new();
		start = last_line(fd, arena_alloc(a, LINE_JOURNAL_MAX_BYTES),
				  &len);
		if (start < 0 || ftruncate(fd, start))
			err = -errno;
		arena_free(a);
	}
	close(fd);
	return err;
}

int line_journal_open(struct arena *a, const char *path, int *fd, char **line)
{
	_cleanup_(close_fd) int file = open_file(path, 0);
	char *buf;
	off_t start;
	size_t len;

	*line = NULL;
	if (file < 0)
		return file == -ENOENT ? 0 : file;
	buf = arena_alloc(a, LINE_JOURNAL_MAX_BYTES + 1);
	start = last_line(file, buf, &len);
	if (start < 0)
		return start;
	if (!len)
		return 0;
	if (buf[len - 1] == '\t')
		*line = arena_strndup(a, buf, len - 1);
	*fd = take_fd(&file);
	return 1;
}

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

static int read_text(int fd, char *buf, size_t len, off_t at)
{
	ssize_t n = pread(fd, buf, len, at);

	if (n >= 0 && n != (ssize_t)len)
		errno = EIO;
	return n == (ssize_t)len ? 0 : -errno;
}

/* Where the last line begins; -errno. */
static off_t last_line(int fd)
{
	off_t at = lseek(fd, 0, SEEK_END);
	char buf[4096], *newline = NULL;

	if (at < 0)
		return -errno;
	while (at > 0 && !newline) {
		const size_t len = at < (off_t)sizeof(buf) ? at : sizeof(buf);
		const int err = read_text(fd, buf, len, at - len);

		if (err)
			return err;
		at -= len;
		newline = memrchr(buf, '\n', len);
	}
	return newline ? at + (newline + 1 - buf) : at;
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
	off_t start;
	int err = 0;

	if (is_done) {
		err = write_text(fd, "\n", 1, 1);
	} else {
		start = last_line(fd);
		err = start < 0 ? start : 0;
		if (!err && ftruncate(fd, start))
			err = -errno;
	}
	close(fd);
	return err;
}

int line_journal_open(struct arena *a, const char *path, int *fd, char **line)
{
	_cleanup_(close_fd) int file = open_file(path, 0);
	off_t start;
	ssize_t len;
	char *buf;
	int err;

	*line = NULL;
	if (file < 0)
		return file == -ENOENT ? 0 : file;
	start = last_line(file);
	if (start < 0)
		return start;
	len = lseek(file, 0, SEEK_END) - start;
	if (len <= 0)
		return len;
	buf = arena_alloc(a, len + 1);
	err = read_text(file, buf, len, start);
	if (err)
		return err;
	if (buf[len - 1] == '\t') {
		buf[len - 1] = '\0';
		*line = buf;
	}
	*fd = take_fd(&file);
	return 1;
}

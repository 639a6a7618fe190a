// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_file.c - the text of a file
 */
#include "lang/nft_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Fills @size bytes at @buf as far as @fd has them. How many; or -errno. */
static ssize_t read_bytes(int fd, char *buf, size_t size)
{
	size_t len = 0;

	while (len < size) {
		ssize_t n = read(fd, buf + len, size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		len += n;
	}
	return (ssize_t)len;
}

/* A file of @size bytes; what is added to it meanwhile is not read. */
static int read_sized(struct arena *a, int fd, size_t size, size_t max,
		      char **text, size_t *len)
{
	ssize_t n;

	if (size > max)
		return -EFBIG;
	*text = arena_alloc(a, size + 1);
	n = read_bytes(fd, *text, size);
	if (n < 0)
		return (int)n;
	*len = n;
	return 0;
}

/* Reads to the end of @fd into a buffer that it grows; one byte above @max. */
static int read_all(int fd, size_t max, char **buf, size_t *len)
{
	size_t cap = 1 << 15;
	ssize_t n;

	*len = 0;
	do {
		char *grown = realloc(*buf, cap *= 2);

		if (!grown)
			return -ENOMEM;
		*buf = grown;
		n = read_bytes(fd, *buf + *len,
			       (cap > max ? max + 1 : cap) - *len);
		if (n < 0)
			return (int)n;
		*len += n;
		if (*len > max)
			return -EFBIG;
	} while (*len == cap);
	return 0;
}

static int read_stream(struct arena *a, int fd, size_t max, char **text,
		       size_t *len)
{
	char *buf = NULL;
	int err = read_all(fd, max, &buf, len);

	if (!err)
		*text = arena_strndup(a, buf, *len);
	free(buf);
	return err;
}

int file_read(struct arena *a, const char *path, size_t max,
	      bool must_be_regular, char **text, size_t *len)
{
	bool is_stdin = !strcmp(path, "-");
	struct stat st;
	int err = 0;
	int fd;

	fd = is_stdin ? STDIN_FILENO
		      : open(path, O_RDONLY | O_CLOEXEC |
					   (must_be_regular ? O_NONBLOCK : 0));
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st))
		err = -errno;
	else if (must_be_regular && !S_ISREG(st.st_mode))
		err = -EINVAL;
	/* Files of procfs have no size, and standard input may be behind 0. */
	else if (S_ISREG(st.st_mode) && st.st_size && !is_stdin)
		err = read_sized(a, fd, st.st_size, max, text, len);
	else
		err = read_stream(a, fd, max, text, len);
	if (!is_stdin)
		close(fd);
	return err;
}

int file_read_input(struct arena *a, struct diag *diag, const char *path,
		    size_t max, const char **name, char **text, size_t *len)
{
	struct loc nowhere = {};
	int err;

	*name = strcmp(path, "-") ? arena_strdup(a, path) : "<stdin>";
	err = file_read(a, path, max, false, text, len);
	if (err == -EFBIG)
		diag_error(diag, nowhere, "%s is larger than %zu MiB", *name,
			   max >> 20);
	else if (err)
		diag_error(diag, nowhere, "cannot read %s: %s", *name,
			   strerror(-err));
	return err;
}

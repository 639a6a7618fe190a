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

/* Reads to the end of @fd into a buffer that it grows; one byte above @max. */
static int read_all(int fd, size_t max, char **buf, size_t *len)
{
	size_t cap = 1 << 16;
	ssize_t n;

	*len = 0;
	*buf = malloc(cap);
	if (!*buf)
		return -ENOMEM;
	while ((n = read(fd, *buf + *len, cap - *len)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		*len += n;
		if (*len > max)
			return -EFBIG;
		if (*len == cap) {
			char *grown = realloc(*buf, cap *= 2);

			if (!grown)
				return -ENOMEM;
			*buf = grown;
		}
	}
	return 0;
}

int file_read(struct arena *a, const char *path, size_t max,
	      bool must_be_regular, char **text, size_t *len)
{
	bool is_stdin = !strcmp(path, "-");
	struct stat st;
	char *buf = NULL;
	int err = 0;
	int fd;

	fd = is_stdin ? STDIN_FILENO
		      : open(path, O_RDONLY | O_CLOEXEC |
					   (must_be_regular ? O_NONBLOCK : 0));
	if (fd < 0)
		return -errno;
	if (must_be_regular && (fstat(fd, &st) || !S_ISREG(st.st_mode)))
		err = -EINVAL;
	if (!err)
		err = read_all(fd, max, &buf, len);
	if (!err)
		*text = arena_strndup(a, buf, *len);
	free(buf);
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

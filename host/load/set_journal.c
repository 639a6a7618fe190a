// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_journal.c - what changed of a generation's elements since it was made
 */
#include "load/set_journal.h"
#include "base/fd.h"
#include "lang/nft_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A line is shorter. */
#define LINE_MAX_BYTES (SET_LINE_MAX_BYTES + 1024)

static const char *const verbs[] = { "add element ", "delete element " };

static int open_file(const struct state *st, const char *ifname,
		     unsigned int gen, int flags)
{
	int fd = open(state_text_path(st, ifname, gen, STATE_ELEMENTS),
		      O_RDWR | O_CLOEXEC | flags, 0600);

	return fd < 0 ? -errno : fd;
}

/* Where the last line begins; -errno. */
static off_t last_line(int fd, char *buf, size_t *len)
{
	off_t size = lseek(fd, 0, SEEK_END), from;
	ssize_t n;
	char *newline;

	if (size < 0)
		return -errno;
	from = size > LINE_MAX_BYTES ? size - LINE_MAX_BYTES : 0;
	n = pread(fd, buf, size - from, from);
	if (n < 0)
		return -errno;
	newline = memrchr(buf, '\n', n);
	*len = newline ? buf + n - (newline + 1) : n;
	memmove(buf, buf + n - *len, *len);
	return from + n - *len;
}

/* Writes @text from @back bytes before the file's end on. */
static int write_line(int fd, const char *text, off_t back)
{
	const size_t len = strlen(text);
	off_t end = lseek(fd, 0, SEEK_END);
	ssize_t n = end < back ? -1 : pwrite(fd, text, len, end - back);

	if (n == (ssize_t)len)
		return 0;
	if (n >= 0)
		errno = ENOSPC;
	return -errno;
}

static const char *print_line(struct arena *a, const struct set_line *line)
{
	const char *n = "";

	if (line->n != 1 || line->at_ms)
		n = arena_printf(a, " # %zu", line->n);
	if (line->at_ms)
		n = arena_printf(a, "%s @%" PRIu64, n, line->at_ms);
	return arena_printf(a, "%s%s %s %s { %s }%s\t", verbs[line->deletes],
			    line->family, line->table, line->set,
			    line->elements, n);
}

int set_journal_begin(const struct state *st, const char *ifname,
		      unsigned int gen, const struct set_line *line)
{
	int fd = open_file(st, ifname, gen, O_CREAT);
	int err = fd;

	if (fd >= 0 && lseek(fd, 0, SEEK_END) > SET_JOURNAL_MAX_BYTES)
		err = -EFBIG;
	else if (fd >= 0)
		err = write_line(fd, print_line(st->a, line), 0);
	if (!err)
		return fd;
	if (fd >= 0)
		set_journal_end(fd, false);
	return err;
}

int set_journal_end(int fd, bool is_done)
{
	char buf[LINE_MAX_BYTES];
	off_t start;
	size_t len;
	int err = 0;

	if (is_done) {
		err = write_line(fd, "\n", 1);
	} else {
		start = last_line(fd, buf, &len);
		if (start < 0 || ftruncate(fd, start))
			err = -errno;
	}
	close(fd);
	return err;
}

/* Cuts the next word off *@p. */
static const char *take_word(char **p)
{
	char *word = *p, *blank = strchr(word, ' ');

	if (!blank)
		return NULL;
	*blank = '\0';
	*p = blank + 1;
	return word;
}

/* Cuts @sign and a number, " # 2", off the end of @text; without one, @none. */
static uint64_t take_number(char *text, const char *sign, uint64_t none)
{
	char *at = strrchr(text, *sign), *end;
	uint64_t n = at ? strtoull(at + strlen(sign), &end, 10) : none;

	if (!at || strncmp(at, sign, strlen(sign)) ||
	    end == at + strlen(sign) || *end || at == text || at[-1] != ' ')
		return none;
	at[-1] = '\0';
	return n;
}

/* Reads @text, which is written to. False: it is not whole. */
static bool read_line(char *text, struct set_line *out)
{
	struct set_line line = { .at_ms = take_number(text, "@", 0) };
	size_t len;

	line.n = take_number(text, "# ", 1);
	len = strlen(text);
	line.deletes = !strncmp(text, verbs[1], strlen(verbs[1]));
	if (strncmp(text, verbs[line.deletes], strlen(verbs[line.deletes])) ||
	    len < 2 || strcmp(text + len - 2, " }"))
		return false;
	text[len - 2] = '\0';
	text += strlen(verbs[line.deletes]);
	line.family = take_word(&text);
	line.table = line.family ? take_word(&text) : NULL;
	line.set = line.table ? take_word(&text) : NULL;
	if (!line.set || strncmp(text, "{ ", 2))
		return false;
	line.elements = text + 2;
	*out = line;
	return true;
}

int set_journal_read(const struct state *st, const char *ifname,
		     unsigned int gen, struct set_lines *out)
{
	struct set_line line;
	char *text, *end;
	size_t len;
	int err = file_read(st->a,
			    state_text_path(st, ifname, gen, STATE_ELEMENTS),
			    SIZE_MAX / 2, true, &text, &len);

	if (err)
		return err == -ENOENT ? 0 : err;
	for (; (end = strchr(text, '\n')); text = end + 1) {
		*end = '\0';
		if (!read_line(text, &line))
			return -EINVAL;
		*vec_push(st->a, &out->v) = line;
	}
	return 0;
}

int set_journal_open_line(const struct state *st, const char *ifname,
			  unsigned int gen, int *fd, struct set_line *out)
{
	_cleanup_(close_fd) int file = open_file(st, ifname, gen, 0);
	char buf[LINE_MAX_BYTES + 1];
	off_t start;
	size_t len;

	*out = (struct set_line){};
	if (file < 0)
		return file == -ENOENT ? 0 : file;
	start = last_line(file, buf, &len);
	if (start < 0)
		return start;
	if (!len)
		return 0;
	if (buf[len - 1] == '\t')
		read_line(arena_strndup(st->a, buf, len - 1), out);
	*fd = take_fd(&file);
	return 1;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * state_text.c - what bpffs cannot hold of a generation: its texts
 */
#include "lang/nft_file.h"
#include "load/rule_edits.h"
#include "load/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio_ext.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* 0 once what was printed to @out is on the disk. */
static int finish(FILE *out)
{
	int err = ferror(out) || fflush(out) || fsync(fileno(out)) ? -EIO : 0;

	if (err && errno)
		err = -errno;
	return fclose(out) && !err ? -errno : err;
}

static int print_file(const struct state *st, const char *path,
		      state_print_fn print, const void *of)
{
	const char *tmp = arena_printf(st->a, "%s.new", path);
	int err, fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

	if (!out) {
		err = -errno;
		if (fd >= 0)
			close(fd);
		return err;
	}
	/* No other thread has it. */
	__fsetlocking(out, FSETLOCKING_BYCALLER);
	errno = 0;
	print(of, out);
	err = finish(out);
	if (!err && rename(tmp, path))
		err = -errno;
	if (err)
		unlink(tmp);
	return err;
}

struct bytes {
	const char *s;
	size_t len;
};

static void print_text(const void *of, FILE *out)
{
	const struct bytes *text = of;

	fwrite(text->s, 1, text->len, out);
}

int state_write_file(const struct state *st, const char *path, const char *text,
		     size_t len)
{
	return print_file(st, path, print_text, &(struct bytes){ text, len });
}

static const char *const endings[] = {
	[STATE_META] = "json",	       [STATE_LABELS] = "labels",
	[STATE_RULES] = "nft",	       [STATE_PLACES] = "places",
	[STATE_SETS] = "sets",	       [STATE_ELEMENTS] = "elements",
	[STATE_BASE] = "base",	       [STATE_MAPS] = "maps",
	[STATE_COUNTERS] = "counters", [STATE_ROWS] = "rows",
	[STATE_LINES] = "lines",       [STATE_SOURCE] = "source",
	[STATE_EDITS] = "edits",
};
_Static_assert(sizeof(endings) / sizeof(char *) == N_STATE_TEXTS,
	       "each text has an ending");

const char *state_text_path(const struct state *st, const char *ifname,
			    unsigned int gen, enum state_text which)
{
	return arena_printf(st->a, "%s/%s/gen-%u.%s", st->run, ifname, gen,
			    endings[which]);
}

/* The folder of the texts of @ifname. */
static int make_folder(const struct state *st, const char *ifname)
{
	const char *path = arena_printf(st->a, "%s/%s", st->run, ifname);

	return mkdir(path, 0700) && errno != EEXIST ? -errno : 0;
}

int state_print_text(const struct state *st, const char *ifname,
		     unsigned int gen, enum state_text which,
		     state_print_fn print, const void *of)
{
	int err = make_folder(st, ifname);

	return err
		       ?: print_file(st,
				     state_text_path(st, ifname, gen, which),
				     print, of);
}

int state_write_text(const struct state *st, const char *ifname,
		     unsigned int gen, enum state_text which, const char *text)
{
	return state_print_text(st, ifname, gen, which, print_text,
				&(struct bytes){ text, strlen(text) });
}

int state_read_text(const struct state *st, const char *ifname,
		    unsigned int gen, enum state_text which, char **text,
		    size_t *len)
{
	return file_read(st->a, state_text_path(st, ifname, gen, which),
			 SIZE_MAX / 2, true, text, len);
}

static void print_json(const void *json, FILE *out)
{
	json_dumpf(json, out, JSON_INDENT(1));
}

int state_write_json(const struct state *st, const char *ifname,
		     unsigned int gen, enum state_text which, json_t *json)
{
	return state_print_text(st, ifname, gen, which, print_json, json);
}

json_t *state_read_json(const struct state *st, const char *ifname,
			unsigned int gen, enum state_text which)
{
	return json_load_file(state_text_path(st, ifname, gen, which), 0, NULL);
}

json_t *state_read_meta(const struct state *st, const char *ifname,
			unsigned int gen)
{
	json_t *meta = state_read_json(st, ifname, gen, STATE_META);

	rule_edits_apply_meta(st, ifname, gen, meta);
	return meta;
}

/* In the file system that the folders of all namespaces are in. */
int state_new_source(void)
{
	int fd = open(STATE_RUN_DIR, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	return fd < 0 ? -errno : fd;
}

struct text_link state_text_link(const struct state *st, const char *ifname,
				 unsigned int gen, enum state_text which,
				 int fd)
{
	const char *to = state_text_path(st, ifname, gen, which);

	make_folder(st, ifname);
	return (struct text_link){
		.from = arena_printf(st->a, "/proc/self/fd/%d", fd),
		.by = arena_printf(st->a, "%s.new", to),
		.to = to,
	};
}

int state_link_text(const struct text_link *link)
{
	unlink(link->by);
	if (linkat(AT_FDCWD, link->from, AT_FDCWD, link->by,
		   AT_SYMLINK_FOLLOW) ||
	    rename(link->by, link->to))
		return -errno;
	return 0;
}

void state_remove_texts(const struct state *st, const char *ifname,
			unsigned int gen)
{
	for (enum state_text which = 0; which < N_STATE_TEXTS; which++)
		unlink(state_text_path(st, ifname, gen, which));
}

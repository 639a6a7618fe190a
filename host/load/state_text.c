// SPDX-License-Identifier: GPL-2.0-only
/*
 * state_text.c - what bpffs cannot hold of a generation: its texts
 */
#include "lang/nft_file.h"
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

struct text {
	const char *s;
	size_t len;
};

static void print_text(const void *of, FILE *out)
{
	const struct text *text = of;

	fwrite(text->s, 1, text->len, out);
}

int state_write_file(const struct state *st, const char *path, const char *text,
		     size_t len)
{
	return print_file(st, path, print_text, &(struct text){ text, len });
}

/* The file of generation @gen with that ending; its folder may not be there. */
static const char *text_of(const struct state *st, const char *ifname,
			   unsigned int gen, const char *ending)
{
	return arena_printf(st->a, "%s/%s/gen-%u.%s", st->run, ifname, gen,
			    ending);
}

static int print_of_gen(const struct state *st, const char *ifname,
			const char *path, state_print_fn print, const void *of)
{
	if (mkdir(arena_printf(st->a, "%s/%s", st->run, ifname), 0700) &&
	    errno != EEXIST)
		return -errno;
	return print_file(st, path, print, of);
}

int state_write_text(const struct state *st, const char *ifname,
		     unsigned int gen, const char *text, size_t len)
{
	return print_of_gen(st, ifname, text_of(st, ifname, gen, "nft"),
			    print_text, &(struct text){ text, len });
}

int state_read_text(const struct state *st, const char *ifname,
		    unsigned int gen, char **text, size_t *len)
{
	return file_read(st->a, text_of(st, ifname, gen, "nft"), SIZE_MAX / 2,
			 true, text, len);
}

int state_write_places(const struct state *st, const char *ifname,
		       unsigned int gen, const char *text)
{
	return print_of_gen(st, ifname, text_of(st, ifname, gen, "places"),
			    print_text, &(struct text){ text, strlen(text) });
}

int state_read_places(const struct state *st, const char *ifname,
		      unsigned int gen, char **text)
{
	size_t len;

	return file_read(st->a, text_of(st, ifname, gen, "places"),
			 SIZE_MAX / 2, true, text, &len);
}

static void print_json(const void *json, FILE *out)
{
	json_dumpf(json, out, JSON_INDENT(1));
}

int state_write_sets(const struct state *st, const char *ifname,
		     unsigned int gen, json_t *sets)
{
	return print_of_gen(st, ifname, text_of(st, ifname, gen, "sets"),
			    print_json, sets);
}

json_t *state_read_sets(const struct state *st, const char *ifname,
			unsigned int gen)
{
	return json_load_file(text_of(st, ifname, gen, "sets"), 0, NULL);
}

const char *state_elements(const struct state *st, const char *ifname,
			   unsigned int gen)
{
	return text_of(st, ifname, gen, "elements");
}

int state_write_meta(const struct state *st, const char *ifname,
		     unsigned int gen, json_t *meta)
{
	return print_of_gen(st, ifname, text_of(st, ifname, gen, "json"),
			    print_json, meta);
}

json_t *state_read_meta(const struct state *st, const char *ifname,
			unsigned int gen)
{
	return json_load_file(text_of(st, ifname, gen, "json"), 0, NULL);
}

int state_write_labels(const struct state *st, const char *ifname,
		       unsigned int gen, state_print_fn print, const void *of)
{
	return print_of_gen(st, ifname, text_of(st, ifname, gen, "labels"),
			    print, of);
}

int state_read_labels(const struct state *st, const char *ifname,
		      unsigned int gen, char **text, size_t *len)
{
	return file_read(st->a, text_of(st, ifname, gen, "labels"),
			 SIZE_MAX / 2, true, text, len);
}

int state_write_base(const struct state *st, const char *ifname,
		     unsigned int gen, json_t *base)
{
	return print_of_gen(st, ifname, text_of(st, ifname, gen, "base"),
			    print_json, base);
}

json_t *state_read_base(const struct state *st, const char *ifname,
			unsigned int gen)
{
	return json_load_file(text_of(st, ifname, gen, "base"), 0, NULL);
}

int state_write_maps(const struct state *st, const char *ifname,
		     unsigned int gen, json_t *maps)
{
	return print_of_gen(st, ifname, text_of(st, ifname, gen, "maps"),
			    print_json, maps);
}

json_t *state_read_maps(const struct state *st, const char *ifname,
			unsigned int gen)
{
	return json_load_file(text_of(st, ifname, gen, "maps"), 0, NULL);
}

int state_write_counters(const struct state *st, const char *ifname,
			 unsigned int gen, state_print_fn print, const void *of)
{
	return print_of_gen(st, ifname, text_of(st, ifname, gen, "counters"),
			    print, of);
}

json_t *state_read_counters(const struct state *st, const char *ifname,
			    unsigned int gen)
{
	return json_load_file(text_of(st, ifname, gen, "counters"), 0, NULL);
}

void state_remove_texts(const struct state *st, const char *ifname,
			unsigned int gen)
{
	unlink(text_of(st, ifname, gen, "json"));
	unlink(text_of(st, ifname, gen, "labels"));
	unlink(text_of(st, ifname, gen, "nft"));
	unlink(text_of(st, ifname, gen, "places"));
	unlink(text_of(st, ifname, gen, "sets"));
	unlink(text_of(st, ifname, gen, "elements"));
	unlink(text_of(st, ifname, gen, "base"));
	unlink(text_of(st, ifname, gen, "maps"));
	unlink(text_of(st, ifname, gen, "counters"));
}

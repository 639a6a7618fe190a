// SPDX-License-Identifier: GPL-2.0-only
/*
 * state_text.c - what bpffs cannot hold of a generation: its texts
 */
#include "base/fd.h"
#include "lang/nft_file.h"
#include "load/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0)
			return -errno;
		text += n;
		len -= n;
	}
	return fsync(fd) ? -errno : 0;
}

int state_write_file(const struct state *st, const char *path, const char *text,
		     size_t len)
{
	const char *tmp = arena_printf(st->a, "%s.new", path);
	_cleanup_(close_fd) int fd =
		open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int err = fd < 0 ? -errno : write_all(fd, text, len);

	if (!err && rename(tmp, path))
		err = -errno;
	if (err)
		unlink(tmp);
	return err;
}

/* The file of generation @gen with that ending; its folder may not be there. */
static const char *text_of(const struct state *st, const char *ifname,
			   unsigned int gen, const char *ending)
{
	return arena_printf(st->a, "%s/%s/gen-%u.%s", st->run, ifname, gen,
			    ending);
}

static int write_text(const struct state *st, const char *ifname,
		      const char *path, const char *text, size_t len)
{
	if (mkdir(arena_printf(st->a, "%s/%s", st->run, ifname), 0700) &&
	    errno != EEXIST)
		return -errno;
	return state_write_file(st, path, text, len);
}

int state_write_text(const struct state *st, const char *ifname,
		     unsigned int gen, const char *text, size_t len)
{
	return write_text(st, ifname, text_of(st, ifname, gen, "nft"), text,
			  len);
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
	return write_text(st, ifname, text_of(st, ifname, gen, "places"), text,
			  strlen(text));
}

int state_read_places(const struct state *st, const char *ifname,
		      unsigned int gen, char **text)
{
	size_t len;

	return file_read(st->a, text_of(st, ifname, gen, "places"),
			 SIZE_MAX / 2, true, text, &len);
}

static int write_json(const struct state *st, const char *ifname,
		      const char *path, json_t *json)
{
	char *text = json_dumps(json, JSON_INDENT(1));
	int err = -ENOMEM;

	if (text)
		err = write_text(st, ifname, path, text, strlen(text));
	free(text);
	return err;
}

int state_write_meta(const struct state *st, const char *ifname,
		     unsigned int gen, json_t *meta)
{
	return write_json(st, ifname, text_of(st, ifname, gen, "json"), meta);
}

int state_write_sets(const struct state *st, const char *ifname,
		     unsigned int gen, json_t *sets)
{
	return write_json(st, ifname, text_of(st, ifname, gen, "sets"), sets);
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

json_t *state_read_meta(const struct state *st, const char *ifname,
			unsigned int gen)
{
	return json_load_file(text_of(st, ifname, gen, "json"), 0, NULL);
}

int state_write_base(const struct state *st, const char *ifname,
		     unsigned int gen, json_t *base)
{
	return write_json(st, ifname, text_of(st, ifname, gen, "base"), base);
}

json_t *state_read_base(const struct state *st, const char *ifname,
			unsigned int gen)
{
	return json_load_file(text_of(st, ifname, gen, "base"), 0, NULL);
}

int state_write_maps(const struct state *st, const char *ifname,
		     unsigned int gen, json_t *maps)
{
	return write_json(st, ifname, text_of(st, ifname, gen, "maps"), maps);
}

json_t *state_read_maps(const struct state *st, const char *ifname,
			unsigned int gen)
{
	return json_load_file(text_of(st, ifname, gen, "maps"), 0, NULL);
}

void state_remove_texts(const struct state *st, const char *ifname,
			unsigned int gen)
{
	unlink(text_of(st, ifname, gen, "json"));
	unlink(text_of(st, ifname, gen, "nft"));
	unlink(text_of(st, ifname, gen, "places"));
	unlink(text_of(st, ifname, gen, "sets"));
	unlink(text_of(st, ifname, gen, "elements"));
	unlink(text_of(st, ifname, gen, "base"));
	unlink(text_of(st, ifname, gen, "maps"));
}

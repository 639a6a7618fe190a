// SPDX-License-Identifier: GPL-2.0-only
/*
 * objects.c - an image in the kernel: its maps and its program
 *
 * Maps carry no BTF and no flags, and there is no global data: an nfp takes
 * neither (offload.c, nfp_bpf_map_alloc). On a NIC a map's words are marked as
 * counters when the first program that adds to them is loaded, so maps are
 * filled after the program.
 */
#include "load/objects.h"
#include "base/fd.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LOG_BYTES (4u << 20)
#define NAME	  "nicfw"
#define PIN_MAX	  512

/* In the kernel's include/linux/errno.h; libc has no text for it. */
#define ENOTSUPP_KERNEL 524

const char *objects_error(struct arena *a, const char *step, int err)
{
	if (err == -EPERM || err == -EACCES)
		return arena_printf(
			a,
			"%s: not permitted; run as root (needs CAP_BPF and CAP_NET_ADMIN)",
			step);
	if (err == -ENOTSUPP_KERNEL)
		return arena_printf(a, "%s: the device does not support it",
				    step);
	return arena_printf(a, "%s: %s", step, strerror(-err));
}

static int create_map(const struct image_map *m, uint32_t ifindex)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_ifindex = ifindex);

	return bpf_map_create(m->type, m->name, m->key_bytes, m->value_bytes,
			      m->max_entries, &opts);
}

static int create_maps(struct arena *a, struct objects *o, uint32_t ifindex,
		       struct refusal *refusal)
{
	const struct image_map *m;

	o->maps = arena_calloc(a, o->image->maps.n, sizeof(*o->maps));
	vec_for_each(m, &o->image->maps) {
		int fd = create_map(m, ifindex);

		if (fd < 0) {
			refusal->why = objects_error(
				a,
				arena_printf(a, "map %s of %u entries", m->name,
					     m->max_entries),
				fd);
			return fd;
		}
		o->maps[o->n_maps++] = fd;
	}
	return 0;
}

/* The instructions with descriptors where the image has indexes of maps. */
static struct bpf_insn *place_maps(struct arena *a, const struct objects *o)
{
	size_t n = o->image->insns.n;
	struct bpf_insn *insns =
		arena_memdup(a, o->image->insns.v, n * sizeof(*insns));

	for (size_t i = 0; i < n; i++)
		if (insns[i].code == (BPF_LD | BPF_IMM | BPF_DW) &&
		    insns[i].src_reg == BPF_PSEUDO_MAP_FD)
			insns[i].imm = o->maps[insns[i].imm];
	return insns;
}

static bool is_telling(const char *line)
{
	return *line && strncmp(line, "processed ", 10) &&
	       strncmp(line, "verification time", 17) &&
	       strncmp(line, "stack depth", 11);
}

/*
 * The line of a verifier's log that says why: what a driver says carries its
 * name in brackets, else it is the last line before the statistics.
 */
static const char *telling_line(struct arena *a, const char *log)
{
	char *copy = arena_strdup(a, log), *save;
	const char *best = NULL;

	for (char *line = strtok_r(copy, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		if (*line == '[')
			return line;
		if (is_telling(line))
			best = line;
	}
	return best;
}

static int ask_prog(struct bpf_insn *insns, size_t n, uint32_t ifindex,
		    uint32_t flags, char *log)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .prog_ifindex = ifindex,
		    .prog_flags = flags, .expected_attach_type = BPF_XDP);

	if (log) {
		opts.log_level = 1;
		opts.log_buf = log;
		opts.log_size = LOG_BYTES;
	}
	return bpf_prog_load(BPF_PROG_TYPE_XDP, NAME, "GPL", insns, n, &opts);
}

/* Asks once more, with a log, to learn why. */
static int explain(struct arena *a, struct bpf_insn *insns, size_t n,
		   uint32_t ifindex, uint32_t flags, struct refusal *refusal)
{
	char *log = calloc(1, LOG_BYTES);
	const char *line = NULL;
	int fd;

	if (!log)
		return -ENOMEM;
	fd = ask_prog(insns, n, ifindex, flags, log);
	if (fd < 0) {
		refusal->log = *log ? arena_strdup(a, log) : NULL;
		line = telling_line(a, log);
		refusal->why = objects_error(a, "program", fd);
		if (line)
			refusal->why =
				arena_printf(a, "%s: %s", refusal->why, line);
		else if (ifindex)
			refusal->why = arena_printf(
				a, "%s (the kernel log may say more)",
				refusal->why);
	}
	free(log);
	return fd;
}

static int load_prog(struct arena *a, struct objects *o, uint32_t ifindex,
		     struct refusal *refusal)
{
	uint32_t flags = o->image->has_frags && !ifindex ? BPF_F_XDP_HAS_FRAGS
							 : 0;
	struct bpf_insn *insns = place_maps(a, o);
	size_t n = o->image->insns.n;
	int fd = ask_prog(insns, n, ifindex, flags, NULL);

	/* Before Linux 5.18 there is no such flag; the program is the same. */
	if (fd == -EINVAL && flags) {
		flags = 0;
		fd = ask_prog(insns, n, ifindex, flags, NULL);
	}
	if (fd < 0)
		fd = explain(a, insns, n, ifindex, flags, refusal);
	if (fd < 0)
		return fd;
	o->prog = fd;
	return objects_prog_id(fd, &o->prog_id);
}

int objects_prog_id(int prog, uint32_t *id)
{
	struct bpf_prog_info info = {};
	uint32_t len = sizeof(info);
	int err = bpf_obj_get_info_by_fd(prog, &info, &len);

	if (!err)
		*id = info.id;
	return err;
}

static int fill_one_by_one(int fd, const struct image_map *m)
{
	int err = 0;

	for (uint32_t i = 0; i < m->n_entries && !err; i++)
		err = bpf_map_update_elem(fd, m->keys + i * m->key_bytes,
					  m->values + i * m->value_bytes,
					  BPF_ANY);
	return err;
}

/* A NIC has no batches, and neither has a kernel before 5.6. */
static int fill_map(int fd, const struct image_map *m)
{
	uint32_t n = m->n_entries;

	if (!n)
		return 0;
	if (!bpf_map_update_batch(fd, m->keys, m->values, &n, NULL) &&
	    n == m->n_entries)
		return 0;
	return fill_one_by_one(fd, m);
}

static int fill_maps(struct arena *a, struct objects *o,
		     struct nicfw_control control, struct refusal *refusal)
{
	uint32_t first = 0;
	int err = 0;

	for (size_t i = 0; i < o->n_maps && !err; i++) {
		const struct image_map *m = &o->image->maps.v[i];

		if (m->role == MAP_CONTROL)
			err = bpf_map_update_elem(o->maps[i], &first, &control,
						  BPF_ANY);
		else if (m->role == MAP_KEYS)
			err = fill_map(o->maps[i], m);
		if (err)
			refusal->why = objects_error(
				a, arena_printf(a, "filling map %s", m->name),
				err);
	}
	return err;
}

void objects_close(struct objects *o)
{
	for (size_t i = 0; i < o->n_maps; i++)
		close(o->maps[i]);
	if (o->prog >= 0)
		close(o->prog);
	*o = OBJECTS_NONE;
}

int objects_load(struct arena *a, const struct image *img, uint32_t ifindex,
		 struct nicfw_control control, struct objects *out,
		 struct refusal *refusal)
{
	struct objects o = OBJECTS_NONE;
	int err;

	*refusal = (struct refusal){};
	o.image = img;
	err = create_maps(a, &o, ifindex, refusal);
	if (!err)
		err = load_prog(a, &o, ifindex, refusal);
	if (!err)
		err = fill_maps(a, &o, control, refusal);
	if (err) {
		objects_close(&o);
		if (!refusal->why)
			refusal->why = objects_error(a, "program", err);
		return err;
	}
	*out = o;
	return 0;
}

/* Where map @i is pinned; @n_keys counts the maps of keys seen so far. */
static const char *pin_of_map(const struct objects *o, size_t i,
			      const char *dir, const char *prefix, int *n_keys,
			      char path[PIN_MAX])
{
	static const char *const roles[] = {
		[MAP_CONTROL] = "control",
		[MAP_COUNTERS] = "counters",
		[MAP_KEYS] = "keys",
	};
	enum map_role role = o->image->maps.v[i].role;
	int len = snprintf(path, PIN_MAX, "%s/%s_%s", dir, prefix, roles[role]);

	if (role == MAP_KEYS && len < PIN_MAX)
		snprintf(path + len, PIN_MAX - len, "%d", (*n_keys)++);
	return path;
}

int objects_pin(const struct objects *o, const char *dir, const char *prefix)
{
	char path[PIN_MAX];
	int n_keys = 0, err;

	snprintf(path, sizeof(path), "%s/%s_prog", dir, prefix);
	err = bpf_obj_pin(o->prog, path);
	for (size_t i = 0; i < o->n_maps && !err; i++)
		err = bpf_obj_pin(o->maps[i],
				  pin_of_map(o, i, dir, prefix, &n_keys, path));
	return err;
}

void objects_unpin(const struct objects *o, const char *dir, const char *prefix)
{
	char path[PIN_MAX];
	int n_keys = 0;

	snprintf(path, sizeof(path), "%s/%s_prog", dir, prefix);
	unlink(path);
	for (size_t i = 0; i < o->n_maps; i++)
		unlink(pin_of_map(o, i, dir, prefix, &n_keys, path));
}

static bool holds(int fd, const struct image_map *m, uint32_t i)
{
	uint8_t value[256];

	if (m->value_bytes > sizeof(value))
		return true;
	return !bpf_map_lookup_elem(fd, m->keys + i * m->key_bytes, value) &&
	       !memcmp(value, m->values + i * m->value_bytes, m->value_bytes);
}

int objects_verify(struct arena *a, const struct objects *o, const char **why)
{
	for (size_t i = 0; i < o->n_maps; i++) {
		const struct image_map *m = &o->image->maps.v[i];
		struct nicfw_control control = {};
		uint32_t first = 0;
		bool good = true;

		if (m->role == MAP_CONTROL)
			good = !bpf_map_lookup_elem(o->maps[i], &first,
						    &control) &&
			       control.ready;
		else if (m->role == MAP_KEYS && m->n_entries)
			good = holds(o->maps[i], m, 0) &&
			       holds(o->maps[i], m, m->n_entries - 1);
		if (!good) {
			*why = arena_printf(
				a, "map %s does not hold what was written",
				m->name);
			return -EIO;
		}
	}
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * objects.c - an image in the kernel: its maps and its program
 *
 * Maps carry no BTF and no flags, and there is no global data: an nfp takes
 * neither (offload.c, nfp_bpf_map_alloc). Only trees, which no NIC has, carry
 * the flag that lets them be mapped. On a NIC a map's words are marked as
 * counters when the first program that adds to them is loaded, so maps are
 * filled after the program.
 */
#include "load/objects.h"

#include "base/pages.h"
#include "load/card.h"
#include "offload/insn.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LOG_BYTES (4u << 20)
#define NAME	  "nicfw"
#define PIN_MAX	  512

/*
 * On the way from an image to the kernel. For @ifindex 0 the kernel makes host
 * objects without a word, so a NIC's comes from its struct nic alone.
 */
struct loading {
	struct arena *a;
	const struct nic *nic; /* NULL: the host */
	uint32_t ifindex;      /* 0: the host */
	const int *given;      /* maps that are there; NULL: none */
	struct kernel_log log; /* opened for a NIC */
	struct refusal *refusal;
};

/* Says why @step failed with @err, which it returns. */
static int refuse(struct loading *l, const char *step, int err)
{
	l->refusal->why =
		l->nic ? refusal_of_nic(l->a, l->nic, &l->log, step, err)
		       : refusal_text(l->a, step, err);
	return err;
}

/*
 * A signal ends the wait for the card's answer, and a map that the card made
 * meanwhile is nobody's until its driver starts again (nfp: ccm.c,
 * nfp_ccm_wait_reply; SIGKILL does that still). So signals come afterwards.
 */
static int create_map(const struct loading *l, const struct image_map *m)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_ifindex = l->ifindex,
		    .map_flags = m->role == MAP_TREE ? BPF_F_MMAPABLE : 0);
	sigset_t all, before;
	int fd;

	/* What this process has no more use for is the map's to take. */
	pages_return();
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	fd = bpf_map_create(m->type, m->name, m->key_bytes, m->value_bytes,
			    m->max_entries, &opts);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return fd;
}

/* What the card holds may be another's, so that its limits do not tell. */
static int refuse_map(struct loading *l, const struct image_map *m, int err)
{
	const bool is_tree = m->role == MAP_TREE;
	struct card_use use;

	refuse(l,
	       arena_printf(l->a, "map %s of %u %s", m->name,
			    is_tree ? m->value_bytes * m->n_entries
				    : m->max_entries,
			    is_tree ? "bytes" : "entries"),
	       err);
	if (err == -ENOMEM && l->nic && !card_read(l->nic, &use))
		l->refusal->why = arena_printf(
			l->a,
			"%s; maps on the card now, of this load and others: %u with %" PRIu64
			" entries",
			l->refusal->why, use.port.maps + use.others.maps,
			use.port.entries + use.others.entries);
	return err;
}

/* Is it where it was asked to be? */
static int check_map_place(struct loading *l, int fd)
{
	struct bpf_map_info info = {};
	uint32_t len = sizeof(info);
	int err = bpf_obj_get_info_by_fd(fd, &info, &len);

	if (!err && info.ifindex != l->ifindex)
		err = -ENODEV;
	return err;
}

static bool is_given_map(const struct loading *l, size_t i)
{
	return l->given && l->given[i] >= 0;
}

static int create_maps(struct loading *l, struct objects *o)
{
	const struct image_map *m;

	o->maps = arena_calloc(l->a, o->image->maps.n, sizeof(*o->maps));
	vec_for_each(m, &o->image->maps) {
		bool is_given = is_given_map(l, o->n_maps);
		int fd = is_given ? fcntl(l->given[o->n_maps], F_DUPFD_CLOEXEC,
					  0)
				  : create_map(l, m);
		int err;

		if (fd < 0)
			return refuse_map(l, m, is_given ? -errno : fd);
		o->maps[o->n_maps++] = fd;
		err = check_map_place(l, fd);
		if (err)
			return refuse_map(l, m, err);
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
		if (insn_is_wide(&insns[i]) &&
		    insns[i].src_reg == BPF_PSEUDO_MAP_FD)
			insns[i].imm = o->maps[insns[i].imm];
	return insns;
}

/*
 * Has @insns ask the exact clock, which costs more, in the place of the one
 * that ticks. False if they ask for none.
 */
static bool place_clock(struct bpf_insn *insns, size_t n)
{
	bool asks = false;

	for (size_t i = 0; i < n; i++) {
		if (insns[i].code == (BPF_JMP | BPF_CALL) &&
		    insns[i].imm == BPF_FUNC_ktime_get_coarse_ns) {
			insns[i].imm = BPF_FUNC_ktime_get_ns;
			asks = true;
		}
	}
	return asks;
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

static int ask_prog(const struct loading *l, struct bpf_insn *insns, size_t n,
		    uint32_t flags, char *log)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .prog_ifindex = l->ifindex,
		    .prog_flags = flags, .expected_attach_type = BPF_XDP);

	if (log) {
		opts.log_level = 1;
		opts.log_buf = log;
		opts.log_size = LOG_BYTES;
	}
	return bpf_prog_load(BPF_PROG_TYPE_XDP, NAME, "GPL", insns, n, &opts);
}

/* Who has a log had the right: the verifier says EACCES of a bad access. */
static const char *verifier_text(struct arena *a, int err, const char *line)
{
	const char *text = "program: not allowed";

	if (err != -EACCES)
		text = refusal_text(a, "program", err);
	return arena_printf(a, "%s: %s", text, line);
}

/*
 * Asks once more, with a log, to learn why the answer was @err. Before
 * Linux 6.4 a log without room for all of it is an error of its own, and ends
 * anywhere.
 */
static int explain(struct loading *l, struct bpf_insn *insns, size_t n,
		   uint32_t flags, int err)
{
	struct refusal *refusal = l->refusal;
	char *log = calloc(1, LOG_BYTES);
	const char *line = NULL;
	int fd;

	if (!log)
		return -ENOMEM;
	fd = ask_prog(l, insns, n, flags, log);
	if (fd < 0 && fd != -ENOSPC) {
		err = fd;
		line = telling_line(l->a, log);
	}
	if (fd < 0 && *log)
		refusal->log = arena_strdup(l->a, log);
	if (line)
		refusal->why = verifier_text(l->a, err, line);
	else if (fd < 0)
		refuse(l, "program", err);
	free(log);
	return fd < 0 ? err : fd;
}

static int prog_info(int prog, struct bpf_prog_info *info)
{
	uint32_t len = sizeof(*info);

	*info = (struct bpf_prog_info){};
	return bpf_obj_get_info_by_fd(prog, info, &len);
}

static int load_prog(struct loading *l, struct objects *o)
{
	uint32_t flags = o->image->has_frags && !l->nic ? BPF_F_XDP_HAS_FRAGS
							: 0;
	struct bpf_insn *insns = place_maps(l->a, o);
	size_t n = o->image->insns.n;
	int fd = ask_prog(l, insns, n, flags, NULL), err;
	struct bpf_prog_info info;

	/* Before Linux 5.18 there is no such flag; the program is the same. */
	if (fd == -EINVAL && flags) {
		flags = 0;
		fd = ask_prog(l, insns, n, flags, NULL);
	}
	/* Nor the clock that ticks before 5.11. */
	if (fd == -EINVAL && place_clock(insns, n))
		fd = ask_prog(l, insns, n, flags, NULL);
	if (fd < 0)
		fd = explain(l, insns, n, flags, fd);
	if (fd < 0)
		return fd;
	o->prog = fd;
	err = prog_info(fd, &info);
	if (!err && info.ifindex != l->ifindex)
		err = -ENODEV;
	if (err)
		return refuse(l, "program", err);
	o->prog_id = info.id;
	return 0;
}

int objects_prog_id(int prog, uint32_t *id)
{
	struct bpf_prog_info info;
	int err = prog_info(prog, &info);

	if (!err)
		*id = info.id;
	return err;
}

/* Returns -errno with the number of what was written in *@n. */
static int fill_one_by_one(int fd, const struct image_map *m, uint32_t *n)
{
	int err = 0;

	for (*n = 0; *n < m->n_entries && !err; *n += !err)
		err = bpf_map_update_elem(fd, m->keys + *n * m->key_bytes,
					  m->values + *n * m->value_bytes,
					  BPF_ANY);
	return err;
}

/* A NIC has no batches, and neither has a kernel before 5.6. */
static int fill_map(const struct loading *l, int fd, const struct image_map *m,
		    uint32_t *n)
{
	*n = m->n_entries;
	if (!*n)
		return 0;
	if (!l->nic && !bpf_map_update_batch(fd, m->keys, m->values, n, NULL) &&
	    *n == m->n_entries)
		return 0;
	return fill_one_by_one(fd, m, n);
}

static int fill_keys(struct loading *l, int fd, const struct image_map *m)
{
	uint32_t n;
	int err = fill_map(l, fd, m, &n);

	if (err)
		refuse(l,
		       arena_printf(l->a, "filling map %s, entry %u of %u",
				    m->name, n + 1, m->n_entries),
		       err);
	return err;
}

/*
 * Trees are written where they are: what an update copies had to be in one
 * piece of the kernel's memory before 5.16 (syscall.c, map_update_elem).
 */
static int fill_tree(struct loading *l, int fd, const struct image_map *m)
{
	const size_t n = (size_t)m->n_entries * m->value_bytes;
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (p == MAP_FAILED)
		return refuse(l, "filling a tree", -errno);
	memcpy(p, m->values, n);
	munmap(p, n);
	return 0;
}

static int fill_maps(struct loading *l, struct objects *o,
		     struct nicfw_control control)
{
	uint32_t first = 0;
	int err = 0;

	for (size_t i = 0; i < o->n_maps && !err; i++) {
		const struct image_map *m = &o->image->maps.v[i];

		if (is_given_map(l, i))
			continue;
		if (m->role == MAP_CONTROL)
			err = bpf_map_update_elem(o->maps[i], &first, &control,
						  BPF_ANY);
		if (err)
			refuse(l, "writing the control map", err);
		else if (m->role == MAP_KEYS)
			err = fill_keys(l, o->maps[i], m);
		else if (m->role == MAP_TREE)
			err = fill_tree(l, o->maps[i], m);
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

int objects_load(struct arena *a, const struct image *img,
		 const struct nic *nic, struct nicfw_control control,
		 const int *given, struct objects *out, struct refusal *refusal)
{
	struct loading l = { .a = a,
			     .nic = nic,
			     .log = { -1 },
			     .refusal = refusal,
			     .given = given };
	struct objects o = OBJECTS_NONE;
	int err = 0;

	*refusal = (struct refusal){};
	o.image = img;
	o.is_on_nic = nic != NULL;
	if (nic) {
		l.ifindex = nic->ifindex;
		l.log = kernel_log_open();
		err = nic->ifindex ? 0 : refuse(&l, "program", -ENODEV);
	}
	if (!err)
		err = create_maps(&l, &o);
	if (!err)
		err = load_prog(&l, &o);
	if (!err)
		err = fill_maps(&l, &o, control);
	if (err)
		objects_close(&o);
	else
		*out = o;
	kernel_log_close(&l.log);
	if (err && !refusal->why)
		refusal->why = refusal_text(a, "program", err);
	return err;
}

/* Where map @i is pinned; @n counts those that there are several of. */
static const char *pin_of_map(const struct objects *o, size_t i,
			      const char *dir, const char *prefix, int *n,
			      char path[PIN_MAX])
{
	static const char *const roles[] = {
		[MAP_CONTROL] = "control", [MAP_COUNTERS] = "counters",
		[MAP_KEYS] = "keys",	   [MAP_TREE] = "tree",
		[MAP_SCRATCH] = "scratch",
	};
	enum map_role role = o->image->maps.v[i].role;
	int len = snprintf(path, PIN_MAX, "%s/%s_%s", dir, prefix, roles[role]);

	if ((role == MAP_KEYS || role == MAP_TREE) && len < PIN_MAX)
		snprintf(path + len, PIN_MAX - len, "%d", (*n)++);
	return path;
}

int objects_pin(const struct objects *o, const char *dir, const char *prefix)
{
	char path[PIN_MAX];
	int n = 0, err;

	snprintf(path, sizeof(path), "%s/%s_prog", dir, prefix);
	err = bpf_obj_pin(o->prog, path);
	for (size_t i = 0; i < o->n_maps && !err; i++)
		err = bpf_obj_pin(o->maps[i],
				  pin_of_map(o, i, dir, prefix, &n, path));
	return err;
}

void objects_unpin(const struct objects *o, const char *dir, const char *prefix)
{
	char path[PIN_MAX];
	int n = 0;

	snprintf(path, sizeof(path), "%s/%s_prog", dir, prefix);
	unlink(path);
	for (size_t i = 0; i < o->n_maps; i++)
		unlink(pin_of_map(o, i, dir, prefix, &n, path));
}

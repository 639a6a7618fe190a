// SPDX-License-Identifier: GPL-2.0-only
/*
 * loaded.c - an image in the kernel, for tests
 */
#include "lib/loaded.h"

#include "offload/insn.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#define LOG_BYTES (1 << 20)

/* Values of a per-CPU map are 8 bytes apart, or a multiple. */
static size_t value_stride(const struct image_map *m)
{
	return (m->value_bytes + 7) & ~(size_t)7;
}

static int seed_map(int fd, const struct image_map *m)
{
	for (uint32_t i = 0; i < m->n_entries; i++) {
		int err = bpf_map_update_elem(
			fd, m->keys + (size_t)i * m->key_bytes,
			m->values + (size_t)i * m->value_bytes, BPF_ANY);

		if (err)
			return err;
	}
	return 0;
}

static int make_map(struct arena *a, const struct image_map *m,
		    uint32_t ifindex, struct loaded *l, const char **why)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_ifindex = ifindex);
	int fd = bpf_map_create(m->type, m->name, m->key_bytes, m->value_bytes,
				m->max_entries, &opts);

	if (fd < 0) {
		*why = arena_printf(a, "map %s: not made", m->name);
		return fd;
	}
	l->map_fds[l->n_maps++] = fd;
	if (m->role == MAP_CONTROL)
		l->control_fd = fd;
	if (m->role == MAP_COUNTERS) {
		l->counters_fd = fd;
		l->n_of_value = m->value_bytes / sizeof(struct nicfw_counter);
		l->n_cpus = m->type == BPF_MAP_TYPE_PERCPU_ARRAY
				    ? (uint32_t)libbpf_num_possible_cpus()
				    : 1;
		l->values = arena_calloc(a, l->n_cpus, value_stride(m));
	}

	int err = seed_map(fd, m);

	if (err)
		*why = arena_printf(a, "map %s: not seeded", m->name);
	return err;
}

/* The verifier's last words: what it does not like, and where. */
static const char *log_tail(const char *log)
{
	const char *s = log + strlen(log);

	for (unsigned int n_lines = 0; s > log; s--) {
		if (s[-1] == '\n' && ++n_lines > 4)
			break;
	}
	return s;
}

/* The instructions with descriptors where the image has indexes of maps. */
static struct bpf_insn *link_insns(struct arena *a, const struct image *img,
				   const struct loaded *l)
{
	struct bpf_insn *insns = arena_memdup(
		a, img->insns.v, img->insns.n * sizeof(*img->insns.v));

	for (size_t i = 0; i < img->insns.n; i++) {
		if (!insn_is_wide(&insns[i]))
			continue;
		if (insns[i].src_reg == BPF_PSEUDO_MAP_FD)
			insns[i].imm = l->map_fds[insns[i].imm];
		i++;
	}
	return insns;
}

static int load_program(struct arena *a, const struct image *img,
			uint32_t ifindex, struct loaded *l, const char **why)
{
	char *log = arena_alloc(a, LOG_BYTES);
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .prog_ifindex = ifindex,
		    .prog_flags = img->has_frags ? BPF_F_XDP_HAS_FRAGS : 0);
	struct bpf_insn *insns = link_insns(a, img, l);
	int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, "corpus", "GPL", insns,
			       img->insns.n, &opts);

	/* The verifier is much slower with a log: asked for on failure only. */
	if (fd < 0) {
		opts.log_buf = log;
		opts.log_size = LOG_BYTES;
		opts.log_level = 1;
		fd = bpf_prog_load(BPF_PROG_TYPE_XDP, "corpus", "GPL", insns,
				   img->insns.n, &opts);
		*why = log_tail(log);
	}
	l->prog_fd = fd;
	return fd < 0 ? fd : 0;
}

void loaded_close(struct loaded *l)
{
	if (l->prog_fd >= 0)
		close(l->prog_fd);
	for (uint32_t i = 0; i < l->n_maps; i++)
		close(l->map_fds[i]);
	*l = LOADED_NONE;
}

int loaded_set_control(const struct loaded *l, struct nicfw_control control)
{
	const uint32_t first = 0;

	if (l->control_fd < 0)
		return 0;
	return bpf_map_update_elem(l->control_fd, &first, &control, BPF_ANY);
}

int loaded_open_on(struct arena *a, const struct image *img, uint32_t ifindex,
		   struct nicfw_control control, struct loaded *out,
		   const char **why)
{
	struct loaded l = LOADED_NONE;
	const struct image_map *m;
	int err = 0;

	l.img = img;
	l.map_fds = arena_calloc(a, img->maps.n, sizeof(*l.map_fds));
	vec_for_each(m, &img->maps) {
		err = make_map(a, m, ifindex, &l, why);
		if (err)
			break;
	}
	if (!err)
		err = load_program(a, img, ifindex, &l, why);
	if (!err) {
		err = loaded_set_control(&l, control);
		if (err)
			*why = "map control: not seeded";
	}
	if (err) {
		loaded_close(&l);
		return err;
	}
	*out = l;
	return 0;
}

int loaded_open(struct arena *a, const struct image *img, struct loaded *out,
		const char **why)
{
	static const struct nicfw_control ready = { .ready = 1 };

	return loaded_open_on(a, img, 0, ready, out, why);
}

/* The packets of the image's counters, summed over CPUs. */
static int read_each(const struct loaded *l, struct nicfw_counter *each)
{
	const struct nicfw_counter *values = (const void *)l->values;

	for (uint32_t i = 0; i < l->img->n_counters; i++) {
		const uint32_t key = i / l->n_of_value, at = i % l->n_of_value;
		int err = 0;

		if (!at)
			err = bpf_map_lookup_elem(l->counters_fd, &key,
						  l->values);
		if (err)
			return err;
		for (uint32_t cpu = 0; cpu < l->n_cpus; cpu++)
			each[i].packets +=
				values[cpu * l->n_of_value + at].packets;
	}
	return 0;
}

int loaded_read_packets(const struct loaded *l, size_t n, uint64_t *packets)
{
	struct arena *a = arena_new();
	struct nicfw_counter *each =
		arena_calloc(a, l->img->n_counters, sizeof(*each));
	struct nicfw_counter *room =
		arena_calloc(a, image_sum_room(l->img), sizeof(*room));
	const struct nicfw_counter *sums;
	int err = read_each(l, each);

	sums = image_sum_counters(l->img, each, room);
	for (size_t i = 0; i < n && !err; i++)
		packets[i] = i < l->img->n_plan_counters ? sums[i].packets : 0;
	arena_free(a);
	return err;
}

int loaded_run(const struct loaded *l, const uint8_t *frame, size_t len)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame,
		    .data_size_in = (uint32_t)len, .repeat = 1);
	int err = bpf_prog_test_run_opts(l->prog_fd, &opts);

	return err ? err : (int)opts.retval;
}

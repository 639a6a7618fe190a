// SPDX-License-Identifier: GPL-2.0-only
/*
 * control.c - reads and steers a generation that is loaded
 */
#include "load/control.h"
#include "base/fd.h"
#include "load/rule_edits.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <unistd.h>

static int open_map(const struct state *st, const char *ifname,
		    unsigned int gen, enum attach_slot slot, const char *name)
{
	return bpf_obj_get(state_gen_pin(st, ifname, gen, slot, name));
}

int control_open(const struct state *st, const char *ifname, unsigned int gen,
		 enum attach_slot slot)
{
	return open_map(st, ifname, gen, slot, "control");
}

int control_get(int map, struct nicfw_control *out)
{
	uint32_t first = 0;

	return bpf_map_lookup_elem(map, &first, out);
}

int control_put(int map, struct nicfw_control control)
{
	uint32_t first = 0;

	return bpf_map_update_elem(map, &first, &control, BPF_ANY);
}

int control_read(const struct state *st, const char *ifname, unsigned int gen,
		 enum attach_slot slot, struct nicfw_control *out)
{
	_cleanup_(close_fd) int map = control_open(st, ifname, gen, slot);

	return map < 0 ? map : control_get(map, out);
}

int control_write(const struct state *st, const char *ifname, unsigned int gen,
		  enum attach_slot slot, struct nicfw_control control)
{
	_cleanup_(close_fd) int map = control_open(st, ifname, gen, slot);

	return map < 0 ? map : control_put(map, control);
}

const char *control_error(struct arena *a, enum attach_slot slot, int err)
{
	if (err == -ENODATA)
		return "which rules they are of was lost; load again";
	return slot == SLOT_NIC ? refusal_of_card(a, "offload mode", err)
				: refusal_text(a, "the host's mode", err);
}

/* Counters as a map has them. */
struct counting {
	int fd;
	uint32_t n_values;
	uint32_t n_each; /* counters of a value */
	uint32_t n_cpus;
	struct nicfw_counter *each; /* of all processors, as they are read */
};

static int open_counters(const struct state *st, const char *ifname,
			 unsigned int gen, enum attach_slot slot,
			 struct counting *out)
{
	_cleanup_(close_fd) int fd =
		open_map(st, ifname, gen, slot, "counters");
	struct bpf_map_info info = {};
	uint32_t len = sizeof(info);
	int n_cpus = 1, err;

	if (fd < 0)
		return fd;
	err = bpf_obj_get_info_by_fd(fd, &info, &len);
	if (err)
		return err;
	if (info.value_size % sizeof(*out->each))
		return -EINVAL;
	if (info.type == BPF_MAP_TYPE_PERCPU_ARRAY)
		n_cpus = libbpf_num_possible_cpus();
	if (n_cpus < 0)
		return n_cpus;
	*out = (struct counting){
		.fd = take_fd(&fd),
		.n_values = info.max_entries,
		.n_each = info.value_size / sizeof(*out->each),
		.n_cpus = n_cpus,
		.each = arena_calloc(st->a, n_cpus, info.value_size),
	};
	return 0;
}

/*
 * Value @i's counters, for all processors. By index: after get_next_key an nfp
 * answers a lookup from what it fetched up to 250 us before
 * (nfp/bpf/cmsg.c, nfp_bpf_ctrl_op_cache_get).
 */
static int sum_value(const struct counting *c, uint32_t i,
		     struct nicfw_counter *sums)
{
	int err = bpf_map_lookup_elem(c->fd, &i, c->each);

	for (uint32_t k = 0; k < c->n_cpus * c->n_each && !err; k++) {
		sums[k % c->n_each].packets += c->each[k].packets;
		sums[k % c->n_each].bytes += c->each[k].bytes;
	}
	return err;
}

/*
 * Which rows the counters of a program are of, in *@out, or NULL: in the order
 * of the rows. -ENODATA: that was lost. Only a nicfw that kept labels in JSON
 * (labels.h) wrote no such file, and always counted by rows.
 */
static int read_order(const struct state *st, const char *ifname,
		      unsigned int gen, json_t **out)
{
	*out = state_read_json(st, ifname, gen, STATE_COUNTERS);
	return !*out && !access(state_text_path(st, ifname, gen, STATE_LABELS),
				F_OK)
		       ? -ENODATA
		       : 0;
}

/* The row of each of @n counters, of @of; one past all: none. */
static uint32_t *read_rows_of(struct arena *a, const json_t *of, size_t n)
{
	uint32_t *row_of = arena_calloc(a, n, sizeof(*row_of));

	for (size_t i = 0; i < n; i++) {
		const json_t *row = json_array_get(of, i);

		row_of[i] = row ? (uint32_t)json_integer_value(row)
				: UINT32_MAX;
	}
	return row_of;
}

/*
 * Adds to the @n @counters what others count for them, which have the higher
 * numbers (struct plan_sum); -EINVAL: damaged.
 */
static int add_joint(const json_t *sums, struct nicfw_counter *counters,
		     size_t n)
{
	const size_t n_numbers = json_array_size(sums);

	if (n_numbers % 2)
		return -EINVAL;
	for (size_t i = 0; i < n_numbers; i += 2) {
		const size_t from = json_integer_value(json_array_get(sums, i));
		const size_t to =
			json_integer_value(json_array_get(sums, i + 1));

		if (from >= n || to >= from)
			return -EINVAL;
		counters[to].packets += counters[from].packets;
		counters[to].bytes += counters[from].bytes;
	}
	return 0;
}

/*
 * Turns the @n counters of a program, in *@counters, into those of its rows.
 * The edits are read once the counters are, for rules leave counters behind.
 */
static int sum_by_rows(const struct state *st, const char *ifname,
		       unsigned int gen, enum attach_slot slot,
		       struct nicfw_counter **counters, size_t *n)
{
	json_t *all;
	int err = read_order(st, ifname, gen, &all);
	json_t *of_slot = json_object_get(all, attach_slot_names[slot]);
	const json_t *of = json_object_get(of_slot, "of");
	const json_int_t n_first =
		json_integer_value(json_object_get(of_slot, "n"));
	uint32_t n_rows = n_first;
	struct rule_edits edits = {};

	if (of && !err)
		err = rule_edits_read(st, ifname, gen, &edits);
	if (n_first < 0 || n_first > LABELS_MAX)
		err = -EINVAL;
	if (!err)
		err = add_joint(json_object_get(of_slot, "sums"), *counters,
				*n);
	if (of && !err) {
		*counters = rule_edits_sum(st->a, &edits, *counters, *n,
					   read_rows_of(st->a, of, *n),
					   &n_rows);
		*n = n_rows;
	}
	rule_edits_free(&edits);
	json_decref(all);
	return err;
}

int control_counted(const struct state *st, const char *ifname,
		    unsigned int gen, enum attach_slot slot,
		    struct nicfw_counter **out, size_t *n)
{
	struct counting c = { .fd = -1 };
	int err = open_counters(st, ifname, gen, slot, &c);
	struct nicfw_counter *sums;
	size_t n_sums;

	if (err)
		return err;
	n_sums = (size_t)c.n_values * c.n_each;
	sums = arena_calloc(st->a, n_sums, sizeof(*sums));
	for (uint32_t i = 0; i < c.n_values && !err; i++)
		err = sum_value(&c, i, sums + (size_t)i * c.n_each);
	close_fd(&c.fd);
	if (!err)
		err = sum_by_rows(st, ifname, gen, slot, &sums, &n_sums);
	if (err)
		return err;
	*out = sums;
	*n = n_sums;
	return 0;
}

void control_add_base(const struct state *st, const char *ifname,
		      unsigned int gen, enum attach_slot slot,
		      struct nicfw_counter *sums, size_t n)
{
	json_t *base = state_read_json(st, ifname, gen, STATE_BASE);
	json_t *counts = json_object_get(base, attach_slot_names[slot]);

	for (size_t i = 0; i < n; i++) {
		sums[i].packets +=
			json_integer_value(json_array_get(counts, 2 * i));
		sums[i].bytes +=
			json_integer_value(json_array_get(counts, 2 * i + 1));
	}
	json_decref(base);
}

int control_counters(const struct state *st, const char *ifname,
		     unsigned int gen, enum attach_slot slot,
		     struct nicfw_counter **out, size_t *n)
{
	int err = control_counted(st, ifname, gen, slot, out, n);

	if (!err)
		control_add_base(st, ifname, gen, slot, *out, *n);
	return err;
}

int control_counter(const struct state *st, const char *ifname,
		    unsigned int gen, enum attach_slot slot, uint32_t i,
		    struct nicfw_counter *out)
{
	struct counting c = { .fd = -1 };
	int err = open_counters(st, ifname, gen, slot, &c);
	struct nicfw_counter *sums;

	if (!err) {
		sums = arena_calloc(st->a, c.n_each, sizeof(*sums));
		err = sum_value(&c, i / c.n_each, sums);
		*out = sums[i % c.n_each];
	}
	close_fd(&c.fd);
	return err;
}

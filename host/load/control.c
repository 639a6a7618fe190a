// SPDX-License-Identifier: GPL-2.0-only
/*
 * control.c - reads and steers a generation that is loaded
 */
#include "load/control.h"
#include "base/fd.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>

static int open_map(const struct state *st, const char *ifname,
		    unsigned int gen, enum attach_slot slot, const char *name)
{
	return bpf_obj_get(state_gen_pin(st, ifname, gen, slot, name));
}

int control_read(const struct state *st, const char *ifname, unsigned int gen,
		 enum attach_slot slot, struct nicfw_control *out)
{
	_cleanup_(close_fd) int fd = open_map(st, ifname, gen, slot, "control");
	uint32_t first = 0;

	return fd < 0 ? fd : bpf_map_lookup_elem(fd, &first, out);
}

int control_write(const struct state *st, const char *ifname, unsigned int gen,
		  enum attach_slot slot, struct nicfw_control control)
{
	_cleanup_(close_fd) int fd = open_map(st, ifname, gen, slot, "control");
	uint32_t first = 0;

	if (fd < 0)
		return fd;
	return bpf_map_update_elem(fd, &first, &control, BPF_ANY);
}

const char *control_error(struct arena *a, enum attach_slot slot, int err)
{
	return slot == SLOT_NIC ? refusal_of_card(a, "offload mode", err)
				: refusal_text(a, "the host's mode", err);
}

/*
 * Of each value and of each of its counters, for all processors. By index:
 * after get_next_key an nfp answers a lookup from what it fetched up
 * to 250 us before (nfp/bpf/cmsg.c, nfp_bpf_ctrl_op_cache_get).
 */
static int sum_counters(int fd, const struct bpf_map_info *info,
			struct nicfw_counter *each, uint32_t n_cpus,
			struct nicfw_counter *sums)
{
	const uint32_t n = info->value_size / sizeof(*sums);
	int err = 0;

	for (uint32_t i = 0; i < info->max_entries && !err; i++) {
		err = bpf_map_lookup_elem(fd, &i, each);
		for (uint32_t k = 0; k < n_cpus * n && !err; k++) {
			struct nicfw_counter *sum = &sums[i * n + k % n];

			sum->packets += each[k].packets;
			sum->bytes += each[k].bytes;
		}
	}
	return err;
}

/*
 * Turns the @n counters of a program, in *@counters, into those of its rows.
 */
static void sum_by_rows(const struct state *st, const char *ifname,
			unsigned int gen, enum attach_slot slot,
			struct nicfw_counter **counters, size_t *n)
{
	json_t *all = state_read_json(st, ifname, gen, STATE_COUNTERS);
	json_t *of_slot = json_object_get(all, attach_slot_names[slot]);
	const json_t *of = json_object_get(of_slot, "of");
	const json_int_t n_rows =
		json_integer_value(json_object_get(of_slot, "n"));
	struct nicfw_counter *sums;

	if (of) {
		sums = arena_calloc(st->a, n_rows, sizeof(*sums));
		for (size_t i = 0; i < *n && i < json_array_size(of); i++) {
			json_int_t row =
				json_integer_value(json_array_get(of, i));

			if (row < 0 || row >= n_rows)
				continue;
			sums[row].packets += (*counters)[i].packets;
			sums[row].bytes += (*counters)[i].bytes;
		}
		*counters = sums;
		*n = n_rows;
	}
	json_decref(all);
}

int control_counted(const struct state *st, const char *ifname,
		    unsigned int gen, enum attach_slot slot,
		    struct nicfw_counter **out, size_t *n)
{
	_cleanup_(close_fd) int fd =
		open_map(st, ifname, gen, slot, "counters");
	struct bpf_map_info info = {};
	uint32_t len = sizeof(info);
	struct nicfw_counter *sums;
	int n_cpus = 1, err;
	size_t of_value;

	if (fd < 0)
		return fd;
	err = bpf_obj_get_info_by_fd(fd, &info, &len);
	if (err)
		return err;
	of_value = info.value_size / sizeof(*sums);
	if (info.value_size % sizeof(*sums))
		return -EINVAL;
	if (info.type == BPF_MAP_TYPE_PERCPU_ARRAY)
		n_cpus = libbpf_num_possible_cpus();
	if (n_cpus < 0)
		return n_cpus;
	sums = arena_calloc(st->a, info.max_entries, info.value_size);
	err = sum_counters(fd, &info,
			   arena_calloc(st->a, n_cpus, info.value_size), n_cpus,
			   sums);
	if (err)
		return err;
	*n = info.max_entries * of_value;
	*out = sums;
	sum_by_rows(st, ifname, gen, slot, out, n);
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

// SPDX-License-Identifier: GPL-2.0-only
/*
 * programs.c - programs of the kernel that are under way
 */
#include "load/programs.h"
#include "base/fd.h"

#include <bpf/bpf.h>

/*
 * An update of a map of maps ends with that (kernel/bpf/syscall.c,
 * maybe_wait_bpf_programs: synchronize_rcu, and XDP runs with softirqs off or
 * under RCU). membarrier()
 * does it neither on kernels with nohz_full nor with one CPU online.
 */
int programs_wait(void)
{
	_cleanup_(close_fd) int inner = -1, outer = -1;
	LIBBPF_OPTS(bpf_map_create_opts, opts);
	uint32_t first = 0;

	inner = bpf_map_create(BPF_MAP_TYPE_ARRAY, "nicfw", 4, 4, 1, NULL);
	if (inner < 0)
		return inner;
	opts.inner_map_fd = inner;
	outer = bpf_map_create(BPF_MAP_TYPE_ARRAY_OF_MAPS, "nicfw", 4, 4, 1,
			       &opts);
	return outer < 0 ? outer
			 : bpf_map_update_elem(outer, &first, &inner, BPF_ANY);
}

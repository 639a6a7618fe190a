// SPDX-License-Identifier: GPL-2.0-only
/*
 * bpf_memory.c - what a program and its maps take of the kernel's memory
 */
#include "bpf_memory.h"

#include "base/fd.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>

#define MAX_MAPS 64 /* of a program: kernel/bpf/verifier.c, MAX_USED_MAPS */

/* Adds the bytes that @fd has. */
static int add_bytes(int fd, double *bytes)
{
	char path[64], line[128];
	unsigned long long n;
	int err = -ENODATA;
	FILE *in;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	in = fopen(path, "r");
	if (!in)
		return -errno;
	while (err && fgets(line, sizeof(line), in)) {
		if (sscanf(line, "memlock: %llu", &n) != 1)
			continue;
		*bytes += (double)n;
		err = 0;
	}
	fclose(in);
	return err;
}

static int add_map(uint32_t id, double *bytes)
{
	_cleanup_(close_fd) int fd = bpf_map_get_fd_by_id(id);

	return fd < 0 ? -errno : add_bytes(fd, bytes);
}

static int add_program(int fd, double *bytes)
{
	uint32_t ids[MAX_MAPS];
	struct bpf_prog_info info = {
		.nr_map_ids = MAX_MAPS,
		.map_ids = (uint64_t)(uintptr_t)ids,
	};
	uint32_t info_len = sizeof(info);
	int err = bpf_obj_get_info_by_fd(fd, &info, &info_len);

	if (!err)
		err = add_bytes(fd, bytes);
	for (uint32_t i = 0; !err && i < info.nr_map_ids; i++)
		err = add_map(ids[i], bytes);
	return err;
}

int bpf_memory_of_device(const char *device, double *mb)
{
	_cleanup_(close_fd) int fd = -1;
	double bytes = 0;
	uint32_t id = 0;
	int err = bpf_xdp_query_id((int)if_nametoindex(device), 0, &id);

	if (err)
		return err;
	if (!id)
		return -ENOENT;
	fd = bpf_prog_get_fd_by_id(id);
	if (fd < 0)
		return -errno;
	err = add_program(fd, &bytes);
	if (!err)
		*mb = bytes / 1e6;
	return err;
}

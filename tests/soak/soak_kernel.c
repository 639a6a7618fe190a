// SPDX-License-Identifier: GPL-2.0-only
/*
 * soak_kernel.c - what loads leave in the kernel
 */
#include "soak/soak_kernel.h"

#include "base/fd.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <time.h>

#define MAX_MAPS  256 /* of a program */
#define MAX_WAITS 1000
#define WAIT_NS	  10000000

static int note(struct soak_kernel *k, uint32_t id)
{
	for (size_t i = k->n_maps; i-- > 0;)
		if (k->maps[i] == id)
			return 0;
	if (k->n_maps == k->cap) {
		size_t cap = k->cap ? 2 * k->cap : 256;
		uint32_t *grown = realloc(k->maps, cap * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		k->maps = grown;
		k->cap = cap;
	}
	k->maps[k->n_maps++] = id;
	return 0;
}

static int find_program(const struct lab_port *port, uint32_t *id)
{
	int err = lab_enter(port);

	if (err)
		return err;
	err = bpf_xdp_query_id((int)port->device, 0, id);
	lab_leave();
	return err;
}

int soak_note_maps(struct soak_kernel *k, const struct lab_port *port)
{
	uint32_t maps[MAX_MAPS] = {}, id = 0;
	struct bpf_prog_info info = { .nr_map_ids = MAX_MAPS,
				      .map_ids = (uintptr_t)maps };
	uint32_t len = sizeof(info);
	int err = find_program(port, &id);
	_cleanup_(close_fd) int fd = -1;

	if (err || !id)
		return err ?: -ENOENT;
	fd = bpf_prog_get_fd_by_id(id);
	if (fd < 0)
		return fd;
	err = bpf_obj_get_info_by_fd(fd, &info, &len);
	for (uint32_t i = 0; !err && i < info.nr_map_ids && i < MAX_MAPS; i++)
		err = note(k, maps[i]);
	return err;
}

static uint32_t n_pins;

static int count_pin(const char *path, const struct stat *st, int type,
		     struct FTW *at)
{
	(void)path;
	(void)st;
	(void)at;
	n_pins += type == FTW_F;
	return 0;
}

uint32_t soak_count_pins(void)
{
	n_pins = 0;
	nftw("/sys/fs/bpf/nicfw", count_pin, 16, FTW_PHYS);
	return n_pins;
}

static size_t count_maps(const struct soak_kernel *k)
{
	size_t n = 0;

	for (size_t i = 0; i < k->n_maps; i++) {
		_cleanup_(close_fd) int fd = bpf_map_get_fd_by_id(k->maps[i]);

		n += fd >= 0;
	}
	return n;
}

bool soak_is_any_left(const struct soak_kernel *k, char *what, size_t len)
{
	uint32_t pins = soak_count_pins();
	size_t maps = count_maps(k);

	/* The kernel frees what nobody has in its own time. */
	for (int i = 0; maps && i < MAX_WAITS; i++) {
		nanosleep(&(struct timespec){ .tv_nsec = WAIT_NS }, NULL);
		maps = count_maps(k);
	}
	snprintf(what, len, "%u pins and %zu of %zu maps", pins, maps,
		 k->n_maps);
	return pins || maps;
}

void soak_kernel_free(struct soak_kernel *k)
{
	free(k->maps);
	*k = (struct soak_kernel){};
}

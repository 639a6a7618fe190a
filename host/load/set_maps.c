// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_maps.c - what the maps of a set that runs have
 */
#include "load/set_maps.h"
#include "base/fd.h"
#include "lang/set_key.h"

#include <bpf/bpf.h>
#include <errno.h>

/* So many lookups are made to find out that nothing overlaps: half a ms. */
#define MAX_LOOKUPS 1024

/* Keys that are read by one call. More are in no bucket of a hash map. */
#define N_AT_ONCE 1024

int set_maps_open(struct set_maps *m, const struct set_target *t,
		  const struct set_entry *e, uint64_t now)
{
	*m = (struct set_maps){ .e = e, .now = now };
	m->fds = arena_calloc(t->st->a, m->e->homes.n, sizeof(*m->fds));
	memset(m->fds, -1, m->e->homes.n * sizeof(*m->fds));
	for (size_t i = 0; i < m->e->homes.n; i++) {
		const char *name =
			arena_printf(t->st->a, "keys%u", m->e->homes.v[i].keys);

		m->fds[i] = bpf_obj_get(state_gen_pin(t->st, t->ifname, t->gen,
						      SLOT_HOST, name));
		if (m->fds[i] < 0)
			return m->fds[i];
	}
	return 0;
}

void set_maps_close(struct set_maps *m)
{
	for (size_t i = 0; m->fds && i < m->e->homes.n; i++)
		close_fd(&m->fds[i]);
}

bool set_maps_have(struct set_maps *m, size_t home, const void *key)
{
	int err = bpf_map_lookup_elem(m->fds[home], key, &m->found);

	if (err && err != -ENOENT)
		m->err = err;
	return !err && (!m->set->is_timed || m->found.ends > m->now);
}

/* Of a set of one part. */
static bool has_masked(struct set_maps *m, size_t home, u128 number)
{
	uint8_t key[16];

	plan_put_part(key, m->set->widths[0],
		      number & m->e->homes.v[home].masks[0]);
	return set_maps_have(m, home, key);
}

static bool has_number(struct set_maps *m, u128 number)
{
	for (size_t i = 0; i < m->e->homes.n; i++)
		if (has_masked(m, i, number))
			return true;
	return false;
}

/* A range's keys stand side by side: one that stands alone is none of those. */
bool set_maps_has_element(struct set_maps *m, const struct interval *v)
{
	if (!m->set->declared->is_interval || m->e->is_one_key)
		return true;
	return !(v->lo && has_number(m, v->lo - 1)) &&
	       !(v->hi < u128_max(m->set->widths[0]) &&
		 has_number(m, v->hi + 1));
}

/* The keys under @mask, of 1 bits in front, that are in @v. */
static u128 n_keys_in(const struct interval *v, u128 mask, unsigned int width)
{
	const u128 step = (u128_max(width) & ~mask) + 1;

	return (v->hi - v->lo) / step + 1;
}

bool set_maps_are_free(struct set_maps *m, const struct interval *v)
{
	const unsigned int width = m->set->widths[0];
	u128 left = MAX_LOOKUPS;

	for (size_t i = 0; i < m->e->homes.n; i++) {
		const u128 mask = m->e->homes.v[i].masks[0];
		const u128 step = (u128_max(width) & ~mask) + 1;
		u128 n = n_keys_in(v, mask, width);

		if (n > left)
			return false;
		left -= n;
		for (u128 number = v->lo; n; n--, number += step)
			if (has_masked(m, i, number))
				return false;
	}
	return true;
}

static uint32_t delete_ended(const struct set_maps *m, int fd,
			     const uint8_t *keys, size_t key_bytes,
			     const struct nicfw_timed *values, uint32_t n)
{
	uint32_t n_deleted = 0;

	for (uint32_t i = 0; i < n; i++)
		if (values[i].ends <= m->now)
			n_deleted +=
				!bpf_map_delete_elem(fd, keys + i * key_bytes);
	return n_deleted;
}

int set_maps_collect(const struct set_maps *m, size_t home)
{
	/* A line of the journal is open: this process may not end here. */
	static uint8_t keys[N_AT_ONCE * KEY_MAX_BYTES];
	static struct nicfw_timed values[N_AT_ONCE];
	const int fd = m->fds[home];
	struct bpf_map_info info = {};
	uint32_t len = sizeof(info), at, n, n_deleted = 0;
	int err = bpf_obj_get_info_by_fd(fd, &info, &len);

	if (err)
		return err;
	if (info.value_size != sizeof(*values) || info.key_size > KEY_MAX_BYTES)
		return -EINVAL;
	for (void *from = NULL; !err; from = &at) {
		n = N_AT_ONCE;
		err = bpf_map_lookup_batch(fd, from, &at, keys, values, &n,
					   NULL);
		/* The last ones come with -ENOENT. */
		if (!err || err == -ENOENT)
			n_deleted += delete_ended(m, fd, keys, info.key_size,
						  values, n);
	}
	return err == -ENOENT ? (int)n_deleted : err;
}

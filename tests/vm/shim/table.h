/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * table.h - the firmware's maps
 *
 * The functions return what the firmware would answer (bpf/fw.h of the driver,
 * enum nfp_bpf_cmsg_status). All but table_create() and table_destroy() are
 * called with `table_lock` held; those two sleep, and take it themselves.
 */
#ifndef NICFW_SHIM_TABLE_H
#define NICFW_SHIM_TABLE_H

#include <linux/dcache.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct table;

extern spinlock_t table_lock;

struct table_shape {
	u32 type; /* enum bpf_map_type: array or hash */
	u32 key_size;
	u32 value_size;
	u32 max_entries;
};

/* @tid is set on success. Table numbers are not used twice. */
u32 table_create(const struct table_shape *shape, u32 *tid);
u32 table_destroy(u32 tid, u32 *n_entries);
void table_destroy_all(void);

struct table *table_by_tid(u32 tid);
const struct table_shape *table_get_shape(const struct table *table);

/* @value takes the value. */
u32 table_lookup(const struct table *table, const void *key, void *value);

/* @flags: BPF_ANY, BPF_NOEXIST, BPF_EXIST. */
u32 table_update(struct table *table, const void *key, const void *value,
		 u32 flags);
u32 table_delete(struct table *table, const void *key);

/*
 * The entry behind the one of @key, or the first one if @key is NULL or not
 * there. The order of entries is that of their slots and does not change while
 * they are there.
 */
u32 table_next(const struct table *table, const void *key, void *next_key,
	       void *next_value);

/*
 * Adds to debugfs: `tables`, a line a table; `last_tid`; and the knobs
 * `fw_max_maps` and `fw_max_elems`, what the tables really take, whatever the
 * firmware says that they do.
 */
void table_add_files(struct dentry *dir);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * table.c - the firmware's maps
 *
 * An array is its values. A hash is slots, in the order in which they were
 * first taken, chained from buckets; slots that are free again are chained as
 * well. Numbers of slots are stored plus one, so that zero is the end.
 */
#include <linux/bpf.h>
#include <linux/debugfs.h>
#include <linux/jhash.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "bpf/fw.h"
#include "store.h"
#include "table.h"

#define MAX_BUCKETS (1u << 22)

struct slot {
	u32 next;
	u32 used;
	u8 entry[]; /* key, value */
};

struct table {
	struct list_head list;
	u32 tid;
	struct table_shape shape;
	u32 count;
	struct store entries; /* values of an array, slots of a hash */
	struct store buckets;
	u32 bucket_mask;
	u32 n_slots; /* that were ever taken */
	u32 free;
};

DEFINE_SPINLOCK(table_lock);
static LIST_HEAD(tables);
static u32 n_tables;
static u32 n_elems;
static u32 last_tid;

static u32 fw_max_maps = U32_MAX;
static u32 fw_max_elems = U32_MAX;

static bool is_array(const struct table *table)
{
	return table->shape.type == BPF_MAP_TYPE_ARRAY;
}

static void table_free(struct table *table)
{
	store_free(&table->entries);
	store_free(&table->buckets);
	kfree(table);
}

static struct table *table_alloc(const struct table_shape *shape)
{
	struct table *table = kzalloc(sizeof(*table), GFP_KERNEL);
	u32 n_buckets =
		roundup_pow_of_two(min(shape->max_entries, MAX_BUCKETS));
	u32 size = shape->value_size;
	int err;

	if (!table)
		return NULL;
	table->shape = *shape;
	if (!is_array(table))
		size += sizeof(struct slot) + shape->key_size;
	err = store_init(&table->entries, shape->max_entries,
			 round_up(size, 8));
	if (!err && !is_array(table)) {
		table->bucket_mask = n_buckets - 1;
		err = store_init(&table->buckets, n_buckets, sizeof(u32));
	}
	if (err) {
		table_free(table);
		return NULL;
	}
	return table;
}

/* Entries of an array are there from the start. */
static bool take_room(const struct table *table)
{
	u32 n = is_array(table) ? table->shape.max_entries : 0;

	if (n_tables >= fw_max_maps || n > fw_max_elems ||
	    n_elems > fw_max_elems - n)
		return false;
	n_tables++;
	n_elems += n;
	return true;
}

u32 table_create(const struct table_shape *shape, u32 *tid)
{
	struct table *table = table_alloc(shape);
	bool room;

	if (!table)
		return CMSG_RC_ERR_MAP_NOMEM;
	spin_lock_bh(&table_lock);
	room = take_room(table);
	if (room) {
		table->count = is_array(table) ? shape->max_entries : 0;
		table->tid = *tid = ++last_tid;
		list_add_tail(&table->list, &tables);
	}
	spin_unlock_bh(&table_lock);
	if (!room) {
		table_free(table);
		return CMSG_RC_ERR_MAP_NOMEM;
	}
	return CMSG_RC_SUCCESS;
}

u32 table_destroy(u32 tid, u32 *n_entries)
{
	struct table *table;

	spin_lock_bh(&table_lock);
	table = table_by_tid(tid);
	if (table) {
		list_del(&table->list);
		n_tables--;
		n_elems -= table->count;
	}
	spin_unlock_bh(&table_lock);
	if (!table)
		return CMSG_RC_ERR_MAP_FD;
	*n_entries = table->count;
	table_free(table);
	return CMSG_RC_SUCCESS;
}

void table_destroy_all(void)
{
	struct table *table, *next;

	list_for_each_entry_safe(table, next, &tables, list) table_free(table);
}

struct table *table_by_tid(u32 tid)
{
	struct table *table;

	list_for_each_entry(table, &tables,
			    list) if (table->tid == tid) return table;
	return NULL;
}

const struct table_shape *table_get_shape(const struct table *table)
{
	return &table->shape;
}

static u32 bucket_of(const struct table *table, const void *key)
{
	return jhash(key, table->shape.key_size, 0) & table->bucket_mask;
}

/* The number of the slot, plus one; zero if the key is not there. */
static u32 slot_find(const struct table *table, const void *key)
{
	u32 *head = store_find(&table->buckets, bucket_of(table, key));
	const struct slot *slot;
	u32 i;

	for (i = head ? *head : 0; i; i = slot->next) {
		slot = store_find(&table->entries, i - 1);
		if (!memcmp(slot->entry, key, table->shape.key_size))
			break;
	}
	return i;
}

static u32 array_index(const void *key)
{
	u32 i;

	memcpy(&i, key, sizeof(i));
	return i;
}

u32 table_lookup(const struct table *table, const void *key, void *value)
{
	u32 size = table->shape.value_size, i;
	const struct slot *slot;
	const void *stored;

	if (is_array(table)) {
		i = array_index(key);
		if (i >= table->shape.max_entries)
			return CMSG_RC_ERR_MAP_NOENT;
		stored = store_find(&table->entries, i);
		if (stored)
			memcpy(value, stored, size);
		else
			memset(value, 0, size);
		return CMSG_RC_SUCCESS;
	}
	i = slot_find(table, key);
	if (!i)
		return CMSG_RC_ERR_MAP_NOENT;
	slot = store_find(&table->entries, i - 1);
	memcpy(value, slot->entry + table->shape.key_size, size);
	return CMSG_RC_SUCCESS;
}

static u32 array_update(struct table *table, const void *key, const void *value,
			u32 flags)
{
	u32 i = array_index(key);
	void *stored;

	if (i >= table->shape.max_entries)
		return CMSG_RC_ERR_MAP_E2BIG;
	if (flags == BPF_NOEXIST)
		return CMSG_RC_ERR_MAP_EXIST;
	stored = store_get(&table->entries, i);
	if (!stored)
		return CMSG_RC_ERR_MAP_NOMEM;
	memcpy(stored, value, table->shape.value_size);
	return CMSG_RC_SUCCESS;
}

static u32 slot_add(struct table *table, const void *key, const void *value)
{
	u32 key_size = table->shape.key_size;
	u32 i = table->free ?: table->n_slots + 1;
	struct slot *slot;
	u32 *head;

	if (table->count == table->shape.max_entries)
		return CMSG_RC_ERR_MAP_E2BIG;
	if (n_elems >= fw_max_elems)
		return CMSG_RC_ERR_MAP_NOMEM;
	slot = store_get(&table->entries, i - 1);
	head = store_get(&table->buckets, bucket_of(table, key));
	if (!slot || !head)
		return CMSG_RC_ERR_MAP_NOMEM;
	if (table->free)
		table->free = slot->next;
	else
		table->n_slots++;
	memcpy(slot->entry, key, key_size);
	memcpy(slot->entry + key_size, value, table->shape.value_size);
	slot->used = true;
	slot->next = *head;
	*head = i;
	table->count++;
	n_elems++;
	return CMSG_RC_SUCCESS;
}

u32 table_update(struct table *table, const void *key, const void *value,
		 u32 flags)
{
	struct slot *slot;
	u32 i;

	if (is_array(table))
		return array_update(table, key, value, flags);
	i = slot_find(table, key);
	if (i && flags == BPF_NOEXIST)
		return CMSG_RC_ERR_MAP_EXIST;
	if (!i && flags == BPF_EXIST)
		return CMSG_RC_ERR_MAP_NOENT;
	if (!i)
		return slot_add(table, key, value);
	slot = store_find(&table->entries, i - 1);
	memcpy(slot->entry + table->shape.key_size, value,
	       table->shape.value_size);
	return CMSG_RC_SUCCESS;
}

u32 table_delete(struct table *table, const void *key)
{
	u32 i = is_array(table) ? 0 : slot_find(table, key);
	struct slot *slot;
	u32 *link;

	if (!i)
		return CMSG_RC_ERR_MAP_NOENT;
	link = store_find(&table->buckets, bucket_of(table, key));
	while (*link != i) {
		slot = store_find(&table->entries, *link - 1);
		link = &slot->next;
	}
	slot = store_find(&table->entries, i - 1);
	*link = slot->next;
	slot->used = false;
	slot->next = table->free;
	table->free = i;
	table->count--;
	n_elems--;
	return CMSG_RC_SUCCESS;
}

static u32 array_next(const struct table *table, const void *key,
		      void *next_key, void *next_value)
{
	u32 i = key ? array_index(key) : U32_MAX;

	i = i < table->shape.max_entries ? i + 1 : 0;
	if (i == table->shape.max_entries)
		return CMSG_RC_ERR_MAP_NOENT;
	memcpy(next_key, &i, sizeof(i));
	return table_lookup(table, &i, next_value);
}

u32 table_next(const struct table *table, const void *key, void *next_key,
	       void *next_value)
{
	u32 key_size = table->shape.key_size, i;
	const struct slot *slot;

	if (is_array(table))
		return array_next(table, key, next_key, next_value);
	for (i = key ? slot_find(table, key) : 0; i < table->n_slots; i++) {
		slot = store_find(&table->entries, i);
		if (!slot->used)
			continue;
		memcpy(next_key, slot->entry, key_size);
		memcpy(next_value, slot->entry + key_size,
		       table->shape.value_size);
		return CMSG_RC_SUCCESS;
	}
	return CMSG_RC_ERR_MAP_NOENT;
}

static int tables_show(struct seq_file *file, void *unused)
{
	const struct table *table;

	seq_puts(file, "tid type key value max count\n");
	spin_lock_bh(&table_lock);
	list_for_each_entry(table, &tables, list)
		seq_printf(file, "%u %s %u %u %u %u\n", table->tid,
			   is_array(table) ? "array" : "hash",
			   table->shape.key_size, table->shape.value_size,
			   table->shape.max_entries, table->count);
	spin_unlock_bh(&table_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(tables);

void table_add_files(struct dentry *dir)
{
	debugfs_create_file("tables", 0400, dir, NULL, &tables_fops);
	debugfs_create_u32("last_tid", 0400, dir, &last_tid);
	debugfs_create_u32("fw_max_maps", 0600, dir, &fw_max_maps);
	debugfs_create_u32("fw_max_elems", 0600, dir, &fw_max_elems);
}

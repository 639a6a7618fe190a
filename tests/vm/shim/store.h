/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * store.h - an array of which only the pages that were written take memory
 *
 * Entries that were never got are zero.
 */
#ifndef NICFW_SHIM_STORE_H
#define NICFW_SHIM_STORE_H

#include <linux/types.h>

struct store {
	void **pages;
	u32 n_pages;
	u32 entry_size;
	u32 per_page;
};

/* @entry_size is at most a page. Sleeps. -ENOMEM leaves nothing behind. */
int store_init(struct store *store, u32 n_entries, u32 entry_size);
void store_free(struct store *store);

/* The entry, or NULL if it is zero as nothing on its page was ever got. */
void *store_find(const struct store *store, u32 i);

/* The entry, to be written; NULL: no memory. Does not sleep. */
void *store_get(struct store *store, u32 i);

#endif

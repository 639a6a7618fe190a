// SPDX-License-Identifier: GPL-2.0-only
/*
 * store.c - an array of which only the pages that were written take memory
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "store.h"

int store_init(struct store *store, u32 n_entries, u32 entry_size)
{
	store->entry_size = entry_size;
	store->per_page = PAGE_SIZE / entry_size;
	store->n_pages = DIV_ROUND_UP(n_entries, store->per_page);
	store->pages =
		kvcalloc(store->n_pages, sizeof(*store->pages), GFP_KERNEL);
	return store->pages ? 0 : -ENOMEM;
}

void store_free(struct store *store)
{
	u32 i;

	if (!store->pages)
		return;
	for (i = 0; i < store->n_pages; i++)
		free_page((unsigned long)store->pages[i]);
	kvfree(store->pages);
}

void *store_find(const struct store *store, u32 i)
{
	void *page = store->pages[i / store->per_page];

	return page ? page + i % store->per_page * store->entry_size : NULL;
}

void *store_get(struct store *store, u32 i)
{
	void **page = &store->pages[i / store->per_page];

	if (!*page)
		*page = (void *)get_zeroed_page(GFP_ATOMIC);
	return store_find(store, i);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_name.c - chains and sets by name
 *
 * A table that is written twice is one table, and so are its chains and sets.
 */
#include "policy/resolve_int.h"

#include <errno.h>
#include <stdlib.h>

static int name_cmp(const struct name *a, const struct name *b)
{
	int diff = (int)a->table->family - (int)b->table->family;

	if (!diff && a->table != b->table)
		diff = strcmp(a->table->name, b->table->name);
	return diff ? diff : strcmp(a->name, b->name);
}

static int by_name(const void *a, const void *b)
{
	const struct name *x = a;
	const struct name *y = b;
	int diff = name_cmp(x, y);

	return diff ? diff : (x->order > y->order) - (x->order < y->order);
}

static int by_order(const void *a, const void *b)
{
	const struct name *x = a;
	const struct name *y = b;

	return (x->order > y->order) - (x->order < y->order);
}

void names_add(struct arena *a, struct names *n, const struct ast_table *table,
	       const char *name)
{
	uint32_t order = n->v.n;

	*(struct name *)vec_push(a, &n->v) = (struct name){
		.table = table,
		.name = name,
		.order = order,
	};
}

static void sort(struct names *n, int (*cmp)(const void *, const void *))
{
	if (n->v.n)
		qsort(n->v.v, n->v.n, sizeof(*n->v.v), cmp);
}

void names_number(struct names *n)
{
	struct name *name;
	uint32_t first = 0;

	/* Sorted by name, each finds the first of its group ... */
	sort(n, by_name);
	for (size_t i = 0; i < n->v.n; i++) {
		name = &n->v.v[i];
		if (!i || name_cmp(name - 1, name))
			first = name->order;
		name->index = first;
	}
	/* ... which in the order of the text gets the next number. */
	sort(n, by_order);
	vec_for_each(name, &n->v) {
		if (name->index == name->order)
			name->index = n->n_distinct++;
		else
			name->index = n->v.v[name->index].index;
	}
	sort(n, by_name);
}

static int find_cmp(const void *key, const void *member)
{
	return name_cmp(key, member);
}

int names_find(const struct names *n, const struct ast_table *table,
	       const char *name, uint32_t *index)
{
	struct name key = { .table = table, .name = name };
	const struct name *found = NULL;

	if (n->v.n)
		found = bsearch(&key, n->v.v, n->v.n, sizeof(key), find_cmp);
	if (!found)
		return -ENOENT;
	*index = found->index;
	return 0;
}

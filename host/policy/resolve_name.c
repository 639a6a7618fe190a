// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_name.c - chains, sets, objects and fields by name
 */
#include "policy/resolve_int.h"

#include <errno.h>
#include <stdlib.h>

static int name_cmp(const void *a, const void *b)
{
	const struct name *x = a;
	const struct name *y = b;

	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;
	return strcmp(x->name, y->name);
}

void names_add(struct arena *a, struct names *n, const struct ast_table *table,
	       const char *name, struct loc loc)
{
	uint32_t index = n->v.n;

	*(struct name *)vec_push(a, &n->v) = (struct name){
		.table = table,
		.name = name,
		.loc = loc,
		.index = index,
	};
}

void names_sort(struct names *n)
{
	if (n->v.n)
		qsort(n->v.v, n->v.n, sizeof(*n->v.v), name_cmp);
}

void names_refuse_doubles(struct resolver *r, const struct names *n)
{
	const struct name *name;

	/* The parser makes one of what is written in pieces. */
	vec_for_each(name, &n->v) {
		if (name > n->v.v && !name_cmp(name - 1, name))
			diag_error(r->diag, name->loc,
				   "'%s' is in this table twice; rename one",
				   name->name);
	}
}

int names_find(const struct names *n, const struct ast_table *table,
	       const char *name, uint32_t *index)
{
	struct name key = { .table = table, .name = name };
	const struct name *found = NULL;

	if (n->v.n)
		found = bsearch(&key, n->v.v, n->v.n, sizeof(key), name_cmp);
	if (!found)
		return -ENOENT;
	*index = found->index;
	return 0;
}

static int field_cmp(const void *a, const void *b)
{
	return strcmp(fields[*(const enum field_id *)a].name,
		      fields[*(const enum field_id *)b].name);
}

/* All fields by their names, once there is a name to be looked for. */
static const enum field_id *sorted_fields(void)
{
	static enum field_id all[N_FIELDS];
	static bool is_sorted;

	for (unsigned int i = 0; i < N_FIELDS && !is_sorted; i++)
		all[i] = i;
	if (!is_sorted)
		qsort(all, N_FIELDS, sizeof(all[0]), field_cmp);
	is_sorted = true;
	return all;
}

static int name_field_cmp(const void *name, const void *field)
{
	return strcmp(name, fields[*(const enum field_id *)field].name);
}

int field_find(struct resolver *r, const char *name, enum field_id *out)
{
	struct known_name *known =
		&r->known_names[(uintptr_t)name / 16 % N_KNOWN_NAMES];
	const enum field_id *found;

	if (known->name != name) {
		found = bsearch(name, sorted_fields(), N_FIELDS, sizeof(*found),
				name_field_cmp);
		if (!found)
			return -ENOENT;
		*known = (struct known_name){ name, *found };
	}
	*out = known->field;
	return 0;
}

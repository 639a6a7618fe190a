// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_object.c - counters, quotas, limits, flowtables and the like in a table
 */
#include "lang/nft_object.h"

#include "lang/nft_block.h"
#include "lang/nft_pattern.h"
#include "lang/nft_table.h"

/* What the lines of one block go to. */
struct draft {
	const struct object_row *row;
	struct ast_object object;
};

const struct object_row *object_find_kind(const struct parser *p)
{
	const struct object_row *row;

	for (row = object_rows; row->head; row++)
		if (pattern_is_head(p, row->head))
			return row;
	return NULL;
}

void object_take_kind(struct parser *p, const struct object_row *row)
{
	pattern_match(p, row->head);
}

static void add_line(struct parser *p, struct draft *d, const char *pattern)
{
	size_t record = parser_record(p);
	const char *text;

	pattern_match(p, pattern);
	text = parser_recorded(p, record);
	if (*text)
		*vec_push(p->arena, &d->object.lines) = text;
}

static void line(struct parser *p, void *data)
{
	struct draft *d = data;

	if (block_parse_common(p))
		return;
	add_line(p, d, d->row->line);
	if (!d->row->ends_itself)
		parser_end_statement(p);
}

static bool is_same(const struct ast_object *a, const struct ast_object *b)
{
	if (a->lines.n != b->lines.n)
		return false;
	for (size_t i = 0; i < a->lines.n; i++)
		if (strcmp(a->lines.v[i], b->lines.v[i]))
			return false;
	return true;
}

/*
 * The kernel takes the new values of some (nf_tables_updobj), and the devices
 * of a flowtable in addition; else what was there stays.
 */
static void merge(struct parser *p, struct ast_object *old, struct draft *d)
{
	if (d->row->is_updated)
		old->lines = d->object.lines;
	else if (!strcmp(old->kind, "flowtable") && !is_same(old, &d->object))
		parser_error(
			p, d->object.loc,
			"the flowtable '%s' is there already, with other lines, at %s:%u: write all of them there",
			old->name, old->loc.file, old->loc.line);
}

static size_t scope(struct parser *p, const struct ast_table *t,
		    const struct object_row *row)
{
	return table_index(p, t) * N_OBJECT_KINDS + (row - object_rows);
}

struct ast_object *object_find(struct parser *p, struct ast_table *t,
			       const struct object_row *row, const char *name)
{
	ssize_t i = names_get(p->objects, scope(p, t, row), name);

	return i < 0 ? NULL : &t->objects.v[i];
}

void object_delete(struct parser *p, struct ast_table *t,
		   struct ast_object *object)
{
	const struct object_row *row = object_rows;

	while (strcmp(row->head, object->kind))
		row++;
	names_remove(p->objects, scope(p, t, row), object->name);
	object->name = NULL;
}

static void add(struct parser *p, struct ast_table *t, struct draft *d)
{
	struct ast_object *old = object_find(p, t, d->row, d->object.name);

	if (!table_may_add(p, d->object.name, old, d->object.loc))
		return;
	if (old)
		return merge(p, old, d);
	names_set(p->objects, scope(p, t, d->row), d->object.name,
		  t->objects.n);
	*(struct ast_object *)vec_push(p->arena, &t->objects) = d->object;
}

void object_parse(struct parser *p, struct ast_table *t,
		  const struct object_row *row, bool is_command)
{
	struct draft d = {
		.row = row,
		.object = { .loc = p->tok.loc, .kind = row->head },
	};

	d.object.name = parser_name(p, "a name");
	if (!d.object.name)
		return;
	/* nft has no "create counter t c { ... }". */
	if (is_command && row->spec && (p->creates || !parser_at(p, '{')))
		add_line(p, &d, row->spec);
	else
		block_parse(p, line, &d);
	if (!parser_failed(p))
		add(p, t, &d);
}

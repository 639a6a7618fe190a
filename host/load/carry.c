// SPDX-License-Identifier: GPL-2.0-only
/*
 * carry.c - counters go on where a generation replaces another
 */
#include "load/carry.h"
#include "base/fd.h"
#include "load/control.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What a counter is known by, and its index. */
struct row {
	const char *key;
	size_t i;
};

struct rows {
	VEC(struct row) rows; /* by key; those that are alike by index */
};

/* Counters of one slot of a generation. */
struct counts {
	struct nicfw_counter *v;
	size_t n;
};

/* One generation's side of it. */
struct side {
	unsigned int gen;
	json_t *meta;
	struct counts counts[N_SLOTS];
};

struct carry {
	const struct state *st;
	const char *ifname;
	struct side from, to; /* to: its base */
};

/*
 * Waits until no CPU runs a program that was replaced before. An update of a
 * map of maps ends with that (kernel/bpf/syscall.c, maybe_wait_bpf_programs:
 * synchronize_rcu, and XDP runs with softirqs off or under RCU). membarrier()
 * does it neither on kernels with nohz_full nor with one CPU online.
 */
static int wait_for_programs(void)
{
	_cleanup_(close_fd) int inner = -1, outer = -1;
	LIBBPF_OPTS(bpf_map_create_opts, opts);
	uint32_t first = 0;

	inner = bpf_map_create(BPF_MAP_TYPE_ARRAY, "nicfw", 4, 4, 1, NULL);
	if (inner < 0)
		return inner;
	opts.inner_map_fd = inner;
	outer = bpf_map_create(BPF_MAP_TYPE_ARRAY_OF_MAPS, "nicfw", 4, 4, 1,
			       &opts);
	return outer < 0 ? outer
			 : bpf_map_update_elem(outer, &first, &inner, BPF_ANY);
}

static const char *text_of(const json_t *row, const char *name)
{
	const char *text = json_string_value(json_object_get(row, name));

	return text ? text : "";
}

/* Cuts the numbers out of "counter packets N bytes N". */
static void cut_numbers(char *text)
{
	static const char word[] = "counter packets ";
	char *p = text;

	while ((p = strstr(p, word))) {
		int len = 0;

		p += strlen("counter");
		sscanf(p, " packets %*u bytes %*u%n", &len);
		memmove(p, p + len, strlen(p + len) + 1);
	}
}

static const char *key_of(struct arena *a, const json_t *row)
{
	char *key = arena_printf(a, "%s\n%s\n%s\n%s\n%s", text_of(row, "kind"),
				 text_of(row, "chain"), text_of(row, "in"),
				 text_of(row, "policy"), text_of(row, "rule"));

	cut_numbers(key);
	return key;
}

static int compare_rows(const void *x, const void *y)
{
	const struct row *a = x, *b = y;
	int order = strcmp(a->key, b->key);

	return order ? order : (a->i > b->i) - (a->i < b->i);
}

static struct rows sort_rows(struct arena *a, const json_t *counters)
{
	struct rows rows = {};
	const json_t *row;
	size_t i;

	for (i = 0; i < json_array_size(counters); i++) {
		row = json_array_get(counters, i);
		*vec_push(a, &rows.rows) = (struct row){ key_of(a, row), i };
	}
	if (rows.rows.n)
		qsort(rows.rows.v, rows.rows.n, sizeof(*rows.rows.v),
		      compare_rows);
	return rows;
}

void carry_add(struct arena *a, const json_t *from,
	       struct nicfw_counter *counts, size_t n, const json_t *to,
	       struct nicfw_counter *base)
{
	const struct rows rows = sort_rows(a, from), others = sort_rows(a, to);
	size_t i = 0, k = 0;

	while (i < rows.rows.n && k < others.rows.n) {
		const struct row *row = &rows.rows.v[i];
		const struct row *other = &others.rows.v[k];
		int order = strcmp(row->key, other->key);

		i += order <= 0;
		k += order >= 0;
		if (order || row->i >= n)
			continue;
		base[other->i].packets += counts[row->i].packets;
		base[other->i].bytes += counts[row->i].bytes;
		counts[row->i] = (struct nicfw_counter){};
	}
}

static json_t *slot_of(const struct side *side, enum attach_slot slot)
{
	return json_object_get(side->meta, attach_slot_names[slot]);
}

static json_t *rows_of(const struct side *side, enum attach_slot slot)
{
	return json_object_get(slot_of(side, slot), "counters");
}

/* -EINVAL: there is nothing that could go on. */
static int read_sides(struct carry *c)
{
	struct side *sides[] = { &c->from, &c->to };

	for (int i = 0; i < 2; i++) {
		sides[i]->meta =
			state_read_meta(c->st, c->ifname, sides[i]->gen);
		if (!sides[i]->meta)
			return -EINVAL;
	}
	if (json_is_true(json_object_get(c->from.meta, "shadow")) !=
	    json_is_true(json_object_get(c->to.meta, "shadow")))
		return -EINVAL;
	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
		struct counts *base = &c->to.counts[slot];

		base->n = json_array_size(rows_of(&c->to, slot));
		base->v = arena_calloc(c->st->a, base->n, sizeof(*base->v));
	}
	return 0;
}

static void add_slot(struct carry *c, enum attach_slot from,
		     enum attach_slot to)
{
	carry_add(c->st->a, rows_of(&c->from, from), c->from.counts[from].v,
		  c->from.counts[from].n, rows_of(&c->to, to),
		  c->to.counts[to].v);
}

static void add_slots(struct carry *c)
{
	const json_t *nic = slot_of(&c->from, SLOT_NIC);

	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++)
		add_slot(c, slot, slot);
	if (json_is_object(json_object_get(nic, "part")) &&
	    !json_is_true(json_object_get(c->from.meta, "shadow")))
		add_slot(c, SLOT_NIC, SLOT_HOST);
}

static json_t *json_of(const struct counts *counts)
{
	json_t *json = json_array();

	for (size_t i = 0; i < counts->n; i++) {
		json_array_append_new(json, json_integer(counts->v[i].packets));
		json_array_append_new(json, json_integer(counts->v[i].bytes));
	}
	return json;
}

/* @added: the program whose counts it has besides; 0: none. */
static void write_base(const struct carry *c, uint32_t added)
{
	json_t *base = json_object();

	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++)
		json_object_set_new(base, attach_slot_names[slot],
				    json_of(&c->to.counts[slot]));
	json_object_set_new(base, "added", json_integer(added));
	state_write_base(c->st, c->ifname, c->to.gen, base);
	json_decref(base);
}

static void close_sides(struct carry *c)
{
	json_decref(c->from.meta);
	json_decref(c->to.meta);
}

static void carry_change(const struct state *st, const struct change *change)
{
	struct carry c = { st,
			   change->ifname,
			   { .gen = change->old_gen },
			   { .gen = change->new_gen } };

	if (!read_sides(&c)) {
		for (enum attach_slot slot = 0; slot < N_SLOTS; slot++)
			if (change->had[slot])
				control_counters(st, c.ifname, c.from.gen, slot,
						 &c.from.counts[slot].v,
						 &c.from.counts[slot].n);
		add_slots(&c);
		write_base(&c, 0);
	}
	close_sides(&c);
}

void carry_on(const struct state *st, const struct transaction *t)
{
	const struct change *c;
	bool has_waited = false;

	vec_for_each(c, &t->changes) {
		if (!c->old_gen)
			continue;
		if (!has_waited && wait_for_programs())
			return;
		has_waited = true;
		carry_change(st, c);
	}
}

/* The number of a program of a generation, of the host's if there is one. */
static uint32_t prog_of(const struct carry *c, const struct side *side)
{
	uint32_t id = 0;

	for (enum attach_slot slot = 0; slot < N_SLOTS && !id; slot++) {
		_cleanup_(close_fd) int prog = bpf_obj_get(state_gen_pin(
			c->st, c->ifname, side->gen, slot, "prog"));

		if (prog >= 0 && objects_prog_id(prog, &id))
			id = 0;
	}
	return id;
}

void carry_back(const struct state *st, const struct change *change)
{
	struct carry c = { st,
			   change->ifname,
			   { .gen = change->new_gen },
			   { .gen = change->old_gen } };
	uint32_t prog = prog_of(&c, &c.from);
	json_t *base = state_read_base(st, c.ifname, c.to.gen);

	if (prog &&
	    prog != json_integer_value(json_object_get(base, "added")) &&
	    !read_sides(&c) && !wait_for_programs()) {
		for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
			control_counted(st, c.ifname, c.from.gen, slot,
					&c.from.counts[slot].v,
					&c.from.counts[slot].n);
			control_add_base(st, c.ifname, c.to.gen, slot,
					 c.to.counts[slot].v,
					 c.to.counts[slot].n);
		}
		add_slots(&c);
		write_base(&c, prog);
	}
	json_decref(base);
	close_sides(&c);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * carry.c - counters go on where a generation replaces another
 */
#include "load/carry.h"
#include "base/fd.h"
#include "base/text_index.h"
#include "load/control.h"
#include "load/programs.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Counters of one slot of a generation. */
struct counts {
	struct nicfw_counter *v;
	size_t n;
};

/* One generation's side of it. */
struct side {
	unsigned int gen;
	json_t *meta;
	struct labels labels[N_SLOTS];
	struct counts counts[N_SLOTS];
};

struct carry {
	const struct state *st;
	const char *ifname;
	struct side from, to; /* to: its base */
};

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

/* What the counters of @labels are known by, in their lines. */
static const char **keys_of(struct arena *a, const struct labels *labels)
{
	const size_t n = labels->lines.n;
	const char **keys = arena_calloc(a, n, sizeof(*keys));

	for (size_t i = 0; i < n; i++) {
		char *key = label_key(labels->lines.v[i]);

		cut_numbers(key);
		keys[i] = key;
	}
	return keys;
}

void carry_add(struct arena *a, const struct labels *from,
	       struct nicfw_counter *counts, size_t n, const struct labels *to,
	       struct nicfw_counter *base)
{
	const char **keys = keys_of(a, from);
	struct text_index others =
		text_index_of(a, keys_of(a, to), to->lines.n);

	for (size_t i = 0; i < from->lines.n; i++) {
		const uint32_t k = text_index_take(&others, keys[i]);

		if (k == TEXT_INDEX_NONE || i >= n)
			continue;
		base[k].packets += counts[i].packets;
		base[k].bytes += counts[i].bytes;
		counts[i] = (struct nicfw_counter){};
	}
}

/* -EINVAL: there is nothing that could go on. */
static int read_sides(struct carry *c)
{
	struct side *sides[] = { &c->from, &c->to };

	for (int i = 0; i < 2; i++) {
		struct side *side = sides[i];

		side->meta = state_read_meta(c->st, c->ifname, side->gen);
		if (!side->meta || labels_read(c->st, c->ifname, side->gen,
					       side->meta, side->labels))
			return -EINVAL;
	}
	if (json_is_true(json_object_get(c->from.meta, "shadow")) !=
	    json_is_true(json_object_get(c->to.meta, "shadow")))
		return -EINVAL;
	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
		struct counts *base = &c->to.counts[slot];

		base->n = c->to.labels[slot].lines.n;
		base->v = arena_calloc(c->st->a, base->n, sizeof(*base->v));
	}
	return 0;
}

static void add_slot(struct carry *c, enum attach_slot from,
		     enum attach_slot to)
{
	carry_add(c->st->a, &c->from.labels[from], c->from.counts[from].v,
		  c->from.counts[from].n, &c->to.labels[to],
		  c->to.counts[to].v);
}

static void add_slots(struct carry *c)
{
	const json_t *nic =
		json_object_get(c->from.meta, attach_slot_names[SLOT_NIC]);

	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++)
		add_slot(c, slot, slot);
	if (json_is_object(json_object_get(nic, "part")) &&
	    !json_is_true(json_object_get(c->from.meta, "shadow")))
		add_slot(c, SLOT_NIC, SLOT_HOST);
}

static void print_counts(const struct counts *counts, FILE *out)
{
	for (size_t i = 0; i < counts->n; i++)
		fprintf(out, "%s%llu,%llu", i ? "," : "", counts->v[i].packets,
			counts->v[i].bytes);
}

struct base {
	const struct carry *carry;
	uint32_t added;
};

/* As JSON: { SLOT: [ packets, bytes, ... ], ..., "added": } */
static void print_base(const void *of, FILE *out)
{
	const struct base *base = of;

	fputs("{ ", out);
	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
		fprintf(out, "\"%s\": [", attach_slot_names[slot]);
		print_counts(&base->carry->to.counts[slot], out);
		fputs("],\n", out);
	}
	fprintf(out, "\"added\": %u }\n", base->added);
}

/* @added: the program whose counts it has besides; 0: none. */
static void write_base(const struct carry *c, uint32_t added)
{
	state_print_text(c->st, c->ifname, c->to.gen, STATE_BASE, print_base,
			 &(struct base){ c, added });
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
		if (!has_waited && programs_wait())
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
	json_t *base = state_read_json(st, c.ifname, c.to.gen, STATE_BASE);

	if (prog &&
	    prog != json_integer_value(json_object_get(base, "added")) &&
	    !read_sides(&c) && !programs_wait()) {
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

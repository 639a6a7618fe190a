// SPDX-License-Identifier: GPL-2.0-only
/*
 * rule_change.c - a change of a generation's table, written down and made
 */
#include "load/rule_change_int.h"
#include "base/fd.h"
#include "load/control.h"
#include "load/exhausted.h"
#include "load/line_journal.h"
#include "load/programs.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static const struct loc nowhere;

/* More are to make way for a new generation. */
#define MAX_JOURNAL_BYTES (1u << 20)

/* How often others make way, should there be no room then. */
#define MAX_ROOMS 3

/* ---- The table ---- */

static int open_map(const struct state *st, const char *ifname,
		    unsigned int gen, const struct rule_index_table *table)
{
	return bpf_obj_get(
		state_gen_pin(st, ifname, gen, SLOT_HOST,
			      arena_printf(st->a, "tree%u", table->tree)));
}

/* Of all parts: each has whole lines, so they lie one behind the other. */
static size_t bytes_of(const struct perfect *t)
{
	return (size_t)t->n_parts * t->n_bytes;
}

static int map_table(int fd, const struct rule_index_table *table,
		     struct perfect_edit *out)
{
	struct bpf_map_info info = {};
	uint32_t len = sizeof(info);
	void *bytes;

	if (fd < 0)
		return fd;
	if (bpf_obj_get_info_by_fd(fd, &info, &len) ||
	    info.type != BPF_MAP_TYPE_ARRAY ||
	    info.value_size != table->perfect.n_bytes ||
	    info.max_entries != table->perfect.n_parts)
		return -EINVAL;
	bytes = mmap(NULL, bytes_of(&table->perfect), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_POPULATE, fd, 0);
	if (bytes == MAP_FAILED)
		return -errno;
	*out = (struct perfect_edit){ &table->perfect, bytes };
	return 0;
}

int rule_change_open(const struct state *st, const char *ifname,
		     unsigned int gen, const struct rule_index *index,
		     struct rule_tables *out)
{
	const struct rule_index_table *table;
	int err = 0;

	*out = (struct rule_tables){};
	vec_for_each(table, &index->tables) {
		_cleanup_(close_fd) int fd = open_map(st, ifname, gen, table);
		struct perfect_edit mapped;

		if (!err)
			err = map_table(fd, table, &mapped);
		if (!err)
			*vec_push(st->a, &out->v) = mapped;
	}
	if (err)
		rule_change_close(out);
	return err;
}

void rule_change_close(struct rule_tables *tables)
{
	const struct perfect_edit *e;

	vec_for_each(e, &tables->v)
		munmap(e->bytes, bytes_of(e->table));
	*tables = (struct rule_tables){};
}

/* Later generations may not take the maps for what they were when made. */
static int void_maps(const struct state *st, const char *ifname,
		     unsigned int gen, const struct rule_index *index)
{
	const struct rule_index_table *table;
	int err = 0;

	vec_for_each(table, &index->tables) {
		_cleanup_(close_fd) int fd = open_map(st, ifname, gen, table);

		if (!err)
			err = fd < 0 ? fd : share_void(st, ifname, gen, fd);
	}
	return err;
}

/* ---- What is to be done ---- */

typedef int (*plan_fn)(struct arena *a, const struct perfect_edit *e,
		       const struct perfect_put *puts, uint32_t n, bool reuses,
		       struct perfect_moves *out);

/* Puts of one table, and which of the change's each is. */
struct table_puts {
	VEC(struct perfect_put) v;
	VEC(const struct rule_put *) of;
};

static struct table_puts puts_of(struct arena *a, const struct rule_change *c,
				 uint32_t table)
{
	struct table_puts puts = {};
	const struct rule_put *put;

	vec_for_each(put, &c->puts) {
		if (put->key.table != table)
			continue;
		*vec_push(a, &puts.v) =
			(struct perfect_put){ put->key.key, put->answer };
		*vec_push(a, &puts.of) = put;
	}
	return puts;
}

static int plan_all(const struct doing *d, const struct rule_change *c,
		    plan_fn plan, bool reuses)
{
	int err = 0;

	for (uint32_t i = 0; i < d->index->tables.n && !err; i++) {
		struct table_puts puts = puts_of(d->st->a, c, i);

		d->moves[i] = (struct perfect_moves){};
		if (puts.v.n)
			err = plan(d->st->a, &d->tables->v.v[i], puts.v.v,
				   puts.v.n, reuses, &d->moves[i]);
	}
	return err;
}

/* Says of rules that come which counters of the program are theirs. */
static void set_counters(const struct doing *d, struct rule_change *c)
{
	for (uint32_t i = 0; i < d->index->tables.n; i++) {
		const struct table_puts puts = puts_of(d->st->a, c, i);
		const struct perfect_move *m;
		const struct perfect_moved *k;

		vec_for_each(m, &d->moves[i].v)
			vec_for_each(k, &m->keys)
				if (k->from == PERFECT_NO_ROW)
					c->rows.v[puts.of.v[k->put]->row].at =
						d->index->tables.v[i]
							.first_counter +
						k->to;
	}
}

/* Writes down what counters have that are of other rules from now on. */
static int keep_counters(struct doing *d)
{
	int err = 0;

	json_array_clear(d->kept);
	for (uint32_t i = 0; i < d->index->tables.n; i++) {
		const uint32_t first = d->index->tables.v[i].first_counter;
		const struct perfect_move *m;
		const struct perfect_moved *k;

		vec_for_each(m, &d->moves[i].v)
			vec_for_each(k, &m->keys) {
				struct nicfw_counter counted = {};

				if (!k->is_used || err)
					continue;
				err = control_counter(d->st, d->ifname, d->gen,
						      SLOT_HOST, first + k->to,
						      &counted);
				json_array_append_new(
					d->kept,
					json_pack("[I, I, I]",
						  (json_int_t)(first + k->to),
						  (json_int_t)counted.packets,
						  (json_int_t)counted.bytes));
			}
	}
	return err;
}

static void do_moves(const struct doing *d)
{
	for (uint32_t i = 0; i < d->index->tables.n; i++)
		perfect_do(&d->tables->v.v[i], &d->moves[i]);
}

static void do_dels(const struct doing *d, const struct rule_change *c)
{
	const struct rule_key *del;

	vec_for_each(del, &c->dels.v) {
		const struct perfect_edit *e = &d->tables->v.v[del->table];
		const uint32_t row = perfect_find(e, del->key);

		if (row != PERFECT_NO_ROW)
			perfect_remove(e, row);
	}
}

/* ---- With a line ---- */

static const char *fail(const char *ifname, struct diag *diag, int err)
{
	diag_error(diag, nowhere, "%s: cannot end a change of its rules: %s",
		   ifname, strerror(-err));
	return "it was interrupted";
}

static int begin_line(const struct doing *d, const char *line)
{
	return line_journal_begin(
		state_text_path(d->st, d->ifname, d->gen, STATE_EDITS), line,
		MAX_JOURNAL_BYTES);
}

/* Rows that were left can be had from now on. */
static int wait_and_keep(struct doing *d)
{
	return programs_wait() ?: keep_counters(d);
}

/* Others make way for what @c puts. -EFBIG: the journal is full. */
static int make_room(struct doing *d, const struct rule_change *c)
{
	int err = plan_all(d, c, perfect_plan_room, false), journal;

	if (err) {
		err = plan_all(d, c, perfect_plan_room, true);
		if (!err)
			err = wait_and_keep(d);
	}
	if (err)
		return err;
	journal = begin_line(d, rule_change_print(d, NULL));
	json_array_clear(d->kept);
	if (journal < 0)
		return -EFBIG;
	do_moves(d);
	return line_journal_end(journal, true);
}

/* Finds rows for what @c puts. Free ones do without a wait. */
static int find_rows(struct doing *d, struct rule_change *c)
{
	int err = plan_all(d, c, perfect_plan, false);

	if (err) {
		err = plan_all(d, c, perfect_plan, true);
		for (int i = 0; i < MAX_ROOMS && err == -ENOSPC; i++)
			err = make_room(d, c)
				      ?: plan_all(d, c, perfect_plan, true);
		if (!err)
			err = wait_and_keep(d);
	}
	if (!err)
		set_counters(d, c);
	return err;
}

static const char *make_change(struct doing *d, struct diag *diag,
			       struct rule_change *c, int fd)
{
	/* Behind a line no memory may be needed. */
	const struct text_link source =
		state_text_link(d->st, d->ifname, d->gen, STATE_SOURCE, fd);
	const char *line;
	int err = find_rows(d, c), journal;

	if (err)
		return err == -EFBIG ? "many changes are to be put together"
				     : "its table has no room for the key";
	line = rule_change_print(d, c);
	if (!line)
		return "a rule's text cannot be kept";
	journal = begin_line(d, line);
	if (journal < 0)
		return "many changes are to be put together";
	do_moves(d);
	do_dels(d, c);
	if (state_link_text(&source))
		unlink(source.to);
	err = line_journal_end(journal, true);
	if (err)
		return fail(d->ifname, diag, err);
	exhausted_is_done();
	return NULL;
}

const char *rule_change_make(const struct state *st, const char *ifname,
			     unsigned int gen, struct diag *diag,
			     const struct rule_index *index,
			     const struct rule_tables *tables,
			     struct rule_change *c, int fd)
{
	struct doing d = {
		.st = st,
		.ifname = ifname,
		.gen = gen,
		.index = index,
		.tables = tables,
		.moves = arena_calloc(st->a, index->tables.n, sizeof(*d.moves)),
		.kept = json_array(),
	};
	const char *why = void_maps(st, ifname, gen, index)
				  ? "its tables cannot be opened"
				  : make_change(&d, diag, c, fd);

	json_decref(d.kept);
	return why;
}

/* ---- What was interrupted ---- */

static int redo(const struct state *st, const char *ifname, unsigned int gen,
		const char *line)
{
	struct rule_tables tables;
	struct rule_index index;
	struct doing d = { st, ifname, gen, &index, &tables };
	struct rule_change change = {};
	int err = rule_index_read(st, ifname, gen, &index);

	if (!err)
		err = rule_change_open(st, ifname, gen, &index, &tables);
	if (err)
		return err;
	d.moves = arena_calloc(st->a, index.tables.n, sizeof(*d.moves));
	err = rule_change_scan(&d, line, &change);
	if (!err) {
		do_moves(&d);
		do_dels(&d, &change);
	}
	rule_change_close(&tables);
	return err;
}

void rule_change_recover(const struct state *st, const char *ifname,
			 unsigned int gen, struct diag *diag)
{
	char *line;
	int fd, err;

	if (line_journal_open(st->a,
			      state_text_path(st, ifname, gen, STATE_EDITS),
			      &fd, &line) != 1)
		return;
	unlink(state_text_path(st, ifname, gen, STATE_SOURCE));
	/* A line that was not written whole was not begun. */
	err = line ? redo(st, ifname, gen, line) : 0;
	line_journal_end(fd, line && !err);
	if (err && diag)
		diag_warning(
			diag, nowhere,
			"%s: an interrupted change of its rules could not be ended: %s; load them again",
			ifname, strerror(-err));
}

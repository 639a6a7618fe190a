// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_place.c - elements of a set that runs are changed by one write each
 */
#include "load/set_place.h"
#include "base/clock.h"
#include "lang/nft_parse.h"
#include "lang/nft_print_expr.h"
#include "load/exhausted.h"
#include "load/line_journal.h"
#include "load/set_journal.h"
#include "load/set_maps.h"
#include "load/share.h"
#include "policy/resolve.h"
#include "policy/set_use.h"

#include <bpf/bpf.h>
#include <errno.h>

static const struct loc nowhere;

/* More are quicker made anew, but for the largest sets. */
#define MAX_ELEMENTS 256

/* A key that is to be there, or not. */
struct write {
	uint32_t home;
	const uint8_t *key;
	const void *value;
	const void *old; /* NULL: the key is not there */
	bool is_nothing; /* that is so already */
};

struct place {
	const struct set_target *t;
	const struct set_entry *e;
	const struct policy_set *all; /* with all elements; NULL: not known */
	const struct policy_set *set; /* with the one element */
	uint64_t at_ms;		      /* the change's, as set_line's */
	uint32_t home;
	const uint8_t *key;
	const uint32_t *value;
	struct set_maps maps;
	const char *text; /* of elements, for the journal */
	VEC(struct write) writes;
};

static uint64_t at_ns(const struct set_entry *e, uint64_t at_ms)
{
	return e->read_at + at_ms * NS_PER_MS;
}

static uint64_t now_ms(const struct set_entry *e)
{
	return (clock_now_ns() - e->read_at) / NS_PER_MS;
}

/* What @elements are whose times begin at @at_ms. */
static int resolve_at(struct arena *a, struct diag *diag,
		      const struct set_entry *e, const struct expr *elements,
		      uint64_t at_ms, const struct policy_set **out)
{
	const char *text = arena_printf(a, "table %s %s\nadd %s %s %s %s%s\n",
					e->family, e->table, e->kind, e->family,
					e->table, e->name, e->head);
	struct ast_set *set;
	struct policy *policy;
	struct ruleset *rs;
	int err = nft_parse(a, diag, e->name, text, strlen(text), NULL, &rs);

	if (err)
		return err;
	set = &rs->tables.v[0].sets.v[0];
	set->elements.v = elements->items.v;
	set->elements.n = set->elements.cap = elements->items.n;
	rs->read_at = at_ns(e, at_ms);
	err = resolve_ruleset(a, diag, rs, &policy);
	if (!err && !policy->sets.n) {
		diag_error(
			diag, elements->loc,
			"'%s' takes no such elements: only the kernel knows when they match",
			e->name);
		err = -EINVAL;
	}
	if (!err)
		*out = policy->sets.v[0];
	return err;
}

int set_place_resolve(struct arena *a, struct diag *diag,
		      const struct set_entry *e, const struct expr *elements,
		      const struct policy_set **out)
{
	return resolve_at(a, diag, e, elements, 0, out);
}

/* ---- Keys ---- */

/* The home of elements of @masks; -1: there is none. */
static ssize_t find_home(const struct set_entry *e, const u128 *masks)
{
	for (size_t i = 0; i < e->homes.n; i++)
		if (!memcmp(e->homes.v[i].masks, masks,
			    e->n_parts * sizeof(*masks)))
			return i;
	return -1;
}

/* Finds the element's one key; NULL, or why it has none. */
static const char *find_key(struct place *p)
{
	struct set_key key;
	ssize_t home;

	if (set_use_key(p->t->st->a, p->set, &key))
		return "it is more than one key of a map";
	home = p->set->n_parts == p->e->n_parts ? find_home(p->e, key.masks)
						: -1;
	if (home < 0)
		return "no map of the set is for its prefix length";
	p->home = home;
	p->key = key.key;
	p->value = key.value;
	return NULL;
}

/* ---- Changes ---- */

static int fail(const struct place *p, struct diag *diag, const char *what,
		int err)
{
	diag_error(diag, nowhere, "%s: %s: %s", p->t->ifname, what,
		   strerror(-err));
	return -EIO;
}

/* Adds one element of a change: its key, and what is there (NULL: nothing). */
static struct write *add_write(struct place *p, const struct nicfw_timed *old)
{
	struct arena *a = p->t->st->a;
	struct write *w = vec_push(a, &p->writes);

	*w = (struct write){ p->home, p->key, p->value };
	if (old)
		w->old = arena_memdup(a, old, sizeof(*old));
	return w;
}

/* Writes a key and its value, if need be where one was that has ended. */
static int put_key(const struct place *p, const struct write *w)
{
	const int fd = p->maps.fds[w->home];
	int err = bpf_map_update_elem(fd, w->key, w->value, BPF_ANY);

	if (err == -E2BIG && p->set->is_timed &&
	    set_maps_collect(&p->maps, w->home) > 0)
		err = bpf_map_update_elem(fd, w->key, w->value, BPF_ANY);
	return err;
}

/*
 * Later generations may not take the maps for what they were when they were
 * made. Before a line is written: behind it no memory is needed.
 */
static int void_maps(const struct place *p)
{
	const struct set_target *t = p->t;
	const struct write *w;
	int err = 0;

	vec_for_each(w, &p->writes)
		if (!w->is_nothing && !err)
			err = share_void(t->st, t->ifname, t->gen,
					 p->maps.fds[w->home]);
	return err;
}

static int write_key(const struct place *p, const struct write *w, bool deletes)
{
	const int fd = p->maps.fds[w->home];

	if (w->is_nothing)
		return 0;
	return deletes ? bpf_map_delete_elem(fd, w->key) : put_key(p, w);
}

/* Makes the first @n keys what they were. */
static void undo_keys(const struct place *p, size_t n)
{
	while (n) {
		struct write w = p->writes.v[--n];

		w.value = w.old;
		write_key(p, &w, !w.old);
	}
}

/* All keys, or none. */
static int write_keys(const struct place *p, bool deletes)
{
	size_t n = 0;
	int err = 0;

	while (n < p->writes.n && !err) {
		err = write_key(p, &p->writes.v[n], deletes);
		n += !err;
	}
	if (err)
		undo_keys(p, n);
	return err;
}

static int write_both(struct place *p, struct diag *diag, bool deletes,
		      const char **why)
{
	const struct set_line line = {
		.deletes = deletes,
		.family = p->e->family,
		.table = p->e->table,
		.set = p->e->name,
		.elements = p->text,
		.n = p->writes.n,
		.at_ms = p->set->is_timed ? p->at_ms : 0,
	};
	const struct set_target *t = p->t;
	int err = void_maps(p), fd;

	if (err)
		return fail(p, diag, "cannot change a map", err);
	fd = set_journal_begin(t->st, t->ifname, t->gen, &line);
	if (fd == -EFBIG) {
		*why = "many changes are to be put together";
		return SET_REBUILD;
	}
	if (fd < 0)
		return fail(p, diag, "cannot keep what changes", fd);
	err = write_keys(p, deletes);
	if (err) {
		line_journal_end(fd, false);
		*why = "its map is full";
		return err == -E2BIG
			       ? SET_REBUILD
			       : fail(p, diag, "cannot change a map", err);
	}
	err = line_journal_end(fd, true);
	if (!err) {
		exhausted_is_done();
		return SET_PLACED;
	}
	undo_keys(p, p->writes.n);
	return fail(p, diag, "cannot keep what changes", err);
}

/*
 * True if adding @element, whose key is there, gives it other times, as
 * set_edit() has it.
 */
static bool changes_times(const struct place *p, const struct expr *element)
{
	const struct nicfw_timed *is = (const void *)p->value;
	const struct nicfw_timed *was = &p->maps.found;

	if (!p->set->is_timed)
		return false;
	return is->timeout_ms != was->timeout_ms ||
	       (element->kind == EXPR_TIMED && element->times->expires_ms);
}

static const char *why_no_add(struct place *p, const struct expr *element)
{
	const struct interval *v = &p->set->elements.v[0].parts[0];
	struct write *w;

	if (set_maps_have(&p->maps, p->home, p->key)) {
		w = add_write(p, &p->maps.found);
		w->is_nothing = !changes_times(p, element);
		return set_maps_has_element(&p->maps, v)
			       ? NULL
			       : "it may be a part of another element";
	}
	add_write(p, NULL);
	return p->set->declared->is_interval && !set_maps_are_free(&p->maps, v)
		       ? "it may overlap another element"
		       : NULL;
}

/* *@is_missing: it is not there. */
static const char *why_no_del(struct place *p, bool *is_missing)
{
	const struct interval *v = &p->set->elements.v[0].parts[0];

	if (p->e->merges)
		return "elements of a set with auto-merge may be one key together";
	*is_missing = !set_maps_have(&p->maps, p->home, p->key);
	add_write(p, &p->maps.found);
	return *is_missing || set_maps_has_element(&p->maps, v)
		       ? NULL
		       : "it may be a part of another element";
}

/* Sets p->set; what one element is that has no times is known already. */
static int resolve_one(struct place *p, struct diag *diag, struct expr *element)
{
	struct expr one = { .kind = EXPR_SET, .loc = element->loc };

	if (p->all && p->all->elements.n == 1 && !p->all->is_timed) {
		p->set = p->all;
		return 0;
	}
	*vec_push(p->t->st->a, &one.items) = element;
	return resolve_at(p->t->st->a, diag, p->e, &one, p->at_ms, &p->set);
}

/* Makes @p ready for one element: SET_REBUILD with *@why, -errno, or 0. */
static int take_element(struct place *p, struct diag *diag,
			struct expr *element, const char **why)
{
	if (resolve_one(p, diag, element))
		return -EIO;
	p->maps.set = p->set;
	*why = find_key(p);
	return *why ? SET_REBUILD : 0;
}

/* @element with the times that it has once it is written. */
static struct expr *with_times(struct place *p, struct expr *element)
{
	const struct write *w = &p->writes.v[p->writes.n - 1];
	const struct nicfw_timed *timed = w->is_nothing ? w->old : w->value;
	struct element_times times;

	if (timed->ends == NICFW_NEVER)
		return element;
	times.timeout_ms = timed->timeout_ms;
	times.expires_ms = (timed->ends - at_ns(p->e, p->at_ms)) / NS_PER_MS;
	return expr_timed(p->t->st->a, element, &times, expr_comment(element));
}

static void add_text(struct place *p, bool deletes, struct expr *element)
{
	struct arena *a = p->t->st->a;

	if (p->set->is_timed && !deletes)
		element = with_times(p, element);
	p->text = arena_printf(a, "%s%s%s", p->text, *p->text ? ", " : "",
			       print_expr_text(a, element));
}

static int check_element(struct place *p, struct diag *diag, bool deletes,
			 struct expr *element, const char **why)
{
	bool is_missing = false;
	int ret = take_element(p, diag, element, why);

	if (ret)
		return ret;
	*why = deletes ? why_no_del(p, &is_missing) : why_no_add(p, element);
	if (p->maps.err)
		return fail(p, diag, "cannot read a map", p->maps.err);
	if (is_missing) {
		diag_error(diag, element->loc, "no such element in '%s'",
			   p->e->name);
		return -ENOENT;
	}
	if (!*why)
		add_text(p, deletes, element);
	return *why ? SET_REBUILD : 0;
}

static bool is_all_nothing(const struct place *p)
{
	const struct write *w;

	vec_for_each(w, &p->writes)
		if (!w->is_nothing)
			return false;
	return true;
}

static int change(struct place *p, struct diag *diag, bool deletes,
		  const struct expr *elements, const char **why)
{
	struct expr *const *e;
	int ret = set_maps_open(&p->maps, p->t, p->e, at_ns(p->e, p->at_ms));

	if (ret)
		return fail(p, diag, "cannot open its maps", ret);
	vec_for_each(e, &elements->items) {
		ret = check_element(p, diag, deletes, *e, why);
		if (ret)
			return ret;
	}
	if (strlen(p->text) > SET_LINE_MAX_BYTES || strchr(p->text, '\n')) {
		*why = "its text is long";
		return SET_REBUILD;
	}
	return is_all_nothing(p) ? SET_NOTHING
				 : write_both(p, diag, deletes, why);
}

int set_place(const struct set_target *t, struct diag *diag,
	      const struct set_entry *e, const struct policy_set *set,
	      bool deletes, const struct expr *elements, const char **why)
{
	struct place p = {
		.t = t,
		.e = e,
		.all = set,
		.at_ms = set->is_timed ? now_ms(e) : 0,
		.text = "",
	};
	int ret;

	*why = e->why_not;
	if (!*why && elements->items.n > MAX_ELEMENTS)
		*why = "there are many elements";
	if (!*why && set->elements.n != elements->items.n)
		*why = "elements are given twice";
	if (*why)
		return SET_REBUILD;
	ret = change(&p, diag, deletes, elements, why);
	set_maps_close(&p.maps);
	return ret;
}

/* ---- What was interrupted ---- */

/* Writes what @line says, whether it is there already or not. */
static int redo(const struct set_target *t, struct diag *diag,
		const struct set_line *line)
{
	struct place p = { .t = t };
	struct set_index index;
	struct expr *elements, *const *e;
	const struct write *w;
	const char *why;
	int err = set_index_read(t->st, t->ifname, t->gen, &index);

	p.at_ms = line->at_ms;

	p.e = err ? NULL
		  : set_index_get(&index, line->family, line->table, line->set);
	if (!p.e)
		return -ENOENT;
	err = nft_parse_elements(t->st->a, diag, "an interrupted change",
				 line->elements, strlen(line->elements),
				 &elements);
	if (err)
		return err;
	err = set_maps_open(&p.maps, t, p.e, at_ns(p.e, p.at_ms));
	vec_for_each(e, &elements->items) {
		if (!err)
			err = take_element(&p, diag, *e, &why) ? -EINVAL : 0;
		add_write(&p, NULL);
	}
	if (!err)
		err = void_maps(&p);
	vec_for_each(w, &p.writes) {
		if (!err)
			err = write_key(&p, w, line->deletes);
		if (err == -ENOENT && line->deletes)
			err = 0;
	}
	set_maps_close(&p.maps);
	return err;
}

void set_place_recover(const struct set_target *t, struct diag *diag)
{
	struct diag *unsaid = diag_new(t->st->a);
	struct set_line line;
	int fd, err = 0;

	if (set_journal_open_line(t->st, t->ifname, t->gen, &fd, &line) != 1)
		return;
	if (line.set)
		err = redo(t, unsaid, &line);
	if (line.set && !err)
		err = line_journal_end(fd, true);
	else
		line_journal_end(fd, false);
	if (err && diag)
		diag_warning(
			diag, nowhere,
			"%s: an interrupted change of set %s could not be ended: %s; load its rules again",
			t->ifname, line.set, strerror(-err));
}

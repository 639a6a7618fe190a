// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_place.c - elements of a set that runs are changed by one write each
 *
 * Elements of a set with intervals are prefixes in maps by their length, and do
 * not overlap. So a number is in the set if one of the maps has it, under its
 * mask.
 */
#include "load/set_place.h"
#include "base/fd.h"
#include "lang/nft_parse.h"
#include "lang/nft_print_expr.h"
#include "load/set_journal.h"
#include "load/share.h"
#include "policy/resolve.h"
#include "policy/set_use.h"

#include <bpf/bpf.h>
#include <errno.h>

static const struct loc nowhere;

/* So many lookups are made to find out that nothing overlaps: half a ms. */
#define MAX_LOOKUPS 1024
/* More are quicker made anew, but for the largest sets. */
#define MAX_ELEMENTS 256

/* A key that is to be there, or not. */
struct write {
	uint32_t home;
	const uint8_t *key;
	uint32_t value;
	bool is_nothing; /* that is so already */
};

struct place {
	const struct set_target *t;
	const struct set_entry *e;
	const struct policy_set *set; /* with the one element */
	bool is_interval;
	int *fds; /* of e->homes */
	uint32_t home;
	const uint8_t *key;
	uint32_t value;
	int err; /* of a lookup */
	VEC(struct write) writes;
};

int set_place_resolve(struct arena *a, struct diag *diag,
		      const struct set_entry *e, const struct expr *elements,
		      const struct policy_set **out)
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
	err = resolve_ruleset(a, diag, rs, &policy);
	if (!err && !policy->sets.n) {
		diag_error(
			diag, elements->loc,
			"nicfw takes no element out again when its time is over: leave its timeout out");
		err = -EINVAL;
	}
	if (!err)
		*out = policy->sets.v[0];
	return err;
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

static int open_homes(struct place *p)
{
	const struct set_target *t = p->t;

	p->fds = arena_calloc(t->st->a, p->e->homes.n, sizeof(*p->fds));
	memset(p->fds, -1, p->e->homes.n * sizeof(*p->fds));
	for (size_t i = 0; i < p->e->homes.n; i++) {
		const char *name =
			arena_printf(t->st->a, "keys%u", p->e->homes.v[i].keys);

		p->fds[i] = bpf_obj_get(state_gen_pin(t->st, t->ifname, t->gen,
						      SLOT_HOST, name));
		if (p->fds[i] < 0)
			return p->fds[i];
	}
	return 0;
}

static void close_homes(struct place *p)
{
	for (size_t i = 0; p->fds && i < p->e->homes.n; i++)
		close_fd(&p->fds[i]);
}

static bool has_key(struct place *p, size_t home, const void *key)
{
	uint32_t value;
	int err = bpf_map_lookup_elem(p->fds[home], key, &value);

	if (err && err != -ENOENT)
		p->err = err;
	return !err;
}

/* Of a set of one part. */
static bool has_masked(struct place *p, size_t home, u128 number)
{
	uint8_t key[16];

	plan_put_part(key, p->set->widths[0],
		      number & p->e->homes.v[home].masks[0]);
	return has_key(p, home, key);
}

/* ---- Intervals ---- */

static bool has_number(struct place *p, u128 number)
{
	for (size_t i = 0; i < p->e->homes.n; i++)
		if (has_masked(p, i, number))
			return true;
	return false;
}

/*
 * True if the key that is there is an element, not a part of one. A range's
 * keys stand side by side, so a key that stands alone is none of those.
 */
static bool is_element(struct place *p, const struct interval *v)
{
	if (!p->is_interval || p->e->is_one_key)
		return true;
	return !(v->lo && has_number(p, v->lo - 1)) &&
	       !(v->hi < u128_max(p->set->widths[0]) &&
		 has_number(p, v->hi + 1));
}

/* The keys under @mask, of 1 bits in front, that are in @v. */
static u128 n_keys_in(const struct interval *v, u128 mask, unsigned int width)
{
	const u128 step = (u128_max(width) & ~mask) + 1;

	return (v->hi - v->lo) / step + 1;
}

/* True if elements that are in @v, or that hold it, can be ruled out. */
static bool is_free(struct place *p, const struct interval *v)
{
	const unsigned int width = p->set->widths[0];
	u128 left = MAX_LOOKUPS;

	for (size_t i = 0; i < p->e->homes.n; i++) {
		const u128 mask = p->e->homes.v[i].masks[0];
		const u128 step = (u128_max(width) & ~mask) + 1;
		u128 n = n_keys_in(v, mask, width);

		if (n > left)
			return false;
		left -= n;
		for (u128 number = v->lo; n; n--, number += step)
			if (has_masked(p, i, number))
				return false;
	}
	return true;
}

/* ---- Changes ---- */

static int fail(const struct place *p, struct diag *diag, const char *what,
		int err)
{
	diag_error(diag, nowhere, "%s: %s: %s", p->t->ifname, what,
		   strerror(-err));
	return -EIO;
}

/* One element of a change: its key, and that it is so already. */
static struct write write_of(const struct place *p, bool is_nothing)
{
	return (struct write){ p->home, p->key, p->value, is_nothing };
}

/* Later generations may not take the map for what it was when it was made. */
static int write_key(const struct place *p, const struct write *w, bool deletes)
{
	const struct set_target *t = p->t;
	const int fd = p->fds[w->home];
	int err;

	if (w->is_nothing)
		return 0;
	err = share_void(t->st, t->ifname, t->gen, fd);
	if (err)
		return err;
	return deletes ? bpf_map_delete_elem(fd, w->key)
		       : bpf_map_update_elem(fd, w->key, &w->value, BPF_ANY);
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
	while (err && n)
		write_key(p, &p->writes.v[--n], !deletes);
	return err;
}

static int write_both(struct place *p, struct diag *diag, bool deletes,
		      const char *text, const char **why)
{
	const struct set_line line = { deletes,	   p->e->family, p->e->table,
				       p->e->name, text,	 p->writes.n };
	const struct set_target *t = p->t;
	int fd = set_journal_begin(t->st, t->ifname, t->gen, &line), err;

	if (fd == -EFBIG) {
		*why = "many changes are to be put together";
		return SET_REBUILD;
	}
	if (fd < 0)
		return fail(p, diag, "cannot keep what changes", fd);
	err = write_keys(p, deletes);
	if (err) {
		set_journal_end(fd, false);
		*why = "its map is full";
		return err == -E2BIG
			       ? SET_REBUILD
			       : fail(p, diag, "cannot change a map", err);
	}
	err = set_journal_end(fd, true);
	if (!err)
		return SET_PLACED;
	write_keys(p, !deletes);
	return fail(p, diag, "cannot keep what changes", err);
}

static const char *why_no_add(struct place *p)
{
	const struct interval *v = &p->set->elements.v[0].parts[0];

	if (has_key(p, p->home, p->key)) {
		*vec_push(p->t->st->a, &p->writes) = write_of(p, true);
		return is_element(p, v) ? NULL
					: "it may be a part of another element";
	}
	*vec_push(p->t->st->a, &p->writes) = write_of(p, false);
	return p->is_interval && !is_free(p, v)
		       ? "it may overlap another element"
		       : NULL;
}

/* *@is_missing: it is not there. */
static const char *why_no_del(struct place *p, bool *is_missing)
{
	const struct interval *v = &p->set->elements.v[0].parts[0];

	if (p->e->merges)
		return "elements of a set with auto-merge may be one key together";
	*is_missing = !has_key(p, p->home, p->key);
	*vec_push(p->t->st->a, &p->writes) = write_of(p, false);
	return *is_missing || is_element(p, v)
		       ? NULL
		       : "it may be a part of another element";
}

/* Makes @p ready for one element: SET_REBUILD with *@why, -errno, or 0. */
static int take_element(struct place *p, struct diag *diag,
			struct expr *element, const char **why)
{
	struct expr one = { .kind = EXPR_SET, .loc = element->loc };

	*vec_push(p->t->st->a, &one.items) = element;
	if (set_place_resolve(p->t->st->a, diag, p->e, &one, &p->set))
		return -EIO;
	p->is_interval = p->set->declared->is_interval;
	*why = find_key(p);
	return *why ? SET_REBUILD : 0;
}

static int check_element(struct place *p, struct diag *diag, bool deletes,
			 struct expr *element, const char **why)
{
	bool is_missing = false;
	int ret = take_element(p, diag, element, why);

	if (ret)
		return ret;
	*why = deletes ? why_no_del(p, &is_missing) : why_no_add(p);
	if (p->err)
		return fail(p, diag, "cannot read a map", p->err);
	if (is_missing) {
		diag_error(diag, element->loc, "no such element in '%s'",
			   p->e->name);
		return -ENOENT;
	}
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

static const char *texts_of(struct arena *a, const struct expr *elements)
{
	struct expr *const *e;
	const char *all = "";

	vec_for_each(e, &elements->items)
		all = arena_printf(a, "%s%s%s", all, *all ? ", " : "",
				   print_expr_text(a, *e));
	return all;
}

static int change(struct place *p, struct diag *diag, bool deletes,
		  const struct expr *elements, const char **why)
{
	const char *text = texts_of(p->t->st->a, elements);
	struct expr *const *e;
	int ret = open_homes(p);

	if (ret)
		return fail(p, diag, "cannot open its maps", ret);
	vec_for_each(e, &elements->items) {
		ret = check_element(p, diag, deletes, *e, why);
		if (ret)
			return ret;
	}
	if (strlen(text) > SET_LINE_MAX_BYTES || strchr(text, '\n')) {
		*why = "its text is long";
		return SET_REBUILD;
	}
	return is_all_nothing(p) ? SET_NOTHING
				 : write_both(p, diag, deletes, text, why);
}

int set_place(const struct set_target *t, struct diag *diag,
	      const struct set_entry *e, const struct policy_set *set,
	      bool deletes, const struct expr *elements, const char **why)
{
	struct place p = { .t = t, .e = e };
	int ret;

	*why = e->why_not;
	if (!*why && elements->items.n > MAX_ELEMENTS)
		*why = "there are many elements";
	if (!*why && set->elements.n != elements->items.n)
		*why = "elements are given twice";
	if (*why)
		return SET_REBUILD;
	ret = change(&p, diag, deletes, elements, why);
	close_homes(&p);
	return ret;
}

/* ---- What was interrupted ---- */

static const struct set_entry *find_entry(const struct set_index *index,
					  const struct set_line *line)
{
	const struct set_entry *e;

	vec_for_each(e, &index->sets)
		if (!strcmp(e->family, line->family) &&
		    !strcmp(e->table, line->table) &&
		    !strcmp(e->name, line->set))
			return e;
	return NULL;
}

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

	p.e = err ? NULL : find_entry(&index, line);
	if (!p.e)
		return -ENOENT;
	err = nft_parse_elements(t->st->a, diag, "an interrupted change",
				 line->elements, strlen(line->elements),
				 &elements);
	if (err)
		return err;
	err = open_homes(&p);
	vec_for_each(e, &elements->items) {
		if (!err)
			err = take_element(&p, diag, *e, &why) ? -EINVAL : 0;
		*vec_push(t->st->a, &p.writes) = write_of(&p, false);
	}
	vec_for_each(w, &p.writes) {
		if (!err)
			err = write_key(&p, w, line->deletes);
		if (err == -ENOENT && line->deletes)
			err = 0;
	}
	close_homes(&p);
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
		err = set_journal_end(fd, true);
	else
		set_journal_end(fd, false);
	if (err && diag)
		diag_warning(
			diag, nowhere,
			"%s: an interrupted change of set %s could not be ended: %s; load its rules again",
			t->ifname, line.set, strerror(-err));
}

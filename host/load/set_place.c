// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_place.c - an element of a set that runs is changed by one write
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
#define MAX_LINE    4096

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

/* Later generations may not take the map for what it was when it was made. */
static int write_key(const struct place *p, bool deletes)
{
	const struct set_target *t = p->t;
	const int fd = p->fds[p->home];
	int err = share_void(t->st, t->ifname, t->gen, fd);

	if (err)
		return err;
	return deletes ? bpf_map_delete_elem(fd, p->key)
		       : bpf_map_update_elem(fd, p->key, &p->value, BPF_ANY);
}

static int fail(const struct place *p, struct diag *diag, const char *what,
		int err)
{
	diag_error(diag, nowhere, "%s: %s: %s", p->t->ifname, what,
		   strerror(-err));
	return -EIO;
}

static int write_both(struct place *p, struct diag *diag, bool deletes,
		      const char *text, const char **why)
{
	const struct set_line line = { deletes, p->e->family, p->e->table,
				       p->e->name, text };
	const struct set_target *t = p->t;
	int fd, err;

	if (p->err) /* what was found out does not hold */
		return p->err;
	fd = set_journal_begin(t->st, t->ifname, t->gen, &line);
	if (fd == -EFBIG) {
		*why = "many changes are to be put together";
		return SET_REBUILD;
	}
	if (fd < 0)
		return fail(p, diag, "cannot keep what changes", fd);
	err = write_key(p, deletes);
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
	write_key(p, !deletes);
	return fail(p, diag, "cannot keep what changes", err);
}

static int add(struct place *p, struct diag *diag, const char *text,
	       const char **why)
{
	const struct interval *v = &p->set->elements.v[0].parts[0];

	if (has_key(p, p->home, p->key)) {
		if (is_element(p, v))
			return SET_NOTHING;
		*why = "it may be a part of another element";
		return SET_REBUILD;
	}
	if (p->is_interval && !is_free(p, v)) {
		*why = "it may overlap another element";
		return SET_REBUILD;
	}
	return write_both(p, diag, false, text, why);
}

static int del(struct place *p, struct diag *diag, struct loc loc,
	       const char *text, const char **why)
{
	const struct interval *v = &p->set->elements.v[0].parts[0];

	if (p->e->merges) {
		*why = "elements of a set with auto-merge may be one key together";
		return SET_REBUILD;
	}
	if (!has_key(p, p->home, p->key)) {
		if (p->err)
			return p->err;
		diag_error(diag, loc, "no such element in '%s'", p->e->name);
		return -ENOENT;
	}
	if (!is_element(p, v)) {
		*why = "it may be a part of another element";
		return SET_REBUILD;
	}
	return write_both(p, diag, true, text, why);
}

/* Ready to look at the maps; SET_REBUILD with *@why, or -errno. */
static int start(struct place *p, struct diag *diag, const char **why)
{
	int err;

	p->is_interval = p->set->declared->flags & SET_INTERVAL;
	*why = p->e->why_not;
	if (!*why && p->set->elements.n != 1)
		*why = "it is several elements";
	if (!*why)
		*why = find_key(p);
	if (*why)
		return SET_REBUILD;
	err = open_homes(p);
	return err ? fail(p, diag, "cannot open its maps", err) : 0;
}

int set_place(const struct set_target *t, struct diag *diag,
	      const struct set_entry *e, const struct policy_set *set,
	      bool deletes, const struct expr *element, const char **why)
{
	const char *text = print_expr_text(t->st->a, element);
	struct place p = { .t = t, .e = e, .set = set };
	int ret = start(&p, diag, why);

	if (!ret && (strlen(text) > MAX_LINE || strchr(text, '\n'))) {
		*why = "its text is long";
		ret = SET_REBUILD;
	}
	if (!ret)
		ret = deletes ? del(&p, diag, element->loc, text, why)
			      : add(&p, diag, text, why);
	if (p.err)
		ret = fail(&p, diag, "cannot read a map", p.err);
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
	struct expr *elements;
	const char *why;
	int err = set_index_read(t->st, t->ifname, t->gen, &index);

	p.e = err ? NULL : find_entry(&index, line);
	if (!p.e)
		return -ENOENT;
	err = nft_parse_elements(t->st->a, diag, "an interrupted change",
				 line->element, strlen(line->element),
				 &elements);
	if (!err)
		err = set_place_resolve(t->st->a, diag, p.e, elements, &p.set);
	if (!err)
		err = start(&p, diag, &why) ? -EINVAL : 0;
	if (!err)
		err = write_key(&p, line->deletes);
	close_homes(&p);
	return err == -ENOENT && line->deletes ? 0 : err;
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

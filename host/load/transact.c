// SPDX-License-Identifier: GPL-2.0-only
/*
 * transact.c - several attachments change together or not at all
 */
#include "load/transact.h"
#include "base/fd.h"
#include "load/carry.h"
#include "load/exhausted.h"
#include "load/forget.h"
#include "load/hold.h"
#include "load/journal.h"
#include "load/rule_change.h"
#include "load/set_place.h"
#include "load/transact_int.h"
#include "load/undo.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

static const struct loc nowhere;

void transact_note(struct change *c, const struct nic *nic,
		   const struct loaded *now)
{
	c->ifname = nic->name;
	c->ifindex = nic->ifindex;
	c->old_gen = now->gen;
	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
		c->had[slot] = now->gen && now->slots[slot].prog_id;
		c->stages[slot] = now->slots[slot].stage;
	}
}

const char *transact_evicted_pin(const struct state *st, const struct change *c)
{
	return arena_printf(st->a, "%s/evicted",
			    state_gen(st, c->ifname, c->new_gen));
}

/* Of one whose texts were lost it is not known: then it may be. */
static bool may_be_complete(const struct state *st, const char *ifname,
			    unsigned int gen)
{
	json_t *meta = gen ? state_read_meta(st, ifname, gen) : NULL;
	const bool is_known_not =
		json_is_false(json_object_get(meta, "complete"));

	json_decref(meta);
	return gen && !is_known_not;
}

bool transact_must_hold(const struct state *st, const struct change *c)
{
	return may_be_complete(st, c->ifname, c->old_gen) &&
	       may_be_complete(st, c->ifname, c->new_gen);
}

int transact_begin(const struct state *st, const struct transaction *t)
{
	int err = journal_write(st, t);

	if (!err)
		exhausted_undoes(st);
	return err;
}

/* Where the device is that a link of ours is for. */
enum whereabouts {
	GONE, /* or there is no link */
	HERE,
	ELSEWHERE, /* it took its filter along to another namespace */
};

/*
 * Where the device of the links pinned for @ifname is; sets @nic's index and
 * name if it is here. -errno if that cannot be told.
 */
static int find_device(const struct state *st, const char *ifname,
		       struct nic *nic)
{
	int where = GONE;

	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
		const char *pin = state_link(st, ifname, slot);
		struct attached attached = {};
		int err = attach_ifindex(pin, &nic->ifindex);

		if (!err && !nic->ifindex)
			continue;
		if (!err && if_indextoname(nic->ifindex, nic->name) &&
		    !nic_read_xdp(nic))
			err = attach_read(pin, nic, &attached);
		if (err)
			return err;
		if (attached.prog_id)
			return HERE;
		where = ELSEWHERE;
	}
	return where;
}

/* True if a link of @ifname is there, so that what it ran has been ended. */
static bool has_link(const struct state *st, const char *ifname)
{
	return !access(state_link(st, ifname, SLOT_HOST), F_OK) ||
	       !access(state_link(st, ifname, SLOT_NIC), F_OK);
}

/* What was loaded on a device that went away is lost, and nobody said so. */
static void tell_lost(const struct state *st, struct diag *diag,
		      const char *ifname)
{
	unsigned int gen = state_new_gen(st, ifname) - 1;
	json_t *meta = gen ? state_read_meta(st, ifname, gen) : NULL;
	const char *source = json_string_value(json_object_get(meta, "source"));

	if (diag && has_link(st, ifname))
		diag_note(
			diag, nowhere,
			"%s: its device went away or something else detached the filter, and %s ran there until then; nothing is loaded now",
			ifname, source ? source : "a load");
	json_decref(meta);
}

/* What is kept by the name of an interface. */
struct kept {
	const char *ifname;
	int where; /* find_device()'s, with the device */
	struct nic nic;
	struct loaded now; /* where that is HERE and could be read */
	bool is_read;
};

static struct kept find_kept(const struct state *st, const char *ifname)
{
	struct kept k = { .ifname = ifname };

	k.where = find_device(st, ifname, &k.nic);
	return k;
}

/*
 * Removes the generations of @k that do not run, and what is held in the place
 * of one that does; says in @diag (may be NULL) what no longer runs although
 * nobody unloaded it. Takes nothing away that runs, or may run for all that can
 * be told.
 */
static void clean_kept(const struct state *st, struct diag *diag,
		       struct kept *k)
{
	if (k->where == GONE) {
		tell_lost(st, diag, k->ifname);
		state_clean(st, k->ifname, 0);
	}
	if (k->where != HERE)
		return;
	/* Its pins may have a name that the device no longer has. */
	snprintf(k->nic.name, sizeof(k->nic.name), "%s", k->ifname);
	k->is_read = !state_match(st, &k->nic, &k->now);
	if (!k->is_read || !k->now.gen)
		return;
	if (k->now.slots[SLOT_HOST].prog_id)
		hold_end(k->nic.ifindex);
	state_clean(st, k->ifname, k->now.gen);
	set_place_recover(&(struct set_target){ st, k->ifname, k->now.gen },
			  diag);
	rule_change_recover(st, k->ifname, k->now.gen, diag);
}

static void clean_unused(const struct state *st, const char *ifname)
{
	struct kept k = find_kept(st, ifname);

	clean_kept(st, NULL, &k);
}

void transact_commit(const struct state *st, const struct transaction *t)
{
	const struct change *c;

	carry_on(st, t);
	/* Without the journal nobody would know that frames are held. */
	vec_for_each(c, &t->changes)
		hold_end(c->ifindex);
	journal_remove(st);
	if (!t->is_found)
		exhausted_is_done();
	undo_forget(st);
	vec_for_each(c, &t->changes) {
		if (c->evicts)
			unlink(transact_evicted_pin(st, c));
		clean_unused(st, c->ifname);
	}
}

/* False if some of it is left to whoever reads the journal next. */
static bool undo(const struct state *st, struct diag *diag,
		 const struct transaction *t)
{
	const struct change *c;
	bool is_done = true;

	vec_for_each(c, &t->changes)
		if (transact_undo_change(st, diag, c))
			clean_unused(st, c->ifname);
		else
			is_done = false;
	undo_run(st, diag);
	if (is_done)
		journal_remove(st);
	return is_done;
}

void transact_undo(const struct state *st, struct diag *diag,
		   const struct transaction *t)
{
	if (undo(st, diag, t))
		exhausted_changes_nothing();
}

/* 1: the new generation's programs run, and no other ones of ours. */
static int is_in_place(const struct state *st, const struct change *c)
{
	struct nic nic = transact_nic(c);
	struct loaded now;
	int err;

	if (!transact_is_here(st, c))
		return 0;
	err = state_read(st, &nic, &now);
	if (err || !now.gen)
		return err;
	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
		_cleanup_(close_fd) int prog = bpf_obj_get(
			state_gen_pin(st, c->ifname, c->new_gen, slot, "prog"));
		uint32_t id = 0;

		if (prog >= 0)
			err = objects_prog_id(prog, &id);
		else if (prog != -ENOENT)
			err = prog;
		if (err)
			return err;
		if (id != now.slots[slot].prog_id)
			return 0;
	}
	return 1;
}

/* 1: all that @t was to change is changed, and nobody had to confirm it. */
static int is_complete(const struct state *st, const struct transaction *t)
{
	const struct change *c;
	int is_complete = !t->awaits_confirm;

	vec_for_each(c, &t->changes)
		if (is_complete > 0)
			is_complete = is_in_place(st, c);
	return is_complete;
}

/* 1: it could not be ended, and frames are dropped in its place. */
static int end_interrupted(const struct state *st, struct diag *diag)
{
	struct transaction t = {};
	int err = journal_read(st, &t);

	/* Without a journal nothing was changed by who wrote it. */
	if (err == -ENOENT || err == -EINVAL)
		undo_forget(st);
	if (err == -ENOENT)
		return 0;
	if (err == -EINVAL) {
		diag_warning(
			diag, nowhere,
			"the journal of an interrupted load cannot be understood; what runs stays");
		journal_remove(st);
		return 0;
	}
	if (!err)
		err = is_complete(st, &t);
	if (err < 0) {
		diag_error(
			diag, nowhere,
			"cannot tell whether a load was interrupted: %s; nothing is done before that is known",
			strerror(-err));
		return err;
	}
	if (err) {
		t.is_found = true;
		transact_commit(st, &t);
		return 0;
	}
	err = undo_require(st, diag);
	if (err)
		return err;
	if (!undo(st, diag, &t))
		return 1;
	diag_note(diag, nowhere, "an interrupted load of %s was undone",
		  t.changes.n == 1 ? t.changes.v[0].ifname
				   : "several interfaces");
	return 0;
}

/* No interface has so long a name. */
#define PARKED "renamed-ifindex-"
_Static_assert(sizeof(PARKED) > IFNAMSIZ, "a name that is no interface's");

static bool is_parked(const char *name)
{
	return !strncmp(name, PARKED, sizeof(PARKED) - 1);
}

/* Gives what is parked as @parked to its device, unless the name is taken. */
static void unpark(const struct state *st, const char *parked)
{
	struct nic nic = {}, other = {};

	if (find_device(st, parked, &nic) == HERE &&
	    find_device(st, nic.name, &other) == GONE)
		state_rename(st, parked, nic.name);
}

struct all_kept {
	VEC(struct kept) v;
};

static struct all_kept find_all(const struct state *st)
{
	struct state_names names = {};
	struct all_kept all = {};
	const char *const *n;

	state_list(st, &names);
	vec_for_each(n, &names.names)
		*vec_push(st->a, &all.v) = find_kept(st, *n);
	return all;
}

/*
 * Devices may have swapped their names, so what has a wrong name is first moved
 * to one that is no device's. True if something was, now or by who was killed.
 */
static bool follow_renames(const struct state *st, struct all_kept *all)
{
	bool is_any = false;
	struct kept *k;

	vec_for_each(k, &all->v) {
		const char *parked;

		if (is_parked(k->ifname) || k->where != HERE ||
		    !strcmp(k->nic.name, k->ifname))
			continue;
		parked = arena_printf(st->a, PARKED "%u", k->nic.ifindex);
		if (!state_rename(st, k->ifname, parked))
			k->ifname = parked;
	}
	vec_for_each(k, &all->v)
		if (is_parked(k->ifname)) {
			unpark(st, k->ifname);
			is_any = true;
		}
	return is_any;
}

/* Is @k what runs on @nic, under its name? */
static bool is_read_of(const struct kept *k, const struct nic *nic)
{
	return k->is_read && k->nic.ifindex == nic->ifindex &&
	       !strcmp(k->ifname, nic->name);
}

int transact_recover_for(const struct state *st, struct diag *diag,
			 struct nic *nic, struct loaded *now)
{
	struct all_kept all;
	struct kept *k;
	int ret;

	if (st->lock < 0)
		return 0;
	ret = end_interrupted(st, diag);
	if (ret < 0)
		return ret;
	/* Its generations are still needed. */
	if (ret)
		return 0;
	all = find_all(st);
	if (follow_renames(st, &all))
		all = find_all(st);
	vec_for_each(k, &all.v) {
		clean_kept(st, diag, k);
		if (!nic || !is_read_of(k, nic))
			continue;
		memcpy(nic->xdp_prog, k->nic.xdp_prog, sizeof(nic->xdp_prog));
		*now = k->now;
		ret = 1;
	}
	return ret;
}

int transact_recover(const struct state *st, struct diag *diag)
{
	const int ret = transact_recover_for(st, diag, NULL, NULL);

	if (ret < 0)
		return ret;
	if (st->lock >= 0)
		forget_namespaces(st);
	return 0;
}

void transact_forget(const struct state *st, uint32_t ifindex)
{
	struct transaction t = {}, rest = {};
	const struct change *c;

	if (journal_read(st, &t))
		return;
	rest.awaits_confirm = t.awaits_confirm;
	vec_for_each(c, &t.changes)
		if (c->ifindex != ifindex)
			*vec_push(st->a, &rest.changes) = *c;
	if (!rest.changes.n || journal_write(st, &rest))
		journal_remove(st);
}

bool transact_awaits_confirm(const struct state *st, uint32_t ifindex)
{
	struct transaction t = {};
	const struct change *c;

	if (st->lock >= 0 || journal_read(st, &t) || !t.awaits_confirm)
		return false;
	vec_for_each(c, &t.changes)
		if (c->ifindex == ifindex)
			return true;
	return false;
}

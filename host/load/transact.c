// SPDX-License-Identifier: GPL-2.0-only
/*
 * transact.c - several attachments change together or not at all
 */
#include "load/transact.h"
#include "base/fd.h"
#include "load/journal.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <net/if.h>
#include <string.h>

static const struct loc nowhere;

void transact_note(struct change *c, const struct nic *nic,
		   const struct loaded *now)
{
	c->ifname = nic->name;
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

int transact_begin(const struct state *st, const struct transaction *t)
{
	return journal_write(st, t);
}

static void clean_unused(const struct state *st, const char *ifname)
{
	struct nic nic = { .ifindex = if_nametoindex(ifname) };
	struct loaded now;

	snprintf(nic.name, sizeof(nic.name), "%s", ifname);
	state_read(st, &nic, &now);
	state_clean(st, ifname, now.gen);
}

void transact_commit(const struct state *st, const struct transaction *t)
{
	const struct change *c;

	journal_remove(st);
	vec_for_each(c, &t->changes)
		clean_unused(st, c->ifname);
}

static int put_old_back(const struct state *st, const struct nic *nic,
			const struct change *c, enum attach_slot slot,
			const char **why)
{
	const char *pin =
		state_gen_pin(st, nic->name, c->old_gen, slot, "prog");
	_cleanup_(close_fd) int prog = bpf_obj_get(pin);
	struct refusal refusal = { .why = "its program is gone" };
	int err = prog;

	if (prog >= 0)
		err = attach_set(st->a, nic, state_link(st, nic->name, slot),
				 c->stages[slot], prog, &refusal);
	*why = refusal.why;
	return err < 0 ? err : 0;
}

static int put_evicted_back(const struct state *st, const struct nic *nic,
			    const struct change *c, const char **why)
{
	_cleanup_(close_fd) int prog = bpf_obj_get(transact_evicted_pin(st, c));
	int err;

	if (prog < 0 || nic->xdp_prog[c->evicted_stage])
		return 0;
	err = attach_put_back(nic, c->evicted_stage, prog);
	if (err)
		*why = objects_error(st->a, "the other program", err);
	return err;
}

static void undo_change(const struct state *st, struct diag *diag,
			const struct change *c)
{
	struct nic nic = { .ifindex = if_nametoindex(c->ifname) };
	const char *why = NULL;
	int err = 0;

	if (!nic.ifindex)
		return;
	snprintf(nic.name, sizeof(nic.name), "%s", c->ifname);
	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
		if (!c->had[slot])
			attach_clear(state_link(st, nic.name, slot));
		else if (!err)
			err = put_old_back(st, &nic, c, slot, &why);
	}
	nic_read_xdp(&nic);
	if (!err && c->evicts)
		err = put_evicted_back(st, &nic, c, &why);
	if (err)
		diag_error(diag, nowhere, "%s: cannot restore what ran: %s",
			   c->ifname, why);
	clean_unused(st, c->ifname);
}

void transact_undo(const struct state *st, struct diag *diag,
		   const struct transaction *t)
{
	const struct change *c;

	vec_for_each(c, &t->changes)
		undo_change(st, diag, c);
	journal_remove(st);
}

/* True if all programs of the new generation run, and no other one of ours. */
static bool is_in_place(const struct state *st, const struct change *c)
{
	struct nic nic = { .ifindex = if_nametoindex(c->ifname) };
	struct loaded now;

	snprintf(nic.name, sizeof(nic.name), "%s", c->ifname);
	state_read(st, &nic, &now);
	if (!now.gen)
		return false;
	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
		_cleanup_(close_fd) int prog = bpf_obj_get(
			state_gen_pin(st, c->ifname, c->new_gen, slot, "prog"));
		uint32_t id = 0;

		if (prog >= 0)
			objects_prog_id(prog, &id);
		if (id != now.slots[slot].prog_id)
			return false;
	}
	return true;
}

static void end_interrupted(const struct state *st, struct diag *diag)
{
	struct transaction t = {};
	const struct change *c;
	bool is_complete;
	int err = journal_read(st, &t);

	if (err == -ENOENT)
		return;
	if (err) {
		diag_warning(
			diag, nowhere,
			"the journal of an interrupted load cannot be read; what runs stays");
		journal_remove(st);
		return;
	}
	is_complete = !t.awaits_confirm;
	vec_for_each(c, &t.changes)
		is_complete = is_complete && is_in_place(st, c);
	if (is_complete) {
		transact_commit(st, &t);
		return;
	}
	transact_undo(st, diag, &t);
	diag_note(diag, nowhere, "an interrupted load of %s was undone",
		  t.changes.n == 1 ? t.changes.v[0].ifname
				   : "several interfaces");
}

/*
 * The device that a link of @ifname runs on, if it is in this namespace: sets
 * @nic's index and name. *@is_elsewhere: it runs in another one.
 */
static bool find_device(const struct state *st, const char *ifname,
			struct nic *nic, bool *is_elsewhere)
{
	*is_elsewhere = false;
	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
		const char *pin = state_link(st, ifname, slot);
		struct attached attached;

		nic->ifindex = attach_ifindex(pin);
		if (!nic->ifindex)
			continue;
		if (if_indextoname(nic->ifindex, nic->name) &&
		    !nic_read_xdp(nic)) {
			attach_read(pin, nic, &attached);
			if (attached.prog_id)
				return true;
		}
		*is_elsewhere = true;
	}
	return false;
}

/*
 * Devices may have swapped their names, so what has a wrong name is first moved
 * to one that is no device's.
 */
static void follow_renames(const struct state *st)
{
	struct state_names names = {};
	const char **n;
	bool is_elsewhere;

	state_list(st, &names);
	vec_for_each(n, &names.names) {
		struct nic nic = {};
		const char *parked;

		if (!find_device(st, *n, &nic, &is_elsewhere) ||
		    !strcmp(nic.name, *n))
			continue;
		parked = arena_printf(st->a, "=%u", nic.ifindex);
		if (!state_rename(st, *n, parked))
			*n = parked;
	}
	vec_for_each(n, &names.names) {
		struct nic nic = {};

		if (**n == '=' && find_device(st, *n, &nic, &is_elsewhere))
			state_rename(st, *n, nic.name);
	}
}

void transact_recover(const struct state *st, struct diag *diag)
{
	struct state_names names = {};
	const char **n;

	if (st->lock < 0)
		return;
	end_interrupted(st, diag);
	state_forget_namespaces(st);
	follow_renames(st);
	state_list(st, &names);
	vec_for_each(n, &names.names) {
		struct nic nic = {};
		bool is_elsewhere;

		/* A device took its filter along to another namespace. */
		if (!find_device(st, *n, &nic, &is_elsewhere) && is_elsewhere)
			continue;
		clean_unused(st, *n);
	}
}

bool transact_awaits_confirm(const struct state *st)
{
	struct transaction t = {};

	return st->lock < 0 && !journal_read(st, &t) && t.awaits_confirm;
}

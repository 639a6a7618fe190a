// SPDX-License-Identifier: GPL-2.0-only
/*
 * transact_undo.c - one interface gets back what ran
 */
#include "base/fd.h"
#include "load/carry.h"
#include "load/hold.h"
#include "load/transact_int.h"
#include "load/undo.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <net/if.h>

static const struct loc nowhere;

struct nic transact_nic(const struct change *c)
{
	struct nic nic = { .ifindex = c->ifindex };

	snprintf(nic.name, sizeof(nic.name), "%s", c->ifname);
	return nic;
}

bool transact_is_here(const struct state *st, const struct change *c)
{
	struct nic nic = transact_nic(c);
	char name[IFNAMSIZ];
	struct loaded now;

	if (!if_indextoname(c->ifindex, name))
		return false;
	return state_read(st, &nic, &now) || !state_is_of_another(&now);
}

/*
 * What the card does not replace is detached first: it is no longer wanted in
 * front of the host's program, which goes first and is back already. Where
 * there is none it has to be for want of live reload, else any filter is
 * better.
 */
static int attach_old(const struct state *st, const struct nic *nic,
		      const struct change *c, enum attach_slot slot, int prog,
		      struct refusal *refusal)
{
	const char *link = state_link(st, nic->name, slot);
	int err = attach_set(st->a, nic, link, c->stages[slot], prog, refusal);

	if (!err || slot != SLOT_NIC || (err != -EBUSY && !c->had[SLOT_HOST]))
		return err;
	attach_clear(link);
	return attach_set(st->a, nic, link, c->stages[slot], prog, refusal);
}

/* The mode that the host's new program has; false: none, or that of the old. */
static bool changes_mode(const struct state *st, const struct nic *nic,
			 const struct change *c, enum attach_slot slot,
			 enum profile_stage *from)
{
	struct nic now = *nic;
	struct attached is;

	if (slot != SLOT_HOST || nic_read_xdp(&now) ||
	    attach_read(state_link(st, nic->name, slot), &now, &is))
		return false;
	*from = is.stage;
	return is.prog_id && is.stage != c->stages[slot];
}

/* The old mode comes back in any case: whoever waits for it may be cut off. */
static void hold_back(const struct state *st, struct diag *diag,
		      const struct nic *nic, const struct change *c,
		      enum profile_stage from)
{
	const bool is_held = transact_must_hold(st, c) &&
			     !hold_begin(nic->ifindex);

	diag_note(diag, nowhere, "%s: back from %s to %s mode: frames %s",
		  nic->name, nic_stage_name(from),
		  nic_stage_name(c->stages[SLOT_HOST]),
		  is_held ? "are dropped for a moment"
			  : "pass unfiltered for a moment");
}

/* @is_here: @nic did not go to another namespace meanwhile. */
static int put_old_back(const struct state *st, struct diag *diag,
			const struct nic *nic, bool is_here,
			const struct change *c, enum attach_slot slot,
			const char **why)
{
	const char *link = state_link(st, nic->name, slot);
	const char *pin =
		state_gen_pin(st, nic->name, c->old_gen, slot, "prog");
	_cleanup_(close_fd) int prog = bpf_obj_get(pin);
	struct refusal refusal = {};
	enum profile_stage from;
	int err = prog;

	if (prog >= 0 && changes_mode(st, nic, c, slot, &from))
		hold_back(st, diag, nic, c, from);
	if (prog >= 0 && is_here)
		err = attach_old(st, nic, c, slot, prog, &refusal);
	else if (prog >= 0)
		err = attach_replace(st->a, link, prog, &refusal);
	if (prog == -ENOENT)
		refusal.why = "its program is gone";
	else if (prog < 0)
		refusal.why = refusal_text(st->a, "its program", prog);
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
		*why = refusal_text(st->a, "the other program", err);
	return err;
}

/*
 * A front that stays attached, while the kernel's rules that it is for go, has
 * to pass everything. A complete load needs no rules behind it.
 */
static void pass_all(const struct state *st, struct diag *diag,
		     const struct change *c)
{
	const struct undo_pause pause = { c->ifname, c->new_gen };
	json_t *meta = state_read_meta(st, c->ifname, c->new_gen);
	const bool is_front = json_is_object(json_object_get(meta, "front"));

	json_decref(meta);
	if (!is_front || !undo_is_written(st))
		return;
	if (undo_set_pause(st, &pause, true))
		diag_error(
			diag, nowhere,
			"%s: what was to be loaded runs still, and cannot be told to pass everything: nicfw unload %s",
			c->ifname, c->ifname);
	else
		diag_warning(
			diag, nowhere,
			"%s: what was to be loaded runs still, and bypass is on: nicfw unload %s, or load again and nicfw bypass %s off",
			c->ifname, c->ifname, c->ifname);
}

static bool host_filters(const struct state *st, const struct change *c)
{
	struct nic nic = transact_nic(c);
	struct loaded now;

	return !state_read(st, &nic, &now) && now.slots[SLOT_HOST].prog_id;
}

bool transact_undo_change(const struct state *st, struct diag *diag,
			  const struct change *c)
{
	struct nic nic = transact_nic(c);
	const bool is_here = transact_is_here(st, c);
	const char *why = NULL;
	bool is_held;
	int err = 0;

	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
		if (!c->had[slot])
			attach_clear(state_link(st, nic.name, slot));
		else if (!err) /* else the new one stays in all places */
			err = put_old_back(st, diag, &nic, is_here, c, slot,
					   &why);
	}
	if (is_here && !err && c->evicts && !nic_read_xdp(&nic))
		err = put_evicted_back(st, &nic, c, &why);
	if (is_here && host_filters(st, c))
		hold_end(c->ifindex);
	is_held = is_here && err && hold_is_on(c->ifindex);
	if (!err && c->old_gen)
		carry_back(st, c);
	if (err) {
		diag_error(
			diag, nowhere, "%s: cannot restore what ran: %s%s",
			c->ifname, why,
			is_held ? "; all frames are dropped: nicfw load, or nicfw unload to let them in"
				: "");
		pass_all(st, diag, c);
	}
	return !is_held;
}

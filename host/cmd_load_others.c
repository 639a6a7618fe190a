// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_load_others.c - fronts of devices that a load with --with-nft leaves
 * alone
 *
 * The rules that it installs are those of all devices. So the fronts of others
 * pass everything meanwhile, and for good where the kernel has other chains now
 * than those that they drop for.
 */
#include "cmd_load.h"
#include "in_step.h"
#include "load/control.h"
#include "status_facts.h"

static const struct loc nowhere;

static bool is_loaded_now(const struct load *l, const struct nic *nic)
{
	for (size_t i = 0; i < l->n_jobs; i++)
		if (l->jobs[i].nic.ifindex == nic->ifindex)
			return true;
	return false;
}

/* Who turned it on does not want it off. */
static bool is_bypassed(const struct load *l, const struct load_other *other)
{
	struct nicfw_control control;

	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++)
		if (!control_read(&l->state, other->nic.name, other->gen, slot,
				  &control) &&
		    control.bypass)
			return true;
	return false;
}

static int note_other(struct load *l, const char *name)
{
	struct load_other other = {};
	struct loaded now;
	int err;

	/* Without a device here there is no front of these rules. */
	if (nic_probe(l->a, diag_new(l->a), name, &other.nic) ||
	    is_loaded_now(l, &other.nic))
		return 0;
	err = state_read(&l->state, &other.nic, &now);
	if (err) {
		diag_error(l->diag, nowhere,
			   "%s: cannot read what runs there: %s", name,
			   strerror(-err));
		return err;
	}
	other.gen = now.gen;
	if (!load_is_front(l, name, now.gen) || is_bypassed(l, &other))
		return 0;
	*vec_push(l->a, &l->others) = other;
	*vec_push(l->a, &l->undo.pauses) =
		(struct undo_pause){ arena_strdup(l->a, name), now.gen };
	return 0;
}

int load_note_others(struct load *l)
{
	struct state_names names = {};
	const char *const *name;
	int err = 0;

	state_list(&l->state, &names);
	vec_for_each(name, &names.names)
		if (!err)
			err = note_other(l, *name);
	return err;
}

/* Why it is not in step, or cannot be told to be; NULL: it is. */
static const char *why_not(struct load *l, const struct load_other *other,
			   struct in_step *in_step)
{
	json_t *meta = state_read_meta(&l->state, other->nic.name, other->gen);
	json_t *front = json_object_get(meta, "front");
	json_t *facts =
		status_facts(l->a, &other->nic, json_object_get(meta, "facts"));
	const char *why = NULL;

	in_step_add(in_step, &other->nic, status_fact_that_came(l->a, facts),
		    front);
	if (!json_is_true(json_object_get(front, "in_step")))
		why = arena_strdup(
			l->a,
			json_string_value(json_object_get(front, "why_not"))
				?: "what it is for is not known");
	json_decref(facts);
	json_decref(meta);
	return why;
}

void load_free_others(struct load *l)
{
	struct in_step in_step = { .arena = l->a };
	const struct load_other *other;

	vec_for_each(other, &l->others) {
		const struct undo_pause pause = { other->nic.name, other->gen };
		const char *why = why_not(l, other, &in_step);

		if (!why && undo_set_pause(&l->state, &pause, false))
			why = "it cannot be told to filter again";
		if (why)
			diag_warning(
				l->diag, nowhere,
				"%s: bypass is on, for its front is of the rules that were before: %s; load again, then nicfw bypass %s off",
				other->nic.name, why, other->nic.name);
	}
}

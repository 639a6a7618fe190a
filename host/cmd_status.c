// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_status.c - nicfw status: what is loaded, and how
 */
#include "base/member.h"
#include "base/utf8.h"
#include "budget.h"
#include "cmd.h"
#include "in_step.h"
#include "load/control.h"
#include "load/hold.h"
#include "load/labels.h"
#include "load/memory.h"
#include "load/transact.h"
#include "status_facts.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

struct status_args {
	bool json;
};

static const struct cmd_option options[] = {
	CMD_JSON(struct status_args),
	{},
};

/* The programs on @nic that are not of this load. */
static json_t *others_of(struct arena *a, const struct nic *nic,
			 const struct loaded *now)
{
	json_t *others = json_array();

	for (enum profile_stage s = 0; s < N_STAGES; s++) {
		uint32_t id = nic->xdp_prog[s];

		if (!id || id == now->slots[attach_slot_of(s)].prog_id)
			continue;
		json_array_append_new(others,
				      json_pack("{s:s, s:I, s:s}", "mode",
						nic_stage_name(s), "id",
						(json_int_t)id, "name",
						attach_prog_name(a, id)));
	}
	return others;
}

/* True if a program of ours runs whose generation is not to be found. */
static bool lost_its_pins(const struct loaded *now)
{
	bool runs = false;

	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++)
		runs |= now->slots[slot].prog_id != 0;
	return runs && !now->gen;
}

/* What became of the program in @slot since it was loaded. */
static void add_slot(const struct state *st, const struct nic *nic,
		     const struct loaded *now, enum attach_slot slot,
		     json_t *json)
{
	bool runs = now->slots[slot].prog_id != 0;
	struct nicfw_control control = {};
	int err = 0;

	if (runs)
		err = control_read(st, nic->name, now->gen, slot, &control);
	json_object_set_new(json, "runs", json_boolean(runs));
	json_object_set_new(json, "bypass",
			    err ? json_null() : json_boolean(control.bypass));
	if (err)
		json_object_set_new(
			json, "unreadable",
			json_string(control_error(st->a, slot, err)));
}

static void add_labels(const struct state *st, const struct nic *nic,
		       const struct loaded *now, json_t *json)
{
	struct labels labels[N_SLOTS];

	if (!labels_read(st, nic->name, now->gen, json, labels))
		labels_add_to_meta(labels, json);
}

/* "bypass" for the whole: everything passes, as all that runs says so. */
static void add_slots(const struct state *st, const struct nic *nic,
		      const struct loaded *now, json_t *json)
{
	bool any = false, all = true;

	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
		json_t *one = json_object_get(json, attach_slot_names[slot]);

		if (!json_is_object(one))
			continue;
		add_slot(st, nic, now, slot, one);
		any = true;
		all &= !json_is_true(json_object_get(one, "runs")) ||
		       json_is_true(json_object_get(one, "bypass"));
		if (slot == SLOT_HOST &&
		    !json_is_true(json_object_get(one, "runs")))
			json_object_set_new(json, "complete", json_false());
	}
	json_object_set_new(json, "bypass", json_boolean(any && all));
}

static json_t *json_of(const struct state *st, const struct nic *nic,
		       const struct loaded *now, bool is_brief,
		       struct in_step *in_step)
{
	json_t *json = NULL, *front, *live, *facts;

	if (now->gen)
		json = state_read_meta(st, nic->name, now->gen);
	if (!json)
		json = json_object();
	if (!is_brief)
		add_labels(st, nic, now, json);
	if (now->gen)
		add_slots(st, nic, now, json);
	facts = status_facts(st->a, nic, json_object_get(json, "facts"));
	json_object_set_new(json, "facts", facts);
	front = json_object_get(json, "front");
	if (json_is_object(front))
		in_step_add(in_step, nic, status_fact_that_came(st->a, facts),
			    front);
	live = json_object_get(json, "live");
	if (json_is_object(live))
		in_step_add_live(in_step, nic, live);
	json_object_set_new(json, "generation", json_integer(now->gen));
	json_object_set_new(json, "lost_pins",
			    json_boolean(lost_its_pins(now)));
	json_object_set_new(json, "held",
			    json_boolean(hold_is_on(nic->ifindex)));
	json_object_set_new(json, "others", others_of(st->a, nic, now));
	json_object_set_new(
		json, "awaits_confirm",
		json_boolean(transact_awaits_confirm(st, nic->ifindex)));
	return json;
}

static const char *text_of(const json_t *json, const char *key)
{
	return member_text(json, key) ?: "?";
}

static const char *budget_of(struct arena *a, const json_t *slot)
{
	const struct check_report report = {
		.insns = member_number(slot, "insns"),
		.max_insns = member_number(slot, "max_insns"),
		.maps = member_number(slot, "maps"),
		.max_maps = member_number(slot, "max_maps"),
		.entries = member_number(slot, "entries"),
		.max_entries = member_number(slot, "max_entries"),
		.stack_bytes = member_number(slot, "stack_bytes"),
		.max_stack_bytes = member_number(slot, "max_stack_bytes"),
	};

	return budget_text(a, &report);
}

/* "graphs and mask hashes, 640 kB of kernel memory" */
static const char *form_of(struct arena *a, const json_t *slot)
{
	const char *form = text_of(slot, "form");

	if (!json_is_integer(json_object_get(slot, "memory")))
		return form;
	return arena_printf(a, "%s, %s of kernel memory", form,
			    memory_text(a, member_number(slot, "memory")));
}

static void print_slot(struct arena *a, const json_t *slot,
		       bool all_are_bypassed)
{
	const char *mode = text_of(slot, "mode");
	const json_t *part = json_object_get(slot, "part");

	if (!json_is_object(slot))
		return;
	printf("  %s mode, profile %s: %s\n", mode, text_of(slot, "profile"),
	       budget_of(a, slot));
	/* Of loads that an earlier nicfw made neither is known. */
	if (json_is_string(json_object_get(slot, "form")))
		printf("  %s mode: %s\n", mode, form_of(a, slot));
	if (json_is_object(part))
		printf("  %s mode: what %lld of %lld rules drop; the host has all\n",
		       mode, member_number(part, "rules"),
		       member_number(part, "of"));
	if (json_is_false(json_object_get(slot, "runs")))
		printf("  %s mode: its program was detached by something else; load again\n",
		       mode);
	if (json_object_get(slot, "unreadable"))
		printf("  %s; whether it filters cannot be told\n",
		       text_of(slot, "unreadable"));
	if (json_is_true(json_object_get(slot, "bypass")) && !all_are_bypassed)
		printf("  bypass is on in %s mode only\n", mode);
}

/* What the kernel has behind a front, and what plays no part in it. */
static void print_front(const json_t *front)
{
	const json_t *in_step = json_object_get(front, "in_step");
	json_t *left;
	size_t i;

	if (!json_is_object(front))
		return;
	if (json_is_true(in_step))
		printf("  in step: the kernel has the base chains that it drops for\n");
	else if (json_is_false(in_step))
		printf("  out of step: %s; load again\n",
		       text_of(front, "why_not"));
	else if (json_is_string(json_object_get(front, "why_not")))
		printf("  whether it is in step cannot be told: %s\n",
		       text_of(front, "why_not"));
	json_array_foreach(json_object_get(front, "left"), i, left)
		printf("  not on the path: chain %s: %s\n",
		       text_of(left, "chain"), text_of(left, "why"));
}

/*
 * The kernel's own ruleset, loaded as a whole: the firewall is what was loaded
 * then, whatever the kernel has now.
 */
static void print_live(const json_t *live)
{
	const json_t *in_step = json_object_get(live, "in_step");

	if (json_is_true(in_step))
		printf("  the live ruleset is what it was given\n");
	else if (json_is_false(in_step))
		printf("  the live ruleset is another one now: %s; nicfw is the firewall here and keeps what it was given: load again to follow\n",
		       text_of(live, "why_not"));
	else if (json_is_object(live))
		printf("  whether the live ruleset is what it was given cannot be told: %s\n",
		       text_of(live, "why_not"));
}

static const char *kind_of(const json_t *json)
{
	const json_t *front = json_object_get(json, "front");

	if (json_is_true(json_object_get(json, "shadow")))
		return "shadow (drops nothing)";
	if (json_is_true(json_object_get(json, "complete")))
		return "complete";
	return json_is_true(json_object_get(front, "unwatched"))
		       ? "front, unwatched"
		       : "front";
}

static void print_step(const json_t *step)
{
	printf("  not in %s mode: %s\n", text_of(step, "mode"),
	       text_of(step, "why"));
}

static void print_since(const json_t *json)
{
	time_t at = member_number(json, "loaded_at");
	char text[64] = "?";
	struct tm tm;

	if (localtime_r(&at, &tm))
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
	printf("  generation %lld, loaded %s\n",
	       member_number(json, "generation"), text);
}

static void print_load(struct arena *a, const char *ifname, const json_t *json)
{
	bool bypass = json_is_true(json_object_get(json, "bypass"));
	json_t *step;
	size_t i;

	if (!json_object_get(json, "source")) {
		printf("%s: generation %lld is loaded; what was written of it in /run is gone\n",
		       ifname, member_number(json, "generation"));
		return;
	}
	printf("%s: %s, %s\n", ifname, text_of(json, "source"), kind_of(json));
	print_slot(a, json_object_get(json, "nic"), bypass);
	print_slot(a, json_object_get(json, "host"), bypass);
	print_front(json_object_get(json, "front"));
	print_live(json_object_get(json, "live"));
	print_since(json);
	if (bypass)
		printf("  bypass is on: everything passes\n");
	if (json_is_true(json_object_get(json, "awaits_confirm")))
		printf("  a load waits to be confirmed\n");
	json_array_foreach(json_object_get(json, "steps"), i, step)
		print_step(step);
}

static void print_status(struct arena *a, const char *ifname,
			 const json_t *json)
{
	json_t *other;
	size_t i;

	if (member_number(json, "generation"))
		print_load(a, ifname, json);
	else
		printf("%s: %s\n", ifname,
		       json_is_true(json_object_get(json, "lost_pins"))
			       ? "a program of ours runs there, but its pins are gone; load again"
			       : "nothing is loaded");
	if (json_is_true(json_object_get(json, "held")))
		printf("  all frames are dropped until a load is done: nicfw load, or nicfw unload to let them in\n");
	status_print_facts(a, json_object_get(json, "facts"));
	json_array_foreach(json_object_get(json, "others"), i, other)
		printf("%s: program %lld (%s) of another runs in %s mode\n",
		       ifname, member_number(other, "id"),
		       text_of(other, "name"), text_of(other, "mode"));
}

static enum cmd_status show_one(const struct state *st, struct diag *diag,
				const char *ifname, bool is_brief,
				struct in_step *in_step, json_t *all)
{
	static const struct loc nowhere;
	struct loaded now;
	struct nic nic;
	int err;

	if (nic_probe(st->a, diag, ifname, &nic))
		return CMD_MACHINE;
	for (int i = 0; i < STATE_READ_TRIES; i++) {
		err = state_read(st, &nic, &now);
		if (err) {
			diag_error(diag, nowhere,
				   "%s: cannot read what runs there: %s",
				   nic.name, strerror(-err));
			return CMD_MACHINE;
		}
		json_object_set_new(all, utf8_text(st->a, nic.name),
				    json_of(st, &nic, &now, is_brief, in_step));
		if (!state_has_changed(st, &nic, &now))
			break;
	}
	if (state_is_of_another(&now))
		diag_note(
			diag, nowhere,
			"%s: a device of that name went to another network namespace with its filter; `nicfw unload %s` ends it",
			nic.name, nic.name);
	return CMD_DONE;
}

/* @is_brief: without what counters count, which only JSON shows. */
static enum cmd_status read_all(const struct state *st, struct diag *diag,
				const struct state_names *names, bool is_brief,
				json_t *all)
{
	struct in_step in_step = { .arena = st->a };
	enum cmd_status status = CMD_DONE;
	const char *const *name;

	vec_for_each(name, &names->names)
		if (show_one(st, diag, *name, is_brief, &in_step, all))
			status = CMD_MACHINE;
	return status;
}

static void print_all(struct arena *a, const struct state_names *names,
		      json_t *all)
{
	const char *ifname;
	json_t *one;

	json_object_foreach(all, ifname, one) print_status(a, ifname, one);
	if (!names->names.n)
		printf("nothing is loaded\n");
}

/* What is loaded here; a device that went away took its filter along. */
static void list_loaded(const struct state *st, struct diag *diag,
			struct state_names *out)
{
	static const struct loc nowhere;
	struct state_names all = {};
	const char *const *name;

	state_list(st, &all);
	vec_for_each(name, &all.names) {
		if (if_nametoindex(*name))
			*vec_push(st->a, &out->names) = *name;
		else
			diag_note(
				diag, nowhere,
				"%s: its device went to another network namespace with its filter; `nicfw unload %s` ends it",
				*name, *name);
	}
}

static enum cmd_status status(const struct cmd_call *call)
{
	const struct status_args *args = call->args;
	struct diag *diag = call->diag;
	struct arena *a = call->a;
	struct state_names names = {};
	enum cmd_status status;
	json_t *all;
	struct state st;

	if (call->operands.n > 1)
		return cmd_usage(call->cmd, "one interface at most");
	if (state_open(a, diag, STATE_READ, &st))
		return CMD_MACHINE;
	if (transact_recover(&st, diag)) {
		state_close(&st);
		return CMD_MACHINE;
	}
	if (call->operands.n)
		*vec_push(a, &names.names) = call->operands.v[0];
	else
		list_loaded(&st, diag, &names);
	all = json_object();
	status = read_all(&st, diag, &names, !args->json, all);
	/* Who reads slowly is not to hold up others. */
	state_close(&st);
	if (!args->json)
		print_all(a, &names, all);
	else if (!status)
		cmd_print_json(json_incref(all));
	json_decref(all);
	return status;
}

enum cmd_status cmd_status(const struct command *cmd, int argc, char **argv)
{
	struct status_args args = {};

	return cmd_run(cmd, options, &args, argc, argv, status);
}

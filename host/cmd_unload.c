// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_unload.c - nicfw unload: detach what was loaded
 */
#include "base/utf8.h"
#include "load/exhausted.h"
#include "load/hold.h"
#include "load/transact.h"
#include "running.h"
#include "target.h"

#include <stdio.h>
#include <string.h>

struct unload_args {
	bool json;
};

static const struct cmd_option options[] = {
	CMD_JSON(struct unload_args),
	{},
};

static const struct loc nowhere;

static bool runs(const struct loaded *now)
{
	return now->slots[SLOT_HOST].prog_id || now->slots[SLOT_NIC].prog_id;
}

static enum cmd_status refuse_left(const struct target *t,
				   const struct loaded *before)
{
	enum cmd_status status = CMD_DONE;

	for (enum attach_slot s = 0; s < N_SLOTS; s++) {
		uint32_t id = before->slots[s].prog_id;

		if (attach_is_left(id))
			status = target_refuse(t,
					       running_left_text(t->a, s, id));
	}
	return status;
}

/* What was installed for a load outlives it: hosts are not opened by that. */
static void say_installed(const struct target *t)
{
	json_t *meta = NULL;

	if (t->now.gen)
		meta = state_read_meta(&t->state, t->nic.name, t->now.gen);
	if (json_is_true(json_object_get(meta, "with_nft")))
		diag_note(
			t->diag, nowhere,
			"%s: the rules that were installed with the load stay in the kernel",
			t->nic.name);
	json_decref(meta);
}

/* Also what a device left behind that had the name and went. */
static enum cmd_status detach(struct target *t, bool *was_loaded)
{
	/* Nothing has changed yet, should there be no memory to find it out. */
	const bool is_held = hold_is_on(t->nic.ifindex);
	const struct loaded before = t->now;
	enum cmd_status status;

	*was_loaded = runs(&before) || state_is_of_another(&before);
	say_installed(t);
	transact_forget(&t->state, t->nic.ifindex);
	state_detach(&t->state, t->nic.name);
	if (is_held)
		hold_end(t->nic.ifindex);
	exhausted_is_done();
	state_clean(&t->state, t->nic.name, 0);
	status = target_read(t);
	if (status)
		return status;
	if (runs(&t->now))
		return target_refuse(t, "the program could not be detached");
	return refuse_left(t, &before);
}

static enum cmd_status unload_here(const struct cmd_call *call,
				   const char **ifname, bool *was_loaded)
{
	struct target t;
	enum cmd_status status = target_open(call, *ifname, STATE_CHANGE, &t);

	if (status)
		return status;
	status = detach(&t, was_loaded);
	*ifname = arena_strdup(call->a, t.nic.name);
	target_close(&t);
	return status;
}

static bool has_state(const struct state *st, const char *ifname)
{
	struct state_names names = {};
	const char *const *name;

	state_list(st, &names);
	vec_for_each(name, &names.names)
		if (!strcmp(*name, ifname))
			return true;
	return false;
}

/* A device that went to another namespace took its filter along. */
static enum cmd_status unload_elsewhere(const struct cmd_call *call,
					const char *ifname, bool *was_loaded)
{
	struct state st;

	if (state_open(call->a, call->diag, STATE_CHANGE, &st))
		return CMD_MACHINE;
	if (!transact_recover(&st, call->diag)) {
		*was_loaded = has_state(&st, ifname);
		if (*was_loaded)
			state_clean(&st, ifname, 0);
		else
			diag_error(call->diag, nowhere,
				   "%s: no such device here; see nicfw nic",
				   ifname);
	}
	state_close(&st);
	return *was_loaded ? CMD_DONE : CMD_MACHINE;
}

static enum cmd_status unload(const struct cmd_call *call)
{
	const struct unload_args *args = call->args;
	bool was_loaded = false;
	enum cmd_status status;
	const char *ifname;

	if (call->operands.n != 1)
		return cmd_usage(call->cmd, "one interface is wanted");
	ifname = call->operands.v[0];
	if (if_nametoindex(ifname))
		status = unload_here(call, &ifname, &was_loaded);
	else
		status = unload_elsewhere(call, ifname, &was_loaded);
	if (status)
		return status;
	if (args->json)
		cmd_print_json(json_pack("{s:s, s:b}", "interface",
					 utf8_text(call->a, ifname), "unloaded",
					 was_loaded));
	else
		printf("%s: %s\n", ifname,
		       was_loaded ? "unloaded" : "nothing was loaded");
	return CMD_DONE;
}

enum cmd_status cmd_unload(const struct command *cmd, int argc, char **argv)
{
	struct unload_args args = {};

	return cmd_run(cmd, options, &args, argc, argv, unload);
}

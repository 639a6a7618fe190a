// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_unload.c - nicfw unload: detach what was loaded
 */
#include "cmd.h"
#include "load/transact.h"
#include "running.h"

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

static enum cmd_status refuse_left(const struct state *st, struct diag *diag,
				   const struct nic *nic,
				   const struct loaded *before)
{
	enum cmd_status status = CMD_DONE;

	for (enum attach_slot s = 0; s < N_SLOTS; s++) {
		uint32_t id = before->slots[s].prog_id;

		if (!attach_is_left(id))
			continue;
		diag_error(diag, nowhere, "%s: %s", nic->name,
			   running_left_text(st->a, s, id));
		status = CMD_MACHINE;
	}
	return status;
}

static enum cmd_status detach(const struct state *st, struct diag *diag,
			      struct nic *nic, bool *was_loaded)
{
	struct loaded before, now;
	int err;

	if (transact_recover(st, diag))
		return CMD_MACHINE;
	err = state_read(st, nic, &before);
	*was_loaded = runs(&before) || state_is_of_another(&before);
	if (!err) {
		state_clean(st, nic->name, 0);
		err = state_read(st, nic, &now);
	}
	if (err || runs(&now)) {
		diag_error(diag, nowhere, "%s: %s%s", nic->name,
			   err ? "cannot read what runs there: "
			       : "the program could not be detached",
			   err ? strerror(-err) : "");
		return CMD_MACHINE;
	}
	return refuse_left(st, diag, nic, &before);
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
static enum cmd_status end_elsewhere(const struct state *st, struct diag *diag,
				     const char *ifname, bool *was_loaded)
{
	if (transact_recover(st, diag))
		return CMD_MACHINE;
	*was_loaded = has_state(st, ifname);
	if (*was_loaded) {
		state_clean(st, ifname, 0);
		return CMD_DONE;
	}
	diag_error(diag, nowhere, "%s: no such device here; see nicfw nic",
		   ifname);
	return CMD_MACHINE;
}

static enum cmd_status unload(struct arena *a, struct diag *diag,
			      const char *ifname, bool json)
{
	const bool is_here = if_nametoindex(ifname) != 0;
	enum cmd_status status;
	bool was_loaded = false;
	struct state st;
	struct nic nic;

	if ((is_here && nic_probe(a, diag, ifname, &nic)) ||
	    state_open(a, diag, STATE_CHANGE, &st))
		return CMD_MACHINE;
	if (is_here)
		status = detach(&st, diag, &nic, &was_loaded);
	else
		status = end_elsewhere(&st, diag, ifname, &was_loaded);
	state_close(&st);
	if (status)
		return status;
	if (is_here)
		ifname = nic.name;
	if (json)
		cmd_print_json(json_pack("{s:s, s:b}", "interface", ifname,
					 "unloaded", was_loaded));
	else
		printf("%s: %s\n", ifname,
		       was_loaded ? "unloaded" : "nothing was loaded");
	return CMD_DONE;
}

enum cmd_status cmd_unload(const struct command *cmd, int argc, char **argv)
{
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct unload_args args = {};
	struct cmd_operands operands;
	enum cmd_status status;

	if (cmd_parse(a, cmd, options, &args, argc, argv, &operands, &status)) {
		if (operands.n != 1)
			status = cmd_usage(cmd, "one interface is wanted");
		else
			status = unload(a, diag, operands.v[0], args.json);
	}
	cmd_report(diag);
	arena_free(a);
	return status;
}

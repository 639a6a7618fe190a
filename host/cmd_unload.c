// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_unload.c - nicfw unload: detach what was loaded
 */
#include "cmd.h"
#include "load/transact.h"

#include <stdio.h>
#include <string.h>

struct unload_args {
	bool json;
};

static const struct cmd_option options[] = {
	CMD_JSON(struct unload_args),
	{},
};

static bool runs(const struct loaded *now)
{
	return now->slots[SLOT_HOST].prog_id || now->slots[SLOT_NIC].prog_id;
}

static enum cmd_status detach(const struct state *st, struct diag *diag,
			      struct nic *nic, bool *was_loaded)
{
	static const struct loc nowhere;
	struct loaded now;
	int err;

	if (transact_recover(st, diag))
		return CMD_MACHINE;
	err = state_read(st, nic, &now);
	*was_loaded = runs(&now);
	if (!err) {
		state_clean(st, nic->name, 0);
		err = state_read(st, nic, &now);
	}
	if (!err && !runs(&now))
		return CMD_DONE;
	diag_error(diag, nowhere, "%s: %s%s", nic->name,
		   err ? "cannot read what runs there: "
		       : "the program could not be detached",
		   err ? strerror(-err) : "");
	return CMD_MACHINE;
}

static enum cmd_status unload(struct arena *a, struct diag *diag,
			      const char *ifname, bool json)
{
	enum cmd_status status;
	bool was_loaded = false;
	struct state st;
	struct nic nic;

	if (nic_probe(a, diag, ifname, &nic) ||
	    state_open(a, diag, STATE_CHANGE, &st))
		return CMD_MACHINE;
	status = detach(&st, diag, &nic, &was_loaded);
	state_close(&st);
	if (status)
		return status;
	if (json)
		cmd_print_json(json_pack("{s:s, s:b}", "interface", nic.name,
					 "unloaded", was_loaded));
	else
		printf("%s: %s\n", nic.name,
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

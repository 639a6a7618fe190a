// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_unload.c - nicfw unload: detach what was loaded
 */
#include "cmd.h"
#include "load/transact.h"

#include <stdio.h>

struct unload_args {
	bool verbose;
	bool json;
};

static const struct cmd_option options[] = {
	CMD_JSON(struct unload_args),
	CMD_VERBOSE(struct unload_args),
	{},
};

static enum cmd_status unload(struct arena *a, struct diag *diag,
			      const char *ifname, bool json)
{
	struct state st;
	struct nic nic;
	struct loaded now;

	if (nic_probe(a, diag, ifname, &nic) ||
	    state_open(a, diag, STATE_CHANGE, &st))
		return CMD_MACHINE;
	transact_recover(&st, diag);
	state_read(&st, &nic, &now);
	/* The NIC's program first: alone it would not be the whole policy. */
	attach_clear(state_link(&st, nic.name, SLOT_NIC));
	state_clean(&st, nic.name, 0);
	state_close(&st);
	if (json)
		cmd_print_json(json_pack("{s:s, s:b}", "interface", nic.name,
					 "unloaded", now.gen != 0));
	else
		printf("%s: %s\n", nic.name,
		       now.gen ? "unloaded" : "nothing was loaded");
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

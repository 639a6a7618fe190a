// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_bypass.c - nicfw bypass: pass everything, or filter again
 *
 * One word in a map, so that it works when nothing else does.
 */
#include "cmd.h"
#include "load/control.h"
#include "load/transact.h"

#include <stdio.h>
#include <string.h>

struct bypass_args {
	bool json;
};

static const struct cmd_option options[] = {
	CMD_JSON(struct bypass_args),
	{},
};

static enum cmd_status set_bypass(const struct state *st, struct diag *diag,
				  struct nic *nic, bool on)
{
	struct nicfw_control control = { .ready = 1, .bypass = on };
	static const struct loc nowhere;
	struct loaded now;
	int err;

	if (transact_recover(st, diag))
		return CMD_MACHINE;
	err = state_read(st, nic, &now);
	if (err || !now.gen) {
		diag_error(diag, nowhere, "%s: %s%s", nic->name,
			   err ? "cannot read what runs there: "
			       : "nothing is loaded",
			   err ? strerror(-err) : "");
		return CMD_MACHINE;
	}
	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
		if (!now.slots[slot].prog_id)
			continue;
		err = control_write(st, nic->name, now.gen, slot, control);
		if (err) {
			diag_error(diag, nowhere,
				   "%s: cannot write the control map: %s",
				   nic->name, strerror(-err));
			return CMD_MACHINE;
		}
	}
	return CMD_DONE;
}

static enum cmd_status bypass(struct arena *a, struct diag *diag,
			      const char *ifname, bool on, bool json)
{
	enum cmd_status status;
	struct state st;
	struct nic nic;

	if (nic_probe(a, diag, ifname, &nic) ||
	    state_open(a, diag, STATE_CHANGE, &st))
		return CMD_MACHINE;
	status = set_bypass(&st, diag, &nic, on);
	state_close(&st);
	if (status)
		return status;
	if (json)
		cmd_print_json(json_pack("{s:s, s:b}", "interface", nic.name,
					 "bypass", on));
	else
		printf("%s: bypass is %s\n", nic.name,
		       on ? "on: everything passes" : "off: it filters");
	return CMD_DONE;
}

enum cmd_status cmd_bypass(const struct command *cmd, int argc, char **argv)
{
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct bypass_args args = {};
	struct cmd_operands operands;
	enum cmd_status status;

	if (cmd_parse(a, cmd, options, &args, argc, argv, &operands, &status)) {
		if (operands.n != 2 || (strcmp(operands.v[1], "on") &&
					strcmp(operands.v[1], "off")))
			status = cmd_usage(cmd, "IFACE and on or off");
		else
			status = bypass(a, diag, operands.v[0],
					!strcmp(operands.v[1], "on"),
					args.json);
	}
	cmd_report(diag);
	arena_free(a);
	return status;
}

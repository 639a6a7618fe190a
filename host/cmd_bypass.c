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

/* One interface's programs, which all have to follow. */
struct switching {
	const struct state *st;
	const struct nic *nic;
	struct loaded now;
	bool before[N_SLOTS];
};

static int write_slot(const struct switching *s, enum attach_slot slot, bool on)
{
	struct nicfw_control control = { .ready = 1, .bypass = on };

	return control_write(s->st, s->nic->name, s->now.gen, slot, control);
}

static int read_slot(const struct switching *s, enum attach_slot slot, bool *on)
{
	struct nicfw_control control = {};
	int err = control_read(s->st, s->nic->name, s->now.gen, slot, &control);

	*on = control.bypass;
	return err;
}

/* A write whose answer was lost may have been done all the same. */
static bool go_back(const struct switching *s)
{
	bool is_back = true, on;

	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
		if (!s->now.slots[slot].prog_id)
			continue;
		write_slot(s, slot, s->before[slot]);
		is_back &= !read_slot(s, slot, &on) && on == s->before[slot];
	}
	return is_back;
}

/* Sets *@slot to the one that failed. */
static int read_all(struct switching *s, enum attach_slot *slot)
{
	int err = 0;

	for (*slot = 0; *slot < N_SLOTS && !err; *slot += !err)
		if (s->now.slots[*slot].prog_id)
			err = read_slot(s, *slot, &s->before[*slot]);
	return err;
}

static int write_all(const struct switching *s, bool on, enum attach_slot *slot)
{
	int err = 0;

	for (*slot = 0; *slot < N_SLOTS && !err; *slot += !err)
		if (s->now.slots[*slot].prog_id)
			err = write_slot(s, *slot, on);
	return err;
}

static enum cmd_status set_bypass(const struct state *st, struct diag *diag,
				  struct nic *nic, bool on)
{
	struct switching s = { .st = st, .nic = nic };
	static const struct loc nowhere;
	bool is_back = true;
	enum attach_slot slot;
	int err;

	if (transact_recover(st, diag))
		return CMD_MACHINE;
	err = state_read(st, nic, &s.now);
	if (err || !s.now.gen) {
		diag_error(diag, nowhere, "%s: %s%s", nic->name,
			   err ? "cannot read what runs there: "
			       : "nothing is loaded",
			   err ? strerror(-err) : "");
		return CMD_MACHINE;
	}
	err = read_all(&s, &slot);
	if (!err) {
		err = write_all(&s, on, &slot);
		is_back = !err || go_back(&s);
	}
	if (!err)
		return CMD_DONE;
	diag_error(
		diag, nowhere, "%s: %s; %s", nic->name,
		control_error(st->a, slot, err),
		is_back ? "bypass is as before"
			: "what that one does now cannot be told, try again");
	return CMD_MACHINE;
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

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * target.h - the device that a command is about, and what runs there
 */
#ifndef NICFW_TARGET_H
#define NICFW_TARGET_H

#include "cmd.h"
#include "load/state.h"

struct target {
	struct arena *a;
	struct diag *diag;
	struct state state;
	struct nic nic;
	struct loaded now;
};

/*
 * Finds device @ifname, opens its state, ends what was interrupted there, and
 * reads what runs. CMD_MACHINE with an error in the call's diag, and nothing
 * open.
 */
enum cmd_status target_open(const struct cmd_call *call, const char *ifname,
			    enum state_access access, struct target *out);

/* Reads what runs once more; CMD_MACHINE with an error. */
enum cmd_status target_read(struct target *t);

/* "eth0: TEXT", an error; always CMD_MACHINE. */
enum cmd_status target_refuse(const struct target *t, const char *text);

void target_close(struct target *t);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * target.c - the device that a command is about, and what runs there
 */
#include "target.h"
#include "load/transact.h"

#include <errno.h>
#include <string.h>

static const struct loc nowhere;

enum cmd_status target_refuse(const struct target *t, const char *text)
{
	diag_error(t->diag, nowhere, "%s: %s", t->nic.name, text);
	return CMD_MACHINE;
}

enum cmd_status target_read(struct target *t)
{
	int err = state_read(&t->state, &t->nic, &t->now);

	/* All may be done already: the process knows how it ends then. */
	if (err == -ENOMEM)
		arena_exhausted();
	if (err)
		return target_refuse(
			t, arena_printf(t->a, "cannot read what runs there: %s",
					strerror(-err)));
	return CMD_DONE;
}

enum cmd_status target_open(const struct cmd_call *call, const char *ifname,
			    enum state_access access, struct target *out)
{
	struct target t = { .a = call->a, .diag = call->diag };
	enum cmd_status status = CMD_MACHINE;
	int ret;

	if (nic_find(t.a, t.diag, ifname, &t.nic) ||
	    state_open(t.a, t.diag, access, &t.state))
		return CMD_MACHINE;
	ret = transact_recover_for(&t.state, t.diag, &t.nic, &t.now);
	if (ret >= 0)
		status = ret ? CMD_DONE : target_read(&t);
	if (status)
		target_close(&t);
	else
		*out = t;
	return status;
}

void target_close(struct target *t)
{
	state_close(&t->state);
}

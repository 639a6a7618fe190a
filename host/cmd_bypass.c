// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_bypass.c - nicfw bypass: pass everything, or filter again
 *
 * One word in a map, so that it works when nothing else does.
 */
#include "base/fd.h"
#include "load/control.h"
#include "load/exhausted.h"
#include "target.h"

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
	const struct target *t;
	int maps[N_SLOTS]; /* of those that run */
	bool before[N_SLOTS];
};

/* Before any is written: from then on no memory is needed. */
static int open_slot(struct switching *s, enum attach_slot slot)
{
	const struct target *t = s->t;

	s->maps[slot] = control_open(&t->state, t->nic.name, t->now.gen, slot);
	return s->maps[slot] < 0 ? s->maps[slot] : 0;
}

static void close_all(struct switching *s)
{
	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++)
		close_fd(&s->maps[slot]);
}

static int write_slot(const struct switching *s, enum attach_slot slot, bool on)
{
	return control_put(s->maps[slot],
			   (struct nicfw_control){ .ready = 1, .bypass = on });
}

static int read_slot(const struct switching *s, enum attach_slot slot, bool *on)
{
	struct nicfw_control control = {};
	int err = control_get(s->maps[slot], &control);

	*on = control.bypass;
	return err;
}

/* A write whose answer was lost may have been done all the same. */
static bool go_back(const struct switching *s)
{
	bool is_back = true, on;

	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++) {
		if (!s->t->now.slots[slot].prog_id)
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
		if (s->t->now.slots[*slot].prog_id)
			err = open_slot(s, *slot)
				      ?: read_slot(s, *slot, &s->before[*slot]);
	return err;
}

static int write_all(const struct switching *s, bool on, enum attach_slot *slot)
{
	int err = 0;

	for (*slot = 0; *slot < N_SLOTS && !err; *slot += !err)
		if (s->t->now.slots[*slot].prog_id)
			err = write_slot(s, *slot, on);
	return err;
}

static enum cmd_status set_bypass(const struct target *t, bool on)
{
	struct switching s = { .t = t, .maps = { -1, -1 } };
	bool is_back = true;
	enum attach_slot slot;
	int err;

	if (!t->now.gen)
		return target_refuse(t, "nothing is loaded");
	err = read_all(&s, &slot);
	if (!err) {
		err = write_all(&s, on, &slot);
		is_back = !err || go_back(&s);
	}
	close_all(&s);
	if (!err) {
		exhausted_is_done();
		return CMD_DONE;
	}
	return target_refuse(
		t,
		arena_printf(
			t->a, "%s; %s", control_error(t->a, slot, err),
			is_back ? "bypass is as before"
				: "what that one does now cannot be told, try again"));
}

static enum cmd_status bypass(const struct cmd_call *call)
{
	const struct bypass_args *args = call->args;
	char **v = call->operands.v;
	enum cmd_status status;
	struct target t;
	bool on;

	if (call->operands.n != 2 ||
	    (strcmp(v[1], "on") && strcmp(v[1], "off")))
		return cmd_usage(call->cmd, "IFACE and on or off");
	on = !strcmp(v[1], "on");
	status = target_open(call, v[0], STATE_CHANGE, &t);
	if (status)
		return status;
	status = set_bypass(&t, on);
	target_close(&t);
	if (status)
		return status;
	if (args->json)
		cmd_print_json(json_pack("{s:s, s:b}", "interface", t.nic.name,
					 "bypass", on));
	else
		printf("%s: bypass is %s\n", t.nic.name,
		       on ? "on: everything passes" : "off: it filters");
	return CMD_DONE;
}

enum cmd_status cmd_bypass(const struct command *cmd, int argc, char **argv)
{
	struct bypass_args args = {};

	return cmd_run(cmd, options, &args, argc, argv, bypass);
}

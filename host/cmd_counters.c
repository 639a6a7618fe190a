// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_counters.c - nicfw counters: packets and bytes of each rule
 *
 * With the whole policy on the NIC and behind it, a frame that the NIC passes
 * is counted by both, so the two are printed side by side. A NIC with a part of
 * it counts what it drops, and is added to the host.
 */
#include "counters_sum.h"
#include "load/control.h"
#include "target.h"

#include <stdio.h>
#include <string.h>

struct counters_args {
	bool json;
};

static const struct cmd_option options[] = {
	CMD_JSON(struct counters_args),
	{},
};

/* Puts "packets" and "bytes" into the rows that the slot's meta has. */
static int fill_slot(const struct target *t, enum attach_slot slot,
		     json_t *meta)
{
	json_t *rows, *row;
	struct nicfw_counter *c;
	size_t i, n;
	int err;

	rows = json_object_get(json_object_get(meta, attach_slot_names[slot]),
			       "counters");
	if (!rows)
		return 0;
	err = control_counters(&t->state, t->nic.name, t->now.gen, slot, &c,
			       &n);
	if (err)
		return err;
	json_array_foreach(rows, i, row)
	{
		if (i >= n)
			break;
		json_object_set_new(row, "packets",
				    json_integer((json_int_t)c[i].packets));
		json_object_set_new(row, "bytes",
				    json_integer((json_int_t)c[i].bytes));
	}
	return 0;
}

/* A slot that cannot be read is left out, and the other one is not. */
static enum cmd_status read_slot(const struct target *t, enum attach_slot slot,
				 json_t *meta)
{
	const char *name = attach_slot_names[slot];
	bool runs = t->now.slots[slot].prog_id;
	int err = 0;

	if (!json_is_object(json_object_get(meta, name)))
		return CMD_DONE;
	if (runs)
		err = fill_slot(t, slot, meta);
	if (err || !runs)
		json_object_set_new(meta, name, json_null());
	if (!err)
		return CMD_DONE;
	return target_refuse(t,
			     arena_printf(t->a, "cannot read the counters: %s",
					  control_error(t->a, slot, err)));
}

static const char *text_of(const json_t *row, const char *key)
{
	const char *text = json_string_value(json_object_get(row, key));

	return text ? text : "";
}

static void print_row(const json_t *row)
{
	const char *rule = text_of(row, "rule");

	if (!strcmp(text_of(row, "kind"), "left"))
		rule = "left to the host";
	printf("%12lld %14lld  %s%s  (%s%s)\n",
	       (long long)json_integer_value(json_object_get(row, "packets")),
	       (long long)json_integer_value(json_object_get(row, "bytes")),
	       *rule ? rule : "policy ", *rule ? "" : text_of(row, "policy"),
	       text_of(row, "place"),
	       !strcmp(text_of(row, "kind"), "reached") ? ", counter" : "");
}

static void print_slot(const char *ifname, const json_t *slot)
{
	json_t *rows = json_object_get(slot, "counters"), *row;
	const char *chain = "";
	size_t i;

	if (!rows)
		return;
	printf("%s, %s mode\n%12s %14s\n", ifname, text_of(slot, "mode"),
	       "packets", "bytes");
	json_array_foreach(rows, i, row)
	{
		if (strcmp(chain, text_of(row, "chain")))
			printf("chain %s\n", text_of(row, "chain"));
		chain = text_of(row, "chain");
		print_row(row);
	}
}

static void print_slots(const char *ifname, const json_t *meta)
{
	const json_t *sum = json_object_get(meta, "sum");

	if (sum)
		print_slot(ifname, sum);
	for (int slot = N_SLOTS - 1; slot >= 0 && !sum; slot--)
		print_slot(ifname,
			   json_object_get(meta, attach_slot_names[slot]));
}

/* Sets *@out to what the load's meta says, with the counters in it, or NULL. */
static enum cmd_status read_once(const struct target *t, json_t **out)
{
	const char *ifname = t->nic.name;
	enum cmd_status status = CMD_DONE;
	json_t *meta, *sum;

	*out = NULL;
	if (!t->now.gen)
		return target_refuse(t, "nothing is loaded");
	meta = state_read_meta(&t->state, ifname, t->now.gen);
	if (!meta)
		return target_refuse(
			t,
			"what was written of this load in /run is gone; load again");
	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++)
		status |= read_slot(t, slot, meta);
	sum = counters_sum(meta);
	if (sum)
		json_object_set_new(meta, "sum", sum);
	*out = meta;
	return status;
}

static enum cmd_status read_counters(struct target *t, json_t **out)
{
	const struct diag said = *t->diag;
	enum cmd_status status = read_once(t, out);

	for (int i = 1; i < STATE_READ_TRIES &&
			state_has_changed(&t->state, &t->nic, &t->now);
	     i++) {
		json_decref(*out);
		*out = NULL;
		*t->diag = said;
		status = target_read(t);
		if (!status)
			status = read_once(t, out);
	}
	return status;
}

static enum cmd_status counters(const struct cmd_call *call)
{
	const struct counters_args *args = call->args;
	enum cmd_status status;
	struct target t;
	json_t *meta;

	if (call->operands.n != 1)
		return cmd_usage(call->cmd, "one interface is wanted");
	status = target_open(call, call->operands.v[0], STATE_READ, &t);
	if (status)
		return status;
	status = read_counters(&t, &meta);
	/* Who reads slowly is not to hold up others. */
	target_close(&t);
	if (meta && args->json)
		cmd_print_json(json_incref(meta));
	else if (meta)
		print_slots(t.nic.name, meta);
	json_decref(meta);
	return status;
}

enum cmd_status cmd_counters(const struct command *cmd, int argc, char **argv)
{
	struct counters_args args = {};

	return cmd_run(cmd, options, &args, argc, argv, counters);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_counters.c - nicfw counters: packets and bytes of each rule
 *
 * With the whole policy on the NIC and behind it, a frame that the NIC passes
 * is counted by both, so the two are printed side by side. A NIC with a part of
 * it counts what it drops, and is added to the host.
 */
#include "cmd.h"
#include "counters_sum.h"
#include "load/control.h"
#include "load/transact.h"

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
static int fill_slot(const struct state *st, const char *ifname,
		     unsigned int gen, enum attach_slot slot, json_t *meta)
{
	json_t *rows, *row;
	struct nicfw_counter *c;
	size_t i, n;
	int err;

	rows = json_object_get(json_object_get(meta, attach_slot_names[slot]),
			       "counters");
	if (!rows)
		return 0;
	err = control_counters(st, ifname, gen, slot, &c, &n);
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
static int read_slot(const struct state *st, struct diag *diag,
		     const struct nic *nic, const struct loaded *now,
		     enum attach_slot slot, json_t *meta)
{
	static const struct loc nowhere;
	const char *name = attach_slot_names[slot];
	int err = 0;

	if (!json_is_object(json_object_get(meta, name)))
		return 0;
	if (now->slots[slot].prog_id)
		err = fill_slot(st, nic->name, now->gen, slot, meta);
	if (err)
		diag_error(diag, nowhere, "%s: cannot read the counters: %s",
			   nic->name, control_error(st->a, slot, err));
	if (err || !now->slots[slot].prog_id)
		json_object_set_new(meta, name, json_null());
	return err;
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

static enum cmd_status print_counters(const struct state *st, struct diag *diag,
				      struct nic *nic, bool json)
{
	static const struct loc nowhere;
	struct loaded now;
	json_t *meta, *sum;
	int err;

	if (transact_recover(st, diag))
		return CMD_MACHINE;
	err = state_read(st, nic, &now);
	if (err) {
		diag_error(diag, nowhere, "%s: cannot read what runs there: %s",
			   nic->name, strerror(-err));
		return CMD_MACHINE;
	}
	meta = now.gen ? state_read_meta(st, nic->name, now.gen) : NULL;
	if (!meta) {
		diag_error(
			diag, nowhere, "%s: %s", nic->name,
			now.gen ? "what was written of this load in /run is gone; load again"
				: "nothing is loaded");
		return CMD_MACHINE;
	}
	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++)
		err |= read_slot(st, diag, nic, &now, slot, meta);
	sum = counters_sum(meta);
	if (sum)
		json_object_set_new(meta, "sum", sum);
	if (json)
		cmd_print_json(json_incref(meta));
	else
		print_slots(nic->name, meta);
	json_decref(meta);
	return err ? CMD_MACHINE : CMD_DONE;
}

static enum cmd_status counters(struct arena *a, struct diag *diag,
				const char *ifname, bool json)
{
	enum cmd_status status;
	struct state st;
	struct nic nic;

	if (nic_probe(a, diag, ifname, &nic) ||
	    state_open(a, diag, STATE_READ, &st))
		return CMD_MACHINE;
	status = print_counters(&st, diag, &nic, json);
	state_close(&st);
	return status;
}

enum cmd_status cmd_counters(const struct command *cmd, int argc, char **argv)
{
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct counters_args args = {};
	struct cmd_operands operands;
	enum cmd_status status;

	if (cmd_parse(a, cmd, options, &args, argc, argv, &operands, &status)) {
		if (operands.n != 1)
			status = cmd_usage(cmd, "one interface is wanted");
		else
			status = counters(a, diag, operands.v[0], args.json);
	}
	cmd_report(diag);
	arena_free(a);
	return status;
}

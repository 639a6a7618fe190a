// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_counters.c - nicfw counters: packets and bytes of each rule
 *
 * With the whole policy on the NIC and behind it, a frame that the NIC passes
 * is counted by both, so the two are printed side by side. A NIC with a part of
 * it counts what it drops, and is added to the host.
 */
#include "cmd_counters_print.h"
#include "load/control.h"
#include "target.h"

struct counters_args {
	bool json;
};

static const struct cmd_option options[] = {
	CMD_JSON(struct counters_args),
	{},
};

static int read_rows(const struct target *t, enum attach_slot slot,
		     const struct labels *labels, struct counted *out)
{
	const uint32_t *line;
	struct nicfw_counter *c;
	size_t n;
	int err = control_counters(&t->state, t->nic.name, t->now.gen, slot, &c,
				   &n);

	if (err)
		return err;
	vec_reserve(t->a, &out->rows, labels->order.n);
	vec_for_each(line, &labels->order) {
		struct counted_row *row = vec_push(t->a, &out->rows);

		row->label = label_split(labels->lines.v[*line]);
		if (*line < n)
			row->counter = c[*line];
	}
	return 0;
}

/* A slot that cannot be read is left out, and the other one is not. */
static enum cmd_status read_slot(const struct target *t, enum attach_slot slot,
				 const struct labels *labels,
				 struct counters_report *report)
{
	const char *name = attach_slot_names[slot];
	bool runs = t->now.slots[slot].prog_id;
	int err = 0;

	if (!json_is_object(json_object_get(report->meta, name)))
		return CMD_DONE;
	if (runs)
		err = read_rows(t, slot, labels, &report->counted[slot]);
	if (err || !runs)
		json_object_set_new(report->meta, name, json_null());
	if (!err)
		return CMD_DONE;
	return target_refuse(t,
			     arena_printf(t->a, "cannot read the counters: %s",
					  control_error(t->a, slot, err)));
}

static const char *mode_of(const json_t *meta, enum attach_slot slot)
{
	const json_t *json = json_object_get(meta, attach_slot_names[slot]);

	return json_string_value(json_object_get(json, "mode")) ?: "?";
}

static void add_sum(const struct target *t, struct counters_report *report)
{
	json_t *mode;

	if (!counters_have_sum(report->meta))
		return;
	mode = json_sprintf("%s and %s", mode_of(report->meta, SLOT_NIC),
			    mode_of(report->meta, SLOT_HOST));
	json_object_set_new(report->meta, "sum",
			    json_pack("{s:o}", "mode", mode));
	report->counted[COUNTED_SUM] = counters_sum(
		t->a, &report->counted[SLOT_HOST], &report->counted[SLOT_NIC]);
}

/* Without a meta if there is none. */
static enum cmd_status read_once(const struct target *t,
				 struct counters_report *out)
{
	const char *ifname = t->nic.name;
	enum cmd_status status = CMD_DONE;
	struct labels labels[N_SLOTS];

	*out = (struct counters_report){};
	if (!t->now.gen)
		return target_refuse(t, "nothing is loaded");
	out->meta = state_read_meta(&t->state, ifname, t->now.gen);
	if (!out->meta ||
	    labels_read(&t->state, ifname, t->now.gen, out->meta, labels)) {
		json_decref(out->meta);
		out->meta = NULL;
		return target_refuse(
			t,
			"what was written of this load in /run is gone; load again");
	}
	for (enum attach_slot slot = 0; slot < N_SLOTS; slot++)
		status |= read_slot(t, slot, &labels[slot], out);
	add_sum(t, out);
	return status;
}

static enum cmd_status read_counters(struct target *t,
				     struct counters_report *out)
{
	const struct diag said = *t->diag;
	enum cmd_status status = read_once(t, out);

	for (int i = 1; i < STATE_READ_TRIES &&
			state_has_changed(&t->state, &t->nic, &t->now);
	     i++) {
		json_decref(out->meta);
		out->meta = NULL;
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
	struct counters_report report;

	if (call->operands.n != 1)
		return cmd_usage(call->cmd, "one interface is wanted");
	status = target_open(call, call->operands.v[0], STATE_READ, &t);
	if (status)
		return status;
	status = read_counters(&t, &report);
	/* Who reads slowly is not to hold up others. */
	target_close(&t);
	if (report.meta && args->json)
		counters_print_json(&report);
	else if (report.meta)
		counters_print(t.nic.name, &report);
	json_decref(report.meta);
	return status;
}

enum cmd_status cmd_counters(const struct command *cmd, int argc, char **argv)
{
	struct counters_args args = {};

	return cmd_run(cmd, options, &args, argc, argv, counters);
}

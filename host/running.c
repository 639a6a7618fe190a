// SPDX-License-Identifier: GPL-2.0-only
/*
 * running.c - what runs on a device, in words
 */
#include "running.h"

#include <string.h>

/* "offload mode, driver mode behind it" */
static const char *modes_of(struct arena *a, const struct loaded *now)
{
	const struct attached *host = &now->slots[SLOT_HOST];
	const char *mode = nic_stage_name(host->stage);

	if (!now->slots[SLOT_NIC].prog_id)
		return arena_printf(a, "%s mode", mode);
	if (!host->prog_id)
		return "offload mode";
	return arena_printf(a, "offload mode, %s mode behind it", mode);
}

const char *running_text(const struct state *st, struct nic *nic,
			 const struct loaded *before)
{
	const char *source, *text;
	struct loaded now;
	json_t *meta;

	if (nic_is_gone(nic))
		return NULL;
	if (state_read(st, nic, &now))
		return "it cannot be told what runs there now";
	if (!now.gen)
		return "nothing is loaded";
	meta = state_read_meta(st, nic->name, now.gen);
	source = json_string_value(json_object_get(meta, "source"));
	text = arena_printf(st->a, "%s: %s, generation %u, %s",
			    state_is_same(&now, before) ? "as before" : "now",
			    source ? source : "?", now.gen,
			    modes_of(st->a, &now));
	json_decref(meta);
	return text;
}

const char *running_left_text(struct arena *a, enum attach_slot slot,
			      uint32_t id)
{
	return arena_printf(
		a,
		"the %s did not let go of program %u, and may still filter by it; load again, or restart the driver",
		slot == SLOT_NIC ? "NIC" : "driver", id);
}

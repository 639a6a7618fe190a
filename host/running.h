/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * running.h - what runs on a device, in words
 */
#ifndef NICFW_RUNNING_H
#define NICFW_RUNNING_H

#include "load/state.h"

/*
 * What runs on @nic now, for whoever reads that a load failed: "as before" if
 * that is @before. NULL if the device is gone.
 */
const char *running_text(const struct state *st, struct nic *nic,
			 const struct loaded *before);

/* That program @id is attach_is_left() in @slot, and the way out. */
const char *running_left_text(struct arena *a, enum attach_slot slot,
			      uint32_t id);

#endif

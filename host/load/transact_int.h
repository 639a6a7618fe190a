/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * transact_int.h - what the files of transact.h share
 */
#ifndef NICFW_TRANSACT_INT_H
#define NICFW_TRANSACT_INT_H

#include "load/transact.h"

/*
 * The device of @c; pins are by the name that it had then, whatever it is
 * called now.
 */
struct nic transact_nic(const struct change *c);

/*
 * False if the device is gone, or if another one has its number, and its link
 * is for one elsewhere.
 */
bool transact_is_here(const struct state *st, const struct change *c);

/*
 * Attaches what there was. False if frames are dropped in the place of what
 * could not be restored, whose generations are needed once more then.
 */
bool transact_undo_change(const struct state *st, struct diag *diag,
			  const struct change *c);

#endif

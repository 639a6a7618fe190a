/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * asked.h - the device that check and trace were asked about, if it is here
 *
 * A ruleset may be checked far from where it will run. Only a device that was
 * named by -i, and that is here, is asked for the facts of its host.
 */
#ifndef NICFW_ASKED_H
#define NICFW_ASKED_H

#include "load/host_facts.h"
#include "policy/path.h"

/*
 * Where @iface, as -i has it, is a device of this namespace: sets index,
 * address and facts of @dev, and *@out to what was read, in @a. Else sets *@out
 * to NULL, and @dev stays as it is. -errno, with an error in @diag, for a
 * device that is here and cannot be read.
 */
int asked_device(struct arena *a, struct diag *diag, const char *iface,
		 struct device *dev, const struct host_reading **out);

#endif

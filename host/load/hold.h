/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hold.h - no frame gets in while a device's filter changes its mode
 *
 * The kernel takes no program in driver mode while there is one in generic
 * mode, nor the other way (net/core/dev.c, dev_xdp_attach), so that there is a
 * moment in which a device has neither. Meanwhile a program of tc drops all
 * that arrives, behind both modes.
 *
 * It stays if its process is killed, or if what ran cannot be restored: frames
 * are dropped rather than let in. So hold_end() is called by all that end an
 * interrupted load or what is left of it (transact.c), that attach a program of
 * the host's, or that unload. Only a device that goes to another network
 * namespace leaves it behind: the kernel takes all of tc's from it then
 * (net/core/dev.c, dev_shutdown).
 */
#ifndef NICFW_HOLD_H
#define NICFW_HOLD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * From here on no frame that arrives at the device, of this network namespace,
 * is let in. -EBUSY: another's program of tcx comes before; -errno, and none is
 * held.
 */
int hold_begin(uint32_t ifindex);

/*
 * Lets frames in again, once those that came before are through. Nothing held
 * is fine. Without memory the process ends (base/arena.h).
 */
void hold_end(uint32_t ifindex);

/* Are all frames dropped right now? Without memory the process ends. */
bool hold_is_on(uint32_t ifindex);

#endif

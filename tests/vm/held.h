/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * held.h - what the checker says, held against what the driver does
 *
 * A trial is a batch, FOLDER/NAME.batch, and the figures of the device that it
 * is tried on, as parameters of the module nfpshim in FOLDER/NAME.params and as
 * a port with its MTU in FOLDER/NAME.port. The VM puts FOLDER/NAME.results
 * beside them (jobs/trials).
 */
#ifndef NICFW_VM_HELD_H
#define NICFW_VM_HELD_H

#include "lib/batch.h"
#include "offload/check.h"

/* What programs are tried on. */
struct held_device {
	const struct profile *profile; /* its figures; 0 packet_bytes: all */
	/* The MTU, 0: the largest. */
	uint32_t mtu;
	/* Of another port, to which programs are attached; 0: to the same. */
	uint32_t max_insns;
	uint32_t stack_bytes;
};

/* Of programs that no plan makes: these the checker may refuse as well. */
#define HELD_MUTANT "mutant"

/*
 * Writes the trial @name: @batch on @device, of which the bytes of the stack
 * and of the packet are rounded down to what a device can say. 0 or -errno.
 */
int held_write(const char *folder, const char *name, const struct batch *batch,
	       const struct held_device *device);

/*
 * Compares each program of the trial with its result, prints a test line in TAP
 * as number @n and what is wrong in front of it. Returns false if the checker
 * passes what the driver refuses, or refuses what it takes, or counts other
 * words than it makes.
 */
bool held_compare(const char *folder, const char *name,
		  const struct profile *base, unsigned int n);

#endif

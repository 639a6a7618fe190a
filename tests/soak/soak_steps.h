/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * soak_steps.h - rulesets are loaded, one after the other, as fast as it goes
 */
#ifndef NICFW_TESTS_SOAK_STEPS_H
#define NICFW_TESTS_SOAK_STEPS_H

#include "bench/lab/lab.h"
#include "soak/soak_state.h"

struct soak_job {
	const struct lab_port *port;
	struct soak_state *state;
	const char *files[2]; /* the rulesets */
	const char *lists[2]; /* elements of their sets, or NULL */
	uint64_t seed;
};

/*
 * Loads the first ruleset, and whatever else it is told until state->is_over,
 * and then unloads: other rulesets, loads that are killed, other modes, bypass,
 * other elements. Holds what is left in the kernel and in bpffs against what
 * should be. Faults are printed and counted.
 */
void soak_run_steps(const struct soak_job *job);

#endif

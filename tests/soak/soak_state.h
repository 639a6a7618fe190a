/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * soak_state.h - what the process that loads tells the one that sends
 *
 * The phase is written before a command starts and after it has ended, each
 * time with a new version: frames that were sent while the version stood still
 * were judged in that phase. One in which nothing changes lasts for several
 * slices of frames, so a slice meets one command at most.
 */
#ifndef NICFW_TESTS_SOAK_STATE_H
#define NICFW_TESTS_SOAK_STATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum soak_phase {
	SOAK_IS_A, /* the first ruleset is in force, and nothing changes */
	SOAK_IS_B,
	SOAK_SWAPS,   /* one of them is, and may make way for the other, once */
	SOAK_MOVES,   /* the same, and the mode of XDP changes: some frames are
			 lost */
	SOAK_IS_OPEN, /* bypass is on: all is accepted */
	SOAK_OPENS,   /* bypass changes */
};

/* What was done, for the report. */
enum soak_step {
	STEP_LOAD,
	STEP_KILLED,
	STEP_MODE,
	STEP_BYPASS,
	STEP_SET,
	N_SOAK_STEPS,
};

struct soak_state {
	_Atomic uint64_t version;
	_Atomic int phase;
	_Atomic uint64_t last_move, last_open; /* versions with such a phase */
	atomic_bool is_over, has_ended;
	_Atomic uint64_t n_slices; /* so far */
	_Atomic uint64_t n_steps[N_SOAK_STEPS];
	_Atomic uint32_t n_faults; /* of who loads; they are printed */
	_Atomic uint32_t max_pins, n_maps_seen;
};

static inline void soak_set_phase(struct soak_state *s, enum soak_phase phase)
{
	s->phase = phase;
	if (phase == SOAK_MOVES)
		s->last_move = s->version + 1;
	if (phase == SOAK_OPENS || phase == SOAK_IS_OPEN)
		s->last_open = s->version + 1;
	s->version++;
}

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live_judge.h - who was wrong, once all frames are sent
 */
#ifndef NICFW_TESTS_LIVE_JUDGE_H
#define NICFW_TESTS_LIVE_JUDGE_H

#include "live/live_trial.h"

/* Judges all stages, the wrong ones too. Adds to @tally. */
struct live_fault live_judge(struct live_trial *t, struct live_tally *tally);

#endif

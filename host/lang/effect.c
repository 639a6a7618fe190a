// SPDX-License-Identifier: GPL-2.0-only
/*
 * effect.c - what a statement does that only the host can run
 */
#include "lang/effect.h"

const struct effect effects[] = {
	[EFFECT_NONE] = {},
	[EFFECT_MATCHES] = { .may_fail = true },
	[EFFECT_ACTS] = { .acts = true },
	[EFFECT_MATCHES_ACTING] = { .may_fail = true, .acts = true },
	[EFFECT_CHANGES] = { .changes = true },
	[EFFECT_MATCHES_CHANGING] = { .may_fail = true, .changes = true },
	[EFFECT_REWRITES] = { .may_fail = true, .changes = true },
	[EFFECT_UNTRACKS] = { .changes = true },
	[EFFECT_LOGS] = { .acts = true, .relax = RELAX_LOG },
	[EFFECT_REJECTS] = { .acts = true,
			     .ending = ENDS_DROP,
			     .relax = RELAX_REJECT },
	[EFFECT_TRANSLATES] = { .ending = ENDS_ACCEPT },
	/* synproxy leaves the packets inside a connection alone. */
	[EFFECT_TAKES] = { .may_fail = true,
			   .acts = true,
			   .ending = ENDS_TAKE },
};
_Static_assert(sizeof(effects) / sizeof(effects[0]) == N_EFFECTS,
	       "each effect is described");

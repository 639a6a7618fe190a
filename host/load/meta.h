/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * meta.h - what status and counters want to know of a generation
 *
 * A JSON object, written beside the pins:
 *
 *	source, loaded_at (seconds since 1970), shadow, complete
 *	steps [ { mode, why } ]: the modes that were tried, and not to be had
 *	host, nic: null, or
 *		mode, profile, insns, max_insns, unit, maps, max_maps,
 *		entries, max_entries, stack_bytes, max_stack_bytes
 *		counters [ { kind, chain, rule or null, place } ]
 */
#ifndef NICFW_META_H
#define NICFW_META_H

#include "load/job.h"

/* The caller owns what it gets. */
json_t *meta_of(const struct job *job);

#endif

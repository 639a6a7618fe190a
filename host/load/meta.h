/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * meta.h - what status and counters want to know of a generation
 *
 * A JSON object, written beside the pins:
 *
 *	source, loaded_at (seconds since 1970), shadow, complete
 *	with_nft: the rules were installed in the kernel as well
 *	asked { mode, strict, profile (null: what fits) }: what --offload and
 *		the like said
 *	front: null, or of a front
 *		why: what only the host knows; live, unwatched
 *		left [ { chain, why } ]: base chains that are not on the path
 *		chains: those that it drops for (authority.h), or null where
 *		nobody said that the kernel has them
 *		wishes { relax_reject, ..., tables [] }: see facts.h
 *	live: null, or of the kernel's own ruleset where that is no front
 *		chains, wishes: as above
 *	steps [ { mode, why } ]: the modes that were tried, and not to be had
 *	host, nic: null, or
 *		mode, profile, insns, max_insns, unit, maps, max_maps,
 *		part: null, or rules, of: how many rules' drops a NIC has
 *		entries, max_entries, stack_bytes, max_stack_bytes
 *
 * What each of a slot's counters counts is in a file of its own: labels.h.
 */
#ifndef NICFW_META_H
#define NICFW_META_H

#include "load/job.h"

/* How a counter's row calls its rule. */
const char *meta_rule_text(struct arena *a, const struct policy_rule *rule);

/* Where a rule, or a chain, stands: "web.nft:12". */
const char *meta_place(struct arena *a, const struct loc *loc);

/* What is known of the generation of @job. The caller owns what it gets. */
json_t *meta_of(const struct job *job);

/* The same, with the labels of its counters as "counters" of its slots. */
json_t *meta_with_labels(const struct job *job);

/* ---- meta_print.c ---- */

/* Prints what the counters of the generation of @job count: labels.h. */
void meta_print_labels(const struct job *job, FILE *file);

/*
 * Prints which row of a slot's counters each counter of its program is a part
 * of (image_counter_of()): by the slot's name the number of rows, "n", and in
 * the order of the program's counters the row of each, "of", or -1; and which
 * of them count for others, "sums", two numbers each (struct plan_sum). Nothing
 * of a slot where both have the same order.
 */
void meta_print_counters(const struct job *job, FILE *file);

/* ---- meta_front.c ---- */

/* The "front" of a generation. */
json_t *meta_front(const struct job *job);

/* The "live" of a generation. */
json_t *meta_live(const struct job *job);

/* The wishes of a "front" or "live", in @a; -EINVAL if it has none. */
int meta_wishes(struct arena *a, const json_t *front, struct place_wishes *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * carry.h - counters go on where a generation replaces another
 *
 * A new generation's maps count from 0. What the one before has counted is
 * written beside it, as its base: control_counters() adds the two. A counter
 * goes on in the one that stands for the same: of the same kind, the same base
 * chain, the same chain of the rule and the same text of it (of a policy: the
 * same policy); of several that are alike the first in the first, and so on.
 * Numbers behind "counter" are no part of a rule's text: the live ruleset has
 * others each time. Where a rule stands in a file and what is in the sets that
 * it names play no part either, as nft keeps a rule's counter then.
 *
 * Host and NIC each go on for themselves. What a NIC with a part of the policy
 * has counted goes to the host where the new one has no such counter: the two
 * are added up anyway. Loads with and without shadow count different things,
 * so that nothing goes on between them.
 *
 * A base is one file, written whole. Until it is there, counters begin at 0.
 */
#ifndef NICFW_CARRY_H
#define NICFW_CARRY_H

#include "load/labels.h"
#include "load/transact.h"

/*
 * For each change of @t whose new generation runs, and is to stay: writes its
 * base. To be done before the journal and the old generation are removed; doing
 * it again writes the same. Where something cannot be read its counters begin
 * anew.
 */
void carry_on(const struct state *st, const struct transaction *t);

/*
 * @c is undone and its old generation runs again: adds to its base what the new
 * one counted while it ran, once, however often it is done.
 */
void carry_back(const struct state *st, const struct change *c);

/*
 * Adds the @n @counts of a slot, whose counters are @from, to @base, those of
 * the slot with the counters @to, where they stand for the same. What has gone
 * on is 0 afterwards. Lines lose numbers behind "counter".
 */
void carry_add(struct arena *a, const struct labels *from,
	       struct nicfw_counter *counts, size_t n, const struct labels *to,
	       struct nicfw_counter *base);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * classify_apart.h - a segment in parts, of which the best answer counts
 *
 * Groups (classify_groups.h) have a graph each, tuples (classify_tuples.h) a
 * map each, and vectors (classify_vectors.h) stand for what neither takes. A
 * frame goes through all of them, and keeps the best of what they say: then the
 * segment ends with that, or goes on to the one it leads to.
 */
#ifndef NICFW_CLASSIFY_APART_H
#define NICFW_CLASSIFY_APART_H

#include "policy/classify_int.h"

/* Marks in @is_in the returns that skip some of the items that are marked. */
void apart_take_returns(const struct segment *segment, bool *is_in);

/* As graph_build(), in the parts that g->limits asks for if that is of use. */
uint32_t apart_build(struct graph *g, const struct segment *segment);

#endif

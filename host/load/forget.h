/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * forget.h - what is left of network namespaces that have ended
 */
#ifndef NICFW_FORGET_H
#define NICFW_FORGET_H

#include "load/state.h"

/*
 * Removes the pins and files of all namespaces but @st's in which no link of
 * ours has a device any more. What is in use, or cannot be read, stays, and
 * what an interrupted load, or a device that went, left of a namespace that
 * lives on.
 */
void forget_namespaces(const struct state *st);

#endif

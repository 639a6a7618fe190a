/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * watch.h - undoes a load at once, should its process be killed
 *
 * A journal is followed by the next nicfw, whenever that comes. A load that
 * waits to be confirmed may have cut off who would start it, and rules of the
 * kernel may be changed by somebody until then, who is not to find them put
 * back; while a mode changes all frames are dropped (hold.h). So a child stays
 * with such a load, holds the state's lock too, and ends what is left of it.
 */
#ifndef NICFW_WATCH_H
#define NICFW_WATCH_H

#include "load/state.h"

#include <sys/types.h>

struct watch {
	pid_t pid; /* 0: nobody watches */
	int alive; /* the child reads from it */
};

#define WATCH_NONE ((struct watch){ .alive = -1 })

/* Under a guard (confirm.h). Leaves WATCH_NONE if there can be no child. */
struct watch watch_begin(const struct state *st);

/* The transaction is over: the child ends and has done nothing. */
void watch_end(struct watch *w);

#endif

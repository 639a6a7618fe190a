/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * set_maps.h - what the maps of a set that runs have
 *
 * Elements of a set with intervals are prefixes in maps by their length, and do
 * not overlap. So a number is in the set if one of the maps has it, under its
 * mask. An element whose time is over is in none, though its key is.
 */
#ifndef NICFW_SET_MAPS_H
#define NICFW_SET_MAPS_H

#include "load/set_index.h"
#include "offload/abi.h"

struct set_maps {
	const struct set_entry *e;
	const struct policy_set *set; /* the caller's: the kind of elements */
	uint64_t now;		  /* clock_now_ns(), for all that is asked */
	int *fds;		  /* of e->homes */
	struct nicfw_timed found; /* of the last key; of others the answer */
	int err;		  /* of a lookup that failed */
};

/* Opens the maps of set @e. -errno; set_maps_close() is needed all the same. */
int set_maps_open(struct set_maps *m, const struct set_target *t,
		  const struct set_entry *e, uint64_t now);
void set_maps_close(struct set_maps *m);

/* True if @key is in the map of e->homes[@home]: what it has is m->found. */
bool set_maps_have(struct set_maps *m, size_t home, const void *key);

/* True if @v, whose key is there, is an element and not a part of one. */
bool set_maps_has_element(struct set_maps *m, const struct interval *v);

/* True if elements that are in @v, or that hold it, can be ruled out. */
bool set_maps_are_free(struct set_maps *m, const struct interval *v);

/*
 * Takes keys that have ended out of the map of e->homes[@home], of a set with
 * timeouts. Needs no memory. Returns how many, or -errno.
 */
int set_maps_collect(const struct set_maps *m, size_t home);

#endif

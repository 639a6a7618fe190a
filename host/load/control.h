/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * control.h - reads and steers a generation that is loaded
 */
#ifndef NICFW_CONTROL_H
#define NICFW_CONTROL_H

#include "load/state.h"

/*
 * The map with the control word of @slot, for the caller to close; -errno if
 * the slot holds nothing. Getting and putting the word needs no memory.
 */
int control_open(const struct state *st, const char *ifname, unsigned int gen,
		 enum attach_slot slot);
int control_get(int map, struct nicfw_control *out);
int control_put(int map, struct nicfw_control control);

/* The same at once. */
int control_read(const struct state *st, const char *ifname, unsigned int gen,
		 enum attach_slot slot, struct nicfw_control *out);
int control_write(const struct state *st, const char *ifname, unsigned int gen,
		  enum attach_slot slot, struct nicfw_control control);

/* "NIC: why a map of @slot could not be read or written: -@err" */
const char *control_error(struct arena *a, enum attach_slot slot, int err);

/*
 * The counters of @slot, summed over all CPUs, with what those before them had
 * counted (carry.h): sets *@out, in the state's arena, and *@n, which may be
 * more than the program has. -errno if the slot holds nothing or cannot be
 * read; -ENODATA: which rules they are of was lost.
 */
int control_counters(const struct state *st, const char *ifname,
		     unsigned int gen, enum attach_slot slot,
		     struct nicfw_counter **out, size_t *n);

/* The same, without what those before them had counted. */
int control_counted(const struct state *st, const char *ifname,
		    unsigned int gen, enum attach_slot slot,
		    struct nicfw_counter **out, size_t *n);

/*
 * Adds what was counted before them to the @n counters of @slot in @sums.
 */
void control_add_base(const struct state *st, const char *ifname,
		      unsigned int gen, enum attach_slot slot,
		      struct nicfw_counter *sums, size_t n);

/* Counter @i of @slot's program alone, summed over all CPUs. */
int control_counter(const struct state *st, const char *ifname,
		    unsigned int gen, enum attach_slot slot, uint32_t i,
		    struct nicfw_counter *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * share.h - maps that a generation has in common with the one before
 *
 * A map of the host that is to be just as one that runs is not made again: the
 * new program is given the old map, and both generations pin it. What is the
 * same is told by a number for what a map is and holds, which is written beside
 * the generation, in gen-N.maps:
 *
 *	key: of the numbers, drawn at random by the first generation
 *	maps { ID: NUMBER }: by the kernel's number of the map
 *
 * Two contents with one number would leave the old one in force. By chance that
 * is once in 2^128; and who makes lists for others, and would want it, does not
 * know the key, which only root reads (siphash.h). A map that is changed while
 * it runs is no longer what its number says: share_void() comes first. As a
 * last measure a map is only shared whose kind and sizes are right and which
 * objects_map_is() finds to hold what it should.
 *
 * Control, counters and scratch are each generation's own, and so is all that a
 * NIC has.
 */
#ifndef NICFW_SHARE_H
#define NICFW_SHARE_H

#include "base/siphash.h"
#include "load/state.h"

struct shared_map {
	uint32_t id;
	const char *number;
	bool is_given; /* to a map of the new image */
};

/* What the old generation has, and what the new one is to have. */
struct share {
	struct arena *a;
	uint8_t key[SIPHASH_BYTES];
	bool has_key; /* else nothing is shared */
	VEC(struct shared_map) maps;
	const struct image *image;
	const char **numbers; /* one a map of the image; NULL: not shared */
};

/*
 * Reads what generation @gen of @ifname has; without one, or where nothing is
 * known of it, there are no maps to share.
 */
void share_read(const struct state *st, const char *ifname, unsigned int gen,
		struct share *out);

/*
 * For each map of @img, which is for the host, a descriptor of the old one that
 * is the same, or -1; in @share's arena. No two have one. The caller closes
 * them with share_close().
 */
int *share_open(struct share *share, const struct image *img);
void share_close(const struct image *img, int *maps);

/* Writes what generation @gen has, whose maps @o are of the image given last.
 */
int share_write(const struct share *share, const struct state *st,
		const char *ifname, unsigned int gen, const struct objects *o);

/*
 * To be called before the map @fd of generation @gen is changed while it runs:
 * no later generation takes it for what it was. On -errno it may not be
 * changed.
 */
int share_void(const struct state *st, const char *ifname, unsigned int gen,
	       int fd);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * objects.h - an image in the kernel: its maps and its program
 *
 * Objects of one generation on one stage. Nothing here touches a device's
 * traffic: that is attach.h. The maps are filled and the program is told to
 * filter before anything can run it.
 */
#ifndef NICFW_OBJECTS_H
#define NICFW_OBJECTS_H

#include "load/refusal.h"
#include "offload/abi.h"
#include "offload/image.h"

struct objects {
	const struct image *image;
	bool is_on_nic;
	int prog; /* descriptor */
	uint32_t prog_id;
	int *maps; /* descriptors, one a map of the image */
	size_t n_maps;
};

#define OBJECTS_NONE ((struct objects){ .prog = -1 })

/*
 * Creates @img's maps, loads its program, fills the maps, and writes @control.
 * @nic is the NIC that they are for, NULL for the host. @given may be NULL, or
 * has for each map -1, or the descriptor of one that is there already and holds
 * what it should: it is taken as it is, and the descriptor stays the caller's.
 * The image must outlive @out. On a failure returns -errno with *@refusal in
 * @a, and nothing is left in the kernel; -ENODEV: the NIC is gone.
 */
int objects_load(struct arena *a, const struct image *img,
		 const struct nic *nic, struct nicfw_control control,
		 const int *given, struct objects *out,
		 struct refusal *refusal);

/* Closes all descriptors; what is pinned or attached stays. */
void objects_close(struct objects *o);

/*
 * Pins program and maps in @dir, named PREFIX_prog, PREFIX_control,
 * PREFIX_counters, PREFIX_keysN. -errno leaves what was pinned so far.
 */
int objects_pin(const struct objects *o, const char *dir, const char *prefix);

/* The N of PREFIX_keysN, or of PREFIX_treeN: where map @i of @img is pinned. */
static inline unsigned int objects_pin_number(const struct image *img, size_t i)
{
	unsigned int n = 0;

	while (i--)
		n += img->maps.v[i].role == MAP_KEYS ||
		     img->maps.v[i].role == MAP_TREE;
	return n;
}

/* Removes the pins that objects_pin() made. */
void objects_unpin(const struct objects *o, const char *dir,
		   const char *prefix);

/* What the kernel says of the program; 0, or -errno. */
int objects_prog_id(int prog, uint32_t *id);

/* ---- objects_verify.c ---- */

/*
 * True if the map @fd holds what @m says, as far as objects_verify() looks.
 */
bool objects_map_is(int fd, const struct image_map *m);

/*
 * Reads back that the program is told to filter, and the first and last of
 * each map's keys. -EIO with *@why in @a if something is not as it was
 * written, another -errno if it cannot be read.
 */
int objects_verify(struct arena *a, const struct objects *o, const char **why);

#endif

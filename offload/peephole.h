/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * peephole.h - takes out what the emitter left for convenience
 */
#ifndef NICFW_PEEPHOLE_H
#define NICFW_PEEPHOLE_H

#include "offload/image.h"

/* Takes out jumps to jumps, jumps to what follows, and what nothing reaches. */
void peephole_image(struct arena *a, struct image *img);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * settle.h - lets a NIC's words not depend on how a program is verified
 */
#ifndef NICFW_SETTLE_H
#define NICFW_SETTLE_H

#include "offload/image.h"

/*
 * Makes the words of a NIC's program certain, by instructions that are none
 * there. -E2BIG if a jump gets too long.
 */
int settle_image(struct arena *a, struct image *img);

/* The first instruction whose words are not certain; UINT32_MAX: none. */
uint32_t settle_find(struct arena *a, const struct image *img);

#endif

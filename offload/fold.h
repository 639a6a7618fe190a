/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fold.h - takes out tests of which the outcome is known
 */
#ifndef NICFW_FOLD_H
#define NICFW_FOLD_H

#include "offload/image.h"

/*
 * Makes jumps of tests that always or never hold, as the verifier knows; what
 * is not reached any more stays.
 */
void fold_image(struct image *img);

#endif

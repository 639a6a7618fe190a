/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * packet_text_build.h - from layers to the bytes of a frame
 */
#ifndef NICFW_PACKET_TEXT_BUILD_H
#define NICFW_PACKET_TEXT_BUILD_H

#include "lang/packet_text_table.h"

/*
 * Builds the frame of @p (whose layers get their places) in @a. Returns 0 and
 * sets *@frame and *@len, or -EINVAL with an error in @diag: the frame is
 * longer than PACKET_MAX_BYTES, or a field cannot hold what belongs there.
 */
int packet_text_build(struct arena *a, struct diag *diag, struct packet *p,
		      uint8_t **frame, size_t *len);

#endif

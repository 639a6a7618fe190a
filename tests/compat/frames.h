/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * frames.h - frames of captures
 */
#ifndef NICFW_TESTS_FRAMES_H
#define NICFW_TESTS_FRAMES_H

#include "compat/host.h"

struct frames {
	VEC(struct host_frame) v;
};

/*
 * At most @most frames of each capture below @dir, in @a, addressed to the
 * host. Files that are none, or of other links, are left out.
 */
void frames_read(struct arena *a, const char *dir, size_t most,
		 struct frames *out);

#endif

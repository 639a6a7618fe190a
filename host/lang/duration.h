/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * duration.h - times as nft writes them: "1d2h3m4s5ms"
 */
#ifndef NICFW_DURATION_H
#define NICFW_DURATION_H

#include <stdint.h>

/* The kernel takes no longer ones (nf_msecs_to_jiffies64()): 584 years. */
#define DURATION_MAX_MS (213503ull * 86400 * 1000)

/* "never", which is longer than all: an element that stays. */
#define DURATION_NEVER UINT64_MAX

/*
 * Sets *@ms to what @text says: numbers with units, the larger ones first, each
 * once. -EINVAL: it says none; -ERANGE: it is longer than DURATION_MAX_MS.
 */
int duration_read(const char *text, uint64_t *ms);

#define DURATION_MAX_LEN 32

/* Writes @ms to @text, of DURATION_MAX_LEN bytes, as nft does; returns it. */
const char *duration_text(char *text, uint64_t ms);

#endif

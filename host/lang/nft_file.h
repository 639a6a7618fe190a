/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_file.h - the text of a file
 */
#ifndef NICFW_NFT_FILE_H
#define NICFW_NFT_FILE_H

#include "base/arena.h"

#include <stdbool.h>

/*
 * Reads the file at @path ("-": standard input) into the arena. Where
 * @must_be_regular, nothing else is opened: a FIFO would wait for ever.
 * Returns 0, or -errno; -EFBIG if it is longer than @max bytes.
 */
int file_read(struct arena *a, const char *path, size_t max,
	      bool must_be_regular, char **text, size_t *len);

#endif

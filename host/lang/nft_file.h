/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_file.h - the text of a file
 */
#ifndef NICFW_NFT_FILE_H
#define NICFW_NFT_FILE_H

#include "base/diag.h"

#include <stdbool.h>

/*
 * Reads the file at @path ("-": standard input) into the arena. Where
 * @must_be_regular, nothing else is opened: a FIFO would wait for ever.
 * Returns 0, or -errno; -EFBIG if it is longer than @max bytes.
 */
int file_read(struct arena *a, const char *path, size_t max,
	      bool must_be_regular, char **text, size_t *len);

/*
 * As file_read(), for a file that the user named: what cannot be read is an
 * error in @diag. Sets *@name to what messages call it, "<stdin>" for "-".
 */
int file_read_input(struct arena *a, struct diag *diag, const char *path,
		    size_t max, const char **name, char **text, size_t *len);

#endif

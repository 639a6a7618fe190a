// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_packet.c - does any line crash the reader of packets?
 *
 * What is refused must have an error, what is built must keep its bound.
 */
#include "lang/packet_text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct loc loc = { "fuzz", 1, 1 };
	char *text = arena_strndup(a, (const char *)data, size);
	uint8_t *frame = NULL;
	size_t len = 0;
	int err = packet_text_parse(a, diag, loc, text, &frame, &len);

	if (!err != !diag->n_errors || len > PACKET_MAX_BYTES ||
	    !err != !!frame)
		abort();
	arena_free(a);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_capture.c - no file makes the reader of captures crash
 *
 * What is refused must have an error, and a frame must be readable to its end.
 */
#include "capture.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A file of records without bytes would keep the fuzzer busy for long. */
#define MAX_FRAMES 10000

static void read_frames(struct capture *c, struct diag *diag)
{
	const uint8_t *frame;
	volatile uint8_t last;
	size_t len = 0;
	int ret = 1;

	for (int i = 0; ret == 1 && i < MAX_FRAMES; i++) {
		ret = capture_next(c, diag, &frame, &len);
		if (ret == 1 && len)
			last = frame[len - 1];
	}
	(void)last;
	if ((ret < 0) != (diag->n_errors > 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("capture", 0);
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct capture *c = NULL;
	int err;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	err = capture_open(diag, arena_printf(a, "/proc/self/fd/%d", fd), &c);
	if (err ? c || !diag->n_errors : !c || diag->n_errors)
		abort();
	if (!err)
		read_frames(c, diag);
	capture_close(c);
	close(fd);
	arena_free(a);
	return 0;
}
